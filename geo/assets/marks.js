/* The marks of events. Colour and glyph say the kind of act; rim and halo say how sure it is. */
(function () {
  "use strict";
  const { svg } = window.geoMap;

  const GLYPHS = {
    material_conflict: "M-3,-3L3,3M3,-3L-3,3",
    verbal_conflict: "M0,-4L0,0.8M0,3.6L0,3.7",
    verbal_cooperation: "M-3.2,-1.7L3.2,-1.7M-3.2,1.7L3.2,1.7",
    material_cooperation: "M-3.6,0L3.6,0M0,-3.6L0,3.6",
    other: "M-0.2,0L0.2,0",
  };

  function glyph(group, x, y, scale, className) {
    return svg("path", {
      class: "geo-glyph " + className,
      d: GLYPHS[group] || GLYPHS.other,
      transform: `translate(${x.toFixed(1)},${y.toFixed(1)}) scale(${scale})`,
    });
  }

  /* A slice of a ring between two turns (0 to 1, clockwise from north). */
  function slice(inner, outer, from, to) {
    const at = (radius, turn) => {
      const angle = 2 * Math.PI * turn - Math.PI / 2;
      return `${(radius * Math.cos(angle)).toFixed(2)},${(radius * Math.sin(angle)).toFixed(2)}`;
    };
    const large = to - from > 0.5 ? 1 : 0;
    return (
      `M${at(outer, from)}A${outer},${outer} 0 ${large} 1 ${at(outer, to)}` +
      `L${at(inner, to)}A${inner},${inner} 0 ${large} 0 ${at(inner, from)}Z`
    );
  }

  /* What is drawn of events that share a place: one part each, or one a kind past a dozen. */
  function parts(events) {
    const apart = events.length <= 12;
    const order = Object.keys(GLYPHS);
    const kinds = new Map();
    events.forEach((event, at) => {
      const key = apart ? at : event.look;
      const known = kinds.get(key);
      if (known) known.weight += 1;
      else kinds.set(key, { group: event.group, style: event.style, faded: event.background, weight: 1 });
    });
    const rank = (part) => `${order.indexOf(part.group)} ${part.style} ${part.faded}`;
    return [...kinds.values()].sort((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0));
  }

  function classes(part) {
    return `g-${part.group} s-${part.style}${part.faded ? " faded" : ""}`;
  }

  function radius(count) {
    return count === 1 ? 9 : Math.min(26, 12 + 2.2 * Math.sqrt(count));
  }

  function halo(kind, events, size) {
    if (kind === "site") return null;
    if (kind === "cluster") return svg("circle", { class: "geo-cluster", r: size + 5 });
    const unstated = events.length > 0 && events.every((event) => event.inferred);
    const className = `geo-halo halo-${kind}${unstated ? " halo-inferred" : ""}`;
    return svg("circle", { class: className, r: size + (kind === "wide" ? 10 : 7) });
  }

  /* The mark of a place: a dot for one event, a numbered ring of slices for several. */
  function drawMark(events, kind) {
    const size = radius(events.length);
    const half = size + 12;
    const root = svg("svg", {
      class: "geo-mark", width: 2 * half, height: 2 * half,
      viewBox: `${-half} ${-half} ${2 * half} ${2 * half}`, "aria-hidden": "true",
    });
    const ring = halo(kind, events, size);
    if (ring) root.append(ring);
    root.append(svg("circle", { class: "geo-casing", r: size + 1.5 }));
    const drawn = parts(events);
    if (events.length === 1) {
      const inset = drawn[0].style === "solid" ? 0 : 1;
      root.append(svg("circle", { class: "geo-part " + classes(drawn[0]), r: size - inset }));
      root.append(glyph(drawn[0].group, 0, 0, 1.05, classes(drawn[0])));
      return root;
    }
    const inner = size - 7.5;
    let turn = 0;
    for (const part of drawn) {
      const next = turn + part.weight / events.length;
      const shape = slice(inner, size, turn, Math.min(next, turn + 0.9999));
      root.append(svg("path", { class: "geo-part " + classes(part), d: shape }));
      if ((next - turn) * 2 * Math.PI * (size - 3.7) > 8) {
        const angle = Math.PI * (turn + next) - Math.PI / 2;
        const at = size - 3.75;
        root.append(glyph(part.group, at * Math.cos(angle), at * Math.sin(angle), 0.62, classes(part)));
      }
      turn = next;
    }
    root.append(svg("text", { class: "geo-count", y: "0.35em" }, events.length));
    return root;
  }

  function drawDiamond() {
    return svg("svg", { class: "geo-mark", width: 24, height: 24, viewBox: "-12 -12 24 24",
      "aria-hidden": "true" },
    svg("path", { class: "geo-diamond", d: "M0,-4.5L4.5,0L0,4.5L-4.5,0Z" }));
  }

  const swatches = new Map();

  /* A small sample of a mark, for lists and the key; a page has hundreds of a few kinds. */
  function swatch(group, style, options) {
    const given = options || {};
    const key = [group, style, given.faded, given.halo, given.empty].join(" ");
    if (!swatches.has(key)) swatches.set(key, makeSwatch(group, style, given));
    return swatches.get(key).cloneNode(true);
  }

  function makeSwatch(group, style, given) {
    const root = svg("svg", { class: "geo-swatch", width: 20, height: 20, viewBox: "-12 -12 24 24",
      "aria-hidden": "true" });
    const part = { group, style: style || "solid", faded: given.faded };
    if (given.halo) root.append(svg("circle", { class: `geo-halo ${given.halo}`, r: 11 }));
    const size = given.halo ? 6.5 : 9;
    if (!given.empty) {
      root.append(svg("circle", { class: "geo-part " + classes(part), r: size }));
      if (group !== "other") root.append(glyph(group, 0, 0, given.halo ? 0.8 : 1.05, classes(part)));
    }
    return root;
  }

  /* Hatching of areas: patterns are local to the renderer's own picture. */
  function addHatches(renderer, groups) {
    const patterns = groups.map((group) =>
      svg("pattern", { id: "geo-hatch-" + group, width: 7, height: 7,
        patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      svg("rect", { class: `geo-tint g-${group}`, width: 7, height: 7 }),
      svg("line", { class: `geo-hatch g-${group}`, x1: 0, y1: 0, x2: 0, y2: 7 })));
    renderer._container.prepend(svg("defs", {}, patterns));
  }

  /* The group that all events share, else the neutral one. */
  function common(events) {
    const groups = new Set(events.map((event) => event.group));
    return groups.size === 1 ? [...groups][0] : "other";
  }

  Object.assign(window.geoMap, { addHatches, common, drawDiamond, drawMark, radius, swatch });
})();
