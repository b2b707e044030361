"""Lines that end where they are full are read on; those of lists, headlines and items are not."""

from __future__ import annotations

import pytest

from geo.model import Document
from geo.pipeline import Components, parse_document
from geo.wrapping import unwrap

WIRE = """\
Fighters attack two villages in the north
OUAHIGOUYA, Burkina Faso, March 3 (Agency) - At
least nine people were killed when gunmen on
motorcycles attacked two villages near the town of
Titao, in the country's north, on Monday, local
officials said.
The attackers, who came from the direction of
Mali, burned shops and drove off cattle, the mayor
of Titao said.
"They shot at everyone they saw," a teacher who
had fled to Ouahigouya said by phone.
"""


def test_full_lines_are_joined_and_offsets_stay() -> None:
    read = unwrap(WIRE)
    assert len(read) == len(WIRE)
    assert [len(line.split()) for line in read.splitlines()] == [7, 34, 20, 16]
    assert read.split() == WIRE.split()
    assert unwrap(WIRE.replace("\n", "\r\n")).split() == WIRE.split()


@pytest.mark.parametrize(
    "text",
    [
        "The dead of Tuesday's attack:\n\nthree in Kofa\ntwo in Banki\none in Bama\nsix in Gwoza\n",
        "Rebels seized Goma.\nAl-Shabaab attacked Lamu.\nThe army shelled Idlib on Friday.\n" * 3,
        "- 3 May, Kharkiv: shelling of a school, two killed\n- 4 May, Izium: a mine, one\n" * 4,
        "Residents of the town said they heard shots and\nthen saw smoke.\nTroops are coming.\n",
        "Российские войска обстреляли город Херсон\nУкраинские военные сообщили о раненых\n" * 3,
        "قصفت القوات الحكومية مدينة إدلب في شمال\nوقتل خمسة مدنيين في السوق يوم الجمعة\n" * 3,
        "",
        "\n\n",
    ],
)
def test_other_lines_stay(text: str) -> None:
    assert unwrap(text) == text


def test_acts_of_wrapped_lines_are_those_of_whole_ones(components: Components) -> None:
    wrapped = parse_document(Document(document_id="d", text=WIRE), components)
    whole = parse_document(Document(document_id="d", text=unwrap(WIRE)), components)
    assert wrapped.document.text == WIRE
    assert wrapped.reports
    assert [report.trigger for report in wrapped.reports] == [
        report.trigger for report in whole.reports
    ]
    (killed,) = (report for report in wrapped.reports if report.fatalities_low)
    assert killed.fatalities_low == 9
    assert {one.mention.surface for one in killed.participants} == {"gunmen", "nine people"}


def test_a_long_text_of_odd_lines_takes_little_time() -> None:
    for line in ("." * 1_000_000, "a" * 40 + "\n" + "b" * 40 + "\n", "'" * 200 + "\n"):
        text = (line * (1 + 500_000 // len(line)))[:1_000_000]
        assert len(unwrap(text)) == len(text)
