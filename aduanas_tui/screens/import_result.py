"""What an import came to, and the rows that were left out as a file."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.app import ComposeResult

from aduanas_tui.screens.base import AduanasScreen
from aduanas_tui.screens.import_saving import save_rejected
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.importing.session import ImportSession, Result
from aduanas_tui.terminal.signs import signs
from aduanas_tui.widgets.commands import Command
from aduanas_tui.widgets.facts import Fact, FactList

_NAMED = 20
"""Rows that somebody else was faster with which are named; the file has all of them."""


class ImportResultScreen(AduanasScreen[None]):
    """Counts of a confirmed import; the rejected rows can be saved to mend them in Excel."""

    KEYS_PLACE = "resultado"
    PLACE = "clients"
    HELP_TITLE = "Resultado de la importación"
    HELP = "La importación entera se puede deshacer desde Importar, sección 3."
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("close", ("enter", "escape"), "Terminar", "Vuelve a Importar.", "close"),
        Command(
            "rejected",
            ("r",),
            "Guardar rechazadas",
            "Guarda las filas que quedaron fuera en un archivo, con su problema.",
            "save_rejected",
        ),
        Command("copy", ("y",), "Copiar", "Copia el dato señalado.", "copy"),
    )

    def __init__(self, session: ImportSession, result: Result) -> None:
        super().__init__()
        self._session = session
        self._result = result
        self._rejected: tuple[Fact, ...] = ()
        self._facts = FactList(id="facts")

    def compose_body(self) -> ComposeResult:
        """Yield the counts."""
        yield self._facts

    def on_mount(self) -> None:
        """Show the counts."""
        name = self._session.book_facts.file_name
        self.set_title(f"Importar {signs().crumb} {name}", f"{signs().ok} Importado")
        self._facts.focus()
        self._show()

    def _show(self) -> None:
        result, record = self._result, self._session.record
        end = "as" if record.feminine else "os"
        facts = [
            Fact("Lote", str(result.batch_id) if result.batch_id else signs().none),
            Fact(f"{record.title} cread{end}", f"{result.created:,}"),
            Fact(f"{record.title} cambiad{end}", f"{result.updated:,}"),
            Fact("Iguales", f"{result.unchanged:,}"),
            Fact("Omitidas", f"{result.skipped:,}"),
            Fact("Quedaron fuera", f"{result.left_out:,}"),
        ]
        left = [Fact("Se adelantaron", line) for line in result.left[:_NAMED]]
        self._facts.show([*facts, *left, *self._rejected])

    def reason(self, command_id: str) -> str | None:
        """Say when nothing was left out."""
        if command_id == "rejected" and not self._result.left_out:
            return "Ninguna fila quedó fuera."
        return None

    @work(exclusive=True, group="dialog")
    async def action_save_rejected(self) -> None:
        """Save the rows that were left out beside the operator's other downloads."""
        try:
            saved = await save_rejected(self, self._session)
        except ServiceError as error:
            self.notify(str(error), severity="error")
            return
        self._rejected = (Fact("Rechazadas en", saved.path), Fact("Para traerlo", saved.line))
        self._show()

    def action_copy(self) -> None:
        """Copy the value under the cursor."""
        fact = self._facts.current
        if fact is not None and self.app.copy(fact.text):
            self.notify(f"Copiado: {fact.label}")

    def action_close(self) -> None:
        """Leave."""
        self.dismiss(None)
