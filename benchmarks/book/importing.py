"""Each kind of table and atlas that is read, beside pandas, which only reads the cells."""

from __future__ import annotations

import datetime as dt
import logging
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from imports import SCHEMAS, gdelt_rows, ucdp_rows, write_rows

from book.figures import Figure, growing, measure
from book.texts import fictional_atlases
from geo.exports import write
from geo.imports import read_atlas, read_events

__all__ = ["measure_importing"]

_FIRST = dt.date(2018, 1, 1)
_DAYS = 2_000


def measure_importing(sizes: Sequence[int], limit_s: float) -> Iterator[Figure]:
    """Yield what reading each dataset takes: events, places, actors and rejections."""
    logging.disable(logging.WARNING)
    atlases = fictional_atlases(sizes)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kind, save in _TABLES.items():
            yield from _table(kind, save, folder, sizes, limit_s)
        for suffix in (".csv", ".gpkg", ".geojson"):
            paths = {size: folder / f"atlas{size}{suffix}" for size in sizes}
            is_table = suffix == ".csv"
            for size, path in paths.items():
                write(atlases[size], path, table="events" if is_table else "all")
            read: Any = _read_own if is_table else read_atlas
            what = "our events as a user's own table" if is_table else f"an atlas, {suffix}"

            def work(size: int, paths: Any = paths, read: Any = read) -> Callable[[], object]:
                return lambda: read(paths[size])

            yield from growing(what, "event", sizes, work, limit_s)


def _read_own(path: Path) -> object:
    return read_events(path, kind="table")


def _table(
    kind: str,
    save: Callable[[Path, int], None],
    folder: Path,
    sizes: Sequence[int],
    limit_s: float,
) -> Iterator[Figure]:
    path = folder / f"{kind}.csv"

    def work(size: int) -> Callable[[], object]:
        save(path, size)
        return lambda: read_events(path, kind=kind)

    for figure in growing(f"{kind}, into an atlas", "row", sizes, work, limit_s):
        yield figure
        if figure.seconds is not None:
            separator = "\t" if kind in {"gdelt", "gkg", "polecat"} else ","
            header = None if kind in {"gdelt", "gkg"} else 0
            seconds = measure(lambda: pd.read_csv(path, sep=separator, header=header))  # noqa: B023
            what, note = f"{kind}, pandas read_csv", "cells alone: no types, places or actors"
            yield Figure(what=what, size=figure.size, unit="row", seconds=seconds, note=note)


def _save_ucdp(path: Path, size: int) -> None:
    write_rows(path, SCHEMAS.UCDP, ucdp_rows(size), delimiter=",", header=True)


def _save_gdelt(path: Path, size: int) -> None:
    write_rows(path, SCHEMAS.GDELT, gdelt_rows(size), delimiter="\t", header=False)


def _save_acled(path: Path, size: int) -> None:
    rows = (
        SCHEMAS.acled_row(
            event_id_cnty=f"SYR{number}",
            event_date=str(_day(number)),
            location=f"Town {number % 5_000}",
            latitude=round(35 + number % 300 / 100, 4),
            longitude=round(36 + number % 500 / 100, 4),
        )
        for number in range(size)
    )
    SCHEMAS.write_csv(path, list(SCHEMAS.acled_row()), rows)


def _save_polecat(path: Path, size: int) -> None:
    def rows() -> Iterator[Mapping[str, object]]:
        for number in range(size):
            yield SCHEMAS.polecat_row(
                Event_ID=f"{number}-fictional",
                Event_Date=str(_day(number)),
                Latitude=round(35 + number % 300 / 100, 4),
                Longitude=round(36 + number % 500 / 100, 4),
            )

    SCHEMAS.write_csv(path, SCHEMAS.POLECAT, rows(), delimiter="\t")


def _save_gkg(path: Path, size: int) -> None:
    rows = (
        SCHEMAS.gkg_row(
            GKGRECORDID=f"20240131001500-{number}",
            V2DOCUMENTIDENTIFIER=f"https://www.courier.example/world/{number}",
        )
        for number in range(size)
    )
    path.write_text(SCHEMAS.bare_lines(SCHEMAS.GKG, rows), encoding="utf-8")


def _day(number: int) -> dt.date:
    return _FIRST + dt.timedelta(days=number % _DAYS)


_TABLES: Mapping[str, Callable[[Path, int], None]] = {
    "acled": _save_acled,
    "gdelt": _save_gdelt,
    "gkg": _save_gkg,
    "polecat": _save_polecat,
    "ucdp": _save_ucdp,
}
