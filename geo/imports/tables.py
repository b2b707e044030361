"""Tables of coded events as atlases: whole, or a piece at a time."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from geo.atlas import Atlas
from geo.errors import DocumentError, SettingsError
from geo.gazetteer import Gazetteer
from geo.imports.assembly import assemble
from geo.imports.cells import Rows
from geo.imports.codes import TEXT, credit
from geo.imports.coding import COLUMNS, nulls
from geo.imports.columns import ColumnMap
from geo.imports.datasets import (
    GRAPH,
    OWN,
    CodedTable,
    Importer,
    find_tables,
    importers,
    open_table,
)
from geo.imports.geography import Ground
from geo.imports.gkg import read_gkg
from geo.imports.graphs import graph_atlas, join_graphs
from geo.imports.lookups import Lookups
from geo.imports.sources import Piece, read_pieces, scan
from geo.model import Provenance, Rejected
from geo.schema import TABLES
from geo.selection import Selection
from geo.version import __version__

__all__ = ["read_events", "stream_events"]

_STAGE = "import"


def read_events(
    inputs: str | Path | Iterable[str | Path],
    *,
    kind: str | None = None,
    columns: ColumnMap | None = None,
    gazetteer: Gazetteer | None = None,
    selection: Selection | None = None,
) -> Atlas:
    """Read tables of events that others coded: ACLED, GDELT, POLECAT, UCDP GED, a user's own.

    Parameters
    ----------
    inputs
        One or many paths or patterns: CSV, a zip archive of one table, Parquet, or a layer of GIS
        (GeoJSON, GeoPackage, FlatGeobuf, shapefile, KML).
    kind
        `acled`, `gdelt`, `polecat`, `table` or `ucdp`; by default the columns tell.
    columns
        What the columns of a table of the user's own hold; it is then of the kind `table`.
    gazetteer
        Gives countries and areas; by default the shipped one.
    selection
        Which events to keep; by default all.

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
    reading = _Reading(inputs, kind=kind, columns=columns, gazetteer=gazetteer, selection=selection)
    if reading.is_graph:
        return join_graphs(list(reading.graphs()))
    # The columns are held by no name here: each is let go once its tables are made.
    return assemble(
        _without_repeats(list(reading.pieces()), reading.rejected),
        ground=reading.ground,
        rejected=reading.rejected,
        provenance=reading.provenance(),
    )


def stream_events(
    inputs: str | Path | Iterable[str | Path],
    *,
    kind: str | None = None,
    columns: ColumnMap | None = None,
    gazetteer: Gazetteer | None = None,
    selection: Selection | None = None,
    tables: Collection[str] = TABLES,
) -> Iterator[Atlas]:
    """Read tables of events a piece at a time, whatever their size.

    Parameters are those of `read_events`, and `tables`: which of the tables of events are made;
    the others stay empty, which saves half of the time where one is wanted.

    Yields
    ------
    An atlas for each piece of some ten thousand rows, in their order; its `rejected` are those
    of the piece. No event is in two of them; documents and actors may be. The last has the
    provenance, and what was left out of whole files.

    Raises
    ------
    SettingsError
        If a kind is not known, or an input is no table of events.
    """
    reading = _Reading(inputs, kind=kind, columns=columns, gazetteer=gazetteer, selection=selection)
    if reading.is_graph:
        yield from reading.graphs()
        return
    seen = _Seen()
    for piece in reading.pieces():
        fresh = seen.drop(piece, reading.rejected)
        yield assemble(
            _without_repeats([fresh], reading.rejected),
            ground=reading.ground,
            rejected=reading.take_rejected(),
            provenance=(),
            tables=tables,
        )
    yield assemble(
        _without_repeats([], []),
        ground=reading.ground,
        rejected=reading.take_rejected(),
        provenance=reading.provenance(),
    )


class _Seen:
    """The ids of the events of former pieces, eight bytes each."""

    def __init__(self) -> None:
        self._hashes: list[np.ndarray] = []

    def drop(self, piece: pd.DataFrame, rejected: list[Rejected]) -> pd.DataFrame:
        """Return the rows of a piece whose ids are new; note the others."""
        hashes = pd.util.hash_array(piece["event_id"].to_numpy(dtype=object), categorize=False)
        repeats = np.zeros(len(piece), dtype=bool)
        for known in self._hashes:
            at = np.searchsorted(known, hashes)
            repeats |= known[np.minimum(at, len(known) - 1)] == hashes
        self._remember(np.sort(hashes))
        if not repeats.any():
            return piece
        rejected += _repeats([piece], pd.Series(list(repeats), dtype=bool))
        return piece[~repeats]

    def _remember(self, hashes: np.ndarray) -> None:
        """Keep sorted runs, each at least twice as long as the next, so that they are few."""
        while self._hashes and len(self._hashes[-1]) < 2 * len(hashes):
            hashes = np.sort(np.concatenate([self._hashes.pop(), hashes]), kind="stable")
        if len(hashes):
            self._hashes.append(hashes)


class _Reading:
    """One pass over tables: what was not used, and the checksums of what was read."""

    def __init__(
        self,
        inputs: str | Path | Iterable[str | Path],
        *,
        kind: str | None,
        columns: ColumnMap | None,
        gazetteer: Gazetteer | None,
        selection: Selection | None,
    ) -> None:
        self._importers = importers(columns)
        self._tables = _tables(inputs, kind, columns)
        self._gazetteer = gazetteer if gazetteer is not None else Gazetteer.open()
        self._selection = selection if selection is not None else Selection()
        self._checksums: dict[str, list[str]] = {}
        self._left_out: Counter[str] = Counter()
        self.rejected: list[Rejected] = []
        self.ground = Ground(self._gazetteer)
        self._lookups = Lookups(self._gazetteer)

    @property
    def is_graph(self) -> bool:
        """Whether the tables hold documents and places, and no events."""
        return all(dataset == GRAPH for _, dataset in self._tables)

    def graphs(self) -> Iterator[Atlas]:
        """Yield documents, places and figures, a piece at a time; the provenance is in the last."""
        seen = _Seen()
        for table, rows, piece in self._opened():
            mentions = read_gkg(rows, self.ground, self._selection)
            self._note(table.path, rows, piece)
            documents = mentions.documents
            named = pd.DataFrame(
                {
                    "event_id": documents["document_id"],
                    "identity": documents["document_id"].str.removeprefix("gdelt:"),
                    "file": table.path.name,
                    "row": rows.numbers[documents.index],
                }
            ).reset_index(drop=True)
            repeats = named["event_id"].duplicated()
            self.rejected += _repeats([named], repeats)
            fresh = seen.drop(named[~repeats], self.rejected)
            yield graph_atlas(mentions, fresh["event_id"], rejected=self.take_rejected())
        yield graph_atlas(None, rejected=self.take_rejected(), provenance=self.provenance())

    def pieces(self) -> Iterator[pd.DataFrame]:
        """Yield the coded events of all tables, a piece at a time."""
        for table, rows, piece in self._opened():
            frame = _code(rows, table.kind, self._importers[table.kind])
            self._note(table.path, rows, piece)
            frame = self.ground.with_countries(frame)
            if table.kind == OWN:
                frame = self._lookups.with_places(frame)
            if self._selection:
                frame = frame[self._selection.mask(frame)]
            yield frame.assign(file=pd.Series(table.path.name, index=frame.index, dtype=TEXT))

    def _opened(self) -> Iterator[tuple[CodedTable, Rows, Piece]]:
        """Yield the rows of all tables, a piece at a time; note what cannot be read."""
        for path, dataset in self._tables:
            try:
                yield from self._rows_of(path, dataset)
            except DocumentError as error:
                reason = str(error).removeprefix(f"{path}: ")
                self._reject(path.name, reason)
            for reason, count in sorted(self._left_out.items()):
                self._reject(path.name, f"{count:,} rows are left out: {reason}")
            self._left_out.clear()
            pa.default_memory_pool().release_unused()

    def _rows_of(self, path: Path, dataset: str) -> Iterator[tuple[CodedTable, Rows, Piece]]:
        table = open_table(path, dataset, known_by=self._importers)
        scanned = scan(path)
        self._checksums.setdefault(dataset, []).append(scanned.sha256)
        importer = self._importers[dataset]
        for piece in read_pieces(
            path,
            table.head,
            scanned,
            columns=table.columns,
            has_header=table.has_header,
            wanted=_asked_by(importer, table.columns),
        ):
            rows = Rows(
                piece.table,
                is_damaged=scanned.is_damaged,
                absent=importer.absent,
                file=path.name,
                names=table.columns,
            )
            yield table, rows, piece

    def _note(self, path: Path, rows: Rows, piece: Piece) -> None:
        """Note the rows of a piece that were not used."""
        for row, reason in sorted({**rows.faults, **piece.faults}.items()):
            self._reject(f"{path.name}:{row}", f"row {row} {reason}")
        self._left_out.update(rows.left_out)

    def take_rejected(self) -> list[Rejected]:
        """Return what was not used since this was asked last."""
        taken, self.rejected = self.rejected, []
        return taken

    def _reject(self, document_id: str, reason: str) -> None:
        self.rejected.append(Rejected(document_id=document_id, stage=_STAGE, reason=reason))

    def provenance(self) -> tuple[Provenance, ...]:
        """Say which datasets the events are of, whom to credit and the content's checksum."""
        datasets = tuple(
            Provenance(
                component=dataset,
                version="sha256:" + hashlib.sha256("".join(sums).encode()).hexdigest()[:12],
                detail=credit(dataset),
            )
            for dataset, sums in sorted(self._checksums.items())
        )
        return (
            *datasets,
            Provenance(
                component="gazetteer",
                version=self._gazetteer.version,
                detail=self._gazetteer.credit,
            ),
            Provenance(component="geo", version=__version__),
            *self._selection.provenance(),
        )


def _tables(
    inputs: str | Path | Iterable[str | Path], kind: str | None, columns: ColumnMap | None
) -> tuple[tuple[Path, str], ...]:
    kinds = ", ".join(sorted(importers()))
    if kind is not None and kind not in importers():
        raise SettingsError(f"kind is {kind!r}, expected one of {kinds}")
    given = [inputs] if isinstance(inputs, str | Path) else list(inputs)
    tables = find_tables(given, kind=kind, columns=columns)
    if not tables:
        raise SettingsError(
            f"{given[0] if given else 'nothing'}: no table of events whose columns are known; "
            f"known are {kinds}"
        )
    return tables


def _asked_by(importer: Importer, columns: Sequence[str]) -> frozenset[str] | None:
    """Return the columns that an importer asks for, as it does of a table without rows."""
    if importer.read is None:
        return None
    bare = pd.DataFrame({name: pd.Series(dtype=TEXT) for name in columns})
    rows = Rows(bare.assign(row=pd.Series(dtype="int64")), names=columns)
    importer.read(rows)
    return frozenset(rows.asked)


def _code(rows: Rows, dataset: str, importer: Importer) -> pd.DataFrame:
    if importer.read is None:
        raise SettingsError(f"{rows.file}: holds {dataset} documents, no events; read it alone")
    frame = importer.read(rows).frame(rows)
    event_id = (dataset + ":" + frame["identity"]).astype(TEXT)
    return frame.assign(
        dataset=pd.Series(dataset, index=frame.index, dtype=TEXT), event_id=event_id
    )


def _without_repeats(frames: list[pd.DataFrame], rejected: list[Rejected]) -> pd.DataFrame:
    """Join the pieces in the order of the ids; of rows with one id the first is kept.

    The pieces are used up, column by column: no more than one column stands twice.
    """
    kept = [*COLUMNS, "dataset", "event_id"]
    filled = [frame for frame in frames if len(frame)]
    if not filled:
        empty = {name: pd.Series(dtype=COLUMNS.get(name, TEXT)) for name in kept}
        return pd.DataFrame(empty)
    ids = pd.concat([frame["event_id"] for frame in filled], ignore_index=True)
    repeats = ids.duplicated()
    if repeats.any():
        rejected += _repeats(filled, repeats)
    kept_ids = ids[~repeats]
    is_ordered = len(kept_ids) == len(ids) and ids.is_monotonic_increasing
    order = None if is_ordered else kept_ids.sort_values(kind="stable").index.to_numpy()
    # Columns that a dataset does not have are one and the same.
    bare = {kind: nulls(kind, len(kept_ids)) for kind in dict.fromkeys(COLUMNS.values())}
    parts = [dict(frame.items()) for frame in filled]
    frames.clear()
    filled.clear()
    taken = {name: _taken(name, [part.pop(name) for part in parts], order, bare) for name in kept}
    # What reading took is given back before the tables are made.
    pa.default_memory_pool().release_unused()
    return pd.DataFrame(taken)


def _taken(
    name: str, parts: Sequence[pd.Series], order: np.ndarray | None, bare: Mapping[Any, Any]
) -> Any:
    if name in COLUMNS and all(part.isna().all() for part in parts):
        return bare[COLUMNS[name]]
    whole = parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True)
    return whole.array if order is None else whole.array.take(order)


def _repeats(frames: Sequence[pd.DataFrame], repeats: pd.Series[bool]) -> Iterator[Rejected]:
    """Name the rows whose id another row had before."""
    told = [frame[["file", "row", "identity"]] for frame in frames]
    for item in pd.concat(told, ignore_index=True)[repeats].itertuples():
        reason = f"repeats the id {item.identity!r}; leave out one of the two"
        yield Rejected(
            document_id=f"{item.file}:{item.row}",
            stage=_STAGE,
            reason=f"row {item.row} {reason}",
        )
