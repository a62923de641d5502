"""What can be done with the client of a record: correct, deactivate, reactivate, delete it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work

from aduanas_tui.domain.client_fields import CLIENT_FIELDS
from aduanas_tui.domain.roles import Right
from aduanas_tui.screens.asking_again import still_wanted
from aduanas_tui.screens.client_form import ClientFormScreen
from aduanas_tui.screens.confirm import ConfirmScreen
from aduanas_tui.screens.jobs import in_thread
from aduanas_tui.screens.palette import ActionMenu
from aduanas_tui.services import clients
from aduanas_tui.services.errors import ContactsChangedError, ServiceError, StaleError
from aduanas_tui.services.impact import impact_of
from aduanas_tui.services.lookup import ClientRecord
from aduanas_tui.terminal.signs import signs
from aduanas_tui.widgets.commands import Command, CommandHost, Offer

if TYPE_CHECKING:
    from aduanas_tui.app import AduanasApp

ACTIONS = ("edit", "deactivate", "reactivate", "delete", "register")
"""Commands in the menu *Acciones*."""

IN_MENU_ONLY = ("deactivate", "reactivate", "delete")


class ActsOnClient(CommandHost):
    """Mixin of the screen that shows a client; it says which (:attr:`record`).

    The screen has the commands ``edit`` and ``actions`` with their keys.
    """

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command(
            "deactivate",
            (),
            "Desactivar cliente",
            "Lo saca de toda búsqueda; se conserva con su historial.",
            "deactivate",
            right=Right.WRITE,
        ),
        Command(
            "reactivate",
            (),
            "Reactivar cliente",
            "Vuelve a estar en las búsquedas.",
            "reactivate",
            right=Right.WRITE,
        ),
        Command(
            "delete",
            (),
            "Eliminar",
            "Solo si no tiene operaciones.",
            "delete",
            right=Right.DELETE,
        ),
    )

    if TYPE_CHECKING:
        app: AduanasApp
        jobs: int
        notify: Any
        dismiss: Any

    @property
    def record(self) -> ClientRecord | None:
        """The client as it was read last."""
        raise NotImplementedError

    def record_changed(self) -> None:
        """Read the client again: it was changed, or somebody else changed it."""
        raise NotImplementedError

    def acting_reason(self, command_id: str) -> str | None:
        """Say why an action is not possible for this client."""
        record = self.record
        if record is None:
            return "La ficha no se ha leído."
        if command_id == "deactivate" and not record.active:
            return "Ya está inactivo."
        if command_id == "reactivate" and record.active:
            return "Ya está activo."
        if command_id == "delete" and record.operations:
            return f"Tiene {record.operations.in_words()}: desactívelo."
        return None

    def action_edit(self) -> None:
        """Edit the client."""
        if self.record is not None:
            self.app.push_screen(ClientFormScreen(record=self.record), self._edited)

    def _edited(self, client_id: int | None) -> None:
        """Show what was saved: also when the client was deleted meanwhile and is another now."""
        from aduanas_tui.screens.client_record import ClientRecordScreen

        if client_id is None or self.record is None or client_id == self.record.id:
            self.record_changed()
        else:
            self.app.push_screen(ClientRecordScreen(client_id), lambda _: self.dismiss(None))

    def action_actions(self) -> None:
        """Open the menu of actions; what is not allowed is there with its reason."""
        offers = [Offer(self, self.command(command_id)) for command_id in ACTIONS]
        record = self.record
        # Who wants to be rid of a client with operations is offered what can be done instead.
        instead = record is not None and record.operations and record.active
        anyway = ("delete",) if instead and self.app.refusal(Right.WRITE) is None else ()
        self.app.push_screen(ActionMenu("Acciones", offers, anyway), self._action_chosen)

    async def _action_chosen(self, offer: Offer | None) -> None:
        if offer is not None and offer.command.id == "delete" and offer.reason:
            self._deactivate_instead()
        else:
            await self.app.run_offer(offer)

    @work(exclusive=True, group="dialog")
    async def action_deactivate(self) -> None:
        """Deactivate the client after showing what it touches."""
        await self._deactivate("¿Desactivar cliente?", "Desactivar")

    @work(exclusive=True, group="dialog")
    async def _deactivate_instead(self) -> None:
        """Say what forbids deleting the client, and offer to deactivate it."""
        record = self.record
        if record is not None:
            kept = f"Tiene {record.operations.in_words()}."
            await self._deactivate("No se puede eliminar", "Desactivar cliente", kept)

    async def _deactivate(self, title: str, yes_label: str, *reasons: str) -> None:
        record = self.record
        if record is None:
            return
        try:
            impact = await in_thread(lambda: impact_of(record.id), self)
        except ServiceError as error:
            self.notify(str(error), severity="error")
            return
        lines = [
            record.values["name"],
            *reasons,
            *(f"{signs().warning} {line}" for line in impact.lines()),
            "Al desactivarlo sale de las búsquedas y no se podrá elegir en operaciones nuevas.",
            "Se conserva con todo su historial y se puede reactivar.",
        ]
        if await self._confirmed(title, lines, yes_label):
            await self._set_active(record, False)

    @work(exclusive=True, group="dialog")
    async def action_reactivate(self) -> None:
        """Reactivate the client."""
        if self.record is not None:
            await self._set_active(self.record, True)

    @work(exclusive=True, group="dialog")
    async def action_delete(self) -> None:
        """Delete a client without operations, after asking."""
        record = self.record
        if record is None:
            return
        lines = [record.values["name"]]
        if record.contacts:
            number = len(record.contacts)
            lines.append("Con su contacto." if number == 1 else f"Con sus {number} contactos.")
        lines.append("No se puede deshacer.")
        if not await self._confirmed("¿Eliminar este cliente?", lines, "Eliminar"):
            return
        seen = {contact.id: contact.version for contact in record.contacts}

        def delete(operator: str, client_id: int, version: int) -> None:
            try:
                clients.delete(operator, client_id, version, seen)
            except ContactsChangedError as error:
                seen.clear()
                seen.update(error.contacts)
                raise

        if not await self._done(delete, record, "Eliminar de todas formas"):
            return
        self.app.notify(f"Cliente eliminado: {record.values['name']}")
        self.dismiss(None)

    async def _confirmed(self, title: str, lines: list[str], yes_label: str) -> bool:
        question = ConfirmScreen(title, lines, yes_label, "Cancelar")
        answer: bool = await self.app.push_screen_wait(question)
        return answer

    async def _set_active(self, record: ClientRecord, active: bool) -> None:
        service = clients.reactivate if active else clients.deactivate
        verb, participle = ("Reactivar", "reactivado") if active else ("Desactivar", "desactivado")
        if await self._done(service, record, f"{verb} de todas formas", active=active):
            self.notify(f"Cliente {participle}.")
            self.record_changed()

    async def _done(
        self,
        service: Callable[[str, int, int], Any],
        record: ClientRecord,
        anyway: str,
        *,
        active: bool | None = None,
    ) -> bool:
        """Do it to the client as the operator saw it; ask again if somebody changed it since.

        ``active`` is the state that it is to have, when it is about that.
        """
        operator, version = self.app.operator, record.version
        before = record.values | {"active": record.active}
        while True:
            try:
                await in_thread(lambda: service(operator, record.id, version), self)  # noqa: B023
            except StaleError as error:
                now, who = error.current["active"], error.change.operator
                did = f"lo {'reactivó' if now else 'desactivó'}"
                more = [f"{who} {did}."] if now != before["active"] else []
                if isinstance(error, ContactsChangedError):
                    more.append(f"Cambió sus contactos: ahora tiene {len(error.contacts)}.")
                if now == active:
                    self.notify(f"{who} ya {did} {error.change.ago}.")
                elif await still_wanted(self.app, error, CLIENT_FIELDS, before, anyway, *more):
                    version, before = error.version, error.current
                    continue
                self.record_changed()
                return False
            except ServiceError as error:
                self._refused(error)
                return False
            return True

    def _refused(self, error: ServiceError) -> None:
        self.notify(str(error), severity="error")
        self.record_changed()
