"""Write an atlas to files that other programs read."""

from __future__ import annotations

import logging
from pathlib import Path

from geo.atlas import Atlas
from geo.errors import OutputError
from geo.exports.forms import ALL, Form, credits_beside, describe
from geo.exports.lines import predictions, write_predictions
from geo.exports.registry import FORMS, find_form
from geo.exports.streams import can_stream, takes_pieces, write_frames, write_stream
from geo.exports.values import Credits, credit, without_empty_shapes
from geo.files import check_writable, replacing

__all__ = [
    "ALL",
    "FORMS",
    "Credits",
    "Form",
    "can_stream",
    "check_form_writable",
    "credits_beside",
    "describe",
    "find_form",
    "predictions",
    "takes_pieces",
    "write",
    "write_frames",
    "write_predictions",
    "write_stream",
]

_log = logging.getLogger(__name__)


def check_form_writable(path: str | Path, *, form: Form, table: str | None = None) -> None:
    """Refuse what could not be written, before the work for it is done.

    Raises
    ------
    OutputError
        If the form does not hold that table, or no file can stand there.
    """
    form.table_of(Path(path), table)
    check_writable(path)
    if not form.credits_inside:
        check_writable(credits_beside(path))


def write(
    atlas: Atlas, path: str | Path, *, table: str | None = None, form: str | None = None
) -> None:
    """Write an atlas; the suffix of the path says in which form.

    What the form loses, where that could surprise, is logged as a warning. The credits of a form
    that has no room for them are written beside it, as `NAME.credits.txt`.

    Parameters
    ----------
    atlas
        The atlas.
    path
        The file, made or replaced as a whole.
    table
        One table, or `all`; by default what docs/exports.md says of the form.
    form
        Name of a form, where the suffix serves several.

    Raises
    ------
    OutputError
        If the form is not known, cannot hold what was asked for, or the file cannot be written.
        What stood there before is left as it was.
    """
    path = Path(path)
    found = find_form(path, form=form)
    if found.writer is None:
        raise OutputError(f"{path}: {found.name} are written from documents, not from an atlas")
    chosen = found.table_of(path, table)
    atlas = without_empty_shapes(atlas)
    text = "" if found.credits_inside else credit(atlas, separator="\n")
    if not text:
        with replacing(path) as scratch:
            lost = found.writer(atlas, scratch, table=chosen)
    else:
        with replacing(credits_beside(path)) as beside, replacing(path) as scratch:
            lost = found.writer(atlas, scratch, table=chosen)
            beside.write_text(text + "\n", encoding="utf-8", errors="replace")
    if found.warns or lost:
        told = [f"{found.name} loses {found.loses}"] if found.warns else []
        _log.warning("%s: %s", path, " ".join([*told, lost or ""]).strip())
