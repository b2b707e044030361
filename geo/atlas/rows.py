"""The rows that one document gives, each of its reports as an event of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, Protocol

import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from geo.geodesy import box_of
from geo.lineage import describe_relations
from geo.model import (
    Actor,
    Area,
    Bounds,
    Claim,
    Entry,
    EventPlace,
    Figure,
    Geoprecision,
    Parsed,
    Report,
    Resolution,
    Role,
    Sense,
    Span,
    span_at,
)
from geo.ontology import actor_code, quad_classes
from geo.text import name_key

__all__ = ["Geography", "Row", "Rows", "rows_of"]

Row = dict[str, Any]
Rows = dict[str, list[Row]]

# Of an area known only by its bounds, a box wider than this says less than no geometry at all.
_WIDEST_BOX_DEGREES = 30.0

# How many losing candidates a place row lists; a reader compares the first few.
_ALTERNATIVES = 4

# Characters before and after a name that are told with it where it stands in no sentence.
_MARGIN = 500

_MAX_GEOPRECISION_OF_POINT = Geoprecision.SECOND_DIVISION


class Geography(Protocol):
    """Where names and polygons of entries come from: the gazetteer."""

    def entry(self, entry_id: str) -> Entry:
        """Return the entry of an id."""

    def area(self, entry_id: str) -> Area | None:
        """Return the polygon of an entry, if one is known."""


def rows_of(parsed: Parsed, geography: Geography) -> Rows:
    """Return the rows of every table but `rejected` and `provenance` that a document gives.

    Each of its reports is an event of its own, until the reports of all documents are merged.
    """
    return {
        "documents": [_document_row(parsed)],
        "places": [_place_row(parsed, one, geography) for one in parsed.resolutions],
        "events": [_event_row(report, geography) for report in parsed.reports],
        "reports": [_report_row(parsed, report) for report in parsed.reports],
        "actors": list(_actor_rows(parsed)),
        "event_actors": [row for report in parsed.reports for row in _event_actor_rows(report)],
        "control": [
            *(_control_row(parsed, one, r.report_id) for r in parsed.reports for one in r.claims),
            *(_control_row(parsed, claim, None) for claim in parsed.claims),
        ],
        "figures": [_figure_row(parsed, figure) for figure in parsed.figures],
    }


def _document_row(parsed: Parsed) -> Row:
    document = parsed.document
    return {
        "document_id": document.document_id,
        "title": document.title,
        "publisher": document.publisher,
        "published": document.published,
        "url": document.url,
        "language": document.language,
        "characters": len(document.text),
    }


def _sentence_at(parsed: Parsed, span: Span) -> str:
    """Return the sentence around a span; its line where it lies outside the prose."""
    text = parsed.document.text
    known = span_at(span.start, parsed.sentences)
    if known is not None:
        return text[known.start : known.end].strip()
    first, last = max(0, span.start - _MARGIN), span.end + _MARGIN
    start = max(text.rfind("\n", first, span.start) + 1, first)
    end = text.find("\n", span.end, last)
    return text[start : end if end >= 0 else last].strip()


def place_id(document_id: str, span: Span) -> str:
    """Return the id of a toponym: its document and span."""
    return f"{document_id}:{span.start}-{span.end}"


def _place_row(parsed: Parsed, resolution: Resolution, geography: Geography) -> Row:
    toponym, entry = resolution.toponym, resolution.entry
    row: Row = {
        "place_id": place_id(toponym.document_id, toponym.span),
        "document_id": toponym.document_id,
        "start": toponym.span.start,
        "end": toponym.span.end,
        "surface": toponym.surface,
        "sense": str(toponym.sense),
        "sense_score": round(toponym.sense_score, 4),
        "recogniser": toponym.recogniser,
        "score": round(resolution.score, 4) if entry is not None else None,
        "margin": round(resolution.margin, 4) if entry is not None else None,
        "reason": resolution.reason,
        "alternatives": _alternatives(resolution, geography),
        "sentence": _sentence_at(parsed, toponym.span),
    }
    if entry is None:
        return row
    return row | {
        "entry_id": entry.entry_id,
        "name": entry.name,
        "feature_class": entry.feature_class,
        "feature_code": entry.feature_code,
        "country_code": entry.country_code,
        "admin1": _name(entry.admin1, geography),
        "admin2": _name(entry.admin2, geography),
        "latitude": round(entry.latitude, 6),
        "longitude": round(entry.longitude, 6),
        "geoprecision": resolution.geoprecision,
        "geometry": (
            _geometry(
                entry,
                latitude=entry.latitude,
                longitude=entry.longitude,
                geoprecision=resolution.geoprecision,
                geography=geography,
            )
            if toponym.sense is Sense.LITERAL
            else None
        ),
    }


def _alternatives(resolution: Resolution, geography: Geography) -> str | None:
    chosen = resolution.entry.entry_id if resolution.entry is not None else None
    lost = [candidate for candidate in resolution.candidates if candidate.entry.entry_id != chosen][
        :_ALTERNATIVES
    ]
    described = []
    for candidate in lost:
        parts = [candidate.entry.name]
        if admin1 := _name(candidate.entry.admin1, geography):
            parts.append(admin1)
        if candidate.entry.country_code:
            parts.append(candidate.entry.country_code)
        described.append(f"{', '.join(parts)} ({candidate.score:.2f})")
    return "; ".join(described) or None


def _name(entry_id: str | None, geography: Geography) -> str | None:
    return geography.entry(entry_id).name if entry_id else None


def _geometry(
    entry: Entry,
    *,
    latitude: float,
    longitude: float,
    geoprecision: Geoprecision | None,
    geography: Geography,
) -> BaseGeometry | None:
    """Return a point for what is no larger than a second-order division, else an area.

    A country or region is never a point: where no polygon is known its bounds stand for it, and
    where those are too wide to say anything there is no geometry.
    """
    if geoprecision is None or geoprecision <= _MAX_GEOPRECISION_OF_POINT:
        return Point(round(longitude, 6), round(latitude, 6))
    area = geography.area(entry.entry_id)
    if area is not None:
        return shapely.from_wkb(area.wkb)
    return _box(entry.bounds) if entry.bounds is not None else None


def _box(bounds: Bounds) -> BaseGeometry | None:
    width = (bounds.east - bounds.west) % 360
    if max(width, bounds.north - bounds.south) > _WIDEST_BOX_DEGREES:
        return None
    return box_of(bounds)


def _event_row(report: Report, geography: Geography) -> Row:
    when = report.when
    return {
        "event_id": report.report_id,
        "event_type": report.event_type,
        "mode": report.mode,
        "quad_class": quad_classes().get(report.event_type),
        "contexts": "; ".join(sorted({cue.context for cue in report.contexts})) or None,
        "cameo": report.cameo,
        "acled_event_type": report.acled_event_type,
        "acled_sub_event_type": report.acled_sub_event_type,
        "status": str(report.status),
        "headline": _headline(report),
        "date_start": when.start if when is not None else None,
        "date_end": when.end if when is not None else None,
        "date_precision": when.precision if when is not None else None,
        "fatalities_low": report.fatalities_low,
        "fatalities_best": report.fatalities_best,
        "fatalities_high": report.fatalities_high,
        "injured": report.injured,
        "report_count": 1,
        "independent_report_count": 1,
        "background": report.background,
        "score": round(report.score, 4),
        **_event_place(report, geography),
    }


def _context_words(report: Report, text: str) -> str | None:
    """Return each context with the words that show it: "legal: court, jailed"."""
    words: dict[str, dict[str, None]] = {}
    for cue in report.contexts:
        surface = " ".join(text[cue.span.start : cue.span.end].split())
        words.setdefault(cue.context, {})[surface] = None
    return "; ".join(f"{name}: {', '.join(words[name])}" for name in sorted(words)) or None


def _event_place(report: Report, geography: Geography) -> Row:
    place: EventPlace | None = report.place
    row: Row = {"place_reason": report.place_reason, "place_inferred": False}
    if place is None or place.resolution.entry is None:
        return row
    entry = place.resolution.entry
    toponym = place.resolution.toponym
    geometry = (
        shapely.from_wkb(place.shape)
        if place.shape is not None
        else _geometry(
            entry,
            latitude=place.latitude,
            longitude=place.longitude,
            geoprecision=place.geoprecision,
            geography=geography,
        )
    )
    # In a table without geometries a pair of numbers is a point: an area has none.
    is_point = geometry is not None and geometry.geom_type == "Point"
    return row | {
        "place_id": place_id(toponym.document_id, toponym.span),
        "place_name": place.name,
        "country_code": None if place.crosses_border else entry.country_code,
        "admin1": _name(entry.admin1, geography),
        "latitude": round(place.latitude, 6) if is_point else None,
        "longitude": round(place.longitude, 6) if is_point else None,
        "geoprecision": place.geoprecision,
        "place_reason": place.reason,
        "place_inferred": place.inferred,
        "geometry": geometry,
    }


def _headline(report: Report) -> str:
    """Say who did what to whom, and where, in the words of the text."""
    sources = _names(report, Role.SOURCE)
    targets = _names(report, Role.TARGET)
    act = report.phrase or report.surface
    headline = f"{sources}: {act}" if sources else act
    if targets:
        headline += f" → {targets}"
    if report.place is not None:
        headline += f" ({report.place.name})"
    return " ".join(headline.split())


def _names(report: Report, role: Role) -> str:
    names = dict.fromkeys(
        participant.mention.actor.name
        for participant in report.participants
        if participant.role is role
    )
    return ", ".join(names)


def _duplicate_group(text: str, report: Report) -> str:
    """Return an id that copies of one sentence share, whatever their case and spacing."""
    key = name_key(text[report.sentence.start : report.sentence.end])
    return hashlib.sha256(key.encode()).hexdigest()[:12]


def _margin(text: str, span: Span) -> int:
    """Return how many characters of white space a span begins with."""
    words = text[span.start : span.end]
    return len(words) - len(words.lstrip())


def _place_surface(report: Report, text: str) -> str | None:
    """Return the words that name where it happened, be the place in the gazetteer or not."""
    words = report.place_words
    if words is not None:
        return text[words.start : words.end]
    return report.place.resolution.toponym.surface if report.place else None


def _report_row(parsed: Parsed, report: Report) -> Row:
    text = parsed.document.text
    when = report.when
    return {
        "report_id": report.report_id,
        "event_id": report.report_id,
        "document_id": report.document_id,
        "start": report.trigger.start if report.trigger else None,
        "end": report.trigger.end if report.trigger else None,
        "surface": report.surface,
        "status": str(report.status),
        "sentence_start": report.sentence.start + _margin(text, report.sentence),
        "sentence": text[report.sentence.start : report.sentence.end].strip(),
        "place_surface": _place_surface(report, text),
        "origin_place_id": _end_id(report, report.origin),
        "destination_place_id": _end_id(report, report.destination),
        "date_surface": (when.surface or None) if when else None,
        "date_conflict": (when.conflict or None) if when else None,
        "context_words": _context_words(report, text),
        "date_start": when.start if when else None,
        "date_end": when.end if when else None,
        "score": round(report.score, 4),
        "background": report.background,
        "duplicate_group": _duplicate_group(text, report),
        "coder": report.coder,
    }


def _end_id(report: Report, end: Resolution | None) -> str | None:
    return None if end is None else place_id(report.document_id, end.toponym.span)


def _actor_rows(parsed: Parsed) -> Iterator[Row]:
    claims = [claim for report in parsed.reports for claim in report.claims]
    mentions = [item.mention for report in parsed.reports for item in report.participants]
    mentions += [claim.mention for claim in (*claims, *parsed.claims) if claim.mention is not None]
    actors: dict[str, Actor] = {}
    for mention in mentions:
        actors.setdefault(mention.actor.actor_id, mention.actor)
    for actor in actors.values():
        yield {
            "actor_id": actor.actor_id,
            "name": actor.name,
            "type": str(actor.type),
            "country_code": actor.country_code,
            "sector": actor.sector,
            "code": actor_code(actor),
            "entry_id": actor.entry_id,
            **describe_relations(actor.actor_id),
        }


def _event_actor_rows(report: Report) -> Iterator[Row]:
    rows: dict[tuple[Role, str], Row] = {}
    for participant in report.participants:
        mention = participant.mention
        rows.setdefault(
            (participant.role, mention.actor.actor_id),
            {
                "event_id": report.report_id,
                "role": str(participant.role),
                "actor_id": mention.actor.actor_id,
                "surface": mention.surface,
                "implied": mention.implied,
            },
        )
    yield from rows.values()


def _control_row(parsed: Parsed, claim: Claim, report_id: str | None) -> Row:
    text, place, when = parsed.document.text, claim.resolution, claim.when
    actor_id = claim.mention.actor.actor_id if claim.mention is not None else None
    return {
        "claim_id": _claim_id(claim, actor_id),
        "document_id": claim.document_id,
        "report_id": report_id,
        "actor_id": actor_id,
        "claim": str(claim.control),
        "place_id": place_id(claim.document_id, place.toponym.span),
        "entry_id": place.entry.entry_id if place.entry else None,
        "since": when.start if when else None,
        "date": (when.end or when.start) if when else None,
        "background": claim.background,
        "surface": text[claim.span.start : claim.span.end],
        "sentence": text[claim.sentence.start : claim.sentence.end].strip(),
    }


def _claim_id(claim: Claim, actor_id: str | None) -> str:
    """Return twelve hexadecimal digits made from the words of a claim, its actor and its place."""
    place = claim.resolution.toponym.span
    parts = (claim.document_id, claim.span.start, claim.control, actor_id or "", place.start)
    text = "\x1f".join(map(str, parts))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _place_id_at(figure: Figure, span: Span | None) -> str | None:
    return None if span is None else place_id(figure.document_id, span)


def _figure_row(parsed: Parsed, figure: Figure) -> Row:
    text = parsed.document.text
    return {
        "figure_id": place_id(figure.document_id, figure.span),
        "document_id": figure.document_id,
        "start": figure.span.start,
        "end": figure.span.end,
        "surface": figure.surface,
        "measure": figure.measure,
        "low": figure.low,
        "high": figure.high,
        "attribution": figure.attribution,
        "origin_place_id": _place_id_at(figure, figure.origin),
        "destination_place_id": _place_id_at(figure, figure.destination),
        "sentence": text[figure.sentence.start : figure.sentence.end].strip(),
    }
