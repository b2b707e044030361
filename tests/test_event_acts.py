"""Acts that a parse half hides: told until now, set free, named before their verb. Made up here."""

from __future__ import annotations

import datetime as dt

import pytest

from geo.model import Document, Parsed, Report
from geo.pipeline import parse_documents


def code(text: str) -> tuple[Report, ...]:
    """Return the reports of a text."""
    document = Document(document_id="d", text=text, published=dt.date(2019, 5, 17))
    (parsed,) = parse_documents([document])
    assert isinstance(parsed, Parsed)
    return parsed.reports


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        # What ended a time in the past has happened.
        ("Students sang in the square of Minya until the guard opened fire.", "ASSAULT"),
        ("The kidnappers' commander set free a busload of nurses near Grozny.", "CONCEDE"),
        ("Inspectors were refused entry to the plant at Kori on Monday.", "REJECT"),
        ("The OSCE pulled its monitors out of Tetovo on Monday.", "RETREAT"),
        ("Shots were exchanged near Aghdam on Monday.", "ASSAULT"),
    ],
)
def test_acts_are_found(text: str, kind: str) -> None:
    assert [report.event_type for report in code(text)] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "Nobody may leave Minya until the guard opens fire.",
        "The two teams never once sat in the same room.",
        "Tens of thousands cheered in Taiz what they called aggression.",
    ],
)
def test_what_is_not_told_is_not_coded(text: str) -> None:
    assert code(text) == ()


def test_an_act_is_pointed_to_from_the_noun_that_names_it() -> None:
    (veto,) = code("A veto cast by Moscow on Friday buried the draft.")
    assert veto.surface == "veto cast"
