"""Forms that incidents are reported on: "Date of incident: 2 December", then what happened."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING

from geo.events.dates import find_times
from geo.model import Status

if TYPE_CHECKING:
    from geo.events.drafts import Draft
    from geo.model import When

__all__ = ["date_forms"]

_FIELD = re.compile(
    r"^[ \t]*(?:[-–•*][ \t]*)?(?:date(?:\s+and\s+time)?\s+of\s+(?:the\s+)?(?:attack|event|incident|"
    r"occurrence)|(?:event|incident)\s+date|when)[ \t]*:[ \t]*(?P<when>[^\n]{4,60})",
    re.MULTILINE | re.IGNORECASE,
)
_TOLD = frozenset({"ASSAULT", "COERCE", "MOBILIZE", "PROTEST", "RETREAT"})


def date_forms(drafts: Sequence[Draft], text: str, published: dt.date | None) -> None:
    """Give acts that no other words date the day of the form that they are told on.

    Parameters
    ----------
    drafts
        The acts of a document in text order.
    text
        The document's text.
    published
        Day of publication; without one nothing is dated.
    """
    if published is None:
        return
    fields: list[tuple[int, When | None]] = []
    for match in _FIELD.finditer(text):
        times = find_times(match["when"], published=published, offset=match.start("when"))
        fields.append((match.end(), next((t for time in times if (t := time.told(None))), None)))
    starts = [start for start, _ in fields]
    for draft in drafts if fields else ():
        number = bisect_right(starts, draft.sentence.start_char + len(draft.sentence.text) - 1)
        done = draft.reading.status is Status.ACTUAL and not draft.reading.future
        fresh = done and draft.when is None and draft.act.predicate.event_type in _TOLD
        if number and fresh:
            draft.when = fields[number - 1][1]
