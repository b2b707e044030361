/* For those who do not point or do not see: ways past the map, names of its controls and popups. */
(function () {
  "use strict";
  const geo = window.geoMap;
  const { el } = geo;

  function name(node, text) {
    if (!node) return;
    node.setAttribute("aria-label", text);
    node.setAttribute("title", text);
  }

  /* A link that takes the focus along, and leaves the address alone: it keeps the view. */
  function skip(text, id) {
    return el("a", { href: "#" + id, click: (event) => {
      event.preventDefault();
      const closed = document.querySelector(".geo-panel.closed .geo-toggle");
      if (closed && id === "geo-list") closed.click();
      const target = document.getElementById(id);
      target.focus();
      target.scrollIntoView({ block: "nearest" });
    } }, text);
  }

  function drawSkips(words) {
    const targets = [["skip.events", "geo-list"], ["skip.time", "geo-time"]];
    const links = targets.filter(([, id]) => document.getElementById(id)).map(([key, id]) => skip(words[key], id));
    if (links.length) document.body.prepend(el("nav", { class: "geo-skips", "aria-label": words["skip.title"] }, links));
  }

  function easeAccess(map, data) {
    const words = data.words;
    drawSkips(words);
    name(document.querySelector(".leaflet-control-zoom-in"), words["zoom.in"]);
    name(document.querySelector(".leaflet-control-zoom-out"), words["zoom.out"]);
    map.on("popupopen", (event) => {
      const node = event.popup.getElement();
      const heading = node.querySelector("h2");
      node.setAttribute("aria-label", heading ? heading.textContent : words["map.label"]);
      name(node.querySelector(".leaflet-popup-close-button"), words["popup.close"]);
    });
  }

  Object.assign(geo, { easeAccess });
})();
