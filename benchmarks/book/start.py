"""Cold starts: new processes, wall seconds, the median of several."""

from __future__ import annotations

import importlib.util
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from seed_map import BARE, ROOT, measure

from book.figures import Figure, say_absent

__all__ = ["measure_start"]

_RUNS = 5


def measure_start(sizes: Sequence[int], limit_s: float) -> Iterator[Figure]:  # noqa: ARG001
    """Yield what new processes take until they have done something."""
    python = [sys.executable, "-W", "ignore"]
    bare = _median([*python, "-c", BARE])
    yield _figure("python -c pass", [*python, "-c", "pass"], bare)
    yield _figure("import geo", [*python, "-c", "import geo"], bare)
    yield _figure("geo --version", [*python, "-m", "geo", "--version"], bare)
    yield _figure("geo places Aleppo", [*python, "-m", "geo", "places", "Aleppo"], bare)
    with tempfile.TemporaryDirectory() as folder:
        drawing = [*python, "-m", "geo", "map", str(ROOT / "seeds"), "-o", f"{folder}/map.html"]
        yield _figure("geo map seeds", drawing, bare)
    yield Figure(what="bare spaCy, one sentence", size=1, unit="process", seconds=bare, note="wall")
    for name, call in (
        ("geotext", "from geotext import GeoText; GeoText('Rebels seized Aleppo.')"),
        ("flashgeotext", "from flashgeotext.geotext import GeoText as G; G().extract('Aleppo')"),
    ):
        if importlib.util.find_spec(name) is None:
            yield say_absent(f"{name}, one sentence", "process")
        else:
            yield _figure(f"{name}, one sentence", [*python, "-c", call], bare)


def _figure(what: str, command: Sequence[str], peer_s: float) -> Figure:
    seconds = _median(command)
    return Figure(what=what, size=1, unit="process", seconds=seconds, peer_s=peer_s, note="wall")


def _median(command: Sequence[str]) -> float:
    silent = Path(tempfile.gettempdir(), "geo-book-output")
    shell = ["/bin/sh", "-c", 'out=$1; shift; exec "$@" > "$out" 2>&1', "sh", str(silent), *command]
    return statistics.median(measure(shell)[0] for _ in range(_RUNS))
