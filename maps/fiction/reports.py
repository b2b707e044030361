"""Who publishes what about each event, and when: the plan of reports and documents."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fiction.events import DAYS, Events
from fiction.names import Namer
from fiction.tables import read_table, read_words

__all__ = ["ORIGINAL", "Reports", "build_publishers", "build_reports"]

ORIGINAL = -1

_PUBLISHERS = 14
_COUNTS = (0.6, 0.25, 0.1, 0.05)
_LONGEST_LAG_DAYS = 6
_MOST_IN_DOCUMENT = 5
_COPY_SHARE = 0.18
_DENIAL_SHARE = 0.04


@dataclass(slots=True, kw_only=True)
class Reports:
    """Columns of reports, in the order in which documents print them.

    `act` is the wording that is used, `copy_of` the report whose words are copied, or `ORIGINAL`;
    `first` marks the earliest report of each event.
    """

    event: np.ndarray
    act: np.ndarray
    document: np.ndarray
    publisher: np.ndarray
    day: np.ndarray
    first: np.ndarray
    copy_of: np.ndarray
    denied: np.ndarray
    voice: np.ndarray

    def __len__(self) -> int:
        return len(self.event)


def build_publishers(rng: np.random.Generator, namer: Namer) -> tuple[str, ...]:
    """Return the names of the publishers, each of which says that it is fictional."""
    patterns = read_words("publisher")
    names = [
        patterns[number % len(patterns)].format(name=namer.name(int(rng.integers(5)), syllables=2))
        for number in range(_PUBLISHERS)
    ]
    return tuple(dict.fromkeys(names))


def build_reports(events: Events, rng: np.random.Generator, *, publishers: int) -> Reports:
    """Return one to four reports of each event, gathered into documents."""
    counts = rng.choice(len(_COUNTS), len(events), p=_COUNTS) + 1
    # What is contested is told by more than one side.
    counts = np.where(events.crossing > 0, np.maximum(counts, 2), counts)
    event = np.repeat(np.arange(len(events)), counts)
    ordinal = np.arange(len(event)) - np.repeat(np.cumsum(counts) - counts, counts)
    lag = rng.integers(0, 2, len(event)) + ordinal * rng.integers(0, 3, len(event))
    last = events.day[event] + np.where(events.date_precision[event] == 0, 0, 1)
    day = np.minimum(last + np.minimum(lag, _LONGEST_LAG_DAYS), DAYS + _LONGEST_LAG_DAYS)
    first_publisher = rng.integers(0, publishers, len(events))
    publisher = (first_publisher[event] + 5 * ordinal) % publishers
    order = np.lexsort((ordinal, event, publisher, day))
    copied = (ordinal > 0) & (rng.random(len(event)) < _COPY_SHARE)
    denied = (ordinal > 0) & ~copied & (rng.random(len(event)) < _DENIAL_SHARE)
    place = np.argsort(order)
    originals = place[np.arange(len(event)) - ordinal]
    plan = Reports(
        event=event[order],
        act=_wordings(events.act[event], rng)[order],
        document=_documents(publisher[order], day[order]),
        publisher=publisher[order],
        day=day[order],
        first=np.zeros(len(event), dtype=bool),
        copy_of=np.where(copied, originals, ORIGINAL)[order],
        denied=denied[order],
        voice=rng.random(len(event))[order],
    )
    _, earliest = np.unique(plan.event, return_index=True)
    plan.first[earliest] = True
    return plan


def _wordings(acts: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return for each report an act of the same kind that may be worded otherwise."""
    rows = read_table("acts")
    alike = [
        [
            number
            for number, other in enumerate(rows)
            if all(
                other[name] == row[name]
                for name in ("theatre", "event_type", "mode", "source", "target")
            )
        ]
        for row in rows
    ]
    sizes = np.array([len(own) for own in alike])
    chosen = (rng.random(len(acts)) * sizes[acts]).astype(int)
    width = max(sizes)
    table = np.array([own + [0] * (width - len(own)) for own in alike])
    wording: np.ndarray = table[acts, chosen]
    return wording


def _documents(publisher: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Return the number of each report's document: a publisher's day, in parts."""
    new = np.concatenate([[True], (np.diff(publisher) != 0) | (np.diff(day) != 0)])
    group = np.cumsum(new) - 1
    starts = np.flatnonzero(new)
    rank = np.arange(len(day)) - starts[group]
    return np.cumsum(new | (rank % _MOST_IN_DOCUMENT == 0)) - 1
