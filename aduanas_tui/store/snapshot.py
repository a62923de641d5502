"""Reading many rows as they all were at one moment, whatever others save meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from aduanas_tui.store.connection import database


@contextmanager
def snapshot() -> Iterator[None]:
    """Let every query of the block, on this thread, see the office as it was at the first one.

    Nobody waits for it: under WAL a reader holds no writer up.
    """
    if database.in_transaction():
        yield
        return
    with database.transaction("DEFERRED"):
        yield
