"""Events of a document: type, roles, place, date, figures and status; totals of a war."""

from __future__ import annotations

from geo.events.coders import (
    EventCoder,
    LexiconCoder,
    check_coder,
    check_reports,
    code_safely,
    make_report,
)
from geo.events.coding import find_events
from geo.events.holdings import find_claims
from geo.events.lexicon import EventLexicon
from geo.events.totals import find_figures

__all__ = [
    "EventCoder",
    "EventLexicon",
    "LexiconCoder",
    "check_coder",
    "check_reports",
    "code_safely",
    "find_claims",
    "find_events",
    "find_figures",
    "make_report",
]
