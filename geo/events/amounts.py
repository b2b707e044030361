"""Amounts of people: a number, or the bounds that the words around it set."""

from __future__ import annotations

import re
from dataclasses import dataclass

from geo.events.numbers import NUMBER, parse_number

__all__ = ["AMOUNT", "Count", "read_amount"]

AMOUNT = re.compile(
    rf"(?:(?P<between>between|from)\s+)?(?P<low>\b{NUMBER}\b)"
    rf"(?:\s*(?:and|or|to|[-–])\s*(?P<high>{NUMBER}\b))?",
    re.IGNORECASE,
)
"""Pattern of an amount, with its bounds where two numbers stand together."""

_AT_LEAST = re.compile(
    r"\b(?:at least|(?<!no )(?<!not )more than|over|no fewer than|upwards? of|no[t]? less than|"
    r"exceeding|above|in excess of|well over)(?:\s+an?)?\W*$",
    re.IGNORECASE,
)
_AT_MOST = re.compile(
    r"\b(?:up to|as many as|not? more than|fewer than|less than|at most)\W*$", re.IGNORECASE
)
_RANGE = re.compile(r"[-–]| (?:to|or) ")
# No part of a person dies: "12.5 people" is an average.
_FRACTION = re.compile(r"\d+[.,]\d{1,2}|\d+\.\d{4,}")
# "Several hundred" is no number.
_VAGUE = re.compile(r"\b(?:several|(?:a )?few|many|tens? of|couple(?: of)?)\W*$", re.IGNORECASE)


# "Three or four hundred", "two to three thousand": the scale is that of both.
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1_000, "million": 1_000_000}
_SCALE = re.compile(r"(?P<scale>dozen|hundred|thousand|million)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A number of people; `high` is `None` for "at least", `low` for "up to"."""

    low: int | None
    high: int | None


def read_amount(text: str, *, before: str = "") -> Count | None:
    """Return the first amount of a text, with what stands before it ("at least").

    Examples
    --------
    >>> read_amount("no fewer than 12 people")
    Count(low=12, high=None)
    >>> read_amount("12 or 13 soldiers")
    Count(low=12, high=13)
    >>> read_amount("three or four hundred people")
    Count(low=300, high=400)
    >>> read_amount("several hundred people"), read_amount("12.5 people a day")
    (None, None)
    """
    match = AMOUNT.search(text)
    if match is None:
        return None
    low = parse_number(match["low"])
    prefix = before + text[: match.start()]
    if low is None or _FRACTION.fullmatch(match["low"]) or _VAGUE.search(prefix):
        return None
    high = parse_number(match["high"]) if match["high"] else None
    if high is not None and match["low"]:
        low = _scaled(low, high, match["high"])
    if high is not None and high >= low and (match["between"] or _RANGE.search(match.group())):
        return Count(low=low, high=high)
    if _AT_LEAST.search(prefix):
        return Count(low=low, high=None)
    if _AT_MOST.search(prefix):
        return Count(low=None, high=low)
    return Count(low=low, high=low)


def _scaled(low: int, high: int, words: str) -> int:
    """Return the lower of two numbers in the scale that the words of the higher give for both."""
    match = _SCALE.search(words.strip())
    if match is None:
        return low
    scale = _SCALES[match["scale"].lower()]
    return low * scale if low < scale and low * scale <= high else low
