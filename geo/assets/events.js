/* The events of a page: rows over columns that stand once, made only as far as they are asked for. */
(function () {
  "use strict";
  const geo = window.geoMap;

  /* A column of texts or codes that repeat: `values` stand once, `of` numbers them. */
  function coded(column) {
    const { values, of } = column;
    return (at) => (of[at] === null ? null : values[of[at]]);
  }

  /* Rows of variable length in one list: row `at` holds what stands from start[at] to start[at + 1]. */
  function span(start, at, make) {
    const rows = [];
    for (let row = start[at]; row < start[at + 1]; row += 1) rows.push(make(row));
    return rows;
  }

  function fold(text) {
    // eslint-disable-next-line no-control-regex
    if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
    return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  }

  /* Numbers for combinations of three values. */
  function numbering() {
    const known = new Map();
    return { number(group, style, told) {
      const key = `${group} ${style} ${told}`;
      if (!known.has(key)) known.set(key, known.size);
      return known.get(key);
    } };
  }

  /* The class of this page's events: what it holds is read from the columns when it is asked for. */
  function classOf(data) {
    const columns = data.events;
    const { links, reports } = data;
    const groups = new Map(data.groups.flatMap((group) => group.types.map((type) => [type, group.key])));
    const typeGroups = columns.type.values.map((type) => groups.get(type) || "other");
    const surfaceOf = coded(links.surface);
    const roleOf = coded(links.role);
    const statusOf = coded(reports.status);
    const [triggerOf, placeOf, dateOf] = ["trigger", "place", "date"].map((name) => coded(reports[name]));

    /* A report's sentence, with what is to be marked in it: see geo/maps/quotes.py. */
    function quotationOf(row, actors) {
      const from = reports.from[row];
      const trigger = from === null ? triggerOf(row) : [from, reports.to[row]];
      const wanted = [[0, trigger], [1, placeOf(row)], ...actors.map((words) => [2, words]), [3, dateOf(row)]];
      return [reports.sentence[row], wanted.filter(([, words]) => words)];
    }

    const looks = numbering();

    class Event {
      constructor(at) {
        this.at = at;
        this.shown = true;
        this.group = typeGroups[columns.type.of[at]];
        this.spot = columns.spot[at];
        this.shape = columns.shape[at];
        this.first = columns.first[at];
        this.last = columns.last[at];
        // Events of one look are drawn alike: group, style, and whether they are background.
        this.look = looks.number(this.group, columns.style.of[at], columns.background[at]);
        this.folded = null;
      }

      get drawable() { return this.spot !== null || this.shape !== null; }

      get kind() { return this.spot === null ? null : data.spots.kind[this.spot]; }

      get inferred() { return Boolean(columns.inferred[this.at]); }

      get background() { return Boolean(columns.background[this.at]); }

      /* Whose acts these are: triples of actor, role and the words of the text. */
      get actors() {
        return span(links.start, this.at, (row) => [links.actor[row], roleOf(row), surfaceOf(row)]);
      }

      /* Each report: document, quotation, status, id. */
      get reports() {
        const actors = this.actors.map(([, , surface]) => surface);
        return span(reports.start, this.at, (row) =>
          [reports.document[row], quotationOf(row, actors), statusOf(row), reports.id[row]]);
      }

      /* What a search looks through: headline, place, actors and the sentences of the reports. */
      get text() {
        if (this.folded === null) {
          const words = [this.headline, this.place === null ? "" : columns.places[this.place]];
          for (const [actor, , surface] of this.actors) words.push(columns.actor_names[actor], surface || "");
          span(reports.start, this.at, (row) => words.push(reports.sentence[row]));
          this.folded = fold(words.join(" \n"));
        }
        return this.folded;
      }
    }
    const read = (name, get) => Object.defineProperty(Event.prototype, name, { get });
    for (const name of ["type", "status", "headline", "when", "reason", "killed", "injured", "style", "lost"]) {
      const value = coded(columns[name]);
      read(name, function () { return value(this.at); });
    }
    for (const [name, column] of Object.entries({ place: "place", precision: "precision", score: "score",
      named: "named", count: "reports" })) {
      read(name, function () { return columns[column][this.at]; });
    }
    return Event;
  }

  function readEvents(data) {
    const Event = classOf(data);
    return data.events.spot.map((_, at) => new Event(at));
  }

  /* Make the text of all events searchable while the reader looks at the map, a few at a time. */
  function prepareSearch(events) {
    let at = 0;
    const step = () => {
      const stop = performance.now() + 12;
      while (at < events.length && performance.now() < stop) {
        for (const end = Math.min(at + 100, events.length); at < end; at += 1) events[at].text; // eslint-disable-line
      }
      if (at < events.length) setTimeout(step, 12);
    };
    setTimeout(step, 200);
  }

  Object.assign(geo, { coded, eventsOf: readEvents, fold, prepareSearch });
})();
