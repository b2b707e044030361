"""Who did what to whom, where and when, as a document tells it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from geo.model.documents import Document, Span
from geo.model.kinds import ActorType, Control, DatePrecision, Geoprecision, Role, Status
from geo.model.places import Resolution

__all__ = [
    "Actor",
    "ActorMention",
    "Claim",
    "ContextCue",
    "EventPlace",
    "Figure",
    "Parsed",
    "Participant",
    "Report",
    "When",
]


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

    `claims` are those of no act: who is said to hold a place. `sketch` tells the text from others,
    as `geo.duplicates.sign` has it; empty where that does not matter.
    """

    document: Document
    sentences: tuple[Span, ...] = ()
    resolutions: tuple[Resolution, ...] = ()
    mentions: tuple[ActorMention, ...] = ()
    reports: tuple[Report, ...] = ()
    figures: tuple[Figure, ...] = ()
    claims: tuple[Claim, ...] = ()
    persons: tuple[str, ...] = ()
    sketch: bytes = b""
