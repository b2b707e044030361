"""What is said inside one document: frozen dataclasses and enumerations.

Offsets are Python string indices (code points), half-open, into `Document.text` exactly as it
was given. Latitudes and longitudes are decimal degrees, WGS 84 (EPSG:4326). Dates are Gregorian
calendar days without a time zone. "Not known" is `None`, never a sentinel.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from geo.errors import DocumentError

__all__ = [
    "Actor",
    "ActorMention",
    "ActorType",
    "Area",
    "Bounds",
    "Candidate",
    "Claim",
    "ContextCue",
    "Control",
    "DatePrecision",
    "Document",
    "Entry",
    "EventPlace",
    "Figure",
    "Geoprecision",
    "Match",
    "Parsed",
    "Participant",
    "Provenance",
    "Rejected",
    "Report",
    "Resolution",
    "Role",
    "Sense",
    "Span",
    "Status",
    "Toponym",
    "When",
]


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


class Sense(StrEnum):
    """How a toponym is used.

    The three-way split follows Gritta, Pilehvar and Collier, "A pragmatic guide to geoparsing
    evaluation" (2019), whose *literal* toponyms are places and whose *associative* ones are
    split here by what they stand for.
    """

    LITERAL = "literal"
    """The place itself: "in Aleppo"."""
    METONYMIC = "metonymic"
    """Its government or people act: "Washington wants"."""
    MODIFIER = "modifier"
    """An adjective or attribute: "Syrian regime", "U.S. official"."""


class Match(StrEnum):
    """How a name of the gazetteer was matched."""

    NAME = "name"
    """The entry's main name, letter for letter."""
    ALTERNATE = "alternate"
    """Another of its names, letter for letter."""
    FOLDED = "folded"
    """A name after folding of case, accents, script and articles."""
    DEMONYM = "demonym"
    """The adjective or people of the entry: "Syrian", "Syrians"."""
    TRANSLITERATED = "transliterated"
    """A name from another script, transliterated otherwise: "Dayr az-Zawr", "Avdeyevka"."""
    FUZZY = "fuzzy"
    """A name within a bounded edit distance."""
    PART = "part"
    """The place inside a longer name: "Donetsk" of "Donetsk airport" or "northern Donetsk"."""
    ALIAS = "alias"
    """A shorter form of a name given elsewhere in the same document."""


class Geoprecision(IntEnum):
    """How exact a geometry is for what is meant: UCDP GED `where_prec`, 1 (best) to 7.

    References
    ----------
    UCDP Georeferenced Event Dataset Codebook, variable `where_prec`.
    """

    EXACT = 1
    NEAR = 2
    SECOND_DIVISION = 3
    FIRST_DIVISION = 4
    FUZZY_AREA = 5
    COUNTRY = 6
    INTERNATIONAL = 7


class DatePrecision(IntEnum):
    """How exact a date is: UCDP GED `date_prec`, 1 (a day) to 5 (more than a month)."""

    DAY = 1
    DAYS = 2
    WEEK = 3
    MONTH = 4
    LONGER = 5


class Status(StrEnum):
    """Whether the act is told as having happened."""

    ACTUAL = "actual"
    PLANNED = "planned"
    DENIED = "denied"
    HYPOTHETICAL = "hypothetical"


class Role(StrEnum):
    """The part an actor takes in an event: who does it, who receives it."""

    SOURCE = "source"
    TARGET = "target"


class Control(StrEnum):
    """What a report claims about who holds a place."""

    TAKES = "takes"
    HOLDS = "holds"
    LOSES = "loses"
    BESIEGES = "besieges"
    CONTESTED = "contested"


class ActorType(StrEnum):
    """Kinds of actors; none implies a judgement."""

    STATE = "state"
    GOVERNMENT = "government"
    MILITARY = "military"
    REBEL = "rebel"
    MILITIA = "militia"
    TERRORIST = "terrorist"
    IGO = "igo"
    NGO = "ngo"
    COMPANY = "company"
    MEDIA = "media"
    PERSON = "person"
    CIVILIAN = "civilian"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One text with its metadata.

    `given_id` keeps the JSON type that the id came with; `spans` are those of the toponyms that
    the record names, for resolution alone; `None` where it names them in a form that cannot be
    read.

    Raises
    ------
    DocumentError
        If a value is of another type than declared, or holds half a character (a lone surrogate),
        which no file could hold.
    """

    document_id: str
    text: str
    title: str | None = None
    published: dt.date | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
    given_id: str | int | float | None = None
    spans: tuple[Span, ...] | None = ()

    def __post_init__(self) -> None:
        for name in ("document_id", "text", "title", "publisher", "url", "language"):
            value = getattr(self, name)
            if not isinstance(value, str) and (
                value is not None or name in {"document_id", "text"}
            ):
                self._refuse(name, value, "give words, a str")
            try:
                (value or "").encode()
            except UnicodeEncodeError as error:
                raise DocumentError(
                    f"{name} holds half a character (U+{ord(value[error.start]):04X} at "
                    f"{error.start}); write whole characters",
                    source=ascii(self.document_id)[1:-1],
                ) from None
        # A moment has no order among days: `datetime` is refused too.
        if self.published is not None and type(self.published) is not dt.date:
            self._refuse("published", self.published, "give a datetime.date")

    def _refuse(self, name: str, value: object, remedy: str) -> None:
        raise DocumentError(
            f"{name} is {ascii(value)[:40]}, of type {type(value).__name__}; {remedy}",
            source=ascii(self.document_id).strip("'"),
        )


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """A stretch of a text, `start` included, `end` excluded."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"span {self.start}..{self.end} is not a stretch of text")

    def overlaps(self, other: Span) -> bool:
        """Return whether both spans share at least one character."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Return whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A state, government, armed group, organisation, person or population.

    `country_code` is ISO 3166-1 alpha-3; `sector` is a PLOVER sector code; `entry_id` is the
    gazetteer entry of its seat; the dates bound when the actor, or its office, existed.
    """

    actor_id: str
    name: str
    type: ActorType
    country_code: str | None = None
    sector: str | None = None
    entry_id: str | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorMention:
    """Words that stand for an actor; `implied` where a pronoun or an omission stands for it.

    `naming` is where the text names an implied actor, if it does.
    """

    document_id: str
    span: Span
    surface: str
    actor: Actor
    implied: bool = False
    naming: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """An actor in a role of a report."""

    role: Role
    mention: ActorMention


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """When something happened: first and last day, both included, and how exact that is.

    `end` is `None` for a plan without an end. `surface` holds the words that gave the date;
    it is empty where the date follows from the publication date alone. `conflict` says what
    contradicts the date, without words of the text ("2016-08-23 is a Tuesday, not a Monday").
    """

    start: dt.date
    end: dt.date | None
    precision: DatePrecision
    surface: str = ""
    conflict: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPlace:
    """Where an event happened.

    The point is the event's, shifted from the entry's where the text gives a distance and a
    direction. `inferred` says that the text does not state the place for this act; `reason`
    says in words how it was found; `shape` is the area that is meant where it is not the entry's
    own, such as a strip along a border, as well-known binary in degrees, x before y;
    `crosses_border` says that it lies in two countries.
    """

    resolution: Resolution
    name: str
    latitude: float
    longitude: float
    geoprecision: Geoprecision
    reason: str
    inferred: bool = False
    shape: bytes | None = None
    crosses_border: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number that no event holds: a total of a war or a period, people detained or displaced.

    `measure` is `killed`, `injured`, `displaced`, `missing` or `detained`; `high` is `None` for
    "more than"; `attribution` holds the words of the text that say whose count it is; `origin` and
    `destination` are the toponyms that the displaced left and went to.
    """

    document_id: str
    span: Span
    surface: str
    measure: str
    low: int
    high: int | None
    attribution: str | None
    sentence: Span
    origin: Span | None = None
    destination: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextCue:
    """Words of a text that show a context of PLOVER, such as `military` or `legal`."""

    context: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a text says of who takes, holds, loses, besieges or contests a place.

    `span` are the words that say so; `mention` is who, `None` where the text names nobody ("the
    town remains contested"). `background` marks what is told in passing, as known.
    """

    document_id: str
    span: Span
    sentence: Span
    control: Control
    mention: ActorMention | None
    resolution: Resolution
    when: When | None
    background: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One document's mention of an event.

    `event_type` and `mode` are PLOVER's; `cameo` a CAMEO code; `acled_event_type` and
    `acled_sub_event_type` what ACLED would call the act, `None` for verbal acts. `trigger` is
    `None` for an event known from the title alone. `background` marks an earlier or continuing
    act told as context. `score` is the coder's confidence in [0, 1]. `phrase` is the act with
    the words that complete it, for a headline ("send tanks"). `contexts` are the matters that its
    sentence is about, each with the words that show it.
    `origin` and `destination` are the toponyms that a movement starts from and leads to.
    `place_words` are the words that name where it happened, where no gazetteer has that place:
    `place` is then what they are told by ("Qwertina, in Homs province"), or `None`.
    `claims` say who takes, loses, besieges or contests which place by it.
    """

    report_id: str
    document_id: str
    trigger: Span | None
    surface: str
    sentence: Span
    event_type: str
    mode: str | None
    cameo: str | None
    acled_event_type: str | None
    acled_sub_event_type: str | None
    status: Status
    participants: tuple[Participant, ...]
    place: EventPlace | None
    place_reason: str
    when: When | None
    fatalities_low: int | None
    fatalities_best: int | None
    fatalities_high: int | None
    injured: int | None
    background: bool
    score: float
    coder: str
    phrase: str = ""
    place_words: Span | None = None
    origin: Resolution | None = None
    destination: Resolution | None = None
    contexts: tuple[ContextCue, ...] = ()
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """All that was found in one document; `persons` are the names of persons in it, sorted.

    `claims` are those of no act: who is said to hold a place.
    """

    document: Document
    sentences: tuple[Span, ...] = ()
    resolutions: tuple[Resolution, ...] = ()
    mentions: tuple[ActorMention, ...] = ()
    reports: tuple[Report, ...] = ()
    figures: tuple[Figure, ...] = ()
    claims: tuple[Claim, ...] = ()
    persons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """A component of a run: its version and what it was made from."""

    component: str
    version: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A document, line or file that was not used, and why."""

    document_id: str
    stage: str
    reason: str
    source: str = ""
