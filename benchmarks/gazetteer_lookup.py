"""Speed of the shipped gazetteer, or of another: `python benchmarks/gazetteer_lookup.py [FOLDER]`.

Each figure stands beside that of a plain dict of the same keys in the same run, so that the ratio
holds on a machine whose speed drifts. Names are drawn evenly from all, the rarest as often as the
best known, which is the worst case for every cache.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random

from geo.gazetteer import Gazetteer
from geo.gazetteer.store import Store
from geo.gazetteer.survey import shipped_folder

RUNS = 5
KEYS, POINTS, TYPOS = 100_000, 5_000, 200
SHORTEST_TYPO = 6

# What the project asks for.
OPENING_MS, OPENING_MB = 50, 100
LOOKUPS_PER_S, REVERSE_PER_S, FUZZY_MS = 300_000, 20_000, 5

OPENING = """
import sys, time
from pathlib import Path
import geo.gazetteer
size = lambda: int(open('/proc/self/statm').read().split()[1]) * 4096 / 1e6
before, started = size(), time.perf_counter()
geo.gazetteer.Gazetteer.open(Path(sys.argv[1])).candidates('Aleppo')
print((time.perf_counter() - started) * 1000, size() - before)
"""


def measure(work: Callable[[], object]) -> float:
    """Return the best of several times on the processor in seconds: others can only slow it."""
    times = []
    for _ in range(RUNS):
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return min(times)


def run(function: Callable[[str], object], keys: Iterable[str]) -> Callable[[], None]:
    """Return what calls a function with each key."""

    def work() -> None:
        for key in keys:
            function(key)

    return work


def main() -> None:
    """Print a line for each figure."""
    parser = argparse.ArgumentParser(description="Measure the speed of a gazetteer.")
    parser.add_argument("folder", nargs="?", type=Path, default=shipped_folder(), metavar="FOLDER")
    folder = parser.parse_args().folder
    random = Random(1)  # noqa: S311 - nothing secret
    opening(folder)
    store = Store(folder)
    numbers = random.sample(range(len(store.trie)), min(KEYS, len(store.trie)))
    keys = [store.trie.restore_key(number) for number in numbers]
    lookups(store, keys)
    gazetteer = Gazetteer.open(folder)
    reverse(gazetteer, store, random)
    fuzzy(gazetteer, keys, random)


def opening(folder: Path) -> None:
    """Print what opening and a first look-up take, in new processes."""
    figures = []
    for _ in range(RUNS):
        command = [sys.executable, "-c", OPENING, str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        figures.append([float(figure) for figure in done.stdout.split()])
    milliseconds = statistics.median(figure[0] for figure in figures)
    megabytes = max(figure[1] for figure in figures)
    print(f"open and look up once: {milliseconds:.0f} ms, {megabytes:.0f} MB")
    print(f"  asked for: under {OPENING_MS} ms and {OPENING_MB} MB")


def lookups(store: Store, keys: list[str]) -> None:
    """Print look-ups from key to entry ids, against a dict."""
    plain = {key: store.entry_ids(key) for key in keys}
    base = measure(run(plain.__getitem__, keys))
    for name, function in (("rows", store.rows), ("entry ids", store.entry_ids)):
        seconds = measure(run(function, keys))
        print(
            f"key to {name}: {len(keys) / seconds:,.0f} a second, "
            f"{seconds / base:.1f} times a dict of {len(keys):,} keys"
        )
    print(f"  asked for: {LOOKUPS_PER_S:,} a second")


def reverse(gazetteer: Gazetteer, store: Store, random: Random) -> None:
    """Print look-ups from a point near a settlement to the nearest settlement."""
    gazetteer.nearest(latitude=0, longitude=0)
    rows = [random.randrange(len(store)) for _ in range(POINTS)]
    points = [
        (max(-90.0, min(90.0, latitude + random.uniform(-0.2, 0.2))), longitude)
        for latitude, longitude in map(store.point, rows)
    ]

    def work() -> None:
        for latitude, longitude in points:
            gazetteer.nearest(latitude=latitude, longitude=longitude)

    seconds = measure(work)
    print(f"point to nearest settlement: {len(points) / seconds:,.0f} a second")
    print(f"  asked for: {REVERSE_PER_S:,} a second")


def fuzzy(gazetteer: Gazetteer, keys: list[str], random: Random) -> None:
    """Print look-ups of names with a letter left out."""
    typos = []
    for key in (key for key in keys if key.isascii() and len(key) >= SHORTEST_TYPO):
        at = random.randrange(1, len(key) - 1)
        typos.append(key[:at] + key[at + 1 :])
        if len(typos) == TYPOS:
            break
    for loose, what in ((False, "misspelt name"), (True, "misspelt name, all ways tried before")):
        times = []
        for typo in typos:
            started = time.process_time()
            gazetteer.candidates(typo, loose=loose, fuzzy=True)
            times.append((time.process_time() - started) * 1000)
        ordered = sorted(times)
        print(
            f"{what}: median {statistics.median(ordered):.1f} ms, "
            f"95 of 100 under {ordered[int(0.95 * len(ordered))]:.1f} ms"
        )
    print(f"  asked for: under {FUZZY_MS} ms")


if __name__ == "__main__":
    main()
