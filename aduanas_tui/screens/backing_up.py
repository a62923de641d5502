"""The dialog while the database is copied and the copy is checked."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from aduanas_tui.screens.progress import ProgressScreen, Report
from aduanas_tui.services.errors import ServiceError

T = TypeVar("T")

_TOTAL = 100

Told = Callable[[str, int | None], None]
"""Is told what is being done, and how many percent of it are."""


class StoppedError(ServiceError):
    """The operator did not want to wait for the backup."""

    def __init__(self) -> None:
        super().__init__("No se hizo el respaldo: se canceló.")


def backing_up(title: str, job: Callable[[Told, threading.Event], T]) -> ProgressScreen[T]:
    """Return the dialog that runs a job which makes a backup, and says how far it is."""

    def run(report: Report, stop: threading.Event) -> T:
        def told(_what: str, percent: int | None) -> None:
            if stop.is_set():
                raise StoppedError
            report(percent or 0, None if percent is None else _TOTAL)

        return job(told, stop)

    return ProgressScreen(title, "", run, _words)


def _words(done: int, total: int | None) -> str:
    return "Revisando la copia…" if total is None else f"Copiando la base: {done} %"
