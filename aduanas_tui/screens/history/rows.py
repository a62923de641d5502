"""The rows of one part of the history."""

from __future__ import annotations

from dataclasses import dataclass

from aduanas_tui.domain.history_filters import HistoryFilters
from aduanas_tui.screens.history.columns import COLUMNS, Placed
from aduanas_tui.screens.threaded_rows import Page, ThreadedRows
from aduanas_tui.services import history
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


class HistoryRows(ThreadedRows[Listing, Placed]):
    """One part of a client's history."""

    def __init__(self, client_id: int, kind: Kind) -> None:
        super().__init__(COLUMNS[kind], id=f"history-{kind.value.replace('_', '-')}")
        self.kind = kind
        self._client_id = client_id

    def find(self, listing: Listing, keep: int | None = None, above: int = _ROWS_ABOVE) -> None:
        """Show a listing, from its start or on the row with the id ``keep``.

        ``above`` is how many rows are on screen above that one.
        """
        self.show_order(listing.order, listing.descending)
        size = 2 * max(self.page_size, self.app.size.height)
        place = self.current.place if self.current is not None and keep == self.current.id else 0
        self.begin(listing, lambda: self._around(listing, size, keep, above, place))

    def reload(self) -> None:
        """Read the rows again without moving the cursor or the screen."""
        current, top = self.current, self.top
        if self.listing is None:
            return
        if current is None or top is None:
            self.find(self.listing)
        else:
            self.find(self.listing, current.id, current.place - top.place)

    def _around(
        self, listing: Listing, size: int, keep: int | None, above: int, place: int
    ) -> Page[Placed]:
        """Read the rows around ``keep``; where it is gone, those around its last ``place``.

        In a long history its place costs more than a page, so it is tried where it was first.
        """
        first = max(0, place - above)
        rows = self._page(listing, first, size)
        if keep is not None and keep not in [one.id for one in rows[place - first :][:1]]:
            at = self._position(listing, keep)
            first = max(0, (place if at is None else at) - above)
            rows = self._page(listing, first, size)
        if not rows and first:
            first, rows = 0, self._page(listing, 0, size)
        return Page(rows, first == 0, len(rows) < size, keep)

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

    def more(self, listing: Listing, wanted: RowList.Wanted) -> Page[Placed]:
        """Read the rows before or after a place, or at an end."""
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
        is_end = wanted.backwards and mark is None
        return Page(rows, not rows or rows[0].place == 0, is_end or len(rows) < size)
