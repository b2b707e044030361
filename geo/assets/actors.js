/* The view of one actor, in the place of the panel: who it is, what it does to whom, when and where. */
(function () {
  "use strict";
  const geo = window.geoMap;
  const { el, say, svg, told } = geo;
  const FEW = 10;
  const BARS = 60;
  const LIST = 50;

  /* An actor's name, which opens the actor wherever it stands. */
  function actorLink(data, actor) {
    return el("button", { type: "button", class: "geo-actor", "data-actor": actor }, told(data.events.actor_names[actor]));
  }

  function add(map, key, at, length) {
    const own = map.get(key) || new Array(length).fill(0);
    own[at] += 1;
    map.set(key, own);
  }

  /* All that the events say of an actor, in one pass; of those that are not shown only their days
     and the words for the actor. Counts are [as source, as target], of partners [acts on it, acted
     on by it, together]. */
  function gatherActor(data, events, actor) {
    const { links } = data;
    const roles = ["source", "target"].map((role) => links.role.values.indexOf(role));
    const found = { all: 0, shown: [], types: new Map(), partners: new Map(), places: new Map(), surfaces: new Map(),
      days: [] };
    const own = [false, false];
    for (let at = 0; at < events.length; at += 1) {
      const from = links.start[at];
      const to = links.start[at + 1];
      own[0] = own[1] = false;
      for (let row = from; row < to; row += 1) {
        if (links.actor[row] === actor) own[roles.indexOf(links.role.of[row])] = true;
      }
      if (!own[0] && !own[1]) continue;
      const event = events[at];
      found.all += 1;
      if (event.first !== null) found.days.push(event);
      for (const [other, , surface] of event.actors) {
        if (other === actor && surface) add(found.surfaces, surface, 0, 1);
      }
      if (!event.shown) continue;
      found.shown.push(event);
      if (own[0]) add(found.types, event.type, 0, 2);
      if (own[1]) add(found.types, event.type, 1, 2);
      add(found.places, event.place, 0, 1);
      const seen = new Set();
      for (let row = from; row < to; row += 1) {
        const other = links.actor[row];
        const role = roles.indexOf(links.role.of[row]);
        if (other === actor) continue;
        const kinds = [own[0] && role === 1, own[1] && role === 0, own[role]];
        kinds.forEach((holds, kind) => {
          if (!holds || seen.has(other * 3 + kind)) return;
          seen.add(other * 3 + kind);
          add(found.partners, other, kind, 3);
        });
      }
    }
    return found;
  }

  function sum(counts) {
    return counts.reduce((total, count) => total + count, 0);
  }

  function ranked(counts, name) {
    const text = (key) => (name(key) || "").toString();
    return [...counts].sort((a, b) => sum(b[1]) - sum(a[1]) || (text(a[0]) < text(b[0]) ? -1 : text(a[0]) > text(b[0]) ? 1 : 0));
  }

  /* The first rows of a long list, and a button for the rest. */
  function shorten(words, rows, draw, wrap) {
    const node = wrap(rows.slice(0, FEW).map(draw));
    if (rows.length <= FEW) return node;
    const more = el("button", { type: "button", class: "geo-link", click: () => {
      node.replaceChildren(...wrap(rows.slice(0, 400).map(draw)).childNodes);
      more.remove();
    } }, `${words["layers.more"]} (${rows.length})`);
    return [node, more];
  }

  function part(title, ...content) {
    return el("section", { class: "geo-who-part" }, el("h2", {}, title), content);
  }

  function number(count) {
    return el("td", { class: count ? "" : "none" }, count || "–");
  }

  function table(heads) {
    return (rows) => el("table", { class: "geo-counts" },
      el("thead", {}, el("tr", {}, heads.map((head) => (head ? el("th", { scope: "col" }, head) : el("td", {}))))),
      el("tbody", {}, rows));
  }

  function drawTypes(data, found) {
    const words = data.words;
    const groupOf = new Map(data.groups.flatMap((group) => group.types.map((type) => [type, group.key])));
    const rows = ranked(found.types, (type) => type);
    if (!rows.length) return null;
    return part(words["actor.types"], shorten(words, rows, ([type, [source, target]]) => el("tr", {},
      el("th", { scope: "row" }, el("span", { class: "geo-type" }, geo.swatch(groupOf.get(type) || "other", "solid"),
        words["type." + type] || told(type))), number(source), number(target)),
    table(["", words["actor.does"], words["actor.receives"]])));
  }

  function drawPartners(data, found) {
    const words = data.words;
    const rows = ranked(found.partners, (actor) => data.events.actor_names[actor]);
    if (!rows.length) return null;
    return part(words["actor.partners"], shorten(words, rows, ([other, counts]) => el("tr", {},
      el("th", { scope: "row" }, actorLink(data, other)), counts.map(number)),
    table(["", words["actor.on"], words["actor.by"], words["actor.with"]])));
  }

  /* How many events on which days: what is shown in the colours of its kinds, the rest grey. */
  function drawDays(data, found) {
    const words = data.words;
    const dated = found.days;
    if (!dated.length) return null;
    const { binsOf, lastOf, placeOf, sayInterval, units } = geo.calendar;
    const extreme = (pick, field, list) => list.reduce((best, event) => pick(best, event[field]), list[0][field]);
    const news = dated.filter((event) => !event.background);
    const first = extreme(Math.min, "first", dated);
    const start = extreme(Math.min, "first", news.length ? news : dated);
    const last = Math.max(start, extreme(Math.max, "last", dated));
    const unit = units.find((one) => (last - start) / one.days <= BARS) || units[units.length - 1];
    const bins = binsOf(first, start, last, unit.name);
    const groups = [...data.groups.map((group) => group.key), "other"];
    const counts = bins.starts.map(() => groups.map(() => 0));
    const totals = bins.starts.map(() => 0);
    for (const event of dated) {
      const at = placeOf(bins, event.first);
      totals[at] += 1;
      if (event.shown) counts[at][groups.indexOf(event.group)] += 1;
    }
    const most = Math.max(...totals);
    const wide = Math.max(bins.starts.length, 12);
    const bar = (at, from, high, name) => svg("rect", { class: name, x: at + 0.06, width: 0.88, y: most - from - high, height: high });
    const bars = bins.starts.map((day, at) => {
      let from = 0;
      const own = counts[at].map((high, group) => {
        from += high;
        return high ? bar(at, from - high, high, `geo-time-bar g-${groups[group]}`) : null;
      });
      if (!totals[at]) return null;
      return svg("g", {}, svg("title", {}, `${sayInterval(words, day, lastOf(bins, at))}: ${say(words, "n.events", { n: totals[at] })}`),
        bar(at, 0, totals[at], "geo-time-rest"), own);
    });
    const text = sayInterval(words, first, last);
    return part(words["actor.days"],
      svg("svg", { class: "geo-who-days", viewBox: `0 0 ${wide} ${most}`, preserveAspectRatio: "none", role: "img", "aria-label": text }, bars),
      el("div", { class: "geo-who-axis" }, el("span", {}, text),
        el("span", {}, say(words, "actor.scale", { unit: words["time." + unit.name], n: most }))));
  }

  function drawPlaces(data, found, act) {
    const words = data.words;
    const rows = ranked(found.places, (place) => (place === null ? "" : data.events.places[place])).filter(([place]) => place !== null);
    if (!rows.length) return null;
    const draw = ([place, [count]]) => {
      const event = found.shown.find((one) => one.place === place && one.drawable);
      const name = told(data.events.places[place]);
      return el("li", {}, event
        ? el("button", { type: "button", class: "geo-mention", click: () => act.show(event) }, name, el("span", { class: "geo-check-count" }, count))
        : el("span", { class: "geo-mention" }, name, el("span", { class: "geo-check-count" }, count)));
    };
    return part(words["actor.places"], shorten(words, rows, draw, (items) => el("ul", { class: "geo-plain" }, items)));
  }

  function listOf(data, events, act) {
    const words = data.words;
    const node = el("div", {});
    let length = 0;
    const more = el("button", { type: "button", class: "geo-link", click: () => grow() }, words["layers.more"]);
    function grow() {
      const next = events.slice(length, length + LIST);
      for (const event of next) {
        more.before(geo.drawEvent(data, event, { show: event.drawable ? () => act.show(event) : null }));
      }
      length += next.length;
      more.hidden = length >= events.length;
    }
    node.append(more);
    grow();
    return node;
  }

  function about(data, actor) {
    const words = data.words;
    const { kind, country, sector } = data.actors;
    const seat = data.actors.seat[actor];
    const facts = [kind[actor] && words["kind." + kind[actor]], sector[actor] && (words["sector." + sector[actor]] || sector[actor])];
    const row = (name, value) => (value ? [el("dt", {}, words[name]), el("dd", {}, value)] : []);
    return el("dl", { class: "geo-who-facts" },
      row("actor.kind", [...new Set(facts.filter(Boolean))].join(words.comma)),
      row("actor.country", country[actor] && told(country[actor])),
      row("actor.seat", seat === null ? null : told(data.actors.seats.name[seat])));
  }

  function aliases(data, found, name) {
    const words = data.words;
    const rows = ranked(found.surfaces, (surface) => surface).filter(([surface]) => surface !== name);
    if (!rows.length) return null;
    return el("p", { class: "geo-quiet geo-who-names" }, words["actor.names"], " ",
      rows.slice(0, 20).flatMap(([surface, [count]], at) => [at ? words.comma : "", "“", told(surface), "”", count > 1 ? ` ×${count}` : ""]),
      rows.length > 20 ? ` + ${rows.length - 20}` : null);
  }

  /* The actor's page and what else takes the panel's place: `open` an actor, `list` some events. */
  function drawActors(data, events, state, act) {
    const words = data.words;
    const body = el("div", {});
    const back = el("button", { type: "button", class: "geo-show geo-back", click: () => close() },
      el("span", { "aria-hidden": "true", class: "geo-arrow-back" }, "‹"), " ", words["actor.back"]);
    const node = el("section", { class: "geo-who", tabindex: "-1", keydown: (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      close();
    } }, back, body);
    const chip = el("p", { class: "geo-only", hidden: true });
    let listed = null;
    let home = null;

    function only(actor) {
      state.only = actor;
      act.change();
    }

    function onlyButton(actor) {
      const on = state.only === actor;
      return el("button", { type: "button", class: "geo-show", "aria-pressed": String(on), click: () => only(on ? null : actor) },
        words[on ? "actor.all" : "actor.only"]);
    }

    function drawActor(actor) {
      const name = data.events.actor_names[actor];
      const found = gatherActor(data, events, actor);
      const count = say(words, "shown.list", { shown: found.shown.length, n: found.all });
      return [el("header", { class: "geo-head" }, el("h1", {}, told(name)), el("p", { class: "geo-lede" }, count)),
        about(data, actor), aliases(data, found, name), onlyButton(actor),
        drawDays(data, found), drawTypes(data, found), drawPartners(data, found), drawPlaces(data, found, act),
        part(words["actor.events"], listOf(data, found.shown, act))];
    }

    function drawList({ title, all }) {
      const shown = all.filter((event) => event.shown);
      return [el("header", { class: "geo-head" }, el("h1", {}, title()),
        el("p", { class: "geo-lede" }, say(words, "n.events", { n: shown.length }))), listOf(data, shown, act)];
    }

    function renew() {
      const open_ = state.actor !== null || listed !== null;
      const panel = node.closest(".geo-panel");
      if (panel) panel.classList.toggle("who", open_);
      node.hidden = !open_;
      if (open_) body.replaceChildren(...(listed ? drawList(listed) : drawActor(state.actor)).flat(Infinity).filter(Boolean));
      chip.hidden = state.only === null;
      if (state.only !== null) {
        chip.replaceChildren(...geo.sayParts(words, "actor.filtered", { name: actorLink(data, state.only) }).filter((one) => one !== ""), " ",
          el("button", { type: "button", class: "geo-link", click: () => only(null) }, words["actor.all"]));
      }
    }

    function enter(focus) {
      const scroll = node.closest(".geo-scroll");
      if (home === null && scroll) home = { top: scroll.scrollTop, focus };
      renew();
      if (scroll) scroll.scrollTop = 0;
      const closed = node.closest(".geo-panel.closed");
      if (closed) closed.querySelector(".geo-toggle").click();
      act.opened();
      node.focus({ preventScroll: true });
    }

    function open(actor) {
      const focus = document.activeElement;
      state.actor = actor;
      listed = null;
      enter(focus);
    }

    function list(title, all) {
      const focus = document.activeElement;
      listed = { title, all };
      enter(focus);
    }

    function close() {
      // A list of events that was opened from an actor gives way to the actor.
      if (listed) listed = null;
      else state.actor = null;
      renew();
      act.opened();
      if (state.actor !== null || !home) return;
      const scroll = node.closest(".geo-scroll");
      if (scroll) scroll.scrollTop = home.top;
      if (home.focus && home.focus.isConnected) home.focus.focus({ preventScroll: true });
      home = null;
    }

    // Before Leaflet's popups keep the click to themselves.
    document.addEventListener("click", (event) => {
      const link = event.target instanceof Element && event.target.closest(".geo-actor");
      if (!link) return;
      event.preventDefault();
      event.stopPropagation();
      open(Number(link.dataset.actor));
    }, true);
    return { chip, list, node, open, renew };
  }

  Object.assign(geo, { actorLink, actorOf: gatherActor, drawActors });
})();
