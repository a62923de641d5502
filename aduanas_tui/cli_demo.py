"""``aduanas demo``: the program on invented data, or only the data."""

from __future__ import annotations

from pathlib import Path
from shutil import rmtree
from typing import Any

from aduanas_tui.cli_progress import clear_progress, leave_in_order, show_progress
from aduanas_tui.services import demo
from aduanas_tui.services.demo import Stage
from aduanas_tui.store.paths import expanded

_STAGES = {
    Stage.PLAN: "Inventando clientes",
    Stage.OPERATIONS: "Inventando operaciones",
    Stage.CLIENTS: "Guardando clientes",
    Stage.INDEX: "Preparando la búsqueda",
}
_NOTICE = "Datos inventados: lo que haga aquí se borra al salir."


def write_demo(path: str, clients: int | None, seed: int | None) -> int:
    """Write a database of invented data, say what is in it, and return the exit status."""
    leave_in_order()
    made = demo.generate(Path(path), **_chosen(clients, seed), progress=_progress)
    clear_progress()
    print(f"Base de demostración en «{expanded(path).absolute()}»:")
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


def run_demo(clients: int | None, seed: int | None) -> int:
    """Open the program on a throw-away database and return its exit status."""
    from aduanas_tui.terminal.lean import left_out

    leave_in_order()
    with demo.throwaway_office(**_chosen(clients, seed), progress=_progress) as base:
        clear_progress()
        from aduanas_tui.services import office
        from aduanas_tui.services.drafts import DraftBox

        with left_out():
            from aduanas_tui.start import run_program

        folder, operator = base.parent, office.operator_name()
        drafts = DraftBox(folder / "borradores", operator)
        return run_program(operator, drafts, _NOTICE, clean_up=lambda: rmtree(folder, True))


def _chosen(clients: int | None, seed: int | None) -> dict[str, Any]:
    chosen = {"clients": clients, "seed": seed}
    return {name: value for name, value in chosen.items() if value is not None}


def _progress(stage: Stage, done: int, total: int) -> None:
    show_progress(_STAGES[stage], None if stage is Stage.INDEX else 100 * done // total)
