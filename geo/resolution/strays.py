"""Entries that a text speaks against: towns in a country that it does not mean."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from geo.geodesy import distance_km
from geo.model import Candidate, Entry, Match, Resolution, Sense, Toponym

__all__ = ["unresolved", "without_strays"]

# "San Marino in Chocó", "Paris in the state of Texas".
_LIES_IN = re.compile(r" in (?:the )?(?:[a-z]+ (?:of )?)?")
# A division as sure as this says where what is in it lies.
_CERTAIN = 0.9

# Of 45 places of three corpora of news that lay in a country which nothing else of the text was
# of, all 38 right ones but one were larger, capitals mostly; five of six smaller ones were wrong.
_UNKNOWN_ABROAD = 50_000
# "Keri" may be Cary in North Carolina, "Cancun" Changchun; as doubtful, both were wrong.
_LIKELY = 0.8
_CAPITALS = frozenset({"PPLC", "PPLG", "PPLA"})
# What lies nearer to a place of the text may be over a border that goes without saying.
_NEAR_KM = 300
_FEWEST_OTHERS = 3


def without_strays(resolutions: Sequence[Resolution], text: str) -> list[Resolution]:
    """Leave a settlement without an entry where the text speaks against the one it was given.

    A text that puts it into another country does ("San Marino in Chocó": all that the gazetteer
    has lie outside Colombia). So does one that names three other places, none of them in its
    country or near it, where it is no town that the world knows: a village of Borno has the name
    of one in Ukraine, which a text on Nigeria does not mean.
    """
    by_start = {item.toponym.span.start: item for item in resolutions}
    lonely = _find_lonely(resolutions)
    return [_judge(item, by_start, lonely, text) for item in resolutions]


def unresolved(toponym: Toponym, candidates: tuple[Candidate, ...], reason: str) -> Resolution:
    """Return a toponym without an entry, and why."""
    return Resolution(
        toponym=toponym,
        entry=None,
        candidates=candidates,
        score=0.0,
        margin=0.0,
        reason=reason,
        geoprecision=None,
    )


def _judge(
    item: Resolution, by_start: Mapping[int, Resolution], lonely: frozenset[str], text: str
) -> Resolution:
    if item.entry is None or item.entry.feature_class != "P":
        return item
    link = _LIES_IN.match(text, item.toponym.span.end)
    whole = by_start.get(link.end()) if link else None
    if whole is not None and _is_outside(item.entry, whole):
        reason = (
            f"the text puts it in {whole.toponym.surface}; no likely entry of its name is there"
        )
        return unresolved(item.toponym, item.candidates, reason)
    if item.entry.entry_id in lonely:
        reason = (
            f"{item.entry.name} ({item.entry.country_code}) is far from all that the text names"
        )
        return unresolved(item.toponym, item.candidates, reason)
    return item


def _is_outside(entry: Entry, whole: Resolution) -> bool:
    return (
        whole.entry is not None
        and whole.entry.feature_class == "A"
        and whole.toponym.sense is Sense.LITERAL
        and whole.score >= _CERTAIN
        and whole.entry.country_code != entry.country_code
    )


def _find_lonely(resolutions: Sequence[Resolution]) -> frozenset[str]:
    """Return the ids of small settlements in countries that nothing else of the text is of."""
    entries = {item.entry.entry_id: item.entry for item in resolutions if item.entry is not None}
    if len(entries) <= _FEWEST_OTHERS:
        return frozenset()
    by_country: defaultdict[str | None, list[Entry]] = defaultdict(list)
    for entry in entries.values():
        by_country[entry.country_code].append(entry)
    doubtful = {item.entry.entry_id for item in resolutions if item.entry and _is_doubtful(item)}
    alone = [members[0] for members in by_country.values() if len(members) == 1]
    points = [entry for entry in entries.values() if entry.feature_class != "A"]
    return frozenset(
        entry.entry_id
        for entry in alone
        if _is_unknown(entry, doubtful=entry.entry_id in doubtful) and not _is_near(entry, points)
    )


def _is_doubtful(item: Resolution) -> bool:
    """Return whether a name is only another one of its entry, which is not likely meant."""
    other = item.candidates[0].match is Match.ALTERNATE
    return other and item.score < _LIKELY


def _is_unknown(entry: Entry, *, doubtful: bool) -> bool:
    large = entry.population >= _UNKNOWN_ABROAD and not doubtful
    known = entry.feature_code in _CAPITALS or large
    return entry.feature_class == "P" and entry.country_code is not None and not known


def _is_near(entry: Entry, points: Sequence[Entry]) -> bool:
    """Return whether any other place is near an entry."""
    others = [point for point in points if point.entry_id != entry.entry_id]
    distances = distance_km(
        latitude_a=entry.latitude,
        longitude_a=entry.longitude,
        latitude_b=np.array([point.latitude for point in others]),
        longitude_b=np.array([point.longitude for point in others]),
    )
    return bool((distances <= _NEAR_KM).any())
