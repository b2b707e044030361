/* Lines over the map: great circles, bent aside, cut where the map ends, with heads of constant size. */
(function () {
  "use strict";
  const geo = window.geoMap;
  // Pixels from an end within which a line has left the way of its neighbours.
  const RAMP = 160;

  /* Points of the great circle between two positions; longitudes run on past 180 degrees. */
  function greatCircle(from, to) {
    const radians = Math.PI / 180;
    const vector = ([y, x]) => [Math.cos(y * radians) * Math.cos(x * radians),
      Math.cos(y * radians) * Math.sin(x * radians), Math.sin(y * radians)];
    const a = vector(from);
    const b = vector(to);
    const angle = Math.acos(Math.max(-1, Math.min(1, a[0] * b[0] + a[1] * b[1] + a[2] * b[2])));
    const steps = Math.max(24, Math.ceil(angle / radians / 2));
    // Between antipodes no way is the shortest one, and between neighbours every way is straight.
    const plain = angle < 1e-6 || Math.PI - angle < 1e-3;
    const line = [];
    for (let step = 0; step <= steps; step += 1) {
      const part = step / steps;
      const [p, q] = plain ? [1 - part, part]
        : [Math.sin((1 - part) * angle) / Math.sin(angle), Math.sin(part * angle) / Math.sin(angle)];
      const [x, y, z] = a.map((value, at) => p * value + q * b[at]);
      const position = plain ? [p * from[0] + q * to[0], p * from[1] + q * to[1]]
        : [Math.atan2(z, Math.hypot(x, y)) / radians, Math.atan2(y, x) / radians];
      const last = line.length ? line[line.length - 1][1] : from[1];
      line.push([position[0], plain ? position[1] : geo.turn(position[1], last)]);
    }
    return line;
  }

  /* A line in pixels, led aside between its ends and shortened at both. */
  function bend(points, aside, start, stop) {
    const last = points.length - 1;
    const along = [0];
    for (let at = 1; at <= last; at += 1) along.push(along[at - 1] + points[at].distanceTo(points[at - 1]));
    const ramp = Math.min(RAMP, along[last] / 2) || 1;
    const bent = points.map((point, at) => {
      const before = points[Math.max(0, at - 1)];
      const after = points[Math.min(last, at + 1)];
      const length = Math.hypot(after.x - before.x, after.y - before.y) || 1;
      const near = Math.min(along[at], along[last] - along[at]) / ramp;
      const by = aside * Math.sin((Math.PI / 2) * Math.min(1, near));
      return L.point(point.x - (by * (after.y - before.y)) / length, point.y + (by * (after.x - before.x)) / length);
    });
    let total = 0;
    for (let at = 1; at <= last; at += 1) total += bent[at].distanceTo(bent[at - 1]);
    const room = Math.min(1, total / (2.2 * (start + stop) || 1));
    return shorten(shorten(bent, start * room).reverse(), stop * room).reverse();
  }

  function shorten(points, by) {
    let left = by;
    for (let at = 1; at < points.length; at += 1) {
      const length = points[at].distanceTo(points[at - 1]);
      if (length > left) {
        const part = left / length;
        const { x, y } = points[at - 1];
        return [L.point(x + part * (points[at].x - x), y + part * (points[at].y - y)), ...points.slice(at)];
      }
      left -= length;
    }
    return points.slice(-2);
  }

  /* The parts of a line that lie on the map, which ends half a turn from its centre on both sides. */
  function cut(points, west, east) {
    const parts = [];
    for (const turn of [-1, 0, 1]) {
      const by = turn * (east - west);
      let run = [];
      points.forEach((point, at) => {
        const x = point.x + by;
        const inside = x >= west && x <= east;
        if (at && inside !== (points[at - 1].x + by >= west && points[at - 1].x + by <= east)) {
          const before = points[at - 1];
          const edge = (inside ? before.x + by : x) < west ? west : east;
          const part = (edge - before.x - by) / (point.x - before.x);
          run.push(L.point(edge, before.y + part * (point.y - before.y)));
          if (!inside) {
            parts.push(run);
            run = [];
          }
        }
        if (inside) run.push(L.point(x, point.y));
      });
      if (run.length > 1) parts.push(run);
    }
    return parts.filter((part) => part.length > 1);
  }

  /* Arrow and line of constant size in the pixels of the present zoom, as positions. */
  function trace(map, data, link) {
    const zoom = map.getZoom();
    const flat = link.line.map((position) => map.project(position, zoom));
    const points = bend(flat, link.aside, link.leave, link.stop);
    const tip = points[points.length - 1];
    const back = shorten(points.slice().reverse(), link.head)[0];
    const length = tip.distanceTo(back) || 1;
    const [dx, dy] = [(tip.x - back.x) / length, (tip.y - back.y) / length];
    const wing = link.head * 0.5;
    const head = [tip, L.point(tip.x - dx * link.head - dy * wing, tip.y - dy * link.head + dx * wing),
      L.point(tip.x - dx * link.head * 0.75, tip.y - dy * link.head * 0.75),
      L.point(tip.x - dx * link.head + dy * wing, tip.y - dy * link.head - dx * wing)];
    const [west, east] = [-180, 180].map((side) => map.project([0, data.centre + side], zoom).x);
    const shaft = shorten(points.slice().reverse(), link.head * 0.7).reverse();
    const parts = cut(shaft, west, east);
    const over = tip.x < west ? east - west : tip.x > east ? west - east : 0;
    const place = (point) => map.unproject(point, zoom);
    return { parts, line: parts.map((part) => part.map(place)),
      head: head.map((point) => place(L.point(point.x + over, point.y))) };
  }

  /* The longest stretch of a line that lies in a box, or null. */
  function inSight(parts, box) {
    let best = { run: null, length: 0 };
    for (const part of parts) {
      let run = [];
      let length = 0;
      for (let at = 1; at < part.length; at += 1) {
        const seen = L.LineUtil.clipSegment(part[at - 1], part[at], box, false, false);
        if (!seen || (run.length && run[run.length - 1].distanceTo(seen[0]) > 0.5)) [run, length] = [[], 0];
        if (!seen) continue;
        run.push(...(run.length ? [seen[1]] : seen));
        length += seen[0].distanceTo(seen[1]);
        if (length > best.length) best = { run: run.slice(), length };
      }
    }
    return best.length > 30 ? best.run : null;
  }

  /* The point after a part of the length of a line. */
  function alongOf(line, part) {
    let total = 0;
    for (let at = 1; at < line.length; at += 1) total += line[at].distanceTo(line[at - 1]);
    return shorten(line, total * part)[0];
  }

  /* Whether a position lies in an area. */
  function lies(rings, [y, x]) {
    let inside = false;
    for (const ring of rings) {
      for (let at = 0, last = ring.length - 1; at < ring.length; last = at, at += 1) {
        const [[y1, x1], [y2, x2]] = [ring[at], ring[last]];
        if ((y1 > y) !== (y2 > y) && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
      }
    }
    return inside;
  }

  Object.assign(geo, { alongOf, cutLine: cut, greatCircle, inSight, liesIn: lies, traceLine: trace });
})();
