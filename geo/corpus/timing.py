"""How long the parts of a run took: kept beside its tables, which do not depend on it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from geo.corpus.parts import Account

__all__ = ["TIMINGS", "Timing", "Timings", "timed"]

TIMINGS = ".timings.jsonl"
"""Name of the file, the only one of a run that another run of the same documents would not make."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """How long a part took.

    Parameters
    ----------
    seconds
        Of the process that parsed it; of an earlier run, where it was done by that.
    is_kept
        Whether an earlier run has done it.
    """

    seconds: float
    is_kept: bool = False


def timed(
    work: Callable[[Path, Path], Account], folder: Path, source: Path
) -> tuple[Account, float]:
    """Process a part in a folder of parts; return its account and the seconds that took."""
    start = time.perf_counter()
    account = work(source, folder / source.stem)
    return account, time.perf_counter() - start


class Timings:
    """The timings of a run, and of the earlier ones in its folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / TIMINGS
        self._known = _read(self._path)

    def note(self, account: Account, seconds: float) -> Timing:
        """Take down how long a part took, unless an earlier run has done so."""
        key = (account.part, account.input_sha256, account.files.get("events.parquet", ""))
        if (known := self._known.get(key)) is not None:
            return Timing(seconds=known, is_kept=True)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps([*key, round(seconds, 3)]) + "\n")
        return Timing(seconds=seconds)


def _read(path: Path) -> dict[tuple[str, str, str], float]:
    """Return what is known; a line that a run did not write to its end is left out."""
    known: dict[tuple[str, str, str], float] = {}
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return known
    for line in lines:
        try:
            part, checksum, made, seconds = json.loads(line)
            known[str(part), str(checksum), str(made)] = float(seconds)
        except (ValueError, TypeError, OverflowError, RecursionError):
            continue
    return known
