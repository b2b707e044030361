"""What the tables of an atlas are: their columns, declared once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from geo.model import ActorType, Control, Role, Sense, Status

__all__ = ["TABLES", "Column", "Kind", "Table"]

Kind = Literal["text", "integer", "number", "boolean", "date", "geometry"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its name, kind, meaning, and what may stand in it."""

    name: str
    kind: Kind
    meaning: str
    nullable: bool = True
    allowed: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind):
            raise ValueError(f"column {self.name!r} is of unknown kind {self.kind!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table: its name, what a row is, its key and its columns."""

    name: str
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        """Column names in the order of every export."""
        return [column.name for column in self.columns]

    @property
    def has_geometry(self) -> bool:
        """Whether the table has a geometry column."""
        return self.columns[-1].kind == "geometry"


def _text(
    name: str, meaning: str, *, required: bool = False, allowed: Iterable[str] = ()
) -> Column:
    return Column(
        name=name,
        kind="text",
        meaning=meaning,
        nullable=not required,
        allowed=tuple(str(value) for value in allowed),
    )


def _integer(
    name: str,
    meaning: str,
    *,
    required: bool = False,
    minimum: float | None = 0,
    maximum: float | None = None,
) -> Column:
    return Column(
        name=name,
        kind="integer",
        meaning=meaning,
        nullable=not required,
        minimum=minimum,
        maximum=maximum,
    )


def _number(
    name: str,
    meaning: str,
    *,
    minimum: float | None = None,
    maximum: float | None = None,
) -> Column:
    return Column(name=name, kind="number", meaning=meaning, minimum=minimum, maximum=maximum)


def _boolean(name: str, meaning: str) -> Column:
    return Column(name=name, kind="boolean", meaning=meaning, nullable=False)


def _date(name: str, meaning: str) -> Column:
    return Column(name=name, kind="date", meaning=meaning)


def _geometry(meaning: str) -> Column:
    return Column(name="geometry", kind="geometry", meaning=meaning)


_DOCUMENT_ID = _text("document_id", "The document.", required=True)
_START = _integer("start", "First character of the span in the document's text.")
_END = _integer("end", "One past the last character of the span.")
_SENTENCE = _text("sentence", "The sentence that says it, to the letter.")
_LATITUDE = _number("latitude", "Degrees north, WGS 84.", minimum=-90, maximum=90)
_LONGITUDE = _number("longitude", "Degrees east, WGS 84.", minimum=-180, maximum=180)
_GEOPRECISION = _integer(
    "geoprecision",
    "UCDP where_prec: 1 exact, 2 near, 3 second-order division, 4 first-order division, "
    "5 fuzzy area, 6 country, 7 international waters or airspace.",
    minimum=1,
    maximum=7,
)

DOCUMENTS = Table(
    name="documents",
    row="a document",
    key=("document_id",),
    columns=(
        _DOCUMENT_ID,
        _text("title", "Headline."),
        _text("publisher", "Who published it."),
        _date("published", "Day of publication."),
        _text("url", "Where it was published."),
        _text("language", "ISO 639-1 code of its language."),
        _integer("characters", "Length of its text in characters.", required=True),
        _text(
            "duplicate_group",
            "Documents that copy one text, or are updates of one article, share it; null where "
            "there is no other.",
        ),
    ),
)

PLACES = Table(
    name="places",
    row="a toponym of a document, resolved or not",
    key=("place_id",),
    columns=(
        _text("place_id", "Document and span.", required=True),
        _DOCUMENT_ID,
        _START,
        _END,
        _text("surface", "The words of the text.", required=True),
        _text("sense", "How the name is used.", required=True, allowed=Sense),
        _number("sense_score", "Probability that it is used so.", minimum=0, maximum=1),
        _text("recogniser", "What found the name; `embedded`: inside that of an organisation."),
        _text("entry_id", "Gazetteer entry, with its dataset."),
        _text("name", "Name of the entry."),
        _text("feature_class", "GeoNames feature class."),
        _text("feature_code", "GeoNames feature code."),
        _text("country_code", "ISO 3166-1 alpha-3 code of the entry's country."),
        _text("admin1", "Name of its first-order division."),
        _text("admin2", "Name of its second-order division."),
        _LATITUDE,
        _LONGITUDE,
        _GEOPRECISION,
        _number("score", "Probability that the entry is right.", minimum=0, maximum=1),
        _number("margin", "Lead over the next candidate.", minimum=0, maximum=1),
        _text("reason", "Why this entry, or why none.", required=True),
        _text("alternatives", "The candidates that lost, best first."),
        _SENTENCE,
        _geometry(
            "Point of a settlement or site, polygon of a division or country; null where the "
            "name is not used for the place itself, or was not resolved."
        ),
    ),
)

EVENTS = Table(
    name="events",
    row="an event: one or more reports of the same act",
    key=("event_id",),
    columns=(
        _text("event_id", "Id of its earliest report.", required=True),
        _text("event_type", "PLOVER event type.", required=True),
        _text("mode", "PLOVER mode."),
        _integer(
            "quad_class",
            "PLOVER's quad class of the type: 1 verbal cooperation, 2 material cooperation, "
            "3 verbal conflict, 4 material conflict.",
            minimum=1,
            maximum=4,
        ),
        _text(
            "contexts",
            "PLOVER contexts that the sentences of its reports show, in alphabetical order, with "
            "'; ' between; null where nothing shows one.",
        ),
        _text("cameo", "CAMEO code."),
        _text("acled_event_type", "What ACLED would call the act; null for verbal acts."),
        _text("acled_sub_event_type", "ACLED's sub-event type."),
        _text("status", "Whether it is told as having happened.", required=True, allowed=Status),
        _text("headline", "Who did what to whom, in short.", required=True),
        _date("date_start", "First day."),
        _date("date_end", "Last day; null for a plan without an end."),
        _integer(
            "date_precision",
            "UCDP date_prec: 1 a day, 2 up to six days, 3 a week, 4 a month, 5 longer.",
            minimum=1,
            maximum=5,
        ),
        _text("place_id", "The toponym that gave the place."),
        _text("place_name", "Name of the place."),
        _text("country_code", "ISO 3166-1 alpha-3 code of the place's country."),
        _text("admin1", "Name of the place's first-order division."),
        _LATITUDE,
        _LONGITUDE,
        _GEOPRECISION,
        _text("place_reason", "How the place was found, or why there is none.", required=True),
        _boolean("place_inferred", "Whether the text does not state the place for this act."),
        _integer("fatalities_low", "Lowest count of deaths that a report gives."),
        _integer("fatalities_best", "Best count of deaths."),
        _integer("fatalities_high", "Highest count of deaths; null if open."),
        _integer("injured", "Count of injured."),
        _integer("report_count", "Number of reports.", required=True, minimum=1),
        _integer(
            "independent_report_count",
            "Number of reports, copies of one text and updates of one article counted once.",
            required=True,
            minimum=1,
        ),
        _boolean("background", "Whether every report tells it as context, not as news."),
        _number("score", "Confidence of the coder.", minimum=0, maximum=1),
        _geometry(
            "Point for a site or settlement, polygon for a division, area or country; null for "
            "an event without a place."
        ),
    ),
)

REPORTS = Table(
    name="reports",
    row="an event in one document",
    key=("report_id",),
    columns=(
        _text("report_id", "Made from document, trigger and type.", required=True),
        _text("event_id", "The event.", required=True),
        _DOCUMENT_ID,
        _START,
        _END,
        _text("surface", "The words that tell the act (the trigger)."),
        _text("status", "Status in this report.", required=True, allowed=Status),
        _integer("sentence_start", "First character of the sentence in the document's text."),
        _SENTENCE,
        _text("place_surface", "The words that gave the place."),
        _text("origin_place_id", "The toponym that a movement starts from."),
        _text("destination_place_id", "The toponym that a movement leads to."),
        _text("date_surface", "The words that gave the date."),
        _text(
            "date_conflict",
            "What contradicts the date: another day of the week, or publication before it.",
        ),
        _text("context_words", "The contexts, each with the words of the sentence that show it."),
        _date("date_start", "First day by this report."),
        _date("date_end", "Last day by this report."),
        _number("score", "Confidence of the coder.", minimum=0, maximum=1),
        _boolean("background", "Whether the document tells it as context."),
        _text(
            "duplicate_group",
            "Reports of an event share it where one is no confirmation of the other: their "
            "documents do, or their sentences are equal.",
        ),
        _text("merge_reason", "Why it was taken to tell the same event as an earlier report."),
        _text("coder", "What coded it, with its version.", required=True),
    ),
)

ACTORS = Table(
    name="actors",
    row="an actor",
    key=("actor_id",),
    columns=(
        _text("actor_id", "Id of the lexicon, or made from document and name.", required=True),
        _text("name", "Name.", required=True),
        _text("type", "Kind of actor.", required=True, allowed=ActorType),
        _text("country_code", "ISO 3166-1 alpha-3 code of its country."),
        _text("sector", "PLOVER sector code, or its code for no state's: IGO, NGO, MNC."),
        _text(
            "code",
            "Code in the manner of CAMEO: country and sector (TURMIL); null for actors of tables.",
        ),
        _text("entry_id", "Gazetteer entry of its seat."),
        _text(
            "predecessors",
            "Ids of what was renamed to it, merged into it, or what it split from, with the day.",
        ),
        _text("successors", "Ids of what it was renamed to or merged into, with the day."),
        _text("part_of", "Ids of whose armed wing, faction or member it is, with the time."),
    ),
)

EVENT_ACTORS = Table(
    name="event_actors",
    row="an actor's role in an event",
    key=("event_id", "role", "actor_id"),
    columns=(
        _text("event_id", "The event.", required=True),
        _text("role", "Who does it, or who receives it.", required=True, allowed=Role),
        _text("actor_id", "The actor.", required=True),
        _text("surface", "The words of the earliest report.", required=True),
        _boolean("implied", "Whether the text leaves the actor out and it was inferred."),
    ),
)

CONTROL = Table(
    name="control",
    row="a claim of who holds a place",
    key=("claim_id",),
    columns=(
        _text("claim_id", "Made from its words, actor and place.", required=True),
        _DOCUMENT_ID,
        _text(
            "report_id",
            "The report of the act by which the place changes hands; empty where the text only "
            "says who holds it.",
        ),
        _text("actor_id", "The actor; empty where the text names none."),
        _text("claim", "What is claimed.", required=True, allowed=Control),
        _text("place_id", "The toponym of the place.", required=True),
        _text("entry_id", "Its gazetteer entry."),
        _date("since", "First day the claim speaks of: of a siege, when it was laid."),
        _date("date", "Last day the claim speaks of."),
        _boolean("background", "Whether it is told in passing, as known or long past."),
        _text("surface", "The words that claim it."),
        _SENTENCE,
    ),
)

FIGURES = Table(
    name="figures",
    row=(
        "a total that a text states of a war or period, or how many were detained or displaced; "
        "never an event's deaths, never added up"
    ),
    key=("figure_id",),
    columns=(
        _text("figure_id", "Document and span.", required=True),
        _DOCUMENT_ID,
        _START,
        _END,
        _text("surface", "The number as written.", required=True),
        _text(
            "measure",
            "What is counted.",
            required=True,
            allowed=("killed", "injured", "displaced", "missing", "detained"),
        ),
        _integer("low", "Lowest number meant.", required=True),
        _integer("high", "Highest number meant; null for 'more than'."),
        _text("attribution", "Whose count it is, in the words of the text."),
        _text("origin_place_id", "The toponym that the displaced left."),
        _text("destination_place_id", "The toponym that the displaced went to."),
        _SENTENCE,
    ),
)

REJECTED = Table(
    name="rejected",
    row="a failure: something that was not used",
    key=("document_id", "stage", "reason"),
    columns=(
        _DOCUMENT_ID,
        _text("stage", "What failed: read, parse, or a later stage.", required=True),
        _text("reason", "What was wrong and what to do.", required=True),
    ),
)

PROVENANCE = Table(
    name="provenance",
    row="a component of the run",
    key=("component",),
    columns=(
        _text("component", "Name of the component.", required=True),
        _text("version", "Its version.", required=True),
        _text("detail", "Settings hash, licence or credit."),
    ),
)

TABLES: Mapping[str, Table] = {
    table.name: table
    for table in (
        DOCUMENTS,
        PLACES,
        EVENTS,
        REPORTS,
        ACTORS,
        EVENT_ACTORS,
        CONTROL,
        FIGURES,
        REJECTED,
        PROVENANCE,
    )
}
