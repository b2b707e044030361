"""Named entities in the sentences that an atlas quotes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from geo.care.rows import Rows
from geo.language import Language

__all__ = ["NO_NAMES", "find_entities", "find_located", "texts_of"]

# A name: up to four words that begin with a capital, an Arabic article before any of them.
_ARTICLE = r"(?:(?:[Aa][ln]|[Ee][ln]|[Aa]dh?|[Aa]sh?|[AaEe][rstz])[- ])?"
_WORD = rf"{_ARTICLE}[^\W\d_a-z][^\W\d_]{{0,40}}(?:['’-][^\W\d_]{{2,40}}){{0,3}}"
_NAME = rf"(?P<name>{_WORD}(?: {_WORD}){{0,3}})"

_SITES = (
    "bakery|barracks|bridge|camp|checkpoint|church|clinic|crossing|dam|district|farm|hamlet|"
    "hospital|market|mosque|neighborhood|neighbourhood|orphanage|prison|quarter|road|school|"
    "shelter|square|street|suburb|town|university|village"
)

# Where reporting puts places, whether a recogniser knows the name or not: "in Tal Qarah", "the
# village of Tal Qarah", "Tal Qarah hospital".
_LOCATED = (
    re.compile(
        rf"\b(?:[Ii]n|[Aa]t|[Nn]ear|[Oo]utside|[Ii]nside|[Ii]nto|[Aa]round|[Tt]owards?|"
        rf"(?:[Nn]orth|[Ss]outh|[Ee]ast|[Ww]est|outskirts|(?:{_SITES})s?) of)"
        rf"(?: and around| nearby| the)? {_NAME}"
    ),
    re.compile(rf"\b{_NAME}['’]?s? (?i:{_SITES})\b"),
)

_TEXTS = {
    "documents": ("title",),
    "places": ("sentence",),
    "events": ("place_reason",),
    "reports": ("sentence",),
    "control": ("sentence",),
    "figures": ("sentence", "attribution"),
}

_DETERMINERS = frozenset({
    "a", "all", "an", "another", "any", "at", "both", "but", "each", "every", "few", "from",
    "her", "his", "in", "its", "many", "near", "no", "on", "one", "our", "several", "some",
    "that", "the", "their", "these", "this", "those", "to", "two",
})  # fmt: skip

NO_NAMES = frozenset({
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december", "monday", "tuesday", "wednesday", "thursday", "friday",
    "saturday", "sunday",
})  # fmt: skip
"""Capitalised words that name nobody and no place."""

# Sentences parsed at a time; bounds the memory that a big atlas takes.
_BATCH = 500


def texts_of(rows: Rows) -> list[str]:
    """Return the distinct titles, sentences and reasons of an atlas, sorted."""
    return sorted(
        {
            row[column]
            for table, columns in _TEXTS.items()
            for row in rows[table]
            for column in columns
            if row[column]
        }
    )


def find_entities(
    texts: Iterable[str], language: Language, *, labels: Iterable[str]
) -> Iterator[str]:
    """Yield the named entities of some kinds in texts.

    Parameters
    ----------
    texts
        Sentences, each read by itself.
    language
        Finds the entities.
    labels
        Kinds, as spaCy's English pipelines name them (OntoNotes 5).
    """
    wanted = frozenset(labels)
    for batch in _batches(list(texts)):
        parse = language.parse("\n".join(" ".join(text.split()) for text in batch))
        yield from (entity.text for entity in parse.doc.ents if entity.label_ in wanted)


def _batches(texts: list[str]) -> Iterator[list[str]]:
    return (texts[start : start + _BATCH] for start in range(0, len(texts), _BATCH))


def find_located(texts: Iterable[str]) -> Iterator[str]:
    """Yield the capitalised words of texts that stand where a place is named.

    More is found than places are; to hide a word too many hurts nobody.

    Examples
    --------
    >>> list(find_located(["The clinic in Tal Qarah took patients of al-Noor hospital."]))
    ['Tal Qarah', 'al-Noor']
    """
    for text in texts:
        for pattern in _LOCATED:
            for match in pattern.finditer(text):
                name = _without_determiner(match["name"])
                if name and not {word.lower() for word in name.split()} <= NO_NAMES:
                    yield name


def _without_determiner(name: str) -> str:
    first, _, rest = name.partition(" ")
    return rest if first.lower() in _DETERMINERS else name
