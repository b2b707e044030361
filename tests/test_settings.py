"""Choices of a run: their ranges, and the fingerprint that goes into the provenance."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from geo.errors import GeoError, SettingsError
from geo.settings import Settings

CHANGED = {
    "language_model": "other_pipeline",
    "gazetteers": (Path("elsewhere"),),
    "shipped_gazetteer": False,
    "trained_weights": False,
    "minimum_score": 0.5,
    "max_document_bytes": 1,
    "candidate_limit": 3,
    "other_languages": "refuse",
}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"minimum_score": -0.01}, "minimum_score is -0.01, expected 0 to 1"),
        ({"minimum_score": 1.01}, "expected 0 to 1"),
        ({"minimum_score": float("nan")}, "expected 0 to 1"),
        ({"max_document_bytes": 0}, "max_document_bytes must be positive"),
        ({"candidate_limit": 0}, "candidate_limit must be positive"),
        ({"other_languages": "guess"}, "expected 'names' or 'refuse'"),
    ],
)
def test_values_out_of_range_are_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingsError, match=message) as caught:
        Settings(**given)
    assert isinstance(caught.value, GeoError)
    assert "\n" not in str(caught.value)


def test_limits_themselves_are_allowed() -> None:
    assert Settings(minimum_score=0).minimum_score == 0
    assert Settings(minimum_score=1, max_document_bytes=1, candidate_limit=1).candidate_limit == 1


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Settings().minimum_score = 0.9  # type: ignore[misc]


def test_equal_choices_are_equal_and_hashable() -> None:
    assert Settings() == Settings()
    assert len({Settings(), Settings(), Settings(minimum_score=0.3)}) == 2


def test_every_choice_changes_the_fingerprint() -> None:
    names = {field.name for field in dataclasses.fields(Settings)}
    assert names == set(CHANGED), "a choice has no test"
    prints = {Settings(**{name: value}).fingerprint for name, value in CHANGED.items()}
    prints.add(Settings().fingerprint)
    assert len(prints) == len(CHANGED) + 1
    assert all(len(text) == 12 and set(text) <= set("0123456789abcdef") for text in prints)


def test_the_fingerprint_is_the_same_in_every_process() -> None:
    code = "from geo.settings import Settings; print(Settings().fingerprint)"
    result = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "7"},
    )
    assert result.stdout.strip() == Settings().fingerprint


def test_some_gazetteer_must_be_left() -> None:
    assert Settings(gazetteers=(Path("own"),)).gazetteer_folders == (Path("own"), None)
    with pytest.raises(SettingsError, match="no gazetteer is left"):
        _ = Settings(shipped_gazetteer=False).gazetteer_folders
