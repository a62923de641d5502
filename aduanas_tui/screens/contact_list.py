"""The section *Contactos* of a client's record."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.message import Message

from aduanas_tui.domain.contact_fields import CONTACT_FIELDS
from aduanas_tui.domain.phone import show_phone
from aduanas_tui.domain.roles import Right
from aduanas_tui.screens.asking_again import still_wanted
from aduanas_tui.screens.base import AduanasScreen
from aduanas_tui.screens.confirm import ConfirmScreen
from aduanas_tui.screens.contact_form import ContactFormScreen
from aduanas_tui.screens.jobs import in_thread
from aduanas_tui.services import contacts
from aduanas_tui.services.errors import ServiceError, StaleError
from aduanas_tui.services.lookup import ClientRecord, ContactRecord
from aduanas_tui.terminal.signs import signs
from aduanas_tui.widgets.columns import Column
from aduanas_tui.widgets.commands import Command, CommandHost
from aduanas_tui.widgets.row_list import RowList
from aduanas_tui.widgets.shared_columns import SharedColumns

if TYPE_CHECKING:
    from aduanas_tui.app import AduanasApp

_COLUMNS: tuple[Column[ContactRecord], ...] = (
    Column("primary", "", 2, lambda one, _: signs().primary if one.values["is_primary"] else ""),
    Column("name", "Nombre", 0, lambda one, _: one.values["name"]),
    Column("position", "Cargo", 16, lambda one, _: one.values["position"]),
    Column("phone", "Teléfono", 15, lambda one, _: show_phone(one.values["phone"])),
    Column("email", "Email", 24, lambda one, _: one.values["email"], from_width=78),
)


class ContactList(CommandHost, RowList[ContactRecord]):
    """The contacts of the client that the record shows."""

    KEYS_PLACE = "contactos"
    HELP_TITLE = "Contactos"
    HELP = "El contacto principal, que lleva una marca, es el que se propone en operaciones."
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command(
            "add",
            ("n", "plus"),
            "Nuevo",
            "Agrega un contacto a este cliente.",
            "add",
            name="+ Agregar Contacto",
            right=Right.WRITE,
        ),
        Command(
            "edit_contact",
            ("enter",),
            "Editar contacto",
            "Cambia sus datos.",
            "open",
            right=Right.WRITE,
        ),
        Command(
            "make_primary",
            ("p",),
            "Principal",
            "Lo hace el contacto principal.",
            "make_primary",
            right=Right.WRITE,
        ),
        Command(
            "remove", ("delete", "d"), "Quitar", "Quita el contacto.", "remove", right=Right.WRITE
        ),
    )

    if TYPE_CHECKING:
        app: AduanasApp

    class Changed(Message):
        """Contacts were added, changed or removed."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(_COLUMNS, id=id)
        self._record: ClientRecord | None = None
        self._saved: int | None = None
        self.show_empty("Todavía no hay contactos: n agrega el primero, que será el principal.")

    def show_contacts(self, record: ClientRecord) -> None:
        """Show the contacts of a client, staying on the current one or going to a new one."""
        self._record = record
        self.use_columns(SharedColumns(_COLUMNS, record.contacts))
        keep = self._saved or (self.current.id if self.current else None)
        self._saved = None
        self.show(record.contacts, first_known=True, last_known=True, keep=keep, still=True)

    def copied(self) -> tuple[str, str]:
        """Return what to copy of the current contact, with its label: phone, else e-mail."""
        if self.current is None:
            return "", ""
        values = self.current.values
        if values["phone"]:
            return f"teléfono de {values['name']}", show_phone(values["phone"])
        return f"email de {values['name']}", values["email"]

    def reason(self, command_id: str) -> str | None:
        """Say why a command has nothing to act on."""
        if command_id != "add" and self.current is None:
            return "No hay ningún contacto señalado."
        if command_id == "make_primary" and self.current and self.current.values["is_primary"]:
            return "Ya es el contacto principal."
        return None

    @property
    def _screen(self) -> AduanasScreen[Any]:
        screen = self.screen
        assert isinstance(screen, AduanasScreen)
        return screen

    def action_add(self) -> None:
        """Add a contact."""
        self._open_form(None)

    @on(RowList.Highlighted)
    def _highlighted(self, event: RowList.Highlighted) -> None:
        event.stop()
        self._screen.refresh_keys()

    @on(RowList.Opened)
    def _opened(self, event: RowList.Opened) -> None:
        event.stop()
        why_not = self.why_not(self.command("edit_contact"))
        if why_not is None:
            self._open_form(event.row)
        else:
            self.notify(why_not, severity="warning")

    def _open_form(self, contact: ContactRecord | None) -> None:
        record = self._record
        if record is not None:
            form = ContactFormScreen(
                record.id, record.values["name"], contact, is_first=not record.contacts
            )
            self.app.push_screen(form, self._form_closed)

    def _form_closed(self, contact_id: int | None) -> None:
        self._saved = contact_id
        self.post_message(self.Changed())

    @work(exclusive=True, group="dialog")
    async def action_make_primary(self) -> None:
        """Move the primary mark to the current contact."""
        contact, operator = self.current, self.app.operator
        if contact is None:
            return
        job = partial(contacts.make_primary, operator)
        if await self._did(job, contact, "Hacerlo principal"):
            self.notify(f"Contacto principal: {contact.values['name']}")
        self.post_message(self.Changed())

    @work(exclusive=True, group="dialog")
    async def action_remove(self) -> None:
        """Remove the current contact after asking."""
        contact, operator = self.current, self.app.operator
        if contact is None:
            return
        question = ConfirmScreen(
            "¿Quitar este contacto?", [contact.values["name"]], "Quitar", "Cancelar"
        )
        if not await self.app.push_screen_wait(question):
            return
        done = await self._did(partial(contacts.remove, operator), contact, "Quitar")
        if done:
            also = f" Ahora el principal es {done[0]}." if done[0] else ""
            self.notify(f"Contacto quitado.{also}")
        self.post_message(self.Changed())

    async def _did(
        self, service: Callable[[int, int], Any], contact: ContactRecord, anyway: str
    ) -> tuple[Any] | None:
        """Do it to a contact as it was seen; ask again if somebody changed it since.

        Returns what the service returned, in a tuple, or ``None`` when it was not done.
        """
        version, before = contact.version, contact.values
        while True:
            try:
                done = await in_thread(lambda: service(contact.id, version), self._screen)  # noqa: B023
            except StaleError as error:
                if not await still_wanted(self.app, error, CONTACT_FIELDS, before, anyway):
                    return None
                version, before = error.version, error.current
            except ServiceError as error:
                self.notify(str(error), severity="error")
                return None
            else:
                return (done,)
