"""Build a gazetteer from a generated dump: `python benchmarks/gazetteer_build.py --entries 500000`.

The rows have the form of GeoNames' allCountries, alternateNamesV2 and hierarchy, with names in
six scripts; they are made anew, the same on every machine, so that a dump of thirteen million
needs no network. Seconds, peak memory of all processes, and both per entry are printed.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from random import Random

from geo.gazetteer import build_gazetteer
from geo.gazetteer.sources.geonames import GeoNames
from geo.gazetteer.store import Store

# What the project asks for: thirteen million entries in half an hour and 4 GB.
FULL_ENTRIES = 13_000_000
LIMIT_S, LIMIT_GB = 1800, 4.0

SYLLABLES = {
    "Latin": "al ka bad shah ne vo gor sk pet ro san ta ma ri deir zor homs vil le ton ham bur "
    "kha ān ḩa è str ų chi ng wa qi yan é ção del os mün ø by",
    "Cyrillic": "но во го род ск ка ли ни пет ров бе ла я цер ков дон ец хар ків кра сно мо",
    "Arabic": "ال دي ر حم ص حل ب خا ن شي خو كف ر عي ن تل با بو ني مد ينة",
    "Chinese": "北 京 上 海 南 新 安 山 河 西 东 城 州 阳 江 口 村 庄 家 大",
    "Hebrew": "בא ר שב ע תל אב יב כפ ר ני צר ת חי פה",
    "Devanagari": "पु र न गर रा म गं ज दि ल्ली ब नी का ली",
}
# About how the alternate names of GeoNames are spread.
SHARES = {
    "Latin": 62,
    "Cyrillic": 10,
    "Arabic": 9,
    "Chinese": 13,
    "Hebrew": 3,
    "Devanagari": 3,
}
FEATURES = [("P", "PPL"), ("P", "PPLX"), ("H", "STM"), ("S", "SCH"), ("T", "HLL"), ("H", "LK")]
FEATURE_SHARES = [36, 4, 25, 15, 14, 6]
WORDS = 4000
SHARE_OF_TWO_WORDS = 0.25
COUNTRIES = ("CN", "US", "ID", "IN", "MX", "RU", "SY", "UA", "NG", "CD")
DIVISIONS = 40


class Maker:
    """Makes rows from a seed of their number alone."""

    def __init__(self) -> None:
        self._random = Random(20261122)  # noqa: S311 - nothing secret
        chosen = self._random.choices(list(SHARES), list(SHARES.values()), k=WORDS)
        self._words = [self._word(script) for script in chosen]
        self._endings = {script: [self._word(script) for _ in range(WORDS)] for script in SHARES}
        self._scripts = chosen
        self._latin = [self._word("Latin") for _ in range(WORDS)]

    def _word(self, script: str) -> str:
        syllables = SYLLABLES[script].split()
        return "".join(self._random.choices(syllables, k=self._random.randint(1, 3)))

    def _pick(self) -> int:
        return int(self._random.random() * WORDS)

    def latin_name(self) -> str:
        """Return a name in Latin letters."""
        first, last = self._latin[self._pick()], self._latin[self._pick()]
        space = " " if self._random.random() < SHARE_OF_TWO_WORDS else ""
        return f"{first.capitalize()}{space}{last.capitalize() if space else last}"

    def name(self) -> str:
        """Return a name of a script by its share."""
        at = self._pick()
        ending = self._endings[self._scripts[at]][self._pick()]
        space = " " if self._random.random() < SHARE_OF_TWO_WORDS else ""
        return f"{self._words[at].capitalize()}{space}{ending}"

    def places(self, count: int) -> Iterator[str]:
        """Yield rows of allCountries; divisions and countries first."""
        number = 0
        for country in COUNTRIES:
            number += 1
            yield self._row(number, ("A", "PCLI"), country, "00", 1_000_000)
            for division in range(DIVISIONS):
                number += 1
                yield self._row(number, ("A", "ADM1"), country, f"{division:02}", 100_000)
        while number < count:
            number += 1
            feature = self._random.choices(FEATURES, FEATURE_SHARES)[0]
            seat = f"{self._random.randrange(DIVISIONS):02}"
            people = int(self._random.paretovariate(0.7) * 50) if feature[0] == "P" else 0
            country = self._random.choice(COUNTRIES)
            yield self._row(number, feature, country, seat, people)

    def _row(
        self, number: int, feature: tuple[str, str], country: str, division: str, people: int
    ) -> str:
        name = self.latin_name()
        ascii_name = name.encode("ascii", "ignore").decode()
        others = ",".join(self.name() for _ in range(self._random.choice((0, 0, 1, 2, 5))))
        latitude = self._random.uniform(-60, 75)
        longitude = self._random.uniform(-180, 180)
        kind, code = feature
        changed = f"2026-01-0{number % 9 + 1}"
        return (
            f"{number}\t{name}\t{ascii_name}\t{others}\t{latitude:.5f}\t{longitude:.5f}\t{kind}\t"
            f"{code}\t{country}\t\t{division}\t\t\t\t{people}\t\t120\tEtc/UTC\t{changed}\n"
        )

    def names(self, count: int, places: int) -> Iterator[str]:
        """Yield rows of alternateNamesV2."""
        for number in range(1, count + 1):
            place = self._random.randint(1, places)
            yield f"{number}\t{place}\ten\t{self.name()}\t\t\t\t\t\t\n"


def write_dump(folder: Path, *, entries: int, with_names: bool) -> GeoNames:
    """Write a dump and return it as a source."""
    maker = Maker()
    places = folder / "allCountries.txt"
    names = folder / "alternateNamesV2.txt"
    with places.open("w", encoding="utf-8") as file:
        file.writelines(maker.places(entries))
    if with_names:
        with names.open("w", encoding="utf-8") as file:
            # GeoNames has about 18 million of these to its 13 million places.
            file.writelines(maker.names(entries * 18 // 13, entries))
    return GeoNames(places=[places], names=[names] if with_names else [])


def main() -> None:
    """Generate, build, and print what it took."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--entries", type=int, default=500_000, help="default 500,000")
    parser.add_argument("--names", action="store_true", help="with alternateNamesV2")
    parser.add_argument("--workers", type=int, default=2, help="default 2")
    parser.add_argument("--folder", type=Path, help="where to write; default a temporary one")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as scratch:
        source = write_dump(Path(scratch), entries=options.entries, with_names=options.names)
        generating_s = time.process_time()
        made = time.monotonic()
        build_gazetteer(
            chain(source.records()),
            datasets=source.datasets(),
            folder=Path(scratch, "built"),
            further_names=source.further_names(),
            workers=options.workers,
        )
        report(Path(scratch), options.entries, generating_s, time.monotonic() - made)


def report(folder: Path, entries: int, making_s: float, building_s: float) -> None:
    """Print the figures."""
    unit = 1e9 if sys.platform == "darwin" else 1e6
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    own = used[0].ru_maxrss / unit
    # Each process tells the most it held; the largest of the others counts for each of them.
    others = used[1].ru_maxrss / unit
    busy_s = sum(one.ru_utime + one.ru_stime for one in used) - making_s
    store = Store(folder / "built")
    size = sum(path.stat().st_size for path in (folder / "built").iterdir())
    dump = sum(path.stat().st_size for path in folder.glob("*.txt"))
    print(f"{len(store):,} entries, {len(store.trie):,} name keys, dump of {dump / 1e6:,.0f} MB")
    print(f"generated in {making_s:.0f} s")
    print(f"built in {building_s:.0f} s: {building_s / entries * 1e6:.1f} microseconds an entry")
    # On a machine that does other work too, time on the processor tells more than the clock.
    print(f"on the processors {busy_s:.0f} s: {busy_s / entries * 1e6:.1f} microseconds an entry")
    print(f"peak memory {own:.2f} GB here, {others:.2f} GB in the largest other process")
    print(f"artefact of {size / 1e6:,.0f} MB: {size / entries:.0f} bytes an entry")
    if entries < FULL_ENTRIES:
        print(f"{FULL_ENTRIES:,} at this pace: {building_s / entries * FULL_ENTRIES / 60:.1f} min")
    print(f"asked for {FULL_ENTRIES:,}: under {LIMIT_S / 60:.0f} min and {LIMIT_GB} GB")


if __name__ == "__main__":
    main()
