"""Numbers in figures and in words."""

from __future__ import annotations

import re

__all__ = ["NUMBER", "ORDINALS", "UNITS", "parse_number"]

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"

UNITS = {word: number for number, word in enumerate(_SMALL.split())} | {
    word: 10 * number for number, word in enumerate(_TENS.split(), start=2)
}
"""Values of the words below a hundred."""

ORDINALS = {word: number for number, word in enumerate(_ORDINALS.split(), start=1)}
"""Values of the first ordinal words."""

_SCALES = {
    "dozen": 12,
    "hundred": 100,
    "thousand": 1_000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
}
_WORD = "|".join([*UNITS, *_SCALES])

NUMBER = (
    r"(?:(?<!\d)\d{1,3}(?:[.,]\d{3}){1,4}|(?<!\d)\d{1,12}(?:[.,]\d{1,6})?|half a dozen|a dozen|"
    rf"(?:{_WORD}))(?:[\s-](?:{_WORD})\b)*"
)
"""Pattern of a number, for regular expressions that ignore case."""

# No count of people is larger.
_LARGEST = 10**10


def parse_number(text: str) -> int | None:
    """Return the value of a number in figures or words.

    A full stop or a comma before three digits groups thousands, whichever the country's habit.

    Examples
    --------
    >>> parse_number("450.000"), parse_number("290,000"), parse_number("twenty-three")
    (450000, 290000, 23)
    >>> parse_number("1.5 million"), parse_number("four hundred"), parse_number("dozens")
    (1500000, 400, None)
    >>> parse_number("a dozen"), parse_number("two dozen"), parse_number("half a dozen")
    (12, 24, 6)
    """
    total, current = 0.0, None
    text = text.strip().lower()
    if text == "half a dozen":
        return _SCALES["dozen"] // 2
    for word in re.split(r"[\s-]+", text.removeprefix("a ")):
        value = _figure(word)
        if value is not None:
            current = value if current is None else current + value
        elif word in _SCALES:
            current = (1 if current is None else current) * _SCALES[word]
            if _SCALES[word] > 100:  # noqa: PLR2004 - "hundred" is multiplied on by "thousand"
                total, current = total + current, None
        elif word != "and":
            return None
    found = total + (current or 0)
    return round(found) if (total or current is not None) and found < _LARGEST else None


def _figure(word: str) -> float | None:
    if word in UNITS:
        return float(UNITS[word])
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", word):
        return float(re.sub(r"[.,]", "", word))
    if re.fullmatch(r"\d{1,12}(?:\.\d+)?", word):
        return float(word)
    return None
