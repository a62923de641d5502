"""The rows of the client list: read in threads, a newer search stopping the one before."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from textual import on, work
from textual.message import Message

from aduanas_tui.screens.client_texts import CLIENT_COLUMNS
from aduanas_tui.screens.jobs import explain
from aduanas_tui.services import lookup
from aduanas_tui.services.lookup import ClientRow, FoundDocument, Interrupter, Listing
from aduanas_tui.widgets.row_list import RowList

COUNT_AFTER = 0.3
"""Seconds until all clients of a listing are counted, if it is still what is shown: with a million
clients it takes a tenth of a second for a frequent letter, and whoever is typing does not read it.
"""

LINES_AROUND = 4
"""Lines of the screen that show no rows: title, search, heading, keys."""


class Found(NamedTuple):
    """The rows of a listing from ``mark`` on, or from the first one, and what was found besides."""

    listing: Listing
    rows: Sequence[ClientRow]
    size: int
    """Rows that were asked for."""
    mark: ClientRow | None
    total: int
    """Clients in the listing; ``COUNT_AT_ONCE`` stands for those and more."""
    catalogue_is_empty: bool
    documents: Sequence[FoundDocument]


def read(listing: Listing, size: int, mark: ClientRow | None = None) -> Found:
    """Read up to ``size`` rows of a listing, in any thread."""
    rows = lookup.page(listing, size, mark=mark, inclusive=True)
    if mark is not None and not rows:
        mark = None
        rows = lookup.page(listing, size)
    is_whole = mark is None and len(rows) < size
    count = len(rows) if is_whole else lookup.count(listing, lookup.COUNT_AT_ONCE)
    is_empty = not rows and lookup.is_empty()
    documents = lookup.documents_found(listing.query)
    return Found(listing, rows, size, mark, count, is_empty, documents)


class ClientRows(RowList[ClientRow]):
    """Shows any listing of clients, however many there are."""

    class Listed(Message):
        """The first rows of a listing are shown."""

        def __init__(self, catalogue_is_empty: bool) -> None:
            super().__init__()
            self.catalogue_is_empty = catalogue_is_empty

    class Counted(Message):
        """The exact number of clients in the listing is known."""

    class Failed(Message):
        """The database could not answer."""

        def __init__(self, sentence: str) -> None:
            super().__init__()
            self.sentence = sentence

    class _Found(Message):
        def __init__(self, found: Found, stay: bool) -> None:
            super().__init__()
            self.found = found
            self.stay = stay

    class _Total(Message):
        def __init__(self, listing: Listing, count: int) -> None:
            super().__init__()
            self.listing = listing
            self.count = count

    class _Fetched(Message):
        def __init__(
            self, listing: Listing, wanted: RowList.Wanted, rows: Sequence[ClientRow]
        ) -> None:
            super().__init__()
            self.listing = listing
            self.wanted = wanted
            self.rows = rows

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(CLIENT_COLUMNS, id=id)
        self.listing = Listing()
        self.is_pending = False
        """Whether a search is under way."""
        self.count: int | None = None
        """Clients in the listing; ``COUNT_AT_ONCE`` until the exact number is known."""
        self._documents: dict[int, FoundDocument] = {}
        self._interrupter = Interrupter()

    def document_of(self, client_id: int) -> FoundDocument | None:
        """Return the document by whose number the search found a client."""
        return self._documents.get(client_id)

    def begin(self, found: Found) -> None:
        """Show what was read before there was a screen."""
        self.listing = found.listing
        self._show_found(found, stay=False)

    def _count_all(self, listing: Listing) -> None:
        if listing is self.listing and not self.is_pending:
            self._count(listing, self._interrupter)

    def find(self, listing: Listing, mark: ClientRow | None = None, *, stay: bool = False) -> None:
        """Show a listing from its first row, or from ``mark``; ``stay`` on the current row."""
        self.listing = listing
        self._interrupter.interrupt()
        self._interrupter = Interrupter()
        self.is_pending = True
        height = max(self.page_size, self.app.size.height - LINES_AROUND)
        self._read(listing, self._interrupter, 2 * height, mark, stay)

    def reload(self) -> None:
        """Read the rows again without moving the cursor or the screen.

        At the beginning of the list it stays the beginning: clients that are new there are seen.
        """
        self.find(self.listing, None if self.is_at_start else self.top, stay=True)

    @work(thread=True, exclusive=True, group="search")
    def _read(
        self,
        listing: Listing,
        interrupter: Interrupter,
        size: int,
        mark: ClientRow | None,
        stay: bool,
    ) -> None:
        try:
            with interrupter:
                found = read(listing, size, mark)
                self.post_message(self._Found(found, stay))
        except lookup.QueryInterruptedError:
            return
        except Exception as error:
            self.post_message(self.Failed(explain(error)))

    @work(thread=True, exclusive=True, group="search")
    def _count(self, listing: Listing, interrupter: Interrupter) -> None:
        """Count all clients of what is shown; a search that comes meanwhile stops it."""
        try:
            with interrupter:
                self.post_message(self._Total(listing, lookup.count(listing)))
        except lookup.QueryInterruptedError:
            return
        except Exception as error:
            self.post_message(self.Failed(explain(error)))

    @on(_Found)
    def _found(self, event: _Found) -> None:
        event.stop()
        if event.found.listing == self.listing:
            self.is_pending = False
            self._show_found(event.found, stay=event.stay)

    def _show_found(self, found: Found, *, stay: bool) -> None:
        self._documents = {one.client_id: one for one in reversed(found.documents)}
        self.show(
            found.rows,
            first_known=found.mark is None,
            last_known=len(found.rows) < found.size,
            keep=self.current.id if self.current and stay else None,
        )
        if self.count is None or not stay or found.total != lookup.COUNT_AT_ONCE:
            self.count = found.total  # else the exact number comes, and is mostly the same
        if found.total == lookup.COUNT_AT_ONCE:
            self.set_timer(COUNT_AFTER, partial(self._count_all, found.listing))
        self.post_message(self.Listed(found.catalogue_is_empty))

    @on(_Total)
    def _total(self, event: _Total) -> None:
        event.stop()
        if event.listing == self.listing:
            self.count = event.count
            self.post_message(self.Counted())

    @on(RowList.Wanted)
    def _wanted(self, event: RowList.Wanted) -> None:
        event.stop()
        self._fetch(self.listing, event)

    @work(thread=True, group="rows")
    def _fetch(self, listing: Listing, wanted: RowList.Wanted) -> None:
        try:
            rows = lookup.page(listing, wanted.size, mark=wanted.mark, backwards=wanted.backwards)
        except Exception as error:
            self.post_message(self.Failed(explain(error)))
            return
        self.post_message(self._Fetched(listing, wanted, rows))

    @on(_Fetched)
    def _fetched(self, event: _Fetched) -> None:
        event.stop()
        if event.listing != self.listing:
            return
        wanted, end_known = event.wanted, len(event.rows) < event.wanted.size
        if wanted.mark is None:
            self.show(
                event.rows,
                first_known=not wanted.backwards or end_known,
                last_known=wanted.backwards or end_known,
                at_end=wanted.backwards,
            )
        elif wanted.mark.id == self.edge_id(wanted.backwards):
            self.extend(event.rows, backwards=wanted.backwards, end_known=end_known)
        else:
            # The rows were read anew meanwhile, or those at this end were forgotten.
            self.discard(backwards=wanted.backwards)

    @on(Failed)
    def _failed(self) -> None:
        self.is_pending = False
        self.give_up()
