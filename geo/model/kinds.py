"""The kinds that what is said in a document may be of: closed lists."""

from __future__ import annotations

from enum import IntEnum, StrEnum

__all__ = [
    "ActorType",
    "Control",
    "DatePrecision",
    "Geoprecision",
    "Match",
    "Role",
    "Sense",
    "Status",
]


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
