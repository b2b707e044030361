"""CSV that opens safely in spreadsheet programs."""

from __future__ import annotations

import csv
import datetime as dt
import re
from pathlib import Path
from typing import Any

from geo.atlas import Atlas
from geo.exports.values import rows_of
from geo.schema import TABLES

__all__ = ["neutralise", "write_csv"]

# OWASP, "CSV Injection": a cell that starts so is taken for a formula; the full-width forms and
# leading blanks are taken the same way by some programs.
_FORMULA = re.compile(r"[\s\ufeff]*[=+\-@＝＋－＠\t\r]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def neutralise(text: str) -> str:
    """Return text that no spreadsheet program takes for a formula.

    Control characters but tab and line feed become spaces; an apostrophe is put before what
    would start a formula.
    """
    plain = _CONTROL.sub(" ", text)
    return f"'{plain}" if _FORMULA.match(plain) else plain


def write_csv(atlas: Atlas, path: Path, *, table: str) -> None:
    """Write one table as CSV: UTF-8, comma, header line, line feeds at the ends.

    What is lost: the other tables, the polygons (latitude and longitude stay), and the
    difference between an empty text and none. A text that a spreadsheet program would run as a
    formula begins with an apostrophe. The credits are in the table `provenance`.
    """
    declared = TABLES[table]
    names = [column.name for column in declared.columns if column.kind != "geometry"]
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        for row, _ in rows_of(atlas.tables()[table], declared):
            writer.writerow([_cell(row[name]) for name in names])


def _cell(value: Any) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date):
        return value.isoformat()
    return neutralise(value) if isinstance(value, str) else value
