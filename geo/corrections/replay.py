"""Corrections applied to what was found in documents."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from geo.chains import chain
from geo.corrections.journal import NONE, Action, Correction, Corrections
from geo.errors import CorrectionError
from geo.gazetteer import Gazetteer
from geo.model import (
    Actor,
    ActorMention,
    ActorType,
    Claim,
    DatePrecision,
    Entry,
    EventPlace,
    Parsed,
    Participant,
    Provenance,
    Rejected,
    Report,
    Resolution,
    Role,
    Sense,
    Span,
    Status,
    Toponym,
    When,
)
from geo.ontology import is_against_civilians, to_acled, to_cameo

__all__ = ["Changes", "FindActor", "Outcome", "Replayed", "conclude", "replay"]

FindActor = Callable[[str], Actor | None]
"""Returns the actor of an id, if there is one."""

_REASON = "corrected by an analyst"
_BY = "analyst"
_STAGE = "correction"
_IDS = ("report_id", "other_report_id")
_OF_TWO = (Action.SAME, Action.APART)
_ROLES = (Role.SOURCE, Role.TARGET)

# The longest period of each precision, as UCDP counts them; a longer one is of years.
_LENGTHS_DAYS = (
    (1, DatePrecision.DAY),
    (6, DatePrecision.DAYS),
    (7, DatePrecision.WEEK),
    (31, DatePrecision.MONTH),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of the corrections of a journal.

    `same` and `apart` are pairs of reports that an analyst holds for one event, or for two;
    `failed` are those that found nothing to correct.
    """

    same: tuple[tuple[str, str], ...] = ()
    apart: tuple[tuple[str, str], ...] = ()
    failed: tuple[Rejected, ...] = ()
    provenance: tuple[Provenance, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """Documents with the corrections in them, and what became of each correction."""

    parsed: tuple[Parsed, ...]
    outcome: Outcome


def replay(
    corrections: Corrections,
    parsed: Sequence[Parsed],
    *,
    gazetteer: Gazetteer,
    find_actor: FindActor = lambda _: None,
) -> Replayed:
    """Apply corrections to documents.

    Parameters
    ----------
    corrections
        A journal.
    parsed
        What was found in each document.
    gazetteer
        Gives the entries that corrections name.
    find_actor
        Gives the actors that corrections name by id; one of another name becomes an actor of
        unknown kind.

    Returns
    -------
    The corrected documents. A correction of what this run does not contain stays without effect
    and is told in `failed`, with its line and what to do.

    Raises
    ------
    CorrectionError
        If a correction names an entry that the gazetteer does not have.
    """
    changes = Changes(corrections, gazetteer=gazetteer, find_actor=find_actor)
    corrected = tuple(changes.apply(item) for item in parsed)
    reports = {report.report_id for item in corrected for report in item.reports}
    return Replayed(
        parsed=corrected,
        outcome=conclude(corrections, applied=changes.applied, reports=reports),
    )


def conclude(
    corrections: Corrections, *, applied: Collection[int], reports: Collection[str]
) -> Outcome:
    """Say what became of corrections once all documents are corrected.

    Parameters
    ----------
    corrections
        A journal.
    applied
        The lines of it that changed something in a document.
    reports
        Ids of the reports of all documents, at least of those that the journal names.
    """
    valid = corrections.valid()
    if not valid:
        return Outcome()
    pairs = {
        item.line: (item.cells.get("report_id", ""), item.cells.get("other_report_id", ""))
        for item in valid
        if item.action in _OF_TWO
    }
    known = {line: pair for line, pair in pairs.items() if all(one in reports for one in pair)}
    joined = _agreeing(valid, known)
    failed = tuple(
        _failure(item, corrections.name, reports)
        for item in valid
        if item.line not in joined and item.line not in applied
    )
    detail = (
        f"{len(valid) - len(failed)} of {len(valid)} corrections by an analyst applied; "
        f"{len(corrections.items) - len(valid)} have given way to later ones"
    )
    by_action = {
        action: tuple(
            joined[item.line] for item in valid if item.action is action and item.line in joined
        )
        for action in _OF_TWO
    }
    return Outcome(
        same=by_action[Action.SAME],
        apart=by_action[Action.APART],
        failed=failed,
        provenance=(
            Provenance(component="corrections", version=corrections.checksum, detail=detail),
        ),
    )


def _agreeing(
    corrections: Iterable[Correction], pairs: Mapping[int, tuple[str, str]]
) -> dict[int, tuple[str, str]]:
    """Return the pairs of corrections, by their lines, without those held apart that others join.

    Of two lines about one pair the later was chosen; more than two may still contradict.
    """
    together = {one.line for one in corrections if one.action is Action.SAME and one.line in pairs}
    groups = chain(pairs[line] for line in sorted(together))
    return {
        line: (first, second)
        for line, (first, second) in pairs.items()
        if line in together or groups.get(first, first) != groups.get(second, second)
    }


def _failure(item: Correction, name: str, reports: Collection[str]) -> Rejected:
    return Rejected(
        document_id=f"{name}:{item.line}",
        stage=_STAGE,
        reason=f"{item.action}: {_fault(item, reports)}; nothing was changed",
    )


def _fault(item: Correction, reports: Collection[str]) -> str:
    ids = [item.cells[column] for column in _IDS if column in item.cells]
    missing = next((one for one in ids if one not in reports), None)
    if missing is not None:
        return f"no report {missing} in these documents"
    if item.action is Action.APART:
        return "other lines make one event of the two; take one of those back with apart"
    if item.action is Action.EVENT:
        return "date_end would be before date_start"
    return "no such name of a place in these documents"


class Changes:
    """The corrections of a journal by what they are about, and which of them took effect."""

    def __init__(
        self, corrections: Corrections, *, gazetteer: Gazetteer, find_actor: FindActor
    ) -> None:
        valid = corrections.valid()
        self._by_subject = {item.subject: item for item in valid}
        self._entries = {
            entry_id: _entry(entry_id, gazetteer, f"{corrections.name}:{item.line}")
            for item in valid
            if (entry_id := item.get("entry_id")) is not None and entry_id != NONE
        }
        self._find_actor = find_actor
        self._applied: set[int] = set()

    @property
    def applied(self) -> frozenset[int]:
        """The lines of the corrections that changed something."""
        return frozenset(self._applied)

    def apply(self, parsed: Parsed) -> Parsed:
        """Return a document with what is corrected in it."""
        if not self._by_subject:
            return parsed
        reports = [report for report in map(self._report, parsed.reports) if report is not None]
        named = {_place_id(one.toponym): one for one in self._kept(parsed.resolutions)}
        anchored = {_place_id(one.toponym): one for one in _anchored(reports)}
        return replace(
            parsed,
            resolutions=tuple({**anchored, **named}.values()),
            reports=tuple(reports),
            claims=tuple(self._claims(parsed.claims)),
        )

    def _take(self, *subject: str) -> Correction | None:
        """Return the correction of something, which takes effect by that."""
        found = self._by_subject.get(subject)
        if found is not None:
            self._applied.add(found.line)
        return found

    def _of_place(self, toponym: Toponym) -> Correction | None:
        """Return the correction of a name: of this one, of it in its document, or everywhere."""
        return (
            self._take("place", _place_id(toponym))
            or self._take("surface", toponym.document_id, toponym.surface)
            or self._take("surface", "", toponym.surface)
        )

    def _resolution(self, resolution: Resolution) -> Resolution | None:
        """Return a name as it is corrected, or `None` where it is no place."""
        found = self._of_place(resolution.toponym)
        if found is None:
            return resolution
        if found.action is Action.NO_PLACE:
            return None
        return _resolved(resolution, self._entries[found.cells["entry_id"]])

    def _kept(self, resolutions: Iterable[Resolution]) -> Iterator[Resolution]:
        for resolution in resolutions:
            corrected = self._resolution(resolution)
            if corrected is not None:
                yield corrected

    def _claims(self, claims: Iterable[Claim]) -> Iterator[Claim]:
        for claim in claims:
            corrected = self._resolution(claim.resolution)
            if corrected is not None:
                yield replace(claim, resolution=corrected)

    def _report(self, report: Report) -> Report | None:
        """Return a report as it is corrected, or `None` where it is no event."""
        found = self._take("report", report.report_id)
        if found is not None and found.action is Action.NO_EVENT:
            return None
        report = self._with_places(report)
        if found is None:
            return report
        if _is_backwards(report, found.cells):
            self._applied.discard(found.line)
            return report
        return self._changed(report, found)

    def _with_places(self, report: Report) -> Report:
        """Return a report with the names of its places as they are corrected."""
        report = replace(
            report,
            origin=report.origin and self._resolution(report.origin),
            destination=report.destination and self._resolution(report.destination),
            claims=tuple(self._claims(report.claims)),
        )
        if report.place is None:
            return report
        found = self._of_place(report.place.resolution.toponym)
        if found is None:
            return report
        if found.action is Action.NO_PLACE:
            return replace(report, place=None, place_reason=_REASON)
        return _moved(report, self._entries[found.cells["entry_id"]])

    def _changed(self, report: Report, correction: Correction) -> Report:
        cells = correction.cells
        if "status" in cells:
            report = replace(report, status=Status(cells["status"]))
        if "event_type" in cells:
            report = _retyped(report, cells["event_type"])
        if cells.get("entry_id") == NONE:
            report = replace(report, place=None, place_reason=_REASON)
        elif "entry_id" in cells:
            report = _moved(report, self._entries[cells["entry_id"]])
        if "date_start" in cells or "date_end" in cells:
            report = replace(report, when=_when(report, cells))
        for role in _ROLES:
            if str(role) in cells:
                report = self._with_actors(report, role, cells[str(role)])
        return replace(report, coder=f"{report.coder}, {_BY}")

    def _with_actors(self, report: Report, role: Role, text: str) -> Report:
        names = [] if text == NONE else [name for part in text.split(";") if (name := part.strip())]
        others = [one for one in report.participants if one.role is not role]
        given = [
            Participant(role=role, mention=_mention(report, self._find_actor(name) or _actor(name)))
            for name in names
        ]
        return replace(report, participants=(*others, *given))


def _place_id(toponym: Toponym) -> str:
    return f"{toponym.document_id}:{toponym.span.start}-{toponym.span.end}"


def _entry(entry_id: str, gazetteer: Gazetteer, where: str) -> Entry:
    try:
        return gazetteer.entry(entry_id)
    except LookupError as error:
        raise CorrectionError(f"{where}: names {error}") from error


def _actor(name: str) -> Actor:
    """Return an actor whom no table knows."""
    key = "-".join(re.findall(r"\w+", name.casefold()))
    return Actor(actor_id=f"{_BY}:{key}", name=name, type=ActorType.UNKNOWN)


def _mention(report: Report, actor: Actor) -> ActorMention:
    return ActorMention(
        document_id=report.document_id,
        span=_anchor_of(report),
        surface=actor.name,
        actor=actor,
        implied=True,
    )


def _anchor_of(report: Report) -> Span:
    return report.trigger if report.trigger is not None else report.sentence


def _resolved(resolution: Resolution, entry: Entry) -> Resolution:
    return replace(
        resolution,
        entry=entry,
        score=1.0,
        margin=1.0,
        reason=_REASON,
        geoprecision=entry.geoprecision,
    )


def _moved(report: Report, entry: Entry) -> Report:
    """Return a report whose place is another entry; without a name of it, at its own words."""
    before = report.place.resolution if report.place is not None else _unnamed(report)
    place = EventPlace(
        resolution=_resolved(before, entry),
        name=entry.name,
        latitude=entry.latitude,
        longitude=entry.longitude,
        geoprecision=entry.geoprecision,
        reason=_REASON,
    )
    return replace(report, place=place, place_reason=_REASON)


def _unnamed(report: Report) -> Resolution:
    span = _anchor_of(report)
    toponym = Toponym(
        document_id=report.document_id,
        span=span,
        surface=report.surface or _REASON,
        sense=Sense.LITERAL,
        score=1.0,
        recogniser=_BY,
    )
    return Resolution(
        toponym=toponym,
        entry=None,
        candidates=(),
        score=0.0,
        margin=0.0,
        reason=_REASON,
        geoprecision=None,
    )


def _anchored(reports: Iterable[Report]) -> Iterator[Resolution]:
    """Yield the places that no words of the text name."""
    for report in reports:
        if report.place is not None and report.place.resolution.toponym.recogniser == _BY:
            yield report.place.resolution


def _retyped(report: Report, event_type: str) -> Report:
    """Return a report as of another type, with what CAMEO and ACLED call that type."""
    event, sub_event = to_acled(event_type, civilians=is_against_civilians(report.participants))
    return replace(
        report,
        event_type=event_type,
        mode=None,
        cameo=to_cameo(event_type),
        acled_event_type=event or None,
        acled_sub_event_type=sub_event or None,
    )


def _when(report: Report, cells: Mapping[str, str]) -> When | None:
    """Return the dates of a report with those that are given."""
    start, end = _days(report, cells)
    if start is None or end is None:
        return None
    length_days = (end - start).days + 1
    precision = next(
        (one for most, one in _LENGTHS_DAYS if length_days <= most), DatePrecision.LONGER
    )
    return When(start=start, end=end, precision=precision, surface=_REASON)


def _is_backwards(report: Report, cells: Mapping[str, str]) -> bool:
    """Return whether the days of a report would end before they begin."""
    start, end = _days(report, cells)
    return start is not None and end is not None and end < start


def _days(report: Report, cells: Mapping[str, str]) -> tuple[dt.date | None, dt.date | None]:
    """Return the first and last day with those that are given; the end is the start's, if none."""
    if cells.get("date_start") == NONE:
        return None, None
    before = report.when
    start = _day(cells.get("date_start"), before.start if before is not None else None)
    stays = before is not None and "date_start" not in cells
    end = _day(cells.get("date_end"), before.end if before is not None and stays else None)
    return start or end, end or start


def _day(text: str | None, otherwise: dt.date | None) -> dt.date | None:
    if text is None:
        return otherwise
    return None if text == NONE else dt.date.fromisoformat(text)
