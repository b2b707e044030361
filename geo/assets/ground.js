/* The ground: land, borders, graticule and names, drawn without tiles. */
(function () {
  "use strict";
  const { el } = window.geoMap;

  /* Undo the encoding of geo/maps/shapes.py: whole-number steps to [latitude, longitude]. */
  function decode(steps, scale) {
    const line = [];
    let x = 0;
    let y = 0;
    for (let at = 0; at < steps.length; at += 2) {
      x += steps[at];
      y += steps[at + 1];
      line.push([y / scale, x / scale]);
    }
    return line;
  }

  function decodeAll(rings, scale) {
    return rings.map((ring) => decode(ring, scale));
  }

  /* The same meridian within half a turn of a centre: data may lie on both sides of 180 degrees. */
  function turn(longitude, centre) {
    return longitude - 360 * Math.floor((longitude - centre + 180) / 360);
  }

  function shift(ring, degrees) {
    return ring.map(([y, x]) => [y, x + degrees]);
  }

  function turnRings(rings, centre) {
    return rings.map((ring) => {
      const west = Math.min(...ring.map((position) => position[1]));
      const east = Math.max(...ring.map((position) => position[1]));
      const middle = (west + east) / 2;
      return shift(ring, turn(middle, centre) - middle);
    });
  }

  /* Rings as often as the map shows them: twice where its centre lies near the antimeridian. */
  function repeat(rings, centre) {
    if (centre === 0) return rings;
    return [...rings, ...rings.map((ring) => shift(ring, centre > 0 ? 360 : -360))];
  }

  /* Cut a ring where it runs along the edge of a window: that edge is no border. */
  function borders(ring, windows) {
    const on = (a, b) =>
      windows.some(
        ([west, south, east, north]) =>
          (a[1] === b[1] && (a[1] === west || a[1] === east)) ||
          (a[0] === b[0] && (a[0] === south || a[0] === north)),
      );
    const lines = [];
    let line = [ring[0]];
    for (let at = 1; at < ring.length; at += 1) {
      if (on(ring[at - 1], ring[at])) {
        if (line.length > 1) lines.push(line);
        line = [];
      }
      line.push(ring[at]);
    }
    if (line.length > 1) lines.push(line);
    return lines;
  }

  function pane(map, name, zIndex) {
    const made = map.createPane(name);
    made.style.zIndex = zIndex;
    made.style.pointerEvents = "none";
    // A third of a map more on each side: what is drawn farther out costs each zoom more than a long drag gains.
    return L.svg({ pane: name, padding: 0.35 });
  }

  function graticule(step) {
    const lines = [];
    for (let x = -360; x <= 360; x += step) lines.push([[-85, x], [85, x]]);
    for (let y = -80; y <= 80; y += step) lines.push([[y, -360], [y, 360]]);
    return lines;
  }

  function drawGround(map, ground, centre) {
    const renderer = pane(map, "geo-ground", 200);
    const style = (className, extra) =>
      Object.assign({ renderer, pane: "geo-ground", interactive: false, className }, extra);
    const line = { fill: false };
    // Lands of a user may overlap, where two claim a place: that is land, and holes are holes still.
    const area = { stroke: false, fillOpacity: 1, fillRule: "nonzero" };
    const read = (rings, scale) => repeat(decodeAll(rings, scale), centre);
    const world = read(ground.world, ground.world_scale);
    const fine = read(ground.fine, ground.fine_scale);
    const again = centre > 0 ? 360 : -360;
    const windows = centre === 0 ? ground.windows
      : [...ground.windows, ...ground.windows.map(([w, s, e, n]) => [w + again, s, e + again, n])];
    const boxes = windows.map(([w, s, e, n]) => [[s, w], [n, w], [n, e], [s, e]]);
    if (ground.tiles) return;
    L.polygon(world.map((ring) => [ring]), style("geo-land", area)).addTo(map);
    L.polyline(world, style("geo-border", line)).addTo(map);
    for (const box of boxes) L.polygon(box, style("geo-sea", area)).addTo(map);
    L.polygon(fine.map((ring) => [ring]), style("geo-land", area)).addTo(map);
    const grid = L.polyline(graticule(10), style("geo-graticule", line)).addTo(map);
    const divisions = L.polyline(
      read(ground.divisions, ground.fine_scale), style("geo-division", line));
    L.polyline(fine.flatMap((ring) => borders(ring, windows)), style("geo-border", line)).addTo(map);
    L.polyline(read(ground.disputed, ground.fine_scale), style("geo-disputed", line)).addTo(map);
    const adapt = () => {
      if (map.getZoom() >= 6) divisions.addTo(map);
      else divisions.remove();
      const step = map.getZoom() >= 7 ? 1 : map.getZoom() >= 5 ? 5 : 10;
      if (grid.step !== step) grid.setLatLngs(graticule(step));
      grid.step = step;
    };
    map.on("zoomend", adapt);
    adapt();
  }

  function overlaps(box, taken) {
    return taken.some((t) => box[0] < t[2] && t[0] < box[2] && box[1] < t[3] && t[1] < box[3]);
  }

  function within(box, outer) {
    return box[0] >= outer[0] && box[1] >= outer[1] && box[2] <= outer[2] && box[3] <= outer[3];
  }

  /* What the map shows of its layers. */
  function sightOf(map) {
    const { x, y } = map.containerPointToLayerPoint([0, 0]);
    return [x, y, x + map.getSize().x, y + map.getSize().y];
  }

  function boxAt(left, top, width, height) {
    return [left - 2, top - 1, left + width + 2, top + height + 1];
  }

  /* Names on the map: first those of marked places, then countries and settlements, the greatest
     first; none over another or over a mark. `marked` gives { name, at, reach } of the marks. */
  function drawLabels(map, labels, centre) {
    const holder = map.createPane("geo-labels");
    holder.style.zIndex = 560;
    holder.style.pointerEvents = "none";
    const measured = new Map();
    for (const label of labels) label[2] = turn(label[2], centre);

    function size(name, kind) {
      const key = kind + " " + name;
      if (!measured.has(key)) {
        const node = el("span", { class: "geo-label geo-label-" + kind }, name);
        holder.append(node);
        measured.set(key, [node, node.offsetWidth, node.offsetHeight]);
        node.remove();
      }
      return measured.get(key);
    }

    function put(node, left, top) {
      L.DomUtil.setPosition(node, L.point(Math.round(left), Math.round(top)));
      holder.append(node);
    }

    /* Beside, below or above a mark: in sight if there is room, else where it is cut by the map's edge. */
    function putMarked(mark, taken, sight) {
      const [node, width, height] = size(mark.name, "spot");
      const { x, y } = mark.at;
      const places = [
        [x + mark.reach + 2, y - height / 2], [x - mark.reach - 2 - width, y - height / 2],
        [x - width / 2, y + mark.reach], [x - width / 2, y - mark.reach - height],
      ];
      const free = places.filter(([left, top]) => !overlaps(boxAt(left, top, width, height), taken));
      const place = free.find(([left, top]) => within(boxAt(left, top, width, height), sight)) || free[0];
      if (!place) return;
      taken.push(boxAt(...place, width, height));
      put(node.cloneNode(true), ...place);
    }

    function putLabel([name, latitude, longitude, , kind], taken) {
      const [node, width, height] = size(name, kind);
      const at = map.latLngToLayerPoint([latitude, longitude]);
      const city = kind === "city";
      const left = city ? at.x + 5 : at.x - width / 2;
      const box = boxAt(left, at.y - height / 2, width, height);
      if (overlaps(box, taken)) return;
      taken.push(box);
      put(node, left, at.y - height / 2);
      if (city) put(el("span", { class: "geo-town" }), at.x - 2, at.y - 2);
    }

    function place(taken, marked) {
      holder.replaceChildren();
      const sight = sightOf(map);
      for (const mark of marked) putMarked(mark, taken, sight);
      const zoom = map.getZoom();
      const view = map.getBounds();
      for (const label of labels) {
        const due = zoom >= label[3] && zoom <= label[5];
        if (due && view.contains([label[1], label[2]])) putLabel(label, taken);
      }
    }

    map.on("zoomstart", () => holder.replaceChildren());
    return place;
  }

  Object.assign(window.geoMap, { boxAt, decodeAll, drawGround, drawLabels, overlaps, sightOf, turn, turnRings, within });
})();
