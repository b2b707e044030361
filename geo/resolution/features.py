"""What speaks for an entry as the meaning of a toponym.

Every feature is a number of order one. The features of the first pass look at the candidate and
at the words around the mention; those of the second also at what the first pass made of the
other toponyms of the document.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from geo.gazetteer import Gazetteer, is_curated
from geo.model import Candidate, Entry, Match, Sense
from geo.resolution.mentions import Context, Mentioned, find_parent, generic_words, is_division
from geo.resolution.votes import Surroundings
from geo.text import name_key
from geo.trees import Floats

__all__ = ["FEATURES", "add_votes", "features_of"]

FEATURES = (
    "population",
    "population unknown",
    "population lead",
    "names",
    "names lead",
    "country",
    "capital",
    "obscure",
    "first division",
    "second division",
    "own area",
    "curated",
    "continent",
    "exact name",
    "folded name",
    "demonym",
    "named as division",
    "named as settlement",
    "division of namesake",
    "parent follows",
    "division named",
    "country named",
    "dominant country",
    "acting country",
    "country acts",
    "acts",
    "dominant division",
    "near others",
    "prior",
    "none",
    "none of many",
    "none though known",
)
"""Names of the features, in the order of every vector.

The last three belong to the answer "no entry": it is always possible, the likelier the more
entries share the name, and the less likely the better known the best of them is.
"""

_COLUMN = {name: column for column, name in enumerate(FEATURES)}

# What a name that acts like a government stands for; GeoNames feature codes.
_SEATS_OF_GOVERNMENT = {"PPLC", "PPLG", "PCLI", "PCLD", "PCLS", "PCLIX", "PCLF", "PCL"}


def _share_acting(item: Mentioned) -> float:
    """Return the share of mentions that act: "Washington wants"."""
    acting = sum(toponym.sense is Sense.METONYMIC for toponym in item.toponyms)
    return acting / len(item.toponyms)


def features_of(item: Mentioned, context: Context, gazetteer: Gazetteer) -> Floats:
    """Return the features of the first pass.

    Parameters
    ----------
    item
        The name and its candidates.
    context
        The document.
    gazetteer
        Gives parents, and the names that entries bear.

    Returns
    -------
    A row for each candidate and, last, one for "no entry"; columns as in `FEATURES`.
    """
    rows = np.zeros((len(item.candidates) + 1, len(FEATURES)))
    names = [gazetteer.count_names(candidate.entry) for candidate in item.candidates]
    inhabitants = [candidate.entry.population for candidate in item.candidates]
    for row, candidate, count in zip(rows, item.candidates, names, strict=False):
        values = _of_entry(candidate) | _of_words(candidate, item, context, gazetteer)
        values["names"] = math.log10(count + 1) / 2
        values["names lead"] = _lead(count, names)
        values["population lead"] = _lead(candidate.entry.population, inhabitants)
        row[:] = [values.get(name, 0.0) for name in FEATURES]
    rows[:-1, _COLUMN["obscure"]] = _obscurity(rows[:-1])
    # A name found by its kind alone ("Zamzam camp") is no chance likeness: nothing speaks for
    # "no entry".
    none = (
        {}
        if item.wording == "site"
        else {
            "none": 1.0,
            "none of many": math.log1p(len(item.candidates)),
            "none though known": max((c.score for c in item.candidates), default=0.0),
        }
    )
    rows[-1] = [none.get(name, 0.0) for name in FEATURES]
    return rows


def add_votes(rows: Floats, item: Mentioned, votes: Surroundings) -> Floats:
    """Return the features of the second pass: those of the first, and what the others say.

    Parameters
    ----------
    rows
        Features of the first pass.
    item
        The name and its candidates.
    votes
        What the other names of the document are likely to be.
    """
    result = rows.copy()
    if not item.candidates:
        return result
    for name, values in votes.features(item.candidates).items():
        result[:-1, _COLUMN[name]] = values
    result[:-1, _COLUMN["obscure"]] = _obscurity(result[:-1])
    return result


# What supports a small place against a large one of its name, and how much of it is enough.
_SUPPORT = {
    "parent follows": 0.0,
    "division named": 0.0,
    "near others": 0.5,
    "dominant division": 0.15,
    "dominant country": 0.3,
}


def _obscurity(rows: Floats) -> Floats:
    """Return how small each place is that nothing else in the text supports, from 0 to 1.

    Writers add a province or country to a small place that they name out of its surroundings;
    without that, readers think of the place that everybody knows.
    """
    is_supported = rows[:, _COLUMN["country"]] > 0
    for name, enough in _SUPPORT.items():
        is_supported |= rows[:, _COLUMN[name]] > enough
    unknown = np.maximum(0.0, 1.0 - rows[:, _COLUMN["names"]])
    result: Floats = np.where(is_supported, 0.0, unknown)
    return result


def _of_entry(candidate: Candidate) -> dict[str, float]:
    entry, match = candidate.entry, candidate.match
    code = entry.feature_code
    return {
        "population": math.log10(entry.population + 1) / 7,
        "population unknown": float(entry.population == 0),
        "country": float(code.startswith("PCL")),
        "capital": float(code == "PPLC"),
        "first division": float(code.startswith("ADM1")),
        "second division": float(code.startswith("ADM") and not code.startswith("ADM1")),
        "own area": float(entry.feature_class in "LHTSV"),
        "curated": float(is_curated(entry)),
        "continent": float(code == "CONT"),
        "exact name": float(match is Match.NAME),
        "folded name": float(match is Match.FOLDED),
        "demonym": float(match is Match.DEMONYM),
        "prior": candidate.score,
    }


def _lead(own: int, all_values: Sequence[int]) -> float:
    """Return by how many powers of ten, up to one, the first of the name leads the second."""
    first, second = sorted((*all_values, 0), reverse=True)[:2]
    if own != first or first == second:
        return 0.0
    return min(1.0, math.log10((first + 1) / (second + 1)))


def _of_words(
    candidate: Candidate,
    item: Mentioned,
    context: Context,
    gazetteer: Gazetteer,
) -> dict[str, float]:
    entry = candidate.entry
    own = {name_key(item.surface)}
    divisions = set[str]().union(
        *(_keys_of(entry_id, gazetteer) for entry_id in (entry.admin1, entry.admin2) if entry_id)
    )
    named = divisions | _keys_of_country(entry.country_code, gazetteer)
    country = context.countries.get(entry.country_code or "", 0.0)
    return {
        "named as division": (item.wording == "division") * _fit_of_division(entry),
        "named as settlement": (item.wording == "settlement")
        * (1.0 if entry.feature_class == "P" else -1.0),
        "division of namesake": float(is_division(entry) and _has_namesake(candidate, item)),
        "parent follows": float(_is_followed(item, named - own, context)),
        "division named": float(bool((divisions - own) & context.places)),
        "country named": float(country > 0),
        "dominant country": country,
        "acts": _share_acting(item) * float(entry.feature_code in _SEATS_OF_GOVERNMENT),
        "country acts": float((entry.country_code or "") in context.acting),
        "acting country": context.acting.get(entry.country_code or "", 0.0),
    }


def _fit_of_division(entry: Entry) -> float:
    """Return 1 for a division, -1 for what cannot be one; a "state" may be a country."""
    if entry.feature_class == "A":
        return float(is_division(entry))
    return -1.0


@lru_cache(maxsize=100_000)
def _keys_of(entry_id: str, gazetteer: Gazetteer) -> frozenset[str]:
    return frozenset(map(name_key, _short_names(gazetteer.entry(entry_id).name)))


@lru_cache(maxsize=1_000)
def _keys_of_country(code: str | None, gazetteer: Gazetteer) -> frozenset[str]:
    try:
        return frozenset({name_key(gazetteer.country(code).name)} if code else ())
    except LookupError:
        return frozenset()


def _short_names(name: str) -> tuple[str, ...]:
    """Return a name and the name without its generic word ("Idlib Governorate", "Idlib")."""
    words = name.split()
    generic = generic_words("division")
    kept = [word for word in words if word.lower() not in generic]
    return (name, " ".join(kept)) if kept and len(kept) < len(words) else (name,)


def _has_namesake(candidate: Candidate, item: Mentioned) -> bool:
    """Return whether the division contains a settlement of the same name, its likely seat."""
    return any(
        other.entry.feature_class == "P"
        and candidate.entry.entry_id in {other.entry.admin1, other.entry.admin2}
        for other in item.candidates
    )


def _is_followed(item: Mentioned, parents: set[str], context: Context) -> bool:
    """Return whether one of the parents' names follows a mention at once: "Homs, Syria"."""
    for toponym in item.toponyms:
        start = find_parent(context.text, toponym.span.end)
        if any(start in context.keys.get(parent, ()) for parent in parents):
            return True
    return False
