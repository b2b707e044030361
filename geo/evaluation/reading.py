"""Gold and predictions as they are read: what cannot be compared is named by file and line."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from geo.errors import DocumentError
from geo.evaluation.counts import Doc, Docs
from geo.evaluation.forms import event_faults, toponym_faults, with_numbers
from geo.model import Rejected

__all__ = ["Gold", "Side", "check_docs", "check_spans", "read_gold", "read_lines"]

Side = Literal["gold", "predictions"]
"""Which of the two a record is of; they need not hold the same."""

# A record names so many of its faults; who mends these sees the rest at the next run.
_MOST_FAULTS = 3

_LONGEST_ID = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """The gold of one file: documents by id, and records that cannot be scored, with reasons."""

    docs: dict[Any, Doc]
    rejected: tuple[Rejected, ...] = field(default=())


def read_gold(path: str | Path) -> Gold:
    """Read gold; a record that cannot be scored is rejected, and the rest is read.

    Parameters
    ----------
    path
        JSON lines, UTF-8; each an object with an `id` that no other has.

    Raises
    ------
    DocumentError
        If the file cannot be read or holds no record, or a line is no JSON object with an id.
    """
    docs: dict[Any, Doc] = {}
    rejected = []
    lines: dict[Any, int] = {}
    for number, doc in _records(path):
        first = lines.setdefault(doc["id"], number)
        reason = _REPEATED if first != number else _reason(doc, side="gold")
        if reason:
            rejected.append(
                Rejected(
                    document_id=_shown(doc["id"]),
                    stage="evaluate",
                    reason=reason,
                    source=f"{path}:{number}",
                )
            )
        else:
            docs[doc["id"]] = with_numbers(doc)
    if not lines:
        raise DocumentError("holds no document; write one JSON object a line", source=str(path))
    return Gold(docs=docs, rejected=tuple(rejected))


def read_lines(path: str | Path, *, side: Side = "predictions") -> dict[Any, Doc]:
    """Read gold or predictions, all of which must be sound.

    Parameters
    ----------
    path
        JSON lines, UTF-8; each an object with an `id` that no other has.
    side
        What the file holds.

    Returns
    -------
    The objects by their ids.

    Raises
    ------
    DocumentError
        If the file cannot be read, or a line is not of that form; the message names the line.
    """
    records = ((f"{path}:{number}", doc) for number, doc in _records(path))
    return _checked(records, side=side)


def check_docs(docs: Iterable[Doc], *, side: Side) -> dict[Any, Doc]:
    """Return documents by their ids, their GeoNames ids as numbers.

    Raises
    ------
    DocumentError
        If one lacks an id, repeats that of another, or cannot be compared.
    """
    numbered = enumerate(docs, start=1)
    return _checked(((f"document {number}", doc) for number, doc in numbered), side=side)


def _checked(records: Iterable[tuple[str, Doc]], *, side: Side) -> dict[Any, Doc]:
    checked: dict[Any, Doc] = {}
    for source, doc in records:
        if not _has_id(doc):
            raise DocumentError(_NO_ID, source=source)
        reason = _REPEATED if doc["id"] in checked else _reason(doc, side=side)
        if reason:
            raise DocumentError(f"{side} of {_shown(doc['id'])}: {reason}", source=source)
        checked[doc["id"]] = with_numbers(doc)
    return checked


def check_spans(predictions: Docs, gold: Docs, *, source: str) -> None:
    """Refuse predictions of other texts than those of gold.

    Parameters
    ----------
    predictions, gold
        Documents by their ids; gold need not hold the texts.
    source
        Where the predictions come from.

    Raises
    ------
    DocumentError
        If a span lies outside the text, or is not that of its `surface`.
    """
    for key, doc in gold.items():
        told = {**predictions.get(key, {}), "text": doc.get("text")}
        faults = toponym_faults(told, is_gold=False)
        for fault in faults:
            raise DocumentError(
                f"predictions of {_shown(key)}: {fault} (the text is that of gold)", source=source
            )


def _shown(given_id: object) -> str:
    """Return an id as one line that can be printed."""
    return repr(given_id)[:_LONGEST_ID]


_REPEATED = "repeats an id; give each document its own"
_NO_ID = "is no object with an 'id'; give each document its id, text or a number"


def _has_id(doc: object) -> bool:
    given = doc.get("id") if isinstance(doc, Mapping) else None
    if isinstance(given, str):
        return bool(given.strip())
    return isinstance(given, int | float) and not isinstance(given, bool)


def _reason(doc: Doc, *, side: Side) -> str:
    """Return in one line why a record cannot be compared; nothing where it can."""
    faults = (*islice(_faults(doc, side=side), _MOST_FAULTS),)
    return "; ".join(faults)


def _faults(doc: Doc, *, side: Side) -> Iterator[str]:
    yield from toponym_faults(doc, is_gold=side == "gold")
    yield from event_faults(doc, is_gold=side == "gold")


def _records(path: str | Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the number of each line that is not blank, and its object."""
    try:
        with Path(path).open("rb") as file:
            for number, line in enumerate(file, start=1):
                if line.strip(_BLANK):
                    yield number, _read_line(line, source=f"{path}:{number}")
    except OSError as error:
        raise DocumentError(
            f"cannot be read ({error.strerror}); check the path", source=str(path)
        ) from error


# White space, and the mark that some editors put before the first line.
_BLANK = b" \t\r\n\x0b\x0c\xef\xbb\xbf"

_WHITE = re.compile(r"\s+")


def _read_number(text: str) -> float:
    """Return a number; "NaN" and what is beyond all bounds are none."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text[:20]} is no finite number")
    return number


def _read_line(line: bytes, *, source: str) -> dict[str, Any]:
    try:
        doc = json.loads(
            line.decode("utf-8-sig"), parse_float=_read_number, parse_constant=_read_number
        )
    except (ValueError, RecursionError) as error:
        reason = _WHITE.sub(" ", str(error))[:200]
        raise DocumentError(f"is no JSON ({reason}); write one object a line", source=source) from (
            error
        )
    if not _has_id(doc):
        raise DocumentError(_NO_ID, source=source)
    record: dict[str, Any] = doc
    return record
