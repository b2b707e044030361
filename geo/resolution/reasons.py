"""Say in words why an entry was chosen: what sets it apart from the runner-up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from geo.gazetteer import Gazetteer
from geo.geodesy import distance_km
from geo.model import Candidate, Entry, Match, Resolution
from geo.resolution.features import FEATURES
from geo.resolution.mentions import is_division
from geo.trees import Floats

__all__ = ["NOT_IN_GAZETTEER", "explain", "with_neighbours"]

NOT_IN_GAZETTEER = "no entry of the gazetteer has this name"

# A reason lists this many grounds at most; further ones add little.
_MOST_GROUNDS = 3

# Features are of order one: below the first a difference decides nothing by itself, and below the
# second it is not worth a word.
_LEAST_DIFFERENCE = 0.1
_LEAST_HINT = 0.02

# As far apart as the towns of one province.
_NEAR_KM = 80

_MATCHES = {
    Match.NAME: "its main name",
    Match.ALTERNATE: "another of its names",
    Match.FOLDED: "its name in another spelling",
    Match.DEMONYM: "its adjective or people",
    Match.TRANSLITERATED: "its name in another transliteration",
    Match.PART: "the place inside a longer name",
    Match.FUZZY: "a name spelt almost so",
    Match.ALIAS: "a short form of its name",
}


@dataclass(frozen=True, slots=True)
class _Ground:
    """What sets an entry apart from the runner-up.

    Of one `family` only the first is told. `of_itself` is said of a country, or of a division
    where the ground is about divisions: both are what others lie in. `least` is what the feature
    must be for the words to be true.
    """

    feature: str
    family: str
    text: str
    of_itself: str | None = None
    least: float = _LEAST_DIFFERENCE


# The more telling first: what the text says of an entry, then what is known of it anyway.
_GROUNDS = (
    _Ground("named as division", "kind", "the text calls it a division"),
    _Ground("named as settlement", "kind", "the text calls it a settlement"),
    _Ground("parent follows", "parent", "the text names its parent right after it"),
    _Ground("division named", "parent", "the text names its division"),
    _Ground(
        "dominant division",
        "places",
        "other places of the text lie in its division",
        of_itself="other places of the text lie in it",
    ),
    _Ground("acts", "acts", "it acts like a government"),
    _Ground(
        "acting country",
        "acts",
        "the government or people of its country act in the text",
        of_itself="its government or people act in the text",
    ),
    _Ground(
        "dominant country",
        "places",
        "the text is mostly about its country",
        of_itself="most other places of the text lie in it",
        least=0.5,
    ),
    _Ground(
        "dominant country",
        "places",
        "other places of the text lie in its country",
        of_itself="other places of the text lie in it",
    ),
    _Ground("country named", "parent", "the text names its country", of_itself=""),
    _Ground("exact name", "name", "the next has another main name"),
    _Ground("names lead", "known", "it is by far the best known of the name", least=0.5),
    _Ground("population lead", "size", "it is by far the largest of the name", least=0.5),
    _Ground("names lead", "known", "it is the best known of the name"),
    _Ground("population lead", "size", "it is the largest of the name"),
    _Ground("country", "type", "it is a country"),
    _Ground("own area", "type", "it is a region or site that news names"),
    _Ground("prior", "prior", "the name usually means it", least=0.5),
    _Ground("prior", "prior", "the name means it more often than the next"),
    _Ground("names", "known", "it is known by more names than the next"),
    _Ground("population", "size", "it has more inhabitants than the next"),
)

# What is worth a word where nothing decides by itself.
_HINTS = {
    "dominant division": "more of the text's other places lie in its division",
    "dominant country": "more of the text's other places lie in its country",
    "near others": "it is nearer to other places of the text",
    "prior": "the name means it a little more often",
    "names": "it is known by a few more names",
    "population": "it has a few more inhabitants",
}

_UNDECIDED = "no single sign decides"

# GeoNames feature classes in words.
_KINDS = {
    "A": "division",
    "H": "water",
    "L": "area",
    "P": "settlement",
    "R": "road",
    "S": "site",
    "T": "landform",
    "U": "undersea",
    "V": "vegetation",
}


def explain(ranked: Sequence[Candidate], features: Floats, gazetteer: Gazetteer) -> str:
    """Return the reason for a decision in one line.

    Parameters
    ----------
    ranked
        The candidates, the chosen one first, with their probabilities as scores.
    features
        A row for the chosen one and for the runner-up, if there is one; columns as in
        `FEATURES`.
    gazetteer
        Names the country and the divisions of the runner-up.
    """
    matched = _MATCHES[ranked[0].match]
    if len(ranked) == 1:
        return f"the only entry of this name ({matched})"
    own = dict(zip(FEATURES, features[0].tolist(), strict=True))
    lead = dict(zip(FEATURES, (features[0] - features[1]).tolist(), strict=True))
    grounds = [*_grounds(ranked, own, lead)][:_MOST_GROUNDS] or [_hint(lead)]
    following = ranked[1]
    described = _described(following.entry, ranked[0].entry, gazetteer)
    return (
        f"{matched}; of {len(ranked)} entries: {'; '.join(grounds)}; "
        f"next: {described} {following.score:.2f}"
    )


def _grounds(
    ranked: Sequence[Candidate], own: Mapping[str, float], lead: Mapping[str, float]
) -> Iterator[str]:
    """Yield what sets the first of the candidates apart, no two of one family."""
    entry = ranked[0].entry
    told = set[str]()
    for ground in _GROUNDS:
        decides = lead[ground.feature] > _LEAST_DIFFERENCE or (
            ground.family == "kind" and _is_rare_kind(ranked)
        )
        if ground.family in told or not decides or own[ground.feature] <= ground.least:
            continue
        text = ground.text
        if ground.of_itself is not None and _contains_others(entry, ground.feature):
            text = ground.of_itself
        if text:
            told.add(ground.family)
            yield text


def _is_rare_kind(ranked: Sequence[Candidate]) -> bool:
    """Return whether the kind of the first tells it from other candidates, if not from the next."""
    return any(is_division(one.entry) != is_division(ranked[0].entry) for one in ranked[1:])


def _contains_others(entry: Entry, feature: str) -> bool:
    """Return whether an entry is itself the country, or the division, that a feature is about."""
    code = "ADM1" if feature == "dominant division" else "PCL"
    return entry.feature_code.startswith(code)


def _hint(lead: Mapping[str, float]) -> str:
    """Return the sign that speaks most for the first, though it decides little."""
    best = max(_HINTS, key=lambda name: lead[name])
    return f"{_UNDECIDED}; {_HINTS[best]}" if lead[best] > _LEAST_HINT else _UNDECIDED


def with_neighbours(resolutions: Sequence[Resolution]) -> Iterator[Resolution]:
    """Yield the resolutions of a document, their reasons telling what else of it lies near.

    Parameters
    ----------
    resolutions
        All of the document; only settlements and sites count as neighbours.
    """
    places = {
        item.entry.entry_id: item.entry
        for item in resolutions
        if item.entry is not None and item.entry.feature_class in "PS"
    }
    ids = list(places)
    points = np.array([(places[key].latitude, places[key].longitude) for key in ids])
    told: dict[str, int] = {}
    for key, (latitude, longitude) in zip(ids, points.tolist(), strict=True):
        distances = distance_km(
            latitude_a=latitude,
            longitude_a=longitude,
            latitude_b=points[:, 0],
            longitude_b=points[:, 1],
        )
        told[key] = int(np.count_nonzero(distances <= _NEAR_KM)) - 1
    for item in resolutions:
        count = told.get(item.entry.entry_id, 0) if item.entry is not None else 0
        if count:
            places_said = "1 other place" if count == 1 else f"{count} other places"
            near = f"{places_said} of the text within {_NEAR_KM} km"
            yield replace(item, reason=f"{item.reason}; {near}")
        else:
            yield item


def _described(entry: Entry, chosen: Entry, gazetteer: Gazetteer) -> str:
    """Return an entry's name with as much as tells it from the chosen one."""
    country = _country(entry, gazetteer)
    if entry.feature_code.startswith("PCL"):
        is_told = chosen.name != entry.name
        return entry.name if is_told else f"{entry.name} (country)"
    name = entry.name
    if entry.country_code != chosen.country_code:
        return f"{name}, {country}" if country else f"{name} ({_kind(entry)})"
    if _kind(entry) != _kind(chosen):
        return ", ".join(filter(None, (f"{name} ({_kind(entry)})", country)))
    within = _divisions_apart(entry, chosen, gazetteer)
    if within:
        return ", ".join((name, *within))
    if name != chosen.name:
        return ", ".join(filter(None, (name, country)))
    away_km = distance_km(
        latitude_a=entry.latitude,
        longitude_a=entry.longitude,
        latitude_b=chosen.latitude,
        longitude_b=chosen.longitude,
    )
    return ", ".join(filter(None, (name, country, f"{away_km:,.0f} km away")))


def _divisions_apart(entry: Entry, chosen: Entry, gazetteer: Gazetteer) -> tuple[str, ...]:
    """Return the names of the divisions that hold one of two entries of a country, not both."""
    first, second = (_name(entry_id, gazetteer) for entry_id in (entry.admin1, entry.admin2))
    if first and entry.admin1 != chosen.admin1:
        return (first,)
    if first and second and entry.admin2 != chosen.admin2:
        return second, first
    return ()


def _name(entry_id: str | None, gazetteer: Gazetteer) -> str:
    try:
        return gazetteer.entry(entry_id).name if entry_id else ""
    except LookupError:
        return ""


def _country(entry: Entry, gazetteer: Gazetteer) -> str:
    try:
        return gazetteer.country(entry.country_code).name if entry.country_code else ""
    except LookupError:
        return ""


def _kind(entry: Entry) -> str:
    """Return in a word what kind of place an entry is."""
    if entry.feature_code.startswith("PCL"):
        return "country"
    return _KINDS.get(entry.feature_class, "place")
