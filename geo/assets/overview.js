/* The overview: where events are dense, as hexagons, and how many lie in each division, as shades.
   Both count what is shown; shades step by powers, for events are few in most places and many in few. */
(function () {
  "use strict";
  const geo = window.geoMap;
  const { el, svg, told } = geo;
  const STEPS = 5;

  /* The least count of each shade: 1, and the powers of one base up to the greatest count. */
  function stepsTo(most) {
    const base = Math.max(2, most ** (1 / STEPS));
    const steps = [];
    for (let at = 0; at < STEPS; at += 1) {
      const least = Math.ceil(base ** at - 1e-9);
      if (least <= most && steps[steps.length - 1] !== least) steps.push(least);
    }
    return steps;
  }

  function shadeOf(steps, count) {
    let shade = 0;
    while (shade + 1 < steps.length && count >= steps[shade + 1]) shade += 1;
    return shade;
  }

  /* Rows of the key: each shade with the counts it stands for. */
  function shadeRows(data, steps, most) {
    const say = (count) => geo.number(data.words, count);
    return steps.map((least, at) => {
      const last = at + 1 < steps.length ? steps[at + 1] - 1 : most;
      return el("li", {}, el("span", { class: `geo-shade h-${at}`, "aria-hidden": "true" }),
        el("span", {}, least === last ? say(least) : `${say(least)}\u2009–\u2009${say(last)}`));
    });
  }

  /* The way around a hexagon from its lower right corner on: it is the same for all. */
  function wayAround() {
    const radius = geo.HEX_RADIUS - 0.6;
    const corner = (at) => [Math.cos(Math.PI / 3 * at + Math.PI / 6), Math.sin(Math.PI / 3 * at + Math.PI / 6)];
    const steps = [1, 2, 3, 4, 5].map((at) => {
      const [a, b] = [corner(at - 1), corner(at)];
      return `l${(radius * (b[0] - a[0])).toFixed(1)},${(radius * (b[1] - a[1])).toFixed(1)}`;
    });
    return { x: radius * corner(0)[0], y: radius * corner(0)[1], steps: steps.join("") + "z" };
  }

  /* Hexagons: one path a shade, however many there are; which one was pointed at is reckoned. */
  function drawDensity(map, act) {
    const pane = map.createPane("geo-density");
    pane.style.zIndex = 500;
    const paths = Array.from({ length: STEPS }, (_, at) => svg("path", { class: `geo-hex h-${at}` }));
    const root = svg("svg", { class: "geo-density", "aria-hidden": "true" }, paths);
    pane.append(root);
    const tip = L.tooltip({ direction: "top", className: "geo-tip", offset: [0, -geo.HEX_RADIUS] });
    const way = wayAround();
    const hexPath = ({ x, y }, origin) =>
      `M${Math.round((x - origin.x + way.x) * 10) / 10},${Math.round((y - origin.y + way.y) * 10) / 10}${way.steps}`;
    let cells = new Map();
    let zoom = null;

    function clear() {
      cells = new Map();
      root.style.display = "none";
      map.closeTooltip(tip);
    }

    function draw(found, steps) {
      cells = found;
      zoom = map.getZoom();
      root.style.display = "";
      const origin = map.getPixelOrigin();
      const d = paths.map(() => []);
      for (const cell of cells.values()) d[shadeOf(steps, cell.count)].push(hexPath(cell.at, origin));
      paths.forEach((path, at) => path.setAttribute("d", d[at].join("")));
    }

    function cellAt(event) {
      if (!cells.size || map.getZoom() !== zoom) return null;
      const at = map.project(event.latlng, zoom);
      return cells.get(geo.hexOf(at.x, at.y)) || null;
    }

    map.on("zoomstart", clear);
    map.on("mousemove", (event) => {
      const cell = cellAt(event);
      if (!cell) map.closeTooltip(tip);
      else tip.setLatLng(map.unproject(cell.at, zoom)).setContent(act.unit(cell.count)), map.openTooltip(tip);
      map.getContainer().classList.toggle("geo-pointing", cell !== null);
    });
    map.on("click", (event) => {
      const cell = cellAt(event);
      if (cell) act.open(map.unproject(cell.at, zoom), cell.numbers);
    });
    return { clear, draw };
  }

  /* Divisions shaded by how many events lie in each; drawn once, shaded anew. */
  function drawDivisions(map, data, events, act) {
    const { name, rings } = data.divisions;
    const of = geo.ints(data.divisions.of);
    map.createPane("geo-divisions").style.zIndex = 390;
    const renderer = L.svg({ pane: "geo-divisions", padding: 0.35 });
    const group = L.layerGroup();
    const counts = new Uint32Array(name.length);
    let layers = null;

    function make(number) {
      const turned = geo.turnRings(geo.decodeAll(rings[number], data.scale), data.centre);
      const layer = L.polygon(turned, { renderer, pane: "geo-divisions", className: "geo-choropleth h-0",
        fillOpacity: 1, weight: 1 });
      layer.bindTooltip(() => el("div", {}, told(name[number]), ` · ${act.unit(counts[number])}`),
        { sticky: true, className: "geo-tip" });
      layer.on("click", (event) => {
        if (counts[number]) act.list(event.latlng, name[number], events.filter(({ at, shown }) => shown && of[at] === number));
      });
      return layer.addTo(group);
    }

    function draw() {
      const { shown } = events.columns;
      if (!layers) layers = name.map((_, number) => make(number));
      counts.fill(0);
      let left = 0;
      for (let at = 0; at < of.length; at += 1) {
        if (of[at] < 0) left += shown[at];
        else counts[of[at]] += shown[at];
      }
      const most = counts.reduce((high, count) => Math.max(high, count), 0);
      const steps = stepsTo(most);
      group.addTo(map);
      layers.forEach((layer, number) => {
        const shade = counts[number] ? `h-${shadeOf(steps, counts[number])}` : "h-none";
        layer.getElement().setAttribute("class", `leaflet-interactive geo-choropleth ${shade}`);
      });
      return { steps: most ? steps : [], most, left };
    }

    return { clear: () => group.remove(), draw };
  }

  Object.assign(geo, { drawDensity, drawDivisions, shadeRows, stepsTo });
})();
