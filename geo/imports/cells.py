"""Clean the cells of a piece of a table, and remember which rows do not do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.imports.codes import TEXT

__all__ = ["Rows"]

# What a cell may hold beside words: line ends and other control characters become one space.
_BLANKS = r"[\s\x00-\x1f\x7f]+"
_SHOWN_CHARACTERS = 60


class Rows:
    """The rows of a piece, read column by column; the first fault of each row is kept.

    Parameters
    ----------
    table
        All cells as text; the column `row` holds their numbers.
    """

    def __init__(self, table: pd.DataFrame) -> None:
        self._table = table
        self.numbers: pd.Series[int] = table["row"]
        self.faults: dict[int, str] = {}

    def __len__(self) -> int:
        return len(self._table)

    def text(self, *names: str) -> pd.Series[str]:
        """Return a column on one line a cell, empty cells null; the first of the names counts.

        Rows with characters that were lost in another program are refused.
        """
        name = next((name for name in names if name in self._table), None)
        if name is None:
            return self.nulls()
        cells = pa.chunked_array(pa.array(self._table[name], type=pa.large_string()))
        blank = pc.match_substring_regex(cells, r"[\n\r\t\x00-\x1f\x7f]|  ")
        if pc.any(blank).as_py():
            cells = pc.replace_substring_regex(cells, _BLANKS, " ")
        cells = pc.utf8_trim_whitespace(cells)
        cells = pc.if_else(pc.equal(cells, ""), None, cells)
        column = pd.Series(pd.array(cells, dtype=TEXT), index=self._table.index)
        broken = pc.match_substring(cells, "\ufffd")
        if pc.any(broken).as_py():
            mask = pd.Series(broken.to_pandas(), index=column.index).fillna(value=False)
            self.refuse(mask, lambda _: f"{name} holds bytes that are no text; save it as UTF-8")
        return column

    def nulls(self) -> pd.Series[str]:
        """Return a column of text without values."""
        return pd.Series(pd.array([None] * len(self), dtype=TEXT), index=self._table.index)

    def refuse(self, mask: pd.Series[bool], reason: Callable[[int], str]) -> None:
        """Note a fault of the rows where `mask` holds, with the reason at an index."""
        for index in mask.index[mask.fillna(value=True).astype(bool)]:
            self.faults.setdefault(int(self.numbers[index]), reason(index))

    def number(
        self, *names: str, minimum: float = float("-inf"), maximum: float = float("inf")
    ) -> pd.Series[float]:
        """Return a column of numbers; what is none, or out of range, is refused."""
        cells = self.text(*names)
        numbers = pd.to_numeric(cells, errors="coerce").astype("Float64")
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
        days = pd.Series(pd.NaT, index=cells.index, dtype="datetime64[ms]")
        for form in forms:
            read = pd.to_datetime(cells, format=form, errors="coerce").astype("datetime64[ms]")
            days = days.fillna(read)
            if not (days.isna() & cells.notna()).any():
                break
        self.refuse(
            days.isna(),
            lambda index: f"{names[0]} is {_shown(cells[index])}, expected a day as YYYY-MM-DD",
        )
        return days

    def code(self, column: str, cells: pd.Series[str], known: Mapping[str, object]) -> None:
        """Refuse the rows whose code is not known."""
        different = [code for code in cells.dropna().unique() if code not in known]
        unknown = cells.isna() | cells.isin(different)
        self.refuse(
            unknown,
            lambda index: (
                f"{column} is {_shown(cells[index])}, "
                f"expected one of {', '.join(sorted(known)[:12])}"
            ),
        )


def _shown(value: object) -> str:
    if pd.isna(value):  # type: ignore[call-overload]
        return "empty"
    text = str(value)
    return repr(text if len(text) <= _SHOWN_CHARACTERS else text[:_SHOWN_CHARACTERS] + "\u2026")
