"""Figures over the events of single sentences, some of which hold none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from geo.evaluation.counts import (
    SLOTS,
    Counts,
    Doc,
    Event,
    Share,
    Slots,
    Tally,
    Values,
    overlaps,
    span,
)

__all__ = ["Sentences"]

# An act inside one of these may be left out: it is demanded, promised, threatened or refused.
_FRAMES = frozenset(("REQUEST", "AGREE", "THREATEN", "REJECT"))


class Sentences(Tally):
    """Figures over single sentences; some of them hold no event.

    `fires_on_negatives`, the share of those for which an event was found, should be low.
    """

    def __init__(self) -> None:
        self.triggers, self.categories, self.slots = Counts(), Counts(), Slots()
        self.typed, self.status, self.negatives = Share(), Share(), Share()
        self.read = Share()

    def add(self, doc: Doc, predicted: Sequence[Event]) -> None:
        """Match the events of a sentence; context does not count."""
        self.read.add(right=True)
        got = [event for event in predicted if not event.get("background")]
        wanted = doc.get("events") or []
        if not wanted:
            self.negatives.add(got)
            self.triggers.add(wrong=len(got))
            return
        free = _optional(wanted)
        self._add_categories(wanted, free, [event.get("plover") for event in got])
        for want in wanted:
            event = _event_at(want, got)
            if event is None:
                self.triggers.add(missed=want not in free)
                continue
            got.remove(event)
            self.triggers.add(right=1)
            self._compare(want, event)
        self.triggers.add(wrong=len(got))

    def _add_categories(
        self, wanted: Sequence[Event], free: Sequence[Event], types: list[Any]
    ) -> None:
        for want in sorted(wanted, key=lambda event: event in free):
            if want["plover"] in types:
                types.remove(want["plover"])
                self.categories.add(right=1)
            elif want not in free:
                self.categories.add(missed=1)
        self.categories.add(wrong=len(types))

    def _compare(self, want: Event, event: Event) -> None:
        self.typed.add(event.get("plover") == want["plover"])
        self.status.add(event.get("status", "actual") == want["status"])
        for slot in SLOTS:
            self.slots.add_actors(slot, [[surface] for surface in want[slot]], event)
        place: Any = event.get("place")
        wanted_place: Any = want.get("place")
        is_hit = (
            bool(place and wanted_place)
            and place.get("start") is not None
            and overlaps(span(place), [span(wanted_place)])
        )
        self.slots.add_place(wanted=wanted_place, got=place, is_hit=is_hit)

    def counters(self) -> tuple[Counts | Share, ...]:
        """Return the counters, always in the same order."""
        shares = (self.typed, self.status, self.negatives, self.read)
        return (self.triggers, self.categories, *self.slots.counts.values(), *shares)

    def figures(self) -> dict[str, Values]:
        """Return detection, categories, roles and places."""
        return {
            "sentences": self.read.of,
            "trigger_precision": self.triggers.precision,
            "trigger_recall": self.triggers.recall,
            "trigger_f1": self.triggers.f1,
            "category_f1": self.categories.f1,
            "type_accuracy": self.typed.value,
            "status_accuracy": self.status.value,
            **self.slots.figures(),
            "fires_on_negatives": self.negatives.value,
        }


def _event_at(want: Event, events: Sequence[Event]) -> Event | None:
    """Return an event whose trigger overlaps; of several one of the same type."""
    near = [event for event in events if overlaps(span(event), [span(want["trigger"])])]
    return max(near, key=lambda event: event.get("plover") == want["plover"], default=None)


def _optional(events: Sequence[Event]) -> list[Event]:
    """Return the events that a coder may leave out.

    These are the act inside a demand or promise, and the word that denies an act.
    """
    types = {event["plover"] for event in events}
    statuses = {event["status"] for event in events}
    return [
        event
        for event in events
        if (event["status"] in {"hypothetical", "planned"} and types & _FRAMES - {event["plover"]})
        or (event["plover"] == "REJECT" and "denied" in statuses)
    ]
