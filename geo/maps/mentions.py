"""The places that texts name: each entry with the sentences that name it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd
from shapely.geometry.base import BaseGeometry

from geo.maps.columns import NONE, Columns, Integers, gather, nullable
from geo.maps.quotes import PLACE, quotation_of
from geo.maps.rows import (
    NAME_CHARACTERS,
    SENTENCE_CHARACTERS,
    Numbering,
    Row,
    Tables,
    clip,
    clipped,
)
from geo.maps.spots import Spots
from geo.model import Geoprecision, Sense

__all__ = ["anchor_of", "entries_of", "firsts_of", "mentions_of"]

_COLUMNS = ("name", "where", "spot", "shape", "entry", "kept", "rows", "more")
_WHERE_CHARACTERS = 200

_OF_AN_ENTRY = (
    "entry_id", "name", "admin1", "country_code", "geoprecision", "geometry",
)  # fmt: skip

# Where texts name places more often than this in all, each place keeps its first mentions; how
# many are left out is said.
_MOST_ROWS = 20_000
_ROWS_EACH = 20


def mentions_of(tables: Tables, *, spots: Spots, shapes: Numbering) -> dict[str, list[Any]]:
    """Return the literal, resolved places by entry, with the mentions' sentences.

    Parameters
    ----------
    tables
        The tables of the atlas; where it has no events, areas that are merely named are drawn too.
    spots, shapes
        Number what is drawn; added to.

    Returns
    -------
    Columns, a row for each entry: name, division and country, numbers of spot and shape, id of the
    entry, how many mentions are kept, these mentions (document, quotation, score, reason,
    candidates that lost), and how many are left out.
    """
    places = tables.table("places")
    entries = entries_of(places)
    total = sum(map(len, entries))
    kept = [rows if total <= _MOST_ROWS else rows[:_ROWS_EACH] for rows in entries]
    rows = _joined(kept)
    told = iter(_mentions(places.taken(rows), tables.document_of("places")[rows]))
    columns: dict[str, list[Any]] = {name: [] for name in _COLUMNS}
    for first, named, own in zip(firsts_of(places, entries), entries, kept, strict=True):
        spot, shape = anchor_of(first, spots=spots, shapes=shapes, draw_areas=not tables.events)
        where = ", ".join(filter(None, (first["admin1"], first["country_code"])))
        values = (
            clip(first["name"], NAME_CHARACTERS),
            clip(where, _WHERE_CHARACTERS),
            spot,
            shape,
            clip(first["entry_id"], NAME_CHARACTERS),
            len(own),
            list(islice(told, len(own))),
            len(named) - len(own),
        )
        for name, value in zip(_COLUMNS, values, strict=True):
            columns[name].append(value)
    return columns


def entries_of(places: Columns) -> list[Integers]:
    """Return the rows of the literal, resolved places of each entry, by the entry's name."""
    entries, sense = places.coded("entry_id"), places.coded("sense")
    literal = np.array([*(value == Sense.LITERAL for value in sense.distinct), False])[sense.of]
    owners = np.where(literal, entries.of, NONE)
    order, start = gather(owners, len(entries.distinct))
    found = [rows for rows in np.split(order, start[1:-1]) if len(rows)]
    firsts = _joined(rows[:1] for rows in found)
    names = places.taken(firsts).texts("name")
    keys = [
        (str(name), entries.distinct[entries.of[at]])
        for name, at in zip(names, firsts, strict=True)
    ]
    return [found[at] for at in sorted(range(len(found)), key=keys.__getitem__)]


def firsts_of(places: Columns, entries: Iterable[Integers]) -> list[dict[str, Any]]:
    """Return the first mention of each entry, with what a map says of the entry."""
    return places.taken(_joined(rows[:1] for rows in entries)).mappings(_OF_AN_ENTRY)


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


def _joined(rows: Iterable[Integers]) -> Integers:
    return np.concatenate([np.empty(0, dtype=np.int64), *rows])


def _mentions(places: Columns, numbers: Integers) -> list[list[Any]]:
    sentences = zip(places.texts("sentence"), places.texts("surface"), strict=True)
    scores = places.column("score").tolist()
    columns = (
        nullable(numbers),
        [quotation_of(sentence, [(PLACE, surface)]) for sentence, surface in sentences],
        [None if score is pd.NA else round(score, 2) for score in scores],
        clipped(places.texts("reason"), SENTENCE_CHARACTERS),
        clipped(places.texts("alternatives"), SENTENCE_CHARACTERS),
    )
    return list(map(list, zip(*columns, strict=True)))
