"""How much of annotated news the gazetteer holds.

    python benchmarks/gazetteer_coverage.py --data FOLDER

A gold mention counts as held where a look-up of its words, fuzzy matching left out, gives the
gold entry or one within 161 km of the gold coordinate: a hundred miles, the bound of the field's
"accuracy at 161 km". A region or a sea with bounds is as near as its bounds are: where in the
Middle East a dataset puts its point says nothing of whether the name is known. The share by
points alone stands beside it. Nothing is resolved: this is the ceiling of any resolver.

FOLDER holds JSON lines, a document a line, with `toponyms` of `phrase`, `geonameid`, `lat`, `lon`;
mentions without an id or a coordinate are not asked for.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from geo.gazetteer import Gazetteer
from geo.geodesy import contains, distance_km
from geo.model import Entry

NEAR_KM = 161.0

# What the project asks for, as percentages.
TARGETS = {"lgl": 95.5, "gwn": 94.0, "trnews": 96.5}


def main() -> None:
    """Print a row for each corpus, and the checksums of what was read."""
    parser = argparse.ArgumentParser(description="Measure the coverage of the gazetteer.")
    parser.add_argument("--data", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--pattern", default="*.train.jsonl", help="default: *.train.jsonl")
    parser.add_argument("--gazetteer", type=Path, metavar="FOLDER", help="another gazetteer")
    parser.add_argument("--missing", type=int, default=0, metavar="N", help="list N missing names")
    arguments = parser.parse_args()
    gazetteer = Gazetteer.open(arguments.gazetteer)
    print(f"gazetteer {gazetteer.version}, {len(gazetteer)} entries")
    print("| corpus | mentions | held, % | by points alone, % | asked for, % |")
    print("|---|---|---|---|---|")
    files = sorted(arguments.data.glob(arguments.pattern))
    if not files:
        raise SystemExit(f"{arguments.data}: no file fits {arguments.pattern}")
    missing: Counter[str] = Counter()
    for path in files:
        away = [(mention, distances_km(mention, gazetteer)) for mention in mentions(path)]
        held, by_points = (
            100 * sum(km[measure] <= NEAR_KM for _, km in away) / max(1, len(away))
            for measure in (0, 1)
        )
        corpus = path.name.partition(".")[0]
        asked = TARGETS.get(corpus, "")
        print(f"| {corpus} | {len(away)} | {held:.2f} | {by_points:.2f} | {asked} |")
        missing.update(f"{corpus}\t{mention['phrase']}" for mention, km in away if km[0] > NEAR_KM)
    for path in files:
        print(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}")
    for name, count in missing.most_common(arguments.missing):
        print(f"{count}\t{name}")


def mentions(path: Path) -> Iterator[Mapping[str, Any]]:
    """Yield the gold mentions that have both an id and a coordinate."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            for toponym in json.loads(line)["toponyms"]:
                if toponym["geonameid"] is not None and toponym["lat"] is not None:
                    yield toponym


def distances_km(mention: Mapping[str, Any], gazetteer: Gazetteer) -> tuple[float, float]:
    """Return how far the nearest entry of the name is: its bounds, and its point."""
    gold = f"geonames:{mention['geonameid']}"
    nearest = (math.inf, math.inf)
    for entry in entries(mention["phrase"], gazetteer):
        if entry.entry_id == gold:
            return 0.0, 0.0
        to_point = distance_km(
            latitude_a=entry.latitude,
            longitude_a=entry.longitude,
            latitude_b=mention["lat"],
            longitude_b=mention["lon"],
        )
        is_inside = entry.bounds is not None and contains(
            entry.bounds, latitude=mention["lat"], longitude=mention["lon"]
        )
        to_area = 0.0 if is_inside and entry.feature_class in "LHT" else to_point
        nearest = min(nearest[0], to_area), min(nearest[1], to_point)
    return nearest


@cache
def entries(name: str, gazetteer: Gazetteer) -> tuple[Entry, ...]:
    """Return the entries of a name."""
    return tuple(candidate.entry for candidate in gazetteer.candidates(name))


if __name__ == "__main__":
    main()
