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

  /* Text where it differs from what stands there: to write costs the layout of the page. */
  function put(node, text) {
    if (node.textContent !== text) node.textContent = text;
  }

  /* Text of an atlas: its direction is its own and cannot spill over into ours. */
  function told(text, attributes) {
    return el("bdi", Object.assign({ dir: "auto" }, attributes), text);
  }

  /* What stands in a part that opens is drawn when it is seen: a function to call when it changed. */
  function whenOpen(details, draw) {
    let due = true;
    const renew = () => {
      due = !details.open;
      if (details.open) draw();
    };
    details.addEventListener("toggle", () => {
      if (details.open && due) renew();
    });
    return renew;
  }

  /* A whole number in the language's own groups of three digits. */
  function number(words, value) {
    const plain = String(Math.abs(value));
    if (plain.length <= Number(words["number.whole"])) return String(value);
    return (value < 0 ? "-" : "") + plain.replace(/\B(?=(\d{3})+$)/g, words["number.group"]);
  }

  let rules = null;

  /* A text that depends on a number has a form for each plural category of the language. */
  function formOf(text, count) {
    if (typeof text === "string") return text;
    rules = rules || new Intl.PluralRules(document.documentElement.lang || "en");
    return text[rules.select(count)] || text.other;
  }

  /* A text of the interface in parts, its places filled; a value may be an element. */
  function sayParts(words, key, values) {
    const given = values || {};
    return formOf(words[key], given.n).split(/\{(\w+)\}/).map((part, at) => {
      if (at % 2 === 0) return part;
      return typeof given[part] === "number" ? number(words, given[part]) : given[part];
    });
  }

  /* A text of the interface with its places filled, in the form for the number `n`. */
  function say(words, key, values) {
    return sayParts(words, key, values).join("");
  }

  window.geoMap = { el, number, put, say, sayParts, svg, told, whenOpen };
})();
