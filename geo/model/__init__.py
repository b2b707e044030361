"""What is said inside one document: frozen dataclasses and enumerations.

Offsets are Python string indices (code points), half-open, into `Document.text` exactly as it
was given. Latitudes and longitudes are decimal degrees, WGS 84 (EPSG:4326). Dates are Gregorian
calendar days without a time zone. "Not known" is `None`, never a sentinel.
"""

from __future__ import annotations

from geo.model.acts import (
    Actor,
    ActorMention,
    Claim,
    ContextCue,
    EventPlace,
    Figure,
    Parsed,
    Participant,
    Report,
    When,
)
from geo.model.documents import Document, Span, span_at
from geo.model.kinds import (
    ActorType,
    Control,
    DatePrecision,
    Geoprecision,
    Match,
    Role,
    Sense,
    Status,
)
from geo.model.places import Area, Bounds, Candidate, Entry, Resolution, Toponym
from geo.model.runs import Provenance, Rejected

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
    "span_at",
]
