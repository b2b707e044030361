"""Acts that a text denies, supposes or provides for, and words of force that tell of none."""

from __future__ import annotations

import pytest
from coding import code


@pytest.mark.parametrize(
    ("text", "kind", "status"),
    [
        ("Neither Chad nor Niger shelled Diffa.", "ASSAULT", "denied"),
        ("The rebels neither shelled nor stormed Diffa.", "ASSAULT", "denied"),
        ("The governor never ordered the attack on Diffa.", "ASSAULT", "denied"),
        ("It is not true that the army shelled Diffa.", "ASSAULT", "denied"),
        ("The army stopped short of attacking Diffa.", "ASSAULT", "denied"),
        ("The army failed to capture Diffa.", "ASSAULT", "denied"),
        ("The rebels were unable to retake Diffa.", "ASSAULT", "denied"),
        ("Police foiled an attack in Nairobi.", "ASSAULT", "denied"),
        ("Police prevented a march in Nairobi.", "PROTEST", "denied"),
        ("Chad did not fail to bomb Diffa.", "ASSAULT", "actual"),
        ("The army was forced to withdraw from Diffa.", "RETREAT", "actual"),
        ("She wished the rebels had attacked Diffa.", "ASSAULT", "hypothetical"),
        ("A possible attack on Paris worries officials.", "ASSAULT", "hypothetical"),
        ("The exercise simulated an attack on Tallinn.", "ASSAULT", "hypothetical"),
        ("The plan calls for the withdrawal of troops from Abyei.", "RETREAT", "planned"),
        ("The deal provides for the release of prisoners in Marib.", "CONCEDE", "planned"),
    ],
)
def test_what_is_denied_or_supposed_is_no_fact(text: str, kind: str, status: str) -> None:
    (report,) = code(text)
    assert (report.event_type, report.status) == (kind, status)


@pytest.mark.parametrize(
    "text",
    [
        "Had the rebels attacked Diffa, the army would have responded.",
        "Were Chad to invade Niger, the union would respond.",
        "Kenya beat Uganda in Kampala.",
        "A gas explosion killed five people in Porto.",
        "An explosion in a coal mine killed ten miners in Zonguldak.",
        "A bear attacked a hiker near Brașov.",
        "Bees attacked a funeral in Managua.",
        "An army of ants invaded the kitchen in Lisbon.",
        "Tourists invaded Venice.",
        "The Arusha accords ended the war.",
        "The company raided its reserves in Zurich.",
        "Surgeons fought to save the girl in Pune.",
        "The singer was shot by a photographer in Milan.",
    ],
)
def test_words_of_force_without_force_tell_of_no_act(text: str) -> None:
    assert code(text) == ()


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("A ban on protests in Accra was lifted.", ["CONCEDE"]),
        ("Dockers staged a strike in Durban.", ["PROTEST"]),
        ("Prisoners held a hunger strike in Izmir.", ["PROTEST"]),
        ("Jets staged a strike in Raqqa.", ["ASSAULT"]),
        ("Peru welcomed the deal with Ecuador.", ["SUPPORT"]),
        # A name that no gazetteer has is still a name.
        ("The rebels recaptured Qwertabad.", ["ASSAULT"]),
        ("Rebels seized Qwertabad.", ["COERCE"]),
        ("Chad withdrew from Qwertabad.", ["RETREAT"]),
    ],
)
def test_acts_have_their_type(text: str, kinds: list[str]) -> None:
    assert [report.event_type for report in code(text)] == kinds
