/* On paper: title, map, key and timeline, then every event with its sentences; no controls. */
(function () {
  "use strict";
  const geo = window.geoMap;
  const { el, say } = geo;
  // Evidence of more events fills more paper than anyone reads.
  const MOST = 1000;

  /* Show as many events of the list as are printed, and say how many are not. */
  function lengthen(data, events, undo) {
    const list = document.getElementById("geo-list");
    if (!list) return;
    const length = () => list.querySelectorAll(".geo-event").length;
    const more = () => list.querySelector(":scope > .geo-link");
    while (more() && length() < MOST) more().click();
    const left = events.filter((event) => event.shown).length - length();
    if (left > 0) {
      const note = el("p", { class: "geo-notice" }, say(data.words, "paper.omitted", { n: left }));
      list.before(note);
      undo.push(() => note.remove());
    }
    for (const event of list.querySelectorAll(".geo-event:not([open])")) {
      event.dispatchEvent(new Event("geo-open"));
      undo.push(() => { event.open = false; });
    }
  }

  function move(node, put, undo) {
    const mark = document.createComment("");
    node.before(mark);
    put(node);
    undo.push(() => mark.replaceWith(node));
  }

  /* Lay the page out for paper before it is printed, and as it was when that is done. */
  function readyForPaper(map, data, events, key) {
    const container = map.getContainer();
    let undo = [];

    function prepare() {
      if (undo.length) return;
      const bounds = map.getBounds();
      const [centre, zoom] = [map.getCenter(), map.getZoom()];
      map.closePopup();
      undo.push(() => {
        map.invalidateSize({ animate: false });
        map.setView(centre, zoom, { animate: false });
      });
      document.documentElement.classList.add("geo-paper");
      undo.push(() => document.documentElement.classList.remove("geo-paper"));
      move(document.querySelector(".geo-head"), (node) => container.before(node), undo);
      const timeline = document.getElementById("geo-time");
      if (timeline) move(timeline, (node) => container.after(node), undo);
      if (key) {
        const open = key.open;
        move(key, (node) => container.after(node), undo);
        key.open = true;
        undo.push(() => { key.open = open; });
      }
      lengthen(data, events, undo);
      map.invalidateSize({ animate: false });
      map.fitBounds(bounds, { animate: false });
    }

    window.addEventListener("beforeprint", prepare);
    window.addEventListener("afterprint", () => {
      for (const step of undo.reverse()) step();
      undo = [];
    });
  }

  Object.assign(geo, { readyForPaper });
})();
