"""The glance: what one wants to know of the current client while on the phone."""

from __future__ import annotations

from textual import work
from textual.geometry import Size

from aduanas_tui.screens.client_texts import glance_facts
from aduanas_tui.screens.jobs import in_thread
from aduanas_tui.services import lookup
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.lookup import ClientRow
from aduanas_tui.widgets.facts import FactList

BESIDE_FROM = 150
"""Columns from which the glance stands beside the list all the time: the list keeps all that one
looks for there, phone and city too."""

BELOW_FROM = Size(110, 34)
"""Size from which it stands below the list all the time, where it is not beside it."""


def place_in(size: Size) -> str:
    """Return where the glance stands without being asked for: ``beside``, ``below`` or nowhere."""
    if size.width >= BESIDE_FROM:
        return "beside"
    is_large = size.width >= BELOW_FROM.width and size.height >= BELOW_FROM.height
    return "below" if is_large else ""


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
