"""Whom acts of speech are directed at, and what is said of acts by the words around them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from geo.model import Parsed, Report, Role, Status

Parse = Callable[..., Parsed]


def report(parsed: Parsed, surface: str) -> Report:
    return next(item for item in parsed.reports if item.surface == surface)


def actors(found: Report, role: Role) -> set[str]:
    return {item.mention.actor.name for item in found.participants if item.role is role}


@pytest.mark.parametrize(
    ("text", "trigger", "target"),
    [
        ("Yemen has rejected a Saudi request to reopen the port.", "rejected", "Saudi Arabia"),
        ("Eritrea threatened to shell Ethiopian towns on Monday.", "threatened", "Ethiopia"),
        ("Norway promised military aid to Mozambique.", "promised", "Mozambique"),
        ("Thousands protested against Serbia's decision.", "protested", "Serbia"),
        ("Peru welcomed a proposal by Ecuador for talks.", "welcomed", "Ecuador"),
        ("Chad said that Sudan must withdraw its troops.", "said", "Sudan"),
    ],
)
def test_the_owner_of_a_thing_is_addressed(
    parse: Parse, text: str, trigger: str, target: str
) -> None:
    assert target in actors(report(parse(text), trigger), Role.TARGET)


def test_who_is_fought_loses_the_town(parse: Parse) -> None:
    found = parse(
        "The Taliban fought the Afghan army in Kunduz on Monday. "
        "A day later the Taliban captured Baghlan."
    )
    captured = report(found, "captured")
    assert actors(captured, Role.TARGET) == {"Armed forces of Afghanistan"}
    assert all(item.mention.implied for item in captured.participants if item.role is Role.TARGET)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Claims that the army struck a bus in Homs are false.", Status.DENIED),
        ("It is untrue that the army shelled Homs.", Status.DENIED),
        ("Turkey has no plans to deploy troops in Libya.", Status.DENIED),
        ("Kenya has no intention of sending soldiers to Haiti.", Status.DENIED),
        ("Turkey has plans to deploy troops in Libya.", Status.PLANNED),
        ("Reports that the army shelled Homs alarmed Paris.", Status.ACTUAL),
    ],
)
def test_what_is_untrue_or_not_meant_is_denied(parse: Parse, text: str, status: Status) -> None:
    material = [item for item in parse(text).reports if item.event_type in {"ASSAULT", "MOBILIZE"}]
    assert [item.status for item in material] == [status]


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("The rebels said they would not leave Homs.", ["REJECT"]),
        ("The army said it would not comment on the raid.", []),
        ("Officials warned that cholera was spreading in Aden.", []),
        ("The minister condemned what he called a crime by Rwanda.", ["ACCUSE"]),
    ],
)
def test_refusals_and_warnings_are_of_what_somebody_does(
    parse: Parse, text: str, types: list[str]
) -> None:
    found = [item.event_type for item in parse(text).reports if item.event_type != "ASSAULT"]
    assert found == types


def test_a_place_that_is_not_known_is_not_replaced_by_another(parse: Parse) -> None:
    found = parse("Jets bombed positions at Qwertina while envoys in Geneva talked.")
    assert report(found, "bombed").place is None
