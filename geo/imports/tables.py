"""Tables of coded events as atlases: which dataset a table is of, and who reads it."""

from __future__ import annotations

import glob
import hashlib
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from geo.atlas import Atlas
from geo.errors import DocumentError, SettingsError
from geo.gazetteer import Gazetteer
from geo.imports import acled, gdelt, ucdp
from geo.imports.assembly import assemble
from geo.imports.cells import Rows
from geo.imports.codes import TEXT, credit
from geo.imports.coding import COLUMNS, Coded
from geo.imports.sources import Head, Piece, read_head, read_pieces, scan
from geo.model import Provenance, Rejected
from geo.version import __version__

__all__ = ["IMPORTERS", "KINDS", "Importer", "find_tables", "read_events"]

_LOG = logging.getLogger(__name__)
_STAGE = "import"
_SIDECAR = "documents.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer:
    """How the tables of a dataset are told and read.

    A table is the dataset's where it has all columns of one of the `signatures`.
    """

    signatures: tuple[frozenset[str], ...]
    read: Callable[[Rows], Coded]
    columns_without_header: Callable[[Head], Sequence[str] | None] = lambda _: None

    def columns(self, head: Head) -> tuple[Sequence[str], bool] | None:
        """Return the columns of a table that begins so, and whether the first row is a header.

        `None` where the table is of another dataset.
        """
        if any(signature.issubset(head.cells) for signature in self.signatures):
            return head.cells, True
        bare = self.columns_without_header(head)
        return None if bare is None else (bare, False)


IMPORTERS: Mapping[str, Importer] = {
    "acled": Importer(signatures=acled.SIGNATURES, read=acled.read_acled),
    "gdelt": Importer(
        signatures=(gdelt.SIGNATURE,),
        read=gdelt.read_gdelt,
        columns_without_header=gdelt.bare_columns,
    ),
    "ucdp": Importer(signatures=(ucdp.SIGNATURE,), read=ucdp.read_ucdp),
}
"""Who reads the tables of each dataset."""

KINDS = (*sorted(IMPORTERS), "documents")
"""What a table may be said to be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    path: Path
    kind: str
    head: Head
    columns: tuple[str, ...]
    has_header: bool


def find_tables(
    inputs: Iterable[str | Path], *, kind: str | None = None
) -> tuple[tuple[Path, str], ...]:
    """Return those inputs that are tables of coded events, each with its dataset.

    Parameters
    ----------
    inputs
        Paths, glob patterns, and folders.
    kind
        One of `KINDS`, over what the columns say.

    Returns
    -------
    Pairs of path and dataset, in the order of the inputs; empty where all are documents.

    Raises
    ------
    SettingsError
        If some are tables of events and others are not.
    """
    if kind == "documents":
        return ()
    if kind is not None:
        return tuple((path, kind) for path in _paths(inputs))
    told = [(path, _kind_of(path)) for path in _paths(inputs)]
    found = [(path, dataset) for path, dataset in told if dataset is not None]
    if found and len(found) < len(told):
        other = next(path for path, dataset in told if dataset is None)
        raise SettingsError(
            f"{found[0][0]} is a table of {found[0][1]} events, {other} is none; "
            "read them one after the other, or say --as"
        )
    return tuple(found)


def _paths(inputs: Iterable[str | Path]) -> Iterator[Path]:
    for given in inputs:
        path = Path(given)
        if (path / _SIDECAR).is_file():
            # The folder says itself that it holds documents, and which.
            yield path
        elif path.is_dir():
            items = (item for item in sorted(path.iterdir()) if not item.name.startswith("."))
            yield from (item for item in items if item.is_file())
        elif not path.exists() and glob.has_magic(str(given)):
            yield from map(Path, sorted(glob.glob(str(given), recursive=True)))  # noqa: PTH207
        else:
            yield path


def _kind_of(path: Path) -> str | None:
    try:
        head = read_head(path)
    except DocumentError:
        return None
    if head is None:
        return None
    return next((name for name, one in IMPORTERS.items() if one.columns(head) is not None), None)


def read_events(
    inputs: str | Path | Iterable[str | Path],
    *,
    kind: str | None = None,
    gazetteer: Gazetteer | None = None,
) -> Atlas:
    """Read tables of events that others coded: ACLED, GDELT and UCDP GED.

    Parameters
    ----------
    inputs
        One or many paths or patterns: CSV, a zip archive of one table, or Parquet.
    kind
        `acled`, `gdelt` or `ucdp`; by default the columns tell.
    gazetteer
        Gives countries and areas; by default the shipped one.

    Returns
    -------
    An atlas with an event, a report and its actors for each row that can be used; each other row
    is in `rejected`, with its number and what to do. An event that its dataset knows only to a
    first-order division or a country has the area, never a point.

    Raises
    ------
    SettingsError
        If a kind is not known, or an input is no table of events.
    """
    if kind is not None and kind not in IMPORTERS:
        raise SettingsError(f"kind is {kind!r}, expected one of {', '.join(sorted(IMPORTERS))}")
    given = [inputs] if isinstance(inputs, str | Path) else list(inputs)
    tables = find_tables(given, kind=kind)
    if not tables:
        raise SettingsError(
            f"{given[0] if given else 'nothing'}: no table of events whose columns are known; "
            f"known are {', '.join(sorted(IMPORTERS))}"
        )
    gazetteer = gazetteer if gazetteer is not None else Gazetteer.open()
    rejected: list[Rejected] = []
    checksums: dict[str, list[str]] = {}
    return assemble(
        _read_all(tables, rejected, checksums),
        gazetteer=gazetteer,
        rejected=rejected,
        provenance=_provenance(checksums, gazetteer),
    )


def _read_all(
    tables: Iterable[tuple[Path, str]],
    rejected: list[Rejected],
    checksums: dict[str, list[str]],
) -> pd.DataFrame:
    """Return the coded events of all tables; note what was not used, and checksums by dataset."""
    frames: list[pd.DataFrame] = []
    for path, dataset in tables:
        try:
            frames += _read(path, dataset, rejected, checksums)
        except DocumentError as error:
            reason = str(error).removeprefix(f"{path}: ")
            rejected.append(Rejected(document_id=path.name, stage=_STAGE, reason=reason))
    return _without_repeats(frames, rejected)


def _read(
    path: Path, dataset: str, rejected: list[Rejected], checksums: dict[str, list[str]]
) -> Iterator[pd.DataFrame]:
    table = _open(path, dataset)
    scanned = scan(path)
    checksums.setdefault(dataset, []).append(scanned.sha256)
    left_out: Counter[str] = Counter()
    for piece in read_pieces(
        path, table.head, scanned, columns=table.columns, has_header=table.has_header
    ):
        frame, faults, omitted = _code(piece, dataset, is_damaged=scanned.is_damaged)
        rejected += [_refusal(path, row, reason) for row, reason in sorted(faults.items())]
        left_out.update(omitted)
        yield frame.assign(file=pd.Series(path.name, index=frame.index, dtype=TEXT))
    rejected += [
        Rejected(
            document_id=path.name, stage=_STAGE, reason=f"{count:,} rows are left out: {reason}"
        )
        for reason, count in sorted(left_out.items())
    ]


def _code(
    piece: Piece, dataset: str, *, is_damaged: bool
) -> tuple[pd.DataFrame, dict[int, str], dict[str, int]]:
    rows = Rows(piece.table, is_damaged=is_damaged)
    coded = IMPORTERS[dataset].read(rows)
    frame = coded.frame(rows)
    event_id = (dataset + ":" + frame["identity"]).astype(TEXT)
    return (
        frame.assign(dataset=pd.Series(dataset, index=frame.index, dtype=TEXT), event_id=event_id),
        {**rows.faults, **piece.faults},
        rows.left_out,
    )


def _refusal(path: Path, row: int, reason: str) -> Rejected:
    return Rejected(document_id=f"{path.name}:{row}", stage=_STAGE, reason=f"row {row} {reason}")


def _open(path: Path, dataset: str) -> _Table:
    head = read_head(path)
    known = IMPORTERS[dataset].columns(head) if head is not None else None
    if head is None or known is None:
        raise DocumentError(
            f"is no table of {dataset} events ({_difference(head, dataset)}); give an export as "
            "it was downloaded",
            source=str(path),
        )
    names, has_header = known
    return _Table(path=path, kind=dataset, head=head, columns=_unique(names), has_header=has_header)


def _difference(head: Head | None, dataset: str) -> str:
    """Say what a table lacks of the columns that those of a dataset have."""
    if head is None:
        return "it is empty, or no text"
    lacking = min(
        (signature - set(head.cells) for signature in IMPORTERS[dataset].signatures), key=len
    )
    shown = ", ".join(head.cells[:8])[:200]
    return f"it lacks {', '.join(sorted(lacking))}; it has {shown}"


def _unique(names: Sequence[str]) -> tuple[str, ...]:
    """Return names without repeats; the first of equal names keeps it."""
    seen: dict[str, int] = {}
    unique = []
    for name in (*names,):
        count = seen[name] = seen.get(name, 0) + 1
        unique.append(name if count == 1 and name != "row" else f"{name} {count}")
    return tuple(unique)


def _without_repeats(frames: Sequence[pd.DataFrame], rejected: list[Rejected]) -> pd.DataFrame:
    """Join the pieces; of rows with one id the first is kept, the others are rejected."""
    columns = [*COLUMNS, "row", "file", "dataset", "event_id"]
    filled = [frame for frame in frames if len(frame)]
    if not filled:
        empty = {name: pd.Series(dtype=COLUMNS.get(name, TEXT)) for name in columns}
        return pd.DataFrame(empty)
    whole = pd.concat(filled, ignore_index=True)
    repeats = whole["event_id"].duplicated()
    for item in whole[repeats].itertuples():
        reason = f"repeats the id {item.identity!r}; leave out one of the two"
        rejected.append(
            Rejected(
                document_id=f"{item.file}:{item.row}",
                stage=_STAGE,
                reason=f"row {item.row} {reason}",
            )
        )
    return whole[~repeats] if repeats.any() else whole


def _gazetteer_credit(gazetteer: Gazetteer) -> str:
    known = gazetteer.datasets
    return "; ".join(f"{known[name]['title']} ({known[name]['licence']})" for name in sorted(known))


def _provenance(
    checksums: Mapping[str, Sequence[str]], gazetteer: Gazetteer
) -> tuple[Provenance, ...]:
    """Say which datasets the events are of, with whom to credit and the content's checksum."""
    datasets = tuple(
        Provenance(
            component=dataset,
            version="sha256:" + hashlib.sha256("".join(sums).encode()).hexdigest()[:12],
            detail=credit(dataset),
        )
        for dataset, sums in sorted(checksums.items())
    )
    return (
        *datasets,
        Provenance(
            component="gazetteer", version=gazetteer.version, detail=_gazetteer_credit(gazetteer)
        ),
        Provenance(component="geo", version=__version__),
    )
