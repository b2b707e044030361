"""Corpora on a Dask cluster: a worker that is lost loses nothing, and no byte changes."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import geopandas
import pandas as pd
import pytest
from distributed import Client, LocalCluster
from geopandas.testing import assert_geodataframe_equal
from test_parts import bytes_in, documents

from geo.analysis import count_events, shipped_areas
from geo.cli import main
from geo.corpus import (
    Account,
    Timing,
    connect,
    count_partitions,
    cutting,
    partitions,
    run,
    write_partitions,
)
from geo.errors import OutputError, SettingsError
from geo.gazetteer import Gazetteer


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
        ) as cluster,
        Client(cluster) as opened,
    ):
        yield opened


def test_a_worker_that_is_killed_loses_nothing(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cutting, "FEW", 1)
    killed: list[int] = []

    def kill_one(_: Account, __: Timing) -> None:
        if not killed:
            killed.append(min(client.run(os.getpid).values()))
            os.kill(killed[0], signal.SIGKILL)

    spread = run(documents(), tmp_path / "spread", client=client, on_part=kill_one)
    run(documents(), tmp_path / "alone")
    assert killed
    assert len(spread.parts) == len(documents())
    assert bytes_in(tmp_path / "spread") == bytes_in(tmp_path / "alone")


@pytest.mark.parametrize("spread", [True, False])
def test_partitions_follow_the_curve(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, spread: bool
) -> None:
    monkeypatch.setattr(partitions, "_ROWS", 2)
    collection = run(documents(), tmp_path / "parts")
    events = collection.atlas().events
    for _ in range(2):
        write_partitions(collection, tmp_path / "out", client=client if spread else None)
    files = sorted((tmp_path / "out").iterdir())
    assert len(files) > 2
    found = pd.concat([geopandas.read_parquet(path) for path in files])
    assert sorted(found["event_id"]) == list(events["event_id"])
    assert found.crs == events.crs
    unlocated = geopandas.read_parquet(tmp_path / "out" / "unlocated.parquet")
    assert unlocated.geometry.isna().all()
    with pytest.raises(OutputError, match="no geometry"):
        write_partitions(collection, tmp_path / "out", table="reports")


def test_counts_of_files_are_those_of_all_events(
    client: Client, tmp_path: Path, gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partitions, "_ROWS", 2)
    collection = run(documents(), tmp_path / "parts")
    events = collection.atlas().events
    write_partitions(collection, tmp_path / "out", client=client)
    before = bytes_in(tmp_path / "out")
    for kind in ("country", "admin1"):
        areas = shipped_areas(gazetteer, kind)
        for period, by_type in (("all", False), ("month", True)):
            at_once = count_events(events, areas, period=period, by_type=by_type)
            for helped in ({}, {"workers": 2}, {"client": client}):
                counts = count_partitions(
                    tmp_path / "out", areas, period=period, by_type=by_type, **helped
                )
                assert_geodataframe_equal(counts, at_once)
            assert counts["events"].sum() == (events["status"] == "actual").sum() > 2
    assert bytes_in(tmp_path / "out") == before


def test_what_cannot_be_counted_is_named(tmp_path: Path, gazetteer: Gazetteer) -> None:
    areas = shipped_areas(gazetteer, "country")
    with pytest.raises(OutputError, match="holds no events"):
        count_partitions(tmp_path, areas)
    collection = run(documents(), tmp_path / "parts")
    write_partitions(collection, tmp_path / "out")
    (tmp_path / "out" / "part.000000.parquet").write_bytes(b"PAR1 of no use")
    with pytest.raises(OutputError, match=r"part\.000000\.parquet: is damaged"):
        count_partitions(tmp_path / "out", areas)


def test_the_command_works_on_a_cluster(
    client: Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "news.jsonl"
    source.write_text('{"text": "Rebels shelled Idlib on Friday."}\n', encoding="utf-8")
    command = ["extract", str(source), "-o", str(tmp_path / "out.csv")]
    address = ["--dask", client.scheduler.address]
    assert main([*command, *address]) == 2
    assert "--parts" in capsys.readouterr().err
    assert main([*command, *address, "--parts", str(tmp_path / "parts")]) == 0
    assert "Idlib" in (tmp_path / "out.csv").read_text(encoding="utf-8")


def test_a_cluster_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.corpus.workers._PATIENCE_SECONDS", 0.5)
    with pytest.raises(SettingsError, match="no cluster answers"), connect("tcp://127.0.0.1:9"):
        pass
