"""A list whose rows are read in threads: a newer listing stops the one before.

A subclass says how its rows are read; what comes late, for a listing that is no longer shown, is
dropped.
"""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from textual import on, work

from aduanas_tui.screens.jobs import explain
from aduanas_tui.screens.reader import start_reading
from aduanas_tui.services.lookup import Interrupter, QueryInterruptedError
from aduanas_tui.terminal.straight import StraightMessage
from aduanas_tui.widgets.columns import Column
from aduanas_tui.widgets.row_list import RowList
from aduanas_tui.widgets.row_window import Row

L = TypeVar("L")
"""What is listed: filters, an order; two equal ones list the same."""
R = TypeVar("R", bound=Row)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """Rows that were read."""

    rows: Sequence[R]
    first_known: bool
    """No rows come before them."""
    last_known: bool
    """No rows come after them."""
    keep: Hashable = None
    """The id of the row to stay on."""


class ThreadedRows(RowList[R], Generic[L, R]):
    """Shows any listing, however long it is."""

    class Listed(StraightMessage):
        """The first rows of a listing are shown."""

        def __init__(self, rows: Any) -> None:
            super().__init__()
            self.rows = rows

    class Failed(StraightMessage):
        """The rows could not be read."""

        def __init__(self, sentence: str) -> None:
            super().__init__()
            self.sentence = sentence

    def __init__(self, columns: Sequence[Column[R]], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(columns, id=id)
        self.listing: L | None = None
        """What is shown or on its way; ``None`` before anything was asked for."""
        self.is_pending = False
        """Whether the first rows of a listing are being read."""
        self.interrupter = Interrupter()
        """Stops what is being read for the listing."""

    # -- for subclasses ----------------------------------------------------------------------

    def begin(self, listing: L, read: Callable[[], Page[R]], *, painted: bool = True) -> None:
        """Show the rows that ``read`` returns, which runs in a thread.

        With ``painted`` false what was typed is on the screen before that begins: two threads at
        work would hold each other up.
        """
        self.listing = listing
        self.interrupter.interrupt()
        self.interrupter = Interrupter()
        self.is_pending = True
        if painted:
            self._begin(listing, self.interrupter, read)
        else:
            self.call_after_refresh(self._begin, listing, self.interrupter, read)

    def _begin(self, listing: L, interrupter: Interrupter, read: Callable[[], Page[R]]) -> None:
        if not interrupter.stopped:
            self._show(listing, interrupter, self.interrupted_by(interrupter, read))

    def begin_with(self, listing: L, page: Page[R]) -> None:
        """Show rows that were read before there was a screen."""
        self.listing = listing
        self.found(page)

    @abstractmethod
    def more(self, listing: L, wanted: RowList.Wanted) -> Page[R]:
        """Read the rows next to some, or at an end. Runs in a thread."""
        raise NotImplementedError

    # -- reading and showing -----------------------------------------------------------------

    @staticmethod
    def interrupted_by(interrupter: Interrupter, read: Callable[[], T]) -> asyncio.Future[T | None]:
        """Begin to read something; it comes to ``None`` when it is given up."""

        def reading() -> T | None:
            try:
                with interrupter:
                    return read()
            except QueryInterruptedError:
                return None

        return start_reading(reading)

    @work(exclusive=True, group="first-rows", description="the first rows")
    async def _show(
        self, listing: L, interrupter: Interrupter, reading: asyncio.Future[Page[R] | None]
    ) -> None:
        """Show what is being read, unless something else is wanted by then."""
        try:
            page = await reading
        except asyncio.CancelledError:
            interrupter.interrupt()
            raise
        except Exception as error:
            self._failed(explain(error))
            return
        if page is not None and listing == self.listing:
            self.is_pending = False
            self.found(page)

    def found(self, page: Page[R]) -> None:
        """Show the first rows."""
        self.show(
            page.rows, first_known=page.first_known, last_known=page.last_known, keep=page.keep
        )
        self.Listed(self).send_from(self)

    @on(RowList.Wanted)
    def _wanted(self, event: RowList.Wanted) -> None:
        event.stop()
        if self.listing is not None:
            self._fetch(self.listing, event)

    @work(group="more-rows", description="more rows")
    async def _fetch(self, listing: L, wanted: RowList.Wanted) -> None:
        try:
            page = await start_reading(lambda: self.more(listing, wanted), ahead=True)
        except Exception as error:
            self._failed(explain(error))
            return
        if listing == self.listing:
            self._fetched(wanted, page)

    def _fetched(self, wanted: RowList.Wanted, page: Page[R]) -> None:
        back = wanted.backwards
        if wanted.mark is None:
            self.show(
                page.rows,
                first_known=page.first_known,
                last_known=page.last_known,
                at_end=back,
            )
        elif wanted.mark.id == self.edge_id(back):
            ends = page.first_known if back else page.last_known
            self.extend(page.rows, backwards=back, end_known=ends)
        else:
            # The rows were read anew meanwhile, or those at this end were forgotten.
            self.discard(backwards=back)

    def _failed(self, sentence: str) -> None:
        self.is_pending = False
        self.give_up()
        self.Failed(sentence).send_from(self)


def page_of(rows: Sequence[R], wanted: RowList.Wanted) -> Page[R]:
    """Return rows as the page that was wanted: fewer than that many are the last on their side."""
    ends, at_an_end, back = len(rows) < wanted.size, wanted.mark is None, wanted.backwards
    return Page(
        rows,
        first_known=ends if back else at_an_end,
        last_known=at_an_end if back else ends,
    )
