/* What moved from where to where, and the part of the panel that switches arcs and movements. */
(function () {
  "use strict";
  const geo = window.geoMap;
  const { el, svg, told } = geo;
  const LISTED = 8;
  const MOST = 40;
  const CROWD = 15;
  // Pixels: a shorter arrow would be all head.
  const SHORTEST = 30;

  /* Movements of what is shown: those that reports tell with the same two ends are one. */
  function gatherMovements(data, events) {
    const found = new Map();
    for (const [event, origin, destination, document_, status, quotation] of data.movements.rows) {
      if (!events[event].shown) continue;
      const key = `${origin} ${destination}`;
      const known = found.get(key) || { key, origin, destination, told: [] };
      known.told.push({ event: events[event], document: document_, status, quotation });
      found.set(key, known);
    }
    const position = (end) => (end === null ? null : data.movements.places[end]);
    return [...found.values()].map((movement) => Object.assign(movement, {
      from: position(movement.origin), to: position(movement.destination),
      unsure: movement.told.every(({ status }) => status !== "actual"),
    })).map((movement) => Object.assign(movement, { drawable: [movement.from, movement.to].every((end) =>
      end !== null && end[1] !== null) && movement.origin !== movement.destination }))
      .sort((a, b) => b.told.length - a.told.length || latest(b) - latest(a) || (a.key < b.key ? -1 : 1));
  }

  /* The last of its events; those without a date stand last on the page. */
  function latest(movement) {
    return movement.told.reduce((last, { event }) => Math.max(last, event.first === null ? -Infinity : event.last), -1e9);
  }

  function sayMovement(data, { from, to }) {
    const end = (place) => (place === null ? "…" : place[0]);
    return `${end(from)} → ${end(to)}`;
  }

  /* A movement: each report's sentence, then the events they tell of. */
  function drawMovement(data, movement) {
    const words = data.words;
    const events = [...new Set(movement.told.map(({ event }) => event))];
    return el("section", { class: "geo-stack" },
      el("h2", {}, told(sayMovement(data, movement))),
      movement.drawable ? null : el("p", { class: "geo-quiet" }, words["movements.open"]),
      movement.told.slice(0, 20).map(({ document: document_, status, quotation }) => el("blockquote", {}, geo.quote(quotation, geo.languageOf(data, document_)),
        status === "actual" ? null : el("span", { class: "geo-quiet" }, ` (${words["status." + status]})`),
        geo.origin(data, document_))),
      events.slice(0, 20).map((event) => geo.drawEvent(data, event)));
  }

  function movementLayer(map, data, events, state) {
    const group = L.layerGroup();
    const renderer = L.svg({ pane: "geo-movements", padding: 1 });
    const at = ([, latitude, longitude]) => [latitude, geo.turn(longitude, data.centre)];
    let all = [];
    let drawn = [];

    function open(movement, latlng) {
      const line = movement.drawable ? geo.greatCircle(...movement.ends) : [map.getCenter()];
      geo.openPopup(map, latlng || line[Math.floor(line.length / 2)], () => drawMovement(data, movement));
    }

    function drawArrow(movement) {
      const opposite = drawn.some((other) => other.origin === movement.destination && other.destination === movement.origin);
      const width = drawn.length > CROWD ? 1.8 : 3;
      Object.assign(movement, { head: 5 + 4 * width, leave: 8, stop: 8 + width, aside: opposite ? 12 : 0 });
      movement.line = geo.greatCircle(...movement.ends);
      const traced = geo.traceLine(map, data, movement);
      const look = { renderer, pane: "geo-movements", interactive: false, smoothFactor: 0.1 };
      const casing = L.polyline(traced.line, { ...look, weight: width + 3, className: "geo-arc-casing" });
      const line = L.polyline(traced.line, { ...look, weight: width, className: "geo-arrow", lineCap: "butt",
        dashArray: movement.unsure ? "8 6" : null });
      const point = L.polygon(traced.head, { ...look, className: "geo-arrow-head" + (movement.unsure ? " unsure" : ""), weight: 2, fillOpacity: 1 });
      const hit = L.polyline(traced.line, { renderer, pane: "geo-movements", weight: 18, opacity: 0, className: "geo-arc-hit" });
      const start = L.circleMarker(movement.ends[0], { ...look, radius: 2 + width, weight: 1 + width / 2, className: "geo-arrow-start", fillOpacity: 1 });
      hit.bindTooltip(() => el("div", {}, told(sayMovement(data, movement)),
        el("div", {}, told(movement.told[0].event.headline))), { sticky: true, className: "geo-tip" });
      hit.on("click", (event) => {
        L.DomEvent.stopPropagation(event);
        open(movement, event.latlng);
      });
      for (const layer of [casing, line, start, point, hit]) group.addLayer(layer);
    }

    /* The first of what begins or ends in sight and is longer than its head; more when zoomed in. */
    function redraw() {
      group.clearLayers();
      drawn = [];
      if (!state.movements) return 0;
      const box = geo.boxOf(map, 0.05);
      const far = all.filter((movement) => {
        const [a, b] = movement.ends.map((end) => map.project(end));
        return (box.contains(a) || box.contains(b)) && a.distanceTo(b) > SHORTEST;
      });
      drawn = far.slice(0, MOST);
      for (const movement of drawn) drawArrow(movement);
      return far.length;
    }

    function renew() {
      const found = gatherMovements(data, events);
      all = found.filter((movement) => movement.drawable);
      for (const movement of all) movement.ends = [at(movement.from), at(movement.to)];
      if (state.movements) group.addTo(map);
      else group.remove();
      return found;
    }

    return { drawn: () => drawn.length, open, redraw, renew };
  }

  /* A list of buttons that is made as far as it is looked at. */
  function longList(words, draw) {
    const node = el("ul", { class: "geo-plain geo-links" });
    let length = LISTED;
    let items = [];
    let renew = null;
    const render = () => {
      const more = items.length > length ? el("li", {}, el("button", { type: "button", class: "geo-link", click: () => {
        length = Math.min(items.length, length + 100);
        render();
      } }, `${words["layers.more"]} (${geo.number(words, items.length)})`)) : null;
      node.replaceChildren(...[...items.slice(0, length).map(draw), more].filter(Boolean));
    };
    return { node, renew: (given) => {
      items = given;
      renew = renew || geo.whenOpen(node.closest("details"), render);
      renew();
    } };
  }

  function switchOf(state, field, text, change) {
    const box = el("input", { type: "checkbox", checked: state[field], change: () => {
      state[field] = box.checked;
      change();
    } });
    const count = el("span", { class: "geo-check-count" });
    const node = el("label", { class: "geo-check" }, box, el("span", { class: "geo-check-name" }, text), count);
    return { box, count, node };
  }

  function sample(...parts) {
    return svg("svg", { class: "geo-swatch", width: 30, height: 20, viewBox: "-15 -10 30 20", "aria-hidden": "true" }, parts);
  }

  /* What the key says of arcs and arrows; a row stands there while what it explains is on. */
  function drawKeys(words) {
    const row = (picture, text) => el("li", { hidden: true }, picture, el("span", {}, text));
    return {
      arcs: [row(sample(svg("path", { class: "geo-arc g-material_conflict", d: "M-14,6Q-2,-9 9,1", "stroke-width": 3 }),
        svg("path", { class: "geo-arc-head g-material_conflict", d: "M14,6L4,3L10,-4Z" })), words["key.arc"]),
      row(sample(svg("g", { class: "geo-seat" }, svg("path", { d: "M-4.5,4.5V-1.5L0,-5.5L4.5,-1.5V4.5Z" }))), words["key.seat"])],
      movements: [row(sample(svg("path", { class: "geo-arrow", d: "M-13,0H6", "stroke-width": 3 }),
        svg("path", { class: "geo-arrow-head", d: "M14,0L3,-6V6Z" }),
        svg("circle", { class: "geo-arrow-start", cx: -11, cy: 0, r: 3, "stroke-width": 2 })), words["key.movement"])],
    };
  }

  /* The part of the panel on actors around places; `act` changes the map, opens the network. */
  function drawAround(map, data, events, state, act) {
    const words = data.words;
    if (!data.events.actor_names.length && !data.movements.rows.length) return null;
    for (const [name, zIndex] of [["geo-arcs", 560], ["geo-movements", 570], ["geo-badges", 612]]) {
      map.createPane(name).style.zIndex = zIndex;
    }
    const arcs = geo.arcLayer(map, data, events, state);
    const movements = movementLayer(map, data, events, state);
    const keys = drawKeys(words);
    const button = (name, about, count, mark, click) => el("li", {}, el("button", { type: "button", class: "geo-mention", click },
      mark, el("span", {}, el("b", {}, told(name)), about ? el("span", { class: "geo-meta" }, told(about)) : null),
      el("span", { class: "geo-check-count" }, count)));
    const arcList = longList(words, (arc) => button(arcs.sayArc(arc),
      arcs.sources(arc).slice(0, 3).map((actor) => data.events.actor_names[actor]).join(", "), arc.events.length,
      geo.swatch(arc.group, "solid"), () => arcs.open(arc)));
    const moveList = longList(words, (movement) => button(sayMovement(data, movement), movement.told[0].event.headline,
      movement.told.length, null, () => movements.open(movement)));
    // What is shown stays the same: nothing else needs to be drawn anew.
    const switched = () => {
      renew();
      settle(areas);
      act.opened();
    };
    let areas = new Map();
    const arcSwitch = switchOf(state, "arcs", words["arcs.switch"], switched);
    const moveSwitch = switchOf(state, "movements", words["movements.switch"], switched);
    const rest = el("p", { class: "geo-quiet", role: "status" });
    const moveRest = el("p", { class: "geo-quiet", role: "status", hidden: true });
    const seated = data.actors.seat.some((seat) => seat !== null);
    const arcPart = el("div", { class: "geo-around" }, arcSwitch.node, el("p", { class: "geo-quiet" }, words["arcs.note"]), rest, arcList.node);
    const movePart = el("div", { class: "geo-around" }, moveSwitch.node, el("p", { class: "geo-quiet" }, words["movements.note"]), moveRest, moveList.node);
    const node = el("details", { class: "geo-layers" }, el("summary", {}, words["around.title"]),
      data.events.actor_names.length > 1 ? el("button", { type: "button", class: "geo-show", click: act.network }, words["network.open"]) : null,
      seated ? arcPart : null, data.movements.rows.length ? movePart : null);

    let unsaid = "";

    function renewArcs() {
      const { arcs: all, without } = arcs.renew();
      arcSwitch.box.checked = state.arcs;
      arcList.node.hidden = rest.hidden = !state.arcs;
      if (!state.arcs) return;
      arcSwitch.count.textContent = geo.number(words, all.length);
      unsaid = without ? geo.say(words, "arcs.without", { n: without }) : "";
      arcList.renew(all);
    }

    function renew() {
      if (seated) renewArcs();
      if (whenSeen) (state.movements ? renewMovements : whenSeen)();
      for (const kind of ["arcs", "movements"]) for (const row of keys[kind]) row.hidden = !state[kind];
    }

    function putMovements() {
      const all = movements.renew();
      moveSwitch.box.checked = state.movements;
      geo.put(moveSwitch.count, geo.number(words, all.length));
      moveList.renew(all);
    }
    function renewMovements() {
      let now = true;
      geo.whenRead(data, [["movements"]], () => {
        putMovements();
        if (!now) settle(areas);
      });
      now = false;
    }
    // What is neither on the map nor looked at is not gathered.
    const whenSeen = data.movements.rows.length ? geo.whenOpen(node, renewMovements) : null;

    /* Drawn anew in the pixels of the zoom, once the labels of areas stand where they will. */
    function settle(now) {
      areas = now;
      const near = arcs.settle(areas);
      rest.textContent = [near > arcs.drawn() ? geo.say(words, "arcs.omitted", { shown: arcs.drawn(), n: near }) : "", unsaid]
        .filter(Boolean).join(" ");
      const far = movements.redraw();
      moveRest.hidden = far <= movements.drawn();
      moveRest.textContent = moveRest.hidden ? "" : geo.say(words, "movements.omitted", { shown: movements.drawn(), n: far });
    }
    return { keys: [...keys.arcs, ...keys.movements], node, renew, settle };
  }

  Object.assign(geo, { drawAround, movementsOf: gatherMovements });
})();
