"""Names of places, and the entries of gazetteers that they may mean."""

from __future__ import annotations

import math
from dataclasses import dataclass

from geo.model.documents import Span
from geo.model.kinds import Geoprecision, Match, Sense

__all__ = ["Area", "Bounds", "Candidate", "Entry", "Resolution", "Toponym"]


# GeoNames feature codes of waters that belong to no one country.
_INTERNATIONAL_WATERS = {"OCN", "SEA", "STRT", "GULF", "CHN"}

# GeoNames puts bases and works among areas; they are sites, as an airport is.
_SITES = {"INDS", "MILB", "NVB"}

# UCDP takes what is long and thin for fuzzy, however short it is.
_LINES = {"CNL", "CNLN", "STM", "WAD"}

# UCDP calls "near" what lies within about 25 km of a known point (`where_prec` 2).
_NEAR_KM = 25.0
# A region of several countries that reaches farther from its middle is no better than a country.
_COUNTRY_SIZED_KM = 500.0
_KM_PER_DEGREE = 111.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """A bounding box in degrees; `west` > `east` where it crosses the antimeridian."""

    west: float
    south: float
    east: float
    north: float

    @property
    def radius_km(self) -> float:
        """How far the corners are from the middle, roughly."""
        degrees = (self.east - self.west) % 360
        width_km = degrees * math.cos(math.radians((self.south + self.north) / 2)) * _KM_PER_DEGREE
        return math.hypot(width_km, (self.north - self.south) * _KM_PER_DEGREE) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Toponym:
    """The mention of a place name; `surface` is `text[start:end]` to the letter.

    `sense_score` and `score` are probabilities: that it is used so, and that it is one at all.
    `recogniser` says what found it; a name inside that of an organisation or a building is
    "embedded".
    """

    document_id: str
    span: Span
    surface: str
    sense: Sense
    score: float
    recogniser: str
    sense_score: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A record of the gazetteer.

    `feature_class` and `feature_code` are GeoNames'; `country_code` is ISO 3166-1 alpha-3;
    `admin1` and `admin2` are ids of the divisions that contain the entry.
    """

    entry_id: str
    name: str
    latitude: float
    longitude: float
    feature_class: str
    feature_code: str
    country_code: str | None
    admin1: str | None
    admin2: str | None
    population: int
    dataset: str
    bounds: Bounds | None = None

    @property
    def geoprecision(self) -> Geoprecision:
        """How exactly the entry's point stands for the entry, by UCDP `where_prec`.

        Settlements and sites are exact; what has bounds within 25 km of its middle is near; roads,
        rivers and regions are fuzzy; a division, country or territory is no better than itself,
        a region of several countries no better than a country; seas and straits are international
        waters.

        References
        ----------
        UCDP Georeferenced Event Dataset Codebook, variable `where_prec`.
        """
        code = self.feature_code
        if code.startswith("ADM1"):
            return Geoprecision.FIRST_DIVISION
        if code.startswith(("ADM2", "ADM3", "ADM4", "ADM5")):
            return Geoprecision.SECOND_DIVISION
        if code.startswith("PCL") or code in {"TERR", "CONT", "PRSH"}:
            return Geoprecision.COUNTRY
        if code in _INTERNATIONAL_WATERS:
            return Geoprecision.INTERNATIONAL
        if self.feature_class in "PS" or code in _SITES:
            return Geoprecision.EXACT
        return self._extent_precision

    @property
    def _extent_precision(self) -> Geoprecision:
        """How exactly the point stands for a landform, water or region, by its size."""
        if self.bounds is None:
            return Geoprecision.FUZZY_AREA
        is_line = self.feature_code in _LINES or self.feature_class == "R"
        if self.bounds.radius_km <= _NEAR_KM and not is_line:
            return Geoprecision.NEAR
        is_several_countries = self.country_code is None and self.feature_code.startswith("RGN")
        if is_several_countries and self.bounds.radius_km > _COUNTRY_SIZED_KM:
            return Geoprecision.COUNTRY
        return Geoprecision.FUZZY_AREA


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """The polygon of an entry as well-known binary, with the dataset and worldview it shows."""

    entry_id: str
    wkb: bytes
    dataset: str
    worldview: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An entry that was considered for a toponym, with what spoke for it."""

    entry: Entry
    matched_name: str
    match: Match
    score: float
    features: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """The decision for a toponym: an entry or none, how sure, and why.

    `score` is the probability that the entry is right; `margin` is its lead over the next
    candidate; `candidates` are ordered best first and may be empty.
    """

    toponym: Toponym
    entry: Entry | None
    candidates: tuple[Candidate, ...]
    score: float
    margin: float
    reason: str
    geoprecision: Geoprecision | None
