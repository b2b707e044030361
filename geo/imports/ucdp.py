"""UCDP Georeferenced Event Dataset: yearly and candidate releases.

References
----------
UCDP Georeferenced Event Dataset Codebook: `where_prec`, `date_prec`, `type_of_violence`, `best`,
`low`, `high`, `source_headline`. Country numbers are Gleditsch and Ward's.
"""

from __future__ import annotations

import pandas as pd

from geo.imports.cells import Rows, read_days
from geo.imports.codes import TEXT, countries, event_codes, map_codes
from geo.imports.coding import Coded, joined, located, precision_of, typed
from geo.model import ActorType

__all__ = ["SIGNATURE", "read_ucdp"]

SIGNATURE = frozenset({"id", "type_of_violence", "where_prec", "date_start", "latitude"})
"""Columns that every release has, and no other dataset."""

# Releases write a bare day, or one with a midnight.
_DAYS = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")
_STATE_BASED = "1"
_CLEAR = "Clear"


def read_ucdp(rows: Rows) -> Coded:
    """Turn rows of UCDP GED into coded events.

    Its sides become source and target in their order, which in conflicts of two armed sides says
    nothing of who attacked. Its deaths of each side are left out; `low`, `best` and `high` stay.
    """
    identity = rows.identity("id")
    violence = rows.text("type_of_violence")
    rows.code("type_of_violence", violence, event_codes("ucdp-violence"))
    start = rows.date("date_start", forms=_DAYS)
    end = rows.date("date_end", forms=_DAYS)
    rows.refuse(end < start, lambda index: f"date_end {end[index]:%Y-%m-%d} is before date_start")
    country = map_codes(rows.text("country_id", "gwnoloc"), countries("gleditsch-ward"))
    admin1 = rows.text("adm_1")
    precision, meaning = precision_of(rows, "where_prec", scheme="ucdp-where")
    date_precision, _ = precision_of(rows, "date_prec", scheme="ucdp-date")
    described = rows.text("where_description")
    columns = {
        "identity": identity,
        **typed(violence, "ucdp-violence"),
        "date_start": start,
        "date_end": end,
        "date_precision": date_precision,
        **located(rows, place=rows.text("where_coordinates"), precision=precision),
        "country_name": rows.text("country"),
        "country_code": country,
        "admin1": admin1,
        "place_reason": joined([meaning, described], ": "),
        "fatalities_low": rows.count("low", "low_est"),
        "fatalities_best": rows.count("best", "best_est"),
        "fatalities_high": rows.count("high", "high_est"),
        **_documents(rows),
        "coder": _coder(rows),
        **_side(rows, "a", violence),
        **_side(rows, "b", violence),
    }
    return Coded(dataset="ucdp", columns=columns)


def _documents(rows: Rows) -> dict[str, pd.Series]:
    headline = rows.text("source_headline")
    article = rows.text("source_article")
    return {
        "title": headline.fillna(article),
        "publisher": rows.text("source_office"),
        "published": read_days(rows.text("source_date"), forms=_DAYS),
        "sentence": headline,
    }


def _coder(rows: Rows) -> pd.Series:
    """Say what coded a row, and where UCDP itself marks the coding as one to be checked."""
    name = pd.Series("UCDP GED", index=rows.numbers.index, dtype=TEXT)
    status = rows.text("code_status")
    doubted = status.notna() & (status != _CLEAR)
    return name.where(~doubted, name + " (" + status.fillna("") + ")")


def _side(rows: Rows, side: str, violence: pd.Series) -> dict[str, pd.Series]:
    name = rows.text(f"side_{side}")
    is_government = name.str.startswith("Government of").fillna(value=False)
    is_civilian = (name == "Civilians").fillna(value=False)
    is_rebel = (violence == _STATE_BASED).fillna(value=False)
    kind = pd.Series(str(ActorType.UNKNOWN), index=name.index, dtype=TEXT)
    kind = kind.mask(is_rebel, str(ActorType.REBEL))
    kind = kind.mask(is_civilian, str(ActorType.CIVILIAN))
    kind = kind.mask(is_government, str(ActorType.GOVERNMENT))
    sector = map_codes(kind, {"rebel": "REB", "civilian": "CVL", "government": "GOV"})
    state = map_codes(rows.text(f"gwno{side}"), countries("gleditsch-ward"))
    role = "source" if side == "a" else "target"
    return {
        f"{role}_key": rows.text(f"side_{side}_new_id", f"side_{side}_dset_id").fillna(name),
        f"{role}_name": name,
        f"{role}_type": kind,
        f"{role}_sector": sector,
        f"{role}_country": state.where(is_government),
    }
