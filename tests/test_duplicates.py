"""Which documents copy one text, and which only look as if they did."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.duplicates import Signature, group_documents, sign

DAY = dt.date(2024, 5, 14)

WIRE = """\
A car bomb went off outside a police station in the town of Harvel on Tuesday, killing at least 10
people and wounding 25, officials said. The blast tore through a row of shops in the main market
as people were buying food for the evening meal. "I saw bodies everywhere," said Amin Rafi, who
sells vegetables across the road. No group has claimed responsibility for the attack. Police sealed
off the area and asked residents to stay indoors. The provincial governor, Salim Darwaz, condemned
the bombing and said that those behind it would be found. Harvel has seen a rise in attacks since
the army withdrew from two nearby bases in May. Last month gunmen killed four policemen at a
checkpoint on the road to the capital. The town's only hospital appealed for blood donations, a
doctor said, and was treating 10 people in critical condition.
"""
SENTENCES = WIRE.replace("\n", " ").split(". ")

# Five of its ten sentences are other ones, and so are all figures.
UPDATE = (
    WIRE.replace("\n", " ")
    .replace("at least 10 people and wounding 25", "at least 14 people and wounding 31")
    .replace(
        "No group has claimed responsibility for the attack.",
        "The Sons of the Valley, an armed group, said in a statement that it had carried it out.",
    )
    .replace(
        "condemned the bombing and said that those behind it would be found",
        "visited the wounded and announced three days of mourning",
    )
    .replace("appealed for blood donations, a doctor said, and was treating 10", "sent some of 12")
)
LATER = f"""\
Four more people have died of their wounds in Harvel, where a bomb in a car exploded on Tuesday; 14
were killed in all. {". ".join(SENTENCES[1:])}
"""
LOCAL = """\
Two brothers from our own valley are among the wounded, their family told this newspaper; they had
gone to Harvel to sell a calf and were to be back by nightfall.
"""
ANOTHER_NEWSROOM = """\
At least ten people died when an explosives-laden car was detonated by a police station in Harvel
on Tuesday, according to local authorities. Witnesses described scenes of panic in the market
nearby, where shoppers had gathered before sunset. "I saw bodies everywhere," vegetable seller Amin
Rafi told this newspaper. Governor Salim Darwaz condemned the attack, which nobody has claimed so
far. Some 25 wounded were taken to the town's only hospital, which asked for blood. The north of the
country has grown less safe since soldiers left two bases near Harvel in the spring; in April four
officers were shot dead at a roadblock.
"""
FOOTER = """\
The Harvel Post is published every day but Friday. Letters to the editor may be shortened; send
them with your name and address to the office in Mill Street, second floor. All rights reserved: no
part of this page may be copied, stored or sent on without leave of the publisher. Subscribe for
six months and get the seventh for nothing, or read us at the library of the teachers' college.
"""
SHOOTING = "Gunmen on motorcycles shot a tax collector dead in Lower Harvel on Monday, police said."
COLLECTOR = f"""\
{SHOOTING} He had been on his way to the mill with two guards, who fled. Nobody has been arrested.
"""
FLOOD = """\
Two bridges over the Sarn were swept away on Monday, and the road to the mines is cut. Ferries will
carry food and fuel to the upper villages from tomorrow, the district engineer told reporters.
"""


def bulletin(clashes: int, strikes: int, attacks: int, places: tuple[str, str, str]) -> str:
    """Return one day's issue of a bulletin that is written on one pattern."""
    first, second, third = places
    return (
        f"Over the past day {clashes} clashes took place along the front line, the staff said in "
        f"its morning update. Yesterday the enemy launched {strikes} air strikes, dropping "
        f"{strikes + 35} guided bombs, and shelled our positions {attacks} times. In the northern "
        f"sector our troops repelled {clashes // 9} attacks near {first} and stopped another "
        f"{clashes // 7} in the woods east of it. In the river sector the enemy attacked "
        f"{strikes // 5} times, trying to advance near {second}. In the southern sector our "
        f"defenders stopped {clashes // 4} assaults near {third}. Missile troops and artillery hit "
        f"{strikes // 8} areas of concentration and {attacks % 7} artillery systems. The enemy's "
        f"losses over the past day came to {attacks // 4} men. Glory to the defenders."
    )


MONDAY = bulletin(134, 67, 4512, ("Olmin", "Petra Vale", "Chasov"))
TUESDAY = bulletin(151, 81, 4890, ("Starik", "Nove Selo", "Lower Chasov"))

STANDING = """\
The mission was set up under resolution 88 to watch over the ceasefire line between the two parties
and reports every week on what its patrols have seen. It has 240 observers in nine posts, who
patrol by day and by night, on foot and by car. Both parties have undertaken to let them pass. The
mission does not investigate who broke the ceasefire; it states what its observers saw or heard and
from where, and counts explosions, bursts and shots. Its freedom of movement remains restricted near
the railway bridge, where mines have not been cleared from the verges of the road.
"""


def week(number: int, seen: str) -> str:
    return f"Weekly report {number}. {seen} {STANDING}"


def grouped(*documents: tuple[str, dt.date | None]) -> list[list[int]]:
    """Return the groups of texts with their days, by their numbers."""
    signatures = [
        Signature(f"{number:03d}", day, sign(text)) for number, (text, day) in enumerate(documents)
    ]
    groups: dict[str, list[int]] = {}
    for document_id, group in sorted(group_documents(signatures).items()):
        groups.setdefault(group, []).append(int(document_id))
    return sorted(groups.values())


@pytest.mark.parametrize(
    ("text", "days"),
    [
        (WIRE, 0),
        # Equal words are a copy whenever they are brought again, and however they are set.
        (WIRE, 40),
        (WIRE.upper().replace("\n", "\n\n").replace(",", " –"), 0),
        # A lead-in of one's own, and the last four sentences cut.
        (f"{LOCAL}{'. '.join(SENTENCES[:6])}.", 1),
        (f"{WIRE}\n{LOCAL}{FOOTER}", 2),
        (". ".join(SENTENCES[:3]), 0),
        (UPDATE, 1),
        # A new lead, and all below it as it was.
        (LATER, 1),
        (WIRE.replace("killing at least 10", "killing at least 12"), 0),
        (WIRE.replace("policemen", "officers").replace("Last month", "In April"), 0),
    ],
)
def test_copies_and_updates_are_one_group(text: str, days: int) -> None:
    assert grouped((WIRE, DAY), (text, DAY + dt.timedelta(days))) == [[0, 1]]


@pytest.mark.parametrize(
    ("one", "other", "days"),
    [
        (WIRE, ANOTHER_NEWSROOM, 0),
        # What one publisher puts below every text makes no copies, longer though it may be.
        (f"{COLLECTOR}\n{FOOTER}", f"{FLOOD}\n{FOOTER}", 0),
        (f"{WIRE}\n{FOOTER}", f"{ANOTHER_NEWSROOM}\n{FOOTER}", 0),
        # Issues of a bulletin: of two days on one pattern, of two weeks with standing paragraphs.
        (MONDAY, TUESDAY, 1),
        (week(18, "Patrols counted 12 explosions."), week(19, "Patrols counted no shots."), 7),
        (WIRE, UPDATE, 30),
        # Short texts are copies only where they are equal, and of the same days.
        (SHOOTING, SHOOTING.replace("a tax collector", "two tax collectors"), 0),
        (SHOOTING, SHOOTING, 30),
        # One sentence of another's, quoted.
        (f"{LOCAL}{FLOOD} {SENTENCES[0]}. {ANOTHER_NEWSROOM}", WIRE, 0),
    ],
)
def test_what_only_looks_alike_is_no_copy(one: str, other: str, days: int) -> None:
    assert grouped((one, DAY), (other, DAY + dt.timedelta(days))) == []
    assert grouped((other, DAY), (one, DAY + dt.timedelta(days))) == []


def test_short_texts_are_copies_where_they_are_equal() -> None:
    again = f"  {SHOOTING.lower()}"
    assert grouped((SHOOTING, DAY), (again, DAY + dt.timedelta(1))) == [[0, 1]]
    later = DAY + dt.timedelta(30)
    assert grouped((SHOOTING, DAY), (SHOOTING, DAY), (again, later), (again, later)) == [
        [0, 1],
        [2, 3],
    ]


def test_without_days_more_must_be_the_same() -> None:
    cut = ". ".join(SENTENCES[:6])
    assert grouped((WIRE, None), (cut, None)) == [[0, 1]]
    assert grouped((WIRE, None), (UPDATE, None)) == []
    assert grouped((WIRE, None), (cut, DAY)) == []
    assert grouped((WIRE, None), (WIRE, DAY)) == [[0, 1]]


@pytest.mark.parametrize("day", [DAY - dt.timedelta(1), DAY, DAY + dt.timedelta(1)])
def test_a_digest_of_two_articles_does_not_make_them_one(day: dt.date) -> None:
    groups = grouped((WIRE, DAY), (STANDING, DAY), (f"{WIRE}\n{STANDING}", day))
    assert groups in ([[0, 2]], [[1, 2]])


def test_updates_of_updates_do_not_join_two_weeks() -> None:
    versions = []
    text = WIRE.replace("\n", " ")
    for number, sentence in enumerate(SENTENCES):
        text = text.replace(
            sentence, f"On day {number} {LOCAL.split(';', maxsplit=1)[0]} and so on {number}"
        )
        versions.append((text, DAY + dt.timedelta(number)))
    for group in grouped(*versions):
        assert max(group) - min(group) <= 3


def test_scripts_without_spaces_are_compared_by_their_characters() -> None:
    text = "星期二一枚汽车炸弹在哈维尔镇警察局外爆炸造成至少十人死亡二十五人受伤官员说爆炸摧毁商店"
    assert grouped((text, DAY), (f"本报讯{text[:-6]}", DAY)) == [[0, 1]]
    assert grouped((text, DAY), (text[::-1], DAY)) == []


def test_what_was_not_signed_has_no_group() -> None:
    unsigned = [Signature(name, DAY, b"") for name in "ab"]
    assert group_documents(unsigned) == {}
    assert grouped((WIRE, DAY)) == []


def test_signatures_are_small_and_the_same_everywhere() -> None:
    assert len(sign("word")) < 32
    assert len(sign(" ".join(map(str, range(100_000))))) < 1100
    assert hashlib.sha256(sign(WIRE)).hexdigest()[:16] == "d8f744786019371e"


def test_of_long_texts_the_beginning_is_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.duplicates._MOST_CHARACTERS", len(WIRE))
    one, other = f"{WIRE}{FOOTER}", f"{WIRE}{STANDING}"
    assert sign(one)[:16] != sign(other)[:16]
    assert sign(one)[16:] == sign(other)[16:]
    assert grouped((one, DAY), (other, DAY)) == [[0, 1]]


VARIANTS = (
    *(WIRE, UPDATE, f"{LOCAL}{'. '.join(SENTENCES[:6])}", f"{WIRE}{STANDING}", STANDING),
    *(ANOTHER_NEWSROOM, MONDAY, TUESDAY, SHOOTING, f"{COLLECTOR}{FOOTER}", f"{FLOOD}{FOOTER}"),
)
SKETCHES = tuple(map(sign, VARIANTS))


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(SKETCHES), st.none() | st.dates(DAY, DAY + dt.timedelta(days=9))),
        max_size=12,
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_of_documents_changes_nothing(
    documents: list[tuple[bytes, dt.date | None]], chance: random.Random
) -> None:
    signatures = [
        Signature(f"d{number}", day, sketch) for number, (sketch, day) in enumerate(documents)
    ]
    groups = group_documents(signatures)
    chance.shuffle(signatures)
    assert group_documents(signatures) == groups
    sizes = list(groups.values())
    assert all(sizes.count(group) > 1 for group in sizes)


def test_what_many_pages_share_is_not_compared_for_ever() -> None:
    chance = random.Random(1)  # noqa: S311 - no secret
    words = [f"w{number}" for number in range(2000)]
    pages = [
        Signature(str(number), DAY, sign(" ".join(chance.choices(words, k=50)) + FOOTER))
        for number in range(600)
    ]
    start = time.process_time()
    assert group_documents(pages) == {}
    # Every page with every other one would take 180,000 comparisons: ten times as long.
    assert time.process_time() - start < 3
