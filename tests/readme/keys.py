"""The README's tables of keys, from the commands that the screens declare."""

from __future__ import annotations

import re
from typing import Final

from aduanas_tui.app import AduanasApp
from aduanas_tui.screens.audit.detail import AuditEntryScreen
from aduanas_tui.screens.audit.panel import AuditPanel
from aduanas_tui.screens.backup_app import BACK_UP
from aduanas_tui.screens.client_form import ClientFormScreen
from aduanas_tui.screens.client_list import ClientListScreen
from aduanas_tui.screens.client_record import ClientRecordScreen
from aduanas_tui.screens.conflict import ConflictScreen
from aduanas_tui.screens.contact_list import ContactList
from aduanas_tui.screens.documents.commands import NEW
from aduanas_tui.screens.documents.record import DocumentScreen
from aduanas_tui.screens.documents.step import StepScreen
from aduanas_tui.screens.filters import FilterScreen
from aduanas_tui.screens.history.filters import HistoryFilterScreen
from aduanas_tui.screens.history.section import HistorySection
from aduanas_tui.screens.import_mapping import ImportMappingScreen
from aduanas_tui.screens.import_preview import ImportPreviewScreen
from aduanas_tui.screens.import_start import ImportStartScreen
from aduanas_tui.terminal.signs import key_name
from aduanas_tui.widgets.commands import Command, CommandHost

HOSTS: Final[dict[str, type[CommandHost]]] = {
    "en todas partes": AduanasApp,
    "lista": ClientListScreen,
    "ficha": ClientRecordScreen,
    "contactos": ContactList,
    "historial": HistorySection,
    "filtros del historial": HistoryFilterScreen,
    "bitácora": AuditPanel,
    "cambio": AuditEntryScreen,
    "documento": DocumentScreen,
    "paso": StepScreen,
    "formulario": ClientFormScreen,
    "dos cambios": ConflictScreen,
    "filtros": FilterScreen,
    "importar": ImportStartScreen,
    "columnas": ImportMappingScreen,
    "vista previa": ImportPreviewScreen,
}
"""The places that have a table, by the mark in the README above it."""


def table(host: type[CommandHost]) -> str:
    """Return the table of a place: keys, label, what it does."""
    rows = [_row(command) for command in host.commands()]
    return "\n".join(["| Tecla | Nombre | Qué hace |", "|---|---|---|", *rows]) + "\n"


def renewed(readme: str) -> str:
    """Return the README with every table as it must be.

    Raises:
        LookupError: the mark of a table is not there exactly once.

    """
    for mark, host in HOSTS.items():
        pattern = re.compile(rf"(?<=<!-- teclas: {mark} -->\n\n)(?:\|.*\n)*\n?")
        readme, count = pattern.subn(lambda _, host=host: table(host) + "\n", readme)
        if count != 1:
            raise LookupError(f"{count} marks <!-- teclas: {mark} --> in README.md")
    return readme


def _row(command: Command) -> str:
    in_palette = command.id in NEW or command is BACK_UP
    elsewhere = f"`{key_name('ctrl+p')}`" if in_palette else "en *Acciones*"
    keys = " ".join(f"`{key_name(key)}`" for key in command.keys) or elsewhere
    return f"| {keys} | {command.full_name} | {command.help} |"
