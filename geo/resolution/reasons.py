"""Say in words why an entry was chosen: what sets it apart from the runner-up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from geo.gazetteer import Gazetteer
from geo.geodesy import distance_km
from geo.model import Candidate, Entry, Match, Resolution
from geo.resolution.features import FEATURES
from geo.trees import Floats

__all__ = ["NOT_IN_GAZETTEER", "explain", "with_neighbours"]

NOT_IN_GAZETTEER = "no entry of the gazetteer has this name"

# A reason lists this many grounds at most; further ones add little.
_MOST_GROUNDS = 3

# Features are of order one; a smaller difference than this did not decide anything.
_LEAST_DIFFERENCE = 0.1

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

# What sets an entry apart, the more telling first: what the text says of it, then what is known
# of it anyway.
_GROUNDS = {
    "parent follows": "the text names its parent right after it",
    "named as division": "the text calls it a division",
    "named as settlement": "the text calls it a settlement",
    "division named": "the text names its division",
    "dominant division": "other places of the text lie in its division",
    "acts": "it acts like a government",
    "acting country": "its government or people act in the text",
    "dominant country": "the text is mostly about its country",
    "country named": "the text names its country",
    "exact name": "the name is its main name",
    "names lead": "it is by far the best known of the name",
    "population lead": "it is by far the largest of the name",
    "country": "it is a country",
    "own area": "it is a region or site that news names",
    "prior": "the name usually means it",
    "names": "it is known by more names",
    "population": "it has more inhabitants",
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
        Names the country of the runner-up.
    """
    matched = _MATCHES[ranked[0].match]
    if len(ranked) == 1:
        return f"the only entry of this name ({matched})"
    lead = dict(zip(FEATURES, features[0] - features[1], strict=True))
    grounds = [text for name, text in _GROUNDS.items() if lead[name] > _LEAST_DIFFERENCE]
    ground = "; ".join(grounds[:_MOST_GROUNDS]) or "it is the likelier by a little of everything"
    following = ranked[1]
    return (
        f"{matched}; of {len(ranked)} entries: {ground}; "
        f"next: {_described(following.entry, gazetteer)} {following.score:.2f}"
    )


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


def _described(entry: Entry, gazetteer: Gazetteer) -> str:
    """Return an entry's name with its country, as far as it is in one."""
    try:
        country = gazetteer.country(entry.country_code).name if entry.country_code else ""
    except LookupError:
        country = ""
    return f"{entry.name}, {country}" if country and country != entry.name else entry.name
