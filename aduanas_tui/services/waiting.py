"""Who makes the others wait: a large import holds the office's write lock for seconds."""

from __future__ import annotations

from aduanas_tui.store.connection import database_path
from aduanas_tui.store.locks import lock_note


def lock_holder() -> str | None:
    """Return who is importing now, so that whoever waits to save can be told; else ``None``."""
    return lock_note(database_path())
