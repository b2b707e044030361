"""Datelines: what stands before a report to say where it was written, when, and by whom."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["DATELINE", "find_datelines"]

DATELINE = re.compile(
    r"^[ \t]*(?P<place>[A-Z][A-Z'’ .-]{2,40}?|"
    # Written small, a place is one only before its agency or a day: "Niamey (Agency) - ".
    r"[A-Z][\w'’.-]{1,20}(?:[ ][A-Z][\w'’.-]{1,20}){0,2}"
    r"(?=[^\n(]{0,30} \([A-Z][^)\n]{1,30}\)[ :]|,[ ][A-Z][a-z]{2,8}\.?[ ]\d{1,2}\b))"
    r"(?:,[ ](?P<country>[A-Z][\w. ]{2,30}?))?(?:,[ ][A-Z\d][^\n,–—():-]{1,40})?"
    r"(?:,[ ]\d{1,2}[ ]\w+[ ]\d{4}\b|"
    r"(?:,?[ ][A-Z\d][^\n,–—():-]{1,40})?(?:[ ]\([^)\n]{2,40}\))?"
    r"(?:[ ]?(?:--|[-–—])[ ]|(?<=\))[ ]?[-–—](?=[A-Z])|(?<=[\d)]):[ ])|"
    r"(?<=[A-Z]{4}):[ ])",
    re.MULTILINE,
)
"""A place in capitals, perhaps its country, the day and the agency, and a dash: "LIMA, May 3
(Agency) - ", "DILI, East Timor -- ", "SKOPJE: ". The style of the agencies' own stylebooks."""

# A dateline stands at the head of a text, at most below a title and a notice.
_REACH = 600


def find_datelines(text: str) -> Iterator[re.Match[str]]:
    """Yield the datelines at the head of a text."""
    return DATELINE.finditer(text[:_REACH])
