/* The side panel: title, layers with counts, the list of events, totals, the key, credits. */
(function () {
  "use strict";
  const { el, number, say, sayParts, told, swatch, svg } = window.geoMap;
  const LIST = 60;

  function keyRow(sample, text) {
    return el("li", {}, sample, el("span", {}, text));
  }

  function areaSample() {
    return svg("svg", { class: "geo-swatch", width: 20, height: 20, viewBox: "-12 -12 24 24", "aria-hidden": "true" },
      svg("path", { class: "geo-area-sample", d: "M-9,-7L4,-9L10,-1L6,9L-7,8Z" }),
      svg("path", { class: "geo-area-lines", d: "M-6,3L4,-8M-3,7L9,-5M3,8L8,3" }));
  }

  /* The key: each way in which something is drawn, with how many shown events are drawn so. */
  function drawKey(data, events, scale, more) {
    const { words } = data;
    const has = (test) => events.some(test);
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
      el("ul", { class: "geo-plain geo-key-groups" }, kinds.map((row) => row.node)),
      el("ul", { class: "geo-plain" }, rows.map((row) => row.node), cluster, more),
      title, shades);
    const renewShades = () => {
      const { kind, steps, most, left } = scale();
      const shaded = kind === "density" || kind === "divisions";
      title.hidden = !shaded;
      title.textContent = shaded ? words["key." + kind] : "";
      if (left) title.append(` (${number(words, left)})`);
      shades.replaceChildren(...(shaded ? window.geoMap.shadeRows(data, steps, most) : []));
    };
    // Which rows an event counts in, a bit each; that does not change.
    const drawn = Uint32Array.from(events, (event) =>
      all.reduce((bits, row, at) => bits | (row.test(event) ? 1 << at : 0), 0));
    const renew = () => {
      const counts = all.map(() => 0);
      for (const event of events) {
        if (!event.shown) continue;
        for (let at = 0; at < all.length; at += 1) counts[at] += (drawn[event.at] >> at) & 1;
      }
      all.forEach((row, at) => { row.count.textContent = number(words, counts[at]); });
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

  function eventList(data, count, list, events, show) {
    const words = data.words;
    let length = LIST;
    const render = () => {
      const on = [];
      const off = [];
      for (const event of events) if (event.shown) (event.drawable ? on : off).push(event);
      const item = (event) => window.geoMap.drawEvent(data, event,
        { show: event.drawable ? () => show(event) : null });
      const parts = [];
      count.textContent = say(words, "shown.list", { shown: on.length + off.length, n: events.length });
      if (!on.length && !off.length) parts.push(el("p", { class: "geo-quiet" }, words["events.none"]));
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
    const renew = eventList(data, count, list, events, act.show);
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
          told(mention.name), el("span", { class: "geo-check-count" }, mention.rows.length)))) : null;
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
