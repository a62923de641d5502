"""What can be done with the document on screen: correct it, take a step, register what follows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from aduanas_tui.domain.roles import Right
from aduanas_tui.domain.states import QuoteState
from aduanas_tui.screens.documents.commands import (
    REGISTER,
    ClientAtHand,
    RegistersOperations,
)
from aduanas_tui.services.operations.kinds import Kind
from aduanas_tui.services.operations.reasons import reasons
from aduanas_tui.widgets.commands import Command, Offer

if TYPE_CHECKING:
    from aduanas_tui.screens.documents.step import StepScreen
    from aduanas_tui.services.clients import Saved
    from aduanas_tui.services.operations.documents import Document

_MENU = {
    Kind.CUSTOMS_FILE: ("edit", "move", "annul", "new_quote", "new_invoice"),
    Kind.QUOTE: ("edit", "accept", "reject", "reopen", "annul", "new_invoice"),
    Kind.INVOICE: ("edit", "annul", "new_payment"),
    Kind.PAYMENT: ("edit", "annul"),
}
"""Commands in the menu *Acciones* of each kind; any other says why not in the palette."""

_LETTERS = {
    "edit": "e",
    "move": "c",
    "accept": "a",
    "reject": "r",
    "reopen": "o",
    "annul": "n",
    "new_quote": "t",
    "new_invoice": "f",
    "new_payment": "p",
}
"""Letters of the menu *Acciones*."""

_OWN_LINK = {
    Kind.CUSTOMS_FILE: "customs_file_id",
    Kind.QUOTE: "quote_id",
    Kind.INVOICE: "invoice_id",
}
"""How a proposal is told of the document that it follows from."""


def _changing(command_id: str, label: str, told: str, action: str, *keys: str) -> Command:
    return Command(command_id, keys, label, told, action, right=Right.WRITE)


ACTING = (
    _changing("edit", "Editar", "Corrige los datos del documento.", "edit", "e"),
    Command("actions", ("a",), "Acciones", "Todo lo que se puede hacer.", "actions"),
    _changing("move", "Cambiar estado", "Pasa el expediente a otro estado, con su fecha.", "move"),
    _changing("accept", "Aceptar", "El cliente aceptó la cotización.", "answer('aceptada')"),
    _changing("reject", "Rechazar", "El cliente rechazó la cotización.", "answer('rechazada')"),
    _changing("reopen", "Reabrir", "La cotización vuelve a esperar.", "answer('pendiente')"),
    _changing("annul", "Anular", "Se conserva con su motivo y ya no cuenta.", "annul"),
    REGISTER,
)
"""Commands of the screen that shows a document: they have keys, so the screen itself lists them."""


class ActsOnDocument(RegistersOperations):
    """Mixin of the screen that shows a document; it says which (:attr:`document`).

    The screen lists ``ACTING`` among its commands.
    """

    @property
    def document(self) -> Document | None:
        """The document as it was read last."""
        raise NotImplementedError

    def document_changed(self) -> None:
        """Read the document again: it was changed, or somebody else changed it."""
        raise NotImplementedError

    def acting_reason(self, command_id: str) -> str | None:
        """Say why a command of this mixin is not possible with the document."""
        document = self.document
        if document is None:
            return "El documento no se ha leído."
        if command_id in (REGISTER.id, "actions"):
            return None
        if command_id == "new_customs_file":
            return self.registering_reason()
        return reasons(document).get(command_id)

    def client_at_hand(self) -> ClientAtHand | None:
        """Return the client of the document."""
        document = self.document
        if document is None:
            return None
        return ClientAtHand(document.client_id, document.client_name, document.client_active)

    def links_of_new(self, kind: Kind) -> dict[str, int]:
        """Let what is registered here follow from the document."""
        document = self.document
        if document is None or kind is Kind.CUSTOMS_FILE:
            return {}
        return {_OWN_LINK[document.kind]: document.id}

    def operation_registered(self, kind: Kind, record_id: int) -> None:
        """Show the new link."""
        self.document_changed()

    # -- commands ----------------------------------------------------------------------------

    def action_actions(self) -> None:
        """Open the menu of actions; what is not allowed is there with its reason."""
        from aduanas_tui.screens.palette import ActionMenu

        document = self.document
        if document is not None:
            offers = [
                Offer(self, replace(self.command(one), keys=(_LETTERS[one],)))
                for one in _MENU[document.kind]
            ]
            self.app.push_screen(ActionMenu("Acciones", offers), self.app.run_offer)

    def action_edit(self) -> None:
        """Correct the document."""
        from aduanas_tui.screens.documents.form import DocumentFormScreen

        document = self.document
        if document is not None:
            form = DocumentFormScreen(document.kind, document.client_id, document=document)
            self.app.push_screen(form, lambda _result: self.document_changed())

    def action_move(self) -> None:
        """Bring the customs file to another state."""
        from aduanas_tui.screens.documents.steps import MoveScreen

        if self.document is not None:
            self._take_step(MoveScreen(self.document))

    def action_answer(self, state: str) -> None:
        """Keep the answer to the quote."""
        from aduanas_tui.screens.documents.steps import AnswerScreen

        if self.document is not None:
            self._take_step(AnswerScreen(self.document, QuoteState(state)))

    def action_annul(self) -> None:
        """Annul the document."""
        from aduanas_tui.screens.documents.steps import AnnulScreen

        if self.document is not None:
            self._take_step(AnnulScreen(self.document))

    def _take_step(self, screen: StepScreen) -> None:
        def closed(saved: Saved | None) -> None:
            if saved is not None:
                self.notify(screen.done)
            self.document_changed()

        self.app.push_screen(screen, closed)
