"""The journal: a table of corrections, and what may stand in it."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from geo.errors import CorrectionError
from geo.model import Status
from geo.ontology import quad_classes

__all__ = ["COLUMNS", "NONE", "Action", "Correction", "Corrections", "read_corrections"]

NONE = "none"
"""What a cell says to take away a date, a place or the actors of a side."""

# An hour's work is a line; a journal of more bytes is another file, given by mistake.
_MOST_BYTES = 50_000_000


class Action(StrEnum):
    """What a correction does."""

    PLACE = "place"
    NO_PLACE = "no-place"
    EVENT = "event"
    NO_EVENT = "no-event"
    SAME = "same"
    APART = "apart"


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A line of the journal; what it leaves empty stays as it is.

    `line` counts from 1, the header included; `cells` has the columns that are not empty.
    """

    line: int
    action: Action
    cells: Mapping[str, str]

    def get(self, name: str) -> str | None:
        """Return a cell, or `None` where it is empty."""
        return self.cells.get(name)

    @property
    def subject(self) -> tuple[str, ...]:
        """What the correction is about; of two lines about one thing the later wins."""
        if self.action in {Action.SAME, Action.APART}:
            pair = sorted((self.cells["report_id"], self.cells["other_report_id"]))
            return ("pair", *pair)
        if self.action in {Action.EVENT, Action.NO_EVENT}:
            return ("report", self.cells["report_id"])
        if "place_id" in self.cells:
            return ("place", self.cells["place_id"])
        return ("surface", self.cells.get("document_id", ""), self.cells["surface"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrections:
    """The corrections of a journal, in its order.

    `name` is the file's, and `checksum` that of its content.
    """

    items: Sequence[Correction] = ()
    name: str = "corrections"
    checksum: str = ""

    def valid(self) -> tuple[Correction, ...]:
        """Return the corrections that no later one takes the place of, in their order.

        Lines that change an event are put together, cell by cell.
        """
        found: dict[tuple[str, ...], Correction] = {}
        for item in self.items:
            before = found.pop(item.subject, None)
            if before is not None and before.action is item.action is Action.EVENT:
                cells = {**before.cells, **item.cells}
                item = Correction(line=item.line, action=item.action, cells=cells)  # noqa: PLW2901
            found[item.subject] = item
        return tuple(sorted(found.values(), key=lambda item: item.line))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    """Which columns an action needs, one of each group, and which it may have beside them."""

    needs: tuple[tuple[str, ...], ...]
    takes: frozenset[str] = field(default_factory=frozenset)

    @property
    def known(self) -> frozenset[str]:
        return self.takes | {name for group in self.needs for name in group} | {"action", "note"}


_CHANGES = ("event_type", "status", "entry_id", "date_start", "date_end", "source", "target")
_RULES: Mapping[Action, _Rule] = {
    Action.PLACE: _Rule(
        needs=(("place_id", "surface"), ("entry_id",)), takes=frozenset({"document_id"})
    ),
    Action.NO_PLACE: _Rule(needs=(("place_id", "surface"),), takes=frozenset({"document_id"})),
    Action.EVENT: _Rule(needs=(("report_id",), _CHANGES)),
    Action.NO_EVENT: _Rule(needs=(("report_id",),)),
    Action.SAME: _Rule(needs=(("report_id",), ("other_report_id",))),
    Action.APART: _Rule(needs=(("report_id",), ("other_report_id",))),
}

COLUMNS = (
    "action",
    "report_id",
    "other_report_id",
    "place_id",
    "document_id",
    "surface",
    *_CHANGES,
    "note",
)
"""The columns of a journal."""


def read_corrections(path: Path) -> Corrections:
    """Read a journal of corrections.

    Raises
    ------
    CorrectionError
        If the file cannot be read, or a line is no correction; the message names the line.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
        if len(content) > _MOST_BYTES:
            raise CorrectionError(f"{path}: holds over {_MOST_BYTES:,} bytes; it is no journal")
        text = content.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CorrectionError(f"{path}: cannot be read ({error}); give a CSV file") from error
    try:
        items = tuple(_corrections(text, path))
    except csv.Error as error:
        raise CorrectionError(f"{path}: no CSV ({error}); look for a quote left open") from error
    checksum = "sha256:" + hashlib.sha256(content).hexdigest()[:12]
    return Corrections(items=items, name=path.name, checksum=checksum)


def _corrections(text: str, path: Path) -> Iterator[Correction]:
    # Spreadsheets of many countries write semicolons.
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    header = next(reader, None)
    if header is None:
        return
    names = [name.strip().lower() for name in header]
    _check_header(names, path)
    for cells in reader:
        where = f"{path}:{reader.line_num}"
        if any(cell.strip() for cell in cells):
            if len(cells) > len(names):
                raise CorrectionError(
                    f"{where}: {len(cells)} cells under {len(names)} columns; put quotes around "
                    "text that holds a comma"
                )
            given = zip(names, cells, strict=False)
            filled = {name: cell.strip() for name, cell in given if cell.strip()}
            yield _correction(filled, reader.line_num, where)


def _check_header(names: Sequence[str], path: Path) -> None:
    unknown = [name for name in names if name not in COLUMNS]
    if "action" not in names or unknown:
        fault = f"unknown column {unknown[0]!r}" if unknown else "no column 'action'"
        raise CorrectionError(f"{path}:1: {fault}; known are {', '.join(COLUMNS)}")
    if len(set(names)) < len(names):
        raise CorrectionError(f"{path}:1: a column stands twice")


def _correction(cells: dict[str, str], line: int, where: str) -> Correction:
    try:
        action = Action(cells.get("action", ""))
    except ValueError as error:
        raise CorrectionError(
            f"{where}: action {cells.get('action', '')!r}; known are {', '.join(Action)}"
        ) from error
    rule = _RULES[action]
    for group in rule.needs:
        if not any(name in cells for name in group):
            raise CorrectionError(f"{where}: {action} needs {' or '.join(group)}")
    if unused := sorted(cells.keys() - rule.known):
        raise CorrectionError(f"{where}: {action} has no use for {unused[0]}")
    _check_cells(cells, where)
    return Correction(line=line, action=action, cells=cells)


def _check_cells(cells: Mapping[str, str], where: str) -> None:
    if "status" in cells and cells["status"] not in list(Status):
        raise CorrectionError(f"{where}: status {cells['status']!r}; known are {', '.join(Status)}")
    if "event_type" in cells and cells["event_type"] not in quad_classes():
        raise CorrectionError(
            f"{where}: event_type {cells['event_type']!r}; known are {', '.join(quad_classes())}"
        )
    if cells.get("report_id") is not None and cells.get("report_id") == cells.get(
        "other_report_id"
    ):
        raise CorrectionError(f"{where}: both ids are of one report")
    days = [_day(cells[name], name, where) for name in ("date_start", "date_end") if name in cells]
    known = [day for day in days if day is not None]
    if sorted(known) != known:
        raise CorrectionError(f"{where}: date_end is before date_start")


def _day(text: str, name: str, where: str) -> dt.date | None:
    try:
        return None if text == NONE else dt.date.fromisoformat(text)
    except ValueError as error:
        raise CorrectionError(
            f"{where}: {name} is {text!r}, expected a day as YYYY-MM-DD, or {NONE}"
        ) from error
