"""The record of a client (*ficha*): its sections, and what can be done with it."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Container
from textual.message import Message

from aduanas_tui.domain.roles import Right
from aduanas_tui.screens.audit.panel import AuditPanel
from aduanas_tui.screens.base import BACK, REFRESH, AduanasScreen, helps_out
from aduanas_tui.screens.client_actions import IN_MENU_ONLY, ActsOnClient
from aduanas_tui.screens.client_texts import record_facts, state_words
from aduanas_tui.screens.contact_list import ContactList
from aduanas_tui.screens.documents.commands import (
    NEW,
    REGISTER,
    ClientAtHand,
    RegistersOperations,
)
from aduanas_tui.screens.history.section import HistorySection
from aduanas_tui.screens.jobs import in_thread
from aduanas_tui.services import lookup
from aduanas_tui.services.errors import GoneError, ServiceError
from aduanas_tui.services.lookup import ClientRecord
from aduanas_tui.services.operations.kinds import Kind
from aduanas_tui.terminal.signs import signs
from aduanas_tui.widgets.commands import Command
from aduanas_tui.widgets.facts import FactList
from aduanas_tui.widgets.section_line import SectionLine


class ClientRecordScreen(ActsOnClient, RegistersOperations, AduanasScreen[None]):
    """One client: general data, contacts, history, audit log.

    With ``document`` it opens on the history, with the cursor on that document.
    """

    KEYS_PLACE = "ficha"
    PLACE = "clients"
    ready = False
    HELP_TITLE = "Ficha del cliente"
    HELP = "Las secciones se cambian con 1, 2, 3 y 4, o con las flechas."
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command(
            "edit", ("e",), "Editar", "Cambia los datos del cliente.", "edit", right=Right.WRITE
        ),
        Command("actions", ("a",), "Acciones", "Todo lo que se puede hacer.", "actions"),
        Command("copy", ("y",), "Copiar", "Copia el dato señalado a su portapapeles.", "copy"),
        Command(
            "section_1", ("1",), "Datos generales", "Va a la sección.", "section(0)", show=False
        ),
        Command("section_2", ("2",), "Contactos", "Va a la sección.", "section(1)", show=False),
        Command(
            "section_3",
            ("3",),
            "Historial de Operaciones",
            "Va a la sección.",
            "section(2)",
            show=False,
        ),
        Command("section_4", ("4",), "Bitácora", "Va a la sección.", "section(3)", show=False),
        Command(
            "next_section",
            ("right",),
            "Sección",
            "Va a la sección siguiente.",
            "next_section(1)",
            shown_keys=("left", "right"),
        ),
        Command(
            "previous_section",
            ("left",),
            "Sección anterior",
            "Va a la sección anterior.",
            "next_section(-1)",
            show=False,
        ),
        REGISTER,
        Command("quit", ("q",), "A la lista", "Vuelve a la lista.", "back", show=False),
        BACK,
        REFRESH,
    )

    def __init__(self, client_id: int, document: tuple[Kind, int] | None = None) -> None:
        super().__init__()
        self._client_id = client_id
        self._first_document = document
        self._record: ClientRecord | None = None
        self._is_gone = False
        self._open_section = 0
        self._facts = FactList(id="facts")
        self._contacts = ContactList(id="contacts")
        self._history = HistorySection(client_id, id="history")
        self._audit = AuditPanel(client_id, id="audit")
        self._sections = (self._facts, self._contacts, self._history, self._audit)

    def compose_body(self) -> ComposeResult:
        """Sections and their content."""
        yield SectionLine()
        with Container(id="section"):
            yield from self._sections

    def on_mount(self) -> None:
        """Read the client."""
        self._contacts.display = self._history.display = self._audit.display = False
        self._facts.focus()
        self.action_reload()

    def key_must_wait(self, event: events.Event) -> bool:
        """Hold keys back also until the rows of the open section are there."""
        if super().key_must_wait(event):
            return True
        waits = self._history.is_waiting or self._audit.is_waiting
        return waits and not helps_out(event)

    def reason(self, command_id: str) -> str | None:
        """Say why an action is not possible for this client."""
        if command_id in ("back", "quit", "refresh"):
            return None
        why_not = self.acting_reason(command_id)
        if why_not is None and command_id in NEW:
            return self.registering_reason()
        return why_not

    def shown(self, command_id: str) -> bool:
        """Keep what is only in the menu *Acciones* out of the key line."""
        if command_id in IN_MENU_ONLY:
            return False
        if command_id == REGISTER.id and not self._history.display:
            return False
        section = self._audit if self._audit.display else self._history
        return section.shown(command_id) and super().shown(command_id)

    # -- what it acts on ---------------------------------------------------------------------

    @property
    def record(self) -> ClientRecord | None:
        """The client as it was read last."""
        return self._record

    def record_changed(self) -> None:
        """Read it again."""
        self.action_reload()

    def client_at_hand(self) -> ClientAtHand | None:
        """Return the client of the record."""
        record = self._record
        return ClientAtHand(record.id, record.values["name"], record.active) if record else None

    def links_of_new(self, kind: Kind) -> dict[str, int]:
        """Let a payment be of the invoice that the history is on, while something is owed."""
        invoice = self._history.owed_invoice if self._history.display else None
        return {"invoice_id": invoice} if kind is Kind.PAYMENT and invoice is not None else {}

    def operation_registered(self, kind: Kind, record_id: int) -> None:
        """Show it in the history."""
        self._first_document = (kind, record_id)
        self.action_reload()

    # -- reading -----------------------------------------------------------------------------

    @property
    def is_calm(self) -> bool:
        """Whether no rows of the open section are on their way either."""
        return super().is_calm and not (self._history.is_waiting or self._audit.is_waiting)

    def catch_up(self) -> None:
        """Read the client again while one goes on; one that is gone stays to be read."""
        self._read_quietly()

    @work(exclusive=True, group="record")
    async def _read_quietly(self) -> None:
        try:
            record = await in_thread(lambda: lookup.client_record(self._client_id))
        except GoneError as error:
            if not self._is_gone:
                self._is_gone = True
                self.app.notify(str(error), severity="warning")
                self._show_state()
        except ServiceError:
            return  # the next key that reads says it
        else:
            self._show(record)

    @work(exclusive=True, group="record")
    async def action_reload(self) -> None:
        """Read the client again."""
        self.app.read_role()
        self.ready = self.is_outdated = False
        try:
            record = await in_thread(lambda: lookup.client_record(self._client_id))
        except GoneError as error:
            self.app.notify(str(error), severity="warning")
            self.dismiss(None)
            return
        except ServiceError as error:
            self.ready = True
            self.notify(str(error), severity="error")
            return
        self.ready = True
        self._show(record)

    def _show(self, record: ClientRecord) -> None:
        self._record = record
        self._facts.show(record_facts(record))
        self._contacts.show_contacts(record)
        self._history.expect(record.operations)
        self._history.reload()
        self._audit.reload()
        if self._first_document is not None:
            self._open_section = 2
            document, self._first_document = self._first_document, None
            self._show_section(document)
        self._show_state()

    def _show_state(self) -> None:
        record = self._record
        if record is None:
            return
        title = f"Clientes {signs().crumb} {record.values['name']}"
        gone = f"{signs().error} Eliminado"
        self.set_title(title, gone if self._is_gone else state_words(record.active))
        labels = [
            "Datos generales",
            f"Contactos ({len(record.contacts)})",
            "Historial de Operaciones",
            "Bitácora",
        ]
        self.query_one(SectionLine).show(labels, self._open_section)
        self.refresh_keys()

    # -- sections ----------------------------------------------------------------------------

    def action_section(self, index: int) -> None:
        """Open a section."""
        self._open_section = index
        self._show_section()
        self._show_state()

    def _show_section(self, document: tuple[Kind, int] | None = None) -> None:
        """Show the open section and give it the focus."""
        for index, section in enumerate(self._sections):
            section.display = index == self._open_section
        if self._open_section == 2:
            self._history.enter(document)
        elif self._open_section == 3:
            self._audit.enter()
        else:
            self._sections[self._open_section].focus()

    def action_next_section(self, by: int) -> None:
        """Open the next section, around the ends."""
        self.action_section((self._open_section + by) % len(self._sections))

    @on(SectionLine.Chosen)
    def _chosen(self, event: SectionLine.Chosen) -> None:
        event.stop()
        self.action_section(event.index)

    # -- commands ----------------------------------------------------------------------------

    def action_copy(self) -> None:
        """Copy the value under the cursor."""
        if self._open_section == 2:
            label, text = self._history.copied()
        elif self._open_section == 3:
            label, text = self._audit.copied()
        elif self._open_section == 1:
            label, text = self._contacts.copied()
        else:
            fact = self._facts.current
            label, text = (fact.label, fact.copy or fact.text) if fact else ("", "")
        if not text or text == signs().none:
            self.notify("No hay nada que copiar ahí.")
        elif self.app.copy(text):
            self.notify(f"Copiado: {label}")
        else:
            self.notify("Es demasiado largo para el portapapeles de la terminal.")

    @on(ContactList.Changed)
    @on(HistorySection.Changed)
    @on(AuditPanel.Changed)
    def _section_changed(self, event: Message) -> None:
        event.stop()
        self.action_reload()

    def on_key(self, event: events.Key) -> None:
        """Tab goes to the next section where there is one place to be; the history has its own."""
        if event.key in ("tab", "shift+tab") and not self._history.display:
            event.stop()
            event.prevent_default()
            self.action_next_section(1 if event.key == "tab" else -1)
