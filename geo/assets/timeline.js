/* The timeline: when events happened, and which days the map shows. Days are whole numbers counted
   from 1 January 1970 in the calendar of the reports; no time zone ever touches them. */
(function () {
  "use strict";
  const geo = window.geoMap;
  const { el, number, say, svg } = geo;
  const UNITS = ["day", "week", "month", "year"];
  const DAYS = { day: 1, week: 7, month: 30, year: 365 };
  const LONGEST = { day: 92, week: 730, month: 7300, year: Infinity };
  const MOST_BINS = 1200;
  // A date is of the years 1 to 9999.
  const ROUND = [1, 2, 5, 10];
  const PACE = 800;

  function civil(day) {
    const date = new Date(day * 864e5);
    return { year: date.getUTCFullYear(), month: date.getUTCMonth(), day: date.getUTCDate() };
  }

  function dayOf(year, month, day) {
    const date = new Date(0);
    date.setUTCFullYear(year, month, day);
    return Math.round(date.getTime() / 864e5);
  }

  /* The first day of the unit that a day lies in; weeks begin on Monday. */
  function floor(day, unit) {
    const { year, month } = civil(day);
    if (unit === "year") return dayOf(year, 0, 1);
    if (unit === "month") return dayOf(year, month, 1);
    return unit === "week" ? day - ((((day + 3) % 7) + 7) % 7) : day;
  }

  function next(day, unit) {
    const { year, month } = civil(day);
    if (unit === "year") return dayOf(year + 1, 0, 1);
    if (unit === "month") return dayOf(year, month + 1, 1);
    return day + (unit === "week" ? 7 : 1);
  }

  function sayDay(words, day) {
    const { year, month, day: date } = civil(day);
    return `${date} ${words["month." + (month + 1)]} ${year}`;
  }

  function sayInterval(words, first, last) {
    const a = civil(first);
    const b = civil(last);
    if (first === last) return sayDay(words, first);
    const month = (at) => words["month." + (at.month + 1)];
    const alone = (at) => words["month.alone." + (at.month + 1)];
    if (a.day === 1 && civil(last + 1).day === 1) {
      const from = a.month === 0 && b.month === 11 ? String(a.year) : `${alone(a)} ${a.year}`;
      const to = a.month === 0 && b.month === 11 ? String(b.year) : `${alone(b)} ${b.year}`;
      if (from === to) return from;
      return `${a.year === b.year ? alone(a) : from}\u2009–\u2009${to}`;
    }
    if (a.year === b.year && a.month === b.month) return `${a.day}\u2009–\u2009${sayDay(words, last)}`;
    if (a.year === b.year) return `${a.day} ${month(a)}\u2009–\u2009${sayDay(words, last)}`;
    return `${sayDay(words, first)}\u2009–\u2009${sayDay(words, last)}`;
  }

  /* Bins from the first day of the news to the last of all; what is told of earlier days has one
     bin before them, so that a history of decades does not press the week of the news into a line.
     Of more years than there is room for, each bin holds several, up to a round year. */
  function binsOf(first, news, last, unit) {
    const needed = unit === "year" ? (last - news) / DAYS.year / MOST_BINS : 1;
    const years = ROUND.find((number) => number >= needed);
    const onward = (day) => (years > 1 ? dayOf((Math.floor(civil(day).year / years) + 1) * years, 0, 1) : next(day, unit));
    const starts = [];
    for (let day = floor(news, unit); day <= last; day = onward(day)) starts.push(day);
    const end = onward(starts[starts.length - 1]);
    const early = first < starts[0];
    if (early) starts.unshift(first);
    return { unit, starts, end, early };
  }

  /* The place of the bin that holds a day. */
  function placeOf(bins, day) {
    let low = 0;
    let high = bins.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (bins.starts[middle] <= day) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  function lastOf(bins, place) {
    return (place + 1 < bins.starts.length ? bins.starts[place + 1] : bins.end) - 1;
  }

  function unitsFor(first, last) {
    return UNITS.filter((unit) => unit === "year" || (last - first) / DAYS[unit] <= MOST_BINS);
  }

  function sayShown(words, shown, events) {
    return shown === events.length ? say(words, "n.events", { n: shown })
      : say(words, "shown.time", { shown, n: events.length });
  }

  /* How many events have no date, and whether they are shown; null where each has one. */
  function drawUndated(words, undated, state, act) {
    if (!undated) return null;
    const box = el("input", { type: "checkbox", checked: state.undated,
      change: () => { state.undated = box.checked; act.change(); } });
    return { node: el("label", { class: "geo-time-none" }, box, ` ${words["time.undated"]} (${number(words, undated)})`),
      renew: () => { box.checked = state.undated; } };
  }

  /* Where all that has a date is of one day, or nothing has a date, there is no interval to choose. */
  function drawOneDay(words, events, none, day) {
    const title = day === null ? null : el("output", { class: "geo-time-title" }, sayDay(words, day));
    const count = el("span", { class: "geo-time-count" });
    const node = el("section", { class: "geo-timeline geo-time-alone", id: "geo-time", tabindex: "-1",
      "aria-label": words["time.title"] },
    el("div", { class: "geo-time-head" }, title, count, none && none.node));
    const renew = (_, shown) => {
      count.textContent = sayShown(words, shown, events);
      if (none) none.renew();
    };
    return { node, renew, drawTicks: () => {}, span: null };
  }

  /* Draw the timeline of events; `act` has change() and the state holds `range` and `undated`.
     Returns its element and a function that renews it, or null where there are no events. */
  function drawTimeline(data, events, state, act) {
    const words = data.words;
    const { groups, columns } = events;
    let dated = 0;
    let first = Infinity;
    let last = -Infinity;
    let news = Infinity;
    for (let at = 0; at < events.length; at += 1) {
      if (columns.first[at] === geo.NO_DAY) continue;
      dated += 1;
      first = Math.min(first, columns.first[at]);
      last = Math.max(last, columns.last[at]);
      if (columns.background[at] < 1) news = Math.min(news, columns.first[at]);
    }
    const undated = events.length - dated;
    const none = drawUndated(words, undated, state, act);
    if (!events.length) return null;
    if (!dated || first === last) return drawOneDay(words, events, none, dated ? first : null);
    if (news === Infinity) news = first;
    const units = unitsFor(news, last);
    const usual = units.find((unit) => last - news <= LONGEST[unit]) || units[0];
    let bins = binsOf(first, news, last, usual);
    const binOf = new Int32Array(events.length);
    let binned = null;
    let totals = null;
    let timer = null;

    const title = el("output", { class: "geo-time-title", "aria-live": "polite" });
    const count = el("span", { class: "geo-time-count" });
    const barPaths = ["geo-time-rest", ...groups.map((group) => "geo-time-bar g-" + group)].map((name) => svg("path", { class: name }));
    const bars = svg("svg", { class: "geo-time-bars", preserveAspectRatio: "none", "aria-hidden": "true" }, barPaths);
    const window_ = el("div", { class: "geo-time-window" });
    const handles = ["from", "to"].map((side) => el("div", { class: "geo-time-handle " + side,
      role: "slider", tabindex: "0", "aria-label": words["time." + side] }));
    const ticks = el("div", { class: "geo-time-ticks", "aria-hidden": "true" });
    const track = el("div", { class: "geo-time-track" }, bars, window_, ...handles, ticks);

    const button = (name, click) => el("button", { type: "button", class: "geo-time-button",
      "aria-label": words["time." + name], title: words["time." + name], click });
    const play = button("play", () => (timer === null ? start() : stop()));
    play.append(el("span", { "aria-hidden": "true" }, "▶"));
    const back = button("back", () => { stop(); move(-1); });
    back.append(el("span", { "aria-hidden": "true" }, "‹"));
    const on = button("on", () => { stop(); move(1); });
    on.append(el("span", { "aria-hidden": "true" }, "›"));
    const all = el("button", { type: "button", class: "geo-link", click: () => { stop(); set(0, bins.starts.length - 1); } },
      words["time.all"]);
    const unit = el("select", { class: "geo-time-unit", "aria-label": words["time.unit"],
      change: () => rescale(unit.value) }, units.map((name) =>
      el("option", { value: name, selected: name === bins.unit }, words["time." + name])));
    const node = el("section", { class: "geo-timeline", id: "geo-time", tabindex: "-1", "aria-label": words["time.title"] },
      el("div", { class: "geo-time-head" }, title, count,
        el("span", { class: "geo-time-tools" }, back, play, on, unit, all), none && none.node), track);

    function places() {
      if (!state.range) return [0, bins.starts.length - 1];
      return [placeOf(bins, state.range[0]), placeOf(bins, state.range[1])];
    }

    function set(from, to) {
      const most = bins.starts.length - 1;
      const a = Math.max(0, Math.min(from, to, most));
      const b = Math.min(most, Math.max(from, to, 0));
      state.range = a === 0 && b === most ? null : [bins.starts[a], lastOf(bins, b)];
      act.change();
    }

    function move(step) {
      const [from, to] = places();
      const most = bins.starts.length - 1;
      if (!state.range) { // the first step from all dates shows the first, or the last, unit
        set(step > 0 ? 0 : most, step > 0 ? 0 : most);
        return true;
      }
      if (from + step < 0 || to + step > most) return false;
      set(from + step, to + step);
      return true;
    }

    function stop() {
      clearInterval(timer);
      timer = null;
      play.firstChild.textContent = "▶";
      play.setAttribute("aria-label", words["time.play"]);
      play.title = words["time.play"];
      title.setAttribute("aria-live", "polite");
    }

    function start() {
      const [from, to] = places();
      if (state.range && to >= bins.starts.length - 1) set(0, to - from);
      else if (!state.range) set(0, 0);
      play.firstChild.textContent = "❚❚";
      play.setAttribute("aria-label", words["time.pause"]);
      play.title = words["time.pause"];
      title.setAttribute("aria-live", "off"); // a reader of the screen cannot keep pace
      timer = setInterval(() => { if (!move(1)) stop(); }, PACE);
    }

    function rescale(name) {
      stop();
      bins = binsOf(first, news, last, name);
      unit.value = name;
      drawTicks();
      if (state.range) set(...places());
      else act.change();
    }

    /* The first day of a day, week, month or year stands under its bar, as many as there is room for. */
    function drawTicks() {
      const most = Math.max(2, Math.floor((track.clientWidth || 600) / 68));
      const begins = (unit_, by) => (at) => {
        if (bins.early && at === 0) return false;
        const day = floor(lastOf(bins, at), unit_);
        const reached = unit_ === "year" ? civil(day).year : civil(day).month;
        const since = bins.unit === "year" ? civil(bins.starts[at]).year : reached;
        return day >= bins.starts[at] && Math.floor(reached / by) * by >= since;
      };
      const steps = [["day", () => bins.unit === "day"], ["week", (at) => begins("week", 1)(at)],
        ["month", begins("month", 1)], ["month", begins("month", 3)], ["year", begins("year", 1)],
        ["year", begins("year", 5)], ["year", begins("year", 10)], ["year", begins("year", 50)],
        ["year", begins("year", 100)], ["year", begins("year", 500)]];
      const from = ["day", "week", "month", "year"].indexOf(bins.unit);
      const places_ = bins.starts.map((_, at) => at);
      const [name, due] = steps.slice([0, 1, 2, 4][from]).find(([, test]) =>
        places_.filter(test).length <= most) || ["year", begins("year", 1000)];
      const mark = (at, text) => el("span", { style: `inset-inline-start:${share(at)}%` }, text);
      const marks = places_.filter((at) => !(bins.early && at === 0) && due(at)).map((at) => {
        const from_ = name === "day" || bins.unit === "year" ? bins.starts[at] : floor(lastOf(bins, at), name);
        const { year, month, day } = civil(from_);
        const key = "month." + (name === "month" ? "alone." : "") + (month + 1);
        return mark(at, name === "year" ? year : name === "month" ? `${words[key]} ${year}` : `${day} ${words[key]}`);
      });
      // Neither under "earlier" nor cut where the track ends.
      const roomy = marks.filter((node) => {
        const [before, after] = [0, 100].map((end) => Math.abs(end - parseFloat(node.style.insetInlineStart)) / 100 * track.clientWidth);
        return (!bins.early || before > 56) && after > 7 * node.textContent.length;
      });
      if (bins.early) roomy.unshift(mark(0, words["time.earlier"]));
      ticks.replaceChildren(...roomy);
    }

    /* How far along the track a bin begins, in per cent: all bins are equally wide. */
    function share(place) {
      return (100 * place) / bins.starts.length;
    }

    /* One path a group, however many bars: counts above each other, over the count of all. */
    function drawBars(shownOtherwise) {
      if (binned !== bins) {
        binned = bins;
        totals = new Uint32Array(bins.starts.length);
        for (let at = 0; at < events.length; at += 1) {
          binOf[at] = columns.first[at] === geo.NO_DAY ? -1 : placeOf(bins, columns.first[at]);
          if (binOf[at] >= 0) totals[binOf[at]] += 1;
        }
      }
      const length = bins.starts.length;
      const counts = new Uint32Array(length * groups.length);
      for (let at = 0; at < events.length; at += 1) {
        if (binOf[at] >= 0 && shownOtherwise(at)) counts[binOf[at] * groups.length + columns.group[at]] += 1;
      }
      const most = totals.reduce((high, total) => Math.max(high, total), 1);
      bars.setAttribute("viewBox", `0 0 ${length} ${most}`);
      const gap = length > 240 ? 0 : 0.12;
      const paths = groups.map(() => []);
      const rest = [];
      const bar = (at, from, high) => `M${at + gap / 2},${most - from}v${-high}h${1 - gap}v${high}z`;
      for (let at = 0; at < length; at += 1) {
        if (totals[at]) rest.push(bar(at, 0, totals[at]));
        let from = 0;
        for (let number = 0; number < groups.length; number += 1) {
          const high = counts[at * groups.length + number];
          if (high) paths[number].push(bar(at, from, high));
          from += high;
        }
      }
      [rest, ...paths].forEach((own, number) => {
        const d = own.join("");
        if (barPaths[number].getAttribute("d") !== d) barPaths[number].setAttribute("d", d);
      });
    }

    function renew(shownOtherwise, shown) {
      const [from, to] = places();
      const left = share(from);
      const right = share(to + 1);
      window_.style.insetInlineStart = `${left}%`;
      window_.style.width = `${right - left}%`;
      handles[0].style.insetInlineStart = `${left}%`;
      handles[1].style.insetInlineStart = `${right}%`;
      handles.forEach((handle, at) => {
        const place = at ? to : from;
        const day = at ? lastOf(bins, place) : bins.starts[place];
        handle.setAttribute("aria-valuemin", String(at ? from : 0));
        handle.setAttribute("aria-valuemax", String(at ? bins.starts.length - 1 : to));
        handle.setAttribute("aria-valuenow", String(place));
        handle.setAttribute("aria-valuetext", sayDay(words, day));
      });
      title.textContent = state.range ? sayInterval(words, state.range[0], state.range[1])
        : sayInterval(words, first, last);
      count.textContent = sayShown(words, shown, events);
      all.disabled = state.range === null;
      if (none) none.renew();
      drawBars(shownOtherwise);
    }

    function isFromRight() {
      return getComputedStyle(track).direction === "rtl";
    }

    function placeAt(x) {
      const frame = track.getBoundingClientRect();
      const part = (x - frame.left) / frame.width;
      const along = isFromRight() ? 1 - part : part;
      return Math.floor(Math.max(0, Math.min(0.9999, along)) * bins.starts.length);
    }

    /* Draw a new interval, drag the window as a whole, or one of its ends. */
    track.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      stop();
      event.preventDefault();
      track.setPointerCapture(event.pointerId);
      const grip = placeAt(event.clientX);
      const [from, to] = places();
      const end = handles.indexOf(event.target);
      if (end >= 0) handles[end].focus({ preventScroll: true });
      const whole = end < 0 && state.range && event.target === window_;
      const drag = (moved) => {
        const at = placeAt(moved.clientX);
        if (end === 0) set(Math.min(at, to), to);
        else if (end === 1) set(from, Math.max(at, from));
        else if (whole) {
          const by = Math.max(-from, Math.min(at - grip, bins.starts.length - 1 - to));
          set(from + by, to + by);
        } else set(grip, at);
      };
      const done = () => {
        track.removeEventListener("pointermove", drag);
        track.removeEventListener("pointerup", done);
        track.removeEventListener("pointercancel", done);
      };
      track.addEventListener("pointermove", drag);
      track.addEventListener("pointerup", done);
      track.addEventListener("pointercancel", done);
    });

    handles.forEach((handle, end) => handle.addEventListener("keydown", (event) => {
      const right = isFromRight() ? -1 : 1;
      const step = { ArrowLeft: -right, ArrowDown: -1, ArrowRight: right, ArrowUp: 1, PageDown: -10, PageUp: 10,
        Home: -Infinity, End: Infinity }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      stop();
      const [from, to] = places();
      const most = bins.starts.length - 1;
      const clamp = (value, low, high) => Math.max(low, Math.min(high, value));
      if (end === 0) set(clamp(from + step, 0, to), to);
      else set(from, clamp(to + step, from, most));
    }));

    window.addEventListener("resize", drawTicks);
    // The handles stand at the edges of bins, which reach beyond the first and the last event.
    const outer = units.map((name) => binsOf(first, news, last, name));
    const reach = [Math.min(...outer.map((one) => one.starts[0])), Math.max(...outer.map((one) => one.end - 1))];
    return { node, renew, drawTicks, span: { days: [first, last], reach } };
  }

  const calendar = { binsOf, lastOf, placeOf, sayInterval, units: UNITS.map((name) => ({ name, days: DAYS[name] })) };
  Object.assign(geo, { calendar, drawTimeline, sayDay });
})();
