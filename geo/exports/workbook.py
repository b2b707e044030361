"""Excel workbooks: all tables of an atlas, a sheet each."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from geo.atlas import Atlas
from geo.escape import link
from geo.exports.forms import ALL
from geo.exports.spreadsheets import is_formula, plain, plain_columns
from geo.exports.values import credit, rows_of
from geo.schema import TABLES, Column, Table

__all__ = ["MOST_CHARACTERS", "MOST_LINKS", "MOST_ROWS", "write_workbook"]

# Microsoft, "Excel specifications and limits".
MOST_ROWS = 1_048_576
"""Rows of a sheet, the header among them."""
MOST_CHARACTERS = 32_767
"""Characters of a cell, in units of UTF-16."""
MOST_LINKS = 65_530
"""Links of a sheet."""

# The day count of Excel begins here; what lies before can only be text.
_FIRST_DAY = dt.date(1900, 1, 1)
# The file's own dates must not depend on the day of the run.
_CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - Excel knows no time zones
_BROAD_CHARACTERS, _NARROW_CHARACTERS = 32, 14
_CUT = "\u2026"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Book:
    """A workbook that is written, its formats, and what did not fit."""

    book: xlsxwriter.Workbook
    head: Format
    day: Format
    inert: Format
    address: Format
    lost: Counter[str] = field(default_factory=Counter)


def write_workbook(atlas: Atlas, path: Path, *, table: str) -> str | None:
    """Write all tables, or one, as sheets of one workbook, with typed cells and a frozen header.

    Texts that begin like formulas are marked as texts, so that editing them runs nothing. A table
    longer than a sheet goes on in the next one. Returns what did not fit.
    """
    options = {
        "constant_memory": True,
        "tmpdir": str(path.parent),
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    book = xlsxwriter.Workbook(str(path), options)
    made = _Book(
        book=book,
        head=book.add_format({"bold": True, "bottom": 1}),
        day=book.add_format({"num_format": "yyyy-mm-dd"}),
        inert=book.add_format({"quote_prefix": True}),
        address=book.add_format({"font_color": "#0b5394", "underline": 1}),
    )
    book.set_properties({"title": "geo", "comments": credit(atlas), "created": _CREATED})
    try:
        for name, frame in atlas.tables().items():
            if table in {name, ALL}:
                _write_table(made, frame, TABLES[name])
        _write_credits(made, atlas)
        book.close()
    except FileCreateError as error:
        # It wraps what the system said.
        raise OSError(*getattr(error.args[0], "args", error.args)) from error
    return "; ".join(f"{count:,} {what}" for what, count in sorted(made.lost.items())) or None


def _write_table(made: _Book, frame: pd.DataFrame, table: Table) -> None:
    columns = plain_columns(table)
    for number, (start, end) in enumerate(sheets(len(frame)), start=1):
        sheet = made.book.add_worksheet(table.name if number == 1 else f"{table.name} {number}")
        if table.name == "events" and number == 1:
            sheet.activate()
        for at, column in enumerate(columns):
            broad = column.kind == "text" and not column.name.endswith(("_id", "_code"))
            sheet.set_column(at, at, _BROAD_CHARACTERS if broad else _NARROW_CHARACTERS)
            sheet.write_string(0, at, column.name, made.head)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(end - start, 1), len(columns) - 1)
        _write_rows(made, sheet, frame.iloc[start:end], table)


def sheets(rows: int, *, most: int = MOST_ROWS) -> Iterator[tuple[int, int]]:
    """Yield the first row, and the one past the last, of each sheet that so many rows need.

    Examples
    --------
    >>> list(sheets(5, most=3))
    [(0, 2), (2, 4), (4, 5)]
    """
    each = most - 1
    for start in range(0, max(rows, 1), each):
        yield start, min(start + each, rows)


def _write_rows(made: _Book, sheet: Worksheet, frame: pd.DataFrame, table: Table) -> None:
    columns = plain_columns(table)
    links = 0
    for number, (row, _) in enumerate(rows_of(frame, table), start=1):
        for at, column in enumerate(columns):
            value = row[column.name]
            if value is None:
                continue
            if column.name == "url" and link(value) is not None:
                links += 1
                if _write_link(made, sheet, (number, at), value, fits=links <= MOST_LINKS):
                    continue
            _write_cell(made, sheet, (number, at), value, column)


def _write_cell(
    made: _Book, sheet: Worksheet, at: tuple[int, int], value: Any, column: Column
) -> None:
    if column.kind == "text":
        text = _fitting(made, value)
        sheet.write_string(*at, text, made.inert if is_formula(text) else None)
    elif column.kind == "boolean":
        sheet.write_boolean(*at, value)
    elif column.kind != "date":
        sheet.write_number(*at, value)
    elif value >= _FIRST_DAY:
        sheet.write_datetime(*at, value, made.day)
    else:
        made.lost["days before 1900 are text"] += 1
        sheet.write_string(*at, value.isoformat())


def _fitting(made: _Book, value: str) -> str:
    """Return text that a cell can hold."""
    text = plain(value.encode("utf-8", "replace").decode("utf-8"))
    units = text.encode("utf-16-le")
    if len(units) <= 2 * MOST_CHARACTERS:
        return text
    made.lost[f"texts are cut at {MOST_CHARACTERS:,} characters"] += 1
    return units[: 2 * MOST_CHARACTERS - 2].decode("utf-16-le", "ignore") + _CUT


def _write_link(
    made: _Book, sheet: Worksheet, at: tuple[int, int], value: str, *, fits: bool
) -> bool:
    """Write an address that can be followed; returns whether it could be."""
    if not fits:
        made.lost[f"addresses past the first {MOST_LINKS:,} of a sheet are no links"] += 1
        return False
    return bool(sheet.write_url(*at, value, made.address, value) == 0)


def _write_credits(made: _Book, atlas: Atlas) -> None:
    sheet = made.book.add_worksheet("credits")
    sheet.set_column(0, 0, 4 * _BROAD_CHARACTERS)
    lines = ["Made with geo. Whom to credit for what is in this workbook:"]
    for number, line in enumerate([*lines, *credit(atlas, separator="\n").splitlines()]):
        text = _fitting(made, line)
        sheet.write_string(number, 0, text, made.inert if is_formula(text) else None)
