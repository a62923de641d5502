"""``aduanas demo``: the program on invented data, or only the data."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

from aduanas_tui.services import demo
from aduanas_tui.services.demo import Progress, Stage

_STAGES = {
    Stage.PLAN: "Inventando clientes",
    Stage.OPERATIONS: "Inventando operaciones",
    Stage.CLIENTS: "Guardando clientes",
    Stage.INDEX: "Preparando la búsqueda",
}
_PAUSE = 0.3
"""Seconds between two signs of progress: the line may be slow."""

_NOTICE = "Datos inventados: lo que haga aquí se borra al salir."


def write_demo(path: str, clients: int | None, seed: int | None) -> int:
    """Write a database of invented data, say what is in it, and return the exit status."""
    _leave_in_order()
    made = demo.generate(Path(path), **_chosen(clients, seed), progress=_progress())
    _clear_progress()
    print(f"Base de demostración en «{Path(path).expanduser().absolute()}»:")
    for count, what in (
        (made.clients, f"clientes ({made.inactive:,} inactivos)"),
        (made.contacts, "contactos"),
        (made.customs_files, "expedientes"),
        (made.quotes, "cotizaciones"),
        (made.invoices, "facturas"),
        (made.payments, "pagos"),
    ):
        print(f"{count:>11,} {what}")
    return 0


def run_demo(operator: str, clients: int | None, seed: int | None) -> int:
    """Open the program on a throw-away database and return its exit status."""
    _leave_in_order()
    with demo.throwaway_office(**_chosen(clients, seed), progress=_progress()):
        _clear_progress()
        from aduanas_tui.start import run_program

        return run_program(operator, _NOTICE)


def _chosen(clients: int | None, seed: int | None) -> dict[str, Any]:
    chosen = {"clients": clients, "seed": seed}
    return {name: value for name, value in chosen.items() if value is not None}


def _leave_in_order() -> None:
    """Let a dropped line or a polite kill end the process so that what it was making is removed."""

    def leave(number: int, _frame: object) -> None:
        sys.exit(128 + number)

    for number in (signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, leave)


def _progress() -> Progress | None:
    """Return what shows on a terminal how far it is; nothing elsewhere."""
    if not _shows_progress():
        return None
    shown: tuple[Stage | None, float] = None, 0.0

    def show(stage: Stage, done: int, total: int) -> None:
        nonlocal shown
        now = time.monotonic()
        if stage is shown[0] and now - shown[1] < _PAUSE:
            return
        shown = stage, now
        percent = f" {100 * done // total} %" if stage is not Stage.INDEX else "…"
        print(f"\r\x1b[K{_STAGES[stage]}{percent}", end="", file=sys.stderr, flush=True)

    return show


def _clear_progress() -> None:
    if _shows_progress():
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _shows_progress() -> bool:
    """Tell whether stderr is a terminal that can write over a line."""
    is_terminal = sys.stderr is not None and sys.stderr.isatty()
    return is_terminal and os.environ.get("TERM", "dumb") not in ("", "dumb")
