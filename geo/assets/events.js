/* The events of a page: rows over columns that stand once, made only as far as they are asked for. */
(function () {
  "use strict";
  const geo = window.geoMap;
  const { coded, ints, NO_DAY, reals, span } = geo;

  /* What is asked of all events at once, as typed arrays: `shown` is set by the filters; `group` and
     `style` are numbers; events of one `look` are drawn alike: group, style, whether background. */
  function readColumns(data, groups) {
    const columns = data.events;
    const groupOf = new Map(data.groups.flatMap((group) => group.types.map((type) => [type, groups.indexOf(group.key)])));
    const typeGroups = columns.type.values.map((type) => (groupOf.has(type) ? groupOf.get(type) : groups.length - 1));
    const type = ints(columns.type.of);
    const style = ints(columns.style.of);
    const background = ints(columns.background);
    const styles = columns.style.values.length;
    const group = new Uint8Array(type.length);
    const look = new Int32Array(type.length);
    for (let at = 0; at < type.length; at += 1) {
      group[at] = type[at] < 0 ? groups.length - 1 : typeGroups[type[at]];
      look[at] = (group[at] * styles + style[at]) * 2 + Number(background[at] > 0);
    }
    return {
      group, look, style, background, type,
      shown: new Uint8Array(type.length).fill(1),
      spot: ints(columns.spot), shape: ints(columns.shape), place: ints(columns.place),
      first: ints(columns.first, NO_DAY), last: ints(columns.last, NO_DAY), inferred: ints(columns.inferred),
      precision: ints(columns.precision), score: reals(columns.score),
    };
  }

  /* The class of this page's events: what it holds is read from the columns when it is asked for. */
  function classOf(data, own, groups) {
    const columns = data.events;
    const { links, reports } = data;
    const surfaceOf = coded(links.surface);
    const roleOf = coded(links.role);
    const statusOf = coded(reports.status);
    const [triggerOf, placeOf, dateOf] = ["trigger", "place", "date"].map((name) => coded(reports[name]));
    const [starts, ends, documents] = ["from", "to", "document"].map((name) => ints(reports[name]));

    /* A report's sentence, with what is to be marked in it: see geo/maps/quotes.py. */
    function quotationOf(row, actors) {
      const trigger = starts[row] < 0 ? triggerOf(row) : [starts[row], ends[row]];
      const wanted = [[0, trigger], [1, placeOf(row)], ...actors.map((words) => [2, words]), [3, dateOf(row)]];
      return [reports.sentence[row], wanted.filter(([, words]) => words)];
    }

    const known = (number) => (number < 0 ? null : number);
    const dayOf = (number) => (number === NO_DAY ? null : number);

    class Event {
      constructor(at) {
        this.at = at;
      }

      get shown() { return own.shown[this.at] === 1; }

      get group() { return groups[own.group[this.at]]; }

      get look() { return own.look[this.at]; }

      get spot() { return known(own.spot[this.at]); }

      get shape() { return known(own.shape[this.at]); }

      get place() { return known(own.place[this.at]); }

      get precision() { return known(own.precision[this.at]); }

      get first() { return dayOf(own.first[this.at]); }

      get last() { return dayOf(own.last[this.at]); }

      get score() { return Number.isNaN(own.score[this.at]) ? null : own.score[this.at]; }

      get drawable() { return own.spot[this.at] >= 0 || own.shape[this.at] >= 0; }

      get kind() { return own.spot[this.at] < 0 ? null : data.spots.kind[own.spot[this.at]]; }

      get inferred() { return own.inferred[this.at] > 0; }

      get background() { return own.background[this.at] > 0; }

      get named() { return columns.named[this.at]; }

      /* How many reports tell of it, and how many of them are not copies. */
      get count() { return [columns.reports[this.at], columns.independent[this.at]]; }

      /* Whose acts these are: triples of actor, role and the words of the text. */
      get actors() {
        return span(links.start, this.at, (row) => [links.actor[row], roleOf(row), surfaceOf(row)]);
      }

      /* The document that is the first to tell of it. */
      get source() {
        const row = reports.start[this.at];
        return row < reports.start[this.at + 1] ? known(documents[row]) : null;
      }

      /* Each report: document, quotation, status, id. */
      get reports() {
        const actors = this.actors.map(([, , surface]) => surface);
        return span(reports.start, this.at, (row) =>
          [known(documents[row]), quotationOf(row, actors), statusOf(row), reports.id[row]]);
      }
    }
    for (const name of ["type", "status", "headline", "when", "reason", "killed", "injured", "style", "lost"]) {
      const value = coded(columns[name]);
      Object.defineProperty(Event.prototype, name, { get() { return value(this.at); } });
    }
    return Event;
  }

  /* The events, with their `columns` and the `groups` that the column of groups numbers. */
  function readEvents(data) {
    const groups = [...data.groups.map((group) => group.key), "other"];
    const columns = readColumns(data, groups);
    const Event = classOf(data, columns, groups);
    const events = new Array(columns.type.length);
    for (let at = 0; at < events.length; at += 1) events[at] = new Event(at);
    return Object.assign(events, { columns, groups });
  }

  Object.assign(geo, { eventsOf: readEvents });
})();
