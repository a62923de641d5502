"""The glance: what one wants to know of the current client while on the phone."""

from __future__ import annotations

from textual import work

from aduanas_tui.screens.client_texts import glance_facts
from aduanas_tui.screens.jobs import in_thread
from aduanas_tui.services import lookup
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.lookup import ClientRow
from aduanas_tui.widgets.facts import FactList

BESIDE_FROM = 120
"""Columns from which the glance stands beside the list all the time."""


class ClientGlance(FactList, can_focus=False):
    """Facts of the client that the list is on, read while it is shown."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(label_width=12, id=id)

    def look(self, row: ClientRow | None) -> None:
        """Show a client; nothing when there is none or it was deleted."""
        if self.display:
            self._read(row)

    @work(exclusive=True, group="glance")
    async def _read(self, row: ClientRow | None) -> None:
        if row is None:
            self.show(())
            return
        try:
            record = await in_thread(lambda: lookup.client_record(row.id))
        except ServiceError:
            self.show(())
            return
        self.show(glance_facts(record))
