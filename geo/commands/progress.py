"""How far a run is: a line on a terminal, and lines of JSON for machines."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

from geo.errors import OutputError
from geo.model import Rejected

if TYPE_CHECKING:
    from geo.corpus import Account, Timing

__all__ = ["Progress", "open_log", "progress_of", "show_duration", "terminal"]

_Item = TypeVar("_Item")

# What came before says little of what is to come: the first minute loads models, and texts of
# one source are longer than those of another.
_WINDOW_SECONDS = 60.0
_REFRESH_SECONDS = 0.1
# Documents that are told of together where there are no parts.
_BATCH = 500

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


class Progress:
    """What a run has done so far.

    Parameters
    ----------
    terminal
        Where a line is kept up to date; `None` for none.
    log
        Where a line of JSON is written of each event; `None` for none.
    clock
        Gives seconds that never go back.
    """

    def __init__(
        self,
        *,
        terminal: TextIO | None = None,
        log: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        from geo.documents import Meter

        self.meter = Meter()
        self._terminal, self._log, self._clock = terminal, log, clock
        self._start = clock()
        self._shown = -_REFRESH_SECONDS
        self._read = self._done = self._rejected = self._worked = 0
        self._is_read = self._is_merging = False
        self._marks: deque[tuple[float, int]] = deque()

    @property
    def seconds(self) -> float:
        """Time since the start."""
        return self._clock() - self._start

    @property
    def is_logged(self) -> bool:
        """Whether anything is told of to machines."""
        return self._log is not None

    @property
    def rate(self) -> float | None:
        """Documents a second, of late; `None` before the first."""
        if not self._marks:
            return None
        (then, before), (now, after) = self._marks[0], self._marks[-1]
        return (after - before) / (now - then) if now > then and after > before else None

    @property
    def remaining_seconds(self) -> float | None:
        """How long the rest will take; `None` where that is not known."""
        rate, meter = self.rate, self.meter
        if rate is None or not 0 < meter.read_bytes <= meter.total_bytes:
            return None
        expected = (
            self._read if self._is_read else self._read * meter.total_bytes / meter.read_bytes
        )
        return max(expected - self._done, 0) / rate

    def read(self, documents: Iterable[_Item]) -> Iterator[_Item]:
        """Yield documents, counting them as they are read."""
        for item in documents:
            if not self._marks:
                self._marks.append((self.seconds, 0))
            self._read += 1
            self._show()
            yield item
        self._is_read = True
        self._notice_merging()

    def parsed(self, found: Iterable[_Item], *, merges: bool) -> Iterator[_Item]:
        """Yield what was found in documents, counting those that are done.

        Parameters
        ----------
        found
            What was found in each, or why it was rejected.
        merges
            Whether reports are merged when all are done.
        """
        for item in found:
            rejected = [item] if isinstance(item, Rejected) else []
            self._finish(1, len(rejected), 1)
            for one in rejected:
                self._tell_rejected(one)
            if self._done % _BATCH == 0:
                self.tell("part")
            yield item
        self._is_read = True
        if merges:
            self._notice_merging()
        self.clear()

    def part(self, account: Account, timing: Timing, rejected: Iterable[Rejected] = ()) -> None:
        """Take down that a part of a corpus is done."""
        done = account.documents + account.rejected
        self._finish(done, account.rejected, 0 if timing.is_kept else done)
        for item in rejected:
            self._tell_rejected(item)
        self.tell(
            "part",
            part=account.part,
            part_documents=account.documents,
            part_rejected=account.rejected,
            part_seconds=round(timing.seconds, 3),
            is_kept=timing.is_kept,
        )
        self._notice_merging()

    def _finish(self, done: int, rejected: int, worked: int) -> None:
        self._done += done
        self._rejected += rejected
        self._worked += worked
        now = self.seconds
        self._marks.append((now, self._worked))
        while len(self._marks) > 2 and now - self._marks[0][0] > _WINDOW_SECONDS:  # noqa: PLR2004 - a rate needs two
            self._marks.popleft()
        self._show()

    def _notice_merging(self) -> None:
        if self._is_read and self._done == self._read and not self._is_merging:
            self._is_merging = True
            self.tell("merge")
            self._print("merging reports")

    def _tell_rejected(self, item: Rejected) -> None:
        self.tell("rejected", document_id=item.document_id, stage=item.stage, reason=item.reason)

    def tell(self, event: str, **facts: Any) -> None:
        """Write a line of JSON: when, what, how much by then; a log that fails ends there."""
        if self._log is None:
            return
        rate, remaining = self.rate, self.remaining_seconds
        line = {
            "seconds": round(self.seconds, 3),
            "event": event,
            "documents": self._done - self._rejected,
            "rejected": self._rejected,
            "documents_per_second": None if rate is None else round(rate, 3),
            "remaining_seconds": None if remaining is None else round(remaining, 1),
            **facts,
        }
        try:
            self._log.write(json.dumps(line) + "\n")
            self._log.flush()
        except OSError as error:
            self._log = None
            self.clear()
            reason = error.strerror or error
            print(f"geo: the log ends here ({reason}); the run goes on", file=sys.stderr)

    def _show(self) -> None:
        if self._terminal is None or self.seconds - self._shown < _REFRESH_SECONDS:
            return
        if not self._done:
            self._print(f"{self._read:,} documents read")
            return
        rate, remaining = self.rate, self.remaining_seconds
        told = [f"{self._done - self._rejected:,} documents"]
        if rate is not None:
            told.append(f"{rate:,.1f} a second" if rate < _BATCH else f"{rate:,.0f} a second")
        if remaining is not None:
            told.append(f"{show_duration(remaining)} left")
        if self._rejected:
            told.append(f"{self._rejected:,} rejected")
        self._print(", ".join(told))

    def _print(self, words: str) -> None:
        if self._terminal is not None:
            self._shown = self.seconds
            print(f"\r\033[Kgeo: {words}", end="", file=self._terminal, flush=True)

    def clear(self) -> None:
        """Take the line off the terminal."""
        if self._terminal is not None:
            print("\r\033[K", end="", file=self._terminal, flush=True)


def show_duration(seconds: float) -> str:
    """Return a time in the two units that say enough.

    Examples
    --------
    >>> show_duration(8_100)
    '2 h 15 min'
    """
    whole = max(round(seconds), 0)
    if whole < _MINUTE:
        return f"{whole} s"
    for unit, name, part, part_name in (
        (_DAY, "d", _HOUR, "h"),
        (_HOUR, "h", _MINUTE, "min"),
        (_MINUTE, "min", 1, "s"),
    ):
        if whole >= unit:
            return f"{whole // unit} {name} {whole % unit // part} {part_name}"
    raise AssertionError


@contextmanager
def open_log(name: str | None) -> Iterator[TextIO | None]:
    """Give the file that `--json-log` names; `-` is standard output.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    if name is None or name == "-":
        yield None if name is None else sys.stdout
        return
    try:
        log = Path(name).open("w", encoding="utf-8")  # noqa: SIM115 - closed below
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise OutputError(
            f"{name}: cannot be written ({reason}); check the folder and its permissions"
        ) from error
    try:
        yield log
    finally:
        # A line that the disk had no room for was told of when it was written.
        with suppress(OSError):
            log.close()


def progress_of(options: argparse.Namespace) -> Progress:
    """Return how far the run of a command is: what follows it, or a line on a terminal alone."""
    made: Progress | None = getattr(options, "progress", None)
    return made or Progress(terminal=terminal())


def terminal() -> TextIO | None:
    """Return standard error where that is a terminal."""
    return sys.stderr if sys.stderr.isatty() else None
