"""What is not seen in a text hides no name, and offsets stay those of the text as written."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.gazetteer import Gazetteer
from geo.model import Document, Parsed, Span
from geo.pipeline import Components, resolve_spans
from geo.text import name_key
from geo.transcript import transcribe

Parse = Callable[..., Parsed]

ODD = "\u00a0\u200b\u200c\u200d\u200f\u2028\u2066\u00ad\ufeff\x00\x07\x1c\x85\r\n\u0301\u0308\t"


def read(text: str, gazetteer: Gazetteer) -> str:
    found = transcribe(Document(document_id="a", text=text), is_name=gazetteer.has_name)
    return text if found is None else found.document.text


def places(parsed: Parsed) -> list[tuple[str, str | None, float]]:
    return [
        (
            name_key(found.toponym.surface),
            found.entry.entry_id if found.entry else None,
            found.score,
        )
        for found in parsed.resolutions
    ]


@pytest.mark.parametrize(
    ("odd", "plain"),
    [
        ("Rebels shelled Deir\u00a0ez-Zor on Friday.", "Rebels shelled Deir ez-Zor on Friday."),
        (
            "Troops seized the town of Tal\u2028Afar.",
            "Troops seized the town of Tal Afar.",
        ),
        ("Police in San\r\nSalvador shot him.", "Police in San Salvador shot him."),
        ("Fighters left Abu\nKamal on Friday.", "Fighters left Abu Kamal on Friday."),
        ("The town of Deir \nez-Zor fell.", "The town of Deir ez-Zor fell."),
        ("It was in Rio\nde Janeiro.", "It was in Rio de Janeiro."),
        ("Rebels took Al-\u200bBab on Friday.", "Rebels took Al-Bab on Friday."),
        ("Rebels took Al\u2011Bab on Friday.", "Rebels took Al-Bab on Friday."),
        ("Shells hit Da\u200cmas\u200dcus again.", "Shells hit Damascus again."),
        ("Shells hit Dam\u00adas\u2060cus again.", "Shells hit Damascus again."),
        (
            unicodedata.normalize("NFD", "Gunmen came to Tillabéri, São Paulo and Göteborg."),
            "Gunmen came to Tillabéri, São Paulo and Göteborg.",
        ),
        ("Rebels shelled\x1fAleppo\x07again.", "Rebels shelled Aleppo again."),
        ("He left Homs\u200bDamascus behind.", "He left Homs Damascus behind."),
        ("He left Ho\u200b\u200bms and\u200c\u200c Hama.", "He left Homs and   Hama."),
        (
            "Rebels took \u2060Homs\u200b, Hama\u00ad and \u200fAleppo\u200f.",
            "Rebels took  Homs , Hama  and  Aleppo .",
        ),
    ],
)
def test_what_is_not_seen_hides_no_name(
    parse: Parse, gazetteer: Gazetteer, odd: str, plain: str
) -> None:
    assert read(odd, gazetteer) == plain
    found = parse(odd)
    assert places(found) == places(parse(plain))
    for resolution in found.resolutions:
        span = resolution.toponym.span
        assert odd[span.start : span.end] == resolution.toponym.surface
    assert found.document.text == odd


@pytest.mark.parametrize(
    "text",
    [
        "Killed by town:\nHoms\nAbu Kamal\nSan\nSalvador",
        "Aleppo\nHoms\nSan Salvador fell on Friday.",
        "The rebels left San.\nSalvador was glad.",
        "The rebels left San\n\nSalvador was glad.",
        "Fighting went on in Aleppo\nHoms was quiet.",
        "Shells fell on the port\nsudan had built.",
        "می\u200cشود",
        "Plain text, with nothing in it.\n\nAnd a paragraph.",
        "",
    ],
)
def test_other_text_is_read_as_it_is(gazetteer: Gazetteer, text: str) -> None:
    assert read(text, gazetteer) == text


def test_all_that_is_found_is_told_as_written(parse: Parse) -> None:
    plain = (
        "Rebels killed 12 soldiers in the town of Jarabulus near São Paulo on Friday. "
        "The Syrian army shelled Deir ez-Zor on Thursday, killing 30 civilians."
    )
    odd = (
        "\ufeffRe\u200cbels kil\u00adled 12\u00a0soldiers in the town of Jara\u200bbulus near "
        "Sa\u0303o\r\nPaulo on Friday. The Syr\u200dian army shel\u00adled Deir\u00a0ez-Zor on "
        "Thursday, killing 30 civilians."
    )
    expected, found = parse(plain), parse(odd)
    assert len(found.reports) == len(expected.reports) == 2
    spans = [
        *((one.span, one.surface) for one in found.mentions if not one.implied),
        *((one.span, one.surface) for one in found.figures),
        *((one.trigger, one.surface) for one in found.reports if one.trigger is not None),
        *((one.toponym.span, one.toponym.surface) for one in found.resolutions),
    ]
    assert len(spans) > 8
    for span, surface in spans:
        assert odd[span.start : span.end] == surface
    assert [odd[one.start : one.end][-9:] for one in found.sentences] == ["n Friday.", "ivilians."]
    assert [one.event_type for one in found.reports] == [one.event_type for one in expected.reports]


def test_spans_that_are_given_stay_as_they_are(components: Components) -> None:
    text = "Troops left San\r\nSalvador, Sa\u0303o Paulo and Ta\u200blin on Friday, sources said."
    names = ("San\r\nSalvador", "Sa\u0303o Paulo", "Ta\u200blin")
    spans = tuple(Span(start=text.index(name), end=text.index(name) + len(name)) for name in names)
    for asked, entries in (
        (spans, ["geonames:3583361", "geonames:3448439"]),
        ((Span(start=spans[1].start, end=spans[1].start + 2),), None),
    ):
        found = resolve_spans(Document(document_id="a", text=text, spans=asked), components)
        assert isinstance(found, Parsed)
        assert tuple(one.toponym.span for one in found.resolutions) == asked
        ids = [one.entry.entry_id for one in found.resolutions if one.entry]
        assert entries is None or ids[:2] == entries


@pytest.mark.parametrize(
    "unit", ["\u200b", "a\u200b", " \n", "a\n", "A b c\n", "e\u0301", "\u0301"]
)
def test_endless_marks_are_read_in_time(gazetteer: Gazetteer, unit: str) -> None:
    started = time.process_time()
    read(f"In San{unit * 100_000}Salvador", gazetteer)
    assert time.process_time() - started < 10


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet=f"Sano Po-l{ODD}", max_size=60), st.data())
def test_spans_of_the_text_read_are_stretches_of_the_text_written(
    text: str, data: st.DataObject
) -> None:
    transcript = transcribe(Document(document_id="a", text=text), is_name=lambda _: True)
    if transcript is None:
        return
    read_text = transcript.document.text
    start = data.draw(st.integers(0, len(read_text)))
    end = data.draw(st.integers(start, len(read_text)))
    span = transcript.place(Span(start=start, end=end))
    assert 0 <= span.start <= span.end <= len(text)
    # Letters alone: marks that are not seen, and how letters are composed, do not count.
    assert _bare(read_text[start:end]) in _bare(text[span.start : span.end])
    if (again := transcript.read(span)) is not None:
        assert transcript.place(again) == span
    whole = transcript.place(Span(start=0, end=len(read_text)))
    assert _bare(text[whole.start : whole.end]) == _bare(text)


def _bare(text: str) -> str:
    parted = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in parted if letter.isalpha())
