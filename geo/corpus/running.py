"""A corpus parsed part by part into a folder, where a run that was stopped goes on."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from geo.atlas import Verdicts
from geo.corpus.cutting import cut_documents
from geo.corpus.gathering import Collection
from geo.corpus.merging import merge_parts, merged_files
from geo.corpus.parts import Account, process_part
from geo.corpus.spreading import Spread, spreading
from geo.corpus.tables import MERGED, find_reports
from geo.corpus.timing import TIMINGS, Timing, Timings, timed
from geo.corrections import Corrections, Outcome, conclude
from geo.errors import OutputError
from geo.files import replacing, replacing_folder
from geo.model import Document, Rejected
from geo.pipeline import Components
from geo.settings import Settings

if TYPE_CHECKING:
    from distributed import Client

__all__ = ["MANIFEST", "run"]

MANIFEST = "manifest.jsonl"
"""Name of the file that holds the account of each part."""

_DOCUMENTS, _PARTS, _SCRATCH, _LOCK, _KEY = "documents", "parts", "scratch", ".lock", "made_of.txt"
_KNOWN = frozenset({_DOCUMENTS, _PARTS, _SCRATCH, _LOCK, MERGED, MANIFEST, TIMINGS})

OnPart = Callable[[Account, Timing], None]
Work = Callable[[Path, Path], Account]

_NO_CORRECTIONS = Corrections()


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
    settings = settings or Settings()
    with _owning(folder), spreading(workers, client) as spread:
        made: list[Account] = []
        seconds: list[float] = []
        timings = Timings(folder)
        work = partial(process_part, settings=settings, corrections=corrections)
        cut = cut_documents(documents, folder / _DOCUMENTS)
        for account, took in spread(partial(_time, work, folder / _PARTS), cut):
            timing = timings.note(account, took)
            on_part(account, timing)
            made.append(account)
            seconds.append(timing.seconds)
        parts = [folder / _PARTS / account.part for account in made]
        for path in set((folder / _PARTS).iterdir()) - set(parts):
            shutil.rmtree(path)
        _write_manifest(made, folder)
        outcome = _conclude(made, parts, corrections, scratch=folder / _SCRATCH)
        verdicts = Verdicts(same=outcome.same, apart=outcome.apart)
        _merge(made, parts, folder, verdicts=verdicts, spread=spread)
    return Collection(
        accounts=made,
        seconds=seconds,
        parts=parts,
        merged=folder / MERGED,
        scratch=folder / _SCRATCH,
        failed=outcome.failed,
        provenance=(*Components.open(settings).provenance(), *outcome.provenance),
    )


@contextmanager
def _owning(folder: Path) -> Iterator[None]:
    """Hold the folder of a run, in which no other writes meanwhile."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _check(folder)
        with FileLock(folder / _LOCK, timeout=0):
            for name in (_DOCUMENTS, _PARTS, _SCRATCH):
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
    for name in (_DOCUMENTS, _PARTS, _SCRATCH):
        for path in (folder / name).iterdir():
            if path.is_dir() and (name != _PARTS or path.name.startswith(".")):
                shutil.rmtree(path)
            elif name == _SCRATCH:
                path.unlink()


def _time(work: Work, folder: Path, source: Path) -> tuple[Account, float]:
    """Process a part in a folder of parts; return its account and the seconds that took."""
    return timed(work, source, folder / source.stem)


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
    key = folder / MERGED / _KEY
    if key.is_file() and key.read_text(encoding="ascii", errors="replace") == made_of.hexdigest():
        return
    with replacing_folder(folder / MERGED, known={_KEY, *merged_files()}) as scratch:
        merge_parts(parts, scratch, scratch=folder / _SCRATCH, verdicts=verdicts, spread=spread)
        (scratch / _KEY).write_text(made_of.hexdigest(), encoding="ascii")
