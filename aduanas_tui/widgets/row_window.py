"""Which rows of a long list are held, which are on screen, and which of them is current.

The model below :class:`~aduanas_tui.widgets.row_list.RowList`: it draws and tells nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Generic, NamedTuple, Protocol, TypeVar

PAGES_KEPT = 5
"""Pages of rows that are kept at most; those farthest from the cursor are dropped."""


class Row(Protocol):
    """Anything with an id can be a row."""

    @property
    def id(self) -> Hashable:
        """What tells a row from the others."""
        ...


R = TypeVar("R", bound=Row)


class Want(NamedTuple, Generic[R]):
    """So many rows are needed next to ``mark``, before it when ``backwards``."""

    mark: R
    backwards: bool
    size: int


class RowWindow(Generic[R]):
    """The rows around those on screen; ``height`` tells how many are on screen."""

    def __init__(self, height: Callable[[], int]) -> None:
        self._height = height
        self.rows: list[R] = []
        self.top = 0
        """Place of the first row on screen."""
        self.cursor = 0
        """Place of the current row."""
        self._first_known = self._last_known = True
        self._asked_back = self._asked_forward = False
        self._owed = 0
        self._is_jumping = False
        self._line_kept = 0
        """Lines from the first row on screen to the current one as the operator left them."""
        self._resized_to: tuple[int, Hashable] = (0, None)
        """The same as the last change of size left them, and of which row."""

    @property
    def current(self) -> R | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.rows else None

    @property
    def line(self) -> int:
        """Lines from the first row on screen to the current one."""
        return self.cursor - self.top

    @property
    def is_at_start(self) -> bool:
        """Whether the first row of all is on screen."""
        return self.top == 0 and self._first_known

    @property
    def is_waiting(self) -> bool:
        """Whether a move waits for rows that were asked for."""
        return self._owed != 0 or self._is_jumping

    def on_screen(self) -> range:
        """Return the places of the rows on screen."""
        return range(self.top, min(self.top + self._height(), len(self.rows)))

    def around_screen(self) -> range:
        """Return the places of the rows on screen and on the pages before and after."""
        height = self._height()
        return range(max(0, self.top - height), min(self.top + 2 * height, len(self.rows)))

    # -- moving ------------------------------------------------------------------------------

    def move(self, by: int) -> bool:
        """Move the cursor; tell whether it moved. What it lacks rows for is owed."""
        if not self.rows:
            return False
        wanted, before = self.cursor + by, self.cursor
        target = max(0, min(wanted, len(self.rows) - 1))
        beyond = wanted - target
        if (beyond < 0 and not self._first_known) or (beyond > 0 and not self._last_known):
            self._owed = beyond
        self.cursor = target
        if target != before:
            self._scroll_to_cursor()
        return target != before

    def turn(self, pages: int) -> int:
        """Move what is on screen by pages; return by how many rows the cursor is to move."""
        height = self._height()
        self.top = max(0, min(self.top + pages * height, max(0, len(self.rows) - height)))
        return pages * height

    def way_to_edge(self, last: bool) -> int | None:
        """Return by how many rows to move to the first or last one; ``None``: it is not held."""
        if (self._last_known if last else self._first_known) or not self.rows:
            return len(self.rows) if last else -len(self.rows)
        self._is_jumping = True
        return None

    def resized(self) -> None:
        """Keep the current row where it was put, if there is room."""
        current = getattr(self.current, "id", None)
        if (self.line, current) != self._resized_to:
            self._line_kept = self.line
        self.top = max(0, self.cursor - min(self._line_kept, self._height() - 1))
        self._scroll_to_cursor()
        self._resized_to = (self.line, current)

    def _scroll_to_cursor(self) -> None:
        height = self._height()
        top = max(self.cursor - height + 1, min(self.top, self.cursor))
        self.top = max(0, min(top, len(self.rows) - height))

    # -- rows that come ----------------------------------------------------------------------

    def show(
        self,
        rows: Sequence[R],
        *,
        first_known: bool,
        last_known: bool,
        keep: Hashable,
        at_end: bool,
        still: bool,
    ) -> None:
        """Hold other rows; see :meth:`RowList.show`."""
        line = self.line
        self.cursor = self._place_after_change(rows, keep)
        self.top = max(0, self.cursor - line) if still else 0
        self.rows = list(rows)
        self._first_known, self._last_known = first_known, last_known
        self.give_up()
        if at_end:
            self.cursor = max(0, len(rows) - 1)
        self._scroll_to_cursor()

    def _place_after_change(self, rows: Sequence[R], keep: Hashable) -> int:
        """Return the place in ``rows`` of the row ``keep`` or of its first follower still there."""
        places = {row.id: place for place, row in enumerate(rows)}
        ids = [row.id for row in self.rows]
        followers = ids[ids.index(keep) :] if keep in ids else [keep]
        last = max(0, len(rows) - 1) if keep in ids else 0
        return next((places[one] for one in followers if one in places), last)

    def extend(self, rows: Sequence[R], *, backwards: bool, end_known: bool) -> bool:
        """Add rows at an end; tell whether there was room on screen for more."""
        self.answered(backwards)
        if backwards:
            self._first_known = end_known
            self.rows[:0] = rows
            self.top += len(rows)
            self.cursor += len(rows)
        else:
            self._last_known = end_known
            self.rows.extend(rows)
        had_room = len(self.rows) - self.top - len(rows) * (not backwards) < self._height()
        if had_room:
            self._scroll_to_cursor()
        return had_room

    def owed(self) -> int:
        """Return by how many rows a move is still due, which is not due any more then."""
        owed, self._owed = self._owed, 0
        return owed

    def answered(self, backwards: bool) -> None:
        """Take note that rows came that were asked for on that side."""
        if backwards:
            self._asked_back = False
        else:
            self._asked_forward = False

    def give_up(self) -> None:
        """Wait no longer for rows that were asked for: they do not come."""
        self._asked_back = self._asked_forward = self._is_jumping = False
        self._owed = 0

    def wants(self) -> Iterator[Want[R]]:
        """Yield what a page up or down would need that is not there and was not asked for yet."""
        if not self.rows:
            return
        height = self._height()
        below = len(self.rows) - self.top - height
        if below < height and not self._last_known and not self._asked_forward:
            self._asked_forward = True
            yield Want(self.rows[-1], False, 2 * height)
        if self.top < height and not self._first_known and not self._asked_back:
            self._asked_back = True
            yield Want(self.rows[0], True, 2 * height)

    def forget_far_rows(self, grew_back: bool) -> None:
        """Drop the rows farthest from the cursor at the side that did not grow."""
        height = self._height()
        surplus = len(self.rows) - PAGES_KEPT * height
        if surplus <= 0:
            return
        if grew_back:
            surplus = min(surplus, len(self.rows) - self.top - 2 * height)
            if surplus > 0:
                del self.rows[-surplus:]
                self._last_known = False
        else:
            surplus = min(surplus, self.top - height)
            if surplus > 0:
                del self.rows[:surplus]
                self.top -= surplus
                self.cursor -= surplus
                self._first_known = False
