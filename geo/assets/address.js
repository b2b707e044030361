/* The address: what is after # holds the view and all that is switched off, so that a link shares
   what its sender saw. Keys are numbers and codes of this file; whatever is not understood is left. */
(function () {
  "use strict";
  const SPAN = 10000;
  const MOST = 80;

  // What else is chosen, the usual value first; the panel lists them in this order.
  const CHOICES = { overview: ["auto", "marks", "density", "divisions"], names: ["plover", "acled"],
    role: ["any", "source", "target"] };

  function keyOf(text) {
    if (text === "null") return null;
    if (text === "true") return true;
    return /^\d+$/.test(text) ? Number(text) : text;
  }

  function whole(text) {
    return /^-?\d{1,7}$/.test(text) ? Number(text) : null;
  }

  /* `span` gives the first and the last day of the events, and how far the timeline's handles
     reach around them; it is null where there is none. */
  function keepAddress(map, state, filters, span) {
    /* Which values are off, or after "!" which alone are on: whatever is shorter was written. */
    function readOff(kind, text) {
      const told = text.replace(/^!/, "").split(" ").filter(Boolean).map(keyOf);
      if (!text.startsWith("!")) {
        for (const key of told) state.off[kind].add(key);
        return;
      }
      const on = new Set(told);
      for (const key of filters.keysOf(kind)) if (!on.has(key)) state.off[kind].add(key);
    }

    function writeOff(kind) {
      const off = state.off[kind];
      const keys = filters.keysOf(kind);
      const on = keys.filter((key) => !off.has(key));
      return keys.length && on.length < off.size ? "!" + on.map(String).join(" ") : [...off].map(String).join(" ");
    }

    function read() {
      const told = new URLSearchParams(location.hash.slice(1));
      for (const kind of Object.keys(state.off)) readOff(kind, told.get(kind) || "");
      for (const [field, values] of Object.entries(CHOICES)) {
        if (values.includes(told.get(field))) state[field] = told.get(field);
      }
      const score = Number(told.get("score"));
      if (score > 0 && score <= 1) state.score = score;
      state.query = window.geoMap.fold((told.get("search") || "").slice(0, 200).trim());
      state.undated = told.get("undated") !== "no";
      state.control = told.get("control") === "yes";
      for (const name of ["arcs", "movements", "network"]) state[name] = told.get(name) === "yes";
      const person = (name) => {
        const number = whole(told.get(name) || "");
        return number !== null && number >= 0 && number < state.people ? number : null;
      };
      state.actor = person("who");
      state.only = person("only");
      const days = (told.get("days") || "").split(" ").map(whole);
      // Days that the timeline cannot show would hide events by a filter that nobody sees.
      if (span && days.length === 2 && days[0] !== null && days[1] !== null
        && days[0] <= days[1] && days[0] <= span.days[1] && days[1] >= span.days[0]
        && (days[0] > span.days[0] || days[1] < span.days[1])) {
        state.range = [Math.max(days[0], span.reach[0]), Math.min(days[1], span.reach[1])];
      }
      const [zoom, latitude, longitude] = (told.get("view") || "").split("/").map(Number);
      const known = [zoom, latitude, longitude].every(Number.isFinite) && Math.abs(latitude) <= 90
        && Math.abs(longitude) <= 540 && zoom >= map.getMinZoom() && zoom <= map.getMaxZoom();
      return known ? { at: [latitude, longitude], zoom } : null;
    }

    function put() {
      const centre = map.getCenter();
      const view = [map.getZoom(), centre.lat.toFixed(4), centre.lng.toFixed(4)].join("/");
      const told = new URLSearchParams({ view });
      for (const kind of Object.keys(state.off)) {
        if (state.off[kind].size) told.set(kind, writeOff(kind));
      }
      if (state.query) told.set("search", state.query);
      if (state.range) told.set("days", state.range.join(" "));
      if (!state.undated) told.set("undated", "no");
      if (state.control) told.set("control", "yes");
      for (const name of ["arcs", "movements", "network"]) if (state[name]) told.set(name, "yes");
      if (state.actor !== null) told.set("who", String(state.actor));
      if (state.only !== null) told.set("only", String(state.only));
      for (const [field, values] of Object.entries(CHOICES)) {
        if (state[field] !== values[0]) told.set(field, state[field]);
      }
      if (state.score) told.set("score", state.score);
      // A page of a sandbox, such as a notebook's, may not touch its address.
      try {
        history.replaceState(null, "", "#" + told.toString().replace(/%2F/g, "/"));
      } catch (_) { /* the map works without */ }
    }

    /* A browser refuses to change the address often: of many changes at once the last is kept. */
    let times = [];
    let due = null;
    function write() {
      const now = performance.now();
      times = times.filter((time) => now - time < SPAN);
      if (times.length < MOST) {
        times.push(now);
        put();
      } else if (due === null) {
        due = setTimeout(() => {
          due = null;
          write();
        }, SPAN / MOST);
      }
    }

    return { read, write };
  }

  Object.assign(window.geoMap, { CHOICES, keepAddress });
})();
