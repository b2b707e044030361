"""Atlases that were written are read again, whole."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from geo.atlas import Atlas
from geo.errors import DocumentError, GeoError
from geo.exports import write
from geo.imports import is_atlas, read_atlas
from geo.schema import TABLES


def assert_equal(one: Atlas, other: Atlas) -> None:
    for name, frame in one.tables().items():
        found = other.tables()[name]
        if isinstance(frame, gpd.GeoDataFrame):
            assert isinstance(found, gpd.GeoDataFrame)
            same = frame.geometry.geom_equals(found.geometry)
            assert (same | (frame.geometry.isna() & found.geometry.isna())).all()
        columns = [column for column in frame if column != "geometry"]
        pd.testing.assert_frame_equal(pd.DataFrame(frame[columns]), pd.DataFrame(found[columns]))


def write_folder(atlas: Atlas, folder: Path) -> Path:
    folder.mkdir()
    for name in TABLES:
        write(atlas, folder / f"{name}.parquet", table=name)
    return folder


def test_a_geopackage_comes_back_whole(seed_atlas: Atlas, tmp_path: Path) -> None:
    path = tmp_path / "atlas.gpkg"
    write(seed_atlas, path)
    assert is_atlas(path)
    assert_equal(seed_atlas, read_atlas(path))


def test_a_folder_of_parquet_comes_back_whole(seed_atlas: Atlas, tmp_path: Path) -> None:
    folder = write_folder(seed_atlas, tmp_path / "atlas")
    assert is_atlas(folder)
    assert_equal(seed_atlas, read_atlas(str(folder)))


@pytest.mark.parametrize("suffix", [".geojson", ".kml", ".csv"])
def test_what_was_read_is_written_alike(seed_atlas: Atlas, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / "atlas.gpkg"
    write(seed_atlas, path)
    write(seed_atlas, tmp_path / f"one{suffix}")
    write(read_atlas(path), tmp_path / f"two{suffix}")
    one, two = ((tmp_path / f"{name}{suffix}").read_bytes() for name in ("one", "two"))
    assert one == two


def test_an_empty_atlas_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "empty.gpkg"
    write(Atlas.of({}), path)
    assert all(frame.empty for frame in read_atlas(path).tables().values())


def test_tables_that_are_missing_are_empty(seed_atlas: Atlas, tmp_path: Path) -> None:
    folder = write_folder(seed_atlas, tmp_path / "atlas")
    (folder / "figures.parquet").unlink()
    atlas = read_atlas(folder)
    assert atlas.figures.empty
    assert len(atlas.events) == len(seed_atlas.events)


def test_documents_are_no_atlas(tmp_path: Path) -> None:
    (tmp_path / "events.parquet").touch()
    (tmp_path / "a.txt").write_text("Aleppo", encoding="utf-8")
    for path in (tmp_path, tmp_path / "a.txt", tmp_path / "none"):
        assert not is_atlas(path)
        with pytest.raises(DocumentError, match="is no atlas") as caught:
            read_atlas(path)
        assert isinstance(caught.value, GeoError)


def test_damaged_atlases_are_named(seed_atlas: Atlas, tmp_path: Path) -> None:
    good = tmp_path / "good.gpkg"
    write(seed_atlas, good)
    cut = tmp_path / "cut.gpkg"
    cut.write_bytes(good.read_bytes()[:5000])
    fake = tmp_path / "fake.gpkg"
    fake.write_bytes(b"no GeoPackage")
    folder = write_folder(seed_atlas, tmp_path / "folder")
    (folder / "places.parquet").write_bytes(b"no Parquet")
    for path in (cut, fake, folder, tmp_path / "none.gpkg"):
        with pytest.raises(DocumentError, match=path.name) as caught:
            read_atlas(path)
        assert "cannot be read as an atlas" in str(caught.value)


def test_values_that_are_not_allowed_are_refused(seed_atlas: Atlas, tmp_path: Path) -> None:
    folder = write_folder(seed_atlas, tmp_path / "atlas")
    frame = pd.read_parquet(folder / "reports.parquet")
    frame["status"] = "rumoured"
    frame.to_parquet(folder / "reports.parquet")
    with pytest.raises(DocumentError, match="status has values outside actual"):
        read_atlas(folder)
