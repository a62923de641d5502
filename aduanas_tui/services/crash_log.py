"""What is kept, and said, of an error that nobody foresaw.

The log tells whoever maintains the program where it happened: the kinds of the errors and the
places in the code. Messages of errors are left out, because they may quote data of clients.
"""

from __future__ import annotations

import errno
import os
import sys
import threading
import traceback
from datetime import datetime
from pathlib import Path

_LARGEST = 256_000
"""Bytes of a log file before a new one is begun; the one before is kept."""


def keep_all() -> None:
    """Keep what nobody catches, in any thread, instead of writing it on the operator's terminal."""

    def of_thread(facts: threading.ExceptHookArgs) -> None:
        if facts.exc_value is not None:
            keep(facts.exc_value)

    def unraisable(facts: sys.UnraisableHookArgs) -> None:
        if facts.exc_value is not None:
            keep(facts.exc_value)

    threading.excepthook = of_thread
    sys.unraisablehook = unraisable


def keep(error: BaseException) -> Path | None:
    """Write where an error happened to the user's log and return its path.

    ``None`` when it cannot be written: telling of one error must not raise another.
    """
    import platformdirs

    try:
        path = Path(platformdirs.user_state_dir("aduanas")) / "errores.log"
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if path.exists() and path.stat().st_size > _LARGEST:
            path.replace(path.with_name(path.name + ".1"))
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with open(handle, "a", encoding="utf-8") as log:  # noqa: PTH123 - a descriptor
            log.write(_told(error))
    except OSError:
        return None
    return path


def _told(error: BaseException) -> str:
    lines = [f"{datetime.now().astimezone().isoformat(timespec='seconds')}\n"]
    while True:
        lines += traceback.format_tb(error.__traceback__)
        name = f"{type(error).__module__}.{type(error).__qualname__}"
        lines.append(f"{name} {_code(error)}".rstrip() + "\n")
        following = error.__cause__ or error.__context__
        if following is None:
            return "".join(lines) + "\n"
        error = following
        lines.append("-- a raíz de:\n")


def _code(error: BaseException) -> str:
    """Return the name that SQLite or the system has for an error; it quotes nothing."""
    if isinstance(error, OSError) and error.errno is not None:
        return errno.errorcode.get(error.errno, "")
    return str(getattr(error, "sqlite_errorname", ""))
