"""Figures over the events of texts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from geo.evaluation.counts import SLOTS, Counts, Doc, Event, Share, Slots, Tally, Values, words
from geo.evaluation.toponyms import distance_km, toponyms

__all__ = ["Texts"]

# A nominal point of a large place is no better than this.
_TOLERANCES_KM = {"country": 500, "region": 250, "river": 250, "admin1": 150, "admin2": 60}
_TOLERANCE_KM = 25
_SENTENCE_BREAK = re.compile(r"(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(]*[A-Z0-9])|\n+")


class Texts(Tally):
    """Figures over events of texts; every slot counts only over events that were found.

    Recall of the foreground leaves context out.
    """

    def __init__(self) -> None:
        self.detection, self.slots = Counts(), Slots()
        self.news, self.typed, self.status = Share(), Share(), Share()
        self.dates, self.deaths = Share(), Share()

    def add(self, doc: Doc, predicted: Sequence[Event]) -> None:
        """Match the events of a text, each with at most one prediction, in gold order."""
        unmatched = list(predicted)
        actors = {
            actor["id"]: [actor["name"], *actor.get("surfaces", [])]
            for actor in doc.get("actors") or []
        }
        for want in doc.get("events") or []:
            event = _best_match(doc, want, unmatched)
            if not want.get("background"):
                self.news.add(event is not None)
            if event is None:
                self.detection.add(missed=1)
                continue
            unmatched.remove(event)
            self.detection.add(right=1)
            self._compare(doc, want, event, actors)
        self.detection.add(wrong=len(unmatched))

    def _compare(
        self, doc: Doc, want: Event, event: Event, actors: Mapping[str, list[str]]
    ) -> None:
        self.typed.add(event.get("plover") == want["plover"])
        self.status.add(event.get("status", "actual") == want["status"])
        for slot in SLOTS:
            wanted = [actors.get(actor, [actor]) for actor in want[slot]]
            self.slots.add_actors(slot, wanted, event)
        place: Any = event.get("place")
        wanted_place: Any = want.get("place")
        is_hit = bool(place and wanted_place) and is_same_place(doc, wanted_place, place)
        self.slots.add_place(wanted=wanted_place, got=place, is_hit=is_hit)
        if want.get("date_start"):
            self.dates.add(_days(event) == _days(want))
        if want.get("fatalities_low") is not None or event.get("fatalities_low") is not None:
            self.deaths.add(_deaths(event) == _deaths(want))

    def counters(self) -> tuple[Counts | Share, ...]:
        """Return the counters, always in the same order."""
        shares = (self.news, self.typed, self.status, self.dates, self.deaths)
        return (self.detection, *self.slots.counts.values(), *shares)

    def figures(self) -> dict[str, Values]:
        """Return detection, types, roles, places, dates and deaths."""
        found = self.detection
        mistyped = self.typed.of - self.typed.right
        typed = Counts(self.typed.right, found.wrong + mistyped, found.missed + mistyped)
        return {
            "events": found.right + found.missed,
            "detection_precision": found.precision,
            "detection_recall": found.recall,
            "detection_f1": found.f1,
            "foreground_recall": self.news.value,
            "type_accuracy": self.typed.value,
            "typed_f1": typed.f1,
            "status_accuracy": self.status.value,
            **self.slots.figures(),
            "date_accuracy": self.dates.value,
            "fatalities_accuracy": self.deaths.value,
        }


def _best_match(doc: Doc, want: Event, events: Sequence[Event]) -> Event | None:
    """Return the event of the same sentence that fits: trigger first, then type."""

    def fit(event: Event) -> tuple[bool, bool]:
        overlaps = event["start"] < want["end"] and want["start"] < event["end"]
        return overlaps, event.get("plover") == want["plover"]

    sentence = _sentence_number(doc["text"], want["start"])
    near = [
        event
        for event in events
        if any(fit(event)) and _sentence_number(doc["text"], event["start"]) == sentence
    ]
    return max(near, key=fit, default=None)


def _sentence_number(text: str, position: int) -> int:
    return sum(1 for _ in _SENTENCE_BREAK.finditer(text[: position + 1]))


def is_same_place(doc: Doc, want: Mapping[str, Any], got: Mapping[str, Any]) -> bool:
    """Return whether a point is as near to the gold place as its kind can tell."""
    if want.get("lat") is None:
        return words(got.get("name") or "") == words(want["name"])
    start = want.get("place_start")
    mention = next((item for item in toponyms(doc) if item["start"] == start), {})
    tolerance_km = _TOLERANCES_KM.get(mention.get("feature", ""), _TOLERANCE_KM)
    return got.get("lat") is not None and distance_km(got, want) <= tolerance_km


def _days(event: Event) -> tuple[Any, Any]:
    start = event.get("date_start")
    return start, event.get("date_end") or start


def _deaths(event: Event) -> tuple[Any, Any]:
    return event.get("fatalities_low"), event.get("fatalities_high")
