"""Noticing that somebody wrote to the database, without asking it anything that costs."""

from __future__ import annotations

import sqlite3
from pathlib import Path


class ChangeCounter:
    """Looks, on a connection of its own, whether any other one committed since the last look.

    ``PRAGMA data_version`` compares a counter in memory that the processes share: some
    microseconds, no lock that outlives it, no transaction. One thread uses it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._seen: int | None = None

    def look(self) -> bool:
        """Tell whether something was committed; what cannot be read now is read next time."""
        try:
            if self._connection is None:
                uri = f"{self._path.as_uri()}?mode=rw"  # never created
                self._connection = sqlite3.connect(uri, timeout=0, uri=True, isolation_level=None)
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
