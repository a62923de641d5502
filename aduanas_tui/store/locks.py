"""The office-wide lock beside the database, and what its holder leaves to read meanwhile."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import stat
import struct
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
def file_lock(path: Path, patience: float | None = None) -> Iterator[int]:
    """Hold the office-wide lock of the database at ``path``, waiting for whoever has it.

    SQLite's own waiting polls with growing pauses: measured with 20 writers, the unluckiest waited
    1.3 s. The kernel wakes all who wait for a lock at once, and whoever runs first has it. Here
    they take it in the order in which they came, see :class:`_Turn`, whose number is what the block
    is given. After ``patience`` seconds (``BUSY_TIMEOUT``) it is given up.

    Raises:
        LockedError: others held it all the time; the sentence says who.

    """
    seconds = BUSY_TIMEOUT if patience is None else patience
    handle = _open_lock(lock_path(path))
    try:
        turn = _Turn(handle)
        if not _taken(handle, turn, seconds):
            raise LockedError(busy_sentence(path))
        yield turn.number
    finally:
        os.close(handle)


def _taken(handle: int, turn: _Turn, seconds: float) -> bool:
    try:
        turn.come(wait=False)
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return _taken_in_time(handle, turn, seconds)
    return True


def _taken_in_time(handle: int, turn: _Turn, seconds: float) -> bool:
    """Wait for one's turn, but no longer than some seconds.

    A lock that comes too late ends with the waiting thread, which has the last handle to it.
    """
    own = os.dup(handle)
    taken = threading.Event()

    def wait() -> None:
        try:
            turn.come(wait=True)
            fcntl.flock(own, fcntl.LOCK_EX)
            taken.set()
        finally:
            os.close(own)

    turn.handle = own
    threading.Thread(target=wait, name="lock", daemon=True).start()
    return taken.wait(seconds)


class _Turn:
    """A number drawn at the lock file, as at a counter.

    The file says which is the next. Each keeps the byte of its number locked until it is through,
    and waits for the byte of the number before. Who is killed lets go of it: then two may be next,
    which the lock itself settles.
    """

    def __init__(self, handle: int) -> None:
        self.handle = handle
        self._number: int | None = None

    @property
    def number(self) -> int:
        """The number drawn; 0 before."""
        return self._number or 0

    def come(self, *, wait: bool) -> None:
        """Return when the one before is through.

        Raises:
            BlockingIOError: that is not so yet, and ``wait`` is false.

        """
        if self._number is None:
            self._number = self._drawn(wait)
        if self._number:
            self._lock(_FIRST_NUMBER + self._number - 1, wait)

    def _drawn(self, wait: bool) -> int:
        self._lock(0, wait)
        try:
            number = int.from_bytes(os.pread(self.handle, NUMBER_BYTES, 0), "little")
            self._lock(_FIRST_NUMBER + number, wait)
            with suppress(OSError):  # on a full disk two draw the same number: one waits here
                os.pwrite(self.handle, _next(number).to_bytes(NUMBER_BYTES, "little"), 0)
        finally:
            self._set(fcntl.F_UNLCK, 0, fcntl.F_OFD_SETLK)
        return number

    def _lock(self, byte: int, wait: bool) -> None:
        self._set(fcntl.F_WRLCK, byte, fcntl.F_OFD_SETLKW if wait else fcntl.F_OFD_SETLK)

    def _set(self, kind: int, byte: int, command: int) -> None:
        # Belongs to the open file, not to the process: it ends with the last handle.
        fcntl.fcntl(self.handle, command, struct.pack("hhqqi4x", kind, os.SEEK_SET, byte, 1, 0))


def _next(number: int) -> int:
    return (number + 1) % (1 << 8 * NUMBER_BYTES)


NUMBER_BYTES = 6
"""Of the next number, at the beginning of the file."""

_FIRST_NUMBER = 8
"""Byte of the number 0; that of the file's first one is locked while a number is drawn."""


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
