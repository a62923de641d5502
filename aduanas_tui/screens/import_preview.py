"""The preview of an import: every row, what it will do, and mending it in place."""

from __future__ import annotations

import threading
from typing import ClassVar

from textual import work

from aduanas_tui.screens.backing_up import backing_up
from aduanas_tui.screens.base import BACK
from aduanas_tui.screens.confirm import ConfirmScreen
from aduanas_tui.screens.import_mending import ImportMending
from aduanas_tui.screens.import_saving import save_rejected, tell_of_file
from aduanas_tui.screens.import_texts import (
    confirm_lines,
    counted,
    file_words,
    ignored_columns,
)
from aduanas_tui.screens.jobs import in_thread
from aduanas_tui.screens.progress import ProgressScreen, Report
from aduanas_tui.services.backups.before_import import LARGE
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.importing.session import Result
from aduanas_tui.terminal.signs import signs
from aduanas_tui.widgets.commands import Command

COLUMNS = "columns"
CONFIRMED = "confirmed"


class ImportPreviewScreen(ImportMending):
    """Returns ``CONFIRMED``, ``COLUMNS`` to go back to them, or ``None``: it waits for later."""

    KEYS_PLACE = "vista-previa"
    PLACE = "clients"
    CSS_PATH = "import_preview.tcss"
    HELP_TITLE = "Vista previa de la importación"
    HELP = (
        "Nada se ha guardado todavía. Intro corrige el problema de la fila; al aceptar se pasa al "
        "error siguiente. Las filas con error no estorban: al confirmar quedan fuera y se pueden "
        "guardar en un archivo para corregirlas en Excel. Al salir, la importación espera en "
        "Importar, sección 2."
    )
    COMMANDS: ClassVar[tuple[Command, ...]] = (  # type: ignore[assignment]
        Command("fix", ("enter",), "Corregir", "Corrige el problema de la fila.", "fix"),
        Command("next", ("s",), "Sig. error", "Va al error siguiente.", "next_problem(False)"),
        Command(
            "confirm",
            ("f2", "ctrl+g", "ctrl+s"),
            "Confirmar",
            "Guarda todo lo que está bien.",
            "confirm",
        ),
        Command(
            "previous",
            ("S", "b"),
            "Error anterior",
            "Va al error anterior.",
            "next_problem(True)",
            show=False,
        ),
        Command(
            "fix_equal",
            ("equals_sign",),
            "Iguales",
            "Corrige el problema; al aceptar se puede corregir también las celdas iguales.",
            "fix",
            show=False,
        ),
        Command("skip", ("o",), "Omitir", "Omite la fila, o la vuelve a tomar.", "toggle_skip"),
        Command(
            "skip_all",
            ("O", "z"),
            "Omitir las que se ven",
            "Omite todas las filas del problema que se eligió con f.",
            "skip_all",
            show=False,
        ),
        Command("undo", ("u",), "Deshacer", "Deshace el último paso.", "undo_step"),
        Command("view", ("f",), "Ver", "Elige qué filas se ven.", "choose_view"),
        Command("detail", ("d",), "Detalle", "Muestra y corrige toda la fila.", "detail"),
        Command(
            "if_exists",
            ("a",),
            "Actualizar u omitir",
            "Cambia qué se hace con la fila de lo que ya existe.",
            "toggle_if_exists(False)",
            show=False,
        ),
        Command(
            "if_exists_all",
            ("A", "t"),
            "Actualizar u omitir todas",
            "Lo mismo para todas las filas de lo que ya existe.",
            "toggle_if_exists(True)",
            show=False,
        ),
        Command(
            "reactivate",
            ("r",),
            "Reactivar",
            "Reactiva el cliente inactivo de la fila al confirmar.",
            "toggle_reactivate",
            show=False,
        ),
        Command(
            "rejected",
            ("x",),
            "Rechazadas",
            "Guarda las filas con error en un archivo, con su problema.",
            "save_rejected",
            show=False,
        ),
        Command(
            "columns",
            ("c",),
            "Columnas",
            "Vuelve a las columnas, los encabezados y la codificación.",
            "columns",
            show=False,
        ),
        BACK,
    )

    def on_mount(self) -> None:
        """Say what file it is, and show its rows."""
        facts = self._session.book_facts
        self.set_title(
            f"Importar {signs().crumb} {facts.file_name}{file_words(facts)}",
            f"{self._session.record.title} {signs().dot} encabezados en la fila {facts.header_row}",
        )
        self._rows.focus()
        self._tell_of_the_file()
        self._start()

    @work(exclusive=True, group="notes")
    async def _tell_of_the_file(self) -> None:
        """Say what one should know before looking at the rows."""
        session = self._session
        before = session.book_facts.already_imported
        if before is not None:
            at = f"{before.at.astimezone():%d/%m/%Y %H:%M}"
            message = f"Este archivo ya se importó el {at} ({before.operator})."
            self.notify(message, severity="warning", timeout=12)
        ignored = ignored_columns(session.headers, session.targets)
        if ignored:
            self.notify(f"No se importan estas columnas (c): {ignored}", timeout=10)
        try:
            orphans = await in_thread(session.orphan_contacts)
        except ServiceError as error:
            self.notify(str(error), severity="error")
            return
        if orphans:
            left = counted(orphans, "fila no es", "filas no son")
            message = f"De la hoja de contactos, {left} de ningún cliente del archivo."
            self.notify(message, severity="warning", timeout=10)

    def reason(self, command_id: str) -> str | None:
        """Say why a command has nothing to act on."""
        row = self._rows.current
        on_row = ("fix", "fix_equal", "skip", "detail", "if_exists", "reactivate")
        if command_id in on_row and row is None:
            return "No hay ninguna fila señalada."
        if command_id == "skip_all" and not self._rows.view.code:
            return "Primero elija con f las de un problema."
        if command_id == "if_exists" and row is not None and row.client_id is None:
            return f"Esta fila no es de {self._one} que ya exista."
        if command_id == "reactivate" and not self._session.record.can_reactivate:
            return "Un cliente se reactiva en su ficha."
        if command_id == "reactivate" and row is not None and row.other_active is not False:
            return "El cliente de esta fila no está inactivo."
        summary = self._summary
        if command_id == "confirm" and summary and not (summary.crear or summary.actualizar):
            return f"No hay nada que guardar: ninguna fila crea ni cambia {self._one}."
        if command_id == "rejected" and summary and not summary.error:
            return "Ninguna fila tiene errores."
        return None

    @property
    def _one(self) -> str:
        record = self._session.record
        return f"un{'a' if record.feminine else ''} {record.one}"

    @work(exclusive=True, group="dialog")
    async def action_save_rejected(self) -> None:
        """Save the rows with errors as a file, to mend them in Excel."""
        try:
            saved = await save_rejected(self, self._session)
        except ServiceError as error:
            self.notify(str(error), severity="error")
            return
        await tell_of_file(self, "Filas con error guardadas", saved)

    def action_columns(self) -> None:
        """Go back to how the file is read."""
        self.dismiss(COLUMNS)

    @work(exclusive=True, group="dialog")
    async def action_confirm(self) -> None:
        """Confirm, after saying exactly what will be done."""
        from aduanas_tui.screens.import_result import ImportResultScreen

        summary = await self._read_summary()
        if summary is None:
            return
        question = ConfirmScreen(
            "¿Confirmar la importación?",
            confirm_lines(self._session.record, summary),
            "Confirmar",
            "Revisar",
            default_yes=True,
        )
        if not await self.app.push_screen_wait(question):
            return
        session = self._session
        if summary.crear + summary.actualizar >= LARGE:
            skipped = await self.app.push_screen_wait(
                backing_up("Respaldando antes de importar", session.protect)
            )
            if isinstance(skipped, ServiceError):
                self.notify(str(skipped), severity="error", timeout=12)
                return
            if skipped:
                self.notify(skipped, severity="warning", timeout=12)

        def confirm(report: Report, stop: threading.Event) -> Result:
            return session.confirm(progress=report, cancel=stop)

        result = await self.app.push_screen_wait(
            ProgressScreen("Guardando la importación", "filas", confirm)
        )
        if isinstance(result, ServiceError):
            self.notify(str(result), severity="error", timeout=12)
            await self._read_summary()
            self._rows.reload()
            return
        await self.app.push_screen_wait(ImportResultScreen(session, result))
        self.dismiss(CONFIRMED)
