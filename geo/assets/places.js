/* Marks of places: of what happened there, and of what the texts only name. */
(function () {
  "use strict";
  const geo = window.geoMap;
  const { el, told } = geo;
  const REACH = { site: 3, wide: 11 };
  // Diamonds nearer than this hide each other.
  const APART = 11;

  function latlngOf(data, number) {
    return [data.spots.latitude[number], geo.turn(data.spots.longitude[number], data.centre)];
  }

  /* The pixels of a zoom that the map shows, and half as much around. */
  function boxOf(map, pad) {
    const bounds = map.getPixelBounds();
    const margin = bounds.getSize().multiplyBy(pad);
    return L.bounds(bounds.min.subtract(margin), bounds.max.add(margin));
  }

  function markLayer(latlng, node, name, unit, events) {
    const side = Number(node.getAttribute("width"));
    const marker = L.marker(latlng, { icon: geo.iconOf(node, [side, side], "geo-icon"),
      pane: "geo-marks", riseOnHover: true, zIndexOffset: Math.min(events.length, 5000) });
    geo.named(marker, () => `${name}: ${unit}`);
    marker.bindTooltip(() => el("div", {}, told(name), events.length === 1
      ? el("div", {}, told(events[0].headline)) : ` · ${unit}`),
    { direction: "top", offset: [0, -geo.radius(events.length)], className: "geo-tip" });
    return marker;
  }

  /* One place: its mark opens the stacked list of what happened there. */
  function spotLayer(map, data, number, events) {
    const name = data.spots.name[number];
    const node = geo.drawMark(events, data.spots.kind[number]);
    const marker = markLayer(latlngOf(data, number), node, name, geo.unitOf(data, events.length), events);
    return geo.opens(map, marker, () => geo.drawStack(data, name, events), geo.radius(events.length) - 4);
  }

  function clusterName(data, numbers) {
    const names = numbers.map((number) => data.spots.name[number]);
    return names.length === 2 ? names.join(", ") : `${names[0]} + ${names.length - 1}`;
  }

  /* Open the lists of several places, the fullest first. */
  function openLists(map, data, latlng, numbers, lists) {
    const order = numbers.map((_, at) => at).sort((a, b) => lists[b].length - lists[a].length || a - b);
    geo.openPopup(map, latlng, el("div", {}, order.slice(0, 30).map((at) =>
      geo.drawStack(data, data.spots.name[numbers[at]], lists[at]))));
  }

  /* Places too near each other to draw apart: the mark zooms in until they part. */
  function clusterLayer(map, data, numbers, lists) {
    const events = lists.flat();
    const unit = `${geo.say(data.words, "n.places", { n: numbers.length })}, ${geo.unitOf(data, events.length)}`;
    const name = numbers.map((number) => data.spots.name[number]).slice(0, 6).join(", ");
    const node = geo.drawMark(events, "cluster");
    const marker = markLayer(latlngOf(data, numbers[0]), node, name, unit, events);
    marker.on("click", () => {
      if (!zoomTo(map, data, numbers)) openLists(map, data, marker.getLatLng(), numbers, lists);
    });
    return marker;
  }

  /* Zoom in to places, if there is a zoom at which they lie farther apart than now. */
  function zoomTo(map, data, numbers) {
    const bounds = L.latLngBounds(numbers.map((number) => latlngOf(data, number)));
    const zoom = Math.min(map.getBoundsZoom(bounds.pad(0.3)), map.getMaxZoom());
    if (zoom <= map.getZoom()) return false;
    map.setView(bounds.getCenter(), zoom);
    return true;
  }

  /* Marks of what is shown and in sight. A mark that is wanted again after the map was moved stays
     what it is, with the popup that may be open on it. */
  function drawMarks(map, data, spots) {
    const group = L.layerGroup().addTo(map);
    const shown = { spots: new Map(), marks: [] };
    let held = new Map();

    function clear() {
      group.clearLayers();
      held = new Map();
      shown.spots.clear();
      shown.marks = [];
    }

    function make(numbers) {
      const lists = numbers.map((number) => spots.shownAt(number));
      const alone = numbers.length === 1;
      const layer = alone ? spotLayer(map, data, numbers[0], lists[0]) : clusterLayer(map, data, numbers, lists);
      const kind = alone ? data.spots.kind[numbers[0]] : "cluster";
      const total = lists.reduce((sum, list) => sum + list.length, 0);
      return { layer, numbers, latlng: layer.getLatLng(), kind, reach: geo.radius(total) + (REACH[kind] || 7),
        name: alone ? data.spots.name[numbers[0]] : clusterName(data, numbers) };
    }

    function wanted() {
      const zoom = map.getZoom();
      const box = boxOf(map, 0.5);
      const all = spots.within(zoom, L.bounds([-Infinity, -Infinity], [Infinity, Infinity]));
      const near = all.length <= geo.MOST_GATHERED ? all : spots.within(zoom, box);
      return geo.gather(spots, near, zoom).filter((numbers) => box.contains(spots.pixel(numbers[0], zoom)));
    }

    function draw() {
      const found = new Map(wanted().map((numbers) => [numbers.join(" "), numbers]));
      for (const [key, mark] of held) {
        if (found.has(key)) continue;
        group.removeLayer(mark.layer);
        held.delete(key);
      }
      for (const [key, numbers] of found) {
        if (held.has(key)) continue;
        const mark = make(numbers);
        held.set(key, mark);
        group.addLayer(mark.layer);
      }
      shown.marks = [...found.keys()].map((key) => held.get(key));
      shown.spots = new Map(shown.marks.filter((mark) => mark.numbers.length === 1)
        .map((mark) => [mark.numbers[0], mark.layer]));
    }

    /* The lowest zoom, from the present one on, at which a spot stands alone. */
    function zoomApart(number) {
      for (let zoom = Math.max(Math.ceil(map.getZoom()), 6); zoom < map.getMaxZoom(); zoom += 1) {
        const reach = L.point(120, 120);
        const at = spots.pixel(number, zoom);
        const near = spots.within(zoom, L.bounds(at.subtract(reach), at.add(reach)));
        if (geo.gather(spots, near, zoom).some((one) => one.length === 1 && one[0] === number)) return zoom;
      }
      return map.getMaxZoom();
    }

    return { clear, draw, shown, zoomApart };
  }

  function mentionMark(map, data, mention) {
    const marker = L.marker(latlngOf(data, mention.spot), {
      icon: geo.iconOf(geo.drawDiamond(), [24, 24], "geo-icon"), pane: "geo-mentions" });
    geo.named(marker, () => mention.name);
    marker.bindTooltip(() => told(mention.name), { direction: "top", offset: [0, -5], className: "geo-tip" });
    return geo.opens(map, marker, () => geo.drawMention(data, mention));
  }

  /* Diamonds of places that are only named, in sight and none over another; those of many mentions first. */
  function drawMentions(map, data, spots, mentions) {
    const group = L.layerGroup().addTo(map);
    const points = mentions.filter((mention) => mention.spot !== null && mention.drawn)
      .sort((a, b) => b.kept - a.kept || a.spot - b.spot);
    const held = new Map();

    function wanted() {
      const box = boxOf(map, 0.2);
      const zoom = map.getZoom();
      const cells = new Set();
      return points.filter((mention) => {
        const at = spots.pixel(mention.spot, zoom);
        const cell = `${Math.round(at.x / APART)} ${Math.round(at.y / APART)}`;
        if (!box.contains(at) || cells.has(cell)) return false;
        cells.add(cell);
        return true;
      });
    }

    function draw(hidden) {
      const found = new Set(hidden ? [] : wanted());
      for (const [mention, layer] of held) {
        if (found.has(mention)) continue;
        group.removeLayer(layer);
        held.delete(mention);
      }
      for (const mention of found) {
        if (held.has(mention)) continue;
        held.set(mention, mentionMark(map, data, mention));
        group.addLayer(held.get(mention));
      }
    }

    return { draw };
  }

  Object.assign(geo, { boxOf, drawMarks, drawMentions, latlngOf, openLists, zoomTo });
})();
