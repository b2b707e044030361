/* The evidence: what an event rests on, to the sentence. */
(function () {
  "use strict";
  const { el, quote, say, sayParts, told, swatch } = window.geoMap;
  const STACK = 40;

  /* The language of a text, for those who hear the page: it need not be the page's own. */
  function languageOf(data, number) {
    return (data.documents.language || [])[number] || null;
  }

  /* The day of a document in words. */
  function publishedOf(data, number) {
    const day = data.documents.published[number];
    return day === null || day === undefined ? null : window.geoMap.sayDay(data.words, day);
  }

  function origin(data, number) {
    if (number === null || number === undefined) return null;
    return window.geoMap.later(data, [["documents", [number]]], () => drawOrigin(data, number));
  }

  function drawOrigin(data, number) {
    const documents = data.documents;
    const title = documents.title[number] || data.words["document.untitled"];
    const address = documents.link[number];
    const named = told(title, { lang: documents.title[number] ? languageOf(data, number) : null });
    const name = address
      ? el("a", { href: address, target: "_blank", rel: "noopener noreferrer nofollow" }, named) : named;
    const about = [documents.publisher[number], publishedOf(data, number)].filter(Boolean);
    return el("footer", { class: "geo-origin" },
      about.map((text, at) => [at ? " · " : "", told(text)]), about.length ? " · " : "", name);
  }

  function row(label, ...content) {
    return [el("dt", {}, label), el("dd", {}, ...content)];
  }

  function people(data, event) {
    const list = event.actors.map(([actor, role, surface]) => {
      const name = data.events.actor_names[actor];
      const words = surface && surface !== name ? [" “", told(surface), "”"] : [];
      return el("li", {}, window.geoMap.actorLink(data, actor), el("span", { class: "geo-role" },
        " ", data.words["role." + role] || role), words.length ? el("span", { class: "geo-quiet" }, words) : null);
    });
    return list.length ? el("ul", { class: "geo-plain" }, list) : null;
  }

  /* The entries that were considered for a place and not chosen, or that they are not kept. */
  function lost(data, event) {
    const words = data.words;
    if (event.lost) {
      return el("div", { class: "geo-reason" },
        sayParts(words, "colon", { what: words.alternatives, text: told(event.lost) }));
    }
    const kept = event.at < data.lost_for || data.events.place_ids[event.at] === null;
    return kept ? null : el("div", { class: "geo-reason" }, say(words, "alternatives.omitted", { n: data.lost_for }));
  }

  function where(data, event) {
    const words = data.words;
    const name = event.place === null
      ? words["place.none"] : told(data.events.places[event.place]);
    const notes = [];
    if (event.precision) notes.push(words["precision." + event.precision]);
    if (event.inferred) notes.push(words["place.inferred"]);
    return [
      name, notes.length ? el("span", { class: "geo-quiet" }, " — ", notes.join(words.comma)) : null,
      event.reason ? el("div", { class: "geo-reason" }, told(event.reason)) : null,
      event.named ? el("blockquote", {}, quote(event.named[1], languageOf(data, event.named[0])), origin(data, event.named[0])) : null,
      lost(data, event),
    ];
  }

  function reportCount(data, event) {
    const [all, independent] = event.count;
    const words = data.words;
    const text = say(words, "n.reports", { n: all });
    return all === independent ? text : text + words.comma + say(words, "n.independent", { n: independent });
  }

  function chips(data, event) {
    const words = data.words;
    const list = [el("span", { class: `geo-chip g-${event.group}` },
      swatch(event.group, event.style), data.words["type." + event.type] || event.type)];
    if (event.status !== "actual") {
      list.push(el("span", { class: "geo-chip geo-chip-status" },
        words["status." + event.status] || event.status));
    }
    if (event.background) list.push(el("span", { class: "geo-chip" }, words["background.chip"]));
    return el("p", { class: "geo-chips" }, list);
  }

  /* All that is known of an event, without its headline. */
  function drawEvidence(data, event) {
    const words = data.words;
    const facts = [
      row(words["row.when"], event.when),
      row(words["row.where"], where(data, event)),
      event.actors.length ? row(words["row.who"], people(data, event)) : [],
      event.killed ? row(words["row.fatalities"], event.killed) : [],
      event.injured ? row(words["row.injured"], event.injured) : [],
      event.score === null ? [] : row(words.confidence, say(words, "percent", { n: Math.round(event.score * 100) })),
    ];
    return el("div", { class: "geo-evidence" },
      chips(data, event),
      el("dl", {}, facts),
      el("p", { class: "geo-reports" }, reportCount(data, event)),
      event.reports.map(([number, pieces, status]) =>
        el("blockquote", {}, quote(pieces, languageOf(data, number)),
          status !== event.status
            ? el("span", { class: "geo-quiet" }, ` (${words["status." + status] || status})`) : null,
          origin(data, number))),
      window.geoMap.drawActions(data, event));
  }

  /* An event as a headline that opens onto its evidence; the evidence is made when opened. */
  function drawEvent(data, event, options) {
    const given = options || {};
    const body = el("div", { class: "geo-body" });
    const open = () => {
      if (body.childNodes.length) return;
      if (given.show) {
        body.append(el("button", { type: "button", class: "geo-show", click: given.show },
          data.words.show));
      }
      const wants = [["events", [event.at]], ["reports", window.geoMap.span(data.reports.start, event.at, (row) => row)]];
      body.append(window.geoMap.later(data, wants, () => drawEvidence(data, event)));
    };
    const details = el("details", { class: "geo-event",
      toggle: () => details.open && open(), "geo-open": () => {
        details.open = true;
        open();
      } },
      el("summary", {},
        swatch(event.group, event.style, { faded: event.background }),
        el("span", { class: "geo-line" },
          told(event.headline, { class: "geo-headline", lang: event.source === null ? null : languageOf(data, event.source) }),
          el("span", { class: "geo-meta" }, event.when,
            event.place === null ? null : [" · ", told(data.events.places[event.place])],
            event.status === "actual" ? null
              : [" · ", el("b", {}, data.words["status." + event.status] || event.status)]))),
      body);
    if (given.open) {
      details.open = true;
      open();
    }
    return details;
  }

  /* The stacked list of what happened at one place. */
  function drawStack(data, name, events) {
    const words = data.words;
    return el("section", { class: "geo-stack" },
      el("h2", {}, told(name), el("span", { class: "geo-quiet" }, ` ${say(words, "n.events", { n: events.length })}`)),
      rows(events, (event) => drawEvent(data, event, { open: events.length === 1 })));
  }

  /* Rows as far as they are looked at: a button makes the next ones. */
  function rows(items, make) {
    const list = el("div", {});
    let at = 0;
    const more = el("button", { type: "button", class: "geo-link", click: () => add() });
    const add = () => {
      more.before(...items.slice(at, at + STACK).map(make));
      at += STACK;
      more.hidden = at >= items.length;
    };
    list.append(more);
    more.textContent = "…";
    add();
    return list;
  }

  function drawNaming(data, [number, pieces, score, reason, others]) {
    const words = data.words;
    return el("blockquote", {}, quote(pieces, languageOf(data, number)), origin(data, number),
      el("div", { class: "geo-reason" }, told(reason),
        score === null ? null : ` (${say(words, "percent", { n: Math.round(score * 100) })})`),
      others ? el("div", { class: "geo-reason" },
        sayParts(words, "colon", { what: words.alternatives, text: told(others) })) : null);
  }

  /* A place that the texts name: each mention with its sentence and why it was resolved so. */
  function drawMention(data, mention) {
    const words = data.words;
    return el("section", { class: "geo-stack" },
      el("h2", {}, told(mention.name), el("span", { class: "geo-quiet" }, " ", told(mention.where))),
      el("p", { class: "geo-quiet" }, told(mention.entry)),
      window.geoMap.later(data, [["mentions", [mention.at]]], () => el("div", {}, mention.rows.map((row_) => drawNaming(data, row_)))),
      mention.more ? el("p", { class: "geo-quiet" }, say(words, "mentions.omitted", { n: mention.more })) : null);
  }

  function drawFigure(data, [number, measure, whose, pieces, document_]) {
    const words = data.words;
    return el("li", {},
      el("div", { class: "geo-total" }, el("b", {}, number), " ", words["measure." + measure] || measure),
      el("div", { class: "geo-quiet" }, whose ? told(whose) : words["figures.unattributed"]),
      el("blockquote", {}, quote(pieces, languageOf(data, document_)), origin(data, document_)));
  }

  Object.assign(window.geoMap, { drawEvent, drawFigure, drawMention, drawStack, languageOf, origin, publishedOf });
})();
