"""The rows of one part of the history: read in threads, however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import on, work
from textual.message import Message

from aduanas_tui.domain.history_filters import HistoryFilters
from aduanas_tui.screens.history.columns import COLUMNS, Placed
from aduanas_tui.screens.jobs import explain
from aduanas_tui.services import history
from aduanas_tui.services.lookup import Interrupter, QueryInterruptedError
from aduanas_tui.services.operations.kinds import Kind
from aduanas_tui.widgets.row_list import RowList

_ROWS_ABOVE = 3
"""Rows left above one that the list comes up with."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a part shows, and in which order."""

    filters: HistoryFilters
    order: str
    descending: bool


class HistoryRows(RowList[Placed]):
    """One part of a client's history."""

    class Listed(Message):
        """The first rows of a listing are shown."""

        def __init__(self, rows: HistoryRows) -> None:
            super().__init__()
            self.rows = rows

    class Failed(Message):
        """The database could not answer."""

        def __init__(self, sentence: str) -> None:
            super().__init__()
            self.sentence = sentence

    class _Found(Message):
        def __init__(
            self, listing: Listing, rows: Sequence[Placed], first: int, size: int, keep: int | None
        ) -> None:
            super().__init__()
            self.listing = listing
            self.rows = rows
            self.first = first
            self.size = size
            self.keep = keep

    class _Fetched(Message):
        def __init__(
            self, listing: Listing, wanted: RowList.Wanted, rows: Sequence[Placed], size: int
        ) -> None:
            super().__init__()
            self.listing = listing
            self.wanted = wanted
            self.rows = rows
            self.size = size

    def __init__(self, client_id: int, kind: Kind) -> None:
        super().__init__(COLUMNS[kind], id=f"history-{kind.value.replace('_', '-')}")
        self.kind = kind
        self.listing: Listing | None = None
        """What is shown or on its way; ``None`` before anything was asked for."""
        self.is_pending = False
        """Whether a listing is under way."""
        self._client_id = client_id
        self._interrupter = Interrupter()

    def find(self, listing: Listing, keep: int | None = None, above: int = _ROWS_ABOVE) -> None:
        """Show a listing, from its start or on the row with the id ``keep``.

        ``above`` is how many rows are on screen above that one.
        """
        self.listing = listing
        self._interrupter.interrupt()
        self._interrupter = Interrupter()
        self.is_pending = True
        self.show_order(listing.order, listing.descending)
        size = 2 * max(self.page_size, self.app.size.height)
        place = self.current.place if self.current is not None and keep == self.current.id else 0
        self._read(listing, self._interrupter, size, keep, above, place)

    def reload(self) -> None:
        """Read the rows again without moving the cursor or the screen."""
        current, top = self.current, self.top
        if self.listing is None:
            return
        if current is None or top is None:
            self.find(self.listing)
        else:
            self.find(self.listing, current.id, current.place - top.place)

    @work(thread=True, exclusive=True, group="history")
    def _read(
        self,
        listing: Listing,
        interrupter: Interrupter,
        size: int,
        keep: int | None,
        above: int,
        place: int,
    ) -> None:
        """Read the rows around ``keep``; where it is gone, those around its last ``place``.

        In a long history its place costs more than a page, so it is tried where it was first.
        """
        try:
            with interrupter:
                first = max(0, place - above)
                rows = self._page(listing, first, size)
                if keep is not None and keep not in [one.id for one in rows[place - first :][:1]]:
                    at = self._position(listing, keep)
                    first = max(0, (place if at is None else at) - above)
                    rows = self._page(listing, first, size)
                if not rows and first:
                    first, rows = 0, self._page(listing, 0, size)
        except QueryInterruptedError:
            return
        except Exception as error:
            self.post_message(self.Failed(explain(error)))
            return
        self.post_message(self._Found(listing, rows, first, size, keep))

    def _position(self, listing: Listing, keep: int) -> int | None:
        return history.position(
            self._client_id,
            self.kind,
            listing.filters,
            keep,
            order=listing.order,
            descending=listing.descending,
        )

    def _page(self, listing: Listing, first: int, size: int) -> list[Placed]:
        found = history.page(
            self._client_id,
            self.kind,
            listing.filters,
            order=listing.order,
            descending=listing.descending,
            offset=first,
            limit=size,
        )
        return [Placed(first + at, row) for at, row in enumerate(found)]

    @on(_Found)
    def _found(self, event: _Found) -> None:
        event.stop()
        if event.listing != self.listing:
            return
        self.is_pending = False
        self.show(
            event.rows,
            first_known=event.first == 0,
            last_known=len(event.rows) < event.size,
            keep=event.keep,
        )
        self.post_message(self.Listed(self))

    @on(RowList.Wanted)
    def _wanted(self, event: RowList.Wanted) -> None:
        event.stop()
        if self.listing is not None:
            self._fetch(self.listing, event)

    @work(thread=True, group="history-rows")
    def _fetch(self, listing: Listing, wanted: RowList.Wanted) -> None:
        try:
            mark: Placed | None = wanted.mark
            size = wanted.size
            if mark is not None and wanted.backwards:
                first = max(0, mark.place - size)
                size = mark.place - first
            elif mark is not None:
                first = mark.place + 1
            elif wanted.backwards:
                count = history.counts(self._client_id, listing.filters)[self.kind]
                first = max(0, count - size)
            else:
                first = 0
            rows = self._page(listing, first, size)
        except Exception as error:
            self.post_message(self.Failed(explain(error)))
            return
        self.post_message(self._Fetched(listing, wanted, rows, size))

    @on(_Fetched)
    def _fetched(self, event: _Fetched) -> None:
        event.stop()
        if event.listing != self.listing:
            return
        wanted, rows = event.wanted, event.rows
        if wanted.mark is None:
            self.show(
                rows,
                first_known=not rows or rows[0].place == 0,
                last_known=wanted.backwards or len(rows) < event.size,
                at_end=wanted.backwards,
            )
        elif wanted.mark.id != self.edge_id(wanted.backwards):
            # The rows were read anew meanwhile, or those at this end were forgotten.
            self.discard(backwards=wanted.backwards)
        elif wanted.backwards:
            self.extend(rows, backwards=True, end_known=not rows or rows[0].place == 0)
        else:
            self.extend(rows, backwards=False, end_known=len(rows) < event.size)

    @on(Failed)
    def _failed(self) -> None:
        self.is_pending = False
        self.give_up()
