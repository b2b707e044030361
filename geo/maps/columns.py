"""Whole columns of an atlas at a time: numbers of distinct values, joins and plain lists.

A page of 100,000 events is made from columns, never from a mapping for each row: a text is
looked at once however many rows repeat it, and rows are joined, ordered and gathered by number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.combinations import combine

__all__ = [
    "NONE",
    "NO_DAY",
    "Coded",
    "Columns",
    "Integers",
    "code",
    "distinct_texts",
    "gather",
    "nullable",
    "numbered",
    "plain",
    "positions",
    "rows_of",
    "said_of",
]

Integers: TypeAlias = npt.NDArray[np.int64]

NONE = -1
"""Stands for null among numbers of values or rows, and for null among counts."""

NO_DAY = int(np.iinfo(np.int64).min)
"""Stands for null among days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """A column whose values repeat: the distinct values, and for each row the number of its own.

    `of` is `NONE` where a row has no value.
    """

    of: Integers
    distinct: Sequence[Any]

    def taken(self, rows: Integers) -> Coded:
        """Return the column of these rows; of a row that is `NONE` there is no value."""
        of = np.append(self.of, NONE)[rows]
        return Coded(of=of, distinct=self.distinct)

    def filled(self, value: Any) -> Coded:
        """Return the column with a value where it has none."""
        if not (self.of == NONE).any():
            return self
        values = [*self.distinct, value]
        return Coded(of=np.where(self.of == NONE, len(self.distinct), self.of), distinct=values)

    def said(self, say: Callable[[Any], Any]) -> Coded:
        """Return the column with each distinct value as a function says it, `None` as null."""
        numbers: dict[Any, int] = {}
        again = [
            NONE if (told := say(value)) is None else numbers.setdefault(told, len(numbers))
            for value in self.distinct
        ]
        return Coded(of=np.array([*again, NONE], dtype=np.int64)[self.of], distinct=list(numbers))

    def ordered(self) -> Coded:
        """Return the column with its values in the order of their first rows, others left out."""
        of, used = numbered(self.of)
        return Coded(of=of, distinct=[self.distinct[at] for at in used.tolist()])

    def listed(self) -> list[Any]:
        """Return the value of each row."""
        values = np.empty(len(self.distinct) + 1, dtype=object)
        values[:-1] = self.distinct
        values[-1] = None
        told: list[Any] = values[self.of].tolist()
        return told


class Columns:
    """A table of an atlas, some of its rows or all, in some order.

    Parameters
    ----------
    frame
        The table.
    rows
        Numbers of its rows; by default all as they stand.
    """

    def __init__(self, frame: pd.DataFrame, rows: Integers | None = None) -> None:
        self._frame = pd.DataFrame(frame)
        self._whole = rows is None
        self.rows: Integers = np.arange(len(frame)) if rows is None else rows
        self._coded: dict[str, Coded] = {}

    def __len__(self) -> int:
        return len(self.rows)

    def taken(self, rows: Integers) -> Columns:
        """Return some of these rows, by their numbers here."""
        return Columns(self._frame, self.rows[rows])

    def column(self, name: str) -> pd.Series:
        """Return a column as the table has it, its rows as they are here."""
        return self._frame[name] if self._whole else self._frame[name].take(self.rows)

    def coded(self, name: str) -> Coded:
        """Return the numbers of the values of a column; distinct values need not all be used."""
        if name not in self._coded:
            self._coded[name] = code(self.column(name))
        return self._coded[name]

    def texts(self, name: str) -> list[str | None]:
        """Return the texts of a column."""
        return plain(self.column(name))

    def counts(self, name: str) -> Integers:
        """Return whole numbers, not negative, or truth as 0 and 1; `NONE` for null."""
        return self.column(name).to_numpy(dtype=np.int64, na_value=NONE)

    def days(self, name: str) -> Integers:
        """Return days since 1 January 1970, which no time zone can shift; `NO_DAY` for null."""
        days: Integers = self.column(name).to_numpy("datetime64[D]").astype(np.int64)
        return days

    def numbers(self, name: str) -> npt.NDArray[np.float64]:
        """Return numbers; not a number for null."""
        return self.column(name).to_numpy(dtype=np.float64, na_value=np.nan)

    def geometries(self) -> npt.NDArray[np.object_]:
        """Return the geometries, what is empty as missing."""
        found = np.array(self.column("geometry"), dtype=object)
        found[shapely.is_empty(found)] = None
        return found

    def located(self) -> Coded:
        """Return the distinct geometries, and which row has which."""
        if "geometry" not in self._coded:
            self._coded["geometry"] = distinct_geometries(self.geometries())
        return self._coded["geometry"]

    def mappings(self, names: Iterable[str] | None = None) -> list[dict[str, Any]]:
        """Return rows as mappings of plain values: for the few rows that need a closer look."""
        frame = self._frame if names is None else self._frame[list(names)]
        return rows_of(frame.take(self.rows))


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame as mappings of plain values; null is `None`, a day a `date`."""
    whole = pd.DataFrame(frame)
    names = [str(name) for name in whole.columns]
    columns = [plain(whole.iloc[:, at]) for at in range(len(names))]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def plain(column: pd.Series) -> list[Any]:
    """Return the values of a column, null as `None`, a day as a `date`."""
    if isinstance(column.dtype, np.dtype) and column.dtype.kind == "M":
        days: list[Any] = column.to_numpy("datetime64[D]").astype(object).tolist()
        return days
    if isinstance(column.dtype, pd.StringDtype):
        texts = column.to_numpy(dtype=object, copy=True)
        texts[column.isna().to_numpy()] = None
        return list(texts)
    cells = column.astype(object).to_numpy(copy=True)
    cells[column.isna().to_numpy()] = None
    return list(cells)


def code(column: pd.Series) -> Coded:
    """Return the numbers of the values of a column, by the order of their first rows."""
    of, values = pd.factorize(column)
    return Coded(of=of.astype(np.int64), distinct=values.tolist())


def numbered(of: Integers) -> tuple[Integers, Integers]:
    """Return numbers anew in the order in which they come first, and which each had been."""
    known = of != NONE
    found, used = pd.factorize(of[known])
    again = np.full(len(of), NONE, dtype=np.int64)
    again[known] = found
    return again, used


def positions(values: pd.Series, keys: pd.Series) -> Integers:
    """Return in which row of distinct keys each value stands, `NONE` where in none."""
    of, distinct = pd.factorize(pd.concat([keys, values], ignore_index=True))
    rows = np.full(len(distinct) + 1, NONE, dtype=np.int64)
    own = of[: len(keys)]
    rows[own] = np.arange(len(keys))
    rows[-1] = NONE
    return rows[of[len(keys) :]]


def gather(owners: Integers, count: int, *within: Integers) -> tuple[Integers, Integers]:
    """Return rows in the order of what they belong to, and where those of each start.

    Parameters
    ----------
    owners
        For each row the number of its owner; rows of `NONE` are left out.
    count
        Of owners.
    within
        By what the rows of one owner are ordered, the first first; where nothing orders them they
        stay as they came.

    Returns
    -------
    Numbers of rows; those of owner `n` stand from `start[n]` to `start[n + 1]`.
    """
    order = np.lexsort([*reversed(within), owners]) if within else np.argsort(owners, kind="stable")
    starts = np.searchsorted(owners[order], np.arange(NONE, count), side="right")
    first = int(starts[0])
    return order[first:], starts - first


def said_of(say: Callable[..., Any], *columns: Integers) -> Coded:
    """Return what a function says of each row's numbers: each combination is asked for once."""
    of, first = combine(*columns)
    told = list(map(say, *(column[first].tolist() for column in columns)))
    return Coded(of=of, distinct=told).said(lambda value: value)


def nullable(numbers: Integers, null: int = NONE) -> list[int | None]:
    """Return numbers as a plain list, `None` for what stands for null."""
    cells = numbers.astype(object)
    cells[numbers == null] = None
    return list(cells)


def distinct_texts(texts: Sequence[str | None]) -> Coded:
    """Return the numbers of texts, by the order of their first rows."""
    cells = np.empty(len(texts), dtype=object)
    cells[:] = texts
    of, values = pd.factorize(cells)
    return Coded(of=of.astype(np.int64), distinct=values.tolist())


def distinct_geometries(geometries: npt.NDArray[np.object_]) -> Coded:
    """Return the numbers of distinct geometries, those of points first; `NONE` where missing."""
    kinds = shapely.get_type_id(geometries)
    of = np.full(len(geometries), NONE, dtype=np.int64)
    at = np.flatnonzero(kinds == 0)
    points, first = combine(shapely.get_x(geometries[at]), shapely.get_y(geometries[at]))
    of[at] = points
    values = geometries[at[first]].tolist()
    at = np.flatnonzero(kinds > 0)
    areas, _ = pd.factorize(shapely.to_wkb(geometries[at]))
    of[at] = areas + len(values)
    values += geometries[at[~pd.Series(areas).duplicated().to_numpy()]].tolist()
    return Coded(of=of, distinct=values)
