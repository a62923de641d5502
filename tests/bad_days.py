"""The table of bad days: how each is made, and the sentence that an operator gets.

Each makes the database at a path unusable while its block lasts, and is over afterwards.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from aduanas_tui.store.connection import APPLICATION_ID
from tests.bad_disks import full, read_only


@dataclass(frozen=True, slots=True)
class BadDay:
    """One kind of bad day, with a pattern of its sentence at opening and in the middle of work.

    Without a pattern it does not strike there. ``own_disk`` it needs a disk mounted for it.
    """

    name: str
    make: Callable[[Path], AbstractContextManager[None]]
    at_opening: str = ""
    at_work: str = ""
    own_disk: bool = False


@contextmanager
def away(path: Path) -> Iterator[None]:
    elsewhere = path.with_name("se-fue.db")
    path.rename(elsewhere)
    try:
        yield
    finally:
        elsewhere.rename(path)


@contextmanager
def folder_away(path: Path) -> Iterator[None]:
    elsewhere = path.parent.with_name("se-fue")
    path.parent.rename(elsewhere)
    try:
        yield
    finally:
        elsewhere.rename(path.parent)


def instead(content: Callable[[Path], None]) -> Callable[[Path], AbstractContextManager[None]]:
    """Return a bad day on which another file is in the place of the database."""

    @contextmanager
    def make(path: Path) -> Iterator[None]:
        with away(path):
            content(path)
            yield
            path.unlink()
            for suffix in ("-wal", "-shm"):
                path.with_name(path.name + suffix).unlink(missing_ok=True)

    return make


def _copy(path: Path) -> None:
    shutil.copy(path.with_name("se-fue.db"), path)


def _other_program(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE client (id INTEGER)")
    connection.commit()
    connection.close()


def _cut_short(path: Path) -> None:
    _copy(path)
    os.truncate(path, path.stat().st_size // 2)


def _broken_first_page(path: Path) -> None:
    _copy(path)
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 3_000)


def _failed_upgrade(path: Path) -> None:
    """Make a file that says to be ours, and in which a migration cannot go through."""
    _other_program(path)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = wal")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.commit()
    connection.close()


@contextmanager
def full_disk(path: Path) -> Iterator[None]:
    """Fill the disk; the log beside the database has no room left either, used before or not."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    with full(path.parent):
        yield


@contextmanager
def damaged(path: Path) -> Iterator[None]:
    """Write rubbish over the page where the clients begin."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'client'")
    ((size,),) = connection.execute("PRAGMA page_size").fetchall()
    connection.close()
    place = (root[0] - 1) * size
    with path.open("r+b") as file:
        file.seek(place)
        before = file.read(size)
        file.seek(place)
        file.write(b"\xa5" * size)
    try:
        yield
    finally:
        with path.open("r+b") as file:
            file.seek(place)
            file.write(before)


@contextmanager
def newer(path: Path) -> Iterator[None]:
    before = _set_version(path, 99)
    try:
        yield
    finally:
        _set_version(path, before)


def _set_version(path: Path, version: int) -> int:
    connection = sqlite3.connect(path)
    ((before,),) = connection.execute("PRAGMA user_version").fetchall()
    connection.execute(f"PRAGMA user_version = {version}")
    connection.close()
    return int(before)


HOLD_LOCK = """
import fcntl, sys
file = open(sys.argv[1] + ".lock")
fcntl.flock(file, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""
HOLD_SQLITE = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


def held(script: str) -> Callable[[Path], AbstractContextManager[None]]:
    """Return a bad day on which another program holds the database."""

    @contextmanager
    def make(path: Path) -> Iterator[None]:
        holder = subprocess.Popen(
            [sys.executable, "-c", script, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert holder.stdin is not None
        assert holder.stdout is not None
        try:
            assert holder.stdout.readline() == b"held\n"
            yield
        finally:
            with suppress(OSError):
                holder.stdin.close()
            holder.wait(timeout=60)
            holder.stdout.close()

    return make


_GONE = r"ya no está en su lugar y no se guardó nada: devuélvala allí o restaure un respaldo"
_DAMAGED = r"está dañada y no se cambió nada: revísela con aduanas verificar --base \S+, o restaure"
_HELD = (
    r"La base está ocupada \(la tiene (\S+ \(proceso \d+\)|otro programa)\) y no se guardó nada: "
    r"espere a que termine e intente de nuevo\."
)
_FULL = r"El disco está lleno: libere espacio e intente de nuevo\."

BAD_DAYS = (
    BadDay("missing", away, r"No existe la base .* Revise la ruta, o créela con: aduanas", _GONE),
    BadDay("folder missing", folder_away, r"No existe la base .* Revise la ruta, o créela", _GONE),
    BadDay(
        "replaced",
        instead(_copy),
        at_work=r"fue reemplazada por otro archivo y no se guardó nada: salga y abra el programa",
    ),
    BadDay(
        "0 bytes",
        instead(Path.touch),
        r"está vacía \(0 bytes\): quizá se llenó el disco\. Restaure un respaldo, o borre ese",
    ),
    BadDay(
        "not a database",
        instead(lambda path: path.write_bytes(b"PK\x03\x04 una hoja" * 99) and None),
        r"no es una base de aduanas\. No se cambió nada: revise la ruta\.",
    ),
    BadDay(
        "another program's",
        instead(_other_program),
        r"es una base de otro programa\. No se cambió nada: revise la ruta\.",
    ),
    BadDay("cut short", instead(_cut_short), _DAMAGED),
    BadDay("broken at its beginning", instead(_broken_first_page), _DAMAGED),
    BadDay("cannot be upgraded", instead(_failed_upgrade), _DAMAGED),
    BadDay("a damaged page", damaged, _DAMAGED, _DAMAGED),
    BadDay(
        "newer schema",
        newer,
        r"es de una versión más nueva del programa \(esquema 99; .*\)\. Actualice aduanas",
        r"pasó a una versión más nueva del programa y no se guardó nada: salga y abra el programa",
    ),
    BadDay("locked by ours", held(HOLD_LOCK), at_work=_HELD),
    BadDay("locked by SQLite", held(HOLD_SQLITE), at_work=_HELD),
    BadDay("full disk", full_disk, _FULL, _FULL, own_disk=True),
    BadDay(
        "read-only disk",
        lambda path: read_only(path.parent),
        r"El disco de «\S+» es de solo lectura: avise a quien administra el equipo\.",
        own_disk=True,
    ),
)
