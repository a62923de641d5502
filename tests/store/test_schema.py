"""The migrated schema is the models' schema, and the file says whose it is."""

from __future__ import annotations

import re
from pathlib import Path

from aduanas_tui.store.connection import APPLICATION_ID, database, rows
from aduanas_tui.store.models import ALL_MODELS
from aduanas_tui.store.opening import close_database, open_database
from aduanas_tui.store.schema import SCHEMA_VERSION, SQLITE_ONLY


def _schema() -> dict[str, str]:
    """Return the SQL of everything in the database by name, with blanks normalised."""
    found = rows(
        "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL "
        "AND name NOT LIKE 'schema_migration%'"
    )
    return {name: _normalised(sql) for name, sql in found}


def _normalised(sql: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"(?<=\()\s+|\s+(?=\))", "", sql)).strip()


def test_migrated_schema_is_that_of_the_models(office: Path, tmp_path: Path) -> None:
    migrated = _schema()
    close_database()
    database.init(str(tmp_path / "models.db"))
    database.create_tables(ALL_MODELS)
    for statement in SQLITE_ONLY:
        database.execute_sql(statement)
    from_models = _schema()
    assert migrated == from_models
    assert {model._meta.table_name for model in ALL_MODELS} <= migrated.keys()


def test_file_says_whose_it_is_and_which_schema(office: Path) -> None:
    assert rows("PRAGMA application_id") == [(APPLICATION_ID,)]
    assert rows("PRAGMA user_version") == [(SCHEMA_VERSION,)]
    assert rows("SELECT count(*) FROM schema_migration") == [(SCHEMA_VERSION,)]


def test_opening_again_changes_nothing(office: Path) -> None:
    before = _schema()
    close_database()
    content = office.read_bytes()
    open_database(office)
    assert _schema() == before
    close_database()
    assert office.read_bytes() == content


def test_connection_is_durable_and_keeps_foreign_keys(office: Path) -> None:
    assert rows("PRAGMA journal_mode") == [("wal",)]
    assert rows("PRAGMA synchronous") == [(2,)]
    assert rows("PRAGMA foreign_keys") == [(1,)]
    assert rows("PRAGMA busy_timeout") == [(30_000,)]
