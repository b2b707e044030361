"""The form of gold and predictions: what is wrong with a record, and what to write instead."""

from __future__ import annotations

import math
import re
import reprlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from geo.evaluation.counts import SLOTS, Doc
from geo.evaluation.toponyms import ASSOCIATIVE, LITERAL, is_geocodable

__all__ = ["KINDS", "event_faults", "is_coded", "toponym_faults", "with_numbers"]

# What GeoWebNews annotates beside place names (Gritta, Pilehvar and Collier, 2019): nothing that
# is literal or associative.
_OTHER_KINDS = frozenset(
    ("Homonym", "Language", "Literal_Expression", "Non_Lit_Expression", "Non_Toponym")
)

KINDS = LITERAL | ASSOCIATIVE | _OTHER_KINDS
"""Names of kinds that are known, whether or not they are scored."""

_DIGITS = re.compile(r"[0-9]{1,12}")
_MOST_GEONAMES = 10**12
_MOST_DEGREES: Mapping[str, int] = {"lat": 90, "lon": 180}
_LISTS = ("toponyms", "places")

_BRIEF = reprlib.Repr()
_BRIEF.maxstring = _BRIEF.maxother = 60


def with_numbers(doc: Doc) -> Doc:
    """Return a record whose GeoNames ids are numbers, also where it has them as text."""
    return {
        key: [_with_number(item) for item in value] if key in _LISTS and value else value
        for key, value in doc.items()
    }


def _with_number(toponym: Mapping[str, Any]) -> Mapping[str, Any]:
    given = toponym.get("geonameid")
    return toponym if given is None or type(given) is int else {**toponym, "geonameid": int(given)}


def toponym_faults(doc: Doc, *, is_gold: bool) -> Iterator[str]:
    """Yield what is wrong with the toponyms of a record, in their order.

    Predictions may give one answer twice, as they are asked for a span that gold gives twice.
    """
    for key in _LISTS:
        if doc.get(key) is not None and not isinstance(doc[key], list):
            yield f"has {key} that are no list; write a list of objects with start and end"
            return
    taken: dict[tuple[int, int], int] = {}
    answers: dict[tuple[int, int], Any] = {}
    for key in _LISTS:
        for number, item in enumerate(doc.get(key) or [], start=1):
            faults = [*_toponym(item, doc.get("text"))]
            yield from (f"{key[:-1]} {number} {fault}" for fault in faults)
            is_scored = not faults and _is_scored(item)
            place = (item["start"], item["end"]) if is_scored else None
            if place is None:
                continue
            same = answers.setdefault(place, item) == item
            if taken.setdefault(place, number) != number and (is_gold or not same):
                yield (
                    f"{key[:-1]} {number} has the span {place[0]} to {place[1]} of "
                    f"{key[:-1]} {taken[place]}; annotate each span once"
                )


def _is_scored(toponym: Mapping[str, Any]) -> bool:
    """Return whether a toponym is compared; GeoWebNews gives some spans a second kind, of none."""
    kind = toponym.get("kind")
    return kind in LITERAL | ASSOCIATIVE or (kind not in _OTHER_KINDS and is_geocodable(toponym))


def _toponym(item: object, text: object) -> Iterator[str]:
    if not isinstance(item, Mapping):
        yield f"is {_shown(item)}; write an object with start and end"
        return
    length = len(text) if isinstance(text, str) else math.inf
    spans = [*_span(item, length)]
    yield from spans
    yield from _point(item)
    yield from _geonameid(item.get("geonameid"))
    kind, surface = item.get("kind"), item.get("surface")
    if kind is not None and (not isinstance(kind, str) or kind not in KINDS):
        yield f"has the unknown kind {_shown(kind)}; write literal, metonymic or modifier"
    if surface is not None and isinstance(text, str) and not spans:
        there = text[item["start"] : item["end"]]
        if surface != there:
            yield f"has the surface {_shown(surface)}, and its span {_shown(there)}; mend one"
    for name in ("confidence", "recognition"):
        score = item.get(name)
        if isinstance(score, int | float) and not 0 <= score <= 1:
            yield f"has a {name} of {_shown(score)}; write a probability from 0 to 1, or none"


def _span(item: Mapping[str, Any], length: float = math.inf) -> Iterator[str]:
    start, end = item.get("start"), item.get("end")
    is_whole = type(start) is int and type(end) is int
    if not is_whole or not 0 <= start < end <= length:  # type: ignore[operator]
        inside = "" if length == math.inf else f" inside the text of {length} characters"
        yield (
            f"has start {_shown(start)} and end {_shown(end)}; "
            f"give whole numbers{inside}, the end after the start"
        )


def _point(item: Mapping[str, Any]) -> Iterator[str]:
    for name, other in (("lat", "lon"), ("lon", "lat")):
        value = item.get(name)
        if value is None:
            if item.get(other) is not None:
                yield f"has {other} and no {name}; give both or neither"
        elif not _is_within(value, _MOST_DEGREES[name]):
            most = _MOST_DEGREES[name]
            yield f"has the {name} {_shown(value)}; write degrees from -{most} to {most}"


def _is_within(value: object, most: int) -> bool:
    """Return whether a value is a number, or one as text, within bounds."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return False
    try:
        return abs(float(value)) <= most
    except (ValueError, OverflowError):
        return False


def _geonameid(value: object) -> Iterator[str]:
    is_whole = (
        type(value) is int
        or (isinstance(value, float) and value.is_integer())
        or (isinstance(value, str) and _DIGITS.fullmatch(value) is not None)
    )
    if value is not None and not (is_whole and 0 < int(value) < _MOST_GEONAMES):  # type: ignore[call-overload]
        yield f"has the geonameid {_shown(value)}; write the number of GeoNames, such as 170063"


def event_faults(doc: Doc, *, is_gold: bool) -> Iterator[str]:
    """Yield what is wrong with the events of a record that are scored, in their order."""
    events = doc.get("events")
    if events is not None and not isinstance(events, list):
        yield "has events that are no list; write a list of objects"
        return
    for number, event in enumerate(events or [], start=1):
        if not isinstance(event, Mapping):
            yield f"event {number} is {_shown(event)}; write an object"
        elif not is_gold or is_coded(event):
            yield from (f"event {number} {fault}" for fault in _event(event, is_gold=is_gold))
    if is_gold and events:
        yield from _actors(doc.get("actors"))
        has_spans = any(isinstance(event, Mapping) and "start" in event for event in events)
        if has_spans and not isinstance(doc.get("text"), str):
            yield "has events and no text; give the text, whose sentences tell which are the same"


def is_coded(event: Mapping[str, Any]) -> bool:
    """Return whether gold says of an event where it stands and of what type it is."""
    return "plover" in event and ("start" in event or isinstance(event.get("trigger"), Mapping))


def _event(event: Mapping[str, Any], *, is_gold: bool) -> Iterator[str]:
    if is_gold and "start" not in event:
        yield from (f"has a trigger that {fault}" for fault in _span(event["trigger"]))
    else:
        yield from _span(event)
    yield from _roles(event, is_gold=is_gold)
    place = event.get("place")
    if place is not None and not isinstance(place, Mapping):
        yield f"has the place {_shown(place)}; write an object, or null"
    elif place:
        yield from (f"has a place that {fault}" for fault in _place(event, is_gold=is_gold))


def _roles(event: Mapping[str, Any], *, is_gold: bool) -> Iterator[str]:
    if is_gold:
        for name in ("plover", "status"):
            if not isinstance(event.get(name), str):
                yield f"has the {name} {_shown(event.get(name))}; write it as text"
    for slot in SLOTS:
        named = event.get(slot)
        if (named is not None or is_gold) and not _are_texts(named):
            yield f"has the {slot} {_shown(named)}; write a list of texts, [] for none"


def _place(event: Mapping[str, Any], *, is_gold: bool) -> Iterator[str]:
    place = event["place"]
    yield from _point(place)
    if not is_gold:
        if place.get("start") is not None:
            yield from _span(place)
    elif "start" not in event:
        yield from _span(place)
    elif place.get("lat") is None and not isinstance(place.get("name"), str):
        yield "has neither a point nor a name; give one of them"


def _actors(actors: object) -> Iterator[str]:
    if actors is not None and not isinstance(actors, list):
        yield "has actors that are no list; write a list of objects with id and name"
        return
    for number, actor in enumerate(actors or [], start=1):
        is_sound = (
            isinstance(actor, Mapping)
            and isinstance(actor.get("id"), str | int)
            and isinstance(actor.get("name"), str)
            and _are_texts(actor.get("surfaces", []))
        )
        if not is_sound:
            yield f"actor {number} is {_shown(actor)}; write an object with id, name and surfaces"


def _are_texts(value: object) -> bool:
    is_list = isinstance(value, Sequence) and not isinstance(value, str)
    return is_list and all(isinstance(item, str) for item in value)  # type: ignore[attr-defined]


def _shown(value: object) -> str:
    """Return a value as one short line that can be printed, however long or deep it is."""
    return _BRIEF.repr(value)
