"""The rows of the client list."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from textual import work

from aduanas_tui.screens.client_texts import CLIENT_COLUMNS
from aduanas_tui.screens.jobs import explain
from aduanas_tui.screens.threaded_rows import Page, ThreadedRows, page_of
from aduanas_tui.services import lookup
from aduanas_tui.services.lookup import (
    ClientRow,
    FoundDocument,
    Interrupter,
    Listing,
)
from aduanas_tui.terminal.straight import StraightMessage
from aduanas_tui.widgets.row_list import RowList

COUNT_AFTER = 0.3
"""Seconds until all clients of a listing are counted, if it is still what is shown: with a million
clients it takes a tenth of a second for a frequent letter, and whoever is typing does not read it.
"""

LINES_AROUND = 4
"""Lines of the screen that show no rows: title, search, heading, keys."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Page[ClientRow]):
    """Rows of a listing, and what was found besides."""

    listing: Listing
    total: int
    """Clients in the listing; ``COUNT_AT_ONCE`` stands for those and more."""
    catalogue_is_empty: bool
    documents: Sequence[FoundDocument]
    stays: bool = False
    """Whether the cursor stays on the row where it is."""


def read(listing: Listing, size: int, mark: ClientRow | None = None) -> Found:
    """Read up to ``size`` rows of a listing from ``mark`` on, or from its start, in any thread."""
    rows = lookup.page(listing, size, mark=mark, inclusive=True)
    if mark is not None and not rows:
        mark = None
        rows = lookup.page(listing, size)
    is_whole = mark is None and len(rows) < size
    return Found(
        rows,
        first_known=mark is None,
        last_known=len(rows) < size,
        listing=listing,
        total=len(rows) if is_whole else lookup.count(listing, lookup.COUNT_AT_ONCE),
        catalogue_is_empty=not rows and lookup.is_empty(),
        documents=lookup.documents_found(listing.query),
    )


class ClientRows(ThreadedRows[Listing, ClientRow]):
    """Shows any listing of clients, however many there are."""

    class Listed(ThreadedRows.Listed):
        """The first rows of a listing are shown."""

        def __init__(self, rows: ClientRows) -> None:
            super().__init__(rows)
            self.catalogue_is_empty = rows.catalogue_is_empty

    class Counted(StraightMessage):
        """The exact number of clients in the listing is known."""

    listing: Listing

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(CLIENT_COLUMNS, id=id)
        self.listing = Listing()
        self.count: int | None = None
        """Clients in the listing; ``COUNT_AT_ONCE`` until the exact number is known."""
        self.catalogue_is_empty = False
        self._documents: dict[int, FoundDocument] = {}
        self._will_count: asyncio.TimerHandle | None = None

    def document_of(self, client_id: int) -> FoundDocument | None:
        """Return the document by whose number the search found a client."""
        return self._documents.get(client_id)

    def find(
        self,
        listing: Listing,
        mark: ClientRow | None = None,
        *,
        stay: bool = False,
        painted: bool = True,
    ) -> None:
        """Show a listing from its first row, or from ``mark``; ``stay`` on the current row.

        With ``painted`` false what was typed is on the screen before that begins.
        """
        size = 2 * max(self.page_size, self.app.size.height - LINES_AROUND)
        self.begin(listing, lambda: replace(read(listing, size, mark), stays=stay), painted=painted)

    def reload(self) -> None:
        """Read the rows again without moving the cursor or the screen.

        At the beginning of the list it stays the beginning: clients that are new there are seen.
        """
        self.find(self.listing, None if self.is_at_start else self.top, stay=True)

    def more(self, listing: Listing, wanted: RowList.Wanted) -> Page[ClientRow]:
        """Read the clients before or after one, or at an end."""
        rows = lookup.page(listing, wanted.size, mark=wanted.mark, backwards=wanted.backwards)
        return page_of(rows, wanted)

    def found(self, page: Page[ClientRow]) -> None:
        """Show the first rows, and how many there are."""
        assert isinstance(page, Found)
        self._documents = {one.client_id: one for one in reversed(page.documents)}
        self.catalogue_is_empty = page.catalogue_is_empty
        if self.count is None or not page.stays or page.total != lookup.COUNT_AT_ONCE:
            self.count = page.total  # else the exact number comes, and is mostly the same
        keep = self.current.id if self.current and page.stays else None
        super().found(replace(page, keep=keep))
        self._count_no_more()
        if page.total == lookup.COUNT_AT_ONCE:
            loop = asyncio.get_running_loop()
            self._will_count = loop.call_later(COUNT_AFTER, self._count_all, page.listing)

    def on_unmount(self) -> None:
        """Count no more."""
        self._count_no_more()

    def _count_no_more(self) -> None:
        if self._will_count is not None:
            self._will_count.cancel()

    def _count_all(self, listing: Listing) -> None:
        if listing is self.listing and not self.is_pending:
            interrupter = self.interrupter
            counting = self.interrupted_by(interrupter, lambda: lookup.count_all(listing))
            self._show_count(listing, interrupter, counting)

    @work(exclusive=True, group="first-rows", description="their number")
    async def _show_count(
        self, listing: Listing, interrupter: Interrupter, counting: asyncio.Future[int | None]
    ) -> None:
        """Show how many clients there are; a search that comes meanwhile stops it."""
        try:
            count = await counting
        except asyncio.CancelledError:
            interrupter.interrupt()
            raise
        except Exception as error:
            self.Failed(explain(error)).send_from(self)
            return
        if count is not None and listing == self.listing:
            self.count = count
            self.Counted().send_from(self)
