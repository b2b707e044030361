"""What codes events: the shipped coder, or one of the user's own.

Whatever takes a document, its parse, its places and its actors and returns reports can take the
place of the shipped coder: a pipeline of spaCy, a model behind the user's own code. What it
returns is checked, and everything downstream works as it does for the shipped one.
"""

from __future__ import annotations

import traceback
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from geo.errors import CoderError
from geo.events.coding import find_events, report_id
from geo.events.contexts import find_contexts
from geo.events.lexicon import EventLexicon
from geo.events.places import place_of
from geo.gazetteer import Gazetteer
from geo.geodesy import is_on_globe
from geo.model import (
    ActorMention,
    Control,
    Document,
    Participant,
    Report,
    Resolution,
    Role,
    Span,
    Status,
    Toponym,
    When,
)
from geo.ontology import context_names, quad_classes
from geo.trees import Trees

if TYPE_CHECKING:
    from geo.language import Parse

__all__ = [
    "EventCoder",
    "LexiconCoder",
    "check_coder",
    "check_reports",
    "code_safely",
    "make_report",
]

# Nobody counts more people than there are.
_MOST_PEOPLE = 10_000_000_000
# Of a message of somebody else's library its beginning tells what went wrong.
_LONGEST_MESSAGE = 300


@runtime_checkable
class EventCoder(Protocol):
    """Codes the events of a document."""

    @property
    def version(self) -> str:
        """Name and version of the coder; it stands in each report and in the provenance."""

    def code_events(
        self,
        document: Document,
        parse: Parse,
        resolutions: Sequence[Resolution],
        mentions: Sequence[ActorMention],
    ) -> Sequence[Report]:
        """Return the events of a document.

        Parameters
        ----------
        document
            The document; offsets of reports index its text.
        parse
            spaCy's analysis of it.
        resolutions
            Its toponyms with their entries.
        mentions
            Its actors.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class LexiconCoder:
    """The shipped coder: the event lexicon over syntax and discourse.

    `siting` are the trees, fitted to annotated sentences, that weigh where an act happened;
    `None` leaves that to rules.
    """

    lexicon: EventLexicon
    geography: Gazetteer
    siting: Trees | None = field(default_factory=partial(Trees.open, "siting", "sites"))

    @property
    def version(self) -> str:
        """Name of the coder; its version is that of the package."""
        return "geo.events"

    def code_events(
        self,
        document: Document,
        parse: Parse,
        resolutions: Sequence[Resolution],
        mentions: Sequence[ActorMention],
    ) -> tuple[Report, ...]:
        """Return the events of a document, as `find_events` does."""
        return find_events(
            document,
            parse,
            resolutions,
            mentions,
            lexicon=self.lexicon,
            geography=self.geography,
            siting=self.siting,
        )


def make_report(
    document: Document,
    trigger: Span,
    event_type: str,
    *,
    coder: str,
    mode: str | None = None,
    sentence: Span | None = None,
    status: Status = Status.ACTUAL,
    sources: Sequence[ActorMention] = (),
    targets: Sequence[ActorMention] = (),
    place: Resolution | None = None,
    when: When | None = None,
    fatalities: tuple[int | None, int | None] = (None, None),
    background: bool = False,
    score: float = 0.5,
) -> Report:
    """Return a report of an act, with what follows from its type and words filled in.

    Its CAMEO and ACLED names and its contexts are found as those of the shipped coder are.

    Parameters
    ----------
    document
        The document.
    trigger
        The words that tell the act.
    event_type
        A PLOVER type: "ASSAULT".
    coder
        Name and version of what coded it.
    mode
        A mode of the type: "aerial".
    sentence
        The sentence around it; the paragraph where none is given.
    status, sources, targets, place, when, fatalities, background, score
        As in `Report`; `fatalities` are the lowest and the highest number.

    Raises
    ------
    CoderError
        If the type is none of PLOVER's, or the mode none of the type's.
    """
    lexicon = EventLexicon.open()
    _check_type(event_type, mode or "", lexicon)
    text = document.text
    low, high = fatalities
    participants = [Participant(role=Role.SOURCE, mention=mention) for mention in sources]
    participants += [Participant(role=Role.TARGET, mention=mention) for mention in targets]
    codes = lexicon.codes(event_type, mode or "", participants)
    around = sentence or _paragraph(text, trigger)
    event_place = None if place is None else place_of(place, reason="named by the coder")
    return Report(
        report_id=report_id(document.document_id, trigger, event_type),
        document_id=document.document_id,
        trigger=trigger,
        surface=text[trigger.start : trigger.end],
        sentence=around,
        contexts=find_contexts(text, around),
        event_type=event_type,
        mode=mode,
        cameo=codes.cameo,
        acled_event_type=codes.acled_event_type,
        acled_sub_event_type=codes.acled_sub_event_type,
        status=status,
        participants=tuple(participants),
        place=event_place,
        place_reason=event_place.reason if event_place else "no place is named for it",
        when=when,
        fatalities_low=low,
        fatalities_best=low if low is not None and low == high else None,
        fatalities_high=high,
        injured=None,
        background=background,
        score=score,
        coder=coder,
    )


def _check_type(event_type: str, mode: str, lexicon: EventLexicon) -> None:
    modes = sorted(name for known, name in lexicon.modes if known == event_type and name)
    types = sorted({name for name, _ in lexicon.modes} - {"NONE"})
    if event_type not in types:
        known = ", ".join(types)
        raise CoderError(f"event type {event_type!r} is none of PLOVER's; known are {known}")
    if mode and mode not in modes:
        known = ", ".join(modes) or "none"
        raise CoderError(f"mode {mode!r} is none of {event_type}'s; known are {known}")


def _paragraph(text: str, span: Span) -> Span:
    end = text.find("\n", span.end)
    return Span(start=text.rfind("\n", 0, span.start) + 1, end=len(text) if end < 0 else end)


def check_coder(coder: object) -> EventCoder:
    """Return a coder of the user's, if it is one.

    Raises
    ------
    CoderError
        If it lacks what a coder has, is a class rather than an instance of it, or has no name.
    """
    if isinstance(coder, type):
        raise CoderError(f"coder {coder.__name__} is a class; give an instance: {coder.__name__}()")
    if not isinstance(coder, EventCoder):
        raise CoderError(
            f"coder {type(coder).__name__} lacks `version` or `code_events`; see docs/coders.md"
        )
    if not isinstance(coder.version, str) or not coder.version.strip():
        raise CoderError(
            f"coder {type(coder).__name__} has version {coder.version!r}; give a name and version, "
            "such as 'blasts 1.0'"
        )
    return coder


def code_safely(
    coder: EventCoder,
    document: Document,
    parse: Parse,
    resolutions: Sequence[Resolution],
    mentions: Sequence[ActorMention],
) -> tuple[Report, ...]:
    """Return the reports of a coder, checked; what fails in it is told as its fault.

    Raises
    ------
    CoderError
        If a coder of the user's fails, returns no reports, or one that `check_reports` refuses.
    """
    if isinstance(coder, LexiconCoder):
        own = coder.code_events(document, parse, resolutions, mentions)
        return check_reports(own, document, version=coder.version)
    try:
        coded = coder.code_events(document, parse, resolutions, mentions)
        # A generator fails only where it is read.
        reports = coded if coded is None else tuple(coded)
    except CoderError as error:
        raise CoderError(f"{coder.version}: {error}") from error
    except Exception as error:
        raise CoderError(f"{coder.version} {_describe_failure(error)}; mend the coder") from error
    if reports is None:
        raise CoderError(
            f"{coder.version} returned None, not reports; return [] where a text has no events"
        )
    return check_reports(reports, document, version=coder.version)


def _describe_failure(error: Exception) -> str:
    """Return in one line what went wrong in a coder and where."""
    message = " ".join(f"{type(error).__name__}: {error}".split())[:_LONGEST_MESSAGE]
    frames = traceback.extract_tb(error.__traceback__)[1:]
    at = f" in {PurePath(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else ""
    return f"failed with {message.rstrip(':')}{at}"


def check_reports(
    reports: Iterable[Report], document: Document, *, version: str
) -> tuple[Report, ...]:
    """Return the reports of a coder, if each can be checked against the text.

    Raises
    ------
    CoderError
        If what it returned is no report, or a report is of another document, of a type, mode or
        context that is none, lies outside the text, has a surface that the text does not have
        there, names an actor or a place whose words are not in it, or has an id, a number, a date
        or a point that cannot be. An event without its words is no evidence.
    """
    modes = EventLexicon.open().modes
    checked = tuple(reports)
    stranger = next((item for item in checked if not isinstance(item, Report)), None)
    if stranger is not None:
        raise CoderError(
            f"{version} returned {type(stranger).__name__}, not geo.model.Report; use make_report"
        )
    seen: set[str] = set()
    for report in checked:
        fault = (
            _fault_of_identity(report, seen)
            or _fault_of_codes(report, modes)
            or _fault_of_words(report, document)
            or _fault_of_numbers(report)
        )
        if fault is not None:
            raise CoderError(f"{version} coded report {report.report_id!r} {fault}; mend the coder")
        seen.add(report.report_id)
    return checked


def _fault_of_identity(report: Report, seen: Container[str]) -> str | None:
    if not isinstance(report.report_id, str) or not report.report_id:
        return "without an id"
    return "twice" if report.report_id in seen else None


def _fault_of_numbers(report: Report) -> str | None:
    counts = (
        report.fatalities_low,
        report.fatalities_best,
        report.fatalities_high,
        report.injured,
    )
    known = [count for count in counts if count is not None]
    if any(type(count) is not int or not 0 <= count <= _MOST_PEOPLE for count in known):
        return f"with counts {counts}, which are no numbers of people"
    dead = [count for count in counts[:3] if count is not None]
    if dead != sorted(dead):
        return f"with deaths {counts[:3]}, the lowest not first"
    if type(report.score) not in {int, float} or not 0 <= report.score <= 1:
        return f"with score {report.score!r}, which is no probability"
    when = report.when
    if when is not None and when.end is not None and when.end < when.start:
        return f"from {when.start} to {when.end}, which is before it"
    place = report.place
    if place is not None and not is_on_globe(latitude=place.latitude, longitude=place.longitude):
        return f"at {place.latitude}, {place.longitude}, which is not on the globe"
    return None


def _fault_of_codes(report: Report, modes: Container[tuple[str, str]]) -> str | None:
    if report.status not in list(Status):
        return f"of status {report.status!r}; known are {', '.join(Status)}"
    unheard = [claim.control for claim in report.claims if claim.control not in list(Control)]
    if unheard:
        return f"with control {unheard[0]!r}; known are {', '.join(Control)}"
    if report.event_type not in quad_classes():
        return f"of type {report.event_type!r}, which is none of PLOVER's"
    if (report.event_type, report.mode or "") not in modes:
        return f"of mode {report.mode!r}, which is none of {report.event_type}'s"
    unknown = sorted({cue.context for cue in report.contexts} - context_names())
    return f"in context {unknown[0]!r}, which is none of PLOVER's" if unknown else None


def _mentions_of(report: Report) -> list[ActorMention]:
    """Return the mentions of actors that a report and its claims hold."""
    held = [item.mention for item in report.participants]
    return held + [claim.mention for claim in report.claims if claim.mention is not None]


def _places_of(report: Report) -> list[Resolution]:
    """Return the places that a report and its claims hold."""
    ends = [place for place in (report.origin, report.destination) if place is not None]
    own = [report.place.resolution] if report.place is not None else []
    return [*own, *ends, *(claim.resolution for claim in report.claims)]


def _fault_of_words(report: Report, document: Document) -> str | None:
    if report.document_id != document.document_id:
        return f"of document {report.document_id!r} in document {document.document_id!r}"
    named: list[ActorMention | Toponym] = [
        *_mentions_of(report),
        *(place.toponym for place in _places_of(report)),
    ]
    lent = next((one for one in named if one.document_id != document.document_id), None)
    if lent is not None:
        return f"with {lent.surface!r} of document {lent.document_id!r}"
    told = [(report.trigger, report.surface)] if report.trigger is not None else []
    told += [
        (one.span, one.surface)
        for one in named
        if not (isinstance(one, ActorMention) and one.implied)
    ]
    for span, surface in told:
        if span.start >= span.end:
            return f"with no words at {span.start}"
        if span.end > len(document.text) or document.text[span.start : span.end] != surface:
            return f"with {surface!r} at {span.start} to {span.end}, where the text has it not"
    if report.trigger is not None and not report.sentence.contains(report.trigger):
        return "with a sentence that does not hold its words"
    spans = [("a sentence that ends", report.sentence)]
    spans += [("words for a context that end", cue.span) for cue in report.contexts]
    spans += [("words for a place that end", span) for span in (report.place_words,) if span]
    beyond = (what for what, span in spans if span.end > len(document.text))
    return next((f"with {what} beyond the text" for what in beyond), None)
