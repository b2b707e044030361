"""What each candidate of a name is beside the others of the name, whatever else a text names.

Columns as in `geo.resolution.company`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache

import numpy as np

from geo.model import Match, Sense
from geo.resolution.mentions import Mentioned, generic_words, share_of_sense
from geo.resolution.roster import Flags, Roster
from geo.text import plural_of
from geo.trees import Floats

__all__ = ["columns_of"]

_CODES = ("PCLI", "PPLC", "PPLA", "PPLA2", "PPL", "PPLX", "ADM1", "ADM2", "ADM3")

# "Butler, Clark and Warren counties": the kind of each member stands at the end of the list.
_LONGEST_LIST = 300  # characters
_MEMBER = r"[A-Z][\w.’'-]*(?:\s[A-Z][\w.’'-]*){0,2}"


def columns_of(roster: Roster, text: str) -> dict[str, Floats]:
    """Return the columns of a document's candidates, a number for each row, 0 for "no entry".

    Parameters
    ----------
    roster
        The candidates of the document.
    text
        The document's text.
    """
    columns = _of_entries(roster) | _of_wording(roster, text)
    return {name: np.where(roster.is_entry, values, 0.0) for name, values in columns.items()}


def _of_entries(roster: Roster) -> dict[str, Floats]:
    """Return what each candidate is, among the others of its name."""
    attributes = np.array([share_of_sense(item, Sense.MODIFIER) for item in roster.mentioned])
    is_adjective = roster.is_match(Match.DEMONYM)
    is_named = roster.is_match(Match.NAME).astype(float)
    largest = roster.greatest(roster.population)
    likeliest = roster.greatest(roster.score)
    result = {
        "rank": np.arange(len(roster.name)) - roster.starts[roster.name].astype(float),
        "population rank": roster.rank(roster.population),
        "names rank": roster.rank(roster.names),
        "population share": np.log10((roster.population + 1) / (largest + 1)),
        "prior share": roster.score / np.where(likeliest > 0, likeliest, 1.0),
        "alternate": roster.is_match(Match.ALTERNATE).astype(float),
        # "Somali" as an attribute is of Somalia, not of the region of that name.
        "fits attribute": attributes[roster.name] * np.where(is_adjective, 1.0, -1.0),
        "part": roster.is_match(Match.PART).astype(float),
        "another is named so": np.where(
            roster.is_match(Match.NAME, Match.FOLDED), 0.0, roster.greatest(is_named)
        ),
        "in division of namesake": (
            (roster.feature_class == "P") & _lies_in_namesake(roster)
        ).astype(float),
    }
    result |= {f"code {code}": (roster.feature_code == code).astype(float) for code in _CODES}
    result |= {
        f"class {letter}": (roster.feature_class == letter).astype(float) for letter in "APHTSLRV"
    }
    return result


def _lies_in_namesake(roster: Roster) -> Flags:
    """Return whether each candidate lies in another of its name."""
    own = roster.name * roster.areas + roster.own
    inside = [
        np.isin(roster.name * roster.areas + area, own) & (area > 0)
        for area in (roster.admin1, roster.admin2)
    ]
    return inside[0] | inside[1]


def _of_wording(roster: Roster, text: str) -> dict[str, Floats]:
    """Return whether each candidate is the division that the words of name or list call it."""
    fits = np.where(roster.is_division, 1.0, -1.0)
    ends = [match.start() for match in _plurals().finditer(text)]
    in_name = np.array([_says_division(item) for item in roster.mentioned])[roster.name]
    in_list = np.array([_are_listed(item, text, ends) for item in roster.mentioned])[roster.name]
    return {
        "name says division": in_name,
        "fits division of name": in_name * fits,
        "list says division": in_list,
        "fits division of list": in_list * fits,
    }


def _says_division(item: Mentioned) -> float:
    words, generic = item.surface.lower().split(), generic_words("division")
    return float(len(words) > 1 and (words[-1] in generic or words[0] in generic))


def _are_listed(item: Mentioned, text: str, kinds: Sequence[int]) -> float:
    """Return whether a mention of a name is in a list; `kinds` are where words for lists stand."""
    for toponym in item.toponyms:
        start, end = toponym.span.start, toponym.span.end
        near = bisect_left(kinds, start - _LONGEST_LIST)
        reach = end + _LONGEST_LIST
        if near < len(kinds) and kinds[near] < reach and _is_listed(start, end, text):
            return 1.0
    return 0.0


@cache
def _plural() -> str:
    return "|".join(sorted(map(re.escape, map(plural_of, generic_words("division")))))


@cache
def _plurals() -> re.Pattern[str]:
    """Return the words that a list may end or begin with: "counties"."""
    return re.compile(rf"\b(?i:{_plural()})\b")


@cache
def _lists() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what follows a member of a list that ends "counties", and what goes before one."""
    plural = _plural()
    join = r"\s*(?:,\s*and|,|and)\s*"
    head = r"(?:(?:of|such\s+as|like|including)\s+(?:the\s+)?)?"
    return (
        re.compile(rf"(?:{join}{_MEMBER}){{0,14}}\s+(?:{plural})\b"),
        re.compile(rf"\b(?i:{plural})\s+{head}(?:{_MEMBER}{join}){{0,14}}$"),
    )


def _is_listed(start: int, end: int, text: str) -> bool:
    follows, precedes = _lists()
    return bool(
        follows.match(text, end, end + _LONGEST_LIST)
        or precedes.search(text[max(0, start - _LONGEST_LIST) : start])
    )
