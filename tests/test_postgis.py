"""Atlases in a PostgreSQL server of the tests' own, with PostGIS."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd
import psycopg
import pytest
import shapely
from atlases import Row, atlas_of, full_tables, sample_atlas, sample_tables, spoil
from pandas.testing import assert_frame_equal
from psycopg import sql

from geo.atlas import Atlas
from geo.cli import main
from geo.errors import OutputError, SettingsError
from geo.exports import write
from geo.exports.postgis import Change, check_database, push
from geo.exports.references import REFERENCES
from geo.schema import TABLES, conform

PROGRAMS = Path("/usr/lib/postgresql/15/bin")
POSTGIS = Path("/usr/share/postgresql/15/extension/postgis.control")
NOTHING = Change(added=0, changed=0, removed=0)


def as_server(*command: str | Path) -> None:
    """Run a program of the server: it refuses to be run by root."""
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*user, *command], check=True, capture_output=True, cwd="/")


def free_port() -> int:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        port: int = opened.getsockname()[1]
    return port


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """Start a server on the loopback address, and stop it; its address is without a database."""
    if not (PROGRAMS / "initdb").exists() or not POSTGIS.exists():
        left_out = "PostgreSQL 15 with PostGIS is not installed: no database is tested"
        if os.environ.get("CI"):
            pytest.fail(left_out)
        pytest.skip(left_out)
    folder = Path(tempfile.mkdtemp(prefix="geo-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    secret, data, port = folder / "secret", folder / "data", free_port()
    secret.write_text("s3cret/:@%\n")
    secret.chmod(0o644)
    try:
        as_server(
            PROGRAMS / "initdb", "-D", data, "-U", "tester", "--auth=scram-sha-256",
            f"--pwfile={secret}", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8",
        )  # fmt: skip
        options = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} -c fsync=off"
        as_server(
            PROGRAMS / "pg_ctl", "-D", data, "-w", "-o", options, "-l", folder / "log", "start"
        )
        try:
            address = f"postgresql://tester:s3cret%2F%3A%40%25@127.0.0.1:{port}"
            with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
                connection.execute("CREATE DATABASE spatial")
            with psycopg.connect(f"{address}/spatial") as connection:
                connection.execute("CREATE EXTENSION postgis")
            yield address
        finally:
            as_server(PROGRAMS / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def database(server: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """Make an empty database with PostGIS; its address."""
    name = f"d{abs(hash(request.node.name))}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE spatial").format(sql.Identifier(name))
        )
    yield f"{server}/{name}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def ask(address: str, query: str, *values: Any) -> list[tuple[Any, ...]]:
    with psycopg.connect(address) as connection:
        return connection.execute(query, values).fetchall()  # type: ignore[call-overload, no-any-return]


def versions(address: str, schema: str = "geo") -> dict[str, list[tuple[Any, ...]]]:
    """Return which transaction wrote each row of each table."""
    return {
        name: sorted(ask(address, f'SELECT xmin::text, ctid::text FROM "{schema}"."{name}"'))  # noqa: S608
        for name in TABLES
    }


def test_all_tables_arrive_with_every_cell(database: str) -> None:
    atlas = sample_atlas()
    changes = push(atlas, database)
    assert {name: one.added for name, one in changes.items()} == {
        name: len(frame) for name, frame in atlas.tables().items()
    }
    for name, table in TABLES.items():
        columns = ", ".join(f'"{column.name}"' for column in table.columns)
        rows = ask(database, f'SELECT {columns} FROM geo."{name}"')  # noqa: S608
        found = pd.DataFrame(rows, columns=table.names)
        if table.has_geometry:
            found["geometry"] = [
                None if pd.isna(cell) else shapely.from_wkb(cell) for cell in found["geometry"]
            ]
        assert_frame_equal(conform(found, table), atlas.tables()[name])


def test_tables_have_keys_references_indexes_and_meanings(database: str) -> None:
    push(sample_atlas(), database)
    kinds = ask(
        database,
        "SELECT conrelid::regclass::text, contype FROM pg_constraint "
        "WHERE connamespace = 'geo'::regnamespace",
    )
    assert sorted(name for name, kind in kinds if kind == "p") == sorted(
        f"geo.{name}" for name in TABLES
    )
    assert sum(kind == "f" for _, kind in kinds) == len(REFERENCES) > 10
    indexes = [row[0] for row in ask(database, "SELECT indexdef FROM pg_indexes")]
    for name in ("events", "places"):
        assert any(f"ON geo.{name} USING gist (geometry)" in one for one in indexes)
    said = dict(
        ask(
            database,
            "SELECT attname, col_description(attrelid, attnum) FROM pg_attribute "
            "WHERE attrelid = 'geo.events'::regclass AND attnum > 0",
        )
    )
    assert said["geoprecision"].startswith("UCDP where_prec")
    assert said["status"].endswith("One of actual, planned, denied, hypothetical.")
    assert all(said.values())
    assert ask(database, "SELECT obj_description('geo.control'::regclass)") == [
        ("A row is a claim of who holds a place.",)
    ]


def test_postgis_finds_events_by_where_they_are(database: str) -> None:
    push(sample_atlas(), database)
    found = ask(
        database,
        "SELECT count(*), min(ST_SRID(geometry)) FROM geo.events "
        "WHERE geometry && ST_MakeEnvelope(36, 36, 39, 37, 4326)",
    )
    west, south, east, north = 36, 36, 39, 37
    expected = sample_atlas().events.geometry
    expected = expected[expected.notna()].cx[west:east, south:north]
    assert found == [(len(expected), 4326)]
    assert ask(database, "SELECT count(*) FROM geo.events WHERE geometry IS NULL") == [
        (int(sample_atlas().events.geometry.isna().sum()),)
    ]


def test_a_second_push_changes_nothing(database: str) -> None:
    push(sample_atlas(), database)
    before = versions(database)
    changes = push(sample_atlas(), database)
    assert set(changes.values()) == {NOTHING}
    assert versions(database) == before


def changed_tables() -> dict[str, list[Row]]:
    """Return the sample after an analyst corrected it: one event renamed, its first actor gone."""
    rows = sample_tables()
    rows["events"][0] = rows["events"][0] | {"headline": "Corrected", "geometry": None}
    gone = rows["event_actors"][0]
    rows["event_actors"] = [row for row in rows["event_actors"] if row is not gone]
    rows["figures"] = []
    return rows


def test_a_changed_atlas_changes_its_rows_alone(database: str) -> None:
    push(sample_atlas(), database)
    before = versions(database)
    changes = push(atlas_of(changed_tables()), database)
    assert changes["events"] == Change(added=0, changed=1, removed=0)
    assert changes["event_actors"] == Change(added=0, changed=0, removed=1)
    assert changes["figures"] == Change(added=0, changed=0, removed=1)
    assert changes["reports"] == NOTHING
    after = versions(database)
    assert len(set(before["events"]) & set(after["events"])) == len(after["events"]) - 1
    assert ask(database, "SELECT geometry FROM geo.events WHERE headline = 'Corrected'") == [
        (None,)
    ]


def renamed(suffix: str) -> Atlas:
    """Return the sample as if other documents told it, of other events, places and actors."""
    keys = {key for table in TABLES.values() for key in table.key} - {"role", "stage", "reason"}
    rows = full_tables()
    for table in rows.values():
        for row in table:
            for column, value in row.items():
                is_id = column in keys or column.endswith(("place_id", "report_id"))
                if is_id and value is not None:
                    row[column] = f"{value}{suffix}"
    return atlas_of(rows)


def test_other_documents_stay_until_they_are_pruned(database: str) -> None:
    push(sample_atlas(), database)
    push(renamed("-other"), database)
    assert ask(database, "SELECT count(*) FROM geo.documents") == [(4,)]
    assert set(push(sample_atlas(), database).values()) == {NOTHING}
    changes = push(sample_atlas(), database, prune=True)
    assert changes["documents"] == Change(added=0, changed=0, removed=2)
    assert ask(database, "SELECT count(*) FROM geo.events") == [(len(sample_atlas().events),)]


def test_an_event_that_no_report_tells_any_more_goes(database: str) -> None:
    push(sample_atlas(), database)
    rows = sample_tables()
    gone = rows["events"].pop()["event_id"]
    for name in ("reports", "event_actors"):
        rows[name] = [row for row in rows[name] if row["event_id"] != gone]
    changes = push(atlas_of(rows), database)
    assert changes["events"] == Change(added=0, changed=0, removed=1)
    assert not ask(database, "SELECT FROM geo.event_actors WHERE event_id = %s", gone)


def named(tables: Mapping[str, list[Row]], care: str | None) -> Atlas:
    """Return an atlas whose provenance says which care was taken."""
    rows = [row for row in tables.get("provenance", []) if row["component"] != "care"]
    noted = [] if care is None else [{"component": "care", "version": care, "detail": care}]
    return atlas_of({**tables, "provenance": [*rows, *noted]})


def test_an_actor_that_nothing_names_any_more_goes(database: str) -> None:
    push(sample_atlas(), database)
    rows = sample_tables()
    kept = {row["actor_id"] for row in rows.get("control", [])}
    gone = next(row["actor_id"] for row in rows["event_actors"] if row["actor_id"] not in kept)
    for name in ("event_actors", "actors"):
        rows[name] = [row for row in rows[name] if row["actor_id"] != gone]
    assert push(atlas_of(rows), database)["actors"] == Change(added=0, changed=0, removed=1)


@pytest.mark.parametrize(("before", "after"), [(None, "redact=persons"), ("redact=persons", None)])
def test_care_is_not_mixed_in_one_schema(
    database: str, before: str | None, after: str | None
) -> None:
    push(named(sample_tables(), before), database)
    state = versions(database)
    with pytest.raises(OutputError, match="other care") as caught:
        push(named(sample_tables(), after), database)
    assert "--prune" in str(caught.value)
    assert versions(database) == state
    push(named(sample_tables(), after), database, prune=True)
    said = ask(database, "SELECT version FROM geo.provenance WHERE component = 'care'")
    assert said == ([] if after is None else [(after,)])


def test_a_failure_leaves_the_database_as_it_was(database: str) -> None:
    push(sample_atlas(), database)
    before = versions(database)
    rows = changed_tables()
    rows["event_actors"][0] = rows["event_actors"][0] | {"actor_id": "nobody"}
    with pytest.raises(OutputError, match="nobody") as caught:
        push(atlas_of(rows), database)
    assert "as it was" in str(caught.value)
    assert versions(database) == before


def test_a_first_failure_leaves_no_schema(database: str) -> None:
    rows = sample_tables()
    rows["event_actors"][0] = rows["event_actors"][0] | {"actor_id": "nobody"}
    with pytest.raises(OutputError):
        push(atlas_of(rows), database)
    assert not ask(database, "SELECT FROM pg_namespace WHERE nspname = 'geo'")


@pytest.mark.parametrize("schema", ['my "news"; DROP TABLE x; --', "Ünïcode", "select"])
def test_any_name_of_a_schema_is_quoted(database: str, schema: str) -> None:
    push(sample_atlas(), database, schema=schema)
    assert set(push(sample_atlas(), database, schema=schema).values()) == {NOTHING}
    found = ask(database, "SELECT count(*) FROM pg_tables WHERE schemaname = %s", schema)
    assert found == [(len(TABLES),)]


def test_hostile_texts_are_texts(database: str) -> None:
    payload = '\'; DROP SCHEMA geo CASCADE; -- \\. \t\n\x00 \\N "é" 🜨 {}'
    atlas = spoil(payload, ids=False)
    push(atlas, database)
    assert set(push(atlas, database).values()) == {NOTHING}
    ((headline,),) = ask(database, "SELECT headline FROM geo.events ORDER BY event_id LIMIT 1")
    assert headline.startswith("'; DROP SCHEMA geo CASCADE; -- \\. \t\n  \\N")


def test_postgis_may_stand_in_a_schema_of_its_own(server: str) -> None:
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE apart")
    with psycopg.connect(f"{server}/apart") as connection:
        connection.execute("CREATE SCHEMA gis; CREATE EXTENSION postgis SCHEMA gis")
    push(sample_atlas(), f"{server}/apart")
    assert set(push(sample_atlas(), f"{server}/apart").values()) == {NOTHING}


def test_older_tables_get_the_columns_they_lack(database: str) -> None:
    push(sample_atlas(), database)
    with psycopg.connect(database) as connection:
        connection.execute("ALTER TABLE geo.events DROP COLUMN contexts")
    push(sample_atlas(), database)
    assert ask(database, "SELECT count(*) FROM geo.events WHERE contexts IS NULL")


def test_a_table_of_another_kind_is_left_alone(database: str) -> None:
    with psycopg.connect(database) as connection:
        connection.execute("CREATE SCHEMA geo CREATE TABLE events (id int PRIMARY KEY, what text)")
    with pytest.raises(OutputError, match=r"table 'events'.*--schema"):
        push(sample_atlas(), database)
    assert ask(
        database, "SELECT column_name FROM information_schema.columns WHERE table_schema = 'geo'"
    ) == [("id",), ("what",)]


def test_pushes_at_the_same_time_wait_for_each_other(database: str) -> None:
    with ThreadPoolExecutor(3) as threads:
        pushed = list(threads.map(lambda _: push(sample_atlas(), database), range(3)))
    assert sorted(changes["events"].added for changes in pushed) == [
        0,
        0,
        len(sample_atlas().events),
    ]


# What is told of failures


def test_a_database_without_postgis_is_told(server: str) -> None:
    with pytest.raises(OutputError, match="CREATE EXTENSION") as caught:
        check_database(f"{server}/postgres")
    assert "s3cret" not in str(caught.value)


def test_a_wrong_password_is_not_told(server: str) -> None:
    wrong = server.replace("s3cret", "wr0ng") + "/postgres"
    with pytest.raises(OutputError, match="password") as caught:
        check_database(wrong)
    assert "wr0ng" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_server_that_is_not_there_is_told() -> None:
    with pytest.raises(OutputError, match=r"127\.0\.0\.1:1/x.*server runs") as caught:
        check_database("postgresql://a:s3cret@127.0.0.1:1/x")
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("address", ["postgresql://a:s3cret%@h/x", "nonsense s3cret", "a=s3cret"])
def test_an_address_that_is_none_is_told(address: str) -> None:
    with pytest.raises(SettingsError, match="postgresql://") as caught:
        check_database(address)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("schema", ["", "x" * 64, "pg_catalog", "information_schema", "a\x00b"])
def test_a_schema_that_cannot_be_is_told(schema: str) -> None:
    with pytest.raises(SettingsError, match="--schema"):
        check_database("postgresql:///x", schema=schema)


def test_a_user_without_rights_is_told(database: str) -> None:
    with psycopg.connect(database) as connection:
        connection.execute("DROP ROLE IF EXISTS reader")
        connection.execute("CREATE ROLE reader LOGIN PASSWORD 's3cret'")
    as_reader = database.replace("tester:s3cret%2F%3A%40%25", "reader:s3cret")
    with pytest.raises(OutputError, match="no right") as caught:
        push(sample_atlas(), as_reader)
    assert "s3cret" not in str(caught.value)


def test_who_may_write_rows_need_not_own_the_tables(database: str) -> None:
    push(sample_atlas(), database)
    with psycopg.connect(database) as connection:
        connection.execute("DROP ROLE IF EXISTS writer")
        connection.execute("CREATE ROLE writer LOGIN PASSWORD 's3cret'")
        connection.execute("GRANT USAGE ON SCHEMA geo TO writer")
        connection.execute(
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA geo TO writer"
        )
    as_writer = database.replace("tester:s3cret%2F%3A%40%25", "writer:s3cret")
    changes = push(atlas_of(changed_tables()), as_writer)
    assert changes["events"].changed == 1
    with psycopg.connect(database) as connection:
        connection.execute("DROP OWNED BY writer")


# The command


def test_the_command_writes_an_atlas(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(sample_atlas(), tmp_path / "a.gpkg")
    assert main(["push", database, str(tmp_path / "a.gpkg"), "--schema", "news"]) == 0
    assert ask(database, "SELECT count(*) FROM news.events") == [(len(sample_atlas().events),)]
    assert "s3cret" not in "".join(capsys.readouterr())


def test_the_command_tells_what_is_wrong(
    server: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(sample_atlas(), tmp_path / "a.gpkg")
    assert main(["push", f"{server}/absent", str(tmp_path / "a.gpkg")]) == 3
    assert "absent" in capsys.readouterr().err
    assert main(["push", "nonsense", str(tmp_path / "a.gpkg")]) == 2


def test_inputs_that_say_nothing_remove_nothing(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    push(sample_atlas(), database, schema="news")
    write(Atlas.of({}), tmp_path / "empty.gpkg")
    main(["push", database, str(tmp_path / "empty.gpkg"), "--schema", "news", "--prune"])
    assert "left as it was" in capsys.readouterr().err
    assert ask(database, "SELECT count(*) FROM news.events") == [(len(sample_atlas().events),)]


def test_many_events_are_written_in_little_time(database: str) -> None:
    rows: Mapping[str, list[Row]] = sample_tables()
    first = rows["events"][0]
    rows["events"] += [first | {"event_id": f"many-{number}"} for number in range(20_000)]
    atlas = atlas_of(rows)
    assert push(atlas, database)["events"].added == len(atlas.events)
    assert push(atlas, database)["events"] == NOTHING
