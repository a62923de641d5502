"""What the program puts in order by itself, once it can be used and nobody waits for it."""

from __future__ import annotations

import threading
from pathlib import Path

DELAY = 5.0
"""Seconds that the start of the program has for itself."""


def start_upkeep(base: Path, delay: float | None = None) -> threading.Thread:
    """Set the search bits that writes of the database at ``base`` left, in a thread.

    In steps that nobody who saves notices; of several sessions each does what is left. It ends with
    the process whatever it is doing, for searches only take longer without.
    """
    thread = threading.Thread(
        target=_run, args=(base, DELAY if delay is None else delay), name="upkeep", daemon=True
    )
    thread.start()
    return thread


def _run(base: Path, delay: float) -> None:
    threading.Event().wait(delay)
    from aduanas_tui.store.bulk_update import set_bits  # not at the start of the program

    set_bits(base)
