"""The office-wide lock beside the database, and what its holder leaves to read meanwhile."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from aduanas_tui.store.errors import LockedError
from aduanas_tui.store.holders import writer_of

BUSY_TIMEOUT = 30
"""Seconds that one waits for another writer before giving up."""


def lock_path(path: Path) -> Path:
    """Return the lock file beside a database file."""
    return path.with_name(path.name + ".lock")


def note_path(path: Path) -> Path:
    """Return the file beside a database that tells who holds its lock for long."""
    return path.with_name(path.name + ".ocupada")


def shared_mode(folder: Path) -> int:
    """Return the mode of new files in ``folder``: for the group too when the folder is setgid."""
    return 0o660 if folder.stat().st_mode & stat.S_ISGID else 0o600


def _open_lock(path: Path) -> int:
    while True:
        with suppress(FileNotFoundError):
            return os.open(path, os.O_RDWR | os.O_CLOEXEC)
        _make_lock(path)


def _make_lock(path: Path) -> None:
    """Put a lock file in its place with its mode: nobody finds one of another account closed."""
    own = path.with_name(f"{path.name}.{secrets.token_hex(6)}")
    handle = os.open(own, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        os.fchmod(handle, shared_mode(path.parent))
        with suppress(FileExistsError):
            path.hardlink_to(own)
    finally:
        os.close(handle)
        own.unlink()


@contextmanager
def file_lock(path: Path, patience: float | None = None) -> Iterator[None]:
    """Hold the office-wide lock of the database at ``path``, waiting for whoever has it.

    SQLite's own waiting polls with growing pauses: measured with 20 writers, the unluckiest waited
    1.3 s; with this lock taken first, 0.09 s. After ``patience`` seconds (``BUSY_TIMEOUT``) it is
    given up.

    Raises:
        LockedError: somebody held it all the time; the sentence says who.

    """
    seconds = BUSY_TIMEOUT if patience is None else patience
    handle = _open_lock(lock_path(path))
    try:
        if not _taken(handle, seconds):
            raise LockedError(busy_sentence(path))
        yield
    finally:
        os.close(handle)


def _taken(handle: int, seconds: float) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return _taken_in_time(handle, seconds)
    return True


def _taken_in_time(handle: int, seconds: float) -> bool:
    """Wait in the kernel's queue, which is fair, but no longer than some seconds.

    A lock that comes too late ends with the waiting thread, which has the last handle to it.
    """
    own = os.dup(handle)
    taken = threading.Event()

    def wait() -> None:
        try:
            fcntl.flock(own, fcntl.LOCK_EX)
            taken.set()
        finally:
            os.close(own)

    threading.Thread(target=wait, name="lock", daemon=True).start()
    return taken.wait(seconds)


def busy_sentence(path: Path) -> str:
    """Say that the database is held by another, and by whom when that can be known."""
    holder = lock_note(path)
    if holder is None:
        known = writer_of(path)
        holder = f"la tiene {known}" if known else "la tiene otro programa"
    return (
        f"La base está ocupada ({holder}) y no se guardó nada: "
        "espere a que termine e intente de nuevo."
    )


@contextmanager
def noted(path: Path, note: str) -> Iterator[None]:
    """Leave a note while the lock is held, for those who wait; see :func:`lock_note`."""
    if not note:
        yield
        return
    place = note_path(path)
    try:
        place.unlink(missing_ok=True)  # of somebody who was killed; perhaps of another account
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        os.fchmod(handle, shared_mode(path.parent))
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({"note": note, "pid": os.getpid()}, file)
        yield
    finally:
        with suppress(OSError):
            place.unlink(missing_ok=True)


def lock_note(path: Path) -> str | None:
    """Return what the holder of the write lock left to read, while it holds it."""
    try:
        said = json.loads(note_path(path).read_text(encoding="utf-8"))
        note = str(said["note"])
        with suppress(PermissionError):  # alive, of another account
            os.kill(said["pid"], 0)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    try:
        handle = _open_lock(lock_path(path))
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return note
    finally:
        os.close(handle)
    return None
