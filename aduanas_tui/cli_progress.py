"""How far a job is, told on a terminal; and ending one in order."""

from __future__ import annotations

import os
import signal
import sys
import time

_PAUSE = 0.5
"""Seconds between two signs of progress: the line may be slow."""

_shown: tuple[str, float] = "", 0.0
"""The job told of last, and when."""


def show_progress(what: str, percent: int | None) -> None:
    """Write over the last line of a terminal how far a job is; elsewhere, and too soon, nothing."""
    global _shown
    now = time.monotonic()
    if not _shows_progress() or (what == _shown[0] and now - _shown[1] < _PAUSE):
        return
    _shown = what, now
    number = "…" if percent is None else f" {percent} %"
    print(f"\r\x1b[K{what}{number}", end="", file=sys.stderr, flush=True)


def clear_progress() -> None:
    """Remove what was shown."""
    global _shown
    if _shows_progress() and _shown[0]:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
    _shown = "", 0.0


def leave_in_order() -> None:
    """Let a dropped line or a polite kill end the process so that what it was making is removed."""

    def leave(number: int, _frame: object) -> None:
        sys.exit(128 + number)

    for number in (signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, leave)


def _shows_progress() -> bool:
    """Tell whether stderr is a terminal that can write over a line."""
    is_terminal = sys.stderr is not None and sys.stderr.isatty()
    return is_terminal and os.environ.get("TERM", "dumb") not in ("", "dumb")
