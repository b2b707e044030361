"""Columns of an atlas: numbers of values, joins, and rows gathered by what they belong to."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from atlases import sample_atlas
from hypothesis import given
from hypothesis import strategies as st

from geo.maps.columns import (
    NO_DAY,
    NONE,
    Columns,
    code,
    combine,
    gather,
    nullable,
    positions,
    rows_of,
    said_of,
)
from geo.maps.rows import in_order, told

FEW = st.lists(st.one_of(st.none(), st.sampled_from(["a", "b", "", "c\u0301"])), max_size=12)
NUMBERS = st.lists(st.integers(min_value=NONE, max_value=4), max_size=12)


def texts(values: list[str | None]) -> pd.Series:
    """Return texts as an atlas holds them."""
    return pd.Series(values, dtype="string")


@given(FEW)
def test_a_coded_column_gives_its_values_back(values: list[str | None]) -> None:
    column = code(texts(values))
    assert column.listed() == values
    ordered = column.ordered()
    assert ordered.listed() == values
    assert ordered.distinct == list(dict.fromkeys(one for one in values if one is not None))


@given(FEW)
def test_what_is_said_of_values_is_said_of_rows(values: list[str | None]) -> None:
    said = code(texts(values)).said(lambda value: (value or "-").upper() if value else None)
    assert said.listed() == [value.upper() if value else None for value in values]
    assert len(set(said.distinct)) == len(said.distinct)
    assert code(texts(values)).filled("").listed() == [value or "" for value in values]


@given(FEW, FEW)
def test_rows_are_found_by_their_keys(values: list[str | None], keys: list[str | None]) -> None:
    distinct = list(dict.fromkeys(key for key in keys if key is not None))
    found = positions(texts(values), texts(distinct)).tolist()
    assert found == [distinct.index(one) if one in distinct else NONE for one in values]


@given(NUMBERS, st.data())
def test_rows_are_gathered_by_owner(owners: list[int], data: st.DataObject) -> None:
    size = len(owners)
    within = data.draw(st.lists(st.integers(0, 3), min_size=size, max_size=size))
    order, start = gather(np.array(owners, dtype=np.int64), 5, np.array(within, dtype=np.int64))
    for owner in range(5):
        own = order[start[owner] : start[owner + 1]].tolist()
        rows = [at for at in range(size) if owners[at] == owner]
        assert own == sorted(rows, key=lambda at: (within[at], at))


@given(st.lists(st.tuples(st.integers(-2, 2), st.integers(-2, 2)), min_size=1, max_size=12))
def test_combinations_are_numbered_as_they_come(pairs: list[tuple[int, int]]) -> None:
    columns = [np.array(column, dtype=np.int64) for column in zip(*pairs, strict=True)]
    of, first = combine(*columns)
    distinct = list(dict.fromkeys(pairs))
    assert of.tolist() == [distinct.index(pair) for pair in pairs]
    assert first.tolist() == [pairs.index(pair) for pair in distinct]
    said = said_of(lambda one, other: one + other or None, *columns)
    assert said.listed() == [one + other or None for one, other in pairs]


def test_a_clipped_column_names_each_value_once() -> None:
    long = ["x" * 20 + "1", "x" * 20 + "2", "y"]
    column = told(code(texts([*long, None])), limit=8)
    assert column == {"values": ["xxxxxxx\u2026", "y"], "of": [0, 0, 1, None]}


def test_columns_of_a_table_are_its_rows() -> None:
    atlas = sample_atlas()
    events = Columns(atlas.events)
    rows = rows_of(atlas.events)
    assert events.texts("event_id") == [row["event_id"] for row in rows]
    assert nullable(events.counts("fatalities_best")) == [row["fatalities_best"] for row in rows]
    days = nullable(events.days("date_start"), NO_DAY)
    epoch = dt.date(1970, 1, 1)
    assert days == [(day - epoch).days if (day := row["date_start"]) else None for row in rows]
    assert events.taken(np.array([2, 0])).mappings() == [rows[2], rows[0]]
    located = events.located().listed()
    assert [shape is None for shape in located] == [row["geometry"] is None for row in rows]
    assert all(
        one is None or one == row["geometry"] for one, row in zip(located, rows, strict=True)
    )


def test_events_come_by_first_day_and_then_by_id() -> None:
    events = in_order(sample_atlas().events).mappings(("date_start", "event_id"))
    keys = [(one["date_start"] or dt.date.max, one["event_id"]) for one in events]
    assert keys == sorted(keys)
