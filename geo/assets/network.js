/* Who acts on whom: actors as dots, what one does to another as arrows. The picture is the same for
   the same events: it starts from a circle and is pulled straight, without chance. */
(function () {
  "use strict";
  const geo = window.geoMap;
  const { el, say, svg, told } = geo;
  const MOST = 40;
  const LEAST = 5;
  // Square pixels that an actor with its name and lines needs; more in a frame narrower than this,
  // where names of one width leave less room beside them.
  const ROOM = 12000;
  const NARROW = 640;
  // Lines for each actor: more than so many make a tangle.
  const LINES = 1.6;
  const ROUNDS = 160;
  const LINE = 16;

  /* What passes between the actors of what is shown: from source to target, or, in events without a
     target, between those who act together; and how many events each actor and edge has. */
  function gatherEdges(data, events) {
    const { links } = data;
    const [source, target] = ["source", "target"].map((role) => links.role.values.indexOf(role));
    const total = data.events.actor_names.length;
    const counts = new Uint32Array(total);
    const edges = new Map();
    const note = (a, b, both, event) => {
      if (a === b) return;
      const [from, to] = both && a > b ? [b, a] : [a, b];
      const key = (from * total + to) * 2 + Number(both);
      const edge = edges.get(key);
      if (!edge) edges.set(key, { from, to, both, events: [event] });
      // An actor may be named twice in one role.
      else if (edge.events[edge.events.length - 1] !== event) edge.events.push(event);
    };
    const people = new Set();
    for (const event of events) {
      if (!event.shown) continue;
      const sources = [];
      const targets = [];
      people.clear();
      for (let row = links.start[event.at]; row < links.start[event.at + 1]; row += 1) {
        people.add(links.actor[row]);
        if (links.role.of[row] === source) sources.push(links.actor[row]);
        else if (links.role.of[row] === target) targets.push(links.actor[row]);
      }
      for (const actor of people) counts[actor] += 1;
      for (const one of sources) {
        for (const other of targets.length ? targets : sources) note(one, other, !targets.length, event);
      }
    }
    const list = [...edges.values()].sort((a, b) => b.events.length - a.events.length || a.from - b.from || a.to - b.to
      || a.both - b.both);
    return { counts, list };
  }

  /* So many actors with a partner, the most frequent first, none without the partner of most events. */
  function chooseActors(counts, list, most) {
    const partner = new Map();
    for (const { from, to } of list) {
      if (!partner.has(from)) partner.set(from, to);
      if (!partner.has(to)) partner.set(to, from);
    }
    const order = [...partner.keys()].sort((a, b) => counts[b] - counts[a] || a - b);
    const kept = new Set();
    for (const actor of order) {
      if (kept.size >= most) break;
      kept.add(actor).add(partner.get(actor));
    }
    return { kept: [...kept].sort((a, b) => counts[b] - counts[a] || a - b), partnered: order.length };
  }

  function gatherNetwork(data, events, most) {
    const { counts, list } = gatherEdges(data, events);
    const { kept, partnered } = chooseActors(counts, list, most);
    const rank = new Map(kept.map((actor, at) => [actor, at]));
    const within = list.filter(({ from, to }) => rank.has(from) && rank.has(to))
      .map((edge) => ({ ...edge, from: rank.get(edge.from), to: rank.get(edge.to) }));
    const nodes = kept.map((actor) => ({ actor, count: counts[actor], name: data.events.actor_names[actor] }));
    const edges = thin(within, nodes.length);
    const groups = [...data.groups.map((group) => group.key), "other"];
    for (const edge of edges) {
      const own = new Map();
      for (const { group } of edge.events) own.set(group, (own.get(group) || 0) + 1);
      edge.group = groups.reduce((best, group) => ((own.get(group) || 0) > (own.get(best) || 0) ? group : best));
    }
    const alone = counts.reduce((sum, count) => sum + (count > 0), 0) - partnered;
    return { alone, edges, linked: within.length, nodes, partnered };
  }

  /* The most frequent edges, and of each actor the most frequent one. */
  function thin(edges, size) {
    const most = Math.max(24, Math.round(size * LINES));
    const reached = new Set();
    const first = edges.filter(({ from, to }) => {
      const own = !reached.has(from) || !reached.has(to);
      reached.add(from).add(to);
      return own;
    });
    const kept = new Set(first);
    for (const edge of edges) if (kept.size < most) kept.add(edge);
    return edges.filter((edge) => kept.has(edge));
  }

  /* Lists of the nodes that hang together, the largest first. */
  function componentsOf(size, neighbours) {
    const own = new Array(size).fill(-1);
    const components = [];
    for (let start = 0; start < size; start += 1) {
      if (own[start] >= 0) continue;
      const members = [start];
      own[start] = components.length;
      for (const at of members) {
        for (const next of neighbours[at]) {
          if (own[next] >= 0) continue;
          own[next] = components.length;
          members.push(next);
        }
      }
      components.push(members);
    }
    return components.sort((a, b) => b.length - a.length || a[0] - b[0]);
  }

  function distancesFrom(start, neighbours, size) {
    const steps = new Array(size).fill(Infinity);
    steps[start] = 0;
    const waiting = [start];
    for (const at of waiting) {
      for (const next of neighbours[at]) {
        if (steps[next] < Infinity) continue;
        steps[next] = steps[at] + 1;
        waiting.push(next);
      }
    }
    return steps;
  }

  /* Places of one component by stress majorisation (Gansner, Koren and North, 2004): from a circle
     in the order of the search, every pair is drawn towards the number of steps between it. */
  function layOut(members, neighbours, size) {
    if (members.length === 1) return [[0, 0]];
    const steps = members.map((member) => distancesFrom(member, neighbours, size));
    const far = (a, b) => {
      const wide = (neighbours[members[a]].size + neighbours[members[b]].size) / 24;
      return steps[a][members[b]] * (1 + Math.min(0.8, wide));
    };
    let places = members.map((_, at) => {
      const angle = (2 * Math.PI * at) / members.length;
      return [members.length / 6 * Math.cos(angle), members.length / 6 * Math.sin(angle)];
    });
    for (let round = 0; round < ROUNDS; round += 1) {
      places = places.map((place, a) => {
        let [x, y, weights] = [0, 0, 0];
        for (let b = 0; b < places.length; b += 1) {
          if (a === b) continue;
          const want = far(a, b);
          const [dx, dy] = [place[0] - places[b][0], place[1] - places[b][1]];
          const is = Math.hypot(dx, dy) || 1e-6;
          const weight = 1 / (want * want);
          x += weight * (places[b][0] + (want * dx) / is);
          y += weight * (places[b][1] + (want * dy) / is);
          weights += weight;
        }
        return [x / weights, y / weights];
      });
    }
    return level(places);
  }

  /* Turned so that it is wider than high, as the page is. */
  function level(places) {
    const middle = [0, 1].map((axis) => places.reduce((sum, place) => sum + place[axis], 0) / places.length);
    let [xx, xy, yy] = [0, 0, 0];
    for (const [x, y] of places) {
      xx += (x - middle[0]) ** 2;
      xy += (x - middle[0]) * (y - middle[1]);
      yy += (y - middle[1]) ** 2;
    }
    const angle = 0.5 * Math.atan2(2 * xy, xx - yy);
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    return places.map(([x, y]) => [(x - middle[0]) * cos + (y - middle[1]) * sin, (y - middle[1]) * cos - (x - middle[0]) * sin]);
  }

  /* Put components on shelves, as wide as makes the whole fit the page best. */
  function pack(boxes, aspect) {
    const shelve = (width) => {
      let [x, y, high, wide] = [0, 0, 0, 0];
      const at = boxes.map(([w, h]) => {
        if (x && x + w > width) {
          y += high;
          [x, high] = [0, 0];
        }
        const place = [x, y];
        x += w;
        high = Math.max(high, h);
        wide = Math.max(wide, x);
        return place;
      });
      return { at, wide, high: y + high };
    };
    let best = null;
    for (let width = Math.max(...boxes.map(([w]) => w)), step = 0; step < 40; step += 1, width *= 1.08) {
      const found = shelve(width);
      const scale = Math.min(aspect / found.wide, 1 / found.high);
      if (!best || scale > best.scale + 1e-9) best = { ...found, scale };
    }
    return best;
  }

  /* Where each node stands, in pixels of a frame. */
  function placesOf(network, width, height) {
    const size = network.nodes.length;
    const neighbours = network.nodes.map(() => new Set());
    for (const { from, to } of network.edges) {
      neighbours[from].add(to);
      neighbours[to].add(from);
    }
    const components = componentsOf(size, neighbours);
    const laid = components.map((members) => layOut(members, neighbours, size));
    const [padX, padY] = [0.85, 0.5];
    const frames = laid.map((places) => [0, 1].map((axis) => {
      const values = places.map((place) => place[axis]);
      return [Math.min(...values), Math.max(...values)];
    }));
    const boxes = frames.map(([[w, e], [n, s]]) => [e - w + 2 * padX, s - n + 2 * padY]);
    const packed = pack(boxes, width / height);
    const scale = [width / packed.wide, height / packed.high];
    // Straightened to fill the frame, but no more than half as much again in one direction.
    const most = Math.min(...scale) * 1.5;
    const [sx, sy] = scale.map((one) => Math.min(one, most, 190));
    const [left, top] = [(width - packed.wide * sx) / 2, (height - packed.high * sy) / 2];
    const places = new Array(size);
    components.forEach((members, number) => members.forEach((member, at) => {
      const [[west], [north]] = frames[number];
      const [x, y] = laid[number][at];
      places[member] = { x: left + (packed.at[number][0] + padX + x - west) * sx, y: top + (packed.at[number][1] + padY + y - north) * sy };
    }));
    return places;
  }

  /* Push dots apart that would touch, a little at a time. */
  function separate(places, radii, width, height) {
    for (let round = 0; round < 60; round += 1) {
      for (let a = 0; a < places.length; a += 1) {
        for (let b = a + 1; b < places.length; b += 1) {
          const [dx, dy] = [places[b].x - places[a].x, places[b].y - places[a].y];
          const is = Math.hypot(dx, dy) || 0.01;
          const by = (radii[a] + radii[b] + 22 - is) / 2;
          if (by <= 0) continue;
          const [x, y] = [(by * (dx || 0.01)) / is, (by * dy) / is];
          places[a].x -= x;
          places[a].y -= y;
          places[b].x += x;
          places[b].y += y;
        }
      }
      places.forEach((place, at) => {
        place.x = Math.max(radii[at] + 56, Math.min(width - radii[at] - 56, place.x));
        place.y = Math.max(radii[at] + 8, Math.min(height - radii[at] - 20, place.y));
      });
    }
  }

  /* A name in one line or two, the end of a long one left out. */
  function wrap(name) {
    const letters = [...name];
    if (letters.length <= LINE) return [name];
    const breaks = letters.flatMap((letter, at) => (letter === " " && at <= LINE ? [at] : []));
    const at = breaks.length ? breaks[breaks.length - 1] : LINE;
    const rest = letters.slice(at).join("").trim();
    const left = [...rest];
    return [letters.slice(0, at).join(""), left.length > LINE ? left.slice(0, LINE - 1).join("") + "…" : rest];
  }

  /* A name stands where it hides least: below its dot, above, beside or askew. */
  function placeNames(nodes, lines, width, height) {
    const taken = nodes.map(({ x, y, r }) => geo.boxAt(x - r, y - r, 2 * r, 2 * r));
    for (const node of nodes) {
      const wide = 7 * Math.max(...node.lines.map((line) => [...line].length));
      const high = 13 * node.lines.length;
      const { x, y, r } = node;
      const spots = [[x, y + r + 3, "middle"], [x, y - r - 3 - high, "middle"], [x + r + 4, y - high / 2, "start"],
        [x - r - 4, y - high / 2, "end"], [x + 0.7 * r + 3, y + 0.7 * r, "start"], [x + 0.7 * r + 3, y - 0.7 * r - high, "start"],
        [x - 0.7 * r - 3, y + 0.7 * r, "end"], [x - 0.7 * r - 3, y - 0.7 * r - high, "end"]];
      const boxOf = ([left, top, anchor]) =>
        geo.boxAt(anchor === "middle" ? left - wide / 2 : anchor === "start" ? left : left - wide, top, wide, high);
      // What would be cut by the edge is moved in.
      const inside = ([left, top, anchor]) => {
        const box = boxOf([left, top, anchor]);
        return [left + Math.max(0, -box[0]) - Math.max(0, box[2] - width), top, anchor];
      };
      const cost = (spot, at) => {
        const box = boxOf(spot);
        const hidden = (others) => others.reduce((sum, other) => sum
          + Math.max(0, Math.min(box[2], other[2]) - Math.max(box[0], other[0]))
          * Math.max(0, Math.min(box[3], other[3]) - Math.max(box[1], other[1])), 0);
        const out = box[1] < 0 || box[3] > height;
        return (out ? 12000 : 0) + 6 * hidden(taken) + hidden(lines) + 5 * at;
      };
      const seen = spots.map(inside);
      const costs = seen.map(cost);
      const best = seen[costs.indexOf(Math.min(...costs))];
      taken.push(boxOf(best));
      node.text = best;
    }
  }

  /* The bends of edges: those between the same two actors lie side by side. */
  function bendEdges(network) {
    const pairs = new Map();
    for (const edge of network.edges) {
      const key = Math.min(edge.from, edge.to) * MOST + Math.max(edge.from, edge.to);
      if (!pairs.has(key)) pairs.set(key, []);
      pairs.get(key).push(edge);
    }
    for (const own of pairs.values()) {
      own.forEach((edge, at) => {
        const [a, b] = [network.nodes[Math.min(edge.from, edge.to)], network.nodes[Math.max(edge.from, edge.to)]];
        const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
        const aside = own.length > 1 ? (at - (own.length - 1) / 2) * 28 : 6;
        edge.bend = [(a.x + b.x) / 2 + ((b.y - a.y) / length) * aside, (a.y + b.y) / 2 - ((b.x - a.x) / length) * aside];
      });
    }
  }

  /* Small boxes along an edge, which names keep clear of. */
  function stepsOf(network, { from, to, bend: [mx, my] }) {
    const [a, b] = [network.nodes[from], network.nodes[to]];
    return [0.15, 0.3, 0.5, 0.7, 0.85].map((t) => {
      const at = (p, m, q) => (1 - t) * (1 - t) * p + 2 * t * (1 - t) * m + t * t * q;
      return geo.boxAt(at(a.x, mx, b.x) - 3, at(a.y, my, b.y) - 3, 6, 6);
    });
  }

  function drawEdge(data, network, edge, most, open) {
    const [a, b] = [network.nodes[edge.from], network.nodes[edge.to]];
    const [mx, my] = edge.bend;
    const width = 1.3 + 4.5 * Math.sqrt(edge.events.length / Math.max(most, 9));
    const head = edge.both ? 0 : 6 + 1.4 * width;
    const toward = (from, by) => {
      const is = Math.hypot(from.x - mx, from.y - my) || 1;
      return [from.x + ((mx - from.x) / is) * by, from.y + ((my - from.y) / is) * by];
    };
    const start = toward(a, a.r + 2);
    const tip = toward(b, b.r + 2);
    const end = toward(b, b.r + 2 + head * 0.8);
    const [ux, uy] = [(tip[0] - end[0]) / (head * 0.8 || 1), (tip[1] - end[1]) / (head * 0.8 || 1)];
    const base = toward(b, b.r + 2 + head);
    const wing = head * 0.45;
    const unsure = edge.events.every((event) => event.status !== "actual");
    const name = `${a.name} ${edge.both ? "–" : "→"} ${b.name}`;
    const path = `M${start.join()}Q${mx},${my} ${end.join()}`;
    return svg("g", { class: `geo-edge g-${edge.group}`, click: () => open(name, edge.events), "data-ends": `${edge.from} ${edge.to}` },
      svg("title", {}, `${name}: ${say(data.words, "n.events", { n: edge.events.length })}`),
      svg("path", { class: "geo-edge-line", d: path, "stroke-width": width.toFixed(1), "stroke-dasharray": unsure ? "6 5" : null }),
      edge.both ? null : svg("path", { class: "geo-edge-head", d: `M${tip.join()}L${base[0] - uy * wing},${base[1] + ux * wing}`
        + `L${base[0] + uy * wing},${base[1] - ux * wing}Z` }),
      svg("path", { class: "geo-edge-hit", d: path }));
  }

  function drawNode(data, node, open) {
    const text = say(data.words, "n.events", { n: node.count });
    const act = () => open(node.actor);
    const [x, y, anchor] = node.text;
    return svg("g", { class: "geo-node", tabindex: "0", role: "button", "aria-label": `${node.name}: ${text}`, "data-actor": node.actor,
      click: act, keydown: (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        act();
      } },
    svg("title", {}, `${node.name}: ${text}`),
    svg("circle", { class: "geo-node-dot", cx: node.x, cy: node.y, r: node.r }),
    svg("text", { class: "geo-node-name", y, "text-anchor": anchor },
      node.lines.map((line) => svg("tspan", { x, dy: 12.3 }, `${line} `))),
    svg("text", { class: "geo-node-count", x: node.x, y: node.y + 4 }, node.count));
  }

  /* The view over the map; `act` opens an actor, lists events, and is told when it closes. */
  function drawNetwork(data, events, state, act) {
    const words = data.words;
    const note = el("p", { class: "geo-quiet", tabindex: "0" });
    const frame = el("div", { class: "geo-network-frame" });
    const hide = () => {
      if (!state.network) return;
      state.network = false;
      act.opened();
      renew();
    };
    const close = el("button", { type: "button", class: "geo-show", click: () => {
      hide();
      if (home && home.isConnected) home.focus();
    } }, words["network.close"]);
    const key = el("ul", { class: "geo-plain geo-network-key" }, data.groups.map((group) =>
      el("li", {}, geo.swatch(group.key, "solid"), words["group." + group.key])));
    const node = el("section", { class: "geo-network", hidden: true, tabindex: "-1", "aria-label": words["network.title"],
      keydown: (event) => event.key === "Escape" && close.click() },
    el("header", {}, el("h2", {}, words["network.title"]), close), note, frame, key);
    let home = null;

    function render() {
      const room = frame.clientWidth * frame.clientHeight * Math.min(1, frame.clientWidth / NARROW);
      const network = gatherNetwork(data, events, Math.max(LEAST, Math.min(MOST, Math.floor(room / ROOM))));
      const shown = network.nodes.length;
      const said = [words["network.note"]];
      if (network.partnered > shown) said.push(say(words, "network.omitted", { shown, n: network.partnered }));
      if (network.linked > network.edges.length) {
        said.push(say(words, "network.thinned", { shown: network.edges.length, n: network.linked }));
      }
      if (network.alone) said.push(say(words, "network.alone", { n: network.alone }));
      note.textContent = shown ? said.join(" ") : words["network.none"];
      const [width, height] = [frame.clientWidth, frame.clientHeight];
      if (!shown || width < 50) {
        frame.replaceChildren();
        return;
      }
      const most = network.nodes[0].count;
      const places = placesOf(network, width, height);
      // Large enough for the number in it.
      const radii = network.nodes.map(({ count }) => Math.max(2.6 + 3.1 * String(count).length, 5 + 15 * Math.sqrt(count / Math.max(most, 16))));
      separate(places, radii, width, height);
      network.nodes.forEach((one, at) => Object.assign(one, places[at], { r: radii[at],
        lines: wrap(one.name) }));
      bendEdges(network);
      placeNames(network.nodes, network.edges.flatMap((edge) => stepsOf(network, edge)), width, height);
      const greatest = network.edges.length ? network.edges[0].events.length : 1;
      const lines = network.edges.map((edge) => drawEdge(data, network, edge, greatest,
        (name, list) => act.list(() => told(name), list)));
      const dots = network.nodes.map((one) => drawNode(data, one, act.actor));
      const picture = svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": words["network.title"] },
        lines, dots);
      frame.replaceChildren(picture);
      const light = (at) => {
        picture.classList.toggle("lit", at >= 0);
        const near = new Set([at]);
        network.edges.forEach((edge, number) => {
          const on = edge.from === at || edge.to === at;
          lines[number].classList.toggle("on", on);
          if (on) [edge.from, edge.to].forEach((end) => near.add(end));
        });
        dots.forEach((dot, number) => dot.classList.toggle("on", near.has(number)));
      };
      const chosen = () => network.nodes.findIndex((one) => one.actor === state.actor);
      dots.forEach((dot, at) => {
        for (const name of ["mouseenter", "focus"]) dot.addEventListener(name, () => light(at));
        for (const name of ["mouseleave", "blur"]) dot.addEventListener(name, () => light(chosen()));
      });
      light(chosen());
    }

    function renew() {
      node.hidden = !state.network;
      act.cover(state.network);
      if (state.network) render();
    }

    function open() {
      home = document.activeElement;
      state.network = true;
      act.opened();
      renew();
      node.focus({ preventScroll: true });
    }

    window.addEventListener("resize", () => state.network && renew());
    return { hide, node, open, renew };
  }

  Object.assign(geo, { drawNetwork, networkOf: gatherNetwork, placesOf });
})();
