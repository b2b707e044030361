/* The map: joins ground, marks and panel, and switches layers. */
(function () {
  "use strict";
  const geo = window.geoMap;
  const { el, told } = geo;

  /* What a search looks through: headline, place, actors and the sentences of the reports. */
  function searchable(data, at) {
    const columns = data.events;
    const words = [columns.headline[at], columns.place[at] === null ? "" : columns.places[columns.place[at]]];
    for (const [actor, , surface] of columns.actors[at]) words.push(columns.actor_names[actor], surface || "");
    for (const [, pieces] of data.reports[at]) words.push(pieces.map((piece) => piece[0]).join(""));
    return fold(words.join(" \n"));
  }

  function fold(text) {
    return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  }

  function readEvents(data) {
    const columns = data.events;
    const groupOf = new Map(data.groups.flatMap((group) => group.types.map((type) => [type, group.key])));
    return columns.type.map((type, at) => ({
      at, type, group: groupOf.get(type) || "other",
      status: columns.status[at], headline: columns.headline[at], when: columns.when[at],
      first: columns.first[at], last: columns.last[at],
      spot: columns.spot[at], shape: columns.shape[at], place: columns.place[at],
      kind: columns.spot[at] === null ? null : data.spots.kind[columns.spot[at]],
      precision: columns.precision[at], inferred: Boolean(columns.inferred[at]),
      reason: columns.reason[at], named: columns.named[at],
      killed: columns.killed[at], injured: columns.injured[at],
      background: Boolean(columns.background[at]), score: columns.score[at],
      style: columns.style[at], count: columns.reports[at], actors: columns.actors[at],
      reports: data.reports[at], shown: true,
      facets: Object.fromEntries(Object.entries(columns.facets).map(([key, facet]) =>
        [key, facet.of[at].length ? facet.of[at] : [null]])),
      drawable: columns.spot[at] !== null || columns.shape[at] !== null,
      text: searchable(data, at),
    }));
  }

  function readMentions(data) {
    const columns = data.mentions;
    return columns.name.map((name, at) => ({
      name, where: columns.where[at], spot: columns.spot[at], shape: columns.shape[at],
      entry: columns.entry[at], rows: columns.rows[at],
    }));
  }

  function latlngOf(data, number) {
    return [data.spots.latitude[number], geo.turn(data.spots.longitude[number], data.centre)];
  }

  function isInTime(event, state) {
    if (event.first === null) return state.undated;
    return !state.range || (event.first <= state.range[1] && event.last >= state.range[0]);
  }

  /* Whether all but the dates lets an event be shown. */
  function isWanted(event, { off, query }) {
    if (off.type.has(event.type) || off.place.has(event.place) || off.status.has(event.status)) return false;
    if (event.background && off.background.has(true)) return false;
    for (const key of Object.keys(event.facets)) {
      if (off[key].size && event.facets[key].every((value) => off[key].has(value))) return false;
    }
    if (query && !event.text.includes(query)) return false;
    if (!event.actors.length) return !off.actor.has(null);
    return event.actors.some(([actor]) => !off.actor.has(actor));
  }

  function gather(events, field) {
    const groups = new Map();
    for (const event of events) {
      if (!event.shown || event[field] === null) continue;
      if (!groups.has(event[field])) groups.set(event[field], []);
      groups.get(event[field]).push(event);
    }
    return groups;
  }

  function popupOptions(map) {
    const size = map.getSize();
    return { maxWidth: Math.min(360, size.x - 60), minWidth: Math.min(300, size.x - 80),
      maxHeight: Math.max(180, Math.min(440, size.y - 140)), className: "geo-popup",
      autoPanPaddingTopLeft: [size.x > 500 ? 60 : 12, 16], autoPanPaddingBottomRight: [24, 16] };
  }

  function iconOf(node, size, className) {
    return L.divIcon({ html: node, className, iconSize: size, iconAnchor: [size[0] / 2, size[1] / 2] });
  }

  function named(layer, text) {
    layer.on("add", () => {
      const node = layer.getElement();
      if (node) node.setAttribute("aria-label", text);
    });
    return layer;
  }

  /* A layer opens its popup when asked; the content is made then, from text nodes alone. */
  function opens(map, layer, content, lift) {
    layer.bindPopup(content, Object.assign(popupOptions(map), { offset: [0, -(lift || 0)] }));
    layer.on("popupopen", () => layer.closeTooltip());
    return layer;
  }

  /* A popup grows when an event in it is opened: it scrolls, and stays on the map. `update` would
     draw its content anew and close what was just opened, so its two halves are called alone. */
  function fitAsItGrows(popup, node) {
    const fit = () => {
      if (!popup.isOpen()) return;
      popup._updateLayout();
      popup._updatePosition();
      popup._adjustPan();
    };
    // An event draws its evidence when told that it was opened: fit once that is done.
    node.addEventListener("toggle", () => setTimeout(fit), true);
  }

  /* A popup that was opened by keyboard takes the focus, and gives it back when it closes. */
  function passFocus(map) {
    let byKey = false;
    let home = null;
    document.addEventListener("keydown", (event) => {
      byKey = true;
      if (event.key === "Escape") map.closePopup();
    }, true);
    document.addEventListener("pointerdown", () => { byKey = false; }, true);
    map.on("popupopen", (event) => {
      const node = event.popup.getElement();
      fitAsItGrows(event.popup, node);
      node.setAttribute("role", "dialog");
      node.setAttribute("tabindex", "-1");
      home = byKey ? document.activeElement : null;
      if (byKey) node.focus({ preventScroll: true });
    });
    map.on("popupclose", () => {
      if (home && home.isConnected) home.focus({ preventScroll: true });
      home = null;
    });
  }

  function unitOf(data, count) {
    return `${count} ${data.words[count === 1 ? "count.event" : "count.events"]}`;
  }

  function markLayer(latlng, node, name, unit, events) {
    const side = Number(node.getAttribute("width"));
    const marker = L.marker(latlng, { icon: iconOf(node, [side, side], "geo-icon"),
      pane: "geo-marks", riseOnHover: true, zIndexOffset: events.length });
    named(marker, `${name}: ${unit}`);
    marker.bindTooltip(() => el("div", {}, told(name), events.length === 1
      ? el("div", {}, told(events[0].headline)) : ` · ${unit}`),
    { direction: "top", offset: [0, -geo.radius(events.length)], className: "geo-tip" });
    return marker;
  }

  /* One place: its mark opens the stacked list of what happened there. */
  function spotLayer(map, data, number, events) {
    const name = data.spots.name[number];
    const node = geo.drawMark(events, data.spots.kind[number]);
    const marker = markLayer(latlngOf(data, number), node, name, unitOf(data, events.length), events);
    return opens(map, marker, () => geo.drawStack(data, name, events), geo.radius(events.length) - 4);
  }

  function clusterName(data, numbers) {
    const names = numbers.map((number) => data.spots.name[number]);
    return names.length === 2 ? names.join(", ") : `${names[0]} + ${names.length - 1}`;
  }

  /* Places too near each other to draw apart: the mark zooms in until they part. */
  function clusterLayer(map, data, numbers, lists) {
    const events = lists.flat();
    const unit = `${numbers.length} ${data.words["count.places"]}, ${unitOf(data, events.length)}`;
    const name = numbers.map((number) => data.spots.name[number]).slice(0, 6).join(", ");
    const node = geo.drawMark(events, "cluster");
    const marker = markLayer(latlngOf(data, numbers[0]), node, name, unit, events);
    marker.on("click", () => {
      const bounds = L.latLngBounds(numbers.map((number) => latlngOf(data, number)));
      const zoom = Math.min(map.getBoundsZoom(bounds.pad(0.3)), map.getMaxZoom());
      if (zoom > map.getZoom()) {
        map.setView(bounds.getCenter(), zoom);
        return;
      }
      L.popup(popupOptions(map)).setLatLng(marker.getLatLng()).setContent(el("div", {},
        numbers.map((number, at) => geo.drawStack(data, data.spots.name[number], lists[at])))).openOn(map);
    });
    return marker;
  }

  function areaLabel(data, name, events, faded) {
    const group = geo.common(events);
    return el("div", { class: `geo-area-label g-${group}` + (faded ? " faded" : "") },
      el("span", { class: "geo-area-name" }, told(name)),
      events.length ? el("b", {}, events.length) : null,
      el("span", { class: "geo-strip" }, events.slice(0, 6).map((event) =>
        geo.swatch(event.group, event.style, { faded: event.background }))));
  }

  /* An area as a whole: hatched, with a dashed outline and a label that counts; never a point. */
  function shapeLayer(map, data, number, name, events, renderer, content) {
    const shape = data.shapes[number];
    const rings = geo.turnRings(geo.decodeAll(shape.rings, data.scale), data.centre);
    const group = geo.common(events);
    const faded = events.length > 0 && events.every((event) => event.background);
    const outline = events.length > 0 && events.every((event) => event.precision >= 6);
    const area = L.polygon(rings.map((ring) => [ring]), { renderer, pane: "geo-areas",
      className: `geo-area g-${group}` + (faded ? " faded" : "") + (outline ? " outline" : ""),
      fillColor: outline ? "currentColor" : `url(#geo-hatch-${group})`, fillOpacity: outline ? 0.06 : 1,
      weight: 1.6, dashArray: "6 4" });
    const node = areaLabel(data, name, events, faded);
    const label = L.marker(shape.label, { icon: iconOf(node, [0, 0], "geo-label-anchor"),
      pane: "geo-area-labels" });
    named(label, events.length ? `${name}, ${data.words["area.whole"]}: ${unitOf(data, events.length)}` : name);
    label.bindTooltip(() => told(name), { direction: "top", offset: [0, -10], className: "geo-tip" });
    opens(map, area, content);
    opens(map, label, content);
    const group_ = L.featureGroup([area, label]);
    Object.assign(group_, { area, label, node, home: L.latLng(shape.label), size: events.length });
    return group_;
  }

  function mentionLayer(map, data, mention) {
    const marker = L.marker(latlngOf(data, mention.spot), {
      icon: iconOf(geo.drawDiamond(), [20, 20], "geo-icon"), pane: "geo-mentions",
    });
    named(marker, mention.name);
    marker.bindTooltip(() => told(mention.name), { direction: "top", offset: [0, -5], className: "geo-tip" });
    return opens(map, marker, () => geo.drawMention(data, mention));
  }

  function panes(map) {
    const order = { "geo-areas": 400, "geo-mentions": 590, "geo-area-labels": 600, "geo-marks": 620 };
    for (const [name, zIndex] of Object.entries(order)) map.createPane(name).style.zIndex = zIndex;
  }

  function areaName(data, events) {
    const place = events[0].place;
    return place === null ? "" : data.events.places[place];
  }

  function spotsInPixels(map, data, groups, zoom) {
    return [...groups].sort((a, b) => b[1].length - a[1].length || a[0] - b[0])
      .map(([number, list]) => ({ number, list, at: map.project(latlngOf(data, number), zoom),
        radius: geo.radius(list.length) }));
  }

  /* Layers of events, drawn anew when what is switched on, or the zoom, changes. */
  function eventLayers(map, data, events, renderer) {
    const areas = L.layerGroup().addTo(map);
    const marks = L.layerGroup().addTo(map);
    const shown = { shapes: new Map(), spots: new Map(), clusters: [] };
    const redrawMarks = () => {
      marks.clearLayers();
      shown.spots.clear();
      const spots = spotsInPixels(map, data, gather(events, "spot"), map.getZoom());
      shown.clusters = geo.gatherOverlaps(spots).map((indices) => {
        const members = indices.map((index) => spots[index]);
        const numbers = members.map((spot) => spot.number);
        const lists = members.map((spot) => spot.list);
        const layer = numbers.length === 1 ? spotLayer(map, data, numbers[0], lists[0])
          : clusterLayer(map, data, numbers, lists);
        marks.addLayer(layer);
        if (numbers.length === 1) shown.spots.set(numbers[0], layer);
        const kind = numbers.length === 1 ? data.spots.kind[numbers[0]] : "cluster";
        const reach = geo.radius(lists.flat().length) + ({ site: 3, wide: 11 }[kind] || 7);
        return { numbers, latlng: layer.getLatLng(), kind,
          reach,
          name: numbers.length === 1 ? data.spots.name[numbers[0]] : clusterName(data, numbers) };
      });
    };
    const redrawAreas = () => {
      areas.clearLayers();
      shown.shapes.clear();
      for (const [number, list] of gather(events, "shape")) {
        const name = areaName(data, list);
        const layer = shapeLayer(map, data, number, name, list, renderer,
          () => geo.drawStack(data, name, list));
        shown.shapes.set(number, layer.addTo(areas));
      }
    };
    /* The lowest zoom, from the present one on, at which a spot stands alone. */
    const zoomApart = (number) => {
      const groups = gather(events, "spot");
      for (let zoom = Math.max(map.getZoom(), 6); zoom < map.getMaxZoom(); zoom += 1) {
        const spots = spotsInPixels(map, data, groups, zoom);
        const alone = geo.gatherOverlaps(spots).some((indices) =>
          indices.length === 1 && spots[indices[0]].number === number);
        if (alone) return zoom;
      }
      return map.getMaxZoom();
    };
    return { redrawMarks, redrawAreas, shown, zoomApart };
  }

  /* Where labels of areas may stand: inside first, then above, below and beside. */
  function placeAreaLabels(map, layers, taken) {
    const sorted = [...layers].sort((a, b) => b.size - a.size);
    for (const layer of sorted) {
      const bounds = layer.area.getBounds();
      const low = map.latLngToLayerPoint(bounds.getSouthWest());
      const high = map.latLngToLayerPoint(bounds.getNorthEast());
      layer.node.classList.remove("compact");
      const compact = layer.node.offsetWidth > 1.1 * (high.x - low.x);
      layer.node.classList.toggle("compact", compact);
      const width = layer.node.offsetWidth;
      const height = layer.node.offsetHeight;
      const home = map.latLngToLayerPoint(layer.home);
      const middle = (low.x + high.x) / 2;
      const places = [home, L.point(home.x, (home.y + low.y) / 2), L.point(home.x, (home.y + high.y) / 2),
        L.point((home.x + high.x) / 2, home.y), L.point((home.x + low.x) / 2, home.y),
        L.point(middle, high.y - height / 2), L.point(middle, low.y + height / 2),
        L.point(high.x + width / 2, home.y), L.point(low.x - width / 2, home.y)];
      const boxOf = (at) => geo.boxAt(at.x - width / 2, at.y - height / 2, width, height);
      const at = places.find((place) => !geo.overlaps(boxOf(place), taken)) || home;
      taken.push(boxOf(at));
      layer.label.setLatLng(map.layerPointToLatLng(at));
    }
  }

  function mentionLayers(map, data, events, mentions, renderer) {
    const all = L.layerGroup().addTo(map);
    const redraw = (hidden) => {
      all.clearLayers();
      if (hidden) return;
      const busy = new Set(events.filter((event) => event.shown).map((event) => event.spot));
      for (const mention of mentions) {
        if (mention.shape !== null) {
          mention.layer = shapeLayer(map, data, mention.shape, mention.name, [], renderer,
            () => geo.drawMention(data, mention)).addTo(all);
        } else if (mention.spot !== null && !busy.has(mention.spot)) {
          mention.layer = mentionLayer(map, data, mention).addTo(all);
        }
      }
    };
    return redraw;
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
    map.on("popupopen", (event) => setTimeout(() => tuck([event.popup.getElement()]), 300));
    return () => tuck(map.getContainer().querySelectorAll(".geo-casing, .geo-area-label"));
  }

  function fit(map, bounds) {
    const narrow = map.getSize().x < 500;
    map.fitBounds(bounds, { paddingTopLeft: [36, 32], paddingBottomRight: [narrow ? 36 : 64, 32],
      maxZoom: 8, animate: false });
  }

  function draw(map, data, ground) {
    data.centre = (data.view[0][1] + data.view[1][1]) / 2;
    if (data.view[1][1] <= 180) data.centre = 0;
    for (const shape of data.shapes) shape.label[1] = geo.turn(shape.label[1], data.centre);
    const events = readEvents(data);
    const mentions = readMentions(data);
    const state = { mentions, query: "", range: null, undated: true, control: false, renewals: [], off: { type: new Set(), actor: new Set(), place: new Set(),
      status: new Set(), background: new Set(), mentions: new Set() } };
    for (const key of Object.keys(data.events.facets)) state.off[key] = new Set();
    const eventSpots = new Set(events.map((event) => event.spot));
    for (const mention of mentions) {
      mention.drawn = mention.shape !== null || (mention.spot !== null && !eventSpots.has(mention.spot));
    }
    document.documentElement.classList.add("geo-page");
    const container = map.getContainer();
    container.setAttribute("aria-label", data.words["map.label"]);
    container.setAttribute("role", "region");
    panes(map);
    passFocus(map);
    const renderer = L.svg({ pane: "geo-areas", padding: 1 }).addTo(map);
    geo.addHatches(renderer, [...data.groups.map((group) => group.key), "other"]);
    geo.drawGround(map, ground, data.centre);
    const layers = eventLayers(map, data, events, renderer);
    const drawMentions = mentionLayers(map, data, events, mentions, renderer);
    const putLabels = geo.drawLabels(map, ground.labels, data.centre);
    const place = () => {
      const marked = layers.shown.clusters.map((mark) =>
        Object.assign({ at: map.latLngToLayerPoint(mark.latlng) }, mark));
      const taken = marked.map(({ at, reach }) =>
        [at.x - reach + 2, at.y - reach + 2, at.x + reach - 2, at.y + reach - 2]);
      placeAreaLabels(map, layers.shown.shapes.values(), taken);
      putLabels(taken, marked);
    };
    const open = (layer, at, zoom) => {
      map.setView(at, zoom, { animate: false });
      (layer() || L.popup()).openPopup();
    };
    const show = (event) => {
      if (event.spot === null) {
        open(() => layers.shown.shapes.get(event.shape).label, data.shapes[event.shape].label,
          map.getZoom());
      } else {
        open(() => layers.shown.spots.get(event.spot), latlngOf(data, event.spot),
          layers.zoomApart(event.spot));
      }
    };
    const showMention = (mention) => {
      const at = mention.spot !== null ? latlngOf(data, mention.spot)
        : mention.shape !== null ? data.shapes[mention.shape].label : map.getCenter();
      map.setView(at, Math.max(map.getZoom(), mention.spot === null ? 0 : 6), { animate: false });
      L.popup(popupOptions(map)).setLatLng(at).setContent(geo.drawMention(data, mention)).openOn(map);
    };
    const change = () => {
      for (const event of events) event.shown = isInTime(event, state) && isWanted(event, state);
      layers.redrawAreas();
      layers.redrawMarks();
      drawMentions(state.off.mentions.has(true));
      renew();
      if (control) control.renew();
      if (timeline) timeline.renew((event) => isWanted(event, state));
      place();
      address.write();
    };
    map.on("zoomend", layers.redrawMarks);
    map.on("zoomend moveend resize", place);
    const search = (text) => {
      state.query = fold(text.trim());
      change();
    };
    const resize = () => map.invalidateSize({ animate: false });
    const showClaims = (place, content) => {
      const at = place.latitude === null ? map.getCenter()
        : [place.latitude, geo.turn(place.longitude, data.centre)];
      L.popup(popupOptions(map)).setLatLng(at).setContent(content).openOn(map);
    };
    const control = geo.drawControl(map, data, state, { change: () => change(), open: showClaims });
    const { panel, legend, renew, renewLayers } = geo.drawPanel(data, ground, events, state,
      { change, search, show, showMention, resize, control });
    document.body.append(panel);
    const timeline = geo.drawTimeline(data, events, state, { change });
    if (timeline) {
      document.documentElement.classList.add("geo-timed");
      document.body.append(timeline.node);
      timeline.drawTicks();
    }
    const address = geo.keepAddress(map, state);
    const sought = address.read();
    L.control.scale({ position: "bottomleft", imperial: false }).addTo(map);
    const tuck = legend ? addLegend(map, legend) : () => {};
    resize();
    map.attributionControl.setPrefix(false);
    if (sought) map.setView(sought.at, sought.zoom, { animate: false });
    else fit(map, data.view);
    renewLayers();
    change();
    map.on("moveend", address.write);
    tuck();
    document.documentElement.dataset.geo = "drawn";
  }

  Object.assign(geo, { draw, eventsOf: readEvents });
})();
