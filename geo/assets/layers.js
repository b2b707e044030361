/* The layer control: what can be switched off, with the number of events behind each as all other
   filters leave them; long lists are made as far as they are looked at, and can be searched. */
(function () {
  "use strict";
  const geo = window.geoMap;
  const { el, number, put, say, told, swatch, svg } = geo;
  const FIRST = 16;
  const MOST = 400;

  function checkbox(label, checked, change, mark) {
    const box = el("input", { type: "checkbox", checked, change: () => change(box.checked) });
    const count = el("span", { class: "geo-check-count" });
    const node = el("label", { class: "geo-check" }, box, mark || null,
      el("span", { class: "geo-check-name" }, label), count);
    return { node, box, count };
  }

  /* A set of layers of one kind; `read` gives its items in order, `size` how many: { key, label,
     text, mark, heading }, where label and mark are made when they are drawn. */
  function layerSet(data, state, filters, { kind, title, read, size, open }, change) {
    const words = data.words;
    const off = state.off[kind];
    const list = el("div", { class: "geo-set" });
    const summary = el("span", { class: "geo-check-count" });
    let rows = [];
    let length = FIRST;
    let sought = "";
    let items = [];
    let order = [];

    const set = (item) => (on) => {
      if (on) off.delete(item.key);
      else off.add(item.key);
      change();
    };
    const setAll = (on) => {
      for (const item of order) {
        if (on) off.delete(item.key);
        else off.add(item.key);
      }
      change();
    };

    function draw() {
      order = sought ? items.filter((item) => item.text.includes(sought)) : items;
      rows = order.slice(0, length).map((item) => ({ item, ...checkbox(item.label(), !off.has(item.key), set(item), item.mark && item.mark()) }));
      const left = order.length - rows.length;
      const more = left > 0 && length < MOST ? el("button", { type: "button", class: "geo-link", click: () => {
        length = MOST;
        draw();
      } }, `${words["layers.more"]} (${number(words, order.length)})`) : null;
      const omitted = left > 0 && length >= MOST ? el("p", { class: "geo-quiet" },
        say(words, "layers.omitted", { n: left })) : null;
      list.replaceChildren(...rows.flatMap(({ item, node }) =>
        (item.heading && !sought ? [el("div", { class: "geo-group" }, item.heading), node] : [node])),
      ...[more, omitted].filter(Boolean));
      recount();
    }

    function recount() {
      const counts = filters.countsOf(kind);
      for (const { item, count, node } of rows) {
        const own = counts.get(item.key) || 0;
        put(count, number(words, own));
        node.classList.toggle("empty", own === 0);
      }
    }

    function check() {
      for (const { item, box } of rows) box.checked = !off.has(item.key);
      const on = size - (off.size ? filters.keysOf(kind).filter((key) => off.has(key)).length : 0);
      put(summary, on === size ? String(on) : `${on}/${size}`);
    }

    const search = size > FIRST ? el("input", { type: "search", class: "geo-set-search",
      placeholder: words["layers.find"], "aria-label": `${words["layers.find"]}: ${title}`,
      input: (event) => {
        sought = geo.fold(event.target.value.trim());
        draw();
      } }) : null;
    const node = el("details", { class: "geo-layers", open: Boolean(open) },
      el("summary", {}, title, summary),
      el("div", { class: "geo-all" },
        el("button", { type: "button", class: "geo-link", click: () => setAll(true) }, words.all),
        el("button", { type: "button", class: "geo-link", click: () => setAll(false) }, words["layers.none"])),
      search, list);
    // What is not seen is not counted, and drawn once the map is.
    let drawn = false;
    const drawOnce = () => {
      if (drawn) return;
      drawn = true;
      items = read();
      draw();
    };
    const renew = geo.whenOpen(node, () => {
      drawOnce();
      recount();
    });
    if (open) drawOnce();
    else geo.afterPaint(data, drawOnce);
    state.renewals.push(() => {
      check();
      renew();
    });
    return node;
  }

  function byCount(items, counts) {
    return items.sort((a, b) => counts.get(b.key) - counts.get(a.key) || (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
  }

  function typeItems(data, counts) {
    const known = data.groups.flatMap((group) => group.types);
    const others = data.events.type.values.filter((type) => !known.includes(type)).sort();
    const groups = [...data.groups, { key: "other", types: others }];
    return groups.flatMap((group) =>
      group.types.filter((type) => counts.get(type)).map((type, at) => ({
        key: type,
        label: () => data.words["type." + type] || told(type),
        text: geo.fold(data.words["type." + type] || type),
        mark: () => swatch(group.key, "solid"),
        heading: at === 0 ? data.words["group." + group.key] : null,
      })));
  }

  function namedItems(names, none, counts, draw) {
    const items = names.map((name, key) => ({ key, label: () => (draw ? draw(key) : told(name)), text: geo.fold(name) }))
      .filter((item) => counts.get(item.key));
    if (counts.get(null)) items.push({ key: null, label: () => el("i", {}, none), text: geo.fold(none) });
    return byCount(items, counts);
  }

  /* Statuses other than the actual, background and mere mentions: what may be left out at once. */
  function alsoShow(data, state, filters, change) {
    const words = data.words;
    const rows = [];
    const add = (kind, key, label, mark, fixed) => {
      const made = checkbox(label, true, (on) => {
        if (on) state.off[kind].delete(key);
        else state.off[kind].add(key);
        change();
      }, mark);
      const renew = () => {
        made.box.checked = !state.off[kind].has(key);
        made.count.textContent = number(words, fixed === undefined ? filters.countsOf(kind).get(key) : fixed);
      };
      state.renewals.push(renew);
      rows.push(made.node);
    };
    const statuses = filters.countsOf("status");
    for (const status of ["planned", "denied", "hypothetical"]) {
      if (statuses.get(status)) add("status", status, words["status." + status], swatch("other", "dashed"));
    }
    if (filters.countsOf("background").get(true)) {
      add("background", true, words["background.layer"], swatch("other", "solid", { faded: true }));
    }
    const mentions = state.mentions.filter((mention) => mention.drawn).length;
    if (mentions) {
      const mark = svg("svg", { class: "geo-swatch", width: 20, height: 20, viewBox: "-10 -10 20 20" },
        svg("path", { class: "geo-diamond", d: "M0,-5L5,0L0,5L-5,0Z" }));
      add("mentions", true, words["mentions.layer"], mark, mentions);
    }
    return rows.length
      ? el("details", { class: "geo-layers", open: true }, el("summary", {}, words["layers.other"]), rows)
      : null;
  }

  function choice(words, state, field, prefix, change, values = geo.CHOICES[field]) {
    const select = el("select", { class: "geo-choice", "aria-label": words[prefix], change: () => {
      state[field] = select.value;
      change();
    } }, values.map((value) => el("option", { value }, words[`${prefix}.${value}`])));
    state.renewals.push(() => { select.value = state[field]; });
    return el("label", { class: "geo-choose" }, el("span", {}, words[prefix]), select);
  }

  /* The least score, where events have one: what is below is hidden, what has none stays. */
  function leastScore(data, events, state, change) {
    const words = data.words;
    if (events.columns.score.every(Number.isNaN)) return null;
    const told_ = el("output", { class: "geo-check-count" });
    const range = el("input", { type: "range", min: 0, max: 1, step: 0.05, "aria-label": words["score.least"],
      input: () => {
        state.score = Number(range.value);
        change();
      } });
    state.renewals.push(() => {
      range.value = state.score;
      told_.textContent = say(data.words, "percent", { n: Math.round(state.score * 100) });
    });
    return el("label", { class: "geo-choose" }, el("span", {}, words["score.least"]), range, told_);
  }

  /* All sets of layers; `change` is told when one was switched. */
  function drawLayers(data, events, state, filters, change) {
    const words = data.words;
    if (!events.length) return alsoShow(data, state, filters, change);
    const columns = data.events;
    const set = (kind, names, title, none, draw) => layerSet(data, state, filters, { kind, title, size: filters.sizeOf(kind),
      read: () => namedItems(names, none, filters.totalsOf(kind), draw) }, change);
    const { acled, ...others } = columns.facets;
    const ofTypes = typeItems(data, filters.totalsOf("type"));
    const types = layerSet(data, state, filters, { kind: "type", title: words["layers.type"],
      size: ofTypes.length, read: () => ofTypes, open: true }, change);
    const named = acled ? set("acled", acled.values, words["layers.acled"], words["facet.none.acled"]) : null;
    if (named) {
      named.open = true;
      state.renewals.push(() => {
        named.hidden = state.names !== "acled";
        types.hidden = state.names === "acled";
      });
    }
    return el("section", { class: "geo-section", "aria-label": words["layers.title"] },
      choice(words, state, "overview", "overview", change, geo.CHOICES.overview.filter((value) =>
        value !== "divisions" || data.divisions.name.length)),
      acled ? choice(words, state, "names", "names", change) : null,
      types, named,
      set("actor", columns.actor_names, words["layers.actor"], words["actor.none"],
        (actor) => geo.actorLink(data, actor)),
      data.links.actor.length ? choice(words, state, "role", "side", change) : null,
      set("place", columns.places, words["layers.place"], words["place.none"]),
      Object.entries(others).map(([key, facet]) =>
        set(key, facet.values, words["layers." + key], words[`facet.none.${key}`])),
      leastScore(data, events, state, change),
      alsoShow(data, state, filters, change));
  }

  Object.assign(geo, { drawLayers });
})();
