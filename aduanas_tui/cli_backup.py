"""``aduanas respaldar`` and ``aduanas restaurar``."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from aduanas_tui.cli_progress import clear_progress, leave_in_order, show_progress
from aduanas_tui.domain.sizes import show_size
from aduanas_tui.services import office
from aduanas_tui.services.backups import back_up
from aduanas_tui.services.backups.making import BackupError
from aduanas_tui.services.backups.restoring import restore
from aduanas_tui.services.output_file import OutputExistsError


def make_backup(options: Namespace) -> int:
    """Back the database up, say where to, and return the exit status."""
    leave_in_order()
    base = office.open_office(options.base, options.job, show_progress)
    try:
        made = back_up(
            base,
            options.destino,
            operator=office.operator_name(),
            replace=options.reemplazar,
            progress=show_progress,
        )
    except OutputExistsError as error:
        raise BackupError(
            f"Ya existe «{error.path}»: use --reemplazar o indique otro nombre."
        ) from error
    finally:
        clear_progress()
        office.close_office()
    print(
        f"Respaldo hecho y revisado: «{made.path}» "
        f"({_clients(made.clients)}, {show_size(made.size)})."
    )
    if made.removed:
        number = len(made.removed)
        print(f"Respaldos viejos que se quitaron: {number:,}.")
    return 0


def restore_backup(options: Namespace) -> int:
    """Put a backup in the place of the database, and return the exit status."""
    leave_in_order()
    base = office.chosen_path(options.base)
    try:
        done = restore(
            base, Path(options.archivo), replace=options.reemplazar, progress=show_progress
        )
    finally:
        clear_progress()
    print(f"Se restauró «{done.base}»: {_clients(done.clients)}.")
    if done.aside is not None:
        print(f"La base que había quedó en «{done.aside}».")
    if done.is_older:
        print("Es de una versión anterior del programa: se actualizará al abrirla.")
    return 0


def _clients(number: int) -> str:
    return "1 cliente" if number == 1 else f"{number:,} clientes"
