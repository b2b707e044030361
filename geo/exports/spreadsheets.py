"""CSV that opens safely in spreadsheet programs."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TextIO

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.atlas import Atlas
from geo.exports.columnar import text_array
from geo.exports.shapes import DECIMALS
from geo.schema import TABLES, Column, Table

__all__ = [
    "is_formula",
    "neutralise",
    "plain",
    "plain_columns",
    "write_csv",
    "write_csv_rows",
    "write_lines",
]

# OWASP, "CSV Injection": a cell that starts so is taken for a formula; the full-width forms and
# leading blanks are taken the same way by some programs.
_FORMULA = re.compile(r"[\s\ufeff]*[=+\-@＝＋－＠\t\r]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")

# The same for whole columns, in the dialect of RE2, whose blanks are those of ASCII alone.
_FORMULA_CELLS = r"^[\s\p{Z}\x1c-\x1f\x{85}\x{feff}]*[=+\-@＝＋－＠\t\r]"
_CONTROL_CELLS = r"[\x00-\x08\x0b-\x1f\x7f]"
_QUOTED_CELLS = '[",\r\n]'

# So many rows stand as text at one time.
_ROWS = 50_000

# Texts that come so often on average are worth the time to find the equal ones; by so many of the
# first it is told.
_FEW, _SAMPLE = 4, 4_000


def neutralise(text: str) -> str:
    """Return text that no spreadsheet program takes for a formula.

    Control characters but tab and line feed become spaces; an apostrophe is put before what
    would start a formula.
    """
    written = plain(text)
    return f"'{written}" if is_formula(written) else written


def plain(text: str) -> str:
    """Return text with spaces for control characters, but for tab and line feed."""
    return _CONTROL.sub(" ", text)


def is_formula(text: str) -> bool:
    """Return whether some spreadsheet program would take a text for a formula."""
    return _FORMULA.match(text) is not None


def write_csv(atlas: Atlas, path: Path, *, table: str) -> None:
    """Write one table as CSV: UTF-8, comma, header line, line feeds at the ends."""
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        write_csv_rows(file, atlas.tables()[table], table=TABLES[table], first=True)


def write_csv_rows(file: TextIO, frame: pd.DataFrame, *, table: Table, first: bool) -> None:
    """Write rows of a table to an open file, after a header line where they are the first."""
    columns = plain_columns(table)
    if first:
        file.write(",".join(column.name for column in columns) + "\n")
    write_lines(file, frame, columns)


def plain_columns(table: Table) -> tuple[Column, ...]:
    """Return the columns that hold text, numbers and days."""
    return tuple(column for column in table.columns if column.kind != "geometry")


def write_lines(file: TextIO, frame: pd.DataFrame, columns: Sequence[Column]) -> None:
    """Write the cells of columns as lines of CSV.

    Whole columns are turned to text at once: tables of millions of rows pass through here.
    """
    for start in range(0, len(frame), _ROWS):
        piece = frame.iloc[start : start + _ROWS]
        cells = [_cells(piece[column.name], column) for column in columns]
        lines = pc.binary_join_element_wise(*cells, pa.scalar(",", pa.large_string()))
        whole = pa.ListArray.from_arrays([0, len(lines)], lines)
        file.write(pc.binary_join(whole, pa.scalar("\n", pa.large_string()))[0].as_py() + "\n")


def _cells(values: pd.Series, column: Column) -> pa.Array:
    """Return a column as the cells of CSV, its texts safe in a spreadsheet; null is empty."""
    if column.kind == "text":
        texts = text_array(values).fill_null("")
        return _once_each(texts, lambda cells: _quoted(_safe(cells)))
    if column.kind == "date":
        days = pa.array(values.to_numpy().astype("datetime64[D]"))
        return pc.cast(days, pa.large_string()).fill_null("")
    if column.kind == "number":
        numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
        if column.name in {"latitude", "longitude"}:
            numbers = np.round(numbers, DECIMALS) + 0.0
        array = pa.array(numbers, mask=~np.isfinite(numbers))
    else:
        array = pa.array(values, from_pandas=True)
    return pc.cast(array, pa.large_string()).fill_null("")


def _once_each(cells: pa.Array, change: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """Change cells; where many are equal, each text is looked at once."""
    if len(cells[:_SAMPLE].unique()) * _FEW > min(len(cells), _SAMPLE):
        return change(cells)
    coded = cells.dictionary_encode()
    return change(coded.dictionary).take(coded.indices)


def _safe(cells: pa.Array) -> pa.Array:
    """Do what `neutralise` does, for a column."""
    plain = cells
    if pc.any(pc.match_substring_regex(cells, _CONTROL_CELLS)).as_py():
        plain = pc.replace_substring_regex(cells, _CONTROL_CELLS, " ")
    formula = pc.match_substring_regex(plain, _FORMULA_CELLS)
    if not pc.any(formula).as_py():
        return plain
    return pc.if_else(formula, _joined("'", plain), plain)


def _quoted(cells: pa.Array) -> pa.Array:
    special = pc.match_substring_regex(cells, _QUOTED_CELLS)
    if not pc.any(special).as_py():
        return cells
    doubled = pc.replace_substring(cells, '"', '""')
    return pc.if_else(special, _joined('"', doubled, '"'), cells)


def _joined(*parts: str | pa.Array) -> pa.Array:
    """Join texts and columns of texts, without anything between them."""
    arrays = [
        pa.scalar(part, pa.large_string()) if isinstance(part, str) else part for part in parts
    ]
    return pc.binary_join_element_wise(*arrays, pa.scalar("", pa.large_string()))
