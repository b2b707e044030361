"""Write one table of atlases that come a piece at a time: tables greater than the memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pandas as pd

from geo.atlas import Atlas
from geo.errors import OutputError
from geo.exports.forms import ALL, Form, credits_beside
from geo.exports.values import Credits
from geo.files import replacing
from geo.schema import TABLES

__all__ = ["can_stream", "takes_pieces", "write_frames", "write_stream"]

_KEYED_ONCE = frozenset({"events", "reports", "event_actors"})
"""Tables of which no row is in two pieces: those of what is done, not of who and what told it."""


def takes_pieces(form: Form) -> bool:
    """Return whether a form can be written a piece at a time."""
    return form.rows is not None


def can_stream(form: Form, table: str) -> bool:
    """Return whether a table of pieces that know nothing of each other can be written so."""
    return table in _KEYED_ONCE and takes_pieces(form)


def write_stream(pieces: Iterable[Atlas], path: Path, *, form: Form, table: str) -> None:
    """Write one table of all pieces, in their order.

    Parameters
    ----------
    pieces
        Atlases of which no two have an event in common.
    path
        The file, made or replaced as a whole.
    form, table
        For which `can_stream` holds.

    Raises
    ------
    OutputError
        If the file cannot be written, or not in pieces. What stood there before is left.
    """
    if not can_stream(form, table):
        held = f"--table {table}" if table != ALL else "all tables"
        raise OutputError(f"{path}: {form.name} cannot hold {held} piece by piece")
    credits_ = Credits()

    def frames() -> Iterator[pd.DataFrame]:
        for piece in pieces:
            credits_.add(piece)
            yield piece.tables()[table]

    write_frames(frames(), path, form=form, table=table, credits_=credits_)


def write_frames(
    frames: Iterable[pd.DataFrame], path: Path, *, form: Form, table: str, credits_: Credits
) -> None:
    """Write the rows of one table, which come a piece at a time, each row once.

    Parameters
    ----------
    frames
        Rows in the declared form of the table.
    path
        The file, made or replaced as a whole.
    form, table
        A form that takes pieces, and a table that it can hold.
    credits_
        Whom to credit, once all rows are written.

    Raises
    ------
    OutputError
        If the file cannot be written. What stood there before is left.
    """
    if form.rows is None:
        raise OutputError(f"{path}: {form.name} cannot be written piece by piece")
    with ExitStack() as stack:
        if not form.credits_inside:
            beside = stack.enter_context(replacing(credits_beside(path)))
        scratch = stack.enter_context(replacing(path))
        with form.rows(scratch, table=TABLES[table], credit=credits_.text) as sink:
            for frame in frames:
                sink(frame)
        if not form.credits_inside:
            beside.write_text(credits_.text("\n") + "\n", encoding="utf-8", errors="replace")
