"""The words around a name: kinds of places, abbreviations, directions, what stands in a town.

The tables `generics.csv` and `word_abbreviations.csv` hold the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from geo.lexicon import read_rows

__all__ = ["part_of", "sites_after", "spell_out", "without_generics"]

_SITE = "site"
_DIRECTION = "direction"

_NATURAL = frozenset("HT")

# What may follow a name to say which of its sites is meant.
_FOLLOWING = re.compile(r"(?:[ ][A-Za-z]+){1,3}")


@cache
def _generics(*roles: str) -> Mapping[str, str]:
    return {
        row["word"]: row["feature_class"] for row in read_rows("generics") if row["role"] in roles
    }


def without_generics(key: str, *, natural: bool) -> Iterator[tuple[str, str]]:
    """Yield a key without the generic word at its end or start.

    Parameters
    ----------
    key
        A name key (`geo.text.name_key`).
    natural
        Whether words of water and land are asked for, which change sides as well ("River
        Euphrates", "Euphrates River"), or those of settlements and divisions.

    Yields
    ------
    The rest, and the GeoNames feature class that the word says, empty for any.
    """
    words = key.split()
    generics = _generics("kind")
    if len(words) > 1 and words[-1] in generics:
        yield from _bare(words[:-1], generics[words[-1]], [words[-1], *words[:-1]], natural)
    if len(words) > 1 and words[0] in generics:
        rest = words[2:] if words[1] == "of" else words[1:]
        if rest:
            yield from _bare(rest, generics[words[0]], [*rest, words[0]], natural)


def _bare(
    rest: list[str],
    feature_class: str,
    turned: list[str],
    natural: bool,  # noqa: FBT001
) -> Iterator[tuple[str, str]]:
    if (feature_class in _NATURAL) is natural:
        yield " ".join(rest), feature_class
        if natural:
            yield " ".join(turned), feature_class


def spell_out(key: str) -> str:
    """Return a key with the usual abbreviations of newspapers written in full.

    Examples
    --------
    >>> spell_out("w bank"), spell_out("s sudan"), spell_out("kingston twp")
    ('west bank', 'south sudan', 'kingston township')
    """
    words = key.split()
    first, last = _abbreviations("first"), _abbreviations("last")
    if len(words) > 1:
        words[0] = first.get(words[0], words[0])
        words[-1] = last.get(words[-1], words[-1])
    return " ".join(words)


@cache
def _abbreviations(place: str) -> Mapping[str, str]:
    return {
        row["abbreviation"]: row["word"]
        for row in read_rows("word_abbreviations")
        if row["place"] == place
    }


def part_of(key: str) -> str:
    """Return the place inside a longer name: where a site stands, or what lies in a direction.

    Examples
    --------
    >>> part_of("donetsk international airport"), part_of("university of aleppo")
    ('donetsk', 'aleppo')
    >>> part_of("northern syria"), part_of("aleppo")
    ('syria', '')
    """
    words = key.split()
    sites, directions = _generics(_SITE), _generics(_DIRECTION)
    start, end = 0, len(words)
    while end > 1 and words[end - 1] in sites:
        end -= 1
    if end > 2 and words[0] in sites and words[1] == "of":  # noqa: PLR2004
        start = 2
    while end - start > 1 and words[start] in directions:
        start += 1
    return " ".join(words[start:end]) if end - start < len(words) else ""


def sites_after(text: str) -> tuple[str, ...]:
    """Return the words for a site that a text begins with, the most words first.

    Examples
    --------
    >>> sites_after(" refugee camp in Gaza"), sites_after(" fell")
    (('refugee camp', 'refugee'), ())
    """
    match = _FOLLOWING.match(text)
    words = match.group().split() if match else []
    sites = _generics(_SITE)
    return tuple(
        " ".join(words[:count])
        for count in range(len(words), 0, -1)
        if all(word.lower() in sites for word in words[:count])
    )
