"""Clean the cells of a piece of a table, and remember which rows do not do."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.imports.codes import TEXT, arrow, series

__all__ = ["Rows", "read_days"]

# What a cell may hold beside words: line ends and other control characters become one space.
_BLANKS = r"[\s\x00-\x1f\x7f]+"
_FIRST_VISIBLE, _DELETE = 0x20, 0x7F
_SHOWN_CHARACTERS = 60
_SHOWN_CODES = 20
_MOST_DAYS = 200_000

# Days of texts that were read before, by their forms: pieces of a table have the same ones.
_DAYS_READ: dict[tuple[str, ...], dict[str, np.datetime64]] = {}


class Rows:
    """The rows of a piece, read column by column; the first fault of each row is kept.

    Parameters
    ----------
    table
        All cells as text; the column `row` holds their numbers.
    is_damaged
        Whether the file holds bytes that are no text; the rows that had them are refused.
    absent
        What the dataset writes for a cell without a value.
    file
        Name of the file, for rows that have no id.
    names
        All columns of the file, where the table holds only those that are asked for.
    """

    def __init__(
        self,
        table: pd.DataFrame,
        *,
        is_damaged: bool = False,
        absent: Sequence[str] = (),
        file: str = "",
        names: Collection[str] | None = None,
    ) -> None:
        self.file = file
        self.names = frozenset(map(str, table.columns)) if names is None else frozenset(names)
        self.asked: set[str] = set()
        self._table = table
        self._absent = pa.array(["", *absent], pa.large_string())
        self._is_damaged = is_damaged
        self._clean: dict[str, pd.Series[str]] = {}
        self.numbers: pd.Series[int] = table["row"]
        self.faults: dict[int, str] = {}
        self.left_out: dict[str, int] = {}
        self.omitted: set[int] = set()

    def __len__(self) -> int:
        return len(self._table)

    def text(self, *names: str) -> pd.Series[str]:
        """Return a column, a line a cell, empty cells null; the first of the names counts."""
        name = next((name for name in names if name in self.names), None)
        if name is None:
            return self.nulls()
        self.asked.add(name)
        if name not in self._clean:
            self._clean[name] = self._cleaned(name)
        return self._clean[name]

    def _cleaned(self, name: str) -> pd.Series[str]:
        cells = arrow(self._table[name])
        if _has_control(cells):
            cells = pc.replace_substring_regex(cells, _BLANKS, " ")
        cells = pc.utf8_trim_whitespace(cells)
        cells = pc.if_else(pc.is_in(cells, value_set=self._absent), None, cells)
        column = series(cells, self._table.index)
        if self._is_damaged:
            broken = column.str.contains("\ufffd", regex=False).fillna(value=False)
            self.refuse(broken, lambda _: f"{name} holds bytes that are no text; save it as UTF-8")
        return column

    def identity(self, *names: str) -> pd.Series[str]:
        """Return the column of the dataset's own ids; a row without one is refused."""
        cells = self.text(*names).str.removesuffix(".0")
        self.refuse(cells.isna(), lambda _: f"{names[0]} is empty, expected the id of the event")
        return cells

    def nulls(self) -> pd.Series[str]:
        """Return a column of text without values."""
        return series(pa.chunked_array([pa.nulls(len(self), pa.large_string())]), self._table.index)

    def refuse(self, mask: pd.Series[bool], reason: Callable[[int], str]) -> None:
        """Note a fault of the rows where `mask` holds, with the reason at an index."""
        for index in mask.index[mask.fillna(value=True).astype(bool)]:
            self.faults.setdefault(int(self.numbers[index]), reason(index))

    def number(
        self, *names: str, minimum: float = float("-inf"), maximum: float = float("inf")
    ) -> pd.Series[float]:
        """Return a column of numbers; what is none, or out of range, is refused."""
        cells = self.text(*names)
        numbers = _numbers(cells)
        self.refuse(
            (numbers.isna() | (numbers < minimum) | (numbers > maximum)) & cells.notna(),
            lambda index: (
                f"{names[0]} is {_shown(cells[index])}, expected a number"
                + (f" from {minimum:g} to {maximum:g}" if minimum > float("-inf") else "")
            ),
        )
        return numbers

    def count(self, *names: str) -> pd.Series[int]:
        """Return a column of counts: whole numbers from 0."""
        numbers = self.number(*names, minimum=0, maximum=1e9)
        uneven = (numbers % 1 != 0) & numbers.notna()
        self.refuse(
            uneven, lambda index: f"{names[0]} is {numbers[index]:g}, expected a whole number"
        )
        return numbers.clip(0, 1e9).round().astype("Int64")

    def date(self, *names: str, forms: Sequence[str]) -> pd.Series[pd.Timestamp]:
        """Return a column of days; a day that is missing or in none of the forms is refused."""
        cells = self.text(*names)
        days = read_days(cells, forms=forms)
        self.refuse(
            days.isna(),
            lambda index: f"{names[0]} is {_shown(cells[index])}, expected a day as YYYY-MM-DD",
        )
        return days

    def leave_out(self, mask: pd.Series[bool], reason: str) -> None:
        """Leave out the rows where `mask` holds: a whole kind of rows, counted, not named."""
        numbers = self.numbers[mask.fillna(value=False).astype(bool)]
        if len(numbers):
            self.left_out[reason] = self.left_out.get(reason, 0) + len(numbers)
            self.omitted.update(numbers)

    def code(
        self,
        column: str,
        cells: pd.Series[str],
        known: Mapping[str, object],
        *,
        optional: bool = False,
    ) -> None:
        """Refuse the rows whose code is not known; empty cells too, unless they are optional."""
        different = [code for code in cells.dropna().unique() if code not in known]
        unknown = cells.isin(different) | (cells.isna() & (not optional))
        self.refuse(
            unknown,
            lambda index: (
                f"{column} is {_shown(cells[index])}, "
                f"expected one of {', '.join(sorted(known)[:_SHOWN_CODES])}"
            ),
        )


def read_days(cells: pd.Series[str], *, forms: Sequence[str]) -> pd.Series[pd.Timestamp]:
    """Return days written in any of the forms; others are null.

    There are few days and many rows: each way of writing one is read once.
    """
    coded = arrow(cells).combine_chunks().dictionary_encode()
    written = coded.dictionary.to_pylist()
    known = _DAYS_READ.setdefault(tuple(forms), {})
    if len(known) > _MOST_DAYS:
        known.clear()
    known.update(_read_new([text for text in written if text not in known], forms))
    days = np.array([*(known[text] for text in written), "NaT"], dtype="datetime64[ms]")
    numbers = coded.indices.fill_null(len(written)).to_numpy()
    return pd.Series(days[numbers], index=cells.index)


def _read_new(texts: Sequence[str], forms: Sequence[str]) -> Iterable[tuple[str, np.datetime64]]:
    written = pd.Series(texts, dtype=TEXT)
    # pandas reads these words as the day of the run, in whatever form.
    written = written.mask(written.str.lower().isin(["now", "today"]))
    days = pd.Series(pd.NaT, index=written.index, dtype="datetime64[ms]")
    for form in forms:
        if not (days.isna() & written.notna()).any():
            break
        read = pd.to_datetime(written, format=form, errors="coerce")
        days = days.fillna(read.astype("datetime64[ms]").dt.normalize())
    return zip(texts, days.to_numpy(), strict=True)


def _numbers(cells: pd.Series[str]) -> pd.Series[float]:
    try:
        numbers = pc.cast(arrow(cells), pa.float64())
    except pa.ArrowInvalid:
        return pd.to_numeric(cells, errors="coerce").astype("Float64")
    return pd.Series(pd.array(numbers.to_pandas(), dtype="Float64"), index=cells.index)


def _has_control(cells: pa.ChunkedArray) -> bool:
    """Return whether any cell holds a line end, a tab or another control character."""
    for chunk in cells.chunks:
        _, _, data = chunk.buffers()
        if data is not None:
            signs = np.frombuffer(data, np.uint8)
            if bool(((signs < _FIRST_VISIBLE) | (signs == _DELETE)).any()):
                return True
    return False


def _shown(value: object) -> str:
    if pd.isna(value):  # type: ignore[call-overload]
        return "empty"
    text = str(value)
    return repr(text if len(text) <= _SHOWN_CHARACTERS else text[:_SHOWN_CHARACTERS] + "\u2026")
