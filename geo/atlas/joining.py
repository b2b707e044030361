"""One event made of those that several reports tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from geo.atlas.merging import explain_merging, merge_reports
from geo.atlas.rows import Row, Rows
from geo.atlas.traits import Traits
from geo.atlas.verdicts import Verdicts
from geo.model import Status
from geo.schema import TABLES

__all__ = ["combine_actors", "combine_events", "join_rows", "link_copies"]


def join_rows(
    documents: Iterable[Rows],
    traits: Iterable[Traits],
    verdicts: Verdicts,
    groups: Mapping[str, str],
) -> Rows:
    """Return the rows of all documents, the reports of one act as one event.

    Parameters
    ----------
    documents
        The rows of each document.
    traits
        What is compared of each of their reports.
    verdicts
        What an analyst has said of reports.
    groups
        The group of each document that has a copy.
    """
    rows: Rows = defaultdict(list)
    for document in documents:
        for name, given in document.items():
            rows[name] += given
    rows["actors"] = list(_once(rows["actors"]))
    for row in rows["documents"]:
        row["duplicate_group"] = groups.get(row["document_id"])
    _join_events(rows, merge_reports(traits, verdicts), verdicts, groups)
    return rows


def link_copies(copies: Iterable[tuple[str | None, str]]) -> list[str]:
    """Return what reports of one event share where one is no confirmation of the other.

    That is so where their documents copy one text or their sentences are equal, or where a third
    report copies both.

    Parameters
    ----------
    copies
        Of each report, earliest first, the group of its document, if it has one, and what reports
        of equal sentences share.

    Returns
    -------
    One id for each report: the group of the first that it copies, or what its sentence has.
    """
    kept = [(group or sentence, sentence) for group, sentence in copies]
    first: dict[str, str] = {}

    def find(one: str) -> str:
        while first.setdefault(one, one) != one:
            one = first[one]
        return one

    order = {key: at for at, key in enumerate(dict.fromkeys(chain.from_iterable(kept)))}
    for pair in kept:
        earlier, later = sorted(map(find, pair), key=order.__getitem__)
        first[later] = earlier
    return [find(group) for group, _ in kept]


def _once(actors: Iterable[Row]) -> Iterator[Row]:
    """Yield one row of each actor: of those that differ, the first by all that they say."""
    kept: dict[str, Row] = {}
    for row in actors:
        known = kept.setdefault(row["actor_id"], row)
        if known != row and _by_all(row) < _by_all(known):
            kept[row["actor_id"]] = row
    yield from kept.values()


def _by_all(row: Row) -> list[tuple[bool, str]]:
    values = (row.get(name) for name in TABLES["actors"].names)
    return [(value is None, value or "") for value in values]


def _join_events(
    rows: Rows,
    merged: Iterable[Sequence[Traits]],
    verdicts: Verdicts,
    groups: Mapping[str, str],
) -> None:
    """Put the events of several reports in the place of those of one."""
    events = {row["event_id"]: row for row in rows["events"]}
    reports = {row["report_id"]: row for row in rows["reports"]}
    actors: dict[str, list[Row]] = defaultdict(list)
    for row in rows["event_actors"]:
        actors[row["event_id"]].append(row)
    for several in merged:
        ids = [item.report_id for item in several]
        copies = link_copies(
            (groups.get(item.document_id), reports[item.report_id]["duplicate_group"])
            for item in several
        )
        for one, copy in zip(ids, copies, strict=True):
            reports[one]["duplicate_group"] = copy
        if len(several) == 1:
            continue
        told = [events.pop(one) for one in ids]
        for item in several:
            reports[item.report_id] |= {
                "event_id": ids[0],
                "merge_reason": explain_merging(item, several, verdicts),
            }
        events[ids[0]] = combine_events(told, copies)
        actors[ids[0]] = combine_actors(told, [actors.pop(one, []) for one in ids])
    rows["events"] = list(events.values())
    rows["event_actors"] = list(chain.from_iterable(actors.values()))


def combine_events(events: Sequence[Row], copies: Sequence[str]) -> Row:
    """Return one event of what several reports tell, each as an event of its own.

    Parameters
    ----------
    events
        Rows of events of one report each, earliest report first.
    copies
        The `duplicate_group` of each report.
    """
    return events[_lead(events)] | {
        "event_id": events[0]["event_id"],
        "contexts": _contexts(events),
        # The days that all reports allow; no end if none of them gives one.
        "date_start": max(_told(events, "date_start"), default=None),
        "date_end": min(_told(events, "date_end"), default=None),
        "date_precision": min(_told(events, "date_precision"), default=None),
        "fatalities_low": min(_told(events, "fatalities_low"), default=None),
        "fatalities_high": _highest(events),
        "injured": max(_told(events, "injured"), default=None),
        "report_count": len(events),
        "independent_report_count": len(set(copies)),
        "background": all(row["background"] for row in events),
        "score": max(row["score"] for row in events),
    }


def combine_actors(events: Sequence[Row], actors: Sequence[Sequence[Row]]) -> list[Row]:
    """Return who takes part in an event of several reports, in the words of the best.

    Parameters
    ----------
    events
        As `combine_events` takes them.
    actors
        Rows of the actors of each report.
    """
    kept: dict[tuple[str, str], Row] = {}
    for row in chain(actors[_lead(events)], *actors):
        kept.setdefault((row["role"], row["actor_id"]), {**row, "event_id": events[0]["event_id"]})
    return list(kept.values())


def _lead(events: Sequence[Row]) -> int:
    """Return which report tells the event best: done, as news, with a stated place, earliest."""
    return min(
        range(len(events)),
        key=lambda at: (
            events[at]["status"] != Status.ACTUAL,
            events[at]["background"],
            events[at].get("place_id") is None,
            events[at]["place_inferred"],
            at,
        ),
    )


def _told(events: Iterable[Row], column: str) -> Iterator[Any]:
    return (row[column] for row in events if row[column] is not None)


def _contexts(events: Iterable[Row]) -> str | None:
    """Return the contexts that any of the reports shows."""
    told = {context for text in _told(events, "contexts") for context in text.split("; ")}
    return "; ".join(sorted(told)) or None


def _highest(events: Iterable[Row]) -> int | None:
    """Return the highest count; open where a report that counts gives no upper bound."""
    counts = [
        row["fatalities_high"]
        for row in events
        if row["fatalities_low"] is not None or row["fatalities_high"] is not None
    ]
    return None if None in counts else max(counts, default=None)
