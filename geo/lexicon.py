"""Read the shipped tables of words and facts: `gazetteer/tables/*.csv`."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from geo.errors import GazetteerError

__all__ = ["read_rows"]


@cache
def read_rows(name: str) -> tuple[Mapping[str, str], ...]:
    """Return the rows of a shipped table, in file order.

    Parameters
    ----------
    name
        File name without suffix, such as `regions`.

    Returns
    -------
    One mapping of column name to text per row; an empty cell is an empty string.

    Raises
    ------
    GazetteerError
        If no such table is shipped.
    """
    path = files("geo.tables") / f"{name}.csv"
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise GazetteerError(f"table {name!r} is not installed; reinstall the package") from error
    return tuple(csv.DictReader(io.StringIO(text, newline="")))
