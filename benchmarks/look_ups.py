"""Speed of the gazetteer: `python benchmarks/look_ups.py`.

Each figure stands beside what a plain dictionary of Python does in the same run, so that it
holds on a machine whose speed drifts. Time is that of the processor.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from geo.gazetteer import Gazetteer
from geo.gazetteer.spellings import Beginnings, find_misspelt
from geo.text import name_key

OPENING = """
import time
size = lambda: int(open('/proc/self/statm').read().split()[1]) * 4 / 1024
import geo.gazetteer
before, started = size(), time.process_time()
geo.gazetteer.Gazetteer.open()
print((time.process_time() - started) * 1000, size() - before)
"""

SAMPLE = 5_000
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def per_second(work: Callable[[Any], object], items: Sequence[Any]) -> float:
    """Return how many items a second of processor time does, the best of three runs."""
    rates = []
    for _ in range(3):
        started = time.process_time()
        for item in items:
            work(item)
        rates.append(len(items) / (time.process_time() - started))
    return max(rates)


def slip(key: str, chance: random.Random) -> str:
    """Return a key with one letter wrong."""
    at = chance.randrange(len(key))
    return key[:at] + chance.choice(LETTERS) + key[at + 1 :]


def main() -> None:
    """Print a row for each kind of look-up."""
    chance = random.Random(1)  # noqa: S311
    gazetteer = Gazetteer.open()
    [store] = gazetteer._stores  # noqa: SLF001
    keys = chance.sample(sorted(store.trie.keys()), SAMPLE)
    rows = chance.sample(range(len(store)), SAMPLE)
    names = [store.name(row) for row in rows]
    points = [store.point(row) for row in rows]
    plain = {key: tuple(posting.row for posting in store.postings(key)) for key in keys}
    beginnings = Beginnings(store.trie)
    wrong = [slip(name_key(name), chance) for name in names[:500]]
    unknown = [name for name in wrong if not gazetteer.candidates(name, loose=False)]
    gazetteer.nearest(latitude=0, longitude=0)  # the grid is made at first use
    rates = {
        "key to rows": per_second(lambda key: list(store.postings(key)), keys),
        "name to candidates": per_second(gazetteer.candidates, names),
        "point to settlement": per_second(
            lambda point: gazetteer.nearest(latitude=point[0], longitude=point[1]), points
        ),
        "misspelt key to keys": per_second(lambda key: find_misspelt(key, beginnings), wrong),
        "unknown name, all ways": per_second(
            lambda name: gazetteer.candidates(name, fuzzy=True), unknown
        ),
    }
    dictionary = per_second(plain.get, keys)
    opened = subprocess.run(
        [sys.executable, "-c", OPENING], check=True, capture_output=True, text=True
    )
    milliseconds, megabytes = map(float, opened.stdout.split())
    print(f"opening: {milliseconds:.0f} ms, {megabytes:.0f} MB (asked for: 50 ms, 100 MB)")
    print("| look-up | a second | ms each | times as long as a dictionary |")
    print("|---|---|---|---|")
    for name, rate in rates.items():
        print(f"| {name} | {rate:,.0f} | {1000 / rate:.3f} | {dictionary / rate:,.0f} |")
    print("asked for: 300,000 keys and 20,000 points a second, 5 ms a misspelt name")


if __name__ == "__main__":
    main()
