"""What is measured, and how: processor seconds of the best of a few runs, on a named machine."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Figure", "growing", "machine", "measure", "say_absent"]

_RUNS = 3
_ENOUGH_S = 2.0

# Sorting and searching make time grow a little faster than size.
_GROWTH = 1.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What one thing took.

    Parameters
    ----------
    what
        Who did what.
    size, unit
        To how many of what.
    seconds
        Of the processor, unless the note says otherwise; `None` where it was not run.
    peer_s
        What the first of the others in the same run took for the same.
    note
        What else is to be known: what it yields, what a peer does not do.
    """

    what: str
    size: int
    unit: str
    seconds: float | None
    peer_s: float | None = None
    note: str = ""


def measure(work: Callable[[], object]) -> float:
    """Return what work takes at best, in processor seconds; others can only slow it."""
    best, spent = float("inf"), 0.0
    for _ in range(_RUNS):
        start = time.process_time()
        work()
        seconds = time.process_time() - start
        best, spent = min(best, seconds), spent + seconds
        if spent > _ENOUGH_S:
            break
    return best


def growing(
    what: str,
    unit: str,
    sizes: Sequence[int],
    work: Callable[[int], Callable[[], object]],
    limit_s: float,
) -> Iterator[Figure]:
    """Yield what work takes at growing sizes, and none that would take too long."""
    known: Figure | None = None
    for size in sizes:
        if known is not None and known.seconds is not None:
            expected = known.seconds * (size / known.size) ** _GROWTH
            if expected > limit_s:
                yield Figure(what=what, size=size, unit=unit, seconds=None, note="would take long")
                return
        known = Figure(what=what, size=size, unit=unit, seconds=measure(work(size)))
        yield known


def say_absent(what: str, unit: str) -> Figure:
    """Return the figure of a peer that cannot be run here."""
    return Figure(what=what, size=0, unit=unit, seconds=None, note="not installed")


def machine() -> dict[str, Any]:
    """Return what the figures depend on."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "load_1_min": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}",
        "ten_million_additions_s": round(measure(_additions), 2),
    }


def _processor() -> str:
    try:
        lines: Iterable[str] = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = {line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")}
    return ", ".join(sorted(names)) or platform.processor()


def _additions() -> int:
    total = 0
    for number in range(10_000_000):
        total += number
    return total
