"""The whole way of a text: what comes out, and what never stops the rest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import geo
from geo.errors import DocumentError, GazetteerError, MissingComponentError
from geo.language import Language
from geo.language import Parse as Analysis
from geo.model import Document, Parsed, Rejected
from geo.pipeline import Components, parse_document, parse_documents
from geo.settings import Settings
from geo.toponyms import recognise_toponyms

Parse = Callable[..., Parsed]

HOSTILE = {
    "nothing": "",
    "spaces": " \n\n\t ",
    "an emoji": "😀",
    "a long word": "A" * 100_000,
    "a long line": "Rebels shelled Aleppo on Friday and " * 280,
    "brackets": "(" * 50_000,
    "a list": ", ".join(["Aleppo", "Homs", "Idlib"] * 300),
    "right to left": "\u202eRebels seized حلب\u202c in \u200fAleppo.",
    "controls": "\x01\x02Rebels seized Aleppo.\x7f\x85\u2028\x1bShelling\x00",
    "marks": "a" + "\u0301" * 10_000,
    "markup": "<script>alert('Aleppo')</script> [x](javascript:y) {{ Homs }}",
    "a large number": "9" * 5_000 + " people were killed in Aleppo.",
    "odd dates": "Rebels seized Aleppo on 31 February 2016, 0/0/0 and in year 99999.",
    "no case": "the rebels took aleppo and THE REBELS TOOK HOMS",
    "another script": "قصف الجيش مدينة حلب يوم الجمعة",
    "astral": "𝐑𝐞𝐛𝐞𝐥𝐬 seized 𝒜leppo",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_texts_give_sound_results(parse: Parse, text: str) -> None:
    parsed = parse(text)
    spans = [item.toponym.span for item in parsed.resolutions]
    spans += [mention.span for mention in parsed.mentions if not mention.implied]
    spans += [report.trigger for report in parsed.reports if report.trigger is not None]
    spans += [figure.span for figure in parsed.figures]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    for report in parsed.reports:
        assert report.trigger is None or text[report.trigger.start : report.trigger.end] == (
            report.surface
        )
    atlas = geo.pipeline.join_parsed([parsed])
    assert len(atlas.documents) == 1


def test_headline_in_capitals_is_read_like_the_text_below_it(parse: Parse) -> None:
    headline = "TROOPS RETAKE TRINCOMALEE FROM REBELS, OFFICIALS SAY"
    parsed = parse(f"{headline}\n\nThe port fell on Friday. General Arun Kothari gave no more.\n")
    names = [item.toponym.surface for item in parsed.resolutions]
    assert names == ["TRINCOMALEE"]
    found = next(report for report in parsed.reports if report.surface == "RETAKE")
    assert found.place is not None


@pytest.mark.parametrize("line", ["UNITED NATIONS", "UN OCHA SYRIA"])
def test_few_words_in_capitals_are_no_headline(parse: Parse, line: str) -> None:
    parsed = parse(f"{line}\n\nTalks were held in Geneva on Friday, officials said.\n")
    assert parsed.document.text.startswith(line)
    assert {"Geneva"} <= {item.toponym.surface for item in parsed.resolutions}


@settings(deadline=None, max_examples=25)
@given(
    words=st.lists(
        st.sampled_from(
            [
                *("Aleppo", "Russia", "the", "killed", "12", "on", "Friday", ",", ".", "(", "\n"),
                *("and", "seized", "talks", "Kerry", "said", "'s", '"', "of", "not", "—", "😀"),
            ]
        ),
        max_size=40,
    )
)
@example(words=["killed", "not"])
def test_any_words_in_any_order_parse(words: list[str]) -> None:
    document = Document(document_id="a", text=" ".join(words), published=dt.date(2016, 8, 26))
    parsed = parse_document(document, Components.open(Settings()))
    geo.pipeline.join_parsed([parsed])


@pytest.mark.parametrize("field", ["text", "title", "publisher", "url", "document_id", "language"])
def test_half_characters_are_refused_where_a_document_is_made(field: str) -> None:
    values = {"document_id": "a", "text": "Aleppo", field: "Ale\ud800ppo"}
    with pytest.raises(DocumentError, match=r"holds half a character \(U\+D800 at 3\)") as caught:
        Document(**values)  # type: ignore[arg-type]
    str(caught.value).encode()


def test_a_document_that_fails_never_stops_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail_on_b(document: Document, *given: Any, **named: Any) -> Any:
        if document.document_id == "b":
            raise ValueError("no good")
        return recognise_toponyms(document, *given, **named)

    monkeypatch.setattr("geo.pipeline.recognise_toponyms", fail_on_b)
    documents = [Document(document_id=key, text="Quiet in Homs.") for key in "abc"]
    found = list(parse_documents(documents))
    assert [isinstance(item, Rejected) for item in found] == [False, True, False]
    assert isinstance(found[1], Rejected)
    assert found[1].document_id == "b"
    assert found[1].reason == "ValueError: no good; please report this with the text"


def test_a_text_that_cannot_be_parsed_never_stops_the_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parse_all = Language.parse_all

    def fail_on_palmyra(self: Language, texts: Sequence[str]) -> Iterator[Analysis]:
        if any("Palmyra" in text for text in texts):
            raise ValueError("no good")
        return parse_all(self, texts)

    monkeypatch.setattr(Language, "parse_all", fail_on_palmyra)
    texts = ("Rebels seized Homs.", "Rebels seized Palmyra.", "Rebels seized Idlib.")
    found = list(parse_documents(make_documents(texts)))
    assert [isinstance(item, Rejected) for item in found] == [False, True, False]


def test_a_document_is_read_alike_by_itself_and_among_others() -> None:
    texts = (
        "REBELS SEIZED THE TOWN OF JARABULUS FROM ISLAMIC STATE ON WEDNESDAY.",
        "Les forces ont repris lundi la ville de Palmyre; des soldats sont morts près de Homs.",
        "Army jets bombed Idlib on Monday.\n\nThere are gon na be talks in Geneva, it said.",
        " \n ",
        "Police shot dead two men in New York City (NYPD ) on 3 May  2016 .",
    )
    documents = make_documents(texts)
    components = Components.open(Settings())
    assert list(parse_documents(documents)) == [
        parse_document(document, components) for document in documents
    ]


def make_documents(texts: Sequence[str]) -> list[Document]:
    return [Document(document_id=str(at), text=text) for at, text in enumerate(texts)]


def test_what_reading_rejected_passes_through() -> None:
    rejected = Rejected(document_id="x", stage="read", reason="is empty")
    document = Document(document_id="a", text="Quiet in Homs.")
    atlas = geo.geoparse([rejected, document])
    assert list(atlas.rejected["document_id"]) == ["x"]
    assert list(atlas.documents["document_id"]) == ["a"]


def test_a_text_without_a_date_has_events_without_dates_that_need_one() -> None:
    text = "Rebels seized the town of Jarabulus on Wednesday."
    atlas = geo.geoparse([Document(document_id="a", text=text)])
    assert len(atlas.events) == 1
    assert atlas.events["date_start"].isna().all()


def test_settings_are_told_in_the_provenance() -> None:
    chosen = Settings(minimum_score=0.9)
    atlas = geo.geoparse([], settings=chosen)
    rows = atlas.provenance.set_index("component")
    assert rows.loc["settings", "version"] == chosen.fingerprint


def test_missing_components_are_named(tmp_path: Path) -> None:
    with pytest.raises(MissingComponentError, match="no_such_model"):
        geo.geoparse([], settings=Settings(language_model="no_such_model"))
    with pytest.raises(GazetteerError):
        geo.geoparse([], settings=Settings(gazetteers=(tmp_path,)))


def test_components_are_opened_once() -> None:
    assert Components.open(Settings()) is Components.open(Settings())
