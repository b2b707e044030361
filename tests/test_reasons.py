"""Why an entry was chosen, in words that are true of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import pytest

from geo.gazetteer import Gazetteer
from geo.model import Candidate, Parsed
from geo.resolution.features import FEATURES
from geo.resolution.reasons import explain
from geo.trees import Floats

Parse = Callable[..., Parsed]
Features = Mapping[str, float]


def rows(first: Features, second: Features) -> Floats:
    return np.array([[row.get(name, 0.0) for name in FEATURES] for row in (first, second)])


def pick(gazetteer: Gazetteer, name: str, *codes: tuple[str, str]) -> tuple[Candidate, ...]:
    """Return the first entry of a name for each feature code and country, or division."""
    found = gazetteer.candidates(name, limit=200)
    return tuple(
        replace(
            next(
                one
                for one in found
                if one.entry.feature_code == code
                and where in (one.entry.country_code, _division(one, gazetteer))
            ),
            score=0.5,
        )
        for code, where in codes
    )


def _division(candidate: Candidate, gazetteer: Gazetteer) -> str:
    admin1 = candidate.entry.admin1
    return gazetteer.entry(admin1).name if admin1 else ""


def reason(parsed: Parsed, surface: str) -> str:
    return next(one.reason for one in parsed.resolutions if one.toponym.surface == surface)


@pytest.mark.parametrize(
    ("name", "chosen", "following", "described"),
    [
        ("Tripoli", ("PPL", "LBN"), ("PPLC", "LBY"), "next: Tripoli, Libya 0.50"),
        ("Springfield", ("PPL", "Illinois"), ("PPL", "Missouri"), "Springfield, Missouri 0.50"),
        ("Aleppo", ("PPL", "SYR"), ("ADM1", "SYR"), "(division), Syria 0.50"),
        ("Georgia", ("ADM1", "USA"), ("PCLI", "GEO"), "next: Georgia (country) 0.50"),
    ],
)
def test_the_next_is_told_by_what_tells_it_apart(
    gazetteer: Gazetteer,
    name: str,
    chosen: tuple[str, str],
    following: tuple[str, str],
    described: str,
) -> None:
    ranked = pick(gazetteer, name, chosen, following)
    assert explain(ranked, rows({}, {}), gazetteer).endswith(described)


def test_no_two_entries_of_a_name_are_described_alike(gazetteer: Gazetteer) -> None:
    for name in ("Springfield", "Jackson County", "San Miguel", "Al Mansurah", "Victoria"):
        found = gazetteer.candidates(name, limit=40)
        chosen = replace(found[0], score=0.5)
        entry = chosen.entry
        own = f"next: {entry.name}, {gazetteer.country(entry.country_code or '').name} 0.50"
        for other in found[1:]:
            told = explain((chosen, replace(other, score=0.5)), rows({}, {}), gazetteer)
            assert not told.endswith(own), other


def test_the_kind_is_told_only_of_what_it_is_said_of(gazetteer: Gazetteer, parse: Parse) -> None:
    parsed = parse("Paramilitaries killed five in Córdoba, a department of Colombia.")
    assert "division" not in reason(parsed, "Colombia").partition("next:")[0]
    ranked = pick(gazetteer, "Colombia", ("PCLI", "COL"), ("PPL", "CUB"))
    wording = rows({"named as division": 0.0}, {"named as division": -1.0})
    assert "calls it" not in explain(ranked, wording, gazetteer)


def test_the_word_for_the_kind_is_told_though_the_next_has_it_too(
    gazetteer: Gazetteer, parse: Parse
) -> None:
    told = reason(parse("Rebels attacked a patrol in Sucre department, Colombia."), "Sucre")
    assert "the text calls it a division" in told
    ranked = pick(gazetteer, "Sucre", ("ADM1", "COL"), ("ADM1", "VEN"))
    is_named = {"named as division": 1.0}
    seat = pick(gazetteer, "Sucre", ("PPLC", "BOL"))
    told = explain((*ranked, *seat), rows({**is_named, "acting country": 0.5}, is_named), gazetteer)
    assert "calls it a division; the government or people of its country act" in told
    # Where all are divisions, the word sets none apart.
    assert "calls it" not in explain(ranked, rows(is_named, is_named), gazetteer)


def test_a_sign_is_told_once(gazetteer: Gazetteer) -> None:
    ranked = pick(gazetteer, "Lebanon", ("PCLI", "LBN"), ("PPL", "USA"))
    signs = {
        "acts": 1.0,
        "acting country": 1.0,
        "country named": 1.0,
        "dominant country": 0.8,
        "names lead": 1.0,
        "names": 0.9,
    }
    told = explain(ranked, rows(signs, {}), gazetteer)
    assert (
        "it acts like a government; most other places of the text lie in it; it is by far" in told
    )
    assert "its government or people" not in told
    assert "its country" not in told


def test_by_far_and_mostly_are_said_only_where_it_is_so(gazetteer: Gazetteer) -> None:
    ranked = pick(gazetteer, "Tripoli", ("PPL", "LBN"), ("PPLC", "LBY"))
    signs = {"dominant country": 0.3, "names lead": 0.2, "population lead": 0.2}
    told = explain(ranked, rows(signs, {}), gazetteer)
    assert "other places of the text lie in its country; it is the best known of the name" in told
    assert "by far" not in told
    assert "mostly" not in told


def test_where_nothing_decides_the_strongest_hint_is_told(gazetteer: Gazetteer) -> None:
    ranked = pick(gazetteer, "Tripoli", ("PPL", "LBN"), ("PPLC", "LBY"))
    told = explain(
        ranked, rows({"prior": 0.45, "names": 0.31}, {"prior": 0.4, "names": 0.3}), gazetteer
    )
    assert "no single sign decides; the name means it a little more often; next:" in told
    assert "no single sign decides; next:" in explain(ranked, rows({}, {}), gazetteer)
