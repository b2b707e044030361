/* The map: joins ground, marks and panel, and switches layers. */
(function () {
  "use strict";
  const geo = window.geoMap;
  const { el, told } = geo;

  function readEvents(data) {
    const columns = data.events;
    const groupOf = new Map(data.groups.flatMap((group) => group.types.map((type) => [type, group.key])));
    return columns.type.map((type, at) => ({
      at, type, group: groupOf.get(type) || "other",
      status: columns.status[at], headline: columns.headline[at], when: columns.when[at],
      spot: columns.spot[at], shape: columns.shape[at], place: columns.place[at],
      kind: columns.spot[at] === null ? null : data.spots.kind[columns.spot[at]],
      precision: columns.precision[at], inferred: Boolean(columns.inferred[at]),
      reason: columns.reason[at], killed: columns.killed[at], injured: columns.injured[at],
      background: Boolean(columns.background[at]), score: columns.score[at],
      style: columns.style[at], count: columns.reports[at], actors: columns.actors[at],
      reports: data.reports[at], shown: true,
      drawable: columns.spot[at] !== null || columns.shape[at] !== null,
    }));
  }

  function readMentions(data) {
    const columns = data.mentions;
    return columns.name.map((name, at) => ({
      name, where: columns.where[at], spot: columns.spot[at], shape: columns.shape[at],
      entry: columns.entry[at], rows: columns.rows[at],
    }));
  }

  function isShown(event, off) {
    if (off.type.has(event.type) || off.place.has(event.place) || off.status.has(event.status)) return false;
    if (event.background && off.background.has(true)) return false;
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
      autoPanPadding: [20, 20] };
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
  function opens(map, layer, content) {
    layer.bindPopup(content, popupOptions(map));
    return layer;
  }

  function spotLayer(map, data, number, events) {
    const name = data.spots.name[number];
    const kind = data.spots.kind[number];
    const node = geo.drawMark(events, kind);
    const side = Number(node.getAttribute("width"));
    const marker = L.marker([data.spots.latitude[number], data.spots.longitude[number]], {
      icon: iconOf(node, [side, side], "geo-icon"), pane: "geo-marks", riseOnHover: true,
      zIndexOffset: events.length,
    });
    const unit = data.words[events.length === 1 ? "count.event" : "count.events"];
    named(marker, `${name}: ${events.length} ${unit}`);
    marker.bindTooltip(() => el("div", {}, told(name), events.length === 1
      ? el("div", {}, told(events[0].headline)) : ` · ${events.length} ${unit}`),
    { direction: "top", offset: [0, -geo.radius(events.length)], className: "geo-tip" });
    return opens(map, marker, () => geo.drawStack(data, name, events));
  }

  function shapeLayer(map, data, number, name, events, renderer, content) {
    const shape = data.shapes[number];
    const rings = geo.decodeAll(shape.rings, data.scale);
    const group = geo.common(events);
    const style = { renderer, pane: "geo-areas", className: `geo-area g-${group}`,
      fillColor: `url(#geo-hatch-${group})`, fillOpacity: 1, weight: 1.6, dashArray: "6 4" };
    const faded = events.length > 0 && events.every((event) => event.background);
    if (faded) style.className += " faded";
    const area = L.polygon(rings.map((ring) => [ring]), style);
    const strip = el("span", { class: "geo-strip" }, events.slice(0, 12).map((event) =>
      geo.swatch(event.group, event.style, { faded: event.background })));
    const label = el("div", { class: "geo-area-label" + (faded ? " faded" : "") },
      el("span", {}, told(name), events.length ? el("b", {}, ` ${events.length}`) : null), strip);
    const marker = L.marker(shape.label, {
      icon: iconOf(label, [0, 0], "geo-label-anchor"), pane: "geo-area-labels",
    });
    named(marker, `${name}: ${events.length} ${data.words["area.events"]}`);
    opens(map, area, content);
    opens(map, marker, content);
    return L.featureGroup([area, marker]);
  }

  function mentionLayer(map, data, mention) {
    const marker = L.marker([data.spots.latitude[mention.spot], data.spots.longitude[mention.spot]], {
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

  /* Layers by number of spot or shape; drawn anew when what is switched on changes. */
  function eventLayers(map, data, events, renderer) {
    const all = L.layerGroup().addTo(map);
    const index = { spot: new Map(), shape: new Map() };
    const redraw = () => {
      all.clearLayers();
      index.spot.clear();
      index.shape.clear();
      for (const [number, list] of gather(events, "shape")) {
        const name = areaName(data, list);
        const layer = shapeLayer(map, data, number, name, list, renderer,
          () => geo.drawStack(data, name, list));
        index.shape.set(number, layer.addTo(all));
      }
      for (const [number, list] of gather(events, "spot")) {
        index.spot.set(number, spotLayer(map, data, number, list).addTo(all));
      }
    };
    return { redraw, index };
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

  function openAt(map, layer, latlng) {
    map.setView(latlng, Math.max(map.getZoom(), 6), { animate: false });
    const target = layer.getLayers ? layer.getLayers()[1] : layer;
    target.openPopup();
  }

  function occupied(map, events, data) {
    const boxes = [];
    for (const [number, list] of gather(events, "spot")) {
      const at = map.latLngToLayerPoint([data.spots.latitude[number], data.spots.longitude[number]]);
      const half = geo.radius(list.length) + 6;
      boxes.push([at.x - half, at.y - half, at.x + half, at.y + half]);
    }
    for (const [number] of gather(events, "shape")) {
      const at = map.latLngToLayerPoint(data.shapes[number].label);
      boxes.push([at.x - 60, at.y - 18, at.x + 60, at.y + 18]);
    }
    return boxes;
  }

  function fit(map, bounds) {
    map.fitBounds(bounds, { padding: [48, 48], maxZoom: 8, animate: false });
  }

  function draw(map, data, ground) {
    const events = readEvents(data);
    const mentions = readMentions(data);
    const state = { mentions, off: { type: new Set(), actor: new Set(), place: new Set(),
      status: new Set(), background: new Set(), mentions: new Set() } };
    const eventSpots = new Set(events.map((event) => event.spot));
    for (const mention of mentions) {
      mention.drawn = mention.shape !== null || (mention.spot !== null && !eventSpots.has(mention.spot));
    }
    document.documentElement.classList.add("geo-page");
    const container = map.getContainer();
    container.setAttribute("aria-label", data.words["map.label"]);
    container.setAttribute("role", "region");
    panes(map);
    const renderer = L.svg({ pane: "geo-areas", padding: 1 }).addTo(map);
    geo.addHatches(renderer, [...data.groups.map((group) => group.key), "other"]);
    geo.drawGround(map, ground);
    const layers = eventLayers(map, data, events, renderer);
    const drawMentions = mentionLayers(map, data, events, mentions, renderer);
    const placeLabels = geo.drawLabels(map, ground.labels, () => occupied(map, events, data));
    const show = (event) => {
      const at = event.spot === null ? data.shapes[event.shape].label
        : [data.spots.latitude[event.spot], data.spots.longitude[event.spot]];
      openAt(map, event.spot === null ? layers.index.shape.get(event.shape)
        : layers.index.spot.get(event.spot), at);
    };
    const showMention = (mention) => {
      if (mention.layer && map.hasLayer(mention.layer)) {
        openAt(map, mention.layer, mention.spot === null ? data.shapes[mention.shape].label
          : [data.spots.latitude[mention.spot], data.spots.longitude[mention.spot]]);
      } else {
        L.popup(popupOptions(map)).setLatLng(map.getCenter())
          .setContent(geo.drawMention(data, mention)).openOn(map);
      }
    };
    const change = () => {
      for (const event of events) event.shown = isShown(event, state.off);
      layers.redraw();
      drawMentions(state.off.mentions.has(true));
      renew();
      placeLabels();
    };
    const resize = () => map.invalidateSize({ animate: false });
    const { panel, renew } = geo.drawPanel(data, ground, events, state, { change, show, showMention, resize });
    document.body.append(panel);
    resize();
    map.attributionControl.setPrefix(false);
    L.control.scale({ imperial: true, metric: true, position: "bottomleft" }).addTo(map);
    fit(map, data.view);
    change();
    document.documentElement.dataset.geo = "drawn";
  }

  geo.draw = draw;
})();
