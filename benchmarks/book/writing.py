"""Each form that an atlas is written in, beside the plain writers of GeoPandas and pandas."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from book.figures import Figure, growing, measure
from book.texts import fictional_atlases
from geo.exports import write
from geo.exports.registry import FORMS

__all__ = ["measure_writing"]


def measure_writing(sizes: Sequence[int], limit_s: float) -> Iterator[Figure]:
    """Yield what each form of the table of events takes."""
    logging.disable(logging.WARNING)
    atlases = fictional_atlases(sizes)
    with tempfile.TemporaryDirectory() as name:
        for form in FORMS:
            if form.writer is None:
                continue
            path = Path(name, f"events{form.suffixes[0]}")
            table = "all" if form.tables == "all" else "events"

            def work(
                size: int, path: Path = path, form: str = form.name, table: str = table
            ) -> Callable[[], object]:
                return lambda: write(atlases[size], path, table=table, form=form)

            what = f"{form.name}, {'all tables' if table == 'all' else 'events'}"
            for figure in growing(what, "event", sizes, work, limit_s):
                yield _beside(figure, _PEERS.get(form.name), atlases[figure.size].events, path)


def _beside(figure: Figure, peer: _Peer | None, events: Any, path: Path) -> Figure:
    if figure.seconds is None:
        return figure
    told = f"{path.stat().st_size / 1e6:.2f} MB"
    if peer is None:
        return replace(figure, note=told)
    who, save = peer
    plain = events.copy()
    for column in ("date_start", "date_end"):
        plain[column] = plain[column].astype(str)
    beside = path.with_name(f"plain{path.suffix}")
    seconds = measure(lambda: save(plain, beside))
    return replace(figure, peer_s=seconds, note=f"{told}; beside {who}")


_Peer = tuple[str, Callable[[Any, Path], object]]

_PEERS: dict[str, _Peer] = {
    "geojson": ("GeoPandas to_file", lambda events, path: events.to_file(path, driver="GeoJSON")),
    "gpkg": (
        "GeoPandas to_file, events alone",
        lambda events, path: events.to_file(path, driver="GPKG"),
    ),
    "fgb": (
        "GeoPandas to_file, which refuses rows without a place",
        lambda events, path: events[events.geometry.notna()].to_file(path, driver="FlatGeobuf"),
    ),
    "parquet": ("GeoPandas to_parquet", lambda events, path: events.to_parquet(path)),
    "csv": ("pandas to_csv", lambda events, path: events.to_csv(path, index=False)),
    "xlsx": (
        "pandas to_excel",
        lambda events, path: events.drop(columns="geometry").to_excel(path, engine="xlsxwriter"),
    ),
}
