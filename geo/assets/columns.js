/* Columns of the page: whole numbers as typed arrays, rows of variable length, texts as searched. */
(function () {
  "use strict";
  const geo = window.geoMap;
  // Stand for null: among numbers of values or rows, and among days.
  const NONE = -1;
  const NO_DAY = -(2 ** 31);
  // So many texts are folded, and searched, as one.
  const BATCH = 500;

  /* Whole numbers without null: `none` stands for it. */
  function ints(list, none = NONE) {
    return ArrayBuffer.isView(list) ? list : Int32Array.from(list, (value) => (value === null ? none : value));
  }

  /* Numbers that need not be whole; not a number stands for null. */
  function reals(list) {
    return ArrayBuffer.isView(list) ? list : Float64Array.from(list, (value) => (value === null ? NaN : value));
  }

  /* A column of texts or codes that repeat: `values` stand once, `of` numbers them. */
  function coded({ values, of }) {
    return (at) => (of[at] === null || of[at] < 0 ? null : values[of[at]]);
  }

  /* Rows of variable length in one list: row `at` holds what stands from start[at] to start[at + 1]. */
  function span(start, at, make) {
    const rows = [];
    for (let row = start[at]; row < start[at + 1]; row += 1) rows.push(make(row));
    return rows;
  }

  /* Rows in the order of what owns them, those without an owner left out; those of owner `n` stand
     from start[n] to start[n + 1]. */
  function gatherRows(owners, count) {
    const start = new Uint32Array(count + 2);
    for (let row = 0; row < owners.length; row += 1) if (owners[row] >= 0) start[owners[row] + 2] += 1;
    for (let at = 2; at < start.length; at += 1) start[at] += start[at - 1];
    const order = new Uint32Array(start[count + 1]);
    for (let row = 0; row < owners.length; row += 1) if (owners[row] >= 0) order[start[owners[row] + 1]++] = row;
    return { start, order };
  }

  // eslint-disable-next-line no-control-regex
  const ASCII = /^[\x00-\x7f]*$/;

  function fold(text) {
    if (ASCII.test(text)) return text.toLowerCase();
    return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  }

  function foldBatch(texts) {
    const whole = texts.join("\n");
    const plain = ASCII.test(whole);
    const folded = plain ? texts : texts.map(fold);
    const start = new Uint32Array(texts.length + 1);
    folded.forEach((text, row) => { start[row + 1] = start[row] + text.length + 1; });
    return { text: plain ? whole.toLowerCase() : folded.join("\n"), start };
  }

  /* Texts in which words are looked for, whatever their case and accents. Texts that are not read
     yet are undefined: a batch of them is folded when all of it is there. */
  function pileOf(texts) {
    const batches = new Array(Math.ceil(texts.length / BATCH)).fill(null);

    /* Fold one batch; returns whether it is folded. */
    function prepare(number) {
      if (batches[number] !== null) return true;
      const own = texts.slice(number * BATCH, (number + 1) * BATCH);
      if (own.includes(undefined)) return false;
      batches[number] = foldBatch(own.map((text) => text || ""));
      return true;
    }

    /* Tell the row of each text that holds the words. */
    function find(words, tell) {
      batches.forEach((_, number) => {
        if (!prepare(number)) return;
        const { text, start } = batches[number];
        let row = 0;
        for (let at = text.indexOf(words); at >= 0 && row + 1 < start.length; at = text.indexOf(words, start[row])) {
          let high = start.length - 1;
          while (row + 1 < high) { // the last text that starts at or before the words
            const middle = (row + high) >> 1;
            if (start[middle] <= at) row = middle;
            else high = middle;
          }
          tell(number * BATCH + row);
          row += 1;
        }
      });
    }

    return { batches: batches.length, find, prepare };
  }

  Object.assign(geo, { coded, fold, gatherRows, ints, NO_DAY, pileOf, reals, span });
})();
