"""``aduanas exportar`` and ``aduanas plantilla``: clients or operations as a file."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from aduanas_tui.cli_progress import clear_progress, leave_in_order, show_progress
from aduanas_tui.domain.search_text import Filters, parse_query
from aduanas_tui.domain.text import clean_line
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.exporting import Exported, export_clients
from aduanas_tui.services.exporting_operations import OperationsExported, export_operations
from aduanas_tui.services.lookup import Listing
from aduanas_tui.services.operations.lists import BY_NAME
from aduanas_tui.services.output_file import OutputExistsError

T = TypeVar("T")

_LONGEST_SEARCH = 400


def export(options: Namespace) -> int:
    """Write the clients, or operations, that the options ask for, and return the exit status."""
    leave_in_order()
    listing = Listing(
        parse_query(clean_line(options.buscar or "", _LONGEST_SEARCH)),
        Filters(
            kind=options.tipo or "",
            department=options.departamento or "",
            active=None if options.inactivos else True,
        ),
    )

    def progress(done: int, total: int) -> None:
        show_progress("Exportando", 100 * done // total if total else None)

    listed = BY_NAME.get(options.de)
    chosen = listing if options.buscar or options.departamento or options.tipo else None

    def write() -> Exported | OperationsExported:
        replace = options.reemplazar
        if listed is None:
            return export_clients(listing, options.output, replace=replace, progress=progress)
        return export_operations(
            listed, options.output, of=chosen, replace=replace, progress=progress
        )

    try:
        done = _unless_taken(write)
    finally:
        clear_progress()
    print(f"{done.in_words()} en «{_shown(done.path)}».")
    return 0


def template(options: Namespace) -> int:
    """Write the template, say where, and return the exit status."""
    from aduanas_tui.services.template import write_template

    path = _unless_taken(
        lambda: write_template(options.output, options.de, replace=options.reemplazar)
    )
    print(f"Plantilla en «{_shown(path)}».")
    return 0


def _unless_taken(write: Callable[[], T]) -> T:
    """Return what was written; of a file that is there already, say how to replace it."""
    try:
        return write()
    except OutputExistsError as error:
        raise ServiceError(
            f"Ya existe «{error.path}»: use otro nombre, o --reemplazar para reemplazarlo."
        ) from error


def _shown(path: Path) -> str:
    return clean_line(str(path), 1_000)
