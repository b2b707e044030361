"""What speaks for an entry as the meaning of a toponym.

Every feature is a number of order one. The features of the first pass look at the candidate and
at the words around the mention; those of the second also at what the first pass made of the
other toponyms of the document.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from geo.gazetteer import Gazetteer, is_curated
from geo.model import Match, Sense
from geo.resolution.mentions import Context, Mentioned, find_parent, generic_words, share_of_sense
from geo.resolution.roster import Flags, Roster, is_among
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


def features_of(roster: Roster, context: Context, gazetteer: Gazetteer) -> Floats:
    """Return the features of the first pass.

    Parameters
    ----------
    roster
        The candidates of the document.
    context
        The document.
    gazetteer
        Gives parents, and the names that entries bear.

    Returns
    -------
    A row for each of the roster; columns as in `FEATURES`.
    """
    rows = np.zeros((len(roster.name), len(FEATURES)))
    for name, values in (_of_entries(roster) | _of_words(roster, context, gazetteer)).items():
        rows[:, _COLUMN[name]] = np.where(roster.is_entry, values, 0.0)
    rows[:, _COLUMN["obscure"]] = _obscurity(rows, roster)
    # A name found by its kind alone ("Zamzam camp") is no chance likeness: nothing speaks for
    # "no entry".
    is_told = np.array([item.wording == "site" for item in roster.mentioned])[roster.name]
    entries = np.array([len(item.candidates) for item in roster.mentioned])[roster.name]
    for name, value in (
        ("none", np.ones(len(rows))),
        ("none of many", np.log1p(entries)),
        ("none though known", roster.greatest(roster.score)),
    ):
        rows[:, _COLUMN[name]] = np.where(roster.is_entry | is_told, 0.0, value)
    return rows


def add_votes(rows: Floats, roster: Roster, votes: Mapping[str, Floats]) -> Floats:
    """Return the features of the second pass: those of the first, and what the others say.

    Parameters
    ----------
    rows
        Features of the first pass.
    roster
        The candidates of the document.
    votes
        What the other names of the document are likely to be, from `Votes.columns`.
    """
    result = rows.copy()
    for name, values in votes.items():
        result[:, _COLUMN[name]] = values
    result[:, _COLUMN["obscure"]] = _obscurity(result, roster)
    return result


# What supports a small place against a large one of its name, and how much of it is enough.
_SUPPORT = {
    "parent follows": 0.0,
    "division named": 0.0,
    "near others": 0.5,
    "dominant division": 0.15,
    "dominant country": 0.3,
}


def _obscurity(rows: Floats, roster: Roster) -> Floats:
    """Return how small each place is that nothing else in the text supports, from 0 to 1.

    Writers add a province or country to a small place that they name out of its surroundings;
    without that, readers think of the place that everybody knows.
    """
    is_supported = rows[:, _COLUMN["country"]] > 0
    for name, enough in _SUPPORT.items():
        is_supported |= rows[:, _COLUMN[name]] > enough
    unknown = np.maximum(0.0, 1.0 - rows[:, _COLUMN["names"]])
    result: Floats = np.where(is_supported | ~roster.is_entry, 0.0, unknown)
    return result


def _of_entries(roster: Roster) -> dict[str, Floats | Flags]:
    """Return what each entry is, and how much better known than its namesakes."""
    code, letter = roster.feature_code, roster.feature_class
    is_first = np.char.startswith(code, "ADM1")
    return {
        "population": np.log10(roster.population + 1) / 7,
        "population unknown": roster.population == 0,
        "population lead": _lead(roster.population, roster),
        "names": np.log10(roster.names + 1) / 2,
        "names lead": _lead(roster.names, roster),
        "country": roster.is_country,
        "capital": code == "PPLC",
        "first division": is_first,
        "second division": np.char.startswith(code, "ADM") & ~is_first,
        "own area": is_among(letter, set("LHTSV")),
        "curated": np.array([bool(row and is_curated(row.entry)) for row in roster.candidates]),
        "continent": code == "CONT",
        "exact name": roster.is_match(Match.NAME),
        "folded name": roster.is_match(Match.FOLDED),
        "demonym": roster.is_match(Match.DEMONYM),
        "prior": roster.score,
    }


def _lead(values: Floats, roster: Roster) -> Floats:
    """Return by how many powers of ten, up to one, the first of a name leads the second.

    A name without a second, for which "no entry" stands with 0, leads that.
    """
    first, second = roster.best_two(values)
    leads = (values == first) & (first > second)
    lead = np.log10((first + 1) / (np.maximum(second, 0.0) + 1))
    result: Floats = np.where(leads, np.minimum(1.0, lead), 0.0)
    return result


def _of_words(roster: Roster, context: Context, gazetteer: Gazetteer) -> dict[str, Floats | Flags]:
    """Return what the words of the document say of each candidate."""
    words = [_of_name(item, context, gazetteer) for item in roster.mentioned]
    named = np.array([row for rows in words for row in rows]).reshape(-1, 2)
    calls = np.array([item.wording for item in roster.mentioned])[roster.name]
    # "Washington wants": a name that acts is its government.
    shares = [share_of_sense(item, Sense.METONYMIC) for item in roster.mentioned]
    acting = np.array(shares)[roster.name]
    codes = [row.entry.country_code if row else None for row in roster.candidates]
    country = np.array([context.countries.get(code or "", 0.0) for code in codes])
    # A "state" may be a country, a settlement is neither.
    fits = np.where(roster.feature_class == "A", roster.is_division, -1.0)
    return {
        "named as division": (calls == "division") * fits,
        "named as settlement": (calls == "settlement")
        * np.where(roster.feature_class == "P", 1.0, -1.0),
        "division of namesake": roster.is_division & _has_namesake(roster),
        "parent follows": named[:, 0],
        "division named": named[:, 1],
        "country named": country > 0,
        "dominant country": country,
        "acts": acting * is_among(roster.feature_code, _SEATS_OF_GOVERNMENT),
        "country acts": np.array([(code or "") in context.acting for code in codes]),
        "acting country": np.array([context.acting.get(code or "", 0.0) for code in codes]),
    }


def _of_name(item: Mentioned, context: Context, gazetteer: Gazetteer) -> list[tuple[bool, bool]]:
    """Return of each candidate whether its parent follows a mention, and whether it is named.

    The last is of "no entry".
    """
    own = {name_key(item.surface)}
    places = context.places - own
    follow = {find_parent(context.text, toponym.span.end) for toponym in item.toponyms} - {None}
    result = []
    for candidate in item.candidates:
        entry = candidate.entry
        divisions = _keys_of(entry.admin1, gazetteer) | _keys_of(entry.admin2, gazetteer)
        is_followed = False
        if follow:
            parents = (divisions | _keys_of_country(entry.country_code, gazetteer)) - own
            is_followed = any(follow & {*context.keys.get(parent, ())} for parent in parents)
        result.append((is_followed, not divisions.isdisjoint(places)))
    return [*result, (False, False)]


def _has_namesake(roster: Roster) -> Flags:
    """Return whether each division contains a settlement of the same name, its likely seat."""
    towns = roster.feature_class == "P"
    names = roster.name[towns] * roster.areas
    inside = np.concatenate([names + roster.admin1[towns], names + roster.admin2[towns]])
    return np.isin(roster.name * roster.areas + roster.own, inside) & roster.is_entry


@lru_cache(maxsize=100_000)
def _keys_of(entry_id: str | None, gazetteer: Gazetteer) -> frozenset[str]:
    if entry_id is None:
        return frozenset()
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
