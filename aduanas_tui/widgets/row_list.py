"""A list of any length that holds only the rows around those on screen.

The rows come from whoever listens: the list says which it needs next to the first or the last one
it has (:class:`RowList.Wanted`), and gets them by :meth:`RowList.extend`. One page is kept ahead on
either side, so that a step or a page is drawn at once.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from itertools import zip_longest
from typing import Any, ClassVar, Final, Generic, Protocol, TypeVar

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.events import Click, Key, MouseScrollDown, MouseScrollUp, Resize
from textual.geometry import Offset, Region
from textual.strip import Strip
from textual.widget import Widget

from aduanas_tui.terminal.signs import signs
from aduanas_tui.terminal.straight import StraightMessage
from aduanas_tui.widgets.cells import TEXT_AT, fit
from aduanas_tui.widgets.columns import Column, Columns

_PAGES_DRAWN = 8
"""Pages of lines that are remembered as drawn."""

PAGES_KEPT = 5
"""Pages of rows that are kept at most; those farthest from the cursor are dropped."""


class Row(Protocol):
    """Anything with an id can be a row."""

    @property
    def id(self) -> Hashable:
        """What tells a row from the others."""
        ...


R = TypeVar("R", bound=Row)

_MOVES: Final[Mapping[str, Callable[[RowList[Any]], None]]] = {
    "up": lambda rows: rows.move(-1),
    "down": lambda rows: rows.move(1),
    "pageup": lambda rows: rows.action_page(-1),
    "pagedown": lambda rows: rows.action_page(1),
    "home": lambda rows: rows.action_edge(False),
    "end": lambda rows: rows.action_edge(True),
}
"""What the keys do that no command can have."""


class RowList(Widget, Generic[R], can_focus=True):
    """Rows under a heading, with one of them current."""

    DEFAULT_CSS = """
    RowList { height: 1fr; width: 1fr; }
    RowList > .row-list--heading { text-style: bold; }
    RowList > .row-list--mark { text-style: bold; }
    RowList > .row-list--dim { text-style: dim; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "row-list--heading",
        "row-list--mark",
        "row-list--dim",
    }
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "open", show=False)]

    class Wanted(StraightMessage):
        """Rows are needed next to ``mark`` (before it when ``backwards``), or at an end.

        Without a mark the first rows are wanted, or the last ones when ``backwards``.
        """

        def __init__(self, mark: Any, backwards: bool, size: int) -> None:
            super().__init__()
            self.mark = mark
            self.backwards = backwards
            self.size = size

    class Highlighted(StraightMessage):
        """Another row is current, or none (``None``)."""

        def __init__(self, row: Any) -> None:
            super().__init__()
            self.row = row

    class Opened(StraightMessage):
        """The current row was chosen by Enter or a click."""

        def __init__(self, row: Any) -> None:
            super().__init__()
            self.row = row

    def __init__(
        self,
        columns: Sequence[Column[R]],
        *,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self._columns = Columns(columns)
        self._rows: list[R] = []
        self._top = 0
        self._cursor = 0
        self._first_known = self._last_known = True
        self._asked_back = self._asked_forward = False
        self._owed = 0
        self._is_jumping = False
        self._empty: tuple[str, ...] = ()
        self._sorted_by = ""
        self._descending = False
        self._drawn: dict[tuple[int, bool], tuple[R, Strip]] = {}
        """The lines of rows, as current or not, by the row's identity; with it, so that it lives"""
        self._drawn_width = 0
        self._line_kept = 0
        """Lines from the first row on screen to the current one as the operator left them."""
        self._resized_to: tuple[int, Hashable] = (0, None)
        """The same as the last change of size left them, and of which row."""

    def __len__(self) -> int:
        """Return how many rows are held."""
        return len(self._rows)

    def __bool__(self) -> bool:
        """Be true also without rows: it is a widget first."""
        return True

    @property
    def current(self) -> R | None:
        """The row under the cursor."""
        return self._rows[self._cursor] if self._rows else None

    @property
    def top(self) -> R | None:
        """The first row on screen."""
        return self._rows[self._top] if self._rows else None

    @property
    def is_at_start(self) -> bool:
        """Whether the first row of all is on screen."""
        return self._top == 0 and self._first_known

    def edge_id(self, first: bool) -> Hashable:
        """Return the id of the first or the last row held."""
        return self._rows[0 if first else -1].id if self._rows else None

    @property
    def page_size(self) -> int:
        """Rows that fit under the heading."""
        return max(1, self.size.height - 1)

    @property
    def cursor_cell(self) -> Offset | None:
        """Where the terminal's cursor belongs: at the first letter of the current row."""
        return Offset(TEXT_AT, 1 + self._cursor - self._top) if self._rows else None

    @property
    def is_waiting(self) -> bool:
        """Whether a move waits for rows that were asked for."""
        return self._owed != 0 or self._is_jumping

    def show(
        self,
        rows: Sequence[R],
        *,
        first_known: bool,
        last_known: bool,
        keep: Hashable = None,
        at_end: bool = False,
        still: bool = False,
    ) -> None:
        """Show other rows.

        Args:
            rows: in order, starting with the first row to show.
            first_known: the first of them is the first of all.
            last_known: the last of them is the last of all.
            keep: id of the row to stay on; when it is gone, the next one that is still there.
            at_end: stay on the last row instead.
            still: ``rows`` are all there are: leave the row one is on where it is on the screen.

        """
        before, seen = self.current, self._seen() if keep is not None else []
        line = self._cursor - self._top
        self._cursor = self._place_after_change(rows, keep)
        self._top = max(0, self._cursor - line) if still else 0
        self._rows = list(rows)
        self._first_known, self._last_known = first_known, last_known
        self.give_up()
        if at_end:
            self._cursor = max(0, len(rows) - 1)
        self._scroll_to_cursor()
        self._refresh_lines(seen)
        if self.current != before:
            self.Highlighted(self.current).send_from(self)
        self._look_ahead()

    def _seen(self) -> list[str]:
        """Return what is drawn of each row on screen."""
        shown = range(self._top, min(self._top + self.page_size, len(self._rows)))
        width = self.size.width
        return [self._line(self._rows[at], at == self._cursor, width).text for at in shown]

    def _refresh_lines(self, before: Sequence[str]) -> None:
        """Draw again the lines that differ from those ``before``; all where there were none."""
        now = self._seen()
        if not before or not now:
            self.refresh()
            return
        pairs = enumerate(zip_longest(before, now), start=1)
        lines = [Region(0, y, self.size.width, 1) for y, (was, one) in pairs if was != one]
        if lines:
            self.refresh(*lines)

    def _place_after_change(self, rows: Sequence[R], keep: Hashable) -> int:
        """Return the place in ``rows`` of the row ``keep`` or of its first follower still there."""
        places = {row.id: place for place, row in enumerate(rows)}
        ids = [row.id for row in self._rows]
        followers = ids[ids.index(keep) :] if keep in ids else [keep]
        last = max(0, len(rows) - 1) if keep in ids else 0
        return next((places[one] for one in followers if one in places), last)

    def give_up(self) -> None:
        """Wait no longer for rows that were asked for: they do not come."""
        self._asked_back = self._asked_forward = self._is_jumping = False
        self._owed = 0

    def extend(self, rows: Sequence[R], *, backwards: bool, end_known: bool) -> None:
        """Add rows that were asked for before the first row or after the last one."""
        if backwards:
            self._asked_back = False
            self._first_known = end_known
            self._rows[:0] = rows
            self._top += len(rows)
            self._cursor += len(rows)
        else:
            self._asked_forward = False
            self._last_known = end_known
            self._rows.extend(rows)
        if len(self._rows) - self._top - len(rows) * (not backwards) < self.page_size:
            self._scroll_to_cursor()
            self.refresh()
        owed, self._owed = self._owed, 0
        if owed:
            self.move(owed)
        self._forget_far_rows(backwards)

    def discard(self, *, backwards: bool) -> None:
        """Ask again instead of :meth:`extend`: the rows that came do not join those held now."""
        if backwards:
            self._asked_back = False
        else:
            self._asked_forward = False
        self._look_ahead()

    def show_order(self, key: str, descending: bool) -> None:
        """Mark the heading of the column that the rows are ordered by."""
        if (key, descending) != (self._sorted_by, self._descending):
            self._sorted_by, self._descending = key, descending
            self.refresh(Region(0, 0, self.size.width, 1))

    def show_empty(self, *lines: str) -> None:
        """Set what is shown when there are no rows: what to do."""
        is_other, self._empty = lines != self._empty, lines
        if is_other and not self._rows:
            self.refresh()

    def move(self, by: int) -> None:
        """Move the cursor; rows that are not there yet are asked for and moved to when they come.

        The new current row is announced.
        """
        if not self._rows:
            return
        wanted = self._cursor + by
        target = max(0, min(wanted, len(self._rows) - 1))
        beyond = wanted - target
        if (beyond < 0 and not self._first_known) or (beyond > 0 and not self._last_known):
            self._owed = beyond
        if target != self._cursor:
            self._go_to(target)
        self._look_ahead()

    def on_key(self, event: Key) -> None:
        """Move at once: as a binding the key would go all the way up to the app, and come back."""
        move = _MOVES.get(event.key)
        if move is not None:
            event.stop()
            event.prevent_default()
            move(self)

    def action_page(self, pages: int) -> None:
        """Move by as many rows as are on screen, with the screen."""
        height = self.page_size
        self._top = max(0, min(self._top + pages * height, max(0, len(self._rows) - height)))
        self.refresh()
        self.move(pages * height)

    def action_edge(self, last: bool) -> None:
        """Go to the first or the last row of all."""
        if (self._last_known if last else self._first_known) or not self._rows:
            self.move(len(self._rows) if last else -len(self._rows))
        else:
            self._is_jumping = True
            self.Wanted(None, last, 2 * self.page_size).send_from(self)

    def action_open(self) -> None:
        """Choose the current row."""
        if self.current is not None:
            self.Opened(self.current).send_from(self)

    def render_line(self, y: int) -> Strip:
        """Draw a line."""
        return self._draw(y, self.size.width)

    def _draw(self, y: int, width: int) -> Strip:
        """Draw the heading, a row, or what is said when there are none."""
        at = self._top + y - 1
        if y > 0 and at < len(self._rows):
            return self._line(self._rows[at], at == self._cursor, width)
        if y == 0:
            heading = self._columns.heading(width - 2, self._sorted_by, self._descending)
            style = self.get_component_rich_style("row-list--heading")
            return Strip([Segment(f"  {heading}", style)], width)
        if not self._rows and 2 <= y < 2 + len(self._empty):
            return Strip([Segment(fit(f"  {self._empty[y - 2]}", width))], width)
        return Strip.blank(width)

    def _line(self, row: R, is_current: bool, width: int) -> Strip:
        """Return the line of a row, which is drawn once wherever it is shown."""
        if width != self._drawn_width:
            self._drawn.clear()
            self._drawn_width = width
        drawn = self._drawn.get((id(row), is_current))
        if drawn is None:
            if len(self._drawn) > _PAGES_DRAWN * self.page_size:
                self._drawn.clear()
            mark = signs().cursor if is_current else " "
            style = self.get_component_rich_style("row-list--mark")
            text = fit(f" {self._columns.text(row, width - 2)}", width - 1)
            line = Strip([Segment(mark, style), Segment(text)], width)
            drawn = self._drawn[id(row), is_current] = (row, line)
        return drawn[1]

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw lines past Textual's own way, which styles each of them anew at every scroll."""
        if self.gutter:
            return super().render_lines(crop)
        width = self.size.width
        background = self.background_colors[1]
        filters = self.get_line_filters()
        lines = []
        for y in crop.line_range:
            line = self._draw(y, width)
            for one in filters:
                line = line.apply_filter(one, background)  # remembered by the line
            lines.append(line)
        if crop.column_span != (0, width):
            lines = [line.crop(*crop.column_span) for line in lines]
        return lines

    def notify_style_update(self) -> None:
        """Draw anew what was drawn in another style."""
        self._drawn.clear()
        super().notify_style_update()

    def on_resize(self, event: Resize) -> None:
        """Keep the current row where it was put, if there is room, and the pages ahead full."""
        line, current = self._cursor - self._top, getattr(self.current, "id", None)
        if (line, current) != self._resized_to:
            self._line_kept = line
        self._top = max(0, self._cursor - min(self._line_kept, self.page_size - 1))
        self._scroll_to_cursor()
        self._resized_to = (self._cursor - self._top, current)
        self.refresh()
        self._look_ahead()

    def on_click(self, event: Click) -> None:
        """Move to the row that was clicked; a second click opens it."""
        at = self._top + event.y - 1
        if event.y > 0 and at < len(self._rows):
            if at == self._cursor:
                self.action_open()
            else:
                self.move(at - self._cursor)

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Move with the wheel."""
        event.stop()
        self.move(3)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Move with the wheel."""
        event.stop()
        self.move(-3)

    def _go_to(self, target: int) -> None:
        before, top = self._cursor, self._top
        self._cursor = target
        self._scroll_to_cursor()
        if self._top != top:
            self.refresh()
        else:
            # Only the marks change: a step costs the line a few bytes.
            self.refresh(Region(0, 1 + before - top, 1, 1), Region(0, 1 + target - top, 1, 1))
        self.Highlighted(self.current).send_from(self)

    def _scroll_to_cursor(self) -> None:
        height = self.page_size
        top = max(self._cursor - height + 1, min(self._top, self._cursor))
        self._top = max(0, min(top, len(self._rows) - height))

    def _look_ahead(self) -> None:
        """Ask for the rows that a page up or down would need and that are not there yet."""
        if not self._rows or not self.size.height:
            return
        height = self.page_size
        below = len(self._rows) - self._top - height
        if below < height and not self._last_known and not self._asked_forward:
            self._asked_forward = True
            self.Wanted(self._rows[-1], False, 2 * height).send_from(self)
        if self._top < height and not self._first_known and not self._asked_back:
            self._asked_back = True
            self.Wanted(self._rows[0], True, 2 * height).send_from(self)

    def _forget_far_rows(self, grew_back: bool) -> None:
        surplus = len(self._rows) - PAGES_KEPT * self.page_size
        if surplus <= 0:
            return
        if grew_back:
            surplus = min(surplus, len(self._rows) - self._top - 2 * self.page_size)
            if surplus > 0:
                del self._rows[-surplus:]
                self._last_known = False
        else:
            surplus = min(surplus, self._top - self.page_size)
            if surplus > 0:
                del self._rows[:surplus]
                self._top -= surplus
                self._cursor -= surplus
                self._first_known = False
