"""How exactly an entry's point stands for it: the seven steps of UCDP's `where_prec`."""

from __future__ import annotations

import pytest

from geo.gazetteer import Gazetteer
from geo.model import Bounds, Entry, Geoprecision


def entry(code: str, *, size: float | None = None, country: str | None = "SYR") -> Entry:
    """Return an entry whose bounds have so many degrees on each side."""
    classes = {"PPL": "P", "AIRP": "S", "STM": "H", "LK": "H", "SEA": "H", "ISL": "T", "RD": "R"}
    return Entry(
        entry_id="a:1",
        name="A",
        latitude=35.0,
        longitude=37.0,
        feature_class=classes.get(code, "A" if code.startswith(("ADM", "PCL")) else "L"),
        feature_code=code,
        country_code=country,
        admin1=None,
        admin2=None,
        population=0,
        dataset="a",
        bounds=None
        if size is None
        else Bounds(
            west=37 - size / 2, south=35 - size / 2, east=37 + size / 2, north=35 + size / 2
        ),
    )


@pytest.mark.parametrize(
    ("given", "step"),
    [
        (entry("PPL"), 1),
        (entry("AIRP"), 1),
        (entry("MILB"), 1),
        (entry("NVB", size=2.0), 1),
        (entry("ISL", size=0.2), 2),
        (entry("RGN", size=0.3), 2),
        (entry("LK", size=0.3), 2),
        (entry("ADM2"), 3),
        (entry("ADM5"), 3),
        (entry("ADM1"), 4),
        (entry("ADM1H"), 4),
        (entry("RGN"), 5),
        (entry("RGN", size=3.0), 5),
        (entry("RGN", size=20.0), 5),
        (entry("STM", size=0.1), 5),
        (entry("RD", size=0.1), 5),
        (entry("ISL"), 5),
        (entry("RGN", size=20.0, country=None), 6),
        (entry("RGNE", size=20.0, country=None), 6),
        (entry("PCLI", size=5.0), 6),
        (entry("CONT", country=None), 6),
        (entry("SEA", size=9.0, country=None), 7),
    ],
)
def test_the_seven_steps(given: Entry, step: int) -> None:
    assert given.geoprecision == step


@pytest.mark.parametrize(
    ("name", "step"),
    [
        ("Aleppo", Geoprecision.EXACT),
        ("Donbas", Geoprecision.FUZZY_AREA),
        ("Euphrates", Geoprecision.FUZZY_AREA),
        ("Middle East", Geoprecision.COUNTRY),
        ("Sahel", Geoprecision.COUNTRY),
        ("Syria", Geoprecision.COUNTRY),
        ("Black Sea", Geoprecision.INTERNATIONAL),
    ],
)
def test_places_of_the_news(gazetteer: Gazetteer, name: str, step: Geoprecision) -> None:
    assert gazetteer.candidates(name)[0].entry.geoprecision is step


def test_the_radius_of_bounds_across_the_antimeridian() -> None:
    across = Bounds(west=179.0, south=-1.0, east=-179.0, north=1.0)
    assert across.radius_km == pytest.approx(157, abs=1)
