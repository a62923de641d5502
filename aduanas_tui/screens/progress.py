"""A dialog while a long job runs in a thread: how far it is, and Esc to stop it."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any, Generic, TypeVar

from textual import work
from textual.app import ComposeResult
from textual.message import Message

from aduanas_tui.screens.base import AduanasModal
from aduanas_tui.screens.jobs import in_thread
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.widgets.texts import Plain

T = TypeVar("T")

SECONDS_BETWEEN = 0.5
"""Least time between two drawings of the progress: the line may be slow."""

Report = Callable[[int, int | None], None]
"""Tells how many are done, of how many when that is known."""

Job = Callable[[Report, threading.Event], T]
"""A job: it reports and stops soon after the event is set, by raising ``ServiceError``."""


Words = Callable[[int, int | None], str]
"""Says how far a job is, by what was reported."""


def _counted(unit: str, done: int, total: int | None) -> str:
    if total:
        return f"{done:,} de {total:,} {unit} ({100 * done // total} %)"
    return f"{done:,} {unit}"


class ProgressScreen(AduanasModal[Any], Generic[T]):
    """Runs ``job`` and returns what it returns, or the ``ServiceError`` that ended it.

    How far it is is told in counts of ``unit``, or in other ``words``.
    """

    class _Progress(Message):
        def __init__(self, done: int, total: int | None) -> None:
            super().__init__()
            self.done = done
            self.total = total

    def __init__(self, title: str, unit: str, job: Job[T], words: Words | None = None) -> None:
        super().__init__(title)
        self._words = words or partial(_counted, unit)
        self._job = job
        self._stop = threading.Event()
        self._drawn_at = -math.inf
        self._line = Plain("", id="progress")
        self._keys = Plain("Esc Cancelar", id="keys")

    def compose_body(self) -> ComposeResult:
        """Yield how far it is, and how to stop it."""
        yield self._line
        yield self._keys

    def on_mount(self) -> None:
        """Start the job."""
        self._run()

    @work(exclusive=True, group="dialog")
    async def _run(self) -> None:
        try:
            result: Any = await in_thread(lambda: self._job(self._report, self._stop))
        except ServiceError as error:
            result = error
        self.dismiss(result)

    def _report(self, done: int, total: int | None) -> None:
        """Take a report in the job's thread; most are not worth the line."""
        now = time.monotonic()
        if now - self._drawn_at >= SECONDS_BETWEEN:
            self._drawn_at = now
            self.post_message(self._Progress(done, total))

    def on_progress_screen__progress(self, event: _Progress) -> None:
        """Draw how far it is."""
        self._line.show(self._words(event.done, event.total))

    def action_cancel(self) -> None:
        """Ask the job to stop; the dialog stays until it has."""
        self._stop.set()
        self._keys.show("Cancelando…")
