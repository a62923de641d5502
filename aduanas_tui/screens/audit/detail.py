"""One entry of the audit log whole, and taking it back."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult

from aduanas_tui.screens.audit.words import change_line, entry_facts
from aduanas_tui.screens.base import CANCEL, AduanasModal
from aduanas_tui.screens.confirm import ConfirmScreen
from aduanas_tui.screens.jobs import in_thread
from aduanas_tui.services import audit_log, taking_back
from aduanas_tui.services.audit_log import EntryDetail
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.terminal.signs import signs
from aduanas_tui.widgets.commands import Command
from aduanas_tui.widgets.facts import FactList
from aduanas_tui.widgets.texts import Plain

_MOST_LINES = 6
_OTHER_ROWS = 9
"""Rows of the dialog beside the facts: frame, title, reason, keys."""


class Outcome(Enum):
    """What came of looking at an entry."""

    TAKEN_BACK = "taken_back"
    CLIENT = "client"
    """The record of its client is wanted."""


class AuditEntryScreen(AduanasModal[Outcome | None]):
    """Shows when, who, what and every field before and after.

    ``in_record`` says that it is opened from the record of its client.
    """

    KEYS_PLACE = "cambio"
    CSS_PATH = "audit.tcss"
    ready = False
    HELP_TITLE = "Un cambio"
    HELP = (
        "Cada dato con su antes y su después; los textos largos se recorren con las flechas y "
        "AvPág. Deshacer devuelve los datos a como estaban antes de este cambio, y queda como "
        "otro cambio: se puede mientras nadie haya cambiado después alguno de ellos."
    )
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("take_back", ("u",), "Deshacer", "Deshace este cambio.", "take_back"),
        Command("client", ("c",), "Ficha", "Abre la ficha del cliente.", "client"),
        Command("copy", ("y",), "Copiar", "Copia el dato señalado a su portapapeles.", "copy"),
        CANCEL,
    )

    def __init__(self, entry_id: int, *, in_record: bool) -> None:
        super().__init__(f"Cambio {entry_id:,}")
        self._entry_id = entry_id
        self._in_record = in_record
        self._detail: EntryDetail | None = None
        self._why_not: str | None = None
        self._facts = FactList(label_width=24, id="entry-facts")

    def compose_body(self) -> ComposeResult:
        """Yield the facts, why it cannot be taken back, the keys."""
        yield self._facts
        yield Plain("", id="why-not")
        record = "" if self._in_record else "c Ficha   "
        yield Plain(f"u Deshacer   {record}y Copiar   Esc Cerrar", id="keys")

    def on_mount(self) -> None:
        """Read the entry."""
        self._facts.focus()
        self._load()

    def on_resize(self, event: events.Resize) -> None:
        """Scroll the facts in what is left of the terminal."""
        self._facts.styles.max_height = max(3, event.size.height - _OTHER_ROWS)

    def reason(self, command_id: str) -> str | None:
        """Say why a command is not possible for this entry."""
        if command_id not in ("take_back", "client"):
            return None
        if self._detail is None:
            return "El cambio no se ha leído."
        if command_id == "take_back":
            return self._why_not
        if self._in_record:
            return "Ya está en su ficha."
        if not self._detail.entry.client_id:
            return "Este cambio no es de un cliente."
        return None if self._detail.entry.client_exists else "Ese cliente ya no existe."

    @work(exclusive=True, group="audit-entry")
    async def _load(self) -> None:
        operator, entry_id = self.app.operator, self._entry_id
        try:
            detail, why_not = await in_thread(
                lambda: (
                    audit_log.entry_detail(entry_id),
                    taking_back.refusal_of(operator, entry_id),
                )
            )
        except ServiceError as error:
            self.app.notify(str(error), severity="error")
            self.dismiss(None)
            return
        self.ready = True
        self._detail, self._why_not = detail, why_not
        self._facts.show(entry_facts(detail))
        if why_not is not None:
            self.query_one("#why-not", Plain).show(f"No se puede deshacer. {why_not}")

    @work(exclusive=True, group="dialog")
    async def action_take_back(self) -> None:
        """Bring the fields back to what they were, after asking."""
        if self._detail is None:
            return
        changes = self._detail.changes
        lines = [change_line(one) for one in changes[:_MOST_LINES]]
        if len(changes) > _MOST_LINES:
            lines.append(f"y {len(changes) - _MOST_LINES} más")
        question = ConfirmScreen("¿Deshacer este cambio?", lines, "Deshacer", "Cancelar")
        if not await self.app.push_screen_wait(question):
            return
        operator, entry_id = self.app.operator, self._entry_id
        try:
            await in_thread(lambda: taking_back.take_back(operator, entry_id), self)
        except ServiceError as error:
            self.notify(str(error), severity="error")
            self._load()
            return
        self.app.notify("Cambio deshecho.")
        self.dismiss(Outcome.TAKEN_BACK)

    def action_client(self) -> None:
        """Close, and open the record of the client."""
        self.dismiss(Outcome.CLIENT)

    def action_copy(self) -> None:
        """Copy the value under the cursor."""
        fact = self._facts.current
        text = (fact.copy or fact.text) if fact else ""
        if fact is None or not text or text == signs().none:
            self.notify("No hay nada que copiar ahí.")
        elif self.app.copy(text):
            self.notify("Copiado.")
        else:
            self.notify("Es demasiado largo para el portapapeles de la terminal.")

    @on(FactList.Highlighted)
    def _highlighted(self, event: FactList.Highlighted) -> None:
        event.stop()
