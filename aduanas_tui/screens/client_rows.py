"""The rows of the client list: read in threads, a newer search stopping the one before."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on, work
from textual.message import Message

from aduanas_tui.screens.client_texts import CLIENT_COLUMNS
from aduanas_tui.screens.jobs import explain
from aduanas_tui.services import lookup
from aduanas_tui.services.lookup import ClientRow, FoundDocument, Interrupter, Listing
from aduanas_tui.widgets.row_list import RowList


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
        def __init__(
            self,
            listing: Listing,
            rows: Sequence[ClientRow],
            size: int,
            mark: ClientRow | None,
            stay: bool,
            count: int,
            catalogue_is_empty: bool,
            documents: Sequence[FoundDocument],
        ) -> None:
            super().__init__()
            self.listing = listing
            self.rows = rows
            self.size = size
            self.mark = mark
            self.stay = stay
            self.count = count
            self.catalogue_is_empty = catalogue_is_empty
            self.documents = documents

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

    def find(self, listing: Listing, mark: ClientRow | None = None, *, stay: bool = False) -> None:
        """Show a listing from its first row, or from ``mark``; ``stay`` on the current row."""
        self.listing = listing
        self._interrupter.interrupt()
        self._interrupter = Interrupter()
        self.is_pending = True
        height = max(self.page_size, self.app.size.height - 4)
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
                rows = lookup.page(listing, size, mark=mark, inclusive=True)
                if mark is not None and not rows:
                    mark = None
                    rows = lookup.page(listing, size)
                is_whole = mark is None and len(rows) < size
                count = len(rows) if is_whole else lookup.count(listing, lookup.COUNT_AT_ONCE)
                is_empty = not rows and lookup.is_empty()
                found = lookup.documents_found(listing.query)
                self.post_message(
                    self._Found(listing, rows, size, mark, stay, count, is_empty, found)
                )
                if count == lookup.COUNT_AT_ONCE:
                    self.post_message(self._Total(listing, lookup.count(listing)))
        except lookup.QueryInterruptedError:
            return
        except Exception as error:
            self.post_message(self.Failed(explain(error)))

    @on(_Found)
    def _found(self, event: _Found) -> None:
        event.stop()
        if event.listing != self.listing:
            return
        self.is_pending = False
        self._documents = {one.client_id: one for one in reversed(event.documents)}
        keep = self.current.id if self.current and event.stay else None
        self.show(
            event.rows,
            first_known=event.mark is None,
            last_known=len(event.rows) < event.size,
            keep=keep,
        )
        if self.count is None or not event.stay or event.count != lookup.COUNT_AT_ONCE:
            self.count = event.count  # else the exact number comes, and is mostly the same
        self.post_message(self.Listed(event.catalogue_is_empty))

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
