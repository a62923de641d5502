"""A document of a client: all that is known of it, and the way to those it is linked with."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult

from aduanas_tui.screens.base import BACK, REFRESH, AduanasScreen
from aduanas_tui.screens.documents.actions import ACTING, ActsOnDocument
from aduanas_tui.screens.documents.texts import document_facts, document_title
from aduanas_tui.screens.jobs import in_thread
from aduanas_tui.services.errors import GoneError, ServiceError
from aduanas_tui.services.operations import documents
from aduanas_tui.services.operations.documents import Document, Reference
from aduanas_tui.services.operations.kinds import Kind
from aduanas_tui.terminal.signs import signs
from aduanas_tui.widgets.commands import Command
from aduanas_tui.widgets.facts import FactList


class DocumentScreen(ActsOnDocument, AduanasScreen[None]):
    """A customs file, quote, invoice or payment with its links, steps and party."""

    KEYS_PLACE = "documento"
    PLACE = "clients"
    ready = False
    HELP_TITLE = "Documento"
    HELP = (
        "Los enlaces llevan a los documentos de los que viene este y a los que salieron de él: "
        "Intro abre el señalado y Esc regresa. Tab pasa de los datos a los enlaces, a los pasos y "
        "al cliente como era ese día."
    )
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        *ACTING,
        Command("open_link", ("enter",), "Abrir enlace", "Abre el documento enlazado.", "open"),
        Command("next_group", ("tab",), "Grupo", "Pasa al grupo siguiente.", "group(1)"),
        Command(
            "previous_group",
            ("shift+tab",),
            "Grupo anterior",
            "Pasa al grupo anterior.",
            "group(-1)",
            show=False,
        ),
        Command("copy", ("y",), "Copiar", "Copia el dato señalado a su portapapeles.", "copy"),
        replace(BACK, keys=("escape", "q")),
        REFRESH,
    )

    def __init__(self, kind: Kind, document_id: int) -> None:
        super().__init__()
        self._kind = kind
        self._document_id = document_id
        self._document: Document | None = None
        self._is_gone = False
        self._facts = FactList(label_width=26, id="facts")

    def compose_body(self) -> ComposeResult:
        """Everything in one list."""
        yield self._facts

    def on_mount(self) -> None:
        """Read the document."""
        self._facts.focus()
        self.action_reload()

    def reason(self, command_id: str) -> str | None:
        """Say why a command is not possible for this document."""
        if command_id in ("back", "quit", "refresh"):
            return None
        if self._document is None:
            return "El documento no se ha leído."
        if command_id == "open_link" and self._target is None:
            return "Señale un enlace para abrirlo."
        return self.acting_reason(command_id)

    @property
    def document(self) -> Document | None:
        """The document as it was read last."""
        return self._document

    def document_changed(self) -> None:
        """Read the document again."""
        self.action_reload()

    @property
    def _target(self) -> Reference | None:
        fact = self._facts.current
        return fact.target if fact is not None and isinstance(fact.target, Reference) else None

    def catch_up(self) -> None:
        """Read the document again while one goes on; one that is gone stays to be read."""
        self._read_quietly()

    @work(exclusive=True, group="record")
    async def _read_quietly(self) -> None:
        try:
            document = await in_thread(lambda: documents.document(self._kind, self._document_id))
        except GoneError as error:
            if not self._is_gone:
                self._is_gone = True
                self.app.notify(str(error), severity="warning")
        except ServiceError:
            return  # the next key that reads says it
        else:
            self._show(document)

    @work(exclusive=True, group="record")
    async def action_reload(self) -> None:
        """Read the document again."""
        self.ready = self.is_outdated = False
        try:
            document = await in_thread(lambda: documents.document(self._kind, self._document_id))
        except GoneError as error:
            self.app.notify(str(error), severity="warning")
            self.dismiss(None)
            return
        except ServiceError as error:
            self.ready = True
            self.notify(str(error), severity="error")
            return
        self.ready = True
        self._show(document)

    def _show(self, document: Document) -> None:
        self._document = document
        self.set_title(document_title(document), document.state_label)
        self._facts.show(document_facts(document))
        self.refresh_keys()

    # -- commands ------------------------------------------------------------------------------

    def action_open(self) -> None:
        """Open the link under the cursor."""
        self._facts.action_open()

    @on(FactList.Highlighted)
    def _highlighted(self, event: FactList.Highlighted) -> None:
        event.stop()
        self.refresh_keys()

    @on(FactList.Opened)
    def _opened(self, event: FactList.Opened) -> None:
        event.stop()
        target = event.fact.target
        if isinstance(target, Reference):
            self.app.push_screen(DocumentScreen(target.kind, target.id), self._back)

    def _back(self, _result: Any) -> None:
        self.action_reload()

    def action_group(self, by: int) -> None:
        """Go to the next group of facts."""
        self._facts.action_next_group(by)

    def action_copy(self) -> None:
        """Copy the value under the cursor."""
        fact = self._facts.current
        text = (fact.copy or fact.text) if fact else ""
        if fact is None or not text or text == signs().none:
            self.notify("No hay nada que copiar ahí.")
        elif self.app.copy(text):
            self.notify(f"Copiado: {fact.label}")
        else:
            self.notify("Es demasiado largo para el portapapeles de la terminal.")
