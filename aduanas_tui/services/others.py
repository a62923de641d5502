"""What the other operators do meanwhile: that they wrote, and who saved a record last."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NamedTuple

from aduanas_tui.services.errors import Change
from aduanas_tui.store.changes import ChangeCounter

EVERY: Final = 1.0
"""Seconds between two looks."""


class Watch:
    """Looks at the database from time to time, in a thread of its own.

    ``tell`` is called, in that thread, after somebody committed something: another process, or
    another connection of this one.
    """

    def __init__(self, base: Path, tell: Callable[[], object], every: float = EVERY) -> None:
        self._counter = ChangeCounter(base)
        self._counter.look()  # what is read from now on and changes is told
        self._tell = tell
        self._every = every
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Look no more; it is over when this returns."""
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(self._every):
            if self._counter.look():
                self._tell()
        self._counter.close()


class Standing(NamedTuple):
    """How a record stands now."""

    version: int
    """0 when it does not exist any more."""
    change: Change | None
    """Who saved it last, or deleted it; ``None`` where nobody noted it."""
    is_annulled: bool = False
    """Whether nothing can be saved in it any more."""


def standing(entity: str, record_id: int) -> Standing:
    """Return how a client, a contact or an operation (by its kind) stands now."""
    from aduanas_tui.services import audit
    from aduanas_tui.services.operations.kinds import Kind
    from aduanas_tui.services.operations.records import MODELS, is_annulled
    from aduanas_tui.store.models import Client, Contact

    models: dict[str, Any] = {
        "client": Client,
        "contact": Contact,
        **{kind.value: it for kind, it in MODELS.items()},
    }
    record = models[entity].get_or_none(models[entity].id == record_id)
    if record is None:
        return Standing(0, audit.last_change(entity, record_id, "delete"))
    ended = entity in set(Kind) and is_annulled(Kind(entity), record)
    return Standing(record.version, Change(record.updated_by, record.updated_at), ended)
