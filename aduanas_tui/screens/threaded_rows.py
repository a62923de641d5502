"""A list whose rows are read in threads: a newer listing stops the one before.

A subclass says how its rows are read; what comes late, for a listing that is no longer shown, is
dropped.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from textual import on, work
from textual.message import Message

from aduanas_tui.screens.jobs import explain
from aduanas_tui.services.lookup import Interrupter, QueryInterruptedError
from aduanas_tui.widgets.columns import Column
from aduanas_tui.widgets.row_list import Row, RowList

L = TypeVar("L")
"""What is listed: filters, an order; two equal ones list the same."""
R = TypeVar("R", bound=Row)


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

    class Listed(Message):
        """The first rows of a listing are shown."""

        def __init__(self, rows: Any) -> None:
            super().__init__()
            self.rows = rows

    class Failed(Message):
        """The rows could not be read."""

        def __init__(self, sentence: str) -> None:
            super().__init__()
            self.sentence = sentence

    class _Found(Message):
        def __init__(self, listing: Any, page: Page[Any]) -> None:
            super().__init__()
            self.listing = listing
            self.page = page

    class _Fetched(Message):
        def __init__(self, listing: Any, wanted: RowList.Wanted, page: Page[Any]) -> None:
            super().__init__()
            self.listing = listing
            self.wanted = wanted
            self.page = page

    def __init__(self, columns: Sequence[Column[R]], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(columns, id=id)
        self.listing: L | None = None
        """What is shown or on its way; ``None`` before anything was asked for."""
        self.is_pending = False
        """Whether the first rows of a listing are being read."""
        self.interrupter = Interrupter()
        """Stops what is being read for the listing."""

    # -- for subclasses ----------------------------------------------------------------------

    def begin(self, listing: L, read: Callable[[], Page[R]]) -> None:
        """Show the rows that ``read`` returns, which runs in a thread."""
        self.listing = listing
        self.interrupter.interrupt()
        self.interrupter = Interrupter()
        self.is_pending = True
        self._read(listing, self.interrupter, read)

    def begin_with(self, listing: L, page: Page[R]) -> None:
        """Show rows that were read before there was a screen."""
        self.listing = listing
        self.found(page)

    @abstractmethod
    def more(self, listing: L, wanted: RowList.Wanted) -> Page[R]:
        """Read the rows next to some, or at an end. Runs in a thread."""
        raise NotImplementedError

    # -- reading and showing -----------------------------------------------------------------

    @work(thread=True, exclusive=True, group="first-rows")
    def _read(self, listing: L, interrupter: Interrupter, read: Callable[[], Page[R]]) -> None:
        try:
            with interrupter:
                self.post_message(self._Found(listing, read()))
        except QueryInterruptedError:
            return
        except Exception as error:
            self.post_message(self.Failed(explain(error)))

    @on(_Found)
    def _found(self, event: _Found) -> None:
        event.stop()
        if event.listing == self.listing:
            self.is_pending = False
            self.found(event.page)

    def found(self, page: Page[R]) -> None:
        """Show the first rows."""
        self.show(
            page.rows, first_known=page.first_known, last_known=page.last_known, keep=page.keep
        )
        self.post_message(self.Listed(self))

    @on(RowList.Wanted)
    def _wanted(self, event: RowList.Wanted) -> None:
        event.stop()
        if self.listing is not None:
            self._fetch(self.listing, event)

    @work(thread=True, group="more-rows")
    def _fetch(self, listing: L, wanted: RowList.Wanted) -> None:
        try:
            page = self.more(listing, wanted)
        except Exception as error:
            self.post_message(self.Failed(explain(error)))
            return
        self.post_message(self._Fetched(listing, wanted, page))

    @on(_Fetched)
    def _fetched(self, event: _Fetched) -> None:
        event.stop()
        if event.listing != self.listing:
            return
        wanted, page, back = event.wanted, event.page, event.wanted.backwards
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

    @on(Failed)
    def _failed(self) -> None:
        self.is_pending = False
        self.give_up()


def page_of(rows: Sequence[R], wanted: RowList.Wanted) -> Page[R]:
    """Return rows as the page that was wanted: fewer than that many are the last on their side."""
    ends, at_an_end, back = len(rows) < wanted.size, wanted.mark is None, wanted.backwards
    return Page(
        rows,
        first_known=ends if back else at_an_end,
        last_known=at_an_end if back else ends,
    )
