/* The side panel: title, layers with counts, the list of events, totals, the key, credits. */
(function () {
  "use strict";
  const { el, told, swatch, svg } = window.geoMap;
  const FIRST = 16;
  const LIST = 200;

  function checkbox(label, count, checked, change, mark) {
    const box = el("input", { type: "checkbox", checked, change: () => change(box.checked) });
    const node = el("label", { class: "geo-check" }, box, mark || null,
      el("span", { class: "geo-check-name" }, label),
      count === null ? null : el("span", { class: "geo-check-count" }, count));
    return { node, box };
  }

  /* A set of layers of one kind; `items` are { key, label, count, mark, heading }. */
  function layerSet(words, state, kind, title, items, change, open) {
    const boxes = [];
    state.renewals.push(() => {
      for (const [key, box] of boxes) box.checked = !state.off[kind].has(key);
    });
    const rows = items.map((item, at) => {
      const set = (on) => {
        if (on) state.off[kind].delete(item.key);
        else state.off[kind].add(item.key);
        change();
      };
      const made = checkbox(item.label, item.count, true, set, item.mark);
      boxes.push([item.key, made.box]);
      made.node.hidden = at >= FIRST;
      return item.heading ? [el("div", { class: "geo-group" }, item.heading), made.node] : made.node;
    });
    const setAll = (on) => {
      for (const [key, box] of boxes) {
        box.checked = on;
        if (on) state.off[kind].delete(key);
        else state.off[kind].add(key);
      }
      change();
    };
    const nodes = rows.flat();
    const more = items.length > FIRST
      ? el("button", { type: "button", class: "geo-link", click: () => {
        nodes.forEach((node) => { node.hidden = false; });
        more.remove();
      } }, `${words["layers.more"]} (${items.length})`) : null;
    return el("details", { class: "geo-layers", open: Boolean(open) },
      el("summary", {}, title, el("span", { class: "geo-check-count" }, items.length)),
      el("div", { class: "geo-all" },
        el("button", { type: "button", class: "geo-link", click: () => setAll(true) }, words.all),
        el("button", { type: "button", class: "geo-link", click: () => setAll(false) }, words["layers.none"])),
      nodes, more);
  }

  function tally(events, keys) {
    const counts = new Map();
    for (const event of events) {
      for (const key of new Set(keys(event))) counts.set(key, (counts.get(key) || 0) + 1);
    }
    return counts;
  }

  function byCount(counts, name) {
    return [...counts].sort((a, b) =>
      b[1] - a[1] || (name(a[0]) < name(b[0]) ? -1 : 1));
  }

  function typeItems(data, events) {
    const counts = tally(events, (event) => [event.type]);
    const known = data.groups.flatMap((group) => group.types);
    const others = [...counts.keys()].filter((type) => !known.includes(type)).sort();
    const groups = [...data.groups, { key: "other", types: others }];
    return groups.flatMap((group) =>
      group.types.filter((type) => counts.has(type)).map((type, at) => ({
        key: type,
        label: data.words["type." + type] || told(type),
        count: counts.get(type),
        mark: swatch(group.key, "solid"),
        heading: at === 0 ? data.words["group." + group.key] : null,
      })));
  }

  function namedItems(data, events, keys, names, none) {
    const name = (key) => (key === null ? none : names[key]);
    return byCount(tally(events, keys), name).map(([key, count]) => ({
      key, count, label: key === null ? el("i", {}, none) : told(names[key]),
    }));
  }

  function alsoShow(data, events, state, change) {
    const words = data.words;
    const rows = [];
    const add = (kind, key, label, count, mark) => {
      const made = checkbox(label, count, true, (on) => {
        if (on) state.off[kind].delete(key);
        else state.off[kind].add(key);
        change();
      }, mark);
      state.renewals.push(() => { made.box.checked = !state.off[kind].has(key); });
      rows.push(made.node);
    };
    const statuses = tally(events, (event) => [event.status]);
    for (const status of ["planned", "denied", "hypothetical"]) {
      if (!statuses.has(status)) continue;
      add("status", status, words["status." + status], statuses.get(status), swatch("other", "dashed"));
    }
    const background = events.filter((event) => event.background).length;
    if (background) {
      add("background", true, words["background.layer"], background,
        swatch("other", "solid", { faded: true }));
    }
    const mentions = state.mentions.filter((mention) => mention.drawn).length;
    if (mentions) {
      const mark = svg("svg", { class: "geo-swatch", width: 20, height: 20, viewBox: "-10 -10 20 20" },
        svg("path", { class: "geo-diamond", d: "M0,-5L5,0L0,5L-5,0Z" }));
      add("mentions", true, words["mentions.layer"], mentions, mark);
    }
    return rows.length
      ? el("details", { class: "geo-layers", open: true }, el("summary", {}, words["layers.other"]), rows)
      : null;
  }

  function layers(data, events, state, change) {
    const words = data.words;
    if (!events.length) return alsoShow(data, events, state, change);
    const actors = (event) => (event.actors.length ? event.actors.map(([actor]) => actor) : [null]);
    return el("section", { class: "geo-section", "aria-label": words["layers.title"] },
      layerSet(words, state, "type", words["layers.type"], typeItems(data, events), change, true),
      layerSet(words, state, "actor", words["layers.actor"],
        namedItems(data, events, actors, data.events.actor_names, words["actor.none"]), change),
      layerSet(words, state, "place", words["layers.place"],
        namedItems(data, events, (event) => [event.place], data.events.places, words["place.none"]), change),
      Object.entries(data.events.facets).map(([key, facet]) =>
        layerSet(words, state, key, words["layers." + key],
          namedItems(data, events, (event) => event.facets[key], facet.values, words[`facet.none.${key}`]),
          change)),
      alsoShow(data, events, state, change));
  }

  function keyRow(sample, text) {
    return el("li", {}, sample, el("span", {}, text));
  }

  function areaSample() {
    return svg("svg", { class: "geo-swatch", width: 20, height: 20, viewBox: "-12 -12 24 24", "aria-hidden": "true" },
      svg("path", { class: "geo-area-sample", d: "M-9,-7L4,-9L10,-1L6,9L-7,8Z" }),
      svg("path", { class: "geo-area-lines", d: "M-6,3L4,-8M-3,7L9,-5M3,8L8,3" }));
  }

  function key(data, events) {
    const words = data.words;
    const has = (test) => events.some(test);
    const rows = [
      keyRow(swatch("other", "solid", { halo: "halo-settlement" }), words["key.settlement"]),
      keyRow(swatch("other", "solid"), words["key.exact"]),
      has((event) => event.style === "hollow") && keyRow(swatch("other", "hollow"), words["key.hollow"]),
      has((event) => event.inferred)
        && keyRow(swatch("other", "hollow", { halo: "halo-inferred" }), words["key.inferred"]),
      has((event) => event.style === "dashed") && keyRow(swatch("other", "dashed"), words["key.status"]),
      has((event) => event.background)
        && keyRow(swatch("other", "solid", { faded: true }), words["key.background"]),
      has((event) => event.kind === "wide")
        && keyRow(swatch("other", "solid", { halo: "halo-wide", empty: true }), words["key.wide"]),
      has((event) => event.shape !== null) && keyRow(areaSample(), words["key.area"]),
      keyRow(svg("svg", { class: "geo-swatch", width: 20, height: 20, viewBox: "-12 -12 24 24" },
        svg("circle", { class: "geo-cluster", r: 10.5 }), svg("circle", { class: "geo-part g-other", r: 6 })),
      words["key.cluster"]),
    ];
    return el("details", { class: "geo-key", open: window.innerWidth > 700 && window.innerHeight > 560 },
      el("summary", {}, words["key.title"]), el("ul", { class: "geo-plain" }, rows));
  }

  function credits(data, ground) {
    const words = data.words;
    const rows = ground.credits.map((credit) => el("li", {},
      `${words["credit." + credit.what]}: `, told(credit.text),
      credit.worldview ? [` (${words["credit.worldview"]}: `, told(credit.worldview), ")"] : null));
    return el("footer", { class: "geo-credits" },
      el("ul", { class: "geo-plain" }, rows),
      ground.world.length ? el("p", {}, words["credit.disclaimer"]) : el("p", {}, words["basemap.none"]),
      data.offline ? null : el("p", {}, words["offline.no"]));
  }

  function eventList(data, list, events, show) {
    const words = data.words;
    let length = LIST;
    const render = () => {
      const drawn = events.filter((event) => event.shown);
      const on = drawn.filter((event) => event.drawable);
      const off = drawn.filter((event) => !event.drawable);
      const item = (event) => window.geoMap.drawEvent(data, event,
        { show: event.drawable ? () => show(event) : null });
      const parts = [el("p", { class: "geo-shown", role: "status" },
        `${drawn.length} ${words["shown.of"]} ${events.length} ${words["count.events"]} ${words["shown.shown"]}`)];
      if (!drawn.length) parts.push(el("p", { class: "geo-quiet" }, words["events.none"]));
      parts.push(on.slice(0, length).map(item));
      if (off.length) {
        parts.push(el("h2", {}, `${words["unlocated.title"]} (${off.length})`),
          el("p", { class: "geo-quiet" }, words["unlocated.note"]), off.slice(0, length).map(item));
      }
      if (Math.max(on.length, off.length) > length) {
        parts.push(el("button", { type: "button", class: "geo-link", click: () => {
          length += LIST;
          render();
        } }, words["layers.more"]));
      }
      list.replaceChildren(...parts.flat());
    };
    return render;
  }

  function notice(data, events, state) {
    const words = data.words;
    if (events.length) return null;
    if (state.mentions.length) return el("p", { class: "geo-notice" }, words["events.places_only"]);
    const body = data.documents.title.length ? words["empty.body"] : words["empty.documents"];
    return el("div", { class: "geo-notice" }, el("h2", {}, words["empty.title"]), el("p", {}, body));
  }

  /* Build the panel; returns its element, the legend and a function that renews the list of events. */
  function drawPanel(data, ground, events, state, act) {
    const words = data.words;
    const list = el("div", { class: "geo-list" });
    const renew = eventList(data, list, events, act.show);
    const search = el("input", { type: "search", class: "geo-search", placeholder: words.search,
      "aria-label": words.search, input: (event) => act.search(event.target.value) });
    const toggle = el("button", { type: "button", class: "geo-toggle", "aria-expanded": "true",
      "aria-controls": "geo-scroll", click: () => {
        const closed = panel.classList.toggle("closed");
        toggle.setAttribute("aria-expanded", String(!closed));
        toggle.setAttribute("aria-label", words[closed ? "panel.open" : "panel.close"]);
        act.resize();
      }, "aria-label": words["panel.close"] }, el("span", { "aria-hidden": "true" }));
    const mentions = state.mentions.length
      ? el("details", { class: "geo-layers" },
        el("summary", {}, words["mentions.title"],
          el("span", { class: "geo-check-count" }, state.mentions.length)),
        state.mentions.slice(0, LIST).map((mention) => el("button",
          { type: "button", class: "geo-mention", click: () => act.showMention(mention) },
          told(mention.name), el("span", { class: "geo-check-count" }, mention.rows.length)))) : null;
    const figures = data.figures.length
      ? el("section", { class: "geo-section" },
        el("h2", {}, words["figures.title"]), el("p", { class: "geo-quiet" }, words["figures.note"]),
        el("ul", { class: "geo-plain geo-figures" },
          data.figures.slice(0, LIST).map((figure) => window.geoMap.drawFigure(data, figure)))) : null;
    const panel = el("aside", { class: "geo-panel" }, toggle,
      el("div", { class: "geo-scroll", id: "geo-scroll", tabindex: "0" },
        el("header", { class: "geo-head" },
          el("h1", {}, told(data.title)), el("p", { class: "geo-lede" }, data.lede)),
        notice(data, events, state), window.geoMap.drawCorrections(data),
        layers(data, events, state, act.change),
        events.length ? el("section", { class: "geo-section" },
          search, list) : null,
        act.control ? act.control.node : null, figures, mentions, credits(data, ground)));
    const renewLayers = () => {
      for (const set of state.renewals) set();
      search.value = state.query;
    };
    return { panel, legend: events.length ? key(data, events) : null, renew, renewLayers };
  }

  Object.assign(window.geoMap, { drawPanel });
})();
