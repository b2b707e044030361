"""Make the committed extract of Natural Earth from QGIS's world map.

    python gazetteer/sources/natural_earth/reduce.py world_map.gpkg

`source.toml` says where the original comes from. Neighbours keep their shared edges: divisions are
simplified as one coverage, and countries are dissolved from simplified divisions.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
import tomllib
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio
import shapely

HERE = Path(__file__).parent
TOLERANCE_DEGREES = 0.06
GRID_DEGREES = 0.0001


def main(original: Path) -> None:
    """Check the original, reduce its layers and write them beside this file."""
    source = tomllib.loads((HERE / "source.toml").read_text(encoding="utf-8"))
    digest = hashlib.sha256(original.read_bytes()).hexdigest()
    if digest != source["sha256"]:
        sys.exit(f"{original}: SHA-256 is {digest}, expected {source['sha256']}")
    divisions = pyogrio.read_dataframe(original, layer="states_provinces")
    simplified = shapely.coverage_simplify(divisions.geometry.to_numpy(), TOLERANCE_DEGREES)
    divisions = divisions.set_geometry(gpd.GeoSeries(simplified, crs=divisions.crs))
    divisions = divisions.sort_values(
        ["adm0_a3", "gu_a3", "name", "fips", "gn_name"], na_position="first"
    )
    write("divisions", divisions, ["iso_a2", "adm0_a3", "gu_a3", "name"])
    lines = pyogrio.read_dataframe(original, layer="disputed_borders")
    lines = lines.set_geometry(lines.geometry.simplify(0.01))
    write("disputed_borders", lines, ["name", "adm0_a3_l", "adm0_a3_r"])


def write(name: str, frame: gpd.GeoDataFrame, columns: list[str]) -> None:
    """Write a layer as GeoJSON, compressed without a time stamp."""
    geometries = shapely.set_precision(frame.geometry.to_numpy(), GRID_DEGREES, mode="pointwise")
    properties = frame[columns].astype("object").where(frame[columns].notna(), None)
    features: list[dict[str, Any]] = [
        {
            "type": "Feature",
            "properties": row,
            "geometry": _rounded(json.loads(shapely.to_geojson(geometry))),
        }
        for row, geometry in zip(properties.to_dict("records"), geometries, strict=True)
    ]
    collection = {"type": "FeatureCollection", "features": features}
    text = json.dumps(collection, ensure_ascii=False, separators=(",", ":"))
    (HERE / f"{name}.geojson.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return round(value, 4) if isinstance(value, float) else value


if __name__ == "__main__":
    main(Path(sys.argv[1]))
