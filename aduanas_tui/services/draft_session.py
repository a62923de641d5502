"""Which sessions still live, so that a draft in somebody's open form is not offered elsewhere."""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import threading
from pathlib import Path
from typing import Final

_LONGEST_WAIT: Final = 0.2
"""Seconds to wait for another thread of this session: a signal handler may not wait for ever."""


class Session:
    """A session: a locked file in a folder, since the system takes locks back from the dead."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.name = secrets.token_hex(6)
        self._handle: int | None = None
        self._opening = threading.Lock()

    def open(self) -> bool:
        """Say that this session lives, making the folder; ``True`` the first time.

        Raises:
            OSError: the folder cannot be made or written.

        """
        if self._handle is not None or not self._opening.acquire(timeout=_LONGEST_WAIT):
            return False
        try:
            if self._handle is not None:
                return False
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            place = _place(self._folder, self.name)
            building = place.with_suffix(".nueva")
            handle = os.open(building, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(handle, fcntl.LOCK_EX)
            building.rename(place)  # locked from its first moment on
            self._handle = handle
            return True
        finally:
            self._opening.release()

    def close(self) -> None:
        """End the session."""
        with self._opening:
            if self._handle is not None:
                _place(self._folder, self.name).unlink(missing_ok=True)
                os.close(self._handle)
                self._handle = None


def lives(folder: Path, session: str) -> bool:
    """Tell whether a session has not ended."""
    try:
        handle = os.open(_place(folder, session), os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False


def forget_the_dead(folder: Path) -> None:
    """Remove what sessions that were killed left: their files, and drafts that were half written.

    The name of a draft begins with that of its session.
    """
    for leftover in (*folder.glob("*.sesion"), *folder.glob("*.nuevo")):
        if not lives(folder, session_of(leftover.name)):
            with contextlib.suppress(OSError):
                leftover.unlink()


def session_of(name: str) -> str:
    """Return the session that a file in the folder is of."""
    return name.replace(".", "-").partition("-")[0]


def _place(folder: Path, session: str) -> Path:
    return folder / f"{session}.sesion"
