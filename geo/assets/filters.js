/* What lets an event be shown: facets that are switched off by value, dates, a least score, a search.
   One pass over the events answers three questions: which are shown, which would be if a filter
   were left out (its counts, and the bars of the timeline), and how many stand behind each value. */
(function () {
  "use strict";
  const geo = window.geoMap;
  const SIDES = { any: null, source: "source", target: "target" };
  // Why an event is not shown, beside the number of the one filter that hides it.
  const NONE = 255;
  const SEVERAL = 254;

  /* A facet of one value an event: `codes` number its keys, -1 is none. */
  function single(key, keys, of) {
    const codes = Int32Array.from(of, (code) => (code === null ? -1 : code));
    return { key, keys, codes, start: null };
  }

  /* A facet of any number of values: those of event `at` stand from start[at] to start[at + 1]. */
  function multiple(key, keys, start, codes) {
    return { key, keys, codes: Int32Array.from(codes), start };
  }

  function ranks(length) {
    return Array.from({ length }, (_, at) => at);
  }

  function facetOf(key, { values, of }) {
    if (!of.some(Array.isArray)) return single(key, ranks(values.length), of);
    const start = [0];
    const codes = [];
    for (const own of of) {
      codes.push(...own);
      start.push(codes.length);
    }
    return multiple(key, ranks(values.length), start, codes);
  }

  /* Who acts in an event in one role, or in any: a role leaves out the links of others. */
  function actorFacet(data, role) {
    const { links, events } = data;
    const keys = ranks(events.actor_names.length);
    if (role === null) return multiple("actor", keys, links.start, links.actor);
    const wanted = links.role.values.indexOf(role);
    const start = [0];
    const codes = [];
    for (let at = 0; at + 1 < links.start.length; at += 1) {
      for (let row = links.start[at]; row < links.start[at + 1]; row += 1) {
        if (links.role.of[row] === wanted) codes.push(links.actor[row]);
      }
      start.push(codes.length);
    }
    return multiple("actor", keys, start, codes);
  }

  function readFacets(data) {
    const columns = data.events;
    const facets = [
      single("type", columns.type.values, columns.type.of),
      actorFacet(data, null),
      single("place", ranks(columns.places.length), columns.place),
      single("status", columns.status.values, columns.status.of),
      single("background", [true], columns.background.map((told) => (told ? 0 : null))),
    ];
    for (const [key, facet] of Object.entries(columns.facets)) facets.push(facetOf(key, facet));
    return facets;
  }

  /* Whether what is switched off hides an event: all of its values must be off. */
  function hides(facet, hidden, at) {
    if (facet.start === null) {
      const code = facet.codes[at];
      return hidden[code < 0 ? hidden.length - 1 : code] === 1;
    }
    const from = facet.start[at];
    const to = facet.start[at + 1];
    if (from === to) return hidden[hidden.length - 1] === 1;
    for (let row = from; row < to; row += 1) if (hidden[facet.codes[row]] === 0) return false;
    return true;
  }

  /* Which values are off, by code; the last stands for events without a value. */
  function hiddenOf(facet, off) {
    const hidden = new Uint8Array(facet.keys.length + 1);
    if (!off.size) return null;
    facet.keys.forEach((key, code) => { if (off.has(key)) hidden[code] = 1; });
    if (off.has(null)) hidden[facet.keys.length] = 1;
    return hidden;
  }

  /* How many events stand behind each value of a facet: those that are shown, and those that this
     facet alone hides. */
  function tally({ codes, start }, counts, failed, number) {
    const none = counts.length - 1;
    counts.fill(0);
    for (let at = 0; at < failed.length; at += 1) {
      if (failed[at] !== NONE && failed[at] !== number) continue;
      if (start === null) {
        counts[codes[at] < 0 ? none : codes[at]] += 1;
        continue;
      }
      const from = start[at];
      const to = start[at + 1];
      if (from === to) counts[none] += 1;
      for (let row = from; row < to; row += 1) {
        let again = false;
        for (let past = from; past < row; past += 1) again = again || codes[past] === codes[row];
        if (!again) counts[codes[row]] += 1;
      }
    }
  }

  function inTime(event, state) {
    if (event.first === null) return state.undated;
    return !state.range || (event.first <= state.range[1] && event.last >= state.range[0]);
  }

  function outside(data, events, state) {
    const scores = data.events.score;
    const tests = [["time", (event) => !inTime(event, state)]];
    if (state.only !== null) {
      const { start, actor } = data.links;
      tests.push(["only", ({ at }) => !actor.slice(start[at], start[at + 1]).includes(state.only)]);
    }
    if (state.query) tests.push(["search", (event) => !event.text.includes(state.query)]);
    if (state.score > 0) {
      tests.push(["score", (event) => scores[event.at] !== null && scores[event.at] < state.score]);
    }
    return tests;
  }

  /* The filters of a page. `renew` sets `shown` of each event and counts anew; `besides(name)` gives
     whether an event is shown by all filters but one; `counts(key)` the events behind each value. */
  function readFilters(data, events, state) {
    const facets = readFacets(data);
    const failed = new Uint8Array(events.length).fill(NONE);
    let tests = [];
    const counts = new Map(facets.map((facet) => [facet.key, new Uint32Array(facet.keys.length + 1)]));
    let role = "any";

    function check(event, hiding) {
      let found = NONE;
      for (const { at, facet, hidden } of hiding) {
        if (hides(facet, hidden, event.at)) {
          if (found !== NONE) return SEVERAL;
          found = at;
        }
      }
      for (let at = 0; at < tests.length; at += 1) {
        if (tests[at][1](event)) {
          if (found !== NONE) return SEVERAL;
          found = facets.length + at;
        }
      }
      return found;
    }

    function renew() {
      if (state.role !== role) {
        role = state.role;
        facets[facets.findIndex((facet) => facet.key === "actor")] = actorFacet(data, SIDES[role]);
      }
      tests = outside(data, events, state);
      const hiding = facets.map((facet, at) => ({ at, facet, hidden: hiddenOf(facet, state.off[facet.key]) }))
        .filter(({ hidden }) => hidden !== null);
      for (const event of events) {
        failed[event.at] = check(event, hiding);
        event.shown = failed[event.at] === NONE;
      }
      facets.forEach((facet, at) => tally(facet, counts.get(facet.key), failed, at));
    }

    function besides(name) {
      const at = tests.findIndex(([key]) => key === name);
      const number = at < 0 ? NONE : facets.length + at;
      return (event) => failed[event.at] === NONE || failed[event.at] === number;
    }

    /* How many events each key stands for; `null` for those without a value. */
    function countsOf(key) {
      const facet = facets.find((one) => one.key === key);
      const own = counts.get(key);
      return new Map([...facet.keys.map((one, code) => [one, own[code]]), [null, own[facet.keys.length]]]);
    }

    /* All keys of a facet that any event has, `null` for none; empty where it is no facet. */
    function keysOf(key) {
      const facet = facets.find((one) => one.key === key);
      return facet ? [...facet.keys, null] : [];
    }

    return { besides, countsOf, keysOf, renew };
  }

  Object.assign(geo, { readFilters });
})();
