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
from test_parts import bytes_in, documents

from geo.corpus import Account, Timing, cutting, partitions, run, write_partitions
from geo.errors import OutputError


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
