"""The file of an unfinished import: the operator's own, outside the office's database.

Every step is durable when its method returns, so that a dropped line or a kill loses nothing.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aduanas_tui.services.errors import ServiceError

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE cell_row (number INTEGER PRIMARY KEY, kinds TEXT NOT NULL, texts TEXT NOT NULL);
CREATE TABLE contact_row (
    number INTEGER PRIMARY KEY, rtn TEXT NOT NULL, kinds TEXT NOT NULL, texts TEXT NOT NULL
);
CREATE INDEX contact_rtn ON contact_row (rtn, number);
CREATE TABLE choice (number INTEGER PRIMARY KEY, state TEXT NOT NULL);
CREATE TABLE verdict (
    number INTEGER PRIMARY KEY, action TEXT NOT NULL, base TEXT NOT NULL, level INTEGER NOT NULL,
    skipped INTEGER NOT NULL, rtn TEXT NOT NULL, sort_text TEXT NOT NULL, detail TEXT NOT NULL,
    plain TEXT NOT NULL DEFAULT '', search_text TEXT NOT NULL DEFAULT ''
);
CREATE TABLE kind (
    code TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (code, number)
) WITHOUT ROWID;
CREATE TABLE step (id INTEGER PRIMARY KEY AUTOINCREMENT, what TEXT NOT NULL, setting TEXT);
CREATE TABLE step_row (
    step INTEGER NOT NULL, number INTEGER NOT NULL, state TEXT, PRIMARY KEY (step, number)
) WITHOUT ROWID;
"""
INDEXES = {
    "kind_number": "kind (number)",
    "verdict_action": "verdict (action, number)",
    "verdict_level": "verdict (number) WHERE level > 0",
    "verdict_rtn": "verdict (rtn, number) WHERE rtn <> '' AND skipped = 0",
    "verdict_name": "verdict (sort_text, number, action) WHERE base = 'crear' AND skipped = 0",
}
_VERSION = 2
_OLD_SECONDS = 30 * 24 * 3600
"""Imports that nobody touched for so long are removed."""


def folder() -> Path:
    """Return where the operator's unfinished imports lie; only the operator may read it."""
    import platformdirs

    return Path(platformdirs.user_state_dir("aduanas")) / "importaciones"


class Staging:
    """One staged import."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.id = path.stem
        self._connection = sqlite3.connect(
            path, timeout=30, isolation_level=None, check_same_thread=False
        )
        # A killed process loses nothing even so; only a server without power could.
        for pragma in ("journal_mode = wal", "synchronous = off", "cache_size = -8000"):
            self._connection.execute(f"PRAGMA {pragma}")

    @classmethod
    def create(cls) -> Staging:
        """Make a new one."""
        place = folder()
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = place / f"{secrets.token_hex(8)}.db"
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        staging = cls(path)
        staging._connection.executescript(_SCHEMA)
        staging._connection.execute(f"PRAGMA user_version = {_VERSION}")
        return staging

    @classmethod
    def open(cls, identity: str) -> Staging:
        """Open one that was made before; raises ``ServiceError`` when it is gone."""
        path = folder() / f"{identity}.db"
        if not identity.isalnum() or not path.is_file():
            raise ServiceError("Esa importación ya no existe: vuelva a elegir el archivo.")
        staging = None
        try:
            staging = cls(path)
            if staging.rows("PRAGMA user_version") == [(_VERSION,)]:
                return staging
        except sqlite3.DatabaseError as error:
            raise ServiceError(
                "Esa importación quedó dañada: elija el archivo de nuevo."
            ) from error
        staging.close()
        raise ServiceError("Esa importación es de otra versión: elija el archivo de nuevo.")

    @classmethod
    def all(cls) -> Iterator[Staging]:
        """Yield every one that can be opened; the old ones are removed."""
        place = folder()
        for path in sorted(place.glob("*.db")) if place.is_dir() else ():
            with contextlib.suppress(OSError):
                if time.time() - path.stat().st_mtime > _OLD_SECONDS:
                    remove(path)
                    continue
            with contextlib.suppress(ServiceError):
                yield cls.open(path.stem)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def discard(self) -> None:
        """Remove the file."""
        self.close()
        remove(self.path)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Run a block whole or not at all; may be nested."""
        if self._connection.in_transaction:
            yield
            return
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> sqlite3.Cursor:
        """Run one statement."""
        return self._connection.execute(sql, parameters)

    def many(self, sql: str, parameters: Iterable[Sequence[Any]]) -> None:
        """Run one statement for many rows."""
        self._connection.executemany(sql, parameters)

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return all rows of a query."""
        return self._connection.execute(sql, parameters).fetchall()

    def get(self, key: str, default: Any = None) -> Any:
        """Return a value that was put under ``key``."""
        found = self.rows("SELECT value FROM meta WHERE key = ?", (key,))
        return json.loads(found[0][0]) if found else default

    def put(self, **values: Any) -> None:
        """Keep values under their keys."""
        self.many(
            "INSERT OR REPLACE INTO meta VALUES (?, ?)",
            [(key, json.dumps(value)) for key, value in values.items()],
        )


def remove(path: Path) -> None:
    """Remove a staged import with its journals."""
    for suffix in ("-wal", "-shm", ""):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
