/* The search: through headlines, places, actors as they are named and as texts call them, sentences. */
(function () {
  "use strict";
  const geo = window.geoMap;
  // Milliseconds: texts are made ready in slices, between which the page answers.
  const SLICE = 8;

  /* What can be searched of the events. */
  function readSearch(data, events) {
    const { links, reports } = data;
    const { start } = links;
    const columns = data.events;
    const { place } = events.columns;
    const headline = geo.ints(columns.headline.of);
    const surface = geo.ints(links.surface.of);
    const piles = { headline: geo.pileOf(columns.headline.values), place: geo.pileOf(columns.places),
      actor: geo.pileOf(columns.actor_names), surface: geo.pileOf(links.surface.values) };
    const sentences = geo.pileOf(reports.sentence);

    function hits(pile, length, words) {
      const found = new Uint8Array(length + 1);
      let any = false;
      pile.find(words, (row) => {
        found[row + 1] = 1; // the first stands for none
        any = true;
      });
      return any ? found : null;
    }

    /* Which events do not hold the words, by 1. */
    function mask(words) {
      const lost = new Uint8Array(events.length).fill(1);
      for (const [pile, codes, length] of [[piles.headline, headline, columns.headline.values.length],
        [piles.place, place, columns.places.length]]) {
        const found = hits(pile, length, words);
        if (found) for (let at = 0; at < lost.length; at += 1) if (found[codes[at] + 1] === 1) lost[at] = 0;
      }
      for (const [pile, codes, length] of [[piles.actor, links.actor, columns.actor_names.length],
        [piles.surface, surface, links.surface.values.length]]) {
        const found = hits(pile, length, words);
        if (!found) continue;
        for (let at = 0, row = 0; at < lost.length; at += 1) {
          for (const end = start[at + 1]; row < end; row += 1) if (found[codes[row] + 1] === 1) lost[at] = 0;
        }
      }
      let event = 0;
      sentences.find(words, (row) => {
        while (reports.start[event + 1] <= row) event += 1;
        lost[event] = 0;
      });
      return lost;
    }

    /* How much of the sentences is searched: what was found before more was is out of date. */
    let ready = 0;

    /* Make all texts searchable while the reader looks at the map, a batch at a time; `found` is
       called when more of what is searched may be found than before. */
    function prepare(found) {
      const due = [...Object.values(piles), sentences].flatMap((pile) =>
        Array.from({ length: pile.batches }, (_, number) => () => pile.prepare(number)));
      const step = () => {
        if (!due.length) {
          ready += 1;
          if (data.late) found();
          return;
        }
        const stop = performance.now() + SLICE;
        while (due.length && performance.now() < stop && due[0]()) due.shift();
        geo.whenIdle(step);
      };
      geo.whenIdle(step);
    }

    return { complete: () => !data.late || ready > 0, mask, prepare, ready: () => ready };
  }

  Object.assign(geo, { readSearch });
})();
