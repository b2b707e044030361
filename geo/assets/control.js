/* Who was last reported to hold each place, by whose word: what the claims up to a day say. */
(function () {
  "use strict";
  const geo = window.geoMap;
  const { el, svg, told } = geo;
  // Of a flag, in pixels: its side, and where in it the foot of its pole stands.
  const SIDE = 26;
  const ANCHOR = [3, 30];
  const HOLDS = new Set(["takes", "holds"]);
  const OPEN = new Set(["contested", "besieges"]);
  const COLOURS = 8;

  function readControl(data) {
    const { places, actors, claims } = data.control;
    const counts = actors.map(() => 0);
    for (const [, actor, claim] of claims) if (HOLDS.has(claim)) counts[actor] += 1;
    const order = actors.map((_, at) => at).sort((a, b) => counts[b] - counts[a] || (actors[a] < actors[b] ? -1 : 1));
    const colour = new Map(order.map((actor, rank) => [actor, rank % COLOURS]));
    const found = places.map(([name, latitude, longitude], at) => ({ at, name, latitude, longitude, claims: [] }));
    for (const [place, actor, claim, day, status, document_, quotation] of claims) {
      found[place].claims.push({ actor, name: actors[actor], colour: colour.get(actor), claim, day, status,
        document: document_, quotation });
    }
    return found;
  }

  /* The last claims about a place up to a day. What is denied, planned or supposed changes nothing;
     a claim without a date counts only while none has one. */
  function standing(place, day) {
    const actual = place.claims.filter((claim) => claim.status === "actual");
    const dated = actual.filter((claim) => claim.day !== null && (day === null || claim.day <= day));
    const undated = day === null ? actual.filter((claim) => claim.day === null) : [];
    const pool = dated.length ? dated : undated;
    if (!pool.length) return null;
    const last = pool.reduce((most, claim) => Math.max(most, claim.day === null ? -Infinity : claim.day), -Infinity);
    const told_ = pool.filter((claim) => (claim.day === null ? -Infinity : claim.day) === last);
    const holders = [...new Map(told_.filter((claim) => HOLDS.has(claim.claim)).map((claim) => [claim.actor, claim])).values()];
    const denied = new Set(told_.filter((claim) => claim.claim === "loses").map((claim) => claim.actor));
    const sure = holders.filter((claim) => !denied.has(claim.actor));
    const open = told_.some((claim) => OPEN.has(claim.claim));
    const kind = sure.length === 1 && !open ? "held" : sure.length || open ? "disputed" : "lost";
    return { kind, holders: sure, told: told_, day: last === -Infinity ? null : last };
  }

  function flag(state) {
    const holder = state.holders[0];
    const className = `geo-flagpole ${state.kind} c-${holder ? holder.colour : "none"}`;
    return svg("svg", { class: className, width: 26, height: 26, viewBox: "-3 -23 26 26", "aria-hidden": "true" },
      svg("path", { class: "geo-pole", d: "M0,0V-20" }),
      svg("path", { class: "geo-pennant", d: "M0,-20H18L14,-14.5L18,-9H0Z" }));
  }

  /* Who is said to hold a place, and since when, in parts; `name` says an actor. */
  function partsOf(data, state, name) {
    const words = data.words;
    const names = (claims) => [...new Set(claims.map((claim) => claim.name))]
      .flatMap((one, at) => [at ? words.comma : "", name(one)]);
    const when = state.day === null ? words["date.none"] : geo.sayDay(words, state.day);
    const who = state.kind === "held" ? names(state.holders)
      : geo.sayParts(words, state.kind === "lost" ? "control.lost_by" : "control.contested_by",
        { names: names(state.told) }).flat();
    return [...who, ` · ${when}`];
  }

  function sayState(data, state) {
    return partsOf(data, state, (name) => name).join("");
  }

  /* The name of an actor, which opens the actor where the page has one of that name. */
  function linked(data) {
    const known = new Map(data.events.actor_names.map((name, actor) => [name, actor]));
    return (name) => (known.has(name) ? geo.actorLink(data, known.get(name)) : told(name));
  }

  function drawClaims(data, place, state, link) {
    const words = data.words;
    return el("section", { class: "geo-stack" },
      el("h2", {}, told(place.name)),
      el("p", {}, state ? partsOf(data, state, link) : words["control.none"]),
      [...place.claims].sort((a, b) => (b.day === null ? -Infinity : b.day) - (a.day === null ? -Infinity : a.day)).map((claim) =>
        el("blockquote", {}, geo.quote(claim.quotation, geo.languageOf(data, claim.document)),
          el("div", { class: "geo-reason" }, link(claim.name), ` ${words["claim." + claim.claim]}`,
            claim.day === null ? "" : ` · ${geo.sayDay(words, claim.day)}`,
            claim.status === "actual" ? "" : ` · ${words["status." + claim.status]}`),
          geo.origin(data, claim.document))));
  }

  /* Draws the flags, and the list of the panel; `act` opens a popup at a place. */
  function drawControl(map, data, state, act) {
    const words = data.words;
    const total = data.control.places.length;
    if (!total) return null;
    let places = null;
    map.createPane("geo-control").style.zIndex = 630;
    const flags = L.layerGroup();
    const list = el("ul", { class: "geo-plain geo-control" });
    const box = el("input", { type: "checkbox", checked: state.control, change: () => {
      state.control = box.checked;
      act.change();
    } });
    const count = el("span", { class: "geo-check-count" }, total);
    const node = el("details", { class: "geo-layers" },
      el("summary", {}, words["control.title"], count),
      el("label", { class: "geo-check" }, box, el("span", { class: "geo-check-name" }, words["control.flags"])),
      el("p", { class: "geo-quiet" }, words["control.note"]), list);
    const link = linked(data);
    const open = (place, now) => act.open(place, () => drawClaims(data, place, now, link));

    function raise(place, now) {
      const at = [place.latitude, geo.turn(place.longitude, data.centre)];
      const marker = L.marker(at, { pane: "geo-control", icon: L.divIcon({ html: flag(now), className: "geo-icon",
        iconSize: [SIDE, SIDE], iconAnchor: ANCHOR }) });
      marker.on("add", () => marker.getElement().setAttribute("aria-label", `${place.name}: ${sayState(data, now)}`));
      marker.bindTooltip(() => el("div", {}, told(place.name), el("div", {}, told(sayState(data, now)))),
        { direction: "top", offset: [8, -24], className: "geo-tip" });
      marker.on("click", () => open(place, now));
      flags.addLayer(marker);
    }

    let day = null;
    const whenHeld = (draw) => geo.whenRead(data, [["control"]], () => {
      places = places || readControl(data);
      draw(places.map((place) => [place, standing(place, day)]).filter(([, now]) => now));
    });
    const renewList = geo.whenOpen(node, () => whenHeld((held) => list.replaceChildren(...held.map(([place, now]) => el("li", {},
      el("button", { type: "button", class: "geo-mention", click: () => open(place, now) }, flag(now),
        el("b", {}, told(place.name))), el("span", { class: "geo-meta" }, partsOf(data, now, link)))))));

    /* Claims depend on the last day that is shown, on no other filter. */
    let drawn = null;
    const renew = () => {
      day = state.range ? state.range[1] : null;
      box.checked = state.control;
      const wanted = `${day} ${state.control}`;
      if (wanted === drawn) return;
      drawn = wanted;
      flags.clearLayers();
      if (state.control) {
        whenHeld((held) => {
          flags.clearLayers();
          for (const [place, now] of held) if (state.control && place.latitude !== null) raise(place, now);
        });
      }
      renewList();
      if (state.control) flags.addTo(map);
      else flags.remove();
    };

    /* The room that flags take, which names keep clear of. */
    const boxes = () => (map.hasLayer(flags) ? flags.getLayers() : []).map((marker) => {
      const { x, y } = map.latLngToLayerPoint(marker.getLatLng());
      return [x - ANCHOR[0], y - ANCHOR[1], x - ANCHOR[0] + SIDE, y - ANCHOR[1] + SIDE];
    });
    return { boxes, node, renew };
  }

  Object.assign(geo, { controlOf: readControl, drawControl, standing });
})();
