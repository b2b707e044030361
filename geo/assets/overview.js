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

  function hexPath(at) {
    const corners = [];
    for (let corner = 0; corner < 6; corner += 1) {
      const angle = Math.PI / 3 * corner + Math.PI / 6;
      corners.push(`${(at.x + (geo.HEX_RADIUS - 0.6) * Math.cos(angle)).toFixed(1)},${
        (at.y + (geo.HEX_RADIUS - 0.6) * Math.sin(angle)).toFixed(1)}`);
    }
    return `M${corners.join("L")}Z`;
  }

  /* Hexagons: one path a shade, however many there are; which one was pointed at is reckoned. */
  function drawDensity(map, act) {
    const pane = map.createPane("geo-density");
    pane.style.zIndex = 500;
    const paths = Array.from({ length: STEPS }, (_, at) => svg("path", { class: `geo-hex h-${at}` }));
    const root = svg("svg", { class: "geo-density", "aria-hidden": "true" }, paths);
    pane.append(root);
    const tip = L.tooltip({ direction: "top", className: "geo-tip", offset: [0, -geo.HEX_RADIUS] });
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
      for (const cell of cells.values()) d[shadeOf(steps, cell.count)].push(hexPath(cell.at.subtract(origin)));
      paths.forEach((path, at) => path.setAttribute("d", d[at].join("")));
    }

    function cellAt(event) {
      if (!cells.size || map.getZoom() !== zoom) return null;
      const at = map.project(event.latlng, zoom);
      return cells.get(geo.hexOf(at.x, at.y).join(" ")) || null;
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
  function drawDivisions(map, data, act) {
    const { name, rings, of } = data.divisions;
    map.createPane("geo-divisions").style.zIndex = 390;
    const renderer = L.svg({ pane: "geo-divisions", padding: 0.5 });
    const group = L.layerGroup();
    let layers = null;
    let lists = [];

    function make(number) {
      const turned = geo.turnRings(geo.decodeAll(rings[number], data.scale), data.centre);
      const layer = L.polygon(turned, { renderer, pane: "geo-divisions", className: "geo-choropleth h-0",
        fillOpacity: 1, weight: 1 });
      layer.bindTooltip(() => el("div", {}, told(name[number]), ` · ${act.unit(lists[number].length)}`),
        { sticky: true, className: "geo-tip" });
      layer.on("click", (event) => {
        if (lists[number].length) act.list(event.latlng, name[number], lists[number]);
      });
      return layer.addTo(group);
    }

    function draw(events) {
      if (!layers) layers = name.map((_, number) => make(number));
      lists = name.map(() => []);
      let left = 0;
      for (const event of events) {
        if (!event.shown) continue;
        if (of[event.at] === null) left += 1;
        else lists[of[event.at]].push(event);
      }
      const most = lists.reduce((high, list) => Math.max(high, list.length), 0);
      const steps = stepsTo(most);
      group.addTo(map);
      layers.forEach((layer, number) => {
        const shade = lists[number].length ? `h-${shadeOf(steps, lists[number].length)}` : "h-none";
        layer.getElement().setAttribute("class", `leaflet-interactive geo-choropleth ${shade}`);
      });
      return { steps: most ? steps : [], most, left };
    }

    return { clear: () => group.remove(), draw };
  }

  Object.assign(geo, { drawDensity, drawDivisions, shadeRows, stepsTo });
})();
