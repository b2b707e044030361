"""Maps of many events: geo's, GeoPandas' and plain markers of folium."""

from __future__ import annotations

import importlib
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from book.figures import Figure, growing, say_absent
from book.texts import fictional_atlases

__all__ = ["measure_drawing"]

_LACKS = "points with their columns in a box; no filters, timeline, counts or evidence; loads its "
_LACKS += "scripts from the network"


def measure_drawing(sizes: Sequence[int], limit_s: float) -> Iterator[Figure]:
    """Yield what maps of the same events take, and how big they are."""
    atlases = fictional_atlases(sizes)
    with tempfile.TemporaryDirectory() as name:
        for what, draw, note in (
            ("geo: draw and save", _geo, "one file, offline"),
            ("GeoPandas explore and save", _explore, _LACKS),
            ("folium, a marker each, and save", _markers, _LACKS),
        ):
            path = Path(name, "map.html")

            def work(size: int, draw: Any = draw, path: Path = path) -> Callable[[], object]:
                return lambda: draw(atlases[size], path)

            try:
                draw(atlases[min(sizes)], path)  # what is imported is not drawn
                for figure in growing(what, "event", sizes, work, limit_s):
                    megabytes = path.stat().st_size / 1e6
                    told = note if figure.seconds is None else f"{megabytes:.1f} MB; {note}"
                    yield replace(figure, note=told)
            except ImportError:
                yield say_absent(what, "event")


def _geo(atlas: Any, path: Path) -> None:
    maps = importlib.import_module("geo.maps")
    maps.save_map(maps.draw_map(atlas), path)


def _explore(atlas: Any, path: Path) -> None:
    found = atlas.events[~atlas.events.geometry.isna()].copy()
    for column in ("date_start", "date_end"):
        found[column] = found[column].astype(str)
    found.explore(column="event_type").save(path)


def _markers(atlas: Any, path: Path) -> None:
    folium = importlib.import_module("folium")
    drawn = folium.Map()
    told = atlas.events[["latitude", "longitude", "headline"]].dropna()
    for latitude, longitude, headline in told.itertuples(index=False):
        folium.Marker([latitude, longitude], popup=str(headline)).add_to(drawn)
    drawn.save(path)
