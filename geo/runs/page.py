"""The report of a run as one page of HTML that needs no network and runs nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from geo.escape import escape
from geo.pages import make_page, make_table

__all__ = ["write_page"]

# What a page shows of a text, and of a list; the JSON has the rest.
_LONGEST = 300
_LONGEST_NAME = 60
_MOST_COUNTRIES = 40
_MOST_INPUTS = 20
_MOST_PERIODS = 12

_YEAR = 4

_TILES = (
    ("documents", "documents"),
    ("rejected", "rejected"),
    ("characters", "characters"),
    ("toponyms", "names of places"),
    ("reports", "reports"),
    ("events", "events"),
)

_STYLE = """
:root { color-scheme: light dark; --ink: #22262b; --quiet: #5d656e; --rule: #d8d9d6;
  --paper: #fffefb; --tint: #eef3f5; --accent: #1f5f99; --bad: #8f1d21; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e7e4; --quiet: #a3abb2; --rule: #3b4147;
  --paper: #17191c; --tint: #24292e; --accent: #6fa8dc; --bad: #e58a85; } }
* { box-sizing: border-box; }
body { font: 15px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans",
  "Liberation Sans", sans-serif; color: var(--ink); background: var(--paper); margin: 0 auto;
  max-width: 980px; padding: 24px 20px 60px; overflow-wrap: anywhere; }
h1 { font-size: 26px; margin: 0 0 4px; line-height: 1.2; }
h2 { font-size: 19px; margin: 36px 0 8px; border-top: 2px solid var(--ink); padding-top: 8px; }
p { color: var(--quiet); margin: 4px 0 10px; max-width: 78ch; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(130px, 1fr)); gap: 10px;
  margin: 20px 0 0; padding: 0; list-style: none; }
.tiles li { background: var(--tint); padding: 10px 12px; }
.tiles b { display: block; font-size: 24px; font-weight: 600; line-height: 1.2;
  font-variant-numeric: tabular-nums; }
.tiles .bad b { color: var(--bad); }
.bar { display: grid; grid-template-columns: 23em 1fr 18em; gap: 2px 12px; align-items: center;
  padding: 3px 0; break-inside: avoid; }
.columns .bar { grid-template-columns: minmax(0, 11em) 1fr 4.5em; }
.meter { background: var(--tint); height: 12px; }
.meter > span { display: block; height: 100%; background: var(--accent); }
.bar > .n, td.n, th.n { text-align: right; font-variant-numeric: tabular-nums;
  white-space: nowrap; }
.columns { columns: 2 340px; column-gap: 44px; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; margin: 6px 0; }
th, td { text-align: left; padding: 4px 14px 4px 0; border-bottom: 1px solid var(--rule);
  vertical-align: top; font-weight: normal; }
td:first-child { min-width: 7em; } td.n, th.n { padding: 4px 8px; }
thead th { color: var(--quiet); font-size: 13px; }
.wide td:first-child, .wide th { white-space: nowrap; overflow-wrap: normal; }
td > .heat { display: block; margin: -4px -8px; padding: 4px 8px; }
ol.reasons { list-style: none; margin: 8px 0; padding: 0; }
.reasons li { display: grid; grid-template-columns: 5.5em 1fr; gap: 0 14px; padding: 7px 0;
  border-bottom: 1px solid var(--rule); unicode-bidi: isolate; }
.reasons b { text-align: right; font-variant-numeric: tabular-nums; color: var(--bad); }
.reasons small { grid-column: 2; color: var(--quiet); font-size: 13px; }
code { font: 13px/1.4 ui-monospace, "DejaVu Sans Mono", monospace; }
@media (max-width: 640px) { body { padding: 16px 12px 40px; } .tiles b { font-size: 20px; }
  .tiles { grid-template-columns: 1fr 1fr; }
  .shares .bar { grid-template-columns: 1fr max-content; padding: 5px 0; }
  .shares .meter { grid-area: 2 / 1 / 3 / 3; }
  .columns .bar { grid-template-columns: minmax(0, 10em) 1fr 3.5em; }
  .reasons li { grid-template-columns: 3em 1fr; } }
@media print { :root { --ink: #000; --quiet: #444; --paper: #fff; --tint: #eee;
  --rule: #bbb; --accent: #1f5f99; --bad: #8f1d21; color-scheme: light; }
  body { max-width: none; padding: 0; font-size: 11px; }
  h2, h2 + p { break-after: avoid; } h2 { margin-top: 20px; } thead th { font-size: 10px; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  tr, li { break-inside: avoid; } .tiles { grid-template-columns: repeat(6, 1fr); }
  .tiles b { font-size: 16px; } .wide { overflow: visible; }
  .wide td, .wide th { padding-right: 5px; font-size: 9px; } code, small { font-size: 10px; }
  .columns .bar { grid-template-columns: minmax(0, 14em) 1fr 5em; }
  .reasons small { font-size: 10px; } }
"""


def write_page(told: Mapping[str, Any]) -> str:
    """Return what a run did as a page.

    Parameters
    ----------
    told
        What `describe_run` returns.

    Returns
    -------
    One HTML file that loads nothing and runs nothing; all text in it is escaped.
    """
    title = f"Run report: geo {told['command']}"
    body = [
        f"<h1>{escape(title)}</h1>",
        f"<p>{_opening(told)}</p>",
        _tiles(told["totals"]),
        *_coverage(told["coverage"]),
        *_events(told["events"]),
        *_countries(told["countries"]),
        *_rejections(told["rejections"], told["totals"].get("rejected", 0)),
        *_parts(told["parts"]),
        *_made_with(told),
    ]
    return make_page(title, style=_STYLE, body="\n".join(body))


def _short(text: object, longest: int = _LONGEST) -> str:
    words = str(text)
    return escape(words if len(words) <= longest else f"{words[:longest]}…")


def _opening(told: Mapping[str, Any]) -> str:
    seconds = told["seconds"]
    documents = told["totals"].get("documents", 0)
    rate = f", {documents / seconds:,.1f} documents a second" if seconds and documents else ""
    took = f"{seconds:,.0f}" if seconds >= _MOST_PERIODS else f"{seconds:,.1f}"
    started = str(told["started"]).replace("T", " ").replace("+00:00", " UTC")
    return f"Started {_short(started)} and took {took} seconds{rate}."


def _tiles(totals: Mapping[str, int]) -> str:
    tiles = "".join(
        f"<li{_bad(name, totals)}><b>{totals.get(name, 0):,}</b>{escape(label)}</li>"
        for name, label in _TILES
    )
    return f'<ul class="tiles">{tiles}</ul>'


def _bad(name: str, totals: Mapping[str, int]) -> str:
    return ' class="bad"' if name == "rejected" and totals.get(name) else ""


def _bar(label: str, share: float, value: str) -> str:
    """Return a bar of a share in [0, 1]; label and value are HTML."""
    width = f"{min(max(share, 0.0), 1.0):.2%}"
    return (
        f'<div class="bar"><span>{label}</span><span class="meter">'
        f'<span style="width:{width}"></span></span><span class="n">{value}</span></div>'
    )


def _coverage(shares: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    known = [one for one in shares if one["share"] is not None]
    if not known:
        return
    yield "<h2>Coverage</h2>"
    bars = "".join(
        _bar(
            escape(one["meaning"]),
            one["share"],
            f"{one['share']:.1%} &#183; {one['count']:,} of {one['of']:,}",
        )
        for one in known
    )
    yield f'<div class="shares">{bars}</div>'


def _events(events: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield events of each type in months, or in years where they are of many months."""
    if not events:
        return
    months = {one["month"] for one in events if one["month"] is not None}
    length = None if len(months) <= _MOST_PERIODS else _YEAR
    periods = sorted({month[:length] for month in months})
    shown, earlier = periods[-_MOST_PERIODS:], periods[:-_MOST_PERIODS]
    cells: Counter[tuple[str, str]] = Counter()
    for one in events:
        period = "no day" if one["month"] is None else one["month"][:length]
        cells[one["event_type"], "earlier" if period in earlier else period] += one["events"]
    columns = [
        *(["earlier"] if earlier else []),
        *shown,
        *(["no day"] if any(one["month"] is None for one in events) else []),
    ]
    yield f"<h2>Events by type and {'month' if length is None else 'year'}</h2>"
    yield "<p>By the first day of each; merged over all documents.</p>"
    yield f'<div class="wide">{_matrix(cells, columns)}</div>'


def _matrix(cells: Mapping[tuple[str, str], int], columns: Sequence[str]) -> str:
    totals: Counter[str] = Counter()
    sums: Counter[str] = Counter()
    for (kind, period), number in cells.items():
        totals[kind] += number
        sums[period] += number
    most = max(cells.values(), default=1)
    rows = [
        [_short(kind), *(_heat(cells.get((kind, one), 0), most) for one in columns), f"{total:,}"]
        for kind, total in sorted(totals.items(), key=lambda item: (-item[1], item[0]))
    ]
    rows.append(["all", *(f"{sums[one]:,}" for one in columns), f"{sum(sums.values()):,}"])
    return make_table(rows, ["type", *map(escape, columns), "all"], numbers=1)


def _heat(number: int, most: int) -> str:
    if not number:
        return ""
    share = 8 + 52 * number / most
    tint = f"background:color-mix(in srgb, var(--accent) {share:.0f}%, transparent)"
    return f'<span class="heat" style="{tint}">{number:,}</span>'


def _countries(countries: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if not countries:
        return
    most = countries[0]["toponyms"]
    shown = countries[:_MOST_COUNTRIES]
    yield "<h2>Places by country</h2>"
    rest = sum(one["toponyms"] for one in countries[_MOST_COUNTRIES:])
    more = f" Further {len(countries) - len(shown)} countries have {rest:,}." if rest else ""
    yield f"<p>Resolved names of places, each time one is mentioned.{more}</p>"
    bars = "".join(
        _bar(_short(one["name"], _LONGEST_NAME), one["toponyms"] / most, f"{one['toponyms']:,}")
        for one in shown
    )
    yield f'<div class="columns">{bars}</div>'


def _rejections(rejections: Sequence[Mapping[str, Any]], total: int) -> Iterator[str]:
    yield "<h2>What was rejected</h2>"
    if not rejections:
        yield "<p>Nothing.</p>"
        return
    yield (
        f"<p>{total:,} in all. Reasons that differ in numbers and names alone are counted as one, "
        "and shown as the first of them was told.</p>"
    )
    items = "".join(
        f"<li><b>{one['count']:,}</b><span>{_short(one['reason'])}</span>"
        f"<small>{_first(one)}</small></li>"
        for one in rejections
    )
    yield f'<ol class="reasons">{items}</ol>'


def _first(one: Mapping[str, Any]) -> str:
    named = ", ".join(f"<code>{_short(item)}</code>" for item in one["first_documents"])
    stage = f"stage {_short(one['stage'])}" if one["stage"] else ""
    first = f"first: {named}" if named else ""
    return "; ".join(filter(None, (stage, first)))


def _parts(parts: Mapping[str, Any]) -> Iterator[str]:
    if not parts["count"]:
        return
    yield "<h2>Slowest parts</h2>"
    yield (
        f"<p>Of {parts['count']:,} parts, which took {parts['seconds']:,.0f} seconds of their "
        "processes in all, those of earlier runs included.</p>"
    )
    rows = [
        [
            f"<code>{_short(one['part'])}</code>",
            f"{one['seconds']:,.1f}",
            f"{one['documents']:,}",
            f"{one['rejected']:,}",
            f"{one['characters']:,}",
            f"{one['documents'] / one['seconds']:,.1f}" if one["seconds"] else "-",
        ]
        for one in parts["slowest"]
    ]
    head = ["part", "seconds", "documents", "rejected", "characters", "documents a second"]
    yield f'<div class="wide">{make_table(rows, head, numbers=1)}</div>'


def _made_with(told: Mapping[str, Any]) -> Iterator[str]:
    yield "<h2>Inputs and outputs</h2>"
    yield make_table(
        [
            [label, "<br>".join(_listed(told[name]))]
            for label, name in (("read", "inputs"), ("written", "outputs"))
        ]
    )
    yield "<h2>Components and settings</h2>"
    components = [
        [_short(one["component"]), _short(one["version"]), _short(one["detail"])]
        for one in told["components"]
    ]
    yield make_table(components, ["component", "version", ""])
    settings = [[escape(name), _value(value)] for name, value in told["settings"].items()]
    yield make_table(settings, ["setting", "value"])
    yield f"<p>Made with {_short(told['made_with'])}.</p>"


def _listed(names: Sequence[str]) -> Iterable[str]:
    yield from (f"<code>{_short(name)}</code>" for name in names[:_MOST_INPUTS])
    if len(names) > _MOST_INPUTS:
        yield f"and {len(names) - _MOST_INPUTS:,} more"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "<br>".join(_listed([str(one) for one in value])) or "none"
    return _short(f"{value:,}" if isinstance(value, int) else value)
