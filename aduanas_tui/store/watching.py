"""Long statements of SQLite that can be stopped, and during which something is told."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

STEPS = 500_000
"""Steps of SQLite's machine between two looks: some twenty a second."""


@contextmanager
def watched(connection: sqlite3.Connection, look: Callable[[], None]) -> Iterator[None]:
    """Call ``look`` from time to time while statements run in the block; what it raises ends them.

    Ctrl+C, too, ends a statement only in such a look.
    """
    raised: list[BaseException] = []

    def handler() -> int:
        # SQLite takes no exceptions from here.
        try:
            look()
        except BaseException as reason:
            raised.append(reason)
        return len(raised)

    connection.set_progress_handler(handler, STEPS)
    try:
        yield
    except Exception:
        if raised:
            raise raised[0] from None
        raise
    finally:
        connection.set_progress_handler(None, 0)
