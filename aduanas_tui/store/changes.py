"""Noticing that somebody wrote to the database, without asking it anything that costs."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Final

_COARSEST_CLOCK: Final = 50_000_000
"""Nanoseconds within which two writes may have left the same time on a file."""


class ChangeCounter:
    """Looks, on a connection of its own, whether any other one committed since the last look.

    As long as the files do not change, a look is two calls of the system. Else ``PRAGMA
    data_version`` tells whether it was a commit: it compares a counter in memory that the processes
    share, some microseconds, no lock that outlives it, no transaction. One thread at a time uses
    it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._files = (path, path.with_name(f"{path.name}-wal"))
        self._connection: sqlite3.Connection | None = None
        self._seen: int | None = None
        self._state: tuple[object, ...] | None = None
        """How the files were at the last look; ``None``: they may be written without showing it."""

    def look(self) -> bool:
        """Tell whether something was committed; what cannot be read now is read next time."""
        times, state = self._times_and_state()
        if self._connection is not None and state == self._state:
            return False
        # A later write may leave the very same time behind: then it is looked at once more.
        self._state = state if time.time_ns() - max(times, default=0) > _COARSEST_CLOCK else None
        try:
            if self._connection is None:
                uri = f"{self._path.as_uri()}?mode=rw"  # never created
                self._connection = sqlite3.connect(
                    uri, timeout=0, uri=True, isolation_level=None, check_same_thread=False
                )
                self._seen = None
            (version,) = self._connection.execute("PRAGMA data_version").fetchone()
        except sqlite3.Error:
            self.close()
            return False
        before, self._seen = self._seen, int(version)
        return before is not None and before != self._seen

    def close(self) -> None:
        """Close the connection; a later look opens another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _times_and_state(self) -> tuple[list[int], tuple[object, ...]]:
        times: list[int] = []
        state: list[object] = []
        for file in self._files:
            try:
                facts = file.stat()
            except OSError:
                state.append(None)
            else:
                times.append(facts.st_mtime_ns)
                state.append((facts.st_ino, facts.st_size, facts.st_mtime_ns))
        return times, tuple(state)
