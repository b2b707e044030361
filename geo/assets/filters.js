/* What lets an event be shown: facets that are switched off by value, dates, a least score, a search.
   Each filter has a mask of the events that it hides, made anew only when the filter changes; a step
   puts the masks together, and counts only what is looked at. */
(function () {
  "use strict";
  const geo = window.geoMap;
  const SIDES = { any: null, source: "source", target: "target" };
  // Why an event is not shown, beside the number of the one filter that hides it.
  const NONE = 255;
  const SEVERAL = 254;

  /* A facet: `codes` number its `keys`, -1 is none. Where an event may have several, those of event
     `at` stand from start[at] to start[at + 1]. */
  function facet(key, keys, codes, start = null) {
    return { key, keys, codes, start };
  }

  function ranks(length) {
    return Array.from({ length }, (_, at) => at);
  }

  /* Who acts in an event in one role, or in any: a role leaves out the links of others. */
  function actorFacet(data, role) {
    const { links, events } = data;
    const keys = ranks(events.actor_names.length);
    if (role === null) return facet("actor", keys, geo.ints(links.actor), links.start);
    const wanted = links.role.values.indexOf(role);
    const start = [0];
    const codes = [];
    for (let at = 0; at + 1 < links.start.length; at += 1) {
      for (let row = links.start[at]; row < links.start[at + 1]; row += 1) {
        if (links.role.of[row] === wanted) codes.push(links.actor[row]);
      }
      start.push(codes.length);
    }
    return facet("actor", keys, Int32Array.from(codes), start);
  }

  function readFacets(data, own) {
    const columns = data.events;
    const facets = [
      facet("type", columns.type.values, own.type),
      actorFacet(data, null),
      facet("place", ranks(columns.places.length), own.place),
      facet("status", columns.status.values, geo.ints(columns.status.of)),
      facet("background", [true], own.background.map((told) => (told > 0 ? 0 : -1))),
    ];
    for (const [key, { values, of, start }] of Object.entries(columns.facets)) {
      facets.push(facet(key, ranks(values.length), geo.ints(of), start));
    }
    return facets;
  }

  /* Which values are off, by code and one; the first stands for events without a value. */
  function hiddenOf({ keys }, off) {
    const hidden = new Uint8Array(keys.length + 1);
    if (off.has(null)) hidden[0] = 1;
    keys.forEach((key, code) => { if (off.has(key)) hidden[code + 1] = 1; });
    return hidden;
  }

  /* Which events what is switched off hides: all of an event's values must be off. */
  function maskOf({ codes, start }, hidden, length) {
    const mask = new Uint8Array(length);
    if (start === null || start === undefined) {
      for (let at = 0; at < length; at += 1) mask[at] = hidden[codes[at] + 1];
      return mask;
    }
    for (let at = 0; at < length; at += 1) {
      const to = start[at + 1];
      let row = start[at];
      if (row === to) mask[at] = hidden[0];
      else {
        while (row < to && hidden[codes[row] + 1] === 1) row += 1;
        mask[at] = Number(row === to);
      }
    }
    return mask;
  }

  /* How many events stand behind each value of a facet, by code and one: those that are shown, and
     those that this facet alone hides. */
  function tally({ codes, start }, counts, failed, number) {
    counts.fill(0);
    if (start === null || start === undefined) {
      for (let at = 0; at < failed.length; at += 1) {
        if (failed[at] === NONE || failed[at] === number) counts[codes[at] + 1] += 1;
      }
      return;
    }
    for (let at = 0; at < failed.length; at += 1) {
      if (failed[at] !== NONE && failed[at] !== number) continue;
      const from = start[at];
      const to = start[at + 1];
      if (from === to) counts[0] += 1;
      for (let row = from; row < to; row += 1) {
        let again = false;
        for (let past = from; past < row; past += 1) again = again || codes[past] === codes[row];
        if (!again) counts[codes[row] + 1] += 1;
      }
    }
  }

  function readerOf(own, counts) {
    own.codeOf = own.codeOf || new Map(own.keys.map((one, code) => [one, code + 1]));
    return { get: (one) => counts[one === null ? 0 : own.codeOf.get(one)] || 0 };
  }

  function outOfTime({ first, last }, { range, undated }) {
    const mask = new Uint8Array(first.length);
    const [from, to] = range || [-Infinity, Infinity];
    for (let at = 0; at < mask.length; at += 1) {
      mask[at] = Number(first[at] === geo.NO_DAY ? !undated : first[at] > to || last[at] < from);
    }
    return mask;
  }

  function withoutActor({ start, actor }, length, only) {
    const mask = new Uint8Array(length).fill(1);
    for (let at = 0; at < length; at += 1) {
      for (let row = start[at]; row < start[at + 1]; row += 1) if (actor[row] === only) mask[at] = 0;
    }
    return mask;
  }

  /* Filters that are no facets: name, what they depend on (null where they hide nothing), the mask. */
  function testsOf(data, events, state, search) {
    const own = events.columns;
    return [
      { name: "time", told: state.range || !state.undated ? `${state.range} ${state.undated}` : null,
        make: () => outOfTime(own, state) },
      { name: "only", told: state.only, make: () => withoutActor(data.links, events.length, state.only) },
      { name: "search", told: state.query ? `${state.query} ${search.ready()}` : null, make: () => search.mask(state.query) },
      { name: "score", told: state.score > 0 ? state.score : null,
        make: () => own.score.map((score) => Number(score < state.score)) },
    ];
  }

  function same(one, other) {
    return one.length === other.length && one.every((value, at) => value === other[at]);
  }

  /* The filters of a page. `renew` sets which events are shown; `besides(name)` gives whether an
     event, by its number, is shown by all filters but one; `countsOf(key)` the events behind each
     value; `shown()` how many events are shown, `unfinished()` whether texts are still to be searched. */
  function readFilters(data, events, state, search) {
    const { shown } = events.columns;
    const facets = readFacets(data, events.columns);
    const numbers = new Map(facets.map(({ key }, number) => [key, number]));
    const tests = new Map();
    const failed = new Uint8Array(events.length).fill(NONE);
    const masks = facets.map(() => null);
    const counted = facets.map(() => null);
    let total = events.length;
    let role = "any";

    function facetMask(number) {
      const off = state.off[facets[number].key];
      if (!off.size) return null;
      const hidden = hiddenOf(facets[number], off);
      const known = masks[number];
      if (known === null || known.facet !== facets[number] || !same(known.hidden, hidden)) {
        masks[number] = { facet: facets[number], hidden, mask: maskOf(facets[number], hidden, events.length) };
      }
      return masks[number].mask;
    }

    function testMask({ name, told, make }) {
      if (told === null) return null;
      if (!tests.has(name) || tests.get(name).told !== told) tests.set(name, { told, mask: make() });
      return tests.get(name).mask;
    }

    function put(mask, number) {
      if (mask === null) return;
      for (let at = 0; at < mask.length; at += 1) {
        if (mask[at] === 1) failed[at] = failed[at] === NONE ? number : SEVERAL;
      }
    }

    function renew() {
      if (state.role !== role) {
        role = state.role;
        facets[numbers.get("actor")] = actorFacet(data, SIDES[role]);
      }
      failed.fill(NONE);
      facets.forEach((_, number) => put(facetMask(number), number));
      testsOf(data, events, state, search).forEach((test, at) => {
        numbers.set(test.name, facets.length + at);
        put(testMask(test), facets.length + at);
      });
      total = 0;
      for (let at = 0; at < failed.length; at += 1) total += shown[at] = Number(failed[at] === NONE);
      counted.fill(null);
    }

    function besides(name) {
      const number = numbers.get(name);
      return (at) => failed[at] === NONE || failed[at] === number;
    }

    /* How many events a key stands for; `null` for those without a value. */
    function countsOf(key) {
      const number = numbers.get(key);
      const own = facets[number];
      if (counted[number] === null) {
        counted[number] = new Uint32Array(own.keys.length + 1);
        tally(own, counted[number], failed, number);
      }
      return readerOf(own, counted[number]);
    }

    /* How many events each key stands for while nothing hides any. */
    function totalsOf(key) {
      const own = facets[numbers.get(key)];
      const counts = new Uint32Array(own.keys.length + 1);
      tally(own, counts, new Uint8Array(events.length).fill(NONE), 0);
      return readerOf(own, counts);
    }

    /* How many keys a facet has, with that for events without a value if there are any. */
    function sizeOf(key) {
      const { codes, keys, start } = facets[numbers.get(key)];
      const none = start ? start.some((from, at) => at > 0 && from === start[at - 1]) : codes.includes(-1);
      return keys.length + Number(none);
    }

    /* All keys of a facet that any event has, `null` for none; empty where it is no facet. */
    function keysOf(key) {
      const own = facets[numbers.get(key)];
      return own ? [...own.keys, null] : [];
    }

    return { besides, countsOf, keysOf, renew, shown: () => total, sizeOf, totalsOf,
      unfinished: () => Boolean(state.query) && !search.complete() };
  }

  Object.assign(geo, { readFilters });
})();
