"""What stands over a map of any form: its title, what it holds, of which days, and what not."""

from __future__ import annotations

from collections.abc import Iterable, Sized

import numpy as np

from geo.maps.columns import NO_DAY, Columns
from geo.maps.phrases import Phrases
from geo.maps.rows import HEADLINE_CHARACTERS, Row, clip, day_of
from geo.model import DatePrecision

__all__ = ["care_of", "held_of", "period_of", "title_of"]


def title_of(title: str | None, events: Sized, phrases: Phrases) -> str:
    """Return a title that was given, or else one that says whether there are events."""
    if title:
        return clip(title, HEADLINE_CHARACTERS)
    return phrases.say("title.events" if events else "title.places")


def held_of(*, events: int, places: int, texts: int, phrases: Phrases) -> str:
    """Say how much a map holds."""
    counts = {"n.events": events, "n.places": places, "n.texts": texts}
    return " \u00b7 ".join(phrases.count(key, number) for key, number in counts.items())


def period_of(events: Columns, phrases: Phrases) -> str:
    """Say which days the news of a map is of, as far as known to the week; may be empty."""
    exact = events.counts("date_precision") <= DatePrecision.WEEK
    news = exact & (events.counts("background") <= 0)
    days = np.concatenate([events.days(name)[news] for name in ("date_start", "date_end")])
    known = days[days != NO_DAY]
    if not len(known):
        return ""
    return phrases.interval(day_of(int(known.min())), day_of(int(known.max())), None)


def care_of(provenance: Iterable[Row], *, limit: int) -> list[str]:
    """Return what the provenance says was left out for the care of persons, each clipped."""
    return [clip(row["detail"], limit) for row in provenance if row["component"] == "care"]
