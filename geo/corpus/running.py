"""A corpus parsed part by part into a folder, where a run that was stopped goes on."""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from geo.atlas import Verdicts
from geo.corpus.cutting import cut_documents, hash_file, is_cut, read_cut
from geo.corpus.gathering import Collection
from geo.corpus.merging import merge_parts, merged_files
from geo.corpus.parts import Account, process_part, read_account
from geo.corpus.tables import MERGED, find_reports
from geo.corpus.timing import TIMINGS, Timing, Timings, timed
from geo.corpus.workers import Spread, spreading
from geo.corrections import Corrections, Outcome, conclude
from geo.errors import OutputError
from geo.files import replacing, replacing_folder
from geo.model import Document, Rejected
from geo.pipeline import Components
from geo.settings import Settings

if TYPE_CHECKING:
    from distributed import Client

__all__ = ["MANIFEST", "PARTS", "OnPart", "Run", "open_run", "run"]

MANIFEST = "manifest.jsonl"
"""Name of the file that holds the account of each part."""

PARTS = "parts"
"""Name of the folder of the parts, each in a folder of its own."""

_DOCUMENTS, _SCRATCH, _LOCK, _KEY = "documents", "scratch", ".lock", "made_of.txt"
_KNOWN = frozenset({_DOCUMENTS, PARTS, _SCRATCH, _LOCK, MERGED, MANIFEST, TIMINGS})

OnPart = Callable[[Account, Timing], None]

_LOG = logging.getLogger(__name__)

_NO_CORRECTIONS = Corrections()
_HERE = Spread()


def run(
    documents: Iterable[Document | Rejected],
    folder: Path,
    *,
    settings: Settings | None = None,
    corrections: Corrections = _NO_CORRECTIONS,
    workers: int = 1,
    client: Client | None = None,
    on_part: OnPart = lambda *_: None,
) -> Collection:
    """Parse documents part by part, and merge their reports into events.

    Memory does not grow with the corpus. What is done is kept in the folder: a run that was
    stopped, however that was, goes on where it stopped when it is given the same documents, and
    ends with the same bytes.

    Parameters
    ----------
    documents
        Documents, and what reading rejected; read as they are needed.
    folder
        Made if it does not exist; empty, or of an earlier run.
    settings
        Choices of the run.
    corrections
        An analyst's corrections, replayed.
    workers
        Number of processes; 1 parses in this one.
    client
        Of a Dask cluster that does the work instead, whose workers see the folder under its name;
        they are given the names of files, never documents.
    on_part
        Told of each part once it is done, in their order, and how long it took.

    Returns
    -------
    The tables of all parts, on disk.

    Raises
    ------
    SettingsError
        If `workers` is less than 1.
    OutputError
        If the folder cannot be written, holds other things, another run is writing there, or a
        process was killed.
    CorrectionError
        If a correction cannot be applied.
    """
    with (
        spreading(workers, client) as spread,
        open_run(folder, settings=settings, corrections=corrections, spread=spread) as opened,
    ):
        opened.add(documents, on_part=on_part)
        return opened.join()


@contextmanager
def open_run(
    folder: Path,
    *,
    settings: Settings | None = None,
    corrections: Corrections = _NO_CORRECTIONS,
    spread: Spread = _HERE,
) -> Iterator[Run]:
    """Give a run, to which documents may be added as they come; no other has its folder meanwhile.

    Parameters
    ----------
    folder, settings, corrections
        As `run` takes them.
    spread
        Where the work is done.

    Raises
    ------
    OutputError
        As `run` does.
    """
    with _owning(folder):
        yield Run(folder, settings or Settings(), corrections, spread)


class Run:
    """Documents that are parsed part by part into a folder, in the order in which they come."""

    def __init__(
        self, folder: Path, settings: Settings, corrections: Corrections, spread: Spread
    ) -> None:
        self._folder = folder
        self._settings = settings
        self._corrections = corrections
        self._spread = spread
        self._timings = Timings(folder)
        self._accounts: list[Account] = []
        self._seconds: list[float] = []

    def resume(self, *, on_part: OnPart = lambda *_: None) -> Iterator[Document | Rejected]:
        """Take what earlier runs were given; yield it.

        A damaged file of documents is removed, and named in the log: they are new if they come
        again.

        Yields
        ------
        The documents, and what reading rejected, in the order in which they came.
        """
        whole = []
        for path in sorted((self._folder / _DOCUMENTS).glob("*.parquet")):
            if self._is_damaged(path):
                _LOG.warning("%s: is damaged; what it held is lost unless it comes again", path)
                path.unlink()
                continue
            whole.append(path)
            yield from read_cut(path, settings=self._settings)
        self._process(whole, on_part)

    def _is_damaged(self, path: Path) -> bool:
        """Return whether documents cannot be read, or are not those that were parsed."""
        account = read_account(self._folder / PARTS / path.stem)
        return not is_cut(path) or (account is not None and account.input_sha256 != hash_file(path))

    def add(
        self, documents: Iterable[Document | Rejected], *, on_part: OnPart = lambda *_: None
    ) -> None:
        """Parse more documents; `on_part` is told of each part."""
        first = int(self._accounts[-1].part) + 1 if self._accounts else 1
        self._process(cut_documents(documents, self._folder / _DOCUMENTS, first=first), on_part)

    def _process(self, cut: Iterable[Path], on_part: OnPart) -> None:
        work = partial(process_part, settings=self._settings, corrections=self._corrections)
        for account, took in self._spread(partial(timed, work, self._folder / PARTS), cut):
            timing = self._timings.note(account, took)
            on_part(account, timing)
            self._accounts.append(account)
            self._seconds.append(timing.seconds)

    def join(self) -> Collection:
        """Merge the reports of all documents so far into events; return the tables of all."""
        if not self._accounts:
            self.add(())
        folder, accounts = self._folder, tuple(self._accounts)
        parts = [folder / PARTS / account.part for account in accounts]
        _remove_others(folder, [account.part for account in accounts])
        _write_manifest(accounts, folder)
        outcome = _conclude(accounts, parts, self._corrections, scratch=folder / _SCRATCH)
        verdicts = Verdicts(same=outcome.same, apart=outcome.apart)
        _merge(accounts, parts, folder, verdicts=verdicts, spread=self._spread)
        return Collection(
            accounts=accounts,
            seconds=tuple(self._seconds),
            parts=parts,
            merged=folder / MERGED,
            scratch=folder / _SCRATCH,
            failed=outcome.failed,
            provenance=(
                *Components.open(self._settings).provenance(),
                *outcome.provenance,
            ),
        )


def _remove_others(folder: Path, parts: Sequence[str]) -> None:
    """Remove parts, and the documents of parts, that are of an earlier run of others."""
    for path in (folder / PARTS).iterdir():
        if path.name not in parts:
            shutil.rmtree(path)
    for path in (folder / _DOCUMENTS).iterdir():
        if path.stem not in parts:
            path.unlink()


@contextmanager
def _owning(folder: Path) -> Iterator[None]:
    """Hold the folder of a run, in which no other writes meanwhile."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _check(folder)
        with FileLock(folder / _LOCK, timeout=0):
            for name in (_DOCUMENTS, PARTS, _SCRATCH):
                (folder / name).mkdir(exist_ok=True)
            _clear(folder)
            yield
    except Timeout as error:
        raise OutputError(
            f"{folder}: another run is writing there; wait for it, or give another folder"
        ) from error
    except OutputError:
        raise
    except OSError as error:
        raise OutputError(
            f"{folder}: cannot be written ({error.strerror or error}); check the folder, its "
            "permissions and its space, and run again: finished parts are kept"
        ) from error


def _check(folder: Path) -> None:
    if others := sorted({path.name for path in folder.iterdir()} - _KNOWN):
        raise OutputError(f"{folder}: holds other things ({others[0]!r}); give another folder")


def _clear(folder: Path) -> None:
    """Remove what a run that was killed has left half written."""
    for name in (_DOCUMENTS, PARTS, _SCRATCH):
        for path in (folder / name).iterdir():
            if path.is_dir() and (name != PARTS or path.name.startswith(".")):
                shutil.rmtree(path)
            elif name == _SCRATCH:
                path.unlink()


def _write_manifest(accounts: Iterable[Account], folder: Path) -> None:
    with replacing(folder / MANIFEST) as scratch, scratch.open("w", encoding="utf-8") as file:
        for account in accounts:
            file.write(json.dumps(asdict(account), sort_keys=True) + "\n")


def _conclude(
    accounts: Sequence[Account], parts: Sequence[Path], corrections: Corrections, *, scratch: Path
) -> Outcome:
    """Say what became of the corrections in all parts."""
    applied = {line for account in accounts for line in account.applied}
    named = {
        item.cells[column]
        for item in corrections.items
        for column in ("report_id", "other_report_id")
        if column in item.cells
    }
    reports = find_reports(parts, named, scratch=scratch) if named else frozenset()
    return conclude(corrections, applied=applied, reports=reports)


def _merge(
    accounts: Sequence[Account],
    parts: Sequence[Path],
    folder: Path,
    *,
    verdicts: Verdicts,
    spread: Spread,
) -> None:
    """Merge the reports of all parts, unless that has been done."""
    made_of = hashlib.sha256()
    for account in accounts:
        made_of.update(json.dumps(asdict(account), sort_keys=True).encode())
    if _is_merged(folder / MERGED, made_of.hexdigest()):
        return
    with replacing_folder(folder / MERGED, known={_KEY, *merged_files()}) as scratch:
        merge_parts(parts, scratch, scratch=folder / _SCRATCH, verdicts=verdicts, spread=spread)
        (scratch / _KEY).write_text(_key_of(scratch, made_of.hexdigest()), encoding="ascii")


def _is_merged(folder: Path, made_of: str) -> bool:
    """Return whether a folder holds what was merged of certain parts, as it was written."""
    try:
        return (folder / _KEY).read_bytes() == _key_of(folder, made_of).encode("ascii")
    except OSError:
        return False


def _key_of(folder: Path, made_of: str) -> str:
    """Return what was merged, and the checksum of each file of it."""
    files = sorted(path for path in folder.iterdir() if path.name != _KEY)
    return "".join(f"{line}\n" for line in [made_of, *map(hash_file, files)])
