"""Counts of the events of a corpus, each file of them counted where there is a process free."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa

from geo.analysis import Areas
from geo.analysis.counts import sum_tallies, tally_events
from geo.corpus.partitions import find_partitions
from geo.corpus.workers import spreading
from geo.errors import OutputError
from geo.model import Status
from geo.schema import CRS

if TYPE_CHECKING:
    from distributed import Client

__all__ = ["count_partitions"]

# What is counted of an event; the rest of its row is not read.
_COLUMNS = [
    "status",
    "event_type",
    "date_start",
    "date_end",
    "report_count",
    "fatalities_low",
    "fatalities_best",
    "fatalities_high",
    "geometry",
]


def count_partitions(
    folder: Path,
    areas: Areas,
    *,
    period: str = "all",
    by_type: bool = False,
    statuses: frozenset[str] = frozenset({str(Status.ACTUAL)}),
    workers: int = 1,
    client: Client | None = None,
) -> gpd.GeoDataFrame:
    """Count the events of a corpus by area, period and type, file by file.

    Parameters
    ----------
    folder
        Events, as `write_partitions` wrote them. The areas lie there in a hidden folder while it
        runs.
    areas
        Where to count.
    period, by_type, statuses
        As `geo.analysis.count_events` takes them.
    workers
        Number of processes; 1 counts in this one.
    client
        Of a Dask cluster that does the counting instead, whose workers see the folder under its
        name.

    Returns
    -------
    What `geo.analysis.count_events` gives for all events at once.

    Raises
    ------
    OutputError
        If the folder holds no such files, one of them is damaged, or the areas cannot be laid
        beside them.
    SettingsError
        If `workers` is less than 1.
    """
    paths = find_partitions(folder)
    if not paths:
        raise OutputError(f"{folder}: holds no events; write them with write_partitions")
    try:
        with (
            TemporaryDirectory(dir=folder, prefix=".areas-") as beside,
            spreading(workers, client) as spread,
        ):
            path = Path(beside) / "areas.parquet"
            _write_areas(areas, path)
            tally = partial(
                _tally_file,
                areas_path=path,
                shore_degrees=areas.shore_degrees,
                period=period,
                by_type=by_type,
                statuses=statuses,
            )
            return sum_tallies(list(spread(tally, paths)), areas)
    except OSError as error:
        raise OutputError(
            f"{folder}: the areas cannot be laid there ({error.strerror or error}); check its "
            "permissions and its space"
        ) from error


def _tally_file(
    path: Path,
    *,
    areas_path: Path,
    shore_degrees: float,
    period: str,
    by_type: bool,
    statuses: frozenset[str],
) -> pd.DataFrame:
    areas = _read_areas(areas_path, shore_degrees=shore_degrees)
    try:
        events = gpd.read_parquet(path, columns=_COLUMNS)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise OutputError(f"{path}: is damaged ({error}); write the partitions again") from error
    return tally_events(events, areas, period=period, by_type=by_type, statuses=statuses)


def _write_areas(areas: Areas, path: Path) -> None:
    """Write what is needed to count: the ids and shapes of areas."""
    shapes = gpd.GeoSeries(areas.shapes, crs=CRS)
    gpd.GeoDataFrame({"id": list(areas.ids)}, geometry=shapes).to_parquet(path, index=False)


def _read_areas(path: Path, *, shore_degrees: float) -> Areas:
    frame = gpd.read_parquet(path)
    ids = list(frame["id"])
    return Areas(
        ids=ids,
        names=ids,
        country_codes=[None] * len(ids),
        shapes=np.array(frame.geometry, dtype=object),
        credit="",
        shore_degrees=shore_degrees,
    )
