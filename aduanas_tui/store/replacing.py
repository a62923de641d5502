"""Putting another database file in the place of one, in one step and without losing the old one."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from aduanas_tui.store import backup
from aduanas_tui.store.columns import MomentField
from aduanas_tui.store.locks import file_lock

_PATIENCE = 2.0
"""Seconds: whoever has the file open keeps it open."""
_JOURNALS = ("-wal", "-shm", "-journal")


class InUseError(Exception):
    """A program that tells nobody of itself has the database open."""


def sign(copy: Path, at: datetime, operator: str, label: str) -> None:
    """Let the audit log of a copy, of whatever schema, say that it was put in use.

    Raises:
        sqlite3.Error: there is no such log, or the disk is full.

    """
    with closing(sqlite3.connect(copy)) as connection, connection:
        connection.execute(
            "INSERT INTO audit_entry "
            "(at, operator, action, entity, entity_id, client_id, label, changes) "
            "VALUES (?, ?, 'restore', 'office', 0, 0, ?, '{}')",
            (MomentField().db_value(at), operator, label),
        )


def replace(base: Path, copy: Path, aside: Path) -> bool:
    """Put ``copy`` where ``base`` is; what was there is at ``aside`` afterwards.

    At every moment there is one of them at ``base``. Nobody may have it open, nor come in meanwhile
    (see ``services.sessions``). Returns whether anything was there.

    Raises:
        InUseError: somebody has it open nevertheless.
        OSError: the folder cannot be written.

    """
    _give_to_owner(base, copy)
    with file_lock(base):
        there = base.exists()
        if there:
            _close_journal(base)
            _keep(base, aside)
        for suffix in _JOURNALS:
            # The journal of one database is never applied to another.
            journal = base.with_name(base.name + suffix)
            if journal.exists():
                journal.replace(aside.with_name(aside.name + suffix))
        backup.put(copy, base)
    return there


def _close_journal(base: Path) -> None:
    """Bring what is in the journal into the file; a damaged one keeps its journal beside it."""
    try:
        with closing(
            sqlite3.connect(f"{base.as_uri()}?mode=rw", uri=True, timeout=_PATIENCE)
        ) as connection:
            # Leaving WAL mode takes that nobody else has the file open.
            connection.execute("PRAGMA journal_mode = delete").fetchall()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise InUseError from error
    except sqlite3.DatabaseError:
        return


def _keep(base: Path, aside: Path) -> None:
    try:
        os.link(base, aside)
    except OSError:
        # Some file systems know no second name: then the place is empty for a moment.
        base.rename(aside)


def _give_to_owner(base: Path, copy: Path) -> None:
    """Give what an administrator restores to whose database it is."""
    facts = (base if base.exists() else base.parent).stat()
    with suppress(PermissionError):
        if base.exists():
            copy.chmod(facts.st_mode & 0o777)
        os.chown(copy, facts.st_uid, facts.st_gid)
