"""The database as an attacker who can write any SQL would use it: shut in, and stopped in time."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from dashboard.queries import database
from dashboard.queries.database import QueryTimeoutError, connect_to_two, open_cursor, read_table
from etl.warehouse.serving import Snapshot
from tests.dashboard import invented
from tests.security.attacks import Canary

SECRET = "the secret of this machine"


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("private") / "secret.csv"
    path.write_text(f"{SECRET}\n1\n")
    return path


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    yield invented.publish(invented.invent(40), tmp_path_factory.mktemp("invented"))
    database.forget()


@contextmanager
def cursor_of(kind: str, snapshot: Snapshot) -> Iterator[duckdb.DuckDBPyConnection]:
    if kind == "one":
        with open_cursor(snapshot, 5) as cursor:
            yield cursor
        return
    connection = connect_to_two(str(snapshot.database), str(snapshot.database.with_name("b")))
    with connection:
        yield connection


READING = [
    "SELECT * FROM read_csv('{file}')", "SELECT * FROM read_text('{file}')", "FROM '{file}'",
    "SELECT * FROM read_blob('{file}')", "SELECT * FROM glob('{folder}/*')",
    "SELECT * FROM read_csv_auto('{url}/csv')", "SELECT * FROM read_json_auto('{file}')",
    "SELECT * FROM read_parquet('{url}/parquet')", "SELECT * FROM sniff_csv('{file}')",
    "SELECT * FROM parquet_metadata('{file}')", "SELECT * FROM sqlite_scan('{file}', 'x')",
]  # fmt: skip
ACTING = [
    "COPY (SELECT 1) TO '{folder}/written.csv'", "EXPORT DATABASE '{folder}/written'",
    "IMPORT DATABASE '{folder}'", "ATTACH '{folder}/written.duckdb'",
    "ATTACH '{url}/x.duckdb' AS y",
    "INSTALL httpfs", "LOAD httpfs", "INSTALL spatial FROM community", "LOAD '{file}'",
    "CREATE SECRET (TYPE s3, KEY_ID 'x', SECRET 'y')", "CREATE PERSISTENT SECRET (TYPE http)",
    "SET enable_external_access = true", "SET GLOBAL enable_external_access = true",
    "RESET enable_external_access", "SET lock_configuration = false", "RESET lock_configuration",
    "PRAGMA enable_external_access = true", "SET allow_unsigned_extensions = true",
    "SET allowed_directories = ['/']", "SET memory_limit = '100GB'", "SET threads = 64",
    "SET autoinstall_known_extensions = true", "SET extension_directory = '{folder}'",
    "SET temp_directory = '{folder}/written'", "SET log_query_path = '{folder}/written'",
    "PRAGMA profiling_output = '{folder}/written'", "SET python_enable_replacements = true",
    "SET secret_directory = '{folder}/written'", "SET home_directory = '{folder}'",
]  # fmt: skip
CHANGING = [
    "DROP TABLE events", "DELETE FROM events", "UPDATE events SET title = 'x'",
    "CREATE TABLE evil (x INT)", "INSERT INTO events SELECT * FROM events",
    "ALTER TABLE events DROP title",
]  # fmt: skip


def fill(sql: str, secret: Path, canary: Canary) -> str:
    return sql.format(file=secret, folder=secret.parent, url=canary.url)


@pytest.mark.parametrize("sql", [READING[0], READING[1], READING[4], ACTING[0], ACTING[3]])
def test_the_attack_works_on_a_careless_connection(
    sql: str, secret: Path, canary: Canary, tmp_path: Path
) -> None:
    copy = tmp_path / secret.name
    copy.write_bytes(secret.read_bytes())
    with duckdb.connect() as careless:
        assert careless.execute(fill(sql, copy, canary)).fetchall() is not None
    if sql in ACTING:
        assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("kind", ["one", "two"])
@pytest.mark.parametrize("sql", [*READING, *ACTING])
def test_nothing_is_read_written_or_loaded_and_no_lock_opens(
    kind: str, sql: str, snapshot: Snapshot, secret: Path, canary: Canary
) -> None:
    other = snapshot.database.with_name("b")
    if not other.exists():
        other.write_bytes(snapshot.database.read_bytes())
    canary.asked.clear()
    with cursor_of(kind, snapshot) as cursor:
        with pytest.raises(duckdb.Error) as refused:
            cursor.execute(fill(sql, secret, canary)).fetchall()
        assert SECRET not in str(refused.value)
        settings = dict(cursor.execute("SELECT name, value FROM duckdb_settings()").fetchall())
    assert settings["enable_external_access"] == "false"
    assert settings["lock_configuration"] == "true"
    assert settings["autoinstall_known_extensions"] == "false"
    assert [path.name for path in secret.parent.iterdir()] == [secret.name]
    assert canary.asked == []


@pytest.mark.parametrize("sql", CHANGING)
def test_what_was_published_is_not_changed(sql: str, snapshot: Snapshot) -> None:
    before = snapshot.database.read_bytes()
    with open_cursor(snapshot, 5) as cursor, pytest.raises(duckdb.Error):
        cursor.execute(sql)
    assert read_table(snapshot, "SELECT count(*) AS n FROM events").to_pylist() == [{"n": 40}]
    assert snapshot.database.read_bytes() == before


def test_the_environment_and_python_are_out_of_reach(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTORWIRE_TOKEN", SECRET)
    secret_frame = read_table(snapshot, "SELECT 'mine' AS it")
    assert secret_frame.num_rows == 1
    with open_cursor(snapshot, 5) as cursor:
        for sql in ("SELECT getenv('MOTORWIRE_TOKEN')", "SELECT * FROM secret_frame"):
            with pytest.raises(duckdb.Error):
                cursor.execute(sql).fetchall()


def test_an_endless_query_is_stopped_with_a_clear_message(snapshot: Snapshot) -> None:
    endless = "SELECT sum(a.range * b.range % 7) AS n FROM range(3000000) a, range(3000000) b"
    began = time.monotonic()
    with pytest.raises(QueryTimeoutError, match="choose a shorter period"):
        read_table(snapshot, endless, seconds=0.5)
    assert time.monotonic() - began < 5
    # The connection serves on.
    assert read_table(snapshot, "SELECT count(*) AS n FROM events").to_pylist() == [{"n": 40}]


def test_a_query_that_wants_all_memory_is_refused(snapshot: Snapshot) -> None:
    hungry = "SELECT length(string_agg(repeat('x', 50000000) || range, '')) FROM range(10000)"
    with pytest.raises(duckdb.OutOfMemoryException):
        read_table(snapshot, hungry, seconds=60)
    assert read_table(snapshot, "SELECT count(*) AS n FROM events").to_pylist() == [{"n": 40}]
