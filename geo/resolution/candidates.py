"""What each candidate of a name is beside the others of the name, whatever else a text names.

Columns as in `geo.resolution.company`, without the number for "no entry".
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np

from geo.gazetteer import Gazetteer
from geo.model import Match, Sense
from geo.resolution.mentions import Mentioned, generic_words, is_division
from geo.trees import Floats

__all__ = ["columns_of"]

_CODES = ("PCLI", "PPLC", "PPLA", "PPLA2", "PPL", "PPLX", "ADM1", "ADM2", "ADM3")

# "Butler, Clark and Warren counties": the kind of each member stands at the end of the list.
_LONGEST_LIST = 300  # characters
_MEMBER = r"[A-Z][\w.’'-]*(?:\s[A-Z][\w.’'-]*){0,2}"


def columns_of(item: Mentioned, text: str, gazetteer: Gazetteer) -> dict[str, Floats]:
    """Return the columns of a name with candidates.

    Parameters
    ----------
    item
        The name.
    text
        The document's text.
    gazetteer
        Counts the names of entries.
    """
    return _of_entries(item, gazetteer) | _of_wording(item, text)


def _of_entries(item: Mentioned, gazetteer: Gazetteer) -> dict[str, Floats]:
    """Return what each candidate is, among the others of the name."""
    candidates = item.candidates
    entries = [candidate.entry for candidate in candidates]
    population = np.array([float(entry.population) for entry in entries])
    scores = np.array([candidate.score for candidate in candidates])
    names = np.array([float(gazetteer.count_names(entry)) for entry in entries])
    matches = [candidate.match for candidate in candidates]
    attributes = sum(toponym.sense is Sense.MODIFIER for toponym in item.toponyms)
    is_adjective = np.array([float(match is Match.DEMONYM) for match in matches])
    is_named = np.array([float(match is Match.NAME) for match in matches])
    plain = np.array([float(match in {Match.NAME, Match.FOLDED}) for match in matches])
    ids = {entry.entry_id for entry in entries}
    result = {
        "rank": np.arange(len(entries), dtype=float),
        "population rank": _rank(population),
        "names rank": _rank(names),
        "population share": np.log10((population + 1) / (population.max() + 1)),
        "prior share": scores / (scores.max() or 1.0),
        "alternate": np.array([float(match is Match.ALTERNATE) for match in matches]),
        # "Somali" as an attribute is of Somalia, not of the region of that name.
        "fits attribute": attributes / len(item.toponyms) * (2.0 * is_adjective - 1.0),
        "part": np.array([float(match is Match.PART) for match in matches]),
        "another is named so": is_named.max() * (1.0 - plain),
        "in division of namesake": np.array(
            [
                float(entry.feature_class == "P" and bool({entry.admin1, entry.admin2} & ids))
                for entry in entries
            ]
        ),
    }
    codes = np.array([entry.feature_code for entry in entries])
    classes = np.array([entry.feature_class for entry in entries])
    result |= {f"code {code}": (codes == code).astype(float) for code in _CODES}
    result |= {f"class {letter}": (classes == letter).astype(float) for letter in "APHTSLRV"}
    return result


def _rank(values: Floats) -> Floats:
    """Return how many values are greater than each."""
    result: Floats = (values[None, :] > values[:, None]).sum(axis=1).astype(float)
    return result


def _of_wording(item: Mentioned, text: str) -> dict[str, Floats]:
    """Return whether each candidate is the division that the words of name or list call it."""
    words = item.surface.lower().split()
    generic = generic_words("division")
    in_name = float(len(words) > 1 and (words[-1] in generic or words[0] in generic))
    in_list = float(
        any(_is_listed(toponym.span.start, toponym.span.end, text) for toponym in item.toponyms)
    )
    fits = np.array([1.0 if is_division(c.entry) else -1.0 for c in item.candidates])
    return {
        "name says division": np.full(len(fits), in_name),
        "fits division of name": in_name * fits,
        "list says division": np.full(len(fits), in_list),
        "fits division of list": in_list * fits,
    }


@cache
def _lists() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what follows a member of a list that ends "counties", and what goes before one."""
    plural = "|".join(
        sorted(
            re.escape(word[:-1] + "ies" if word.endswith("y") else f"{word}s")
            for word in generic_words("division")
        )
    )
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
