"""Exporting the history of a client: which parts, in which format, where to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Event

from aduanas_tui.domain.history_filters import HistoryFilters
from aduanas_tui.screens.export import ExportDialog
from aduanas_tui.screens.progress import Report
from aduanas_tui.services.history_export import HistoryExported, export
from aduanas_tui.services.operations.kinds import INFO, Kind

_WHOLE = "Las cuatro partes"
_PARTS = {info.title: kind for kind, info in INFO.items()}


class HistoryExportScreen(ExportDialog):
    """Exports what the filters of the history show, whole or one part of it."""

    CSS_PATH = "../export.tcss"
    HELP = (
        "Escribe lo que dejan pasar los filtros. En Excel cada parte es una hoja; un archivo CSV "
        "lleva una sola parte. Lo exportado se puede importar de nuevo. El archivo queda en el "
        "servidor; al terminar se muestra la orden que lo trae a su computadora."
    )

    def __init__(
        self, client_id: int, filters: HistoryFilters, kind: Kind, words: Sequence[str]
    ) -> None:
        choices = [_WHOLE, INFO[kind].title, *(title for title in _PARTS if _PARTS[title] != kind)]
        narrowed = f"Filtros: {', '.join(words)}."
        super().__init__("Partes", choices, narrowed, "historial", "operaciones")
        self._client_id = client_id
        self._filters = filters

    def write(self, path: Path, replace: bool, report: Report, stop: Event) -> HistoryExported:
        """Write the operations."""
        part = _PARTS.get(self._which.value)
        return export(
            self._client_id,
            self._filters,
            path,
            kinds=tuple(INFO) if part is None else (part,),
            replace=replace,
            progress=report,
            stop=stop,
        )
