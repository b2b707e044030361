"""What stands over a map of any form: its title, what it holds, of which days, and what not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from geo.maps.phrases import Phrases
from geo.maps.rows import HEADLINE_CHARACTERS, Row, clip
from geo.model import DatePrecision

__all__ = ["care_of", "held_of", "in_order", "period_of", "title_of"]


def in_order(events: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return events by first day, undated last."""
    return sorted(
        events,
        key=lambda row: (
            row["date_start"] is None,
            row["date_start"] or dt.date.min,
            row["event_id"],
        ),
    )


def title_of(title: str | None, events: Sequence[Row], phrases: Phrases) -> str:
    """Return a title that was given, or else one that says whether there are events."""
    if title:
        return clip(title, HEADLINE_CHARACTERS)
    return phrases.say("title.events" if events else "title.places")


def held_of(*, events: int, places: int, texts: int, phrases: Phrases) -> str:
    """Say how much a map holds."""
    counts = {"n.events": events, "n.places": places, "n.texts": texts}
    return " \u00b7 ".join(phrases.count(key, number) for key, number in counts.items())


def period_of(events: Iterable[Row], phrases: Phrases) -> str:
    """Say which days the news of a map is of, as far as known to the week; may be empty."""
    days = [
        day
        for row in events
        if not row["background"] and (row["date_precision"] or 1) <= DatePrecision.WEEK
        for name in ("date_start", "date_end")
        if (day := row[name]) is not None
    ]
    return phrases.interval(min(days), max(days), None) if days else ""


def care_of(provenance: Iterable[Row], *, limit: int) -> list[str]:
    """Return what the provenance says was left out for the care of persons, each clipped."""
    return [clip(row["detail"], limit) for row in provenance if row["component"] == "care"]
