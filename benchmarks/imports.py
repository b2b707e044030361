"""Tables of coded events: how long, and in how much memory: `python benchmarks/imports.py`.

The rows are generated in the schemas of UCDP GED and GDELT 2.0, with invented content: as many
distinct places, actors, days and headlines as the real tables have. Each import runs in a process
of its own; its processor time and its peak of memory are those of the whole process, from the
start of Python to the tables.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import importlib
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
SCHEMAS = importlib.import_module("coded_tables")

UCDP_ROWS, GDELT_ROWS = 400_000, 5_000_000
UCDP_LIMIT_S, UCDP_LIMIT_GB, GDELT_LIMIT_S = 10.0, 1.0, 120.0

_READ = """
import geo.imports
atlas = geo.imports.read_events({path!r})
print(len(atlas.events), "events,", len(atlas.rejected), "rejections")
"""
_STREAM = """
import sys
from geo.cli import main
sys.exit(main(["extract", {path!r}, "-o", {output!r}]))
"""

_COUNTRIES = ((652, "Syria", "SY", 35.0, 38.5), (530, "Ethiopia", "ET", 9.0, 40.0))
_CODES = ("190", "193", "194", "173", "040", "042", "141", "111", "010", "1951", "112", "051")
_FIRST = dt.date(1989, 1, 1)
_DAYS = 12_800


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a process took."""

    seconds: float
    processor_s: float
    peak_gb: float
    said: str


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Measure the import of tables of events.")
    parser.add_argument("--ucdp", type=int, default=UCDP_ROWS, metavar="ROWS")
    parser.add_argument("--gdelt", type=int, default=GDELT_ROWS, metavar="ROWS")
    options = parser.parse_args()
    print(f"plain loop of ten million additions: {_unit():.2f} s")
    with tempfile.TemporaryDirectory() as folder:
        ucdp = Path(folder) / "ged.csv"
        write_rows(ucdp, SCHEMAS.UCDP, ucdp_rows(options.ucdp), delimiter=",", header=True)
        run = _measure(_READ.format(path=str(ucdp)))
        _print(f"{options.ucdp:,} rows of UCDP GED", run)
        print(f"  asked: {UCDP_LIMIT_S:g} s, {UCDP_LIMIT_GB:g} GB")
        gdelt = Path(folder) / "gdelt.csv"
        write_rows(gdelt, SCHEMAS.GDELT, gdelt_rows(options.gdelt), delimiter="\t", header=False)
        for suffix in (".parquet", ".csv"):
            output = Path(folder) / f"events{suffix}"
            run = _measure(_STREAM.format(path=str(gdelt), output=str(output)))
            _print(f"{options.gdelt:,} rows of GDELT to {suffix}", run)
            output.unlink(missing_ok=True)
        print(f"  asked: {GDELT_LIMIT_S:g} s")


def _unit() -> float:
    start = time.process_time()
    total = 0
    for number in range(10_000_000):
        total += number
    return time.process_time() - start


def _print(name: str, run: Run) -> None:
    print(
        f"{name}: {run.seconds:.1f} s, processor {run.processor_s:.1f} s, "
        f"peak {run.peak_gb:.2f} GB; {run.said}"
    )


def _measure(program: str) -> Run:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    # A shell of its own, so that its peak is that of this child alone.
    code = (
        "import resource, subprocess, sys\n"
        "done = subprocess.run([sys.executable, '-c', sys.argv[1]], capture_output=True)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
        "print((done.stdout + done.stderr).decode().strip().splitlines()[-1:])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, program], capture_output=True, text=True, check=True
    )
    seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    peak_kb, said = done.stdout.strip().split("\n", 1)
    return Run(
        seconds=seconds,
        processor_s=after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        peak_gb=int(peak_kb) / 1e6,
        said=said,
    )


def write_rows(
    path: Path,
    columns: Sequence[str],
    rows: Iterator[dict[str, object]],
    *,
    delimiter: str,
    header: bool,
) -> None:
    """Write rows as a dataset publishes them."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(
            file,
            columns,
            delimiter=delimiter,
            lineterminator="\n",
            quoting=csv.QUOTE_MINIMAL if header else csv.QUOTE_NONE,
            escapechar=None if header else "\\",
        )
        if header:
            writer.writeheader()
        writer.writerows(rows)


def ucdp_rows(count: int) -> Iterator[dict[str, object]]:
    """Yield rows of UCDP GED: 30,000 places, 3,000 sides, headlines of their own."""
    chance = random.Random(1)  # noqa: S311 - no secret
    for number in range(count):
        state, country, _, north, east = chance.choice(_COUNTRIES)
        place, front = chance.randrange(30_000), chance.randrange(3_000)
        day = _FIRST + dt.timedelta(days=chance.randrange(_DAYS))
        best = chance.randrange(20)
        spot = random.Random(place)  # noqa: S311 - no secret
        yield SCHEMAS.ucdp_row(
            id=number + 1,
            side_a=f"Government of {country}",
            side_a_new_id=state,
            side_b_new_id=9_000 + front,
            side_b=f"Fictional Front {front}",
            source_headline=f"Report {number} on shells that fell near settlement {place}",
            where_prec=chance.choice("1111223456"),
            where_coordinates=f"Settlement {place}",
            where_description=f"a quarter in the north of settlement {place}",
            adm_1=f"Division {place % 40}",
            latitude=round(north + spot.uniform(-2, 2), 6),
            longitude=round(east + spot.uniform(-2, 2), 6),
            country=country,
            country_id=state,
            date_start=f"{day} 00:00:00.000",
            date_end=f"{day} 00:00:00.000",
            source_date=str(day),
            best=best,
            low=best // 2,
            high=best * 2,
            gwnoa=state,
        )


def gdelt_rows(count: int) -> Iterator[dict[str, object]]:
    """Yield rows of GDELT 2.0: 20,000 places, an address for every four events."""
    chance = random.Random(2)  # noqa: S311 - no secret
    for number in range(count):
        _, country, fips, north, east = chance.choice(_COUNTRIES)
        place = chance.randrange(20_000)
        code = chance.choice(_CODES)
        day = dt.date(2024, 1, 1) + dt.timedelta(days=number * 300 // count)
        kind = chance.choice("1344445")
        yield SCHEMAS.gdelt_row(
            GLOBALEVENTID=1_000_000_000 + number,
            SQLDATE=f"{day:%Y%m%d}",
            EventCode=code,
            EventBaseCode=code[:3],
            EventRootCode=code[:2],
            ActionGeo_Type=kind,
            ActionGeo_FullName=_full_name(kind, place, country),
            ActionGeo_CountryCode=fips,
            ActionGeo_Lat=round(north + place % 200 / 100, 4),
            ActionGeo_Long=round(east + place // 200 / 100, 4),
            DATEADDED=f"{day:%Y%m%d}001500",
            SOURCEURL=f"https://www.courier.example/world/{number // 4}",
        )


def _full_name(kind: str, place: int, country: str) -> str:
    division = f"Division {place % 40}"
    return {"1": country, "5": f"{division}, {country}"}.get(
        kind, f"Town {place}, {division}, {country}"
    )


if __name__ == "__main__":
    main()
