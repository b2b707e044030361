/* The map: joins ground, marks, areas and panel, and draws anew when what is shown changes. */
(function () {
  "use strict";
  const geo = window.geoMap;
  const { el } = geo;
  // So many marks and labels fly along when the map zooms.
  const MOST_MOVING = 40;

  function readMentions(data) {
    const columns = data.mentions;
    return columns.name.map((name, at) => ({
      name, where: columns.where[at], spot: columns.spot[at], shape: columns.shape[at],
      entry: columns.entry[at], kept: columns.kept[at], more: columns.more[at], at,
      get rows() { return columns.rows[at]; },
    }));
  }

  function unitOf(data, count) {
    return geo.say(data.words, "n.events", { n: count });
  }

  function panes(map) {
    const order = { "geo-areas": 400, "geo-mentions": 590, "geo-area-labels": 600, "geo-marks": 620 };
    for (const [name, zIndex] of Object.entries(order)) map.createPane(name).style.zIndex = zIndex;
  }

  /* Each mark that moves along with a zoom is a layer of its own to the browser: many of them are
     hidden for as long as it takes, as hexagons and names are. */
  function stillWhileMany(map) {
    map.on("zoomstart", () => {
      const marks = map.getPane("mapPane").getElementsByClassName("leaflet-marker-icon");
      map.getContainer().classList.toggle("geo-many", marks.length > MOST_MOVING);
    });
  }

  function covers(legend, nodes) {
    const box = legend.getBoundingClientRect();
    return [...nodes].some((node) => {
      const other = node.getBoundingClientRect();
      return box.left < other.right && other.left < box.right && box.top < other.bottom
        && other.top < box.bottom;
    });
  }

  /* The key closes where it would hide a mark at first sight, or an opened popup. */
  function addLegend(map, legend) {
    const control = L.control({ position: "bottomleft" });
    control.onAdd = () => {
      L.DomEvent.disableClickPropagation(legend);
      L.DomEvent.disableScrollPropagation(legend);
      return legend;
    };
    control.addTo(map);
    const tuck = (nodes) => {
      if (covers(legend, nodes)) legend.open = false;
    };
    // A popup grows when what it lists is opened, and moves the map to stay on it.
    const tuckSoon = () => setTimeout(() => tuck(map.getPane("popupPane").children), 300);
    map.on("popupopen", (event) => {
      tuckSoon();
      event.popup.getElement().addEventListener("toggle", tuckSoon, true);
    });
    return () => tuck(map.getContainer().querySelectorAll(".geo-casing, .geo-area-label"));
  }

  /* What is seen first stays clear of the buttons beside it and of the closed key below. */
  function fit(map, bounds) {
    const beside = map.getSize().x < 500 ? [64, 36] : [64, 64];
    if (document.documentElement.dir === "rtl") beside.reverse();
    map.fitBounds(bounds, { paddingTopLeft: [beside[0], 32], paddingBottomRight: [beside[1], 84],
      maxZoom: 8, animate: false });
  }

  function startState(data, mentions) {
    const kinds = ["type", "actor", "place", "status", "background", "mentions", ...Object.keys(data.events.facets)];
    return { mentions, query: "", range: null, undated: true, control: false, score: 0, role: "any",
      names: "plover", overview: "auto", renewals: [],
      arcs: false, movements: false, network: false, actor: null, only: null, people: data.events.actor_names.length,
      off: Object.fromEntries(kinds.map((kind) => [kind, new Set()])) };
  }

  /* Events by the area they are drawn as: rows that stay, of which those shown are taken. */
  function readAreas(data, events) {
    const { shape, shown } = events.columns;
    const { start, order } = geo.gatherRows(shape, data.shapes.length);
    return (number) => {
      const list = [];
      for (let row = start[number]; row < start[number + 1]; row += 1) {
        if (shown[order[row]] === 1) list.push(events[order[row]]);
      }
      return list;
    };
  }

  /* What is drawn as areas: what happened there, and what the texts name where nothing happened. */
  function areasOf(data, listAt, mentions, hidden) {
    const areas = data.shapes.map((_, number) => [number, listAt(number)]).filter(([, list]) => list.length)
      .map(([number, list]) => {
        const name = list[0].place === null ? "" : data.events.places[list[0].place];
        return { number, name, events: list, content: () => geo.drawStack(data, name, list) };
      });
    for (const mention of hidden ? [] : mentions) {
      if (mention.shape === null || !mention.drawn) continue;
      areas.push({ number: mention.shape, name: mention.name, events: [],
        content: () => geo.drawMention(data, mention) });
    }
    return areas;
  }

  /* All that lies over the ground, drawn for what is shown and in sight. */
  function drawOver(map, data, events, mentions, state) {
    const renderer = L.svg({ pane: "geo-areas", padding: 0.35 }).addTo(map);
    geo.addHatches(renderer, [...data.groups.map((group) => group.key), "other"]);
    const spots = geo.readSpots(data, events);
    const say = (own) => (own.size
      ? `${own.name} ${own.size} (${data.words["area.whole"]}: ${unitOf(data, own.size)})` : own.name);
    const areas = geo.drawAreas(map, data, renderer, say);
    const marks = geo.drawMarks(map, data, spots);
    const named = geo.drawMentions(map, data, spots, mentions);
    const list = (latlng, name, found) => geo.openPopup(map, latlng, geo.drawStack(data, name, found));
    const eventsAt = readAreas(data, events);
    const divisions = geo.drawDivisions(map, data, events, { unit: (count) => unitOf(data, count), list });
    const density = geo.drawDensity(map, { unit: (count) => unitOf(data, count),
      open: (latlng, numbers) => {
        const crowd = numbers.length > 1 && geo.zoomTo(map, data, numbers);
        if (!crowd) geo.openLists(map, data, latlng, numbers, numbers.map((number) => spots.shownAt(number)));
      } });
    let drawn = { kind: null, steps: [], most: 0, left: 0 };

    /* Marks, or hexagons where they would hide each other, or divisions: as asked, or as fits the
       zoom, wherever the map is moved to. */
    function redraw() {
      const zoom = map.getZoom();
      const asked = state.overview;
      const crowded = () => spots.crowd(zoom, map.getSize()) > geo.MOST_SPOTS;
      const kind = asked === "auto" ? (crowded() ? "density" : "marks") : asked;
      if (kind === "marks") marks.draw();
      else marks.clear();
      if (kind === "density") {
        const cells = geo.hexagons(spots, spots.within(zoom, geo.boxOf(map, 0.5)), zoom);
        const most = [...cells.values()].reduce((high, cell) => Math.max(high, cell.count), 0);
        drawn = { steps: most ? geo.stepsTo(most) : [], most, left: 0 };
        density.draw(cells, drawn.steps);
      } else {
        density.clear();
      }
      drawn.kind = kind;
      map.getContainer().classList.toggle("geo-dense", kind === "density");
      named.draw(state.off.mentions.has(true) || kind === "divisions");
    }

    function renew() {
      spots.renew();
      marks.clear();
      const whole = state.overview === "divisions";
      areas.put(whole ? [] : areasOf(data, eventsAt, mentions, state.off.mentions.has(true)));
      if (whole) drawn = divisions.draw();
      else divisions.clear();
      redraw();
    }

    return { areas, marks, redraw, renew, scale: () => drawn, spots };
  }

  function draw(map, data, ground) {
    data.centre = (data.view[0][1] + data.view[1][1]) / 2;
    if (data.view[1][1] <= 180) data.centre = 0;
    for (const shape of data.shapes) shape.label[1] = geo.turn(shape.label[1], data.centre);
    const events = geo.eventsOf(data);
    const mentions = readMentions(data);
    const state = startState(data, mentions);
    const search = geo.readSearch(data, events);
    const filters = geo.readFilters(data, events, state, search);
    filters.renew();
    // Where events are, nothing is only named, even while filters hide them.
    const eventSpots = new Set(events.columns.spot);
    const eventShapes = new Set(events.columns.shape);
    for (const mention of mentions) {
      mention.drawn = (mention.shape !== null && !eventShapes.has(mention.shape))
        || (mention.spot !== null && !eventSpots.has(mention.spot));
    }
    document.documentElement.classList.add("geo-page");
    const container = map.getContainer();
    container.setAttribute("aria-label", data.words["map.label"]);
    container.setAttribute("role", "main");
    panes(map);
    stillWhileMany(map);
    geo.passFocus(map);
    // What is drawn over the ground needs a view to be drawn in.
    fit(map, data.view);
    geo.drawGround(map, ground, data.centre);
    const over = drawOver(map, data, events, mentions, state);
    const putLabels = geo.drawLabels(map, ground.labels, data.centre);
    const place = () => {
      const marked = over.marks.shown.marks.map((mark) =>
        Object.assign({ at: map.latLngToLayerPoint(mark.latlng) }, mark));
      const taken = marked.map(({ at, reach }) =>
        [at.x - reach + 2, at.y - reach + 2, at.x + reach - 2, at.y + reach - 2]);
      if (control) taken.push(...control.boxes());
      geo.placeAreaLabels(map, over.areas.shown.values(), taken);
      putLabels(taken, marked);
      if (around) around.settle(over.areas.shown);
    };
    const show = (event) => {
      if (event.spot === null) {
        map.setView(data.shapes[event.shape].label, map.getZoom(), { animate: false });
        const area = over.areas.shown.get(event.shape);
        if (area) area.label.openPopup();
        return;
      }
      map.setView(geo.latlngOf(data, event.spot), over.marks.zoomApart(event.spot), { animate: false });
      const mark = over.marks.shown.spots.get(event.spot);
      if (mark) mark.openPopup();
      else geo.openPopup(map, geo.latlngOf(data, event.spot), geo.drawStack(data, data.spots.name[event.spot], over.spots.shownAt(event.spot)));
    };
    const showMention = (mention) => {
      const at = mention.spot !== null ? geo.latlngOf(data, mention.spot)
        : mention.shape !== null ? data.shapes[mention.shape].label : map.getCenter();
      map.setView(at, Math.max(map.getZoom(), mention.spot === null ? 0 : 6), { animate: false });
      geo.openPopup(map, at, geo.drawMention(data, mention));
    };
    const change = () => {
      filters.renew();
      over.renew();
      renew();
      for (const part of [control, around, actors, network]) if (part) part.renew();
      if (timeline) timeline.renew(filters.besides("time"), filters.shown());
      place();
      address.write();
    };
    const seek = (text) => {
      state.query = geo.fold(text.trim());
      change();
    };
    const resize = () => {
      map.invalidateSize({ animate: false });
      if (network) network.renew();
    };
    const showClaims = (spot, content) => {
      const at = spot.latitude === null ? map.getCenter()
        : [spot.latitude, geo.turn(spot.longitude, data.centre)];
      geo.openPopup(map, at, content);
    };
    // Rows of the key that come with arcs must not hide what they explain.
    const opened = () => {
      address.write();
      if (state.arcs || state.movements) tuck();
    };
    const actors = events.length ? geo.drawActors(data, events, state, { change: () => change(), show, opened }) : null;
    const network = actors ? geo.drawNetwork(data, events, state, { actor: actors.open, list: actors.list, opened,
      cover: (on) => { container.inert = on; } }) : null;
    const around = actors ? geo.drawAround(map, data, events, state, { opened, network: network.open }) : null;
    // What opens on the map is to be seen.
    if (network) map.on("popupopen", network.hide);
    const control = geo.drawControl(map, data, state, { change: () => change(), open: showClaims });
    const { panel, key, renew } = geo.drawPanel(data, ground, events, state, filters,
      { change, search: seek, show, showMention, resize, control, actors, around, scale: over.scale });
    document.body.append(...[network && network.node, panel].filter(Boolean));
    const timeline = geo.drawTimeline(data, events, state, { change });
    if (timeline) {
      document.documentElement.classList.add("geo-timed");
      document.body.append(timeline.node);
      timeline.drawTicks();
    }
    const address = geo.keepAddress(map, state, filters, timeline && timeline.span);
    const sought = address.read();
    L.control.scale({ position: "bottomleft", imperial: false }).addTo(map);
    const tuck = key ? addLegend(map, key.node) : () => {};
    resize();
    map.attributionControl.setPrefix(false);
    if (sought) map.setView(sought.at, sought.zoom, { animate: false });
    else fit(map, data.view);
    change();
    map.on("moveend resize", () => {
      over.redraw();
      if (key) key.renewShades();
      place();
      address.write();
    });
    tuck();
    geo.afterPaint(data, () => search.prepare(() => { if (state.query) change(); }));
    if (data.late) geo.afterPaint(data, () => geo.readRest(data));
    geo.easeAccess(map, data);
    geo.readyForPaper(map, data, events, key && key.node);
    document.documentElement.dataset.geo = "drawn";
  }

  /* Read what the page carries and draw it: at once where it is plain, else when it is inflated. */
  function open(map) {
    const ids = ["geo-data", "geo-ground"];
    const plain = ids.map(geo.readPlain);
    if (!plain.includes(null)) {
      draw(map, ...plain);
      return;
    }
    const told = el("p", { class: "geo-notice geo-loading", role: "status" }, "…");
    document.body.append(told);
    Promise.all(ids.map((id, at) => plain[at] || geo.unpack(id))).then(([data, ground]) => {
      told.remove();
      draw(map, data, ground);
      geo.startAfterPaint();
    }).catch((error) => {
      told.textContent = String(error);
      throw error;
    });
  }

  Object.assign(geo, { draw, open, unitOf });
})();
