/* What a reader can take away from an event: its GeoJSON, a citation, and corrections, which are
   collected on the page and saved as the journal that the toolkit replays. */
(function () {
  "use strict";
  const geo = window.geoMap;
  const { el, told } = geo;
  const STATUSES = ["actual", "planned", "denied", "hypothetical"];
  const corrections = new Map();
  const listeners = [];

  function isoOf(day) {
    return day === null || day === undefined ? null : new Date(day * 864e5).toISOString().replace(/T.*$/, "").replace(/^\+/, "");
  }

  function sentenceOf([sentence]) {
    return sentence;
  }

  function placeOf(data, event) {
    return event.place === null ? null : data.events.places[event.place];
  }

  function geometryOf(data, event) {
    if (event.spot !== null) {
      return { type: "Point", coordinates: [data.spots.longitude[event.spot], data.spots.latitude[event.spot]] };
    }
    if (event.shape === null) return null;
    const rings = geo.decodeAll(data.shapes[event.shape].rings, data.scale);
    const closed = rings.map((ring) => [...ring, ring[0]].map(([y, x]) => [x, y]));
    return { type: "MultiPolygon", coordinates: closed.map((ring) => [ring]) };
  }

  /* Numbers of people, as the table of events has them. */
  function countsOf(data, event) {
    const { killed, injured } = data.events;
    const own = (column) => (column.bounds[column.of[event.at]] || []);
    const [low = null, best = null, high = null] = own(killed);
    const [, hurt = null] = own(injured);
    return { fatalities_low: low, fatalities_best: best, fatalities_high: high, injured: hurt };
  }

  function featureOf(data, event) {
    const documents = data.documents;
    return { type: "Feature", id: data.events.ids[event.at], geometry: geometryOf(data, event), properties: {
      headline: event.headline, event_type: event.type, status: event.status, background: event.background,
      date_start: isoOf(event.first), date_end: isoOf(event.last), place_name: placeOf(data, event),
      geoprecision: event.precision, place_inferred: event.inferred, ...countsOf(data, event), score: event.score,
      actors: event.actors.map(([actor, role, surface]) => ({ name: data.events.actor_names[actor], role, surface })),
      reports: event.reports.map(([number, pieces, status]) => ({ sentence: sentenceOf(pieces), status,
        publisher: documents.publisher[number] || null, published: isoOf(documents.published[number]),
        title: documents.title[number] || null, url: documents.link[number] || null })) } };
  }

  function citationOf(data, event) {
    const documents = data.documents;
    const where = placeOf(data, event);
    const head = [event.headline, where, event.when].filter(Boolean).join(", ");
    const told_ = event.reports.map(([number, pieces]) => {
      const origin = [documents.publisher[number], documents.title[number], geo.publishedOf(data, number),
        documents.link[number]].filter(Boolean).join(", ");
      return `“${sentenceOf(pieces).trim()}” (${origin})`;
    });
    return [`${head}.`, ...told_].join("\n");
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return;
    } catch (_) { /* a page that may not use the clipboard copies a selection */ }
    const area = el("textarea", { class: "geo-copied", readonly: "" });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }

  /* What is told of the documents that tell of an event is not read with its sentences. */
  function documentsOf(event) {
    return [["documents", event.reports.map(([number]) => number).filter((number) => number !== null)]];
  }

  function copier(data, event, name, text) {
    const words = data.words;
    const button = el("button", { type: "button", class: "geo-link", click: () => {
      geo.whenRead(data, documentsOf(event), () => {
        copy(text());
        button.textContent = words["view.copied"];
        setTimeout(() => { button.textContent = words[name]; }, 1500);
      });
    } }, words[name]);
    return button;
  }

  function correct(id, change) {
    if (Object.keys(change).length) corrections.set(id, change);
    else corrections.delete(id);
    for (const listener of listeners) listener();
  }

  function choice(label, values, current, name) {
    const select = el("select", {}, values.map((value) =>
      el("option", { value, selected: value === current }, name(value))));
    return [el("label", {}, `${label} `, select), select];
  }

  /* What is wrong with a report: that it is none, its type, or whether it happened. */
  function reportForm(data, event, [number, pieces, status, id]) {
    const words = data.words;
    const types = data.groups.flatMap((group) => group.types);
    const none = el("input", { type: "checkbox" });
    const [typeLabel, type] = choice(words["flag.type"], types, event.type, (key) => words["type." + key] || key);
    const [statusLabel, state] = choice(words["flag.status"], STATUSES, status, (key) => words["status." + key]);
    const read = () => {
      if (none.checked) return [id, { action: "no-event", report_id: id }];
      const change = {};
      if (type.value !== event.type) change.event_type = type.value;
      if (state.value !== status) change.status = state.value;
      return [id, Object.keys(change).length ? { action: "event", report_id: id, ...change } : {}];
    };
    const node = el("fieldset", {}, el("legend", {}, told(sentenceOf(pieces).trim().slice(0, 90))),
      el("label", {}, none, ` ${words["flag.none"]}`), typeLabel, statusLabel);
    return { node, read };
  }

  function flagForm(data, event) {
    const words = data.words;
    const forms = event.reports.filter((report) => report[3]).map((report) => reportForm(data, event, report));
    const place = data.events.place_ids[event.at];
    const wrong = el("input", { type: "checkbox" });
    const note = el("input", { type: "text", maxlength: 500, "aria-label": words["flag.note"], placeholder: words["flag.note"] });
    const keep = el("button", { type: "button", class: "geo-show", click: () => {
      const told_ = forms.map((form) => form.read());
      if (place) told_.push([place, wrong.checked ? { action: "no-place", place_id: place } : {}]);
      for (const [id, change] of told_) {
        if (Object.keys(change).length && note.value.trim()) change.note = note.value.trim();
        correct(id, change);
      }
      node.remove();
    } }, words["flag.keep"]);
    const node = el("div", { class: "geo-flag" }, forms.map((form) => form.node),
      place ? el("label", {}, wrong, ` ${words["flag.place"]}`) : null, note, keep);
    return node;
  }

  /* The row of actions under the evidence of an event. */
  function drawActions(data, event) {
    const words = data.words;
    const row = el("p", { class: "geo-actions" },
      copier(data, event, "copy.geojson", () => JSON.stringify(featureOf(data, event), null, 2)),
      copier(data, event, "copy.citation", () => citationOf(data, event)),
      el("button", { type: "button", class: "geo-link", click: () => {
        if (row.nextSibling) row.nextSibling.remove();
        else row.after(flagForm(data, event));
      } }, words["flag.open"]));
    return el("div", {}, row);
  }

  /* The corrections as the toolkit reads them: CSV, a line each, under these columns. */
  const COLUMNS = ["action", "report_id", "place_id", "event_type", "status", "note"];

  function journal() {
    const rows = [...corrections.values()].map((change) =>
      COLUMNS.map((name) => cell(change[name] || "")).join(","));
    return [COLUMNS.join(","), ...rows].map((row) => row + "\n").join("");
  }

  function cell(text) {
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }

  /* How many corrections there are, to save or to forget; hidden while there are none. */
  function drawCorrections(data) {
    const words = data.words;
    const count = el("b", {});
    const save = el("button", { type: "button", class: "geo-link", click: () => {
      const address = URL.createObjectURL(new Blob([journal()], { type: "text/csv" }));
      el("a", { href: address, download: "corrections.csv" }).click();
      setTimeout(() => URL.revokeObjectURL(address), 10000);
    } }, words["flag.save"]);
    const forget = el("button", { type: "button", class: "geo-link", click: () => {
      corrections.clear();
      renew();
    } }, words["flag.forget"]);
    const node = el("div", { class: "geo-notice", role: "status", hidden: true }, count, " ", save, " ", forget,
      el("p", { class: "geo-quiet" }, words["flag.how"]));
    const renew = () => {
      node.hidden = corrections.size === 0;
      count.textContent = geo.say(words, "n.corrections", { n: corrections.size });
    };
    listeners.push(renew);
    return node;
  }

  Object.assign(geo, { citationOf, drawActions, drawCorrections, featureOf, journal });
})();
