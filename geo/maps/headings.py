"""What stands over a map of any form: its title, what it holds, of which days, and what not."""

from __future__ import annotations

from collections.abc import Iterable, Sized

import numpy as np
import numpy.typing as npt

from geo.maps.columns import NO_DAY, Columns, Integers
from geo.maps.phrases import Phrases
from geo.maps.rows import HEADLINE_CHARACTERS, SENTENCE_CHARACTERS, Row, clip, day_of
from geo.model import DatePrecision

__all__ = ["care_of", "held_of", "news_of", "period_of", "title_of"]


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
    days = _news(events)
    return _said(days, phrases) if len(days) else ""


def news_of(events: Columns, phrases: Phrases) -> str:
    """Say which days the news is of, and where other dates reach further, that they do."""
    news, every = _news(events), _days(events)
    if not len(news):
        return ""
    further = every.min() < news.min() or every.max() > news.max()
    period = _said(news, phrases)
    return phrases.say("period.news", days=period) if further else period


def _said(days: Integers, phrases: Phrases) -> str:
    return phrases.interval(day_of(int(days.min())), day_of(int(days.max())), None)


def _news(events: Columns) -> Integers:
    exact = events.counts("date_precision") <= DatePrecision.WEEK
    return _days(events, exact & (events.counts("background") <= 0))


def _days(events: Columns, chosen: npt.NDArray[np.bool_] | slice = slice(None)) -> Integers:
    """Return the first and last days of events, as far as known."""
    days = np.concatenate([events.days(name)[chosen] for name in ("date_start", "date_end")])
    known: Integers = days[days != NO_DAY]
    return known


def care_of(provenance: Iterable[Row], phrases: Phrases) -> str:
    """Say what was left out for the care of persons; may be empty."""
    said = [_care(row, phrases) for row in provenance if row["component"] == "care"]
    return clip(phrases.say("comma").join(said), SENTENCE_CHARACTERS)


def _care(row: Row, phrases: Phrases) -> str:
    """Say the choices that a row lists in the reader's language; what is none, as it stands."""
    told = []
    for choice in row["version"].split("; "):
        kind, _, extent = choice.partition("=")
        key = f"care.{kind}.{extent}"
        if key in phrases.words:
            told.append(phrases.say(key))
        elif kind == "coarsen":
            told.append(phrases.say("care.coarsen.km", distance=extent))
        else:
            return str(row["detail"])
    text = phrases.say("comma").join(told)
    return text[:1].upper() + text[1:]
