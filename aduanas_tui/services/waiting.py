"""Who makes the others wait: a large import holds the office's write lock for seconds."""

from __future__ import annotations

from aduanas_tui.store.connection import database_path
from aduanas_tui.store.holders import writer_of
from aduanas_tui.store.locks import lock_note


def lock_holder() -> str | None:
    """Return what keeps whoever wants to save waiting, to be told; ``None`` when nothing does.

    As in "op2 está importando «lista.xlsx»" or "otro está guardando: maria (proceso 1234)".
    """
    path = database_path()
    note = lock_note(path)
    if note is not None:
        return note
    writer = writer_of(path)
    return f"otro está guardando: {writer}" if writer else None
