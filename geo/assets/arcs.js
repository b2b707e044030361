/* Arcs from the seats of who acts, and arrows of what moved from where to where. */
(function () {
  "use strict";
  const geo = window.geoMap;
  const { el, svg, told } = geo;
  const MOST = 80;
  const CROWD = 25;
  // Pixels: what is nearer lies under the marks of its ends.
  const SHORTEST = 40;
  // Pixels: ends within one cell are one end.
  const CELL = 56;
  // Degrees: a town's own events lie this near to the point of its seat.
  const NEAR = 0.05;
  const GAP = 9;
  const HOME = { seat: 7, spot: 13, shape: 12 };

  /* Where arcs may start and end: seats, places of events, areas, each by one number. */
  function readEnds(data) {
    const { seats } = data.actors;
    const spots = data.spots.latitude.length;
    const first = seats.name.length;
    const alias = new Int32Array(spots).fill(-1);
    seats.name.forEach((_, seat) => {
      for (let spot = 0; spot < spots; spot += 1) {
        if (Math.abs(data.spots.latitude[spot] - seats.latitude[seat]) < NEAR
          && Math.abs(data.spots.longitude[spot] - seats.longitude[seat]) < NEAR) alias[spot] = seat;
      }
    });
    const of = (event) => {
      if (event.spot !== null) return alias[event.spot] < 0 ? first + event.spot : alias[event.spot];
      return event.shape === null ? -1 : first + spots + event.shape;
    };
    const turned = (y, x) => [y, geo.turn(x, data.centre)];
    const made = new Map();
    const make = (end, place) => {
      if (end < first) return { kind: "seat", name: seats.name[end], at: turned(seats.latitude[end], seats.longitude[end]) };
      if (end < first + spots) {
        const spot = end - first;
        return { kind: "spot", name: data.spots.name[spot], at: turned(data.spots.latitude[spot], data.spots.longitude[spot]) };
      }
      const shape = end - first - spots;
      return { kind: "shape", name: place === null ? "" : data.events.places[place], shape, at: data.shapes[shape].label };
    };
    const describe = (end, place) => {
      if (!made.has(end)) made.set(end, make(end, place));
      return made.get(end);
    };
    /* What a government does somewhere in its own country leads nowhere. */
    const within = new Map();
    const holds = (end, seat) => {
      if (end < first + spots) return false;
      const key = end * first + seat;
      if (!within.has(key)) {
        const rings = geo.decodeAll(data.shapes[end - first - spots].rings, data.scale);
        within.set(key, geo.liesIn(rings, [seats.latitude[seat], seats.longitude[seat]]));
      }
      return within.get(key);
    };
    return { describe, holds, length: first + spots + data.shapes.length, of };
  }

  /* Arcs of what is shown: by start, end and kind of act, the most frequent first. An act leads to
     the place where it happened; words lead to the seat of those they are for, or else to their place. */
  function gatherArcs(data, events, ends) {
    const { links, actors } = data;
    const groups = [...data.groups.map((group) => group.key), "other"];
    const rank = new Map(groups.map((group, at) => [group, at]));
    const spoken = groups.map((group) => group.startsWith("verbal"));
    const [source, target] = ["source", "target"].map((role) => links.role.values.indexOf(role));
    const found = new Map();
    const from = [];
    const to = [];
    let without = 0;
    for (const event of events) {
      if (!event.shown) continue;
      from.length = to.length = 0;
      for (let row = links.start[event.at]; row < links.start[event.at + 1]; row += 1) {
        const seat = actors.seat[links.actor[row]];
        const own = seat === null ? null : links.role.of[row] === source ? from : links.role.of[row] === target ? to : null;
        if (own && !own.includes(seat)) own.push(seat);
      }
      const here = from.length ? ends.of(event) : -1;
      const kind = rank.get(event.group);
      if (here >= 0 && !(spoken[kind] && to.length)) {
        to.length = 0;
        to.push(here);
      }
      let drawn = false;
      for (const start of from) {
        for (const end of to) {
          if (start === end || ends.holds(end, start)) continue;
          drawn = true;
          const key = (start * ends.length + end) * groups.length + kind;
          const known = found.get(key);
          if (known) known.events.push(event);
          else found.set(key, { start, end, group: event.group, rank: kind, events: [event] });
        }
      }
      if (!drawn) without += 1;
    }
    const arcs = [...found.values()].sort((a, b) => b.events.length - a.events.length
      || a.start - b.start || a.end - b.end || a.rank - b.rank);
    return { arcs, without };
  }

  /* Arcs between the same two ends lie side by side, those of one direction on one side. */
  function spread(arcs) {
    const pairs = new Map();
    for (const arc of arcs) {
      const key = [Math.min(arc.start, arc.end), Math.max(arc.start, arc.end)].join(" ");
      if (!pairs.has(key)) pairs.set(key, []);
      pairs.get(key).push(arc);
    }
    for (const own of pairs.values()) {
      own.sort((a, b) => a.start - b.start || a.rank - b.rank);
      own.forEach((arc, at) => {
        const lane = (at - (own.length - 1) / 2) * GAP * 2;
        arc.aside = arc.start < arc.end ? lane : -lane;
      });
    }
  }

  function namesAt(data, events, role, seat) {
    const counts = new Map();
    for (const event of events.slice(0, 500)) {
      for (const [actor, own] of event.actors) {
        if (own === role && (seat === null || data.actors.seat[actor] === seat)) {
          counts.set(actor, (counts.get(actor) || 0) + 1);
        }
      }
    }
    return [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([actor]) => actor);
  }

  function joined(data, actors, most) {
    const list = actors.slice(0, most).flatMap((actor, at) => [at ? ", " : "", geo.actorLink(data, actor)]);
    return actors.length > most ? [...list, ` + ${actors.length - most}`] : list;
  }

  /* The arcs: their layer, drawn anew when what is shown or the zoom changes. */
  function arcLayer(map, data, events, state) {
    const group = L.layerGroup();
    const badges = L.layerGroup();
    const renderer = L.svg({ pane: "geo-arcs", padding: 1 });
    let ends = null;
    let all = { arcs: [], without: 0 };
    let drawn = [];

    function sayArc(arc) {
      const more = arc.members && arc.members.length > 1 ? ` + ${arc.members.length - 1}` : "";
      return `${arc.from.name} → ${arc.to.name}${more}`;
    }

    function content(arc) {
      const words = data.words;
      const list = arc.members ? arc.members.flatMap((one) => one.events).sort((a, b) => a.at - b.at) : arc.events;
      const targets = namesAt(data, list, "target", null);
      const head = el("p", { class: "geo-arc-who" },
        el("span", { class: `geo-chip g-${arc.group}` }, geo.swatch(arc.group, "solid"), words["group." + arc.group]), " ",
        joined(data, namesAt(data, list, "source", arc.start), 4),
        targets.length ? [" → ", joined(data, targets, 4)] : null);
      const stack = geo.drawStack(data, sayArc(arc), list);
      stack.firstChild.after(head);
      return stack;
    }

    function open(arc, latlng) {
      const line = drawn.find((one) => one === arc || one.members.includes(arc));
      const run = line && geo.inSight(line.traced.parts, map.getPixelBounds());
      const at = latlng || (run ? map.unproject(geo.alongOf(run, 0.5)) : map.getCenter());
      geo.openPopup(map, at, () => content(arc));
    }

    /* A disc with the sign of the kind of act, where there is room on what is in sight of an arc;
       and the name of a seat that lies out of sight, where its arcs come in. */
    function placeBadges() {
      badges.clearLayers();
      const box = map.getPixelBounds();
      const inner = L.bounds(box.min.add([14, 14]), box.max.subtract([14, 14]));
      const discs = [];
      const entries = new Map();
      const put = (at, icon) => L.marker(map.unproject(at), { pane: "geo-badges", keyboard: false, interactive: false, icon }).addTo(badges);
      for (const arc of drawn) {
        const run = geo.inSight(arc.traced.parts, inner);
        if (!run) continue;
        const at = [0.5, 0.38, 0.62].map((part) => geo.alongOf(run, part))
          .find((one) => !discs.some((other) => other.distanceTo(one) < 24));
        if (at && discs.length < 60) {
          discs.push(at);
          put(at, L.divIcon({ html: el("div", { class: "geo-arc-badge" }, geo.swatch(arc.group, "solid")), className: "geo-icon",
            iconSize: [16, 16], iconAnchor: [8, 8] }));
        }
        const known = entries.get(arc.start) || [];
        if (box.contains(map.project(arc.from.at)) || known.some((other) => other.distanceTo(run[0]) < 150)) continue;
        entries.set(arc.start, [...known, run[0]]);
        const name = el("span", { class: "geo-arc-from" }, told(arc.from.name));
        const half = 8 + 3.2 * arc.from.name.length;
        put(L.point(Math.max(box.min.x + half, Math.min(box.max.x - half, run[0].x)), Math.max(inner.min.y, run[0].y)),
          L.divIcon({ html: name, className: "geo-icon", iconSize: [0, 0] }));
      }
    }

    function drawArc(arc, most) {
      const { count } = arc;
      const width = 1.4 + (drawn.length > CROWD ? 4 : 6) * Math.sqrt(count / Math.max(most, 12));
      const unsure = arc.members.every(({ events: own }) => own.every((event) => event.status !== "actual"));
      Object.assign(arc, { head: 7 + 1.3 * width, leave: HOME[arc.from.kind], stop: arc.reach || HOME[arc.to.kind] });
      arc.traced = geo.traceLine(map, data, arc);
      const look = { renderer, pane: "geo-arcs", interactive: false, smoothFactor: 0.1 };
      const casing = L.polyline(arc.traced.line, { ...look, weight: width + 2.5, className: "geo-arc-casing" });
      const line = L.polyline(arc.traced.line, { ...look, weight: width, dashArray: unsure ? "7 6" : null, lineCap: "butt",
        className: `geo-arc g-${arc.group}` });
      const point = L.polygon(arc.traced.head, { ...look, className: `geo-arc-head g-${arc.group}`, stroke: false, fillOpacity: 1 });
      const hit = L.polyline(arc.traced.line, { renderer, pane: "geo-arcs", weight: width + 10, opacity: 0, className: "geo-arc-hit" });
      hit.bindTooltip(() => el("div", {}, told(sayArc(arc)), el("div", {},
        `${data.words["group." + arc.group]} · ${geo.say(data.words, "n.events", { n: count })}`)), { sticky: true, className: "geo-tip" });
      hit.on("click", (event) => {
        L.DomEvent.stopPropagation(event);
        open(arc, event.latlng);
      });
      hit.on("mouseover mouseout", (event) => line.getElement().classList.toggle("over", event.type === "mouseover"));
      for (const layer of [casing, line, point, hit]) group.addLayer(layer);
    }

    /* Whose seat a town is, by whoever sits there on this page. */
    function sitting(seat) {
      const names = data.events.actor_names.filter((_, actor) => data.actors.seat[actor] === seat);
      return names.slice(0, 6).join(", ") + (names.length > 6 ? " …" : "");
    }

    function drawSeats() {
      const seats = new Map(drawn.flatMap((arc) => [[arc.start, arc.from], [arc.end, arc.to]]));
      for (const [number, end] of seats) {
        if (end.kind !== "seat") continue;
        const mark = svg("svg", { class: "geo-mark geo-seat", width: 18, height: 18, viewBox: "-9 -9 18 18", "aria-hidden": "true" },
          svg("path", { d: "M-4.5,4.5V-1.5L0,-5.5L4.5,-1.5V4.5Z" }));
        L.marker(end.at, { pane: "geo-badges", keyboard: false,
          icon: L.divIcon({ html: mark, className: "geo-icon", iconSize: [18, 18], iconAnchor: [9, 9] }) })
          .bindTooltip(() => el("div", {}, told(end.name), el("div", {},
            geo.sayParts(data.words, "arcs.seat", { names: told(sitting(number)) }))),
          { direction: "top", offset: [0, -7], className: "geo-tip" }).addTo(group);
      }
    }

    function renew() {
      all = { arcs: [], without: 0 };
      if (state.arcs) {
        ends = ends || readEnds(data);
        all = gatherArcs(data, events, ends);
        for (const arc of all.arcs) {
          arc.from = ends.describe(arc.start);
          arc.to = ends.describe(arc.end, arc.events[0].place);
        }
      }
      for (const layer of [group, badges]) {
        layer.clearLayers();
        if (state.arcs) layer.addTo(map);
        else layer.remove();
      }
      return all;
    }

    /* How far from its middle a line enters the label of an area. */
    function reach(line, node) {
      const [before, end] = line.slice(-2).map((position) => map.project(position));
      const [dx, dy] = [Math.abs(end.x - before.x), Math.abs(end.y - before.y)];
      const length = Math.hypot(dx, dy) || 1;
      return 3 + Math.min((node.offsetWidth * length) / (2 * dx || 1), (node.offsetHeight * length) / (2 * dy || 1));
    }

    /* What can be told apart at this zoom: arcs of one kind and seat whose ends share a cell are one,
       which leads to the most frequent of them; those that begin or end in sight, the greatest first. */
    function mergeNear() {
      const box = geo.boxOf(map, 0);
      const scale = 2 ** map.getZoom();
      const pixel = (end) => {
        end.flat = end.flat || map.project(end.at, 0);
        return L.point(end.flat.x * scale, end.flat.y * scale);
      };
      const cells = new Map();
      for (const arc of all.arcs) {
        const [a, b] = [pixel(arc.from), pixel(arc.to)];
        if (!(box.contains(a) || box.contains(b)) || a.distanceTo(b) < SHORTEST) continue;
        const cell = arc.to.kind === "spot" ? `${Math.floor(b.x / CELL)} ${Math.floor(b.y / CELL)}` : arc.end;
        const key = `${arc.start} ${arc.group} ${cell}`;
        if (!cells.has(key)) cells.set(key, { ...arc, count: 0, members: [] });
        const merged = cells.get(key);
        merged.members.push(arc);
        merged.count += arc.events.length;
      }
      return [...cells.values()].sort((a, b) => b.count - a.count);
    }

    /* Arcs to areas lead to their labels, which have found room by then. Thin ones lie above thick ones. */
    function settle(areas) {
      if (!state.arcs) return 0;
      for (const layer of [group, badges]) layer.clearLayers();
      const near = mergeNear();
      drawn = near.slice(0, MOST);
      spread(drawn);
      for (const arc of drawn) {
        const area = arc.to.kind === "shape" && areas.get(arc.to.shape);
        const label = area && area.label.getLatLng();
        arc.line = geo.greatCircle(arc.from.at, label ? [label.lat, label.lng] : arc.to.at);
        arc.reach = area ? reach(arc.line, area.node) : null;
        drawArc(arc, drawn[0].count);
      }
      placeBadges();
      drawSeats();
      return near.length;
    }

    return { drawn: () => drawn.length, open, renew, sayArc, settle,
      sources: (arc) => namesAt(data, arc.events, "source", arc.start) };
  }

  Object.assign(geo, { arcEnds: readEnds, arcLayer, arcsOf: gatherArcs });
})();
