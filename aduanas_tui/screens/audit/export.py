"""Exporting the audit log: in which format, where to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Event

from aduanas_tui.domain.audit_filters import AuditFilters
from aduanas_tui.screens.export import ExportDialog
from aduanas_tui.screens.progress import Report
from aduanas_tui.services import audit_export
from aduanas_tui.services.audit_export import AuditExported

_LISTED = "Los de la lista"
_EVERY = "Todos"


class AuditExportScreen(ExportDialog):
    """Exports what the filters of the log show, or all of it.

    Args:
        filters: what the list shows.
        whole: what all of it is: the office's log, or one client's.
        words: the filters in words.

    """

    CSS_PATH = "../export.tcss"
    HELP = (
        "Escribe una fila por cada dato cambiado, con su antes y su después. El archivo queda en "
        "el servidor; al terminar se muestra la orden que lo trae a su computadora."
    )

    def __init__(self, filters: AuditFilters, whole: AuditFilters, words: Sequence[str]) -> None:
        narrowed = f"Filtros: {', '.join(words) or 'ninguno'}."
        super().__init__("Cambios", (_LISTED, _EVERY), narrowed, "bitacora", "cambios")
        self._filters = filters
        self._whole = whole

    def write(self, path: Path, replace: bool, report: Report, stop: Event) -> AuditExported:
        """Write the entries."""
        filters = self._whole if self._which.value == _EVERY else self._filters
        return audit_export.export(filters, path, replace=replace, progress=report, stop=stop)
