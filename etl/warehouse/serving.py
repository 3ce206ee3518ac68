"""The serving snapshot: what the dashboard opens.

A snapshot is a DuckDB file under `serving/<version>/`, derived from the Parquet tables and never
changed after it is published; `serving/CURRENT` names the version in use. Deleting the folder loses
nothing: it is rebuilt from the warehouse.

`sort_date` is the day an event counts on: the day it happened, or, for what lies ahead, the day it
was reported (`least` passes over a date that is missing). A plan in an article without a date
counts on no day.

`event_parents` is `event_companies` with each company replaced by the one above all its parents, so
that brands can be counted under their parent; an event with two brands of one parent has one row.

`unlinked_names` are the companies without an id: named in a text, or principal of an event.

Text search uses the `words` table (an inverted index: word, event_key, sorted by word), so that no
query scans text.
"""

import contextlib
import dataclasses
import os
import re
import shutil
import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
from filelock import FileLock

from etl.contracts import ARTICLES, EVENTS, MENTIONS, TABLES, Table
from etl.errors import SnapshotError, storage_error
from etl.lexicon.catalogue import load_catalogue
from etl.warehouse.files import fsync_folder, is_left_behind
from etl.warehouse.store import Warehouse

DATABASE = "motorwire-2.duckdb"
"""The number goes up when a page needs what older snapshots lack: they then count as missing."""

POINTER = "CURRENT"
_KEPT_VERSIONS = 3
_VERSION = re.compile(r"\d{1,20}")

WORD_PATTERN = r"[\p{L}\p{N}]+"
"""What counts as a word in the index; text is lower-cased and stripped of accents before."""

_ARROW_TO_SQL = {
    "string": "VARCHAR",
    "list<item: string>": "VARCHAR[]",
    "int32": "INTEGER",
    "float": "FLOAT",
    "date32[day]": "DATE",
    "timestamp[us, tz=UTC]": "TIMESTAMPTZ",
    "binary": "BLOB",
    "bool": "BOOLEAN",
}

_COMPANIES = pa.schema(
    {
        "company_id": pa.string(),
        "name": pa.string(),
        "parent_id": pa.string(),
        "kind": pa.string(),
        "country": pa.string(),
        "tickers": pa.list_(pa.string()),
        "topmost_name": pa.string(),
    }
)

_BUILD = rf"""
CREATE TABLE articles AS SELECT * EXCLUDE (signature) FROM src_articles ORDER BY article_id;
CREATE TABLE rejects AS SELECT * FROM src_rejects ORDER BY dump, record_number;
CREATE TABLE mentions AS SELECT * FROM src_mentions ORDER BY article_id, field, "start";
CREATE TABLE stories AS SELECT * FROM src_stories ORDER BY last_seen_at DESC NULLS LAST, story_id;

CREATE TABLE events AS
WITH story_of AS (
    SELECT unnest(event_ids) AS event_id, story_id FROM src_stories
), checked AS (
    SELECT e.*, 'unchecked' AS "check", NULL::VARCHAR AS checked_by, NULL::TIMESTAMPTZ AS checked_at
    FROM src_events e
    WHERE event_id NOT IN (SELECT event_of FROM src_checked_events WHERE event_of IS NOT NULL)
    UNION ALL BY NAME SELECT * EXCLUDE (event_of) FROM src_checked_events
), dated AS (
    SELECT
        e.*, s.story_id, a.published_at, a.source, a.url, a.title, a.language,
        CASE
            WHEN a.published_at IS NULL AND e.status <> 'happened' THEN NULL
            ELSE least(e.event_start, a.published_at::DATE)
        END AS sort_date
    FROM checked e
    JOIN src_articles a USING (article_id)
    LEFT JOIN story_of s USING (event_id)
)
SELECT
    (row_number() OVER (ORDER BY sort_date DESC NULLS LAST, event_id))::INTEGER AS event_key, *
FROM dated ORDER BY event_key;

CREATE TABLE event_companies AS
SELECT DISTINCT
    unnest(companies) AS company, unnest(company_ids) AS company_id, event_key
FROM events ORDER BY company, event_key;

CREATE TABLE event_parents AS
SELECT DISTINCT coalesce(c.topmost_name, e.company) AS company, event_key
FROM event_companies e LEFT JOIN companies c USING (company_id) ORDER BY company, event_key;

CREATE TABLE event_themes AS
SELECT DISTINCT unnest(themes) AS theme, event_key FROM events ORDER BY theme, event_key;

CREATE TABLE unlinked_names AS
WITH named AS (
    SELECT entity_name AS name, article_id, dump, NULL::INTEGER AS event_key
    FROM src_mentions WHERE kind = 'company' AND entity_id IS NULL
    UNION ALL
    SELECT company, article_id, dump, event_key
    FROM event_companies JOIN events USING (event_key)
    WHERE company_id = '' AND "check" <> 'rejected'
)
SELECT
    name,
    count(DISTINCT article_id)::INTEGER AS articles,
    count(DISTINCT event_key)::INTEGER AS events,
    list_sort(list(DISTINCT dump)) AS dumps
FROM named GROUP BY name ORDER BY events DESC, articles DESC, name;

CREATE TABLE words AS
SELECT DISTINCT
    unnest(regexp_extract_all(
        strip_accents(lower(title || ' ' || evidence)), '{WORD_PATTERN}'
    )) AS word,
    event_key
FROM events ORDER BY word, event_key;

CREATE TABLE outcomes AS
SELECT dump, outcome, count(*)::INTEGER AS record_count FROM (
    SELECT dump, 'accepted' AS outcome FROM src_articles
    UNION ALL SELECT dump, reason FROM src_rejects
) GROUP BY ALL ORDER BY dump, outcome;
"""


@dataclass(frozen=True)
class Snapshot:
    """A published snapshot: its version and its database file."""

    version: str
    database: Path

    @property
    def made_at(self) -> datetime:
        """When it was made, by the clock of then, in UTC."""
        return datetime.fromtimestamp(int(self.version) / 1e9, UTC)


def current_snapshot(serving: Path) -> Snapshot:
    """The snapshot that `CURRENT` points to; raises `SnapshotError` if there is none."""
    pointer = serving / POINTER
    try:
        version = pointer.read_text(encoding="ascii", errors="replace").strip()
    except FileNotFoundError:
        raise SnapshotError(
            "nothing is published yet: put a dump into the inbox and run the ETL"
        ) from None
    if not _VERSION.fullmatch(version):
        raise SnapshotError(f"{pointer} is damaged: rebuild the snapshot (`motorwire publish`)")
    database = serving / version / DATABASE
    if not database.is_file():
        raise SnapshotError(f"snapshot {version} is missing: rebuild it (`motorwire publish`)")
    return Snapshot(version, database)


def list_snapshots(serving: Path) -> list[Snapshot]:
    """The snapshots that are kept, the newest first; not all of them were current."""
    found = sorted(serving.glob(f"*/{DATABASE}"), reverse=True)
    return [Snapshot(path.parent.name, path) for path in found if path.parent.name.isdigit()]


def publish_snapshot(
    warehouse: Warehouse, serving: Path, *, lock: Path | None = None
) -> tuple[Snapshot, dict[str, int]]:
    """Builds a new snapshot from the warehouse, makes it the current one, drops old ones.

    Returns the snapshot and the row count of each of its tables. With `lock`, a second build
    waits until the first is done. Raises `DumpError` for a damaged table, `StorageError` when the
    disk is full.
    """
    with FileLock(lock) if lock else contextlib.nullcontext():
        return _publish(warehouse, serving)


def _publish(warehouse: Warehouse, serving: Path) -> tuple[Snapshot, dict[str, int]]:
    serving.mkdir(parents=True, exist_ok=True)
    warehouse.check_all()  # DuckDB does not compare the checksums of pages.
    version = _next_version(serving)
    staged = serving / f".staged-{uuid.uuid4().hex}"
    staged.mkdir()
    try:
        counts = _build(warehouse, staged / DATABASE, version)
        staged.rename(serving / version)
    except duckdb.Error as error:
        shutil.rmtree(staged, ignore_errors=True)
        raise storage_error(error) or error from error
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        raise
    fsync_folder(serving)
    _point_to(serving, version)
    _drop_old(serving)
    return Snapshot(version, serving / version / DATABASE), counts


def _build(warehouse: Warehouse, database: Path, version: str) -> dict[str, int]:
    with duckdb.connect(str(database)) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for table in TABLES:
            _create_source_view(connection, warehouse, table)
        _add_catalogue(connection)
        connection.execute(_BUILD)
        connection.execute(
            "CREATE TABLE snapshot AS SELECT ? AS version, now() AS built_at",
            [version],
        )
        names = [
            name
            for (name,) in connection.execute(
                "SELECT table_name FROM duckdb_tables() ORDER BY table_name"
            ).fetchall()
        ]
        counts = {
            name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchall()[0][0]
            for name in names
        }
        for table in TABLES:
            connection.execute(f"DROP VIEW src_{table.name}")
        connection.execute("CHECKPOINT")
    return counts


def _create_source_view(
    connection: duckdb.DuckDBPyConnection, warehouse: Warehouse, table: Table
) -> None:
    is_extracted = table in (EVENTS, MENTIONS)
    dumps = warehouse.matching_dumps(table, ARTICLES) if is_extracted else warehouse.dumps(table)
    paths = [warehouse.path(table, dump) for dump in dumps]
    columns = ", ".join(f'NULL::{_ARROW_TO_SQL[str(c.type)]} AS "{c.name}"' for c in table.columns)
    source = f"SELECT {columns} WHERE false"
    if paths:
        # By name, so that files of an older contract serve as well, their missing columns null.
        listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
        read = f"read_parquet([{listed}], union_by_name = true)"
        source = f"{source} UNION ALL BY NAME SELECT * FROM {read}"
    connection.execute(f"CREATE VIEW src_{table.name} AS {source}")


def _add_catalogue(connection: duckdb.DuckDBPyConnection) -> None:
    # As one Arrow table: row by row, two thousand inserts took six seconds.
    catalogue = load_catalogue()
    rows = [
        {**dataclasses.asdict(company), "topmost_name": catalogue.topmost(company_id).name}
        for company_id, company in catalogue.companies.items()
    ]
    connection.register("src_companies", pa.Table.from_pylist(rows, _COMPANIES))
    connection.execute("CREATE TABLE companies AS SELECT * FROM src_companies ORDER BY company_id")
    connection.unregister("src_companies")


def _versions(serving: Path) -> list[str]:
    """The versions that are there, oldest first."""
    found = (path.name for path in serving.iterdir() if path.is_dir())
    return sorted(name for name in found if _VERSION.fullmatch(name))


def _next_version(serving: Path) -> str:
    """The time as a version, or more where a clock that was ahead has made versions: the newest
    version is always the last one that was published."""
    newest = max((int(version) for version in _versions(serving)), default=0)
    return f"{max(time.time_ns(), newest + 1):020d}"


def _point_to(serving: Path, version: str) -> None:
    staged = serving / f".{POINTER}-{os.getpid()}"
    with staged.open("w", encoding="utf-8") as file:
        file.write(version)
        file.flush()
        os.fsync(file.fileno())
    staged.replace(serving / POINTER)
    fsync_folder(serving)


def left_behind(serving: Path) -> list[Path]:
    """The half snapshots that killed runs have left, hours ago."""
    return sorted(path for path in serving.glob(".staged-*") if is_left_behind(path))


def _drop_old(serving: Path) -> None:
    for staged in left_behind(serving):
        shutil.rmtree(staged, ignore_errors=True)
    for version in _versions(serving)[:-_KEPT_VERSIONS]:
        # A reader may hold the file on a system that refuses to delete it: the next time.
        with contextlib.suppress(OSError):
            shutil.rmtree(serving / version)
