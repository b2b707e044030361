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
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

from geo.gazetteer import Gazetteer, is_curated
from geo.geodesy import distance_km
from geo.lexicon import read_rows
from geo.model import Candidate, Document, Entry, Match, Sense, Toponym
from geo.text import name_key

__all__ = ["FEATURES", "Context", "Mentioned", "Votes", "add_votes", "features_of", "prepare"]

Floats = npt.NDArray[np.float64]

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

# "Paris, Texas", "Tripoli (Lebanon)", "Goma in North Kivu": the parent stands within this many
# characters after the name.
_PARENT_REACH = 28

_PARENT_JOIN = re.compile(r"^(?:,\s*|\s*\(|\s+in\s+(?:the\s+)?|\s+of\s+(?:the\s+)?)(?=[A-Z])")

# "Zamzam camp": the words after a name that is in no gazetteer may make it one.
_AFTER_REACH = 40
_AFTER = re.compile(r"^['’]?s?\s+(\w+)")
_BEFORE = re.compile(r"(\w+)\s+(?:of\s+)?$")

# Distances are felt logarithmically: 1 at 10 km, 0 from 1,000 km on.
_NEAR_KM, _FAR_KM = 10.0, 1000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentioned:
    """A name of a document with its mentions and its candidates, best prior first.

    `wording` is what generic words around it call it: `division`, `settlement`, `site` where they
    are a part of its name, or nothing; "Idlib province" and "Idlib city" are two names.
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
        _look_up(tuple(members), wording, document.text, gazetteer=gazetteer, limit=limit)
        for (_, wording), members in groups.items()
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


def _look_up(
    toponyms: tuple[Toponym, ...],
    wording: str,
    text: str,
    *,
    gazetteer: Gazetteer,
    limit: int,
) -> Mentioned:
    """Look a name up; where it, or nothing, names a site, and the words after it say so, the site.

    "Zamzam camp" is the camp; "Goma airport" is said of the town of Goma.
    """
    surface = toponyms[0].surface
    candidates = gazetteer.candidates(surface, limit=limit, loose=not surface.islower())
    end = toponyms[0].span.end
    sites = gazetteer.sites(surface, text[end : end + _AFTER_REACH])
    known = {candidate.entry.entry_id for candidate in candidates}
    if sites and (not candidates or sites[0].entry.entry_id in known):
        return Mentioned(surface=surface, wording="site", toponyms=toponyms, candidates=sites)
    return Mentioned(surface=surface, wording=wording, toponyms=toponyms, candidates=candidates)


def _countries(mentioned: Sequence[Mentioned], *, literal: bool) -> dict[str, float]:
    """Return the share of each country among the mentions that name one outright."""
    counts: Counter[str] = Counter()
    for item in mentioned:
        best = item.candidates[0].entry if item.candidates else None
        if best is not None and best.feature_code.startswith("PCL") and best.country_code:
            counts[best.country_code] += _mentions(item, literal=literal)
    # Without the countries that are named only in the other way.
    return _shares(+counts)


# What a name that acts like a government stands for; GeoNames feature codes.
_SEATS_OF_GOVERNMENT = {"PPLC", "PPLG", "PCLI", "PCLD", "PCLS", "PCLIX", "PCLF", "PCL"}


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
        values["obscure"] = _obscurity(values)
        row[:] = [values.get(name, 0.0) for name in FEATURES]
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
    for row, candidate in zip(result, item.candidates, strict=False):
        values = dict(zip(FEATURES, row, strict=True)) | votes.features(candidate)
        values["obscure"] = _obscurity(values)
        row[:] = [values[name] for name in FEATURES]
    return result


# What supports a small place against a large one of its name, and how much of it is enough.
_SUPPORT = {
    "parent follows": 0.0,
    "division named": 0.0,
    "near others": 0.5,
    "dominant division": 0.15,
    "dominant country": 0.3,
}


def _obscurity(values: Mapping[str, float]) -> float:
    """Return how small a place is that nothing else in the text supports, from 0 to 1.

    Writers add a province or country to a small place that they name out of its surroundings;
    without that, readers think of the place that everybody knows.
    """
    if any(values.get(name, 0.0) > enough for name, enough in _SUPPORT.items()):
        return 0.0
    return max(0.0, 1.0 - values.get("names", 0.0)) * float(not values.get("country"))


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
        "division of namesake": float(_is_division(entry) and _has_namesake(candidate, item)),
        "parent follows": float(_is_followed(item, named - own, context)),
        "division named": float(bool((divisions - own) & context.places)),
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


class Votes:
    """What the names of a document are likely to be, by the first pass.

    Only what is named as a place says where the text is set, so governments and adjectives do
    not vote. A name does not vote on itself.
    """

    def __init__(self, mentioned: Sequence[Mentioned], likely: Sequence[Floats]) -> None:
        self._countries: Counter[str] = Counter()
        self._divisions: Counter[str] = Counter()
        self._own: dict[int, tuple[Counter[str], Counter[str]]] = {}
        points: list[tuple[float, float, float, int]] = []
        for number, (item, chances) in enumerate(zip(mentioned, likely, strict=True)):
            countries: Counter[str] = Counter()
            divisions: Counter[str] = Counter()
            if _mentions(item, literal=True):
                for candidate, chance in zip(item.candidates, chances, strict=False):
                    _vote(candidate.entry, float(chance), countries, divisions)
                    points += _point(candidate.entry, float(chance), number)
            self._own[number] = countries, divisions
            self._countries += countries
            self._divisions += divisions
        self._points = np.asarray(points) if points else np.zeros((0, 4))

    def without(self, number: int) -> Surroundings:
        """Return the votes of all names but one."""
        countries, divisions = self._own[number]
        return Surroundings(
            countries=_shares(self._countries - countries),
            divisions=_shares(self._divisions - divisions),
            points=self._points[self._points[:, 3] != number],
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Surroundings:
    """What the other names of a document are likely to be, as one name sees them.

    `points` has a row for each likely settlement: latitude, longitude, probability, number of
    its name.
    """

    countries: Mapping[str, float]
    divisions: Mapping[str, float]
    points: Floats

    def features(self, candidate: Candidate) -> dict[str, float]:
        """Return the features that depend on the other names."""
        entry = candidate.entry
        division = entry.entry_id if entry.feature_code == "ADM1" else entry.admin1
        return {
            "dominant country": self.countries.get(entry.country_code or "", 0.0),
            "dominant division": self.divisions.get(division or "", 0.0),
            "near others": self._nearness(entry.latitude, entry.longitude),
        }

    def _nearness(self, latitude: float, longitude: float) -> float:
        if not len(self.points):
            return 0.0
        distances = distance_km(
            latitude_a=latitude,
            longitude_a=longitude,
            latitude_b=self.points[:, 0],
            longitude_b=self.points[:, 1],
        )
        scale = np.log10(_FAR_KM / np.clip(distances, _NEAR_KM, _FAR_KM))
        scale /= math.log10(_FAR_KM / _NEAR_KM)
        return float(np.max(scale * self.points[:, 2]))


def _vote(entry: Entry, chance: float, countries: Counter[str], divisions: Counter[str]) -> None:
    if chance < _LEAST_VOTE:
        return
    if entry.country_code:
        countries[entry.country_code] += chance  # type: ignore[assignment]
    if entry.admin1:
        divisions[entry.admin1] += chance  # type: ignore[assignment]


def _point(entry: Entry, chance: float, number: int) -> list[tuple[float, float, float, int]]:
    if chance < _LEAST_VOTE or entry.feature_class not in "PS":
        return []
    return [(entry.latitude, entry.longitude, chance, number)]


# A candidate less likely than this does not vote; it would only cost time.
_LEAST_VOTE = 0.05


def _shares(counts: Counter[str]) -> dict[str, float]:
    total = sum(counts.values())
    return {key: value / total for key, value in counts.items()} if total else {}
