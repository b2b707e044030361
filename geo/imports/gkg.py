"""GDELT 2.0 Global Knowledge Graph: documents, the places they name and numbers they give.

A record of the graph is no event: it says of a text which places, persons and themes its programs
saw in it. So it becomes a document with places and figures, and never an event.

References
----------
The GDELT Global Knowledge Graph Data Format Codebook V2.1: 27 columns, tabs between them, no
header; `V2ENHANCEDLOCATIONS` (type, full name, FIPS 10-4 country, divisions, point, feature,
offset), `V2.1COUNTS`, `V2EXTRASXML`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from geo.errors import SettingsError
from geo.imports.cells import Rows
from geo.imports.codes import TEXT, arrow, countries, map_codes, map_each, precisions, series
from geo.imports.coding import joined
from geo.imports.geography import Ground
from geo.imports.sources import Head
from geo.lexicon import read_rows
from geo.model import Sense
from geo.schema import CRS
from geo.selection import Selection

__all__ = ["SIGNATURE", "Mentions", "bare_columns", "read_gkg"]

_BARE = (
    "gkgrecordid",
    "date",
    "sourcecollectionidentifier",
    "sourcecommonname",
    "documentidentifier",
    "counts",
    "v2counts",
    "themes",
    "v2themes",
    "locations",
    "v2locations",
    "persons",
    "v2persons",
    "organizations",
    "v2organizations",
    "v2tone",
    "dates",
    "gcam",
    "sharingimage",
    "relatedimages",
    "socialimageembeds",
    "socialvideoembeds",
    "quotations",
    "allnames",
    "amounts",
    "translationinfo",
    "extras",
)
SIGNATURE = frozenset({"gkgrecordid", "date", "documentidentifier", "v2locations"})
"""Columns that a table with a header has, as BigQuery writes it."""

_RECORD = re.compile(r"\d{14}-T?\d+")
_INSTANT_DIGITS = 14
_TITLE = r"<PAGE_TITLE>(?P<title>.*?)</PAGE_TITLE>"
_PLACE_PARTS = 9
_COUNT_PARTS = (10, 11)
_TYPE, _NAME, _COUNTRY, _ADM1, _ADM2, _LATITUDE, _LONGITUDE, _FEATURE = range(8)
_DIGITS = 6
_TALLEST, _WIDEST = 90.0, 180.0
_MOST = 1e9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mentions:
    """Tables of a piece of the graph, in the columns of an atlas."""

    documents: pd.DataFrame
    places: pd.DataFrame
    figures: pd.DataFrame


def bare_columns(head: Head) -> tuple[str, ...] | None:
    """Return the columns of a table as GDELT publishes them: without a header."""
    cells = head.cells
    is_bare = (
        head.delimiter == "\t"
        and len(cells) == len(_BARE)
        and _RECORD.fullmatch(cells[0].upper()) is not None
        and cells[1].isdigit()
        and len(cells[1]) == _INSTANT_DIGITS
    )
    return _BARE if is_bare else None


def read_gkg(rows: Rows, ground: Ground, selection: Selection) -> Mentions:
    """Turn rows of the graph into documents, places and figures.

    A place stands once for each document; what is known to a country or a first-order division is
    its area, never a point. GDELT gives no words of the text: `surface` is its own name of the
    place. The day is the one on which GDELT saw the text.

    Raises
    ------
    SettingsError
        If types of events are chosen: there are no events.
    """
    if selection.event_types:
        raise SettingsError("a knowledge graph of GDELT holds no events; leave --type out")
    documents = _documents(rows)
    whole = ~rows.numbers.isin(list(rows.faults))
    documents = documents[whole]
    places = _places(rows, documents["document_id"])
    keep = selection.mask(_as_events(documents, places, selection))
    documents = documents[keep.to_numpy()]
    kept = set(documents["document_id"])
    places = places[places["document_id"].isin(kept)].reset_index(drop=True)
    figures = _figures(rows, documents["document_id"])
    return Mentions(documents=documents, places=_located(places, ground), figures=figures)


def _as_events(documents: pd.DataFrame, places: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    """Return what a selection asks of events: a day, and a chosen country that is named."""
    chosen = places[places["country_code"].isin(sorted(selection.countries))]
    country = chosen.drop_duplicates("document_id").set_index("document_id")["country_code"]
    return pd.DataFrame(
        {
            "date_start": documents["published"],
            "date_end": documents["published"],
            "country_code": documents["document_id"].map(country),
            "event_type": pd.Series(pd.NA, index=documents.index, dtype=TEXT),
        }
    )


def _documents(rows: Rows) -> pd.DataFrame:
    url = rows.text("documentidentifier")
    found = pc.struct_field(pc.extract_regex(arrow(rows.text("extras")), _TITLE), "title")
    title = map_each(series(found, url.index), lambda text: html.unescape(text).strip() or None)
    day = rows.date("date", "v2.1date", forms=("%Y%m%d%H%M%S",))
    is_english = rows.text("translationinfo").isna()
    return pd.DataFrame(
        {
            "document_id": "gdelt:" + rows.identity("gkgrecordid"),
            "title": title.fillna(url),
            "publisher": rows.text("sourcecommonname"),
            "published": day,
            "url": url.where(url.str.match(r"https?://").fillna(value=False)),
            "language": pd.Series("en", index=url.index, dtype=TEXT).where(is_english),
            "characters": 0,
        }
    )


def _blocks(
    rows: Rows, column: str, documents: pd.Series[str], *, parts: tuple[int, ...]
) -> tuple[pd.Series[str], list[pa.Array]]:
    """Return the blocks of a column as columns of their parts, each with its document.

    Blocks between semicolons, parts between number signs; others than whole ones are counted.
    """
    cells = arrow(rows.text(column).loc[documents.index]).combine_chunks()
    lists = pc.split_pattern(cells.fill_null(""), ";")
    blocks, parents = pc.list_flatten(lists), pc.list_parent_indices(lists)
    filled = pc.not_equal(blocks, "")
    split = pc.split_pattern(blocks.filter(filled), "#")
    lengths = pc.list_value_length(split)
    whole = pc.is_in(lengths, value_set=pa.array(parts, pa.int32()))
    broken = len(whole) - int(pc.sum(whole).as_py() or 0)
    if broken:
        reason = f"blocks of {column} that are not whole"
        rows.left_out[reason] = rows.left_out.get(reason, 0) + broken
    split = split.filter(whole)
    owners = documents.to_numpy(dtype=object)[parents.filter(filled).filter(whole).to_numpy()]
    columns = [pc.list_element(split, number) for number in range(min(parts))]
    return pd.Series(owners, dtype=TEXT), columns


def _column(part: pa.Array, index: pd.Index[int]) -> pd.Series[str]:
    return series(pa.chunked_array([part.cast(pa.large_string())]), index)


def _places(rows: Rows, documents: pd.Series[str]) -> pd.DataFrame:
    owners, parts = _blocks(rows, "v2locations", documents, parts=(_PLACE_PARTS,))
    text = [_column(part, owners.index) for part in parts]
    known = precisions("gdelt-geo")
    kind = text[_TYPE]
    name = text[_NAME].str.split(",", n=1).str[0].astype(TEXT).str.strip()
    feature = text[_FEATURE].mask(text[_FEATURE] == "").fillna(text[_ADM1]).mask(lambda s: s == "")
    latitude, longitude = (
        pd.to_numeric(text[at], errors="coerce").astype("Float64") for at in (_LATITUDE, _LONGITUDE)
    )
    off = (latitude.abs() > _TALLEST) | (longitude.abs() > _WIDEST)
    off |= (latitude == 0) & (longitude == 0)
    meanings = {code: f"GDELT location type {code}, {words}" for code, (_, words) in known.items()}
    numbers = map_codes(kind, {code: str(number) for code, (number, _) in known.items()})
    frame = pd.DataFrame(
        {
            "document_id": owners,
            "surface": text[_NAME],
            "sense": str(Sense.LITERAL),
            "recogniser": "gdelt",
            "entry_id": "gdelt:" + feature.fillna(text[_COUNTRY]),
            "name": name,
            "country_code": map_codes(text[_COUNTRY], countries("fips")),
            "admin1": _division(kind, text[_NAME]),
            "latitude": latitude.mask(off.fillna(value=True)),
            "longitude": longitude.mask(off.fillna(value=True)),
            "geoprecision": pd.to_numeric(numbers).astype("Int64"),
            "reason": map_codes(kind, meanings).fillna("GDELT location of unknown type"),
        }
    )
    frame = frame[frame["surface"] != ""]
    return frame.drop_duplicates(["document_id", "entry_id", "surface"], ignore_index=True)


def _division(kind: pd.Series[str], names: pd.Series[str]) -> pd.Series[str]:
    """Return the first-order division: of "Homs, Hims, Syria" the second part, else the first."""
    parts = names.str.split(",", n=2, expand=True).reindex(columns=range(3)).astype(TEXT)
    town = parts[1].where(kind.isin(["3", "4"]) & parts[2].notna())
    return town.fillna(parts[0].where(kind.isin(["2", "5"]))).str.strip()


def _located(places: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    shapes, missing = ground.geometries(
        places.assign(area=pd.Series(pd.NA, index=places.index, dtype=TEXT))
    )
    is_point = shapely.get_type_id(shapes) == shapely.GeometryType.POINT
    number = places.groupby("document_id", sort=False).cumcount() + 1
    located: pd.DataFrame = gpd.GeoDataFrame(
        {
            **{str(name): places[name] for name in places.columns},
            "place_id": places["document_id"] + ":" + number.astype(str).astype(TEXT),
            "latitude": places["latitude"].round(_DIGITS).where(is_point),
            "longitude": places["longitude"].round(_DIGITS).where(is_point),
            "reason": joined([places["reason"].astype(TEXT), missing], "; "),
        },
        geometry=gpd.GeoSeries(np.asarray(shapes), index=places.index, crs=CRS),
        crs=CRS,
    )
    return located


@cache
def _measures() -> Mapping[str, str]:
    return {row["code"]: row["measure"] for row in read_rows("coded_figures")}


def _figures(rows: Rows, documents: pd.Series[str]) -> pd.DataFrame:
    owners, parts = _blocks(rows, "v2counts", documents, parts=_COUNT_PARTS)
    kind, count, what, where = (_column(parts[at], owners.index) for at in (0, 1, 2, 4))
    given = pd.to_numeric(count, errors="coerce").astype("Float64")
    low = given.mask((given < 0) | (given % 1 != 0) | (given > _MOST)).astype("Int64")
    said = joined([count, what.mask(what == "")], " ")
    frame = pd.DataFrame(
        {
            "document_id": owners,
            "measure": map_codes(kind, _measures()),
            "surface": joined([said, where.mask(where == "")], ", "),
            "low": low,
            "high": low,
        }
    )
    frame = frame[frame["measure"].notna() & frame["low"].notna()]
    frame = frame.drop_duplicates(ignore_index=True)
    number = frame.groupby("document_id", sort=False).cumcount() + 1
    return frame.assign(
        figure_id=frame["document_id"] + ":figure:" + number.astype(str).astype(TEXT)
    )
