"""An evaluation as one HTML page that needs no network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from geo.escape import escape
from geo.evaluation.drawings import draw_errors, draw_reliability, draw_world
from geo.evaluation.intervals import RESAMPLES
from geo.evaluation.results import Calibration, CorpusResult, ErrorClass, Example, Measure
from geo.evaluation.wording import show_value
from geo.gazetteer import Gazetteer
from geo.pages import make_page, make_table

__all__ = ["write_page"]

_TASKS = {
    "resolve": "Resolution, names given",
    "resolve_known": "Of it, where the gazetteer has the entry",
    "resolve_raw": "Resolution, from raw text",
    "recognise": "Recognition",
    "kinds": "Literal or associative, names given",
    "kinds_raw": "Literal or associative, over names found",
    "events": "Events",
    "sentences": "Events of single sentences",
}

_KNOWN = "in_gazetteer_"

# What a reader looks for first.
_CHIEF = (
    ("recognise", "exact_f1", "names found, exact F1"),
    ("recognise", "overlap_f1", "names found, overlap F1"),
    ("resolve", "exact_match", "the very entry"),
    ("resolve", "accuracy_161km", "within 161 km"),
    ("kinds", "accuracy", "literal or not"),
    ("events", "typed_f1", "events, typed F1"),
    ("events", "place_f1", "events, place F1"),
    ("sentences", "category_f1", "sentences, category F1"),
)

_INTERVALS = (
    f"Intervals are of 95 %, from {RESAMPLES:,} samples of documents drawn with replacement. "
    "Shares are in [0, 1], distances in km."
)

_KEY = (
    "toponyms that were placed over 161 km away, or not placed. "
    '<span class="key gold"></span>the right place '
    '<span class="key found"></span>where it was put '
    '<span class="key none">×</span>left without a place. Point at a mark for its name.'
)

_STYLE = """
:root { --ink: #22262b; --quiet: #5d656e; --rule: #d8d9d6; --paper: #fffefb; --sea: #eef3f5;
  --land: #e3dfd5; --accent: #8f1d21; --good: #2f8577; --blue: #1f5f99; }
body { font: 15px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans",
  "Liberation Sans", sans-serif; color: var(--ink); background: var(--paper); margin: 0 auto;
  max-width: 1120px; padding: 24px 20px 60px; }
h1 { font-size: 26px; margin: 0 0 4px; } h2 { font-size: 21px; margin: 44px 0 10px;
  border-top: 2px solid var(--ink); padding-top: 10px; }
h3 { font-size: 16px; margin: 26px 0 8px; }
p, figcaption { color: var(--quiet); margin: 4px 0; max-width: 78ch; }
nav a { margin-right: 14px; } a { color: var(--blue); }
table { border-collapse: collapse; margin: 6px 0; }
th, td { text-align: left; padding: 3px 14px 3px 0; border-bottom: 1px solid var(--rule);
  vertical-align: top; font-weight: normal; }
thead th { color: var(--quiet); font-size: 13px; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.i { color: var(--quiet); font-variant-numeric: tabular-nums; white-space: nowrap; }
.tables { display: flex; flex-wrap: wrap; gap: 6px 48px; }
.tables > div { min-width: 0; max-width: 100%; overflow-x: auto; }
.chief { overflow-x: auto; }
details { border-bottom: 1px solid var(--rule); padding: 5px 0; }
summary { cursor: pointer; } summary b { display: inline-block; min-width: 3.2em;
  text-align: right; margin-right: 10px; font-variant-numeric: tabular-nums; }
summary i { color: var(--quiet); font-style: normal; }
summary .meter { display: inline-block; width: 90px; height: 9px; margin-right: 10px;
  background: var(--sea); } .meter span { display: block; height: 9px; background: var(--accent); }
blockquote { margin: 8px 0 10px 4.6em; padding-left: 12px; border-left: 3px solid var(--rule);
  overflow-wrap: anywhere; unicode-bidi: isolate; }
blockquote small { display: block; color: var(--quiet); } mark { background: #f6dfa4; }
svg { display: block; max-width: 100%; } svg.hidden { width: 0; height: 0; position: absolute; }
.drawings { display: flex; flex-wrap: wrap; gap: 20px; }
.reliability { width: 340px; height: 340px; } .bar { fill: var(--blue); }
.mean { fill: var(--accent); } .frame { fill: none; stroke: var(--rule); }
.diagonal { stroke: var(--quiet); stroke-dasharray: 4 4; }
svg text { font-size: 11px; fill: var(--quiet); text-anchor: middle; }
svg text.title { font-size: 13px; fill: var(--ink); } svg text.side { text-anchor: end; }
svg text.count { font-size: 9px; fill: var(--ink); }
svg text.name { text-anchor: start; fill: var(--ink); stroke: var(--paper);
  stroke-linejoin: round; paint-order: stroke; }
figure { margin: 8px 0; } .map { width: 100%; height: auto; background: var(--sea); }
.land { fill: var(--land); stroke: var(--paper); }
.gold { fill: none; stroke: var(--good); } .found { fill: var(--accent); }
.way { stroke: var(--accent); stroke-opacity: .45; fill: none; }
.cross { stroke: var(--ink); fill: none; }
.key { display: inline-block; width: 11px; height: 11px; margin: 0 5px 0 12px;
  border-radius: 50%; vertical-align: -1px; box-sizing: border-box; }
.key.gold { border: 2px solid var(--good); } .key.found { background: var(--accent); }
.key.none { border-radius: 0; width: auto; height: auto; vertical-align: 0; }
@media print { details > * { display: block; } nav { display: none; } }
"""


def write_page(
    results: Sequence[CorpusResult], *, provenance: Mapping[str, str], gazetteer: Gazetteer
) -> str:
    """Return an evaluation as a page: figures, calibration, errors with examples, maps of them.

    Parameters
    ----------
    results
        Of each corpus.
    provenance
        What was measured, and with what, in words.
    gazetteer
        Gives the land that the maps lie on.

    Returns
    -------
    One HTML file that loads nothing and runs nothing; all text in it is escaped.
    """
    title = f"Evaluation: {', '.join(result.corpus for result in results)}"
    has_maps = any(result.misplaced for result in results)
    body = [
        f"<h1>{escape(title)}</h1>",
        f"<p>{_INTERVALS}</p>",
        _contents(results),
        _chief(results),
        draw_world(gazetteer) if has_maps else "",
        *(_corpus(number, result) for number, result in enumerate(results)),
        "<h2>What was measured, and with what</h2>",
        make_table([[escape(name), escape(value)] for name, value in provenance.items()]),
    ]
    return make_page(title, style=_STYLE, body="\n".join(filter(None, body)))


def _contents(results: Sequence[CorpusResult]) -> str:
    links = "".join(
        f'<a href="#corpus-{number}">{escape(result.corpus)}</a>'
        for number, result in enumerate(results)
    )
    return f"<nav>{links}</nav>"


def _chief(results: Sequence[CorpusResult]) -> str:
    """Return the figures that a reader looks for first, a corpus a row."""
    shown = [
        (task, name, about)
        for task, name, about in _CHIEF
        if any(name in result.figures.get(task, {}) for result in results)
    ]
    rows = []
    for result in results:
        values = [result.figures.get(task, {}).get(name) for task, name, _ in shown]
        errors = [result.calibration.get("resolution")]
        rows.append(
            [
                escape(result.corpus),
                str(result.documents),
                *("-" if one is None else _short(one) for one in values),
                *("-" if one is None else f"{one.expected_error:.3f}" for one in errors),
            ]
        )
    head = ["corpus", "documents", *(about for _, _, about in shown), "calibration error"]
    return f'<div class="chief">{make_table(rows, head, numbers=1)}</div>'


def _short(measure: Measure) -> str:
    if measure.value is None:
        return "-"
    if measure.low is None or measure.high is None:
        return f"{measure.value:.3f}"
    return f"{measure.value:.3f}<br><small>{measure.low:.2f} to {measure.high:.2f}</small>"


def _corpus(number: int, result: CorpusResult) -> str:
    parts = [
        f'<h2 id="corpus-{number}">{escape(result.corpus)}: {result.documents} documents</h2>',
        '<div class="tables">',
        *(_figures(task, measures) for task, measures in _apart(result.figures)),
        "</div>",
        *_calibration(result.calibration),
        *_errors(result.errors),
    ]
    if result.misplaced:
        parts += [
            "<h3>Where errors of resolution lie</h3>",
            f"<p>{len(result.misplaced)} {_KEY}</p>",
            draw_errors(result.misplaced),
        ]
    return "\n".join(parts)


def _apart(
    figures: Mapping[str, Mapping[str, Measure]],
) -> Iterator[tuple[str, Mapping[str, Measure]]]:
    """Yield tasks, and apart from them what is measured of the entries that are known."""
    for task, measures in figures.items():
        known = {name: one for name, one in measures.items() if name.startswith(_KNOWN)}
        yield task, {name: one for name, one in measures.items() if name not in known}
        if known:
            yield f"{task}_known", known


def _figures(task: str, measures: Mapping[str, Measure]) -> str:
    rows = "".join(
        f'<tr><td>{escape(name)}</td><td class="n">{show_value(one.value)}</td>'
        f'<td class="i">{_interval(one)}</td></tr>'
        for name, one in measures.items()
    )
    return (
        f"<div><h3>{escape(_TASKS.get(task, task))}</h3><table><tbody>{rows}</tbody></table></div>"
    )


def _interval(measure: Measure) -> str:
    if measure.low is None or measure.high is None:
        return ""
    return f"{show_value(measure.low)} to {show_value(measure.high)}"


def _calibration(tables: Mapping[str, Calibration]) -> Iterator[str]:
    if not tables:
        return
    yield "<h3>Are scores what they claim to be?</h3>"
    yield (
        "<p>A score claims to be the probability that the prediction is right. Bars: the share "
        "that was right, dark where there are many; points: the mean score; numbers: how many. On "
        "the dashed line both are equal.</p>"
    )
    for name, table in tables.items():
        about = f"{name.capitalize()} scores: the probability of {table.about}."
        yield f"<p>{escape(about)}</p>"
    yield '<div class="drawings">'
    for name, table in tables.items():
        brier, error = table.brier.value, table.expected_error
        title = f"{name}: Brier {brier:.3f}, calibration error {error:.3f}"
        yield draw_reliability(table, title=title)
    yield "</div><details><summary>The same as a table</summary>"
    for name, table in tables.items():
        rows = [
            [f"{one.low:.1f} to {one.high:.1f}", str(one.count)]
            + [
                "-" if value is None else f"{value:.3f}"
                for value in (one.mean_score, one.share_right)
            ]
            for one in table.bins
        ]
        yield f"<h3>{escape(name)}</h3>"
        yield make_table(rows, ["score", "count", "mean score", "share right"], numbers=1)
    yield "</details>"


def _errors(errors: Mapping[str, Sequence[ErrorClass]]) -> Iterator[str]:
    for task, classes in errors.items():
        total = sum(one.count for one in classes)
        yield f"<h3>Errors of {escape(task)}: {total}</h3>"
        for one in classes:
            examples = "".join(map(_example, one.examples))
            yield (
                f'<details><summary><b>{one.count}</b><span class="meter">'
                f'<span style="width:{one.share:.1%}"></span></span>{escape(one.about)} '
                f"<i>{escape(one.name)}, {one.share:.1%}</i></summary>{examples}</details>"
            )


def _example(example: Example) -> str:
    sentence, start, end = example.sentence, example.start, example.end
    away = "" if example.error_km is None else f", {example.error_km:,.0f} km away"
    words = (
        f"{escape(sentence[:start])}<mark>{escape(sentence[start:end])}</mark>"
        f"{escape(sentence[end:])}"
    )
    about = f"{example.document_id}: wanted {example.wanted}; found {example.found}{away}"
    return f"<blockquote>{words}<small>{escape(about)}</small></blockquote>"
