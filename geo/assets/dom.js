/* Elements of the page. Text enters by textContent alone: nothing here takes HTML. */
(function () {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";

  function fill(node, attributes, children) {
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (typeof value === "function") node.addEventListener(name, value);
      else if (name in node && typeof value === "boolean") node[name] = value;
      else node.setAttribute(name, value);
    }
    for (const child of children.flat(Infinity)) {
      if (child === null || child === undefined || child === false) continue;
      node.append(child instanceof Node ? child : document.createTextNode(String(child)));
    }
    return node;
  }

  /* An HTML element; attributes that are functions listen to the event of that name. */
  function el(tag, attributes, ...children) {
    return fill(document.createElement(tag), attributes, children);
  }

  function svg(tag, attributes, ...children) {
    return fill(document.createElementNS(SVG, tag), attributes, children);
  }

  /* Text of an atlas: its direction is its own and cannot spill over into ours. */
  function told(text, attributes) {
    return el("bdi", Object.assign({ dir: "auto" }, attributes), text);
  }

  window.geoMap = { el, svg, told };
})();
