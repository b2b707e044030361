"""Events coded from raw text, as the tests of the coder read them."""

from __future__ import annotations

import datetime as dt

from geo.model import Document, Parsed, Report, Role
from geo.pipeline import parse_documents

PUBLISHED = dt.date(2019, 5, 17)  # a Friday


def code(text: str) -> tuple[Report, ...]:
    """Return the reports of a text, in text order."""
    (parsed,) = parse_documents([Document(document_id="d", text=text, published=PUBLISHED)])
    assert isinstance(parsed, Parsed)
    return tuple(sorted(parsed.reports, key=lambda report: report.trigger or report.sentence))


def named(report: Report, role: Role) -> list[str]:
    """Return the words of the text for who plays a role, the actor's name where there are none."""
    return [
        item.mention.actor.name if item.mention.implied else item.mention.surface
        for item in report.participants
        if item.role is role
    ]
