"""Data of a page as elements: plain JSON if there is little, else packed in the order of need.

A page of 100,000 events is on the screen long before all of its text is read. What is drawn and
filtered by comes first: whole numbers as the bytes of typed arrays, deflated, and the rest as
deflated JSON. What is read on demand, such as sentences and the titles of documents, follows
after the page's script, cut into blocks of rows that are inflated one at a time; see `reading.js`.
"""

from __future__ import annotations

import base64
import os
import zlib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from geo.escape import json_bytes, script_safe
from geo.maps.columns import NONE

__all__ = ["Packed", "pack"]

# A page of more data carries it deflated: a tenth of the size, at the price that no text editor
# can search it.
MOST_PLAIN_BYTES = 4_000_000

# The level of a page of 100,000 events costs less than half the time, for a tenth more size.
_DEFLATE_LEVEL = 4
_MUCH_BYTES, _LEVEL_OF_MUCH = 20_000_000, 2

# What is read on demand, by table, and how many rows stand in a block.
LATE: Mapping[str, tuple[int, tuple[str, ...]]] = {
    "events": (4096, ("ids", "place_ids", "named")),
    "reports": (4096, ("sentence", "id")),
    "documents": (4096, ("title", "publisher", "published", "link")),
    "mentions": (256, ("rows",)),
    "control": (4096, ("claims",)),
    "movements": (4096, ("rows",)),
}

# Columns of numbers, wherever they stand in these tables.
_NUMBERED = ("events", "links", "reports", "divisions")
_NUMBERS = frozenset(
    {
        "of", "start", "place", "precision", "inferred", "background", "reports", "independent",
        "spot", "shape", "actor", "document", "from", "to", "first", "last", "score",
    }
)  # fmt: skip
_REALS = frozenset({"score"})
_DAYS = frozenset({"first", "last"})

# What stands for null in the page: `columns.js` knows the same.
_NO_DAY = -(2**31)

_TYPES = (("Int8", np.int8), ("Int16", np.int16), ("Int32", np.int32))
_ALIGNED_BYTES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """Elements of a page: those that its script needs, and those that may follow it."""

    first: str
    late: str = ""


@dataclass(slots=True)
class _Numbers:
    """The bytes of columns one after the other, and what each is: path, type, how many."""

    found: list[tuple[list[str], str, int]] = field(default_factory=list)
    parts: list[bytes] = field(default_factory=list)

    def add(self, path: list[str], column: Sequence[float | None]) -> None:
        kind, cells = _typed(path[-1], column)
        data = cells.tobytes()
        self.found.append((path, kind, len(cells)))
        self.parts.append(data + bytes(-len(data) % _ALIGNED_BYTES))


def pack(name: str, value: Mapping[str, Any]) -> Packed:
    """Return data as elements of a page.

    Parameters
    ----------
    name
        Id of the first element; those of the others begin with it.
    value
        What `read_content` or `draw_ground` made.
    """
    head, late = _split(value)
    blocks = [(f"{name}-{key}", json_bytes(block)) for key, block in _blocks(late)]
    size = sum(len(block) for _, block in blocks)
    plain = json_bytes(value) if size <= MOST_PLAIN_BYTES else b""
    if plain and len(plain) <= MOST_PLAIN_BYTES:
        element = f'<script type="application/json" id="{name}">{script_safe(plain)}</script>'
        return Packed(first=element)
    numbers = _Numbers()
    numbered = _NUMBERED if late else ()
    tables = {key: len(next(iter(columns.values()))) for key, columns in late.items()}
    told = {
        "data": {
            key: _without_numbers(own, [key], numbers) if key in numbered else own
            for key, own in head.items()
        },
        "columns": numbers.found,
        "late": {key: [length, *LATE[key]] for key, length in tables.items()},
    }
    first = [(name, json_bytes(told)), (f"{name}-columns", b"".join(numbers.parts))]
    size += sum(len(data) for _, data in first)
    level = _DEFLATE_LEVEL if size <= _MUCH_BYTES else _LEVEL_OF_MUCH
    return Packed(first=_elements(first, level), late=_elements(blocks, level))


def _split(value: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """Return what comes first, and the columns that are read on demand."""
    head = dict(value)
    late: dict[str, dict[str, Any]] = {}
    for key, (_, names) in LATE.items():
        if key in head:
            late[key] = {name: head[key][name] for name in names}
            head[key] = {name: own for name, own in head[key].items() if name not in names}
    return head, late


def _blocks(late: Mapping[str, Mapping[str, Sequence[Any]]]) -> Iterator[tuple[str, Any]]:
    for key, columns in late.items():
        step = LATE[key][0]
        length = len(next(iter(columns.values())))
        for number, start in enumerate(range(0, length, step)):
            yield f"{key}-{number}", [own[start : start + step] for own in columns.values()]


def _without_numbers(node: Mapping[str, Any], path: list[str], numbers: _Numbers) -> dict[str, Any]:
    """Return a table without its columns of numbers, which are added to those found."""
    left: dict[str, Any] = {}
    for key, value in node.items():
        if isinstance(value, Mapping):
            left[key] = _without_numbers(value, [*path, key], numbers)
        elif key in _NUMBERS:
            numbers.add([*path, key], value)
        else:
            left[key] = value
    return left


def _typed(name: str, column: Sequence[float | None]) -> tuple[str, np.ndarray[Any, Any]]:
    """Return a column in the narrowest type that holds it, null as what stands for it."""
    cells = np.array(column, dtype=np.float64)
    if name in _REALS:
        return "Float64", cells
    cells[np.isnan(cells)] = _NO_DAY if name in _DAYS else NONE
    low, high = (int(cells.min()), int(cells.max())) if len(cells) else (0, 0)
    kind, dtype = next(
        (kind, dtype)
        for kind, dtype in _TYPES
        if np.iinfo(dtype).min <= low and high <= np.iinfo(dtype).max
    )
    return kind, cells.astype(np.dtype(dtype).newbyteorder("<"))


def _elements(parts: Sequence[tuple[str, bytes]], level: int) -> str:
    def element(part: tuple[str, bytes]) -> str:
        name, data = part
        packed = base64.b64encode(zlib.compress(data, level)).decode("ascii")
        return f'<script type="application/zlib" id="{name}">{packed}</script>'

    # To deflate leaves the interpreter free: blocks are deflated side by side, and stand in order.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return "\n".join(pool.map(element, parts))
