"""Coded events of one or many datasets as the tables of an atlas."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.atlas import Atlas
from geo.atlas.accounts import provenance_table, rejected_table
from geo.combinations import combine
from geo.imports.codes import TEXT
from geo.imports.coding import joined
from geo.imports.geography import Ground
from geo.model import Geoprecision, Provenance, Rejected, Role, Status
from geo.ontology import quad_classes
from geo.schema import CRS, TABLES, arrange

__all__ = ["assemble"]

_ROLES = tuple(str(role) for role in Role)
_DIGITS = 6


def assemble(
    coded: pd.DataFrame,
    *,
    ground: Ground,
    rejected: Sequence[Rejected],
    provenance: Sequence[Provenance],
    tables: Collection[str] = TABLES,
) -> Atlas:
    """Make an atlas of coded events.

    Parameters
    ----------
    coded
        Columns as in `coding.COLUMNS`, with `dataset` and `event_id`, in whose order the rows are
        and which no two of them share.
    ground
        Gives the areas.
    rejected, provenance
        What was not used, and what the tables were made from.
    tables
        Those that are made; the others are empty.

    Returns
    -------
    The atlas. An event has one report, in the document that the dataset names, or else in its
    record of the event.
    """
    frames = {"rejected": rejected_table(rejected), "provenance": provenance_table(provenance)}
    if "events" in tables:
        shapes, missing = ground.geometries(coded)
        place = _place_name(coded)
        described = {"place_name": place, "headline": _headline(coded, place), "missing": missing}
    # Half a gigabyte of 400,000 rows: what is in its table is let go.
    frames |= _actors(coded, tables)
    coded = coded.drop(columns=[name for name in map(str, coded) if name.startswith(_ROLES)])
    if "documents" in tables:
        frames["documents"] = arrange(_documents(coded), TABLES["documents"])
    coded = coded.drop(columns=["title", "publisher", "published", "url"])
    if "reports" in tables:
        frames["reports"] = arrange(_reports(coded), TABLES["reports"])
    coded = coded.drop(columns=["sentence", "coder", "document"])
    if "events" in tables:
        events = _events(coded.assign(**described), shapes)
        del coded, described, shapes
        frames["events"] = arrange(events, TABLES["events"])
    return Atlas.of(frames)


def _events(events: pd.DataFrame, shapes: np.ndarray) -> pd.DataFrame:
    # In a table without geometries a pair of numbers is a point: an area has none.
    is_point = shapely.get_type_id(shapes) == shapely.GeometryType.POINT
    reason = joined([events["place_reason"], events["missing"]], "; ").fillna(
        "as the dataset gives it"
    )
    same = ("event_id", "event_type", "mode", "contexts", "cameo")
    acled = ("acled_event_type", "acled_sub_event_type")
    dates = ("date_start", "date_end", "date_precision")
    deaths = ("fatalities_low", "fatalities_best", "fatalities_high", "injured")
    place = ("place_name", "country_code", "admin1", "geoprecision")
    kept = (*same, *acled, "headline", *dates, *deaths, *place)
    frame: pd.DataFrame = gpd.GeoDataFrame(
        {
            **{name: events[name] for name in kept},
            "quad_class": events["event_type"].map(quad_classes()).astype("Int64"),
            "status": str(Status.ACTUAL),
            "latitude": events["latitude"].round(_DIGITS).where(is_point),
            "longitude": events["longitude"].round(_DIGITS).where(is_point),
            "place_reason": reason,
            "place_inferred": False,
            "report_count": 1,
            "independent_report_count": 1,
            "background": False,
        },
        geometry=gpd.GeoSeries(shapes, index=events.index, crs=CRS),
        crs=CRS,
    )
    return frame


def _place_name(events: pd.DataFrame) -> pd.Series:
    """Return the name of what an event is drawn as: of an area, not of the town that marks it."""
    precision = events["geoprecision"].fillna(Geoprecision.EXACT)
    name = events["place_name"]
    name = name.mask(precision == Geoprecision.FIRST_DIVISION, events["admin1"].fillna(name))
    name = name.mask(precision == Geoprecision.COUNTRY, events["country_name"].fillna(name))
    return name.fillna(events["admin1"]).fillna(events["country_name"])


def _headline(events: pd.DataFrame, place: pd.Series) -> pd.Series:
    """Say who did what to whom, and where, in the words of the dataset."""
    headline = joined([events["source_name"], events["label"]], ": ")
    headline = joined([headline, events["target_name"]], " \u2192 ")
    return joined([headline, "(" + place + ")"], " ")


def _document_id(events: pd.DataFrame) -> pd.Series:
    return events["document"].fillna(events["event_id"])


def _documents(events: pd.DataFrame) -> pd.DataFrame:
    documents = pd.DataFrame(
        {
            "document_id": _document_id(events),
            **{name: events[name] for name in ("title", "publisher", "published", "url")},
            "characters": events["sentence"].str.len().fillna(0).astype("Int64"),
        }
    )
    if documents["document_id"].is_unique:
        return documents
    longest = documents.sort_values("characters", ascending=False, kind="stable")
    return longest.drop_duplicates("document_id")


def _reports(events: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "report_id": events["event_id"],
            "event_id": events["event_id"],
            "document_id": _document_id(events),
            "surface": events["label"],
            "status": str(Status.ACTUAL),
            "sentence_start": events["sentence"].notna().map({True: 0, False: pd.NA}),
            **{name: events[name] for name in ("sentence", "date_start", "date_end", "coder")},
            "place_surface": events["place_name"],
            "background": False,
        }
    )


def _actors(events: pd.DataFrame, tables: Collection[str]) -> dict[str, pd.DataFrame]:
    """Return the tables of actors and of their roles, where they are wanted."""
    parts = [_actors_as(role, events) for role in _ROLES if {"actors", "event_actors"} & {*tables}]
    if not parts:
        return {}
    roles = pd.concat(parts)
    found = {}
    if "actors" in tables:
        names = ["actor_id", "name", "type", "sector", "country_code"]
        found["actors"] = arrange(_one_each(roles[names]), TABLES["actors"])
    if "event_actors" in tables:
        # Each event has one source and one target: the rows' order is that of the table.
        ordered = roles[["event_id", "role", "actor_id", "surface", "implied"]].sort_index(
            kind="stable"
        )
        found["event_actors"] = arrange(ordered, TABLES["event_actors"])
    return found


def _actors_as(role: str, events: pd.DataFrame) -> pd.DataFrame:
    """Return the actors in a role, with the numbers of the rows of their events."""
    own = ["dataset", "event_id", *(name for name in map(str, events) if name.startswith(role))]
    named = events.loc[events[f"{role}_name"].notna(), own]
    key = named[f"{role}_key"].fillna(named[f"{role}_name"])
    return pd.DataFrame(
        {
            "event_id": named["event_id"],
            "role": pd.array([role], dtype=TEXT).repeat(len(named)),
            "actor_id": joined([named["dataset"], key], ":actor:"),
            "name": named[f"{role}_name"],
            "type": named[f"{role}_type"].fillna("unknown"),
            "sector": named[f"{role}_sector"],
            "country_code": named[f"{role}_country"],
            "surface": named[f"{role}_surface"].fillna(named[f"{role}_name"]),
            "implied": False,
        }
    )


def _one_each(actors: pd.DataFrame) -> pd.DataFrame:
    """Return each actor once, as most rows have it.

    A dataset may write one actor in several ways, or give it a kind by the event it is in.
    """
    names = list(actors.columns)
    numbers, first = combine(*(actors[name] for name in names))
    counts = actors.iloc[first].assign(rows=np.bincount(numbers, minlength=len(first)))
    known = counts["type"] != "unknown"
    order = counts.assign(known=known).sort_values(
        ["actor_id", "known", "rows", *names[1:]], ascending=[True, False, False, *[True] * 4]
    )
    return order.drop_duplicates("actor_id")[names]
