"""Lists of incidents: each line has the place and the day at its head. Sentences are made up."""

from __future__ import annotations

import pytest
from coding import code

from geo.model import Report


def told(report: Report) -> tuple[str | None, str | None, int | None, int | None]:
    """Return the place, the day, the dead and the injured of a report."""
    place = report.place.resolution.toponym.surface if report.place else None
    day = report.when.start.isoformat() if report.when else None
    return place, day, report.fatalities_low, report.injured


SUMY = """Incidents:
- 13 May: Shelling in Sumy, 2 killed, 5 injured.
- 14 May: Missile strike on Poltava, 3 killed.
"""
DJIBO = """In Burkina Faso:
1. Djibo, 9 May: gunmen killed four traders.
2. Dori, 10 May: a convoy was ambushed (15 dead, 7 wounded).
"""
KIDAL = """Security in Mali:
• Kidal: two mines exploded, killing one soldier.
• Gao: suicide attack on a checkpoint; 4 dead, 7 wounded.
• Timbuktu: calm.
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SUMY, [("Sumy", "2019-05-13", 2, 5), ("Poltava", "2019-05-14", 3, None)]),
        (DJIBO, [("Djibo", "2019-05-09", 4, None), ("Dori", "2019-05-10", 15, 7)]),
        (KIDAL, [("Kidal", None, 1, None), ("Gao", None, 4, 7)]),
    ],
)
def test_the_head_of_a_line_places_and_dates_what_it_tells(
    text: str, expected: list[tuple[str | None, str | None, int | None, int | None]]
) -> None:
    assert [told(report) for report in code(text)] == expected


def test_what_follows_a_list_is_not_of_its_last_line() -> None:
    text = (
        "- Sumy, 13 May: Shelling killed two people.\n- Poltava, 14 May: Jets bombed a depot.\n\n"
        "Police arrested three men."
    )
    *_, last = code(text)
    assert (last.event_type, told(last)[:2]) == ("COERCE", (None, None))


def test_a_sentence_with_a_colon_is_no_head() -> None:
    text = (
        "- The mayor of Sumy said on 13 May: shells killed two people in Lviv.\n"
        "- The mayor of Poltava said on 14 May: jets bombed Lutsk.\n"
    )
    assert [told(report)[0] for report in code(text)] == ["Lviv", "Lutsk"]


def test_a_head_that_no_gazetteer_has_gives_no_other_place() -> None:
    text = (
        "1. Pemba, 13 May: rebels shelled a depot.\n2. Qwertina da Zuva, 14 May: gunmen abducted "
        "two nurses.\n3. Pemba, 15 May: jets bombed a bridge.\nPemba is quiet. Pemba waits.\n"
    )
    assert [told(report)[:2] for report in code(text)] == [
        ("Pemba", "2019-05-13"),
        (None, "2019-05-14"),
        ("Pemba", "2019-05-15"),
    ]
