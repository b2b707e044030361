/* Areas as wholes: hatched, with a dashed outline and a label that counts; never a point. */
(function () {
  "use strict";
  const geo = window.geoMap;
  const { el, told } = geo;
  // Up to so many areas each keeps its label even where there is no room for it.
  const MOST_CROWDED = 40;
  // So many swatches show what a label counts.
  const STRIP = 6;

  /* The label of an area; it stays while what it says changes. */
  function makeLabel() {
    const [name, count, strip] = ["span", "b", "span"].map((tag) => el(tag, {}));
    name.className = "geo-area-name";
    strip.className = "geo-strip";
    // What is seen stands in the name that is heard: "Syria 5".
    return { node: el("div", {}, name, strip), name, count, strip };
  }

  function writeLabel(label, name, events, className) {
    label.node.className = className;
    if (label.name.textContent !== name) label.name.replaceChildren(told(name));
    geo.put(label.count, String(events.length));
    if (!events.length) label.count.remove();
    else if (!label.count.parentNode) label.name.after(" ", label.count);
    const looks = events.slice(0, STRIP).map((event) => event.look).join(" ");
    if (label.looks === looks) return;
    label.looks = looks;
    label.strip.replaceChildren(...events.slice(0, STRIP).map((event) =>
      geo.swatch(event.group, event.style, { faded: event.background })));
  }

  /* One area of the page: its polygon and label are made once and renewed with what it holds. */
  function makeArea(map, data, number, renderer, say) {
    const shape = data.shapes[number];
    const rings = geo.turnRings(geo.decodeAll(shape.rings, data.scale), data.centre);
    const polygon = L.polygon(rings.map((ring) => [ring]), { renderer, pane: "geo-areas",
      className: "geo-area", weight: 1.6, dashArray: "6 4" });
    const label = L.marker(shape.label, { pane: "geo-area-labels" });
    const parts = makeLabel();
    label.setIcon(geo.iconOf(parts.node, [0, 0], "geo-label-anchor"));
    const own = { polygon, label, parts, node: parts.node, look: null, told: null, room: "", sizes: null, home: L.latLng(shape.label), size: 0, name: "", content: null };
    geo.named(label, () => say(own));
    label.bindTooltip(() => told(own.name), { direction: "top", offset: [0, -10], className: "geo-tip" });
    geo.opens(map, polygon, () => own.content());
    geo.opens(map, label, () => own.content());
    polygon.on("add", () => dress(own));
    return own;
  }

  function dress(own) {
    const node = own.polygon.getElement();
    if (node) node.setAttribute("class", `leaflet-interactive geo-area g-${own.group}${own.faded ? " faded" : ""}${own.outline ? " outline" : ""}`);
  }

  /* Only what changed is drawn anew: hatching is slow to paint. */
  function renewArea(own, name, events, content) {
    const group = geo.common(events);
    Object.assign(own, { name, group, size: events.length, content,
      faded: events.length > 0 && events.every((event) => event.background),
      outline: events.length > 0 && events.every((event) => event.precision >= 6) });
    const look = `${group} ${own.faded} ${own.outline}`;
    if (own.look !== look) {
      own.look = look;
      own.polygon.setStyle({ fillColor: own.outline ? "currentColor" : `url(#geo-hatch-${group})`,
        fillOpacity: own.outline ? 0.06 : 1 });
      dress(own);
    }
    const told_ = `${look} ${name} ${events.length} ${events.slice(0, STRIP).map((event) => event.look)}`;
    if (own.told === told_) return;
    own.told = told_;
    writeLabel(own.parts, name, events, `geo-area-label g-${group}` + (own.faded ? " faded" : ""));
    // As many digits and signs take as much room, whichever they are.
    own.room = `${name} ${String(events.length).length} ${Math.min(events.length, STRIP)}`;
  }

  /* Draws areas by number; `put` shows those of a list of { number, name, events, content } alone. */
  function drawAreas(map, data, renderer, say) {
    const group = L.layerGroup().addTo(map);
    const made = new Map();
    const shown = new Map();

    function put(wanted) {
      const numbers = new Set(wanted.map((one) => one.number));
      for (const [number, own] of shown) {
        if (numbers.has(number)) continue;
        group.removeLayer(own.polygon);
        group.removeLayer(own.label);
        shown.delete(number);
      }
      for (const { number, name, events, content } of wanted) {
        if (!made.has(number)) made.set(number, makeArea(map, data, number, renderer, say));
        const own = made.get(number);
        renewArea(own, name, events, content);
        shown.set(number, own);
        group.addLayer(own.polygon);
        group.addLayer(own.label);
      }
    }

    return { put, shown };
  }

  function spread(map, own, width, height) {
    const bounds = own.polygon.getBounds();
    const low = map.latLngToLayerPoint(bounds.getSouthWest());
    const high = map.latLngToLayerPoint(bounds.getNorthEast());
    const home = map.latLngToLayerPoint(own.home);
    const middle = (low.x + high.x) / 2;
    return [home, L.point(home.x, (home.y + low.y) / 2), L.point(home.x, (home.y + high.y) / 2),
      L.point((home.x + high.x) / 2, home.y), L.point((home.x + low.x) / 2, home.y),
      L.point(middle, high.y - height / 2), L.point(middle, low.y + height / 2),
      L.point(high.x + width / 2, home.y), L.point(low.x - width / 2, home.y),
      // A line farther, where marks stand on the edge.
      L.point(middle, high.y - 1.5 * height), L.point(middle, low.y + 1.5 * height)];
  }

  const known = new Map();

  /* The room that labels of one kind take, whole and compact; measured once. */
  function sizesOf(key) {
    if (!known.has(key)) known.set(key, { whole: null, compact: null });
    return known.get(key);
  }

  /* All are measured before any is moved, for each measure after a change costs the layout of the
     whole page. */
  function measure(areas) {
    const due = areas.filter((own) => own.sizes.whole === null);
    for (const form of ["whole", "compact"]) {
      for (const own of due) own.node.classList.toggle("compact", form === "compact");
      for (const own of due) own.sizes[form] = [own.node.offsetWidth, own.node.offsetHeight];
    }
  }

  /* Put labels where there is room, in sight if it can be: inside the area first, then above, below
     and beside. */
  function placeAreaLabels(map, areas, taken) {
    const view = map.getBounds();
    const sight = geo.sightOf(map);
    const sorted = [...areas].filter((own) => view.intersects(own.polygon.getBounds()))
      .sort((a, b) => b.size - a.size);
    const page = `${map.getContainer().classList.contains("geo-dense")} ${window.innerWidth}`;
    for (const own of sorted) own.sizes = sizesOf(`${own.room} ${page}`);
    measure(sorted);
    const sizes = sorted.map((own) => {
      const bounds = own.polygon.getBounds();
      const across = map.latLngToLayerPoint(bounds.getNorthEast()).x - map.latLngToLayerPoint(bounds.getSouthWest()).x;
      const compact = own.sizes.whole[0] > 1.1 * across;
      own.node.classList.toggle("compact", compact);
      return compact ? own.sizes.compact : own.sizes.whole;
    });
    sorted.forEach((own, at) => {
      const [width, height] = sizes[at];
      const boxOf = (point) => geo.boxAt(point.x - width / 2, point.y - height / 2, width, height);
      const places = spread(map, own, width, height);
      const roomy = places.filter((place) => !geo.overlaps(boxOf(place), taken));
      const free = roomy.find((place) => geo.within(boxOf(place), sight)) || roomy[0];
      own.node.classList.toggle("crowded", !free && sorted.length > MOST_CROWDED);
      const point = free || places[0];
      if (free || sorted.length <= MOST_CROWDED) taken.push(boxOf(point));
      own.label.setLatLng(map.layerPointToLatLng(point));
    });
  }

  Object.assign(geo, { drawAreas, placeAreaLabels });
})();
