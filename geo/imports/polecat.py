"""POLECAT: yearly and weekly files of events, `ngecEvents.DV.YYYY.txt`.

References
----------
POLECAT Weekly Data, Harvard Dataverse, doi:10.7910/DVN/AJGVIT: the header of its files. Types,
modes, contexts and sectors are PLOVER's; countries are ISO 3166-1 alpha-3. Its terms allow
research and education: `geo` ships none of its rows.
"""

from __future__ import annotations

import re

import pandas as pd

from geo.imports.cells import Rows, read_days
from geo.imports.codes import (
    TEXT,
    alpha3_codes,
    event_codes,
    feature_precisions,
    map_codes,
    map_each,
    sector_codes,
)
from geo.imports.coding import Coded, actor_of, joined, located, typed
from geo.lexicon import read_rows
from geo.model import Geoprecision
from geo.ontology import quad_classes

__all__ = ["ABSENT", "SIGNATURE", "read_polecat"]

SIGNATURE = frozenset({"event id", "event date", "event type", "primary actor sector"})
"""Columns that every release has, and no other dataset."""

ABSENT = ("None", "NULL", "NA")
"""What the files write for "not known": programs that saved them did so in their own ways."""

_DAYS = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")
# Releases join several values of a cell in either way.
_BETWEEN = re.compile(r"\s*[;|]\s*")

# The finest part of a place that a row names, and how exactly it is known by that.
_PARTS = (
    ("city", Geoprecision.EXACT),
    ("district", Geoprecision.SECOND_DIVISION),
    ("province", Geoprecision.FIRST_DIVISION),
    ("country", Geoprecision.COUNTRY),
)


def read_polecat(rows: Rows) -> Coded:
    """Turn rows of POLECAT into coded events.

    A mode that is none of ours is left out, its type stays. An actor of several countries has
    none here; its name keeps them all. There is no sentence to show, and no count of the dead.
    """
    event_type = rows.text("event type").str.upper()
    rows.code("event type", event_type, quad_classes())
    mode = rows.text("event mode")
    key = joined([event_type, mode.str.lower()], "-").str.lower()
    key = key.where(key.isin(sorted(event_codes("plover"))), event_type.str.lower())
    day = rows.date("event date", forms=_DAYS)
    precision = _precision(rows)
    identity = rows.identity("event id")
    coder = joined([pd.Series("POLECAT", index=day.index, dtype=TEXT), rows.text("version")], " ")
    columns = {
        "identity": identity,
        **typed(key, "plover"),
        "contexts": map_each(rows.text("contexts"), _contexts),
        "date_start": day,
        "date_end": day,
        "date_precision": pd.Series(1, index=day.index).where(day.notna()),
        **located(
            rows,
            place=rows.text("city").fillna(rows.text("placename")),
            precision=precision,
        ),
        "country_name": rows.text("placename").where(precision == Geoprecision.COUNTRY),
        "country_code": map_codes(rows.text("country"), alpha3_codes()),
        "admin1": rows.text("province"),
        "place_reason": _reason(rows),
        "title": "POLECAT " + identity,
        "publisher": rows.text("source"),
        "published": read_days(rows.text("publication date"), forms=_DAYS),
        "coder": coder,
        **_actor(rows, "source", "actor"),
        **_actor(rows, "target", "recipient"),
    }
    return Coded(dataset="polecat", columns=columns)


def _precision(rows: Rows) -> pd.Series:
    """Return how exactly a place is known, by what it is, else by the finest part named.

    Both are asked, and the coarser answer holds: a point in the middle of a province stands for
    no town, even if a town is named beside it.
    """
    known = {code: str(int(value)) for code, value in feature_precisions().items()}
    by_kind = pd.to_numeric(map_codes(rows.text("feature type").str.upper(), known))
    by_part = pd.Series(pd.NA, index=by_kind.index, dtype="Int64")
    for name, precision in _PARTS:
        by_part = by_part.fillna(rows.text(name).notna().map({True: int(precision), False: pd.NA}))
    kinds = by_kind.astype("Int64")
    coarser = kinds.where((kinds >= by_part).fillna(value=False), by_part)
    return coarser.fillna(kinds).where(kinds.notna(), by_part)


def _reason(rows: Rows) -> pd.Series:
    kind = "feature type " + rows.text("feature type")
    raw = rows.text("raw placename").fillna(rows.text("placename"))
    return joined([kind, raw], ": ")


def _contexts(cell: str) -> str | None:
    """Return contexts by their names here, in alphabetical order."""
    # One name of the draft may be two contexts of today: the first is taken.
    rows = reversed(read_rows("event_contexts"))
    names = {row["draft"]: row["context"] for row in rows if row["draft"]}
    found = (part.strip().lower().replace(" ", "_") for part in _BETWEEN.split(cell))
    return "; ".join(sorted({names.get(part, part) for part in found if part})) or None


def _actor(rows: Rows, role: str, who: str) -> dict[str, pd.Series]:
    name = rows.text(f"{who} name")
    country = rows.text(f"{who} country")
    columns = actor_of(
        role,
        key=joined([country, name], "/").where(name.notna()),
        name=name,
        kind=rows.text(f"primary {who} sector"),
        known=sector_codes(),
        surface=rows.text(f"{who} name raw").fillna(name),
        country=map_codes(country, alpha3_codes()),
    )
    several = country.str.contains("[;|]", regex=True).fillna(value=False)
    columns[f"{role}_surface"] = joined(
        [columns[f"{role}_surface"], ("of " + country).where(several)], ", "
    )
    return columns
