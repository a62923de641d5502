"""Registering operations from wherever a client is at hand: the commands and what they open."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import work

from aduanas_tui.domain.roles import Right
from aduanas_tui.screens.jobs import in_thread
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.widgets.commands import Command, CommandHost, Offer

if TYPE_CHECKING:
    from typing import Any

    from aduanas_tui.app import AduanasApp
    from aduanas_tui.services.operations.kinds import Kind

# The list of clients has these commands and must come up at once: what only the forms need is
# imported when one is opened.


class ClientAtHand(NamedTuple):
    """The client that a new operation would be of."""

    id: int
    name: str
    active: bool


NEW = {"new_customs_file": "e", "new_quote": "c", "new_invoice": "f", "new_payment": "p"}
"""Ids of the commands that register something, with their letters in the menu *Registrar*."""

REGISTER = Command(
    "register",
    ("n", "plus"),
    "Registrar",
    "Registra un expediente, una cotización, una factura o un pago de este cliente.",
    "register_menu",
    right=Right.WRITE,
)
"""Opens the menu, where a screen has the key free."""


class RegistersOperations(CommandHost):
    """Mixin of screens with a client at hand. Subclasses ask :meth:`registering_reason`."""

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command(
            "new_customs_file",
            (),
            "Expediente",
            "Abre un expediente de este cliente, con su número propuesto.",
            "register('customs_file')",
            name="Nuevo expediente…",
            right=Right.WRITE,
        ),
        Command(
            "new_quote",
            (),
            "Cotización",
            "Registra una cotización de este cliente.",
            "register('quote')",
            name="Nueva cotización…",
            right=Right.WRITE,
        ),
        Command(
            "new_invoice",
            (),
            "Factura",
            "Registra una factura ya emitida a este cliente.",
            "register('invoice')",
            name="Nueva factura…",
            right=Right.WRITE,
        ),
        Command(
            "new_payment",
            (),
            "Pago",
            "Registra un pago de una factura de este cliente.",
            "register('payment')",
            name="Nuevo pago…",
            right=Right.WRITE,
        ),
    )

    if TYPE_CHECKING:
        app: AduanasApp
        jobs: int
        notify: Any

    def client_at_hand(self) -> ClientAtHand | None:
        """Return the client that operations are registered for."""
        raise NotImplementedError

    def links_of_new(self, kind: Kind) -> dict[str, int]:
        """Return what a new document follows from: arguments of ``proposing.proposal``."""
        return {}

    def operation_registered(self, kind: Kind, record_id: int) -> None:
        """React to a new operation of the client at hand."""
        raise NotImplementedError

    def registering_reason(self) -> str | None:
        """Say why nothing can be registered; ``None`` when it can."""
        client = self.client_at_hand()
        if client is None:
            return "No hay ningún cliente señalado."
        if client.active:
            return None
        from aduanas_tui.services.operations.proposing import inactive_words

        return inactive_words(client.name)

    def action_register_menu(self) -> None:
        """Ask what to register."""
        from aduanas_tui.screens.palette import ActionMenu

        offers = [
            Offer(self, replace(self.command(command_id), keys=(letter,)))
            for command_id, letter in NEW.items()
        ]
        self.app.push_screen(ActionMenu("Registrar", offers), self.app.run_offer)

    @work(exclusive=True, group="dialog")
    async def action_register(self, kind_name: str) -> None:
        """Open the form of a new operation, filled in with what is known."""
        from aduanas_tui.screens.documents.form import DocumentFormScreen
        from aduanas_tui.services.operations.kinds import Kind
        from aduanas_tui.services.operations.proposing import proposal

        kind, client = Kind(kind_name), self.client_at_hand()
        if client is None:
            return
        links = self.links_of_new(kind)
        try:
            known = await in_thread(lambda: proposal(kind, client.id, **links), self)
        except ServiceError as error:
            self.notify(str(error), severity="error")
            return
        saved = await self.app.push_screen_wait(DocumentFormScreen(kind, client.id, known))
        if saved is not None:
            self.operation_registered(kind, saved)
