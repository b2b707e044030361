/* The side panel: title, layers with counts, the list of events, totals, the key, credits. */
(function () {
  "use strict";
  const { el, number, put, say, sayParts, told, swatch, svg } = window.geoMap;
  const LIST = 60;

  function keyRow(sample, text) {
    return el("li", {}, sample, el("span", {}, text));
  }

  /* The kinds of events that rows of the key tell apart: an example of each, and which event is of
     which kind. */
  function kindsOf(data, events) {
    const { look, spot, shape, inferred } = events.columns;
    const names = [...new Set(data.spots.kind)];
    const kindAt = Uint8Array.from(data.spots.kind, (kind) => names.indexOf(kind) + 1);
    const known = new Map();
    const examples = [];
    const of = new Uint32Array(events.length);
    for (let at = 0; at < of.length; at += 1) {
      const where = spot[at] < 0 ? 0 : kindAt[spot[at]];
      const key = ((look[at] * 16 + where) * 2 + Number(inferred[at] > 0)) * 2 + Number(shape[at] >= 0);
      let kind = known.get(key);
      if (kind === undefined) {
        known.set(key, kind = examples.length);
        examples.push(events[at]);
      }
      of[at] = kind;
    }
    return { examples, of };
  }

  function areaSample() {
    return svg("svg", { class: "geo-swatch", width: 20, height: 20, viewBox: "-12 -12 24 24", "aria-hidden": "true" },
      svg("path", { class: "geo-area-sample", d: "M-9,-7L4,-9L10,-1L6,9L-7,8Z" }),
      svg("path", { class: "geo-area-lines", d: "M-6,3L4,-8M-3,7L9,-5M3,8L8,3" }));
  }

  /* The key: each way in which something is drawn, with how many shown events are drawn so. */
  function drawKey(data, events, scale, more) {
    const { words } = data;
    const { shown } = events.columns;
    const { examples, of } = kindsOf(data, events);
    const has = (test) => examples.some(test);
    const rows = [
      { sample: swatch("other", "solid", { halo: "halo-settlement" }), text: "key.settlement",
        test: (event) => event.kind === "settlement", always: true },
      { sample: swatch("other", "solid"), text: "key.exact", test: (event) => event.kind === "site", always: true },
      { sample: swatch("other", "hollow"), text: "key.hollow", test: (event) => event.style === "hollow" },
      { sample: swatch("other", "hollow", { halo: "halo-inferred" }), text: "key.inferred",
        test: (event) => event.inferred },
      { sample: swatch("other", "dashed"), text: "key.status", test: (event) => event.style === "dashed" },
      { sample: swatch("other", "solid", { faded: true }), text: "key.background", test: (event) => event.background },
      { sample: swatch("other", "solid", { halo: "halo-wide", empty: true }), text: "key.wide",
        test: (event) => event.kind === "wide" },
      { sample: areaSample(), text: "key.area", test: (event) => event.shape !== null },
    ].filter((row) => row.always || has(row.test));
    // Where the layers are in sight they tell the kinds apart already.
    const kinds = [...data.groups.map((group) => group.key), "other"].map((kind) => ({ sample: swatch(kind, "solid"),
      text: "group." + kind, test: (event) => event.group === kind })).filter((row) => has(row.test));
    const all = [...kinds, ...rows];
    for (const row of all) {
      row.count = el("span", { class: "geo-check-count" });
      row.node = el("li", {}, row.sample, el("span", {}, words[row.text]), row.count);
    }
    const cluster = keyRow(svg("svg", { class: "geo-swatch", width: 20, height: 20, viewBox: "-12 -12 24 24" },
      svg("circle", { class: "geo-cluster", r: 10.5 }), svg("circle", { class: "geo-part g-other", r: 6 })),
    words["key.cluster"]);
    const shades = el("ul", { class: "geo-plain geo-shades" });
    const title = el("p", { class: "geo-quiet" });
    const node = el("details", { class: "geo-key", open: window.innerWidth > 700 && window.innerHeight > 560 },
      el("summary", {}, words["key.title"]),
      el("ul", { class: "geo-plain geo-key-groups" }, kinds.map((row) => row.node)), title, shades,
      el("ul", { class: "geo-plain" }, rows.map((row) => row.node), cluster, more));
    let drawn = null;
    const renewShades = () => {
      const { kind, steps, most, left } = scale();
      // What is not drawn is not explained: hexagons leave areas, divisions nothing of single events.
      for (const row of rows) row.node.hidden = kind === "divisions" || (kind === "density" && row.text !== "key.area");
      cluster.hidden = kind !== "marks";
      const wanted = [kind, most, left, ...steps].join(" ");
      if (wanted === drawn) return;
      drawn = wanted;
      const shaded = kind === "density" || kind === "divisions";
      title.hidden = !shaded;
      title.textContent = shaded ? words["key." + kind] : "";
      if (left) title.append(` (${number(words, left)})`);
      shades.replaceChildren(...(shaded ? window.geoMap.shadeRows(data, steps, most) : []));
    };
    for (const row of all) row.holds = examples.map(row.test);
    const renew = () => {
      const counts = new Uint32Array(examples.length);
      for (let at = 0; at < of.length; at += 1) counts[of[at]] += shown[at];
      for (const row of all) {
        put(row.count, number(words, row.holds.reduce((sum, holds, kind) => sum + (holds ? counts[kind] : 0), 0)));
      }
      renewShades();
    };
    return { node, renew, renewShades };
  }

  function credits(data, ground) {
    const words = data.words;
    const rows = ground.credits.map((credit) => el("li", {},
      sayParts(words, "colon", { what: words["credit." + credit.what], text: told(credit.text) }),
      credit.worldview ? [" (", sayParts(words, "colon",
        { what: words["credit.worldview"], text: told(credit.worldview) }), ")"] : null));
    return el("footer", { class: "geo-credits" },
      el("ul", { class: "geo-plain" }, rows),
      ground.tiles ? el("p", {}, say(words, "tiles.note", { host: ground.tiles })) : null,
      ground.tiles || ground.world.length ? el("p", {}, words["credit.disclaimer"]) : el("p", {}, words["basemap.none"]),
      data.offline ? null : el("p", {}, words["offline.no"]));
  }

  /* The first events that are shown, those on the map and those that are not, and how many there are. */
  function firstShown(events, length) {
    const { shown, spot, shape } = events.columns;
    const [on, off] = [[], []];
    const counts = [0, 0];
    for (let at = 0; at < shown.length; at += 1) {
      if (shown[at] === 0) continue;
      const unlocated = Number(spot[at] < 0 && shape[at] < 0);
      counts[unlocated] += 1;
      if (counts[unlocated] <= length) (unlocated ? off : on).push(at);
    }
    return { on, off, counts };
  }

  /* The list of events. A row that is wanted again stays what it is, and open where it was opened. */
  function eventList(data, count, list, events, filters, show) {
    const words = data.words;
    let length = LIST;
    let rows = new Map();
    const item = (at) => {
      const event = events[at];
      return rows.get(at) || window.geoMap.drawEvent(data, event, { show: event.drawable ? () => show(event) : null });
    };
    const more = el("button", { type: "button", class: "geo-link", click: () => {
      length += LIST;
      render();
    } }, words["layers.more"]);
    const render = () => {
      const { on, off, counts } = firstShown(events, length);
      put(count, say(words, "shown.list", { shown: counts[0] + counts[1], n: events.length }) + (filters.unfinished() ? " …" : ""));
      const made = new Map([...on, ...off].map((at) => [at, item(at)]));
      const parts = on.map((at) => made.get(at));
      if (!made.size) parts.push(el("p", { class: "geo-quiet" }, words["events.none"]));
      if (off.length) {
        parts.push(el("h2", {}, `${words["unlocated.title"]} (${number(words, counts[1])})`),
          el("p", { class: "geo-quiet" }, words["unlocated.note"]), ...off.map((at) => made.get(at)));
      }
      if (Math.max(...counts) > length) parts.push(more);
      rows = made;
      if (parts.length !== list.childNodes.length || parts.some((part, at) => part !== list.childNodes[at])) {
        list.replaceChildren(...parts);
      }
    };
    return render;
  }

  function notice(data, events, state) {
    const words = data.words;
    if (events.length || data.bare) return null;
    if (state.mentions.length) return el("p", { class: "geo-notice" }, words["events.places_only"]);
    const body = data.documents.title.length ? words["empty.body"] : words["empty.documents"];
    return el("div", { class: "geo-notice" }, el("h2", {}, words["empty.title"]), el("p", {}, body));
  }

  /* Build the panel; returns its element, the legend and a function that renews the list of events. */
  function drawPanel(data, ground, events, state, filters, act) {
    const words = data.words;
    const count = el("p", { class: "geo-shown", role: "status" });
    const list = el("div", { class: "geo-list", id: "geo-list", tabindex: "-1", role: "group",
      "aria-label": words["events.title"] });
    const renew = eventList(data, count, list, events, filters, act.show);
    const search = el("input", { type: "search", class: "geo-search", placeholder: words.search,
      "aria-label": words.search, input: (event) => act.search(event.target.value) });
    const toggle = el("button", { type: "button", class: "geo-toggle", "aria-expanded": "true",
      "aria-controls": "geo-scroll", click: () => {
        const closed = panel.classList.toggle("closed");
        document.documentElement.classList.toggle("geo-closed", closed);
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
          told(mention.name), el("span", { class: "geo-check-count" }, mention.kept)))) : null;
    const figures = data.figures.length
      ? el("section", { class: "geo-section" },
        el("h2", {}, words["figures.title"]), el("p", { class: "geo-quiet" }, words["figures.note"]),
        el("ul", { class: "geo-plain geo-figures" },
          data.figures.slice(0, LIST).map((figure) => window.geoMap.drawFigure(data, figure)))) : null;
    const panel = el("aside", { class: "geo-panel", "aria-label": words["panel.label"] }, toggle,
      el("div", { class: "geo-scroll", id: "geo-scroll", tabindex: "0", role: "group",
        "aria-label": words["panel.label"] },
        el("header", { class: "geo-head" },
          el("h1", {}, told(data.title)), el("p", { class: "geo-lede" }, data.lede)),
        notice(data, events, state), window.geoMap.drawCorrections(data),
        act.actors ? [act.actors.node, act.actors.chip] : null,
        window.geoMap.drawLayers(data, events, state, filters, act.change),
        act.around ? act.around.node : null,
        events.length ? el("section", { class: "geo-section" },
          search, count, list) : null,
        act.control ? act.control.node : null, figures, mentions, credits(data, ground)));
    const key = events.length ? drawKey(data, events, act.scale, act.around ? act.around.keys : null) : null;
    const renewAll = () => {
      renew();
      for (const set of state.renewals) set();
      if (key) key.renew();
      if (document.activeElement !== search) search.value = state.query;
    };
    return { panel, key, renew: renewAll };
  }

  Object.assign(window.geoMap, { drawPanel });
})();
