"""The places that texts name: each entry with the sentences that name it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from shapely.geometry.base import BaseGeometry

from geo.maps.quotes import PLACE, quotation_of
from geo.maps.rows import NAME_CHARACTERS, SENTENCE_CHARACTERS, Documents, Numbering, Row, clip
from geo.maps.spots import Spots
from geo.model import Geoprecision, Sense

__all__ = ["anchor_of", "entries_of", "mentions_of"]

_COLUMNS = ("name", "where", "spot", "shape", "entry", "rows", "more")
_WHERE_CHARACTERS = 200

# Where texts name places more often than this in all, each place keeps its first mentions; how
# many are left out is said.
_MOST_ROWS = 20_000
_ROWS_EACH = 20


def mentions_of(
    places: Iterable[Row],
    events: Sequence[Row],
    *,
    spots: Spots,
    shapes: Numbering,
    documents: Documents,
) -> dict[str, list[Any]]:
    """Return the literal, resolved places by entry, with the mentions' sentences.

    Parameters
    ----------
    places
        Rows of the table.
    events
        Rows of the events; where there are none, areas that are merely named are drawn too.
    spots, shapes
        Number what is drawn; added to.
    documents
        Numbers of the documents.

    Returns
    -------
    Columns, a row for each entry: name, division and country, numbers of spot and shape, id of the
    entry, its mentions (document, quotation, score, reason, candidates that lost),
    and how many of them are left out.
    """
    entries = entries_of(places)
    total = sum(map(len, entries))
    kept = total if total <= _MOST_ROWS else _ROWS_EACH
    columns: dict[str, list[Any]] = {name: [] for name in _COLUMNS}
    for rows in entries:
        first = rows[0]
        spot, shape = anchor_of(first, spots=spots, shapes=shapes, draw_areas=not events)
        where = ", ".join(filter(None, (first["admin1"], first["country_code"])))
        told = [_mention(row, documents) for row in rows[:kept]]
        values = (
            clip(first["name"], NAME_CHARACTERS),
            clip(where, _WHERE_CHARACTERS),
            spot,
            shape,
            clip(first["entry_id"], NAME_CHARACTERS),
            told,
            len(rows) - len(told),
        )
        for name, value in zip(_COLUMNS, values, strict=True):
            columns[name].append(value)
    return columns


def entries_of(places: Iterable[Row]) -> list[list[Row]]:
    """Return the literal, resolved places of each entry, by the entry's name."""
    entries: dict[str, list[Row]] = defaultdict(list)
    for row in places:
        if row["sense"] == Sense.LITERAL and row["entry_id"] is not None:
            entries[row["entry_id"]].append(row)
    named = sorted(entries.items(), key=lambda item: (str(item[1][0]["name"]), item[0]))
    return [rows for _, rows in named]


def anchor_of(
    row: Row, *, spots: Spots, shapes: Numbering, draw_areas: bool
) -> tuple[int | None, int | None]:
    """Return the numbers of the spot and the shape of a place that is named: one, or neither."""
    geometry: BaseGeometry | None = row["geometry"]
    if geometry is None or geometry.is_empty:
        return None, None
    if geometry.geom_type != "Point":
        return None, shapes.number(geometry) if draw_areas else None
    if (row["geoprecision"] or Geoprecision.EXACT) >= Geoprecision.COUNTRY:
        return None, None
    name = row["name"] or ""
    return spots.number(geometry.x, geometry.y, name, "mention", event=False), None


def _mention(row: Row, documents: Documents) -> list[Any]:
    return [
        documents.numbers.get(row["document_id"]),
        quotation_of(row["sentence"], [(PLACE, row["surface"])]),
        None if row["score"] is None else round(row["score"], 2),
        clip(row["reason"], SENTENCE_CHARACTERS),
        clip(row["alternatives"], SENTENCE_CHARACTERS),
    ]
