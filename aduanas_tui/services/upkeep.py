"""What the program puts in order by itself, once it can be used and nobody waits for it."""

from __future__ import annotations

import threading
from pathlib import Path

DELAY = 5.0
"""Seconds that the start of the program has for itself."""


EVERY = 60.0
"""Seconds after which it is looked again whether there is something to do."""


def start_upkeep(base: Path) -> None:
    """Put the database at ``base`` in order from time to time, in a thread.

    It ends with the process whatever it is doing, for searches only take longer without.
    """
    threading.Thread(target=_run, args=(base,), name="upkeep", daemon=True).start()


def _run(base: Path) -> None:
    never = threading.Event()
    never.wait(DELAY)
    while True:
        put_in_order(base)
        never.wait(EVERY)


def put_in_order(base: Path) -> None:
    """Set the search bits that writes left, in steps that nobody who saves notices.

    For a thread of its own. Of several sessions each does what is left.
    """
    from aduanas_tui.store.bulk_update import set_bits  # not at the start of the program

    set_bits(base)
