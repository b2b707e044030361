"""What speaks for an entry as the meaning of a toponym.

Every feature is a number of order one. The features of the first pass look at the candidate and
at the words around the mention; those of the second also at what the first pass made of the
other toponyms of the document.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from geo.gazetteer import Gazetteer
from geo.geodesy import distance_km
from geo.lexicon import read_rows
from geo.model import Candidate, Document, Entry, Match, Sense, Toponym
from geo.text import name_key

__all__ = ["FEATURES", "Context", "Mentioned", "features_of", "prepare"]

Floats = npt.NDArray[np.float64]

FEATURES = (
    "population",
    "population unknown",
    "population lead",
    "names",
    "names lead",
    "country",
    "capital",
    "seat",
    "first division",
    "second division",
    "own area",
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

# "Paris, Texas", "Tripoli (Lebanon)", "Goma in North Kivu": the parent stands within this many
# characters after the name.
_PARENT_REACH = 28

_PARENT_JOIN = re.compile(r"^(?:,\s*|\s*\(|\s+in\s+(?:the\s+)?|\s+of\s+(?:the\s+)?)(?=[A-Z])")

_AFTER = re.compile(r"^['’]?s?\s+(\w+)")
_BEFORE = re.compile(r"(\w+)\s+(?:of\s+)?$")

# Distances are felt logarithmically: 1 at 10 km, 0 from 1,000 km on.
_NEAR_KM, _FAR_KM = 10.0, 1000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentioned:
    """A name of a document with its mentions and its candidates, best prior first.

    `wording` is what generic words around it call it: `division`, `settlement`, or nothing;
    "Idlib province" and "Idlib city" are two names.
    """

    surface: str
    wording: str
    toponyms: tuple[Toponym, ...]
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a document says that bears on every name in it.

    `countries` are those it names as places, `acting` those it names as governments or by
    adjective, each with its share of all such mentions. `keys` says where each name stands;
    `places` are the names used for the place itself.
    """

    text: str
    countries: Mapping[str, float]
    acting: Mapping[str, float]
    keys: Mapping[str, tuple[int, ...]]
    places: frozenset[str]


def prepare(
    document: Document, toponyms: Sequence[Toponym], gazetteer: Gazetteer, *, limit: int
) -> tuple[tuple[Mentioned, ...], Context]:
    """Group the mentions of a document by name and look each up once.

    Mentions of one name share one meaning, the heuristic "one sense per discourse" of Gale,
    Church and Yarowsky (1992).
    """
    groups: dict[tuple[str, str], list[Toponym]] = {}
    for toponym in toponyms:
        wording = _wording(toponym, document.text)
        groups.setdefault((toponym.surface, wording), []).append(toponym)
    mentioned = tuple(
        Mentioned(
            surface=surface,
            wording=wording,
            toponyms=tuple(members),
            candidates=gazetteer.candidates(surface, limit=limit),
        )
        for (surface, wording), members in groups.items()
    )
    return mentioned, Context(
        text=document.text,
        countries=_countries(mentioned, literal=True),
        acting=_countries(mentioned, literal=False),
        keys=_keys(mentioned),
        places=frozenset(
            name_key(item.surface) for item in mentioned if _mentions(item, literal=True)
        ),
    )


def _countries(mentioned: Sequence[Mentioned], *, literal: bool) -> dict[str, float]:
    """Return the share of each country among the mentions that name one outright."""
    counts: Counter[str] = Counter()
    for item in mentioned:
        best = item.candidates[0].entry if item.candidates else None
        if best is not None and best.feature_code.startswith("PCL") and best.country_code:
            counts[best.country_code] += _mentions(item, literal=literal)
    return _shares(counts)


# What a name that acts like a government stands for; GeoNames feature codes.
_SEATS_OF_GOVERNMENT = {"PPLC", "PCLI", "PCLD", "PCLS", "PCLIX", "PCLF", "PCL"}


def _share_acting(item: Mentioned) -> float:
    """Return the share of mentions that act: "Washington wants"."""
    acting = sum(toponym.sense is Sense.METONYMIC for toponym in item.toponyms)
    return acting / len(item.toponyms)


def _mentions(item: Mentioned, *, literal: bool) -> int:
    return sum((toponym.sense is Sense.LITERAL) is literal for toponym in item.toponyms)


def _keys(mentioned: Sequence[Mentioned]) -> dict[str, tuple[int, ...]]:
    """Return where each name stands in the text."""
    keys: dict[str, tuple[int, ...]] = {}
    for item in mentioned:
        key = name_key(item.surface)
        starts = tuple(toponym.span.start for toponym in item.toponyms)
        keys[key] = keys.get(key, ()) + starts
    return keys


def features_of(
    item: Mentioned,
    context: Context,
    gazetteer: Gazetteer,
    others: Sequence[tuple[Mentioned, Floats]] = (),
) -> Floats:
    """Return a row of features for each candidate and, last, for "no entry".

    Parameters
    ----------
    item
        The surface and its candidates.
    context
        The document.
    gazetteer
        Gives parents.
    others
        The other surfaces with the probabilities that the first pass gave their candidates;
        empty in the first pass.
    """
    rows = np.zeros((len(item.candidates) + 1, len(FEATURES)))
    votes = _Votes.of(others)
    for row, candidate in zip(rows, item.candidates, strict=False):
        values = _of_entry(candidate, item, gazetteer) | _of_words(
            candidate, item, context, gazetteer
        )
        values |= votes.features(candidate)
        row[:] = [values.get(name, 0.0) for name in FEATURES]
    none = {
        "none": 1.0,
        "none of many": math.log1p(len(item.candidates)),
        "none though known": max((c.score for c in item.candidates), default=0.0),
    }
    rows[-1] = [none.get(name, 0.0) for name in FEATURES]
    return rows


def _of_entry(candidate: Candidate, item: Mentioned, gazetteer: Gazetteer) -> dict[str, float]:
    entry, match = candidate.entry, candidate.match
    names = [gazetteer.count_names(other.entry) for other in item.candidates]
    own = names[item.candidates.index(candidate)]
    inhabitants = [other.entry.population for other in item.candidates]
    code = entry.feature_code
    return {
        "population": math.log10(entry.population + 1) / 7,
        "population unknown": float(entry.population == 0),
        "population lead": _lead(entry.population, inhabitants),
        "names": math.log10(own + 1) / 2,
        "names lead": _lead(own, names),
        "country": float(code.startswith("PCL")),
        "capital": float(code == "PPLC"),
        "seat": float(code == "PPLA"),
        "first division": float(code.startswith("ADM1")),
        "second division": float(code.startswith("ADM") and not code.startswith("ADM1")),
        "own area": float(entry.feature_class in "LHTSV"),
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


_CLASS_OF_WORDING = {"division": "A", "settlement": "P"}


@cache
def _generic_words(wording: str) -> frozenset[str]:
    feature_class = _CLASS_OF_WORDING[wording]
    rows = read_rows("generics")
    return frozenset(row["word"] for row in rows if row["feature_class"] == feature_class)


def _wording(toponym: Toponym, text: str) -> str:
    """Return the kind of place that the words around a mention call it."""
    after = _AFTER.match(text[toponym.span.end : toponym.span.end + 30])
    before = _BEFORE.search(text[max(0, toponym.span.start - 30) : toponym.span.start])
    words = {match[1].lower() for match in (after, before) if match}
    kinds = [kind for kind in ("division", "settlement") if words & _generic_words(kind)]
    return kinds[0] if kinds else ""


def _of_words(
    candidate: Candidate,
    item: Mentioned,
    context: Context,
    gazetteer: Gazetteer,
) -> dict[str, float]:
    entry = candidate.entry
    parents = gazetteer.parents(entry)
    own = {name_key(item.surface)}
    named = {name_key(name) for parent in parents for name in _short_names(parent.name)} - own
    divisions = {
        name_key(name)
        for parent in parents
        if _is_division(parent)
        for name in _short_names(parent.name)
    } - own
    country = context.countries.get(entry.country_code or "", 0.0)
    return {
        "named as division": (item.wording == "division") * _fit_of_division(entry),
        "named as settlement": (item.wording == "settlement")
        * (1.0 if entry.feature_class == "P" else -1.0),
        "division of namesake": float(_is_division(entry) and _has_namesake(candidate, item)),
        "parent follows": float(_is_followed(item, named, context)),
        "division named": float(bool(divisions & context.places)),
        "country named": float(country > 0),
        "dominant country": country,
        "acts": _share_acting(item) * float(entry.feature_code in _SEATS_OF_GOVERNMENT),
        "country acts": float((entry.country_code or "") in context.acting),
        "acting country": context.acting.get(entry.country_code or "", 0.0),
    }


def _is_division(entry: Entry) -> bool:
    return entry.feature_class == "A" and not entry.feature_code.startswith("PCL")


def _fit_of_division(entry: Entry) -> float:
    """Return 1 for a division, -1 for what cannot be one; a "state" may be a country."""
    if entry.feature_class == "A":
        return float(_is_division(entry))
    return -1.0


def _short_names(name: str) -> tuple[str, ...]:
    """Return a name and the name without its generic word ("Idlib Governorate", "Idlib")."""
    words = name.split()
    generic = _generic_words("division")
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
        end = toponym.span.end
        join = _PARENT_JOIN.match(context.text[end : end + _PARENT_REACH])
        start = end + join.end() if join else None
        if any(start in context.keys.get(parent, ()) for parent in parents):
            return True
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Votes:
    """What the other toponyms of the document are likely to be."""

    countries: Mapping[str, float]
    divisions: Mapping[str, float]
    points: tuple[tuple[float, float, float], ...]

    @classmethod
    def of(cls, others: Sequence[tuple[Mentioned, Floats]]) -> _Votes:
        countries: Counter[str] = Counter()
        divisions: Counter[str] = Counter()
        points = []
        for item, probabilities in others:
            for candidate, probability in zip(item.candidates, probabilities, strict=False):
                entry, weight = candidate.entry, float(probability)
                # Only what is named as a place says where the text is set.
                if weight < _LEAST_VOTE or not _mentions(item, literal=True):
                    continue
                if entry.country_code:
                    countries[entry.country_code] += weight
                if entry.admin1:
                    divisions[entry.admin1] += weight
                if entry.feature_class in "PS":
                    points.append((entry.latitude, entry.longitude, weight))
        return cls(countries=_shares(countries), divisions=_shares(divisions), points=tuple(points))

    def features(self, candidate: Candidate) -> dict[str, float]:
        """Return the features of the second pass; none in the first."""
        entry = candidate.entry
        if not self.countries and not self.points:
            return {}
        division = entry.entry_id if entry.feature_code == "ADM1" else entry.admin1
        return {
            "dominant country": self.countries.get(entry.country_code or "", 0.0),
            "dominant division": self.divisions.get(division or "", 0.0),
            "near others": self._nearness(entry.latitude, entry.longitude),
        }

    def _nearness(self, latitude: float, longitude: float) -> float:
        if not self.points:
            return 0.0
        points = np.asarray(self.points)
        distances = distance_km(
            latitude_a=latitude,
            longitude_a=longitude,
            latitude_b=points[:, 0],
            longitude_b=points[:, 1],
        )
        scale = np.log10(_FAR_KM / np.clip(distances, _NEAR_KM, _FAR_KM))
        scale /= math.log10(_FAR_KM / _NEAR_KM)
        return float(np.max(scale * points[:, 2]))


# A candidate less likely than this does not vote; it would only cost time.
_LEAST_VOTE = 0.05


def _shares(counts: Counter[str]) -> dict[str, float]:
    total = sum(counts.values())
    return {key: value / total for key, value in counts.items()} if total else {}
