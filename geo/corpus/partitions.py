"""One table of a corpus as files of GeoParquet, with what lies near in the same file."""

from __future__ import annotations

import math
from contextlib import nullcontext
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from geo.corpus.gathering import Collection
from geo.errors import MissingComponentError, OutputError
from geo.files import replacing_folder
from geo.schema import TABLES

if TYPE_CHECKING:
    from distributed import Client

__all__ = ["find_partitions", "write_partitions"]

_ROWS = 50_000
"""Rows of a file, about: some megabytes, which readers skip or take as a whole."""

# The curve has 2 to the power of so many steps along each side of the world.
_LEVEL = 16
_UNLOCATED = "unlocated.parquet"


def write_partitions(
    collection: Collection, folder: Path, *, table: str = "events", client: Client | None = None
) -> None:
    """Write a table in files along a Hilbert curve, which keeps near what is near.

    A reader of the files asks `bbox` of their metadata, and opens those alone that it needs. What
    has no place stands in a file of its own, `unlocated.parquet`.

    Parameters
    ----------
    collection
        The corpus.
    folder
        Made, or replaced if it holds nothing but such files.
    table
        A table with geometry.
    client
        Of a Dask cluster that does the sorting; without one this process does.

    Raises
    ------
    MissingComponentError
        If dask-geopandas is not installed.
    OutputError
        If the table has no geometry, or the folder cannot be written.

    References
    ----------
    Hilbert, "Über die stetige Abbildung einer Linie auf ein Flächenstück" (1891).
    """
    if not TABLES[table].has_geometry:
        raise OutputError(f"{folder}: {table} have no geometry; write them as one .parquet file")
    try:
        import dask_geopandas  # noqa: PLC0415 - an extra
        from dask import config  # noqa: PLC0415
        from dask.base import compute  # noqa: PLC0415
        from dask.delayed import delayed  # noqa: PLC0415
    except ImportError as error:
        raise MissingComponentError(
            "dask-geopandas is not installed; install conflict-geo[cluster]"
        ) from error
    scheduling = client.as_current() if client is not None else nullcontext()
    with (
        TemporaryDirectory(dir=collection.scratch) as scratch,
        replacing_folder(folder, known=_known(folder)) as new,
        scheduling,
        # The other ways of sorting hand geometries from worker to worker as bytes.
        config.set({"dataframe.shuffle.method": "tasks"}),
    ):
        located = _write_pieces(collection, table, Path(scratch), new / _UNLOCATED)
        if not located:
            return
        frame = dask_geopandas.read_parquet(sorted(map(str, Path(scratch).iterdir())))
        ordered = frame.spatial_shuffle(
            by="hilbert",
            level=_LEVEL,
            npartitions=math.ceil(located / _ROWS),
            calculate_partitions=False,
        )
        write = delayed(partial(_write_sorted, key=list(TABLES[table].key)))
        paths = (new / f"part.{number:06}.parquet" for number in count())
        compute(  # type: ignore[no-untyped-call]
            [write(*pair) for pair in zip(ordered.to_delayed(), paths, strict=False)]
        )


def find_partitions(folder: Path) -> list[Path]:
    """Return the files that `write_partitions` wrote into a folder, sorted."""
    return sorted([*folder.glob("part.*.parquet"), *folder.glob(_UNLOCATED)])


def _known(folder: Path) -> set[str]:
    """Return the names of the files in a folder that an earlier run may have written."""
    return {*(path.name for path in find_partitions(folder)), _UNLOCATED}


def _write_pieces(collection: Collection, table: str, folder: Path, unlocated: Path) -> int:
    """Write what has a place in pieces, the rest in one file; return how many rows have one."""
    rows = 0
    without: list[pd.DataFrame] = []
    for number, piece in enumerate(collection.pieces(table)):
        has_place = piece.geometry.notna()
        without.append(piece[~has_place])
        located = piece[has_place]
        rows += len(located)
        if len(located):
            located.to_parquet(folder / f"{number:06}.parquet", index=False)
    gpd.GeoDataFrame(pd.concat(without, ignore_index=True)).to_parquet(unlocated, index=False)
    return rows


def _write_sorted(frame: gpd.GeoDataFrame, path: Path, *, key: list[str]) -> None:
    """Write rows along the curve, those of one point by their key."""
    ordered = frame.rename_axis("along").sort_values(["along", *key], kind="stable")
    # The bounds of all files, which dask-geopandas notes here, are nothing that a file can hold.
    ordered.attrs.clear()
    ordered.to_parquet(path, index=False, write_covering_bbox=True)
