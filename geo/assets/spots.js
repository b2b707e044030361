/* Where events happened, as points in the pixels of a zoom: gathered into marks, or into hexagons
   where there are too many to tell apart. */
(function () {
  "use strict";
  const geo = window.geoMap;
  // Beyond so many places in sight marks hide each other; hexagons show where they are dense.
  const MOST_SPOTS = 900;
  // Up to so many places are gathered all over the map, so that marks stay put when it is moved.
  const MOST_GATHERED = 5000;
  const HEX_RADIUS = 15;
  // More than there are columns of hexagons, to both sides, at any zoom.
  const ROW = 2 ** 26;

  /* Events by spot, counted anew when what is shown changes. */
  function readSpots(data, events) {
    const length = data.spots.latitude.length;
    const { spot, shown: isShown } = events.columns;
    const { start, order } = geo.gatherRows(spot, length);
    const counts = new Uint32Array(length);
    // Mercator on a square of side 1; Leaflet's projection, without an object for each point.
    const x = new Float64Array(length);
    const y = new Float64Array(length);
    for (let at = 0; at < length; at += 1) {
      const sine = Math.sin(Math.max(-85.0511287798, Math.min(85.0511287798, data.spots.latitude[at])) * Math.PI / 180);
      x[at] = geo.turn(data.spots.longitude[at], data.centre) / 360 + 0.5;
      y[at] = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
    }

    // What was counted last, until what is shown changes: a map is moved more often than zoomed.
    let crowds = { key: null, most: 0 };

    function renew() {
      crowds.key = null;
      counts.fill(0);
      for (let row = 0; row < order.length; row += 1) counts[spot[order[row]]] += isShown[order[row]];
    }

    /* The events of a spot that are shown. */
    function shownAt(number) {
      const shown = [];
      for (let row = start[number]; row < start[number + 1]; row += 1) {
        if (isShown[order[row]] === 1) shown.push(events[order[row]]);
      }
      return shown;
    }

    /* Numbers of the spots that show something within a box of pixels at a zoom. */
    function within(zoom, box) {
      const side = 256 * 2 ** zoom;
      const numbers = [];
      for (let at = 0; at < length; at += 1) {
        if (counts[at] === 0) continue;
        const px = x[at] * side;
        const py = y[at] * side;
        if (px >= box.min.x && px <= box.max.x && py >= box.min.y && py <= box.max.y) numbers.push(at);
      }
      return numbers;
    }

    /* The most spots that show something within any window of a size, at a zoom: counted by halves
       of the window, so that it may be a little more than any window holds. */
    function crowd(zoom, size) {
      const key = `${zoom} ${size.x} ${size.y}`;
      if (crowds.key !== key) crowds = { key, most: countCrowd(zoom, size) };
      return crowds.most;
    }

    function countCrowd(zoom, size) {
      const side = 256 * 2 ** zoom;
      const [wide, high] = [size.x / 2, size.y / 2];
      const columns = Math.ceil(side / wide) + 1;
      const halves = new Map();
      for (let at = 0; at < length; at += 1) {
        if (counts[at] === 0) continue;
        const cell = Math.floor((y[at] * side) / high) * columns + Math.floor((x[at] * side) / wide);
        halves.set(cell, (halves.get(cell) || 0) + 1);
      }
      let most = 0;
      const own = (cell) => halves.get(cell) || 0;
      for (const cell of halves.keys()) {
        for (const corner of [cell, cell - 1, cell - columns, cell - columns - 1]) {
          most = Math.max(most, own(corner) + own(corner + 1) + own(corner + columns) + own(corner + columns + 1));
        }
      }
      return most;
    }

    function pixel(number, zoom) {
      const side = 256 * 2 ** zoom;
      return L.point(x[number] * side, y[number] * side);
    }

    /* The hexagon of each spot at a zoom, by one number: which spot lies in which stays the same
       while filters change. */
    let hexes = { zoom: null, cells: null };
    function hexesAt(zoom) {
      if (hexes.zoom === zoom) return hexes.cells;
      const side = 256 * 2 ** zoom;
      const cells = new Float64Array(length);
      for (let at = 0; at < length; at += 1) cells[at] = hexOf(x[at] * side, y[at] * side);
      hexes = { zoom, cells };
      return cells;
    }

    return { counts, crowd, hexesAt, pixel, renew, shownAt, within };
  }

  /* Gather spots whose marks would overlap: lists of their numbers, the greatest first; the first of
     each stays put. A grid as wide as the widest pair leaves nine cells to look in. */
  function gather(spots, numbers, zoom) {
    const reach = 0.8 * 2 * geo.radius(Infinity);
    const cells = new Map();
    const clusters = [];
    const sorted = numbers.slice().sort((a, b) => spots.counts[b] - spots.counts[a] || a - b);
    for (const number of sorted) {
      const at = spots.pixel(number, zoom);
      const radius = geo.radius(spots.counts[number]);
      const column = Math.floor(at.x / reach);
      const row = Math.floor(at.y / reach);
      let found = null;
      for (let dx = -1; dx <= 1; dx += 1) {
        for (let dy = -1; dy <= 1; dy += 1) {
          for (const cluster of cells.get(`${column + dx} ${row + dy}`) || []) {
            const near = Math.hypot(cluster.at.x - at.x, cluster.at.y - at.y) < 0.8 * (cluster.radius + radius);
            if (near && (found === null || cluster.rank < found.rank)) found = cluster;
          }
        }
      }
      if (found) {
        found.numbers.push(number);
        continue;
      }
      const key = `${column} ${row}`;
      const cluster = { at, radius, rank: clusters.length, numbers: [number] };
      clusters.push(cluster);
      if (!cells.has(key)) cells.set(key, []);
      cells.get(key).push(cluster);
    }
    return clusters.map((cluster) => cluster.numbers);
  }

  /* The hexagon, as one number of its column and row, that a point of pixels lies in; pointy tops. */
  function hexOf(x, y) {
    const q = (Math.sqrt(3) / 3 * x - y / 3) / HEX_RADIUS;
    const r = (2 / 3 * y) / HEX_RADIUS;
    let column = Math.round(q);
    let row = Math.round(r);
    const third = Math.round(-q - r);
    const [dq, dr, ds] = [Math.abs(column - q), Math.abs(row - r), Math.abs(third + q + r)];
    if (dq > dr && dq > ds) column = -row - third;
    else if (dr > ds) row = -column - third;
    return row * ROW + column;
  }

  function hexCentre(number) {
    const row = Math.round(number / ROW);
    const column = number - row * ROW;
    return L.point(HEX_RADIUS * Math.sqrt(3) * (column + row / 2), HEX_RADIUS * 1.5 * row);
  }

  /* Hexagons over pixels of a zoom, by key: centre, numbers of the spots, events counted. */
  function hexagons(spots, numbers, zoom) {
    const cells = new Map();
    const hexes = spots.hexesAt(zoom);
    for (const number of numbers) {
      const key = hexes[number];
      let cell = cells.get(key);
      if (cell === undefined) cells.set(key, cell = { at: hexCentre(key), numbers: [], count: 0 });
      cell.numbers.push(number);
      cell.count += spots.counts[number];
    }
    return cells;
  }

  Object.assign(geo, { gather, HEX_RADIUS, hexagons, hexOf, MOST_GATHERED, MOST_SPOTS, readSpots });
})();
