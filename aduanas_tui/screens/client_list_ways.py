"""The ways out of the list of clients: to one of them, to a new one, to files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aduanas_tui.domain.rtn import format_rtn
from aduanas_tui.domain.text import digits_of
from aduanas_tui.screens.documents.commands import ClientAtHand, RegistersOperations

if TYPE_CHECKING:
    from aduanas_tui.app import AduanasApp
    from aduanas_tui.screens.client_rows import ClientRows
    from aduanas_tui.services.exporting import Exported
    from aduanas_tui.services.lookup import Listing
    from aduanas_tui.services.operations.kinds import Kind
    from aduanas_tui.widgets.texts import TextField


class LeavesList(RegistersOperations):
    """Mixin of the screen of a list of clients: what opens another screen."""

    if TYPE_CHECKING:
        app: AduanasApp
        notify: Any
        _rows: ClientRows
        _search: TextField

        @property
        def listing(self) -> Listing:
            """What is listed."""

        def filter_words(self) -> list[str]:
            """Return each filter in words."""

        def action_reload(self) -> None:
            """Read the list again."""

    def action_open_current(self) -> None:
        """Open the current client."""
        if self._rows.current is not None:
            self.open_client(self._rows.current.id)

    def open_client(self, client_id: int) -> None:
        """Open a client; found by a document's number, on that."""
        found = self._rows.document_of(client_id)
        self._open_at(client_id, (found.kind, found.id) if found is not None else None)

    def _open_at(self, client_id: int, document: tuple[Kind, int] | None) -> None:
        """Open a client; with a document, on its history with the cursor on that."""
        from aduanas_tui.screens.client_record import ClientRecordScreen

        self.app.push_screen(ClientRecordScreen(client_id, document), self._back)

    def _back(self, _result: Any) -> None:
        self.action_reload()

    def client_at_hand(self) -> ClientAtHand | None:
        """Return the current client."""
        row = self._rows.current
        return ClientAtHand(row.id, row.name, bool(row.active)) if row is not None else None

    def operation_registered(self, kind: Kind, record_id: int) -> None:
        """Show it in the history of its client."""
        row = self._rows.current
        if row is not None:
            self._open_at(row.id, (kind, record_id))

    def action_new(self) -> None:
        """Register a client; what was searched for in vain is its first datum."""
        from aduanas_tui.screens.client_form import ClientFormScreen

        raw: dict[str, str] = {}
        typed = self._search.value.strip()
        if typed and self._rows.current is None:
            digits = digits_of(typed)
            if not any(character.isalpha() for character in typed):
                raw = {"rtn": format_rtn(digits)} if len(digits) == 14 else {"phone": typed}
            else:
                raw = {"email": typed} if "@" in typed else {"name": typed}
        self.app.push_screen(ClientFormScreen(raw=raw), self._registered)

    def _registered(self, client_id: int | None) -> None:
        if client_id is None:
            self.action_reload()
        else:
            self.open_client(client_id)

    def action_export(self) -> None:
        """Write the clients of the list, or all, to a file."""
        from aduanas_tui.screens.export import ExportedScreen, ExportScreen

        def done(exported: Exported | None) -> None:
            if exported is not None:
                self.app.push_screen(ExportedScreen(exported))

        typed = self._search.value.strip()
        words = [f"«{typed}»"] if typed else []
        words += self.filter_words() or ["los activos"]
        self.app.push_screen(ExportScreen(self.listing, words), done)

    def action_import_clients(self) -> None:
        """Open the imports; the list is read again afterwards."""
        from aduanas_tui.screens.import_start import ImportStartScreen

        self.app.push_screen(ImportStartScreen(), self._back)

    def action_copy_rtn(self) -> None:
        """Copy the RTN of the current client."""
        row = self._rows.current
        if row is not None and self.app.copy(row.rtn):
            self.notify(f"RTN copiado: {format_rtn(row.rtn)}")
