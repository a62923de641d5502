"""Adding and editing a contact of a client."""

from __future__ import annotations

from collections.abc import Mapping

from aduanas_tui.domain.contact_fields import CONTACT_FIELDS
from aduanas_tui.screens.record_form import RecordForm
from aduanas_tui.services import contacts
from aduanas_tui.services.clients import Saved
from aduanas_tui.services.lookup import ContactRecord
from aduanas_tui.widgets.titleline import crumbs


class ContactFormScreen(RecordForm):
    """The form of a new contact of a client, or of one that exists (``contact``)."""

    PLACE = "clients"
    FIELDS = CONTACT_FIELDS
    THIS = "este contacto"
    AS_NEW = "Guardar como contacto nuevo"
    HELP_TITLE = "Contacto"

    def __init__(
        self, client_id: int, client_name: str, contact: ContactRecord | None, is_first: bool
    ) -> None:
        if contact is None:
            title = crumbs("Clientes", client_name, "Nuevo contacto")
            super().__init__({"is_primary": "Sí" if is_first else "No"}, title)
        else:
            title = crumbs("Clientes", client_name, contact.values["name"])
            super().__init__(self.stored(contact.values), title)
            self.version = contact.version
        self._client_id = client_id
        self._client_name = client_name
        self._contact = contact

    def draft_place(self) -> tuple[str, int, int]:
        """Return where a draft of this form belongs."""
        return "contact", self._contact.id if self._contact else 0, self._client_id

    def save(self, raw: Mapping[str, str], accept_warnings: bool) -> Saved:
        """Add or edit."""
        operator = self.app.operator
        if self._contact is None:
            return contacts.add(operator, self._client_id, raw, accept_warnings=accept_warnings)
        return contacts.edit(
            operator, self._contact.id, self.version, raw, accept_warnings=accept_warnings
        )

    def saved(self, saved: Saved) -> None:
        """Say so and leave."""
        self.app.notify("Contacto guardado.")
        super().saved(saved)

    def become_new(self) -> None:
        """Add what is typed."""
        self._contact = None
        self.set_title(crumbs("Clientes", self._client_name, "Nuevo contacto"))
