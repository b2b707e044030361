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
from geo.model import Candidate, Document, Match, Toponym
from geo.text import name_key

__all__ = ["FEATURES", "Context", "Mentioned", "features_of", "prepare"]

Floats = npt.NDArray[np.float64]

FEATURES = (
    "population",
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
    "parent follows",
    "parent named",
    "country named",
    "dominant country",
    "dominant division",
    "near others",
    "prior",
    "none",
)
"""Names of the features, in the order of every vector; "none" marks the answer "no entry"."""

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
    """A surface of a document with all its mentions and its candidates, best prior first."""

    surface: str
    toponyms: tuple[Toponym, ...]
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a document says that bears on every name in it."""

    text: str
    countries: Mapping[str, float]
    keys: Mapping[str, tuple[int, ...]]


def prepare(
    document: Document, toponyms: Sequence[Toponym], gazetteer: Gazetteer, *, limit: int
) -> tuple[tuple[Mentioned, ...], Context]:
    """Group the mentions of a document by surface and look each up once.

    Mentions of one surface share one meaning, the heuristic "one sense per discourse" of Gale,
    Church and Yarowsky (1992).
    """
    groups: dict[str, list[Toponym]] = {}
    for toponym in toponyms:
        groups.setdefault(toponym.surface, []).append(toponym)
    mentioned = tuple(
        Mentioned(
            surface=surface,
            toponyms=tuple(members),
            candidates=gazetteer.candidates(surface, limit=limit),
        )
        for surface, members in groups.items()
    )
    return mentioned, Context(
        text=document.text, countries=_countries(mentioned), keys=_keys(mentioned)
    )


def _countries(mentioned: Sequence[Mentioned]) -> dict[str, float]:
    """Return the share of each country among the mentions that name one outright."""
    counts: Counter[str] = Counter()
    for item in mentioned:
        best = item.candidates[0].entry if item.candidates else None
        if best is not None and best.feature_code.startswith("PCL") and best.country_code:
            counts[best.country_code] += len(item.toponyms)
    total = sum(counts.values())
    return {code: count / total for code, count in counts.items()}


def _keys(mentioned: Sequence[Mentioned]) -> dict[str, tuple[int, ...]]:
    """Return where each name stands in the text."""
    return {
        name_key(item.surface): tuple(toponym.span.start for toponym in item.toponyms)
        for item in mentioned
    }


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
    wording = _wording(item, context)
    votes = _Votes.of(others)
    for row, candidate in zip(rows, item.candidates, strict=False):
        values = _of_entry(candidate) | _of_words(candidate, item, context, gazetteer, wording)
        values |= votes.features(candidate)
        row[:] = [values.get(name, 0.0) for name in FEATURES]
    rows[-1, FEATURES.index("none")] = 1.0
    return rows


def _of_entry(candidate: Candidate) -> dict[str, float]:
    entry, match = candidate.entry, candidate.match
    code = entry.feature_code
    return {
        "population": math.log10(entry.population + 1) / 7,
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


@cache
def _generic_words(kind: str) -> frozenset[str]:
    return frozenset(row["word"] for row in read_rows("generic_words") if row["kind"] == kind)


def _wording(item: Mentioned, context: Context) -> tuple[float, float]:
    """Return the shares of mentions that a generic word calls a division, or a settlement."""
    division = settlement = 0
    for toponym in item.toponyms:
        after = _AFTER.match(context.text[toponym.span.end : toponym.span.end + 30])
        before = _BEFORE.search(context.text[max(0, toponym.span.start - 30) : toponym.span.start])
        words = {match[1].lower() for match in (after, before) if match}
        division += bool(words & _generic_words("division"))
        settlement += bool(words & _generic_words("settlement"))
    return division / len(item.toponyms), settlement / len(item.toponyms)


def _of_words(
    candidate: Candidate,
    item: Mentioned,
    context: Context,
    gazetteer: Gazetteer,
    wording: tuple[float, float],
) -> dict[str, float]:
    entry = candidate.entry
    is_division = entry.feature_class == "A" and not entry.feature_code.startswith("PCL")
    parents = gazetteer.parents(entry)
    own = {name_key(item.surface)}
    named = {name_key(name) for parent in parents for name in _short_names(parent.name)} - own
    country = context.countries.get(entry.country_code or "", 0.0)
    return {
        "named as division": wording[0] if is_division else -wording[0],
        "named as settlement": wording[1] if entry.feature_class == "P" else -wording[1],
        "parent follows": _share_followed(item, named, context),
        "parent named": float(bool(named & set(context.keys))),
        "country named": float(country > 0),
        "dominant country": country,
    }


def _short_names(name: str) -> tuple[str, ...]:
    """Return a name and the name without its generic word ("Idlib Governorate", "Idlib")."""
    words = name.split()
    generic = _generic_words("division")
    kept = [word for word in words if word.lower() not in generic]
    return (name, " ".join(kept)) if kept and len(kept) < len(words) else (name,)


def _share_followed(item: Mentioned, parents: set[str], context: Context) -> float:
    """Return the share of mentions that one of the parents' names follows at once."""
    if not parents:
        return 0.0
    hits = 0
    for toponym in item.toponyms:
        end = toponym.span.end
        join = _PARENT_JOIN.match(context.text[end : end + _PARENT_REACH])
        start = end + join.end() if join else None
        hits += any(start in context.keys.get(parent, ()) for parent in parents)
    return hits / len(item.toponyms)


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
                if weight < _LEAST_VOTE:
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
