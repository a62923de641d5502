"""When what the journal has is brought to its place in the database (a checkpoint).

It holds no lock that others need, but while the disk takes it in, whoever saves waits for the
disk: with 20 writers 100-300 ms. So one of those who saved does it, in a moment in which nobody
has come since; however many come, it is done before the journal is large. How far it was done is
kept in the lock file, behind the number that :mod:`.locks` draws there.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from aduanas_tui.store.locks import NUMBER_BYTES, lock_path

EVERY = 128
"""Transactions of the office after which it is time: 2-6 MB."""

AT_LATEST = 1_024
"""Those after which it is done while others come; less than SQLite's own last resort."""

LAST_RESORT = 16_000
"""Pages of the journal with which SQLite itself does it, while others wait for the lock: 64 MB."""

_PLACE = 16


def is_due(path: Path, turn: int) -> bool:
    """Tell whether whoever's turn it was, and who let go of the lock, should do it; note that.

    Args:
        path: of the database.
        turn: the number drawn at its lock.

    """
    with suppress(OSError):
        handle = os.open(lock_path(path), os.O_RDWR | os.O_CLOEXEC)
        try:
            since = turn - _number(handle, _PLACE)
            if 0 <= since < EVERY or (since < AT_LATEST and _number(handle, 0) != turn + 1):
                return False
            os.pwrite(handle, turn.to_bytes(NUMBER_BYTES, "little"), _PLACE)
        finally:
            os.close(handle)
        return True
    return False


def _number(handle: int, place: int) -> int:
    return int.from_bytes(os.pread(handle, NUMBER_BYTES, place), "little")
