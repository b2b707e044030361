"""Event coders of users: what they return is used, and checked."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

import geo
from geo.errors import CoderError, DocumentError
from geo.events import EventCoder, check_reports, make_report
from geo.language import Parse
from geo.model import (
    ActorMention,
    Claim,
    ContextCue,
    DatePrecision,
    Document,
    Report,
    Resolution,
    Sense,
    Span,
    Toponym,
    When,
)
from geo.pipeline import Components

TEXT = "In Mosul, a blast was heard. The Iraqi army said that Islamic State had fled."
DAY = dt.date(2024, 5, 3)
CLAIM = Claim(
    document_id="a",
    span=Span(start=0, end=3),
    sentence=Span(start=0, end=3),
    control="rents",  # type: ignore[arg-type]
    mention=None,
    resolution=Resolution(
        toponym=Toponym(
            document_id="a",
            span=Span(start=0, end=3),
            surface="The",
            sense=Sense.LITERAL,
            score=1.0,
            recogniser="test",
        ),
        entry=None,
        candidates=(),
        score=0.0,
        margin=0.0,
        reason="none of the name",
        geoprecision=None,
    ),
    when=None,
    background=False,
)
DOCS = Path(__file__).parents[1] / "docs" / "coders.md"


@dataclass(frozen=True)
class Blasts:
    """Codes each blast at the first place named; `change` spoils its reports."""

    change: dict[str, object] | None = None
    version: str = "blasts 1.0"

    def code_events(
        self,
        document: Document,
        parse: Parse,  # noqa: ARG002 - the protocol gives it
        resolutions: Sequence[Resolution],
        mentions: Sequence[ActorMention],
    ) -> list[Report]:
        reports = [
            make_report(
                document,
                Span(start=found.start(), end=found.end()),
                "ASSAULT",
                coder=self.version,
                sources=mentions[:1],
                place=resolutions[0],
                fatalities=(2, 2),
            )
            for found in re.finditer(r"\bblast\b", document.text)
        ]
        changed = self.change or {}
        return [replace(report, **changed) for report in reports]  # type: ignore[arg-type]


def test_a_coder_of_a_user_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    assert isinstance(Blasts(), EventCoder)
    atlas = geo.geoparse([Document(document_id="a", text=TEXT)], coder=Blasts())
    (event,) = atlas.events.to_dict("records")
    assert (event["event_type"], event["place_name"], event["fatalities_best"]) == (
        *("ASSAULT", "Mosul"),
        2,
    )
    assert set(atlas.reports["coder"]) == {"blasts 1.0"}
    assert "blasts 1.0" in set(atlas.provenance["version"])
    geo.save_map(geo.draw_map(atlas), tmp_path / "map.html")
    geo.write(atlas, tmp_path / "events.geojson")
    assert "blast" in (tmp_path / "map.html").read_text(encoding="utf-8")


def test_the_shipped_coder_is_one(components: Components) -> None:
    assert isinstance(components.coder, EventCoder)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"document_id": "b"}, "of document 'b'"),
        ({"event_type": "BLAST"}, "none of PLOVER's"),
        ({"mode": "phone"}, "of mode 'phone', which is none of ASSAULT's"),
        (
            {"contexts": (ContextCue(context="weather", span=Span(start=0, end=2)),)},
            "in context 'weather'",
        ),
        (
            {"contexts": (ContextCue(context="legal", span=Span(start=0, end=5_000)),)},
            "words for a context that end beyond",
        ),
        ({"surface": "burst"}, "'burst' at 12 to 17"),
        ({"trigger": Span(start=0, end=5_000)}, "the text has it not"),
        ({"sentence": Span(start=0, end=5_000)}, "beyond the text"),
    ],
)
def test_what_the_text_does_not_bear_out_is_refused(change: dict[str, object], fault: str) -> None:
    documents = [Document(document_id="a", text=TEXT), Document(document_id="c", text="No news.")]
    atlas = geo.geoparse(documents, coder=Blasts(change=change))
    (row,) = atlas.rejected.to_dict("records")
    assert (row["document_id"], row["stage"]) == ("a", "events")
    assert "blasts 1.0" in row["reason"]
    assert fault in row["reason"]
    assert set(atlas.documents["document_id"]) == {"c"}


def test_an_unknown_type_names_those_that_are_known() -> None:
    document = Document(document_id="a", text=TEXT)
    with pytest.raises(CoderError, match="known are ACCUSE, AGREE"):
        make_report(document, Span(start=12, end=17), "BLAST", coder="x")


def test_the_example_of_the_documentation_runs() -> None:
    code = re.search(r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert code is not None
    names: dict[str, object] = {}
    exec(code[1], names)  # noqa: S102 - our own documentation
    atlas = names["atlas"]
    assert isinstance(atlas, geo.Atlas)
    assert list(atlas.events["place_name"]) == ["Mosul"]


def test_an_unknown_mode_names_those_of_the_type() -> None:
    document = Document(document_id="a", text=TEXT)
    with pytest.raises(CoderError, match="'phone' is none of AID's; known are asylum, economic"):
        make_report(document, Span(start=12, end=17), "AID", coder="x", mode="phone")
    with pytest.raises(CoderError, match="none of SUPPORT's; known are none"):
        make_report(document, Span(start=12, end=17), "SUPPORT", coder="x", mode="phone")


def test_what_a_coder_of_a_user_codes_has_its_contexts() -> None:
    text = "In Mosul, a blast was heard in the court."
    atlas = geo.geoparse([Document(document_id="a", text=text)], coder=Blasts())
    assert list(atlas.events["contexts"]) == ["legal"]
    assert list(atlas.reports["context_words"]) == ["legal: court"]
    assert list(atlas.events["quad_class"]) == [4]


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"report_id": ""}, "without an id"),
        ({"fatalities_low": -1}, "no numbers of people"),
        ({"injured": 10**30}, "no numbers of people"),
        ({"fatalities_low": 50, "fatalities_high": 5}, "the lowest not first"),
        ({"score": 7.0}, "no probability"),
        ({"score": float("nan")}, "no probability"),
        ({"status": "sure"}, "of status"),
        ({"claims": (CLAIM,)}, "with control"),
        ({"trigger": Span(start=4, end=4), "surface": ""}, "no words"),
        ({"sentence": Span(start=0, end=2)}, "does not hold its words"),
        ({"place_words": Span(start=0, end=10_000)}, "beyond the text"),
        (
            {"when": When(start=DAY, end=DAY - dt.timedelta(1), precision=DatePrecision.DAY)},
            "before it",
        ),
    ],
)
def test_what_cannot_be_is_refused_by_name(changed: dict[str, Any], fault: str) -> None:
    document = Document(document_id="a", text="The rebels shelled the town on Friday.")
    start = document.text.index("shelled")
    report = make_report(document, Span(start=start, end=start + 7), "ASSAULT", coder="mine 1")
    with pytest.raises(CoderError, match=fault):
        check_reports([dataclasses.replace(report, **changed)], document, version="mine 1")


def test_a_coder_without_a_version_is_refused() -> None:
    class Nameless:
        def code_events(self, *_: object) -> list[Report]:
            return []

    with pytest.raises(CoderError, match="Nameless lacks `version`"):
        geo.geoparse([Document(document_id="a", text="x")], coder=Nameless())  # type: ignore[arg-type]


def test_a_coder_may_yield_its_reports_and_gives_none_twice() -> None:
    document = Document(document_id="a", text="The rebels shelled the town on Friday.")
    start = document.text.index("shelled")
    report = make_report(document, Span(start=start, end=start + 7), "ASSAULT", coder="mine 1")
    assert check_reports(iter([report]), document, version="mine 1") == (report,)
    with pytest.raises(CoderError, match="twice"):
        check_reports([report, report], document, version="mine 1")


@dataclass(frozen=True)
class Odd:
    """Returns whatever `answer` makes of a document and its places."""

    answer: Any
    version: Any = "odd 2"

    def code_events(
        self,
        document: Document,
        parse: Parse,  # noqa: ARG002 - the protocol gives it
        resolutions: Sequence[Resolution],
        mentions: Sequence[ActorMention],
    ) -> Any:
        return self.answer(document, resolutions, mentions)


def fail_midway(document: Document, *_: object) -> Any:
    yield make_report(document, Span(start=0, end=2), "ASSAULT", coder="odd 2")
    raise KeyError("no key\nof the service")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (lambda *_: None, "odd 2 returned None, not reports; return [] where"),
        (lambda *_: [{"type": "ASSAULT"}], "odd 2 returned dict, not geo.model.Report; use make"),
        (lambda *_: 7, "odd 2 failed with TypeError: 'int' object is not iterable"),
        (lambda *_: 1 / 0, "odd 2 failed with ZeroDivisionError: division by zero in test_coders"),
        (fail_midway, "odd 2 failed with KeyError: 'no key\\nof the service' in test_coders.py"),
        (
            lambda document, *_: [make_report(document, Span(start=0, end=2), "X", coder="odd 2")],
            "odd 2: event type 'X' is none of PLOVER's",
        ),
    ],
)
def test_what_fails_in_a_coder_is_told_as_its_fault(answer: Any, reason: str) -> None:
    def answer_once(document: Document, *found: object) -> Any:
        return answer(document, *found) if document.document_id == "a" else []

    documents = [Document(document_id=name, text=TEXT) for name in ("a", "b")]
    atlas = geo.geoparse(documents, coder=Odd(answer_once))
    (row,) = atlas.rejected.to_dict("records")
    assert (row["document_id"], row["stage"]) == ("a", "events")
    assert row["reason"].startswith(reason)
    assert "report this" not in row["reason"]
    assert "\n" not in row["reason"]
    assert list(atlas.documents["document_id"]) == ["b"]


@pytest.mark.parametrize("role", ["place", "sources"])
def test_what_was_found_in_another_document_is_no_evidence_in_this(role: str) -> None:
    kept: dict[str, Any] = {}

    def lend(document: Document, places: Sequence[Resolution], actors: Sequence[Any]) -> Any:
        kept.setdefault("place", places[0])
        kept.setdefault("sources", actors[:1])
        given = {role: kept[role]}
        return [make_report(document, Span(start=0, end=2), "ASSAULT", coder="odd 2", **given)]

    documents = [Document(document_id=name, text=TEXT) for name in ("a", "b")]
    atlas = geo.geoparse(documents, coder=Odd(lend))
    (row,) = atlas.rejected.to_dict("records")
    assert row["document_id"] == "b"
    assert "of document 'a'" in row["reason"]
    assert list(atlas.reports["document_id"]) == ["a"]


def test_a_class_or_what_has_no_name_is_no_coder() -> None:
    for coder, fault in (
        (Blasts, r"is a class; give an instance: Blasts\(\)"),
        (Odd(list, version=None), "has version None; give a name"),
        (object(), "lacks `version`"),
    ):
        with pytest.raises(CoderError, match=fault):
            geo.geoparse([], coder=coder)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"text": 5}, "d: text is 5, of type int; give words"),
        ({"text": None}, "d: text is None, of type NoneType"),
        ({"text": "x", "title": b"x"}, "d: title is b'x', of type bytes"),
        ({"text": "x", "document_id": 7}, "7: document_id is 7, of type int"),
        ({"text": "x", "published": "2024-05-03"}, "published is '2024-05-03', of type str"),
        ({"text": "x", "published": dt.datetime(2024, 5, 3, tzinfo=dt.UTC)}, "of type datetime"),
    ],
)
def test_a_document_of_other_types_is_refused_by_name(values: dict[str, Any], fault: str) -> None:
    with pytest.raises(DocumentError, match=re.escape(fault)):
        Document(**{"document_id": "d", **values})


def test_of_documents_with_one_id_the_first_is_used() -> None:
    documents = [Document(document_id="a", text=TEXT), Document(document_id="a", text="No news.")]
    atlas = geo.geoparse(documents)
    (row,) = atlas.rejected.to_dict("records")
    assert (row["document_id"], row["stage"]) == ("a", "read")
    assert "repeats the id" in row["reason"]
    assert list(atlas.documents["characters"]) == [len(TEXT)]
