"""What a form of file is, and what is said of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, TextIO, get_args

import pandas as pd

from geo.atlas import Atlas
from geo.errors import OutputError
from geo.files import CREDITS_SUFFIX
from geo.schema import TABLES, Table

__all__ = [
    "ALL",
    "Form",
    "Holds",
    "OpenRows",
    "RowsWriter",
    "Sink",
    "Writer",
    "credits_beside",
    "describe",
    "in_text",
]

ALL = "all"
"""Stands for all tables where one may be named."""

Holds = Literal["all", "either", "one", "events", "documents"]
"""Which tables a file holds: all; all or one; one; the events alone; or what documents say."""

_TOLD = {
    "all": "all",
    "either": "all, or one (`--table`)",
    "one": "one (`--table`; default `events`)",
    "events": "`events`, joined with actors and reports",
    "documents": "none: what was found in each document",
}


class Writer(Protocol):
    """Writes an atlas, or one table of it, to a new file."""

    def __call__(self, atlas: Atlas, path: Path, *, table: str) -> str | None:
        """Write the file; returns what this very file lost, where that is worth a line."""


class RowsWriter(Protocol):
    """Writes rows of one table to an open file, piece by piece: the first with what heads it."""

    def __call__(self, file: TextIO, frame: pd.DataFrame, *, table: Table, first: bool) -> None:
        """Write the rows."""


Sink = Callable[[pd.DataFrame], None]
"""Writes rows of one table to an open file, piece by piece."""


class OpenRows(Protocol):
    """Opens a new file for rows of one table that come piece by piece."""

    def __call__(
        self, path: Path, *, table: Table, credit: Callable[[], str]
    ) -> AbstractContextManager[Sink]:
        """Give what writes the rows; `credit` says whom to credit, once all are written."""


def in_text(write_rows: RowsWriter) -> OpenRows:
    """Return what opens a file of text, which has no room for credits, for a writer of rows."""

    @contextmanager
    def opened(path: Path, *, table: Table, credit: Callable[[], str]) -> Iterator[Sink]:
        del credit
        with path.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
            is_first = True

            def sink(frame: pd.DataFrame) -> None:
                nonlocal is_first
                write_rows(file, frame, table=table, first=is_first)
                is_first = False

            yield sink

    return opened


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form of file.

    Parameters
    ----------
    name
        The word that chooses it.
    suffixes
        Ends of the names of its files.
    writer
        Writes an atlas; `None` where the form is written from documents, before they are joined.
    about
        What it holds and for whom.
    loses
        What does not come back, or does not fit.
    tables
        Which tables a file holds.
    credits_inside
        Whether the form has room for the credits; if not, they are written beside it.
    warns
        Whether what it loses is said whenever it is written.
    rows
        Opens a file to write one table piece by piece, for tables greater than the memory.
    """

    name: str
    suffixes: tuple[str, ...]
    writer: Writer | None
    about: str
    loses: str
    tables: Holds
    credits_inside: bool = True
    warns: bool = False
    rows: OpenRows | None = None

    def __post_init__(self) -> None:
        if self.tables not in get_args(Holds):
            raise ValueError(f"form {self.name!r} holds {self.tables!r}")

    def serves(self, path: Path) -> bool:
        """Return whether a file of this name is of the form."""
        return path.name.lower().endswith(self.suffixes)

    def table_of(self, path: Path, given: str | None) -> str:
        """Return which table is written, or `ALL`.

        Raises
        ------
        OutputError
            If the form does not hold what was asked for.
        """
        if given is not None and given not in {ALL, *TABLES}:
            raise OutputError(
                f"{path}: no table {given!r}; known are {', '.join(TABLES)}, and {ALL}"
            )
        usual = {"one": "events", "events": "events"}.get(self.tables, ALL)
        table = usual if given is None else given
        if not self._holds(table):
            held = _TOLD[self.tables].replace("`", "")
            raise OutputError(f"{path}: cannot hold --table {table}; tables of {self.name}: {held}")
        return table

    def _holds(self, table: str) -> bool:
        held = {"all": table == ALL, "one": table != ALL, "events": table == "events"}
        return held.get(self.tables, True)

    def lines(self) -> list[str]:
        """Return what is to be said of the form, a sentence or two a line."""
        told = [self.about, f"Tables: {_TOLD[self.tables]}.", f"Loses: {self.loses}"]
        if not self.credits_inside:
            told.append("Credits: beside it, in OUT.credits.txt.")
        return told


def credits_beside(path: str | Path) -> Path:
    """Return where the credits of a file stand that has no room for them."""
    path = Path(path)
    return path.with_name(path.name + CREDITS_SUFFIX)


def describe(forms: Sequence[Form]) -> str:
    """Return what the forms keep and lose, as Markdown."""
    parts = []
    for form in forms:
        lines = "\n".join(f"- {line}" for line in form.lines())
        parts.append(
            f"### `{form.name}`: {', '.join(f'`{end}`' for end in form.suffixes)}\n\n{lines}\n"
        )
    return "\n".join(parts)
