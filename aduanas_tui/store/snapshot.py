"""Reading many rows as they all were at one moment, whatever others save meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from peewee import OperationalError

from aduanas_tui.store.connection import QueryInterruptedError, database, was_interrupted

_thread = threading.local()


@contextmanager
def snapshot() -> Iterator[None]:
    """Let every query of the block, on this thread, see the office as it was at the first one.

    Nobody waits for it: under WAL a reader holds no writer up.

    Raises:
        QueryInterruptedError: another thread stopped it, be it at its first or last statement.

    """
    if database.in_transaction():
        yield
        return
    try:
        with database.transaction("DEFERRED"):
            _thread.is_snapshot = True
            try:
                yield
            finally:
                _thread.is_snapshot = False
    except OperationalError as error:
        if was_interrupted(error):
            raise QueryInterruptedError from error
        raise


def is_snapshot() -> bool:
    """Tell whether this thread is in a snapshot, and not in a transaction that writes."""
    return getattr(_thread, "is_snapshot", False)
