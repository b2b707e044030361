"""An analyst's corrections: a journal of JSON lines, replayed on every run.

Each line is one correction. It names the report or the toponym it corrects by the id that the
tables give, so it survives when documents are added:

    {"report_id": "…", "drop": true, "note": "sport, not war"}
    {"report_id": "…", "status": "denied"}
    {"report_id": "…", "event_type": "COERCE"}
    {"place_id": "000_088637ec20ba536d:870-876", "entry_id": "geonames:2660646"}
    {"place_id": "…", "drop": true}

A correction of something that this run does not contain is left for the run that does.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from geo.errors import CorrectionError
from geo.gazetteer import Gazetteer
from geo.model import Claim, Entry, EventPlace, Parsed, Report, Resolution, Status
from geo.ontology import is_against_civilians, quad_classes, to_acled, to_cameo

__all__ = ["Corrections", "read_corrections"]

_REASON = "corrected by an analyst"
_REPORT_KEYS = {"report_id", "drop", "status", "event_type", "note"}
_PLACE_KEYS = {"place_id", "drop", "entry_id", "note"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrections:
    """Corrections by the id of what they correct; a later line of the journal wins."""

    reports: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    places: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def apply(self, parsed: Sequence[Parsed], gazetteer: Gazetteer) -> list[Parsed]:
        """Return the documents with the corrections in them.

        Raises
        ------
        CorrectionError
            If a correction names an entry that the gazetteer does not have.
        """
        entries = {
            place_id: _entry(str(correction["entry_id"]), gazetteer)
            for place_id, correction in self.places.items()
            if "entry_id" in correction
        }
        return [self._apply_to(item, entries) for item in parsed]

    def _apply_to(self, parsed: Parsed, entries: Mapping[str, Entry]) -> Parsed:
        resolutions = [
            _corrected_resolution(resolution, entries.get(_place_id(resolution)))
            for resolution in parsed.resolutions
            if not self.places.get(_place_id(resolution), {}).get("drop")
        ]
        reports = [
            self._corrected_report(report, entries)
            for report in parsed.reports
            if not self.reports.get(report.report_id, {}).get("drop")
        ]
        return replace(
            parsed,
            resolutions=tuple(resolutions),
            reports=tuple(reports),
            claims=self._corrected_claims(parsed.claims, entries),
        )

    def _corrected_report(self, report: Report, entries: Mapping[str, Entry]) -> Report:
        correction = self.reports.get(report.report_id, {})
        if "status" in correction:
            report = replace(report, status=Status(correction["status"]))
        if "event_type" in correction:
            report = _retyped(report, correction["event_type"])
        report = replace(
            report,
            origin=self._kept(report.origin),
            destination=self._kept(report.destination),
            claims=self._corrected_claims(report.claims, entries),
        )
        if report.place is None:
            return report
        place_id = _place_id(report.place.resolution)
        if self.places.get(place_id, {}).get("drop"):
            return replace(report, place=None, place_reason=_REASON)
        entry = entries.get(place_id)
        return report if entry is None else replace(report, place=_moved(report.place, entry))

    def _corrected_claims(
        self, claims: Sequence[Claim], entries: Mapping[str, Entry]
    ) -> tuple[Claim, ...]:
        return tuple(
            replace(
                claim,
                resolution=_corrected_resolution(
                    claim.resolution, entries.get(_place_id(claim.resolution))
                ),
            )
            for claim in claims
            if self._kept(claim.resolution) is not None
        )

    def _kept(self, end: Resolution | None) -> Resolution | None:
        """Return an end of a movement, unless its place was dropped."""
        if end is None or self.places.get(_place_id(end), {}).get("drop"):
            return None
        return end


def _retyped(report: Report, event_type: str) -> Report:
    """Return a report as of another type, with what CAMEO and ACLED call that type."""
    civilians = is_against_civilians(report.participants)
    event, sub_event = to_acled(event_type, civilians=civilians)
    return replace(
        report,
        event_type=event_type,
        mode=None,
        cameo=to_cameo(event_type),
        acled_event_type=event or None,
        acled_sub_event_type=sub_event or None,
    )


def _place_id(resolution: Resolution) -> str:
    toponym = resolution.toponym
    return f"{toponym.document_id}:{toponym.span.start}-{toponym.span.end}"


def _entry(entry_id: str, gazetteer: Gazetteer) -> Entry:
    try:
        return gazetteer.entry(entry_id)
    except LookupError as error:
        raise CorrectionError(f"correction names {error}") from error


def _corrected_resolution(resolution: Resolution, entry: Entry | None) -> Resolution:
    if entry is None:
        return resolution
    return replace(
        resolution,
        entry=entry,
        score=1.0,
        margin=1.0,
        reason=_REASON,
        geoprecision=entry.geoprecision,
    )


def _moved(place: EventPlace, entry: Entry) -> EventPlace:
    return replace(
        place,
        resolution=_corrected_resolution(place.resolution, entry),
        name=entry.name,
        latitude=entry.latitude,
        longitude=entry.longitude,
        geoprecision=entry.geoprecision,
        reason=_REASON,
        inferred=False,
    )


def read_corrections(path: Path) -> Corrections:
    """Read a journal of corrections.

    Raises
    ------
    CorrectionError
        If the file cannot be read, or a line is not a correction; the message names the line.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise CorrectionError(
            f"{path}: cannot be read ({error}); give a JSON lines file"
        ) from error
    reports: dict[str, dict[str, Any]] = {}
    places: dict[str, dict[str, Any]] = {}
    for number, line in enumerate(lines, start=1):
        if line.strip():
            correction = _correction(line, f"{path}:{number}")
            target, key = (
                (reports, "report_id") if "report_id" in correction else (places, "place_id")
            )
            target.setdefault(str(correction[key]), {}).update(correction)
    return Corrections(reports=reports, places=places)


def _correction(line: str, where: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise CorrectionError(f"{where}: not JSON ({error})") from error
    keys = _REPORT_KEYS if isinstance(value, dict) and "report_id" in value else _PLACE_KEYS
    if not isinstance(value, dict) or not ({"report_id", "place_id"} & set(value)):
        raise CorrectionError(f"{where}: a correction names a 'report_id' or a 'place_id'")
    if unknown := sorted(set(value) - keys):
        raise CorrectionError(
            f"{where}: unknown key {unknown[0]!r}; known are {', '.join(sorted(keys))}"
        )
    if "status" in value and value["status"] not in list(Status):
        raise CorrectionError(f"{where}: status {value['status']!r}; known are {', '.join(Status)}")
    if "event_type" in value and value["event_type"] not in list(quad_classes()):
        raise CorrectionError(f"{where}: event_type {value['event_type']!r} is no PLOVER type")
    return value
