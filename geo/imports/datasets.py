"""Which dataset a table of coded events is of, and who reads it."""

from __future__ import annotations

import glob
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from geo.errors import DocumentError, SettingsError
from geo.files import CREDITS_SUFFIX
from geo.imports import acled, gdelt, gkg, own, polecat, ucdp
from geo.imports.atlases import is_atlas
from geo.imports.cells import Rows
from geo.imports.coding import Coded
from geo.imports.columns import ColumnMap, guess_columns
from geo.imports.sources import Head, read_head
from geo.imports.vectors import is_vector

__all__ = [
    "GRAPH",
    "IMPORTERS",
    "KINDS",
    "OWN",
    "CodedTable",
    "Importer",
    "find_tables",
    "importers",
    "open_table",
]

_SIDECAR = "documents.toml"
# A table with it holds documents, whatever its other columns are.
_TEXT_COLUMN = "text"
_REMEDY = "give an export as it was downloaded, or say --as table"
_REMEDY_OWN = "name its columns with --columns FILE.toml or --column NAME=COLUMN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer:
    """How the tables of a dataset are told and read.

    A table is the dataset's where it has all columns of one of the `signatures`; `absent` is what
    it writes in cells without a value. `is_plain` takes any whose columns have plain names.
    A graph of documents without events has no `read`.
    """

    signatures: tuple[frozenset[str], ...]
    read: Callable[[Rows], Coded] | None
    absent: tuple[str, ...] = ()
    is_plain: bool = False
    columns_without_header: Callable[[Head], Sequence[str] | None] = lambda _: None

    def columns(self, head: Head) -> tuple[Sequence[str], bool] | None:
        """Return the columns of a table that begins so, and whether the first row is a header.

        `None` where the table is of another dataset.
        """
        if any(signature.issubset(head.cells) for signature in self.signatures):
            return head.cells, True
        if self.is_plain and guess_columns(head.cells) is not None:
            return head.cells, True
        bare = self.columns_without_header(head)
        return None if bare is None else (bare, False)

    def nearly(self, head: Head) -> bool:
        """Return whether a table lacks one column of the dataset's: it is to be named."""
        return any(len(signature.difference(head.cells)) == 1 for signature in self.signatures)


IMPORTERS: Mapping[str, Importer] = {
    "acled": Importer(signatures=acled.SIGNATURES, read=acled.read_acled),
    "gdelt": Importer(
        signatures=(gdelt.SIGNATURE,),
        read=gdelt.read_gdelt,
        columns_without_header=gdelt.bare_columns,
    ),
    "gkg": Importer(
        signatures=(gkg.SIGNATURE,), read=None, columns_without_header=gkg.bare_columns
    ),
    "polecat": Importer(
        signatures=(polecat.SIGNATURE,), read=polecat.read_polecat, absent=polecat.ABSENT
    ),
    "ucdp": Importer(signatures=(ucdp.SIGNATURE,), read=ucdp.read_ucdp),
}
"""Who reads the tables of each dataset."""

GRAPH = "gkg"
"""The kind of tables that hold documents with the places they name, and no events."""

OWN = "table"
"""The kind of a user's own table, and of a layer of GIS."""


def importers(columns: ColumnMap | None = None) -> Mapping[str, Importer]:
    """Return who reads the tables of each dataset, and a user's own by a map of its columns."""
    return {
        **IMPORTERS,
        OWN: Importer(
            signatures=() if columns is None else (columns.signature,),
            read=lambda rows: own.read_own(rows, columns),
            absent=() if columns is None else columns.absent,
            is_plain=columns is None,
        ),
    }


KINDS = ("documents", *sorted((*IMPORTERS, OWN)))
"""What a table may be said to be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedTable:
    """A file of coded events: its dataset, and how its rows are told apart."""

    path: Path
    kind: str
    head: Head
    columns: tuple[str, ...]
    has_header: bool


def find_tables(
    inputs: Iterable[str | Path],
    *,
    kind: str | None = None,
    columns: ColumnMap | None = None,
) -> tuple[tuple[Path, str], ...]:
    """Return those inputs that are tables of coded events, each with its dataset.

    Parameters
    ----------
    inputs
        Paths, glob patterns, and folders.
    kind
        One of `KINDS`, over what the columns say; an atlas is one all the same.
    columns
        What the columns of a user's own tables hold: tables that have them, and those of no known
        dataset, are such.

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
    paths = list(_paths(inputs))
    if kind is not None:
        # What geo wrote is no table to be read otherwise; another input may be one.
        is_ours = all(is_atlas(path, if_damaged=False) for path in paths)
        return () if is_ours else tuple((path, kind) for path in paths)
    told = [(path, _kind_of(path, columns)) for path in paths]
    found = [(path, dataset) for path, dataset in told if dataset is not None]
    _check_graphs(found)
    if found and len(found) < len(told):
        other = next(path for path, dataset in told if dataset is None)
        raise SettingsError(
            f"{found[0][0]} is a table of {found[0][1]} events, {other} is none; "
            "read them one after the other, or say --as"
        )
    return tuple(found)


def _check_graphs(found: Sequence[tuple[Path, str]]) -> None:
    """Refuse graphs of documents beside tables of events."""
    graphs = [path for path, dataset in found if dataset == GRAPH]
    if graphs and len(graphs) < len(found):
        path, dataset = next(pair for pair in found if pair[1] != GRAPH)
        raise SettingsError(
            f"{graphs[0]} holds documents and places, {path} {dataset} events; "
            "read them one after the other"
        )


def _paths(inputs: Iterable[str | Path]) -> Iterator[Path]:
    for given in inputs:
        path = Path(given)
        if (path / _SIDECAR).is_file():
            # The folder says itself that it holds documents, and which.
            yield path
        elif path.is_dir():
            items = (item for item in sorted(path.iterdir()) if not item.name.startswith("."))
            told = (item for item in items if not item.name.endswith(CREDITS_SUFFIX))
            yield from (item for item in told if item.is_file())
        elif not path.exists() and glob.has_magic(str(given)):
            yield from map(Path, sorted(glob.glob(str(given), recursive=True)))  # noqa: PTH207
        else:
            yield path


def _kind_of(path: Path, columns: ColumnMap | None) -> str | None:
    if is_atlas(path):
        return None
    try:
        head = read_head(path)
    except DocumentError:
        # An archive is no document; whoever reads it as a table says what is wrong with it.
        if path.suffix.lower() == ".zip" and path.is_file():
            return OWN
        head = None
    if columns is not None and (head is None or columns.signature <= set(head.cells)):
        return OWN
    known = None if head is None else _dataset_of(head)
    return OWN if known is None and (columns is not None or is_vector(path)) else known


def _dataset_of(head: Head) -> str | None:
    """Return the dataset whose table begins so, or that of which but one column is missing."""
    known = next((name for name, one in IMPORTERS.items() if one.columns(head) is not None), None)
    if known is not None or _TEXT_COLUMN in head.cells:
        return known
    return next((name for name, one in IMPORTERS.items() if one.nearly(head)), None)


def open_table(
    path: Path, dataset: str, *, known_by: Mapping[str, Importer] = IMPORTERS
) -> CodedTable:
    """Return how to read a file as a table of a dataset, by its importer.

    Raises
    ------
    DocumentError
        If it cannot be read, or lacks the columns of the dataset.
    """
    head = read_head(path)
    known = known_by[dataset].columns(head) if head is not None else None
    if head is None or known is None:
        raise DocumentError(
            f"is no table of {_named(dataset)} ({_difference(head, known_by[dataset])}); "
            + (_REMEDY_OWN if dataset == OWN else _REMEDY),
            source=str(path),
        )
    names, has_header = known
    return CodedTable(
        path=path, kind=dataset, head=head, columns=_unique(names), has_header=has_header
    )


def _named(dataset: str) -> str:
    return "events with the columns named" if dataset == OWN else f"{dataset} events"


def _difference(head: Head | None, importer: Importer) -> str:
    """Say what a table lacks of the columns that those of a dataset have."""
    if head is None:
        return "it is empty, or no text"
    shown = ", ".join(head.cells[:8])[:200]
    if not importer.signatures:
        return f"none is plainly a date or a type of event; it has {shown}"
    lacking = min((signature - set(head.cells) for signature in importer.signatures), key=len)
    return f"it lacks {', '.join(sorted(lacking))}; it has {shown}"


def _unique(names: Sequence[str]) -> tuple[str, ...]:
    """Return names without repeats; the first of equal names keeps it."""
    seen: dict[str, int] = {}
    unique = []
    for name in (*names,):
        count = seen[name] = seen.get(name, 0) + 1
        unique.append(name if count == 1 and name != "row" else f"{name} {count}")
    return tuple(unique)
