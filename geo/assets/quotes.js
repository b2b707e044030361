/* Quotations: a sentence whose words are marked that say what happened, where, who and when. */
(function () {
  "use strict";
  const geo = window.geoMap;
  const { el } = geo;
  const MARKS = ["trigger", "place", "actor", "date"];
  const ENDS = /[\p{L}\p{N}_]$/u;
  const STARTS = /^[\p{L}\p{N}_]/u;

  /* Where whole words stand in a sentence first, if they do. */
  function findWords(sentence, words) {
    for (let at = sentence.indexOf(words); at >= 0; at = sentence.indexOf(words, at + 1)) {
      const end = at + words.length;
      if (!ENDS.test(sentence.slice(Math.max(0, at - 2), at)) && !STARTS.test(sentence.slice(end, end + 2))) {
        return [at, end];
      }
    }
    return null;
  }

  /* The pieces of a quotation: each its text and, where it is marked, its mark. What is wanted are
     words, or where they start and end; of what overlaps the first is marked. */
  function cutQuotation([sentence, wanted]) {
    const spans = [];
    for (const [mark, words] of wanted) {
      const span = typeof words === "string" ? findWords(sentence, words) : words;
      if (span && spans.every(([start, end]) => span[1] <= start || end <= span[0])) spans.push([...span, mark]);
    }
    const pieces = [];
    let at = 0;
    for (const [start, end, mark] of spans.sort((a, b) => a[0] - b[0])) {
      if (start > at) pieces.push([sentence.slice(at, start)]);
      pieces.push([sentence.slice(start, end), mark]);
      at = end;
    }
    if (at < sentence.length) pieces.push([sentence.slice(at)]);
    return pieces;
  }

  function quote(quotation, lang) {
    return el("q", { class: "geo-quote", dir: "auto", lang }, cutQuotation(quotation).map(([text, mark]) =>
      (mark === undefined ? text : el("mark", { class: "m-" + MARKS[mark] }, text))));
  }

  Object.assign(geo, { quote });
})();
