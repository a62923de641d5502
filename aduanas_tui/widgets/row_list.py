"""A list of any length that holds only the rows around those on screen.

The rows come from whoever listens: the list says which it needs next to the first or the last one
it has (:class:`RowList.Wanted`), and gets them by :meth:`RowList.extend`. One page is kept ahead on
either side, so that a step or a page is drawn at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable, Mapping, Sequence
from itertools import zip_longest
from typing import Any, ClassVar, Final, Generic

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.events import Click, Key, MouseScrollDown, MouseScrollUp, Resize
from textual.geometry import Offset, Region
from textual.strip import Strip
from textual.widget import Widget

from aduanas_tui.terminal.straight import StraightMessage
from aduanas_tui.widgets.cells import TEXT_AT, fit
from aduanas_tui.widgets.columns import Column, Columns
from aduanas_tui.widgets.row_lines import RowLines
from aduanas_tui.widgets.row_window import R, RowWindow

_AT_REST: Final = 0.1
"""Seconds without a key after which the pages beside the one on screen are drawn."""

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
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "row-list--heading",
        "row-list--mark",
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
        self._window: RowWindow[R] = RowWindow(lambda: self.page_size)
        self._lines = RowLines(columns)
        self._empty: tuple[str, ...] = ()
        self._will_draw: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        """Return how many rows are held."""
        return len(self._window.rows)

    def __bool__(self) -> bool:
        """Be true also without rows: it is a widget first."""
        return True

    @property
    def current(self) -> R | None:
        """The row under the cursor."""
        return self._window.current

    @property
    def top(self) -> R | None:
        """The first row on screen."""
        window = self._window
        return window.rows[window.top] if window.rows else None

    @property
    def is_at_start(self) -> bool:
        """Whether the first row of all is on screen."""
        return self._window.is_at_start

    def edge_id(self, first: bool) -> Hashable:
        """Return the id of the first or the last row held."""
        rows = self._window.rows
        return rows[0 if first else -1].id if rows else None

    @property
    def page_size(self) -> int:
        """Rows that fit under the heading."""
        return max(1, self.size.height - 1)

    @property
    def cursor_cell(self) -> Offset | None:
        """Where the terminal's cursor belongs: at the first letter of the current row."""
        return Offset(TEXT_AT, 1 + self._window.line) if self._window.rows else None

    @property
    def is_waiting(self) -> bool:
        """Whether a move waits for rows that were asked for."""
        return self._window.is_waiting

    # -- rows that come ----------------------------------------------------------------------

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
        self._window.show(
            rows,
            first_known=first_known,
            last_known=last_known,
            keep=keep,
            at_end=at_end,
            still=still,
        )
        self._refresh_lines(seen)
        if self.current != before:
            self.Highlighted(self.current).send_from(self)
        self._look_ahead()

    def _seen(self) -> list[str]:
        """Return what is drawn of each row on screen."""
        width = self.size.width
        return [self._row_line(at, width).text for at in self._window.on_screen()]

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

    def extend(self, rows: Sequence[R], *, backwards: bool, end_known: bool) -> None:
        """Add rows that were asked for before the first row or after the last one."""
        if self._window.extend(rows, backwards=backwards, end_known=end_known):
            self.refresh()
        owed = self._window.owed()
        if owed:
            self.move(owed)
        self._window.forget_far_rows(backwards)

    def discard(self, *, backwards: bool) -> None:
        """Ask again instead of :meth:`extend`: the rows that came do not join those held now."""
        self._window.answered(backwards)
        self._look_ahead()

    def give_up(self) -> None:
        """Wait no longer for rows that were asked for: they do not come."""
        self._window.give_up()

    def _look_ahead(self) -> None:
        """Ask for the rows that a page up or down would need and that are not there yet."""
        if self.size.height:
            for want in self._window.wants():
                self.Wanted(*want).send_from(self)
            if self._will_draw is not None:
                self._will_draw.cancel()
            self._will_draw = asyncio.get_running_loop().call_later(_AT_REST, self._draw_ahead)

    def _draw_ahead(self) -> None:
        """Draw the lines that a page up or down would show, while nobody waits for them."""
        width = self.size.width
        for at in self._window.around_screen() if width else ():
            self._row_line(at, width)

    def on_unmount(self) -> None:
        """Draw nothing any more."""
        if self._will_draw is not None:
            self._will_draw.cancel()

    def use_columns(self, columns: Columns[R]) -> None:
        """Draw the rows in other columns from now on."""
        width = self.size.width
        heading, seen = (self._draw(0, width).text, self._seen()) if width else ("", [])
        self._lines.use(columns)
        if not seen:
            self.refresh()
            return
        self._refresh_lines(seen)
        if self._draw(0, width).text != heading:
            self.refresh(Region(0, 0, width, 1))

    def show_order(self, key: str, descending: bool) -> None:
        """Mark the heading of the column that the rows are ordered by."""
        if self._lines.set_order(key, descending):
            self.refresh(Region(0, 0, self.size.width, 1))

    def show_empty(self, *lines: str) -> None:
        """Set what is shown when there are no rows: what to do."""
        is_other, self._empty = lines != self._empty, lines
        if is_other and not self._window.rows:
            self.refresh()

    def move(self, by: int) -> None:
        """Move the cursor; rows that are not there yet are asked for and moved to when they come.

        The new current row is announced.
        """
        before, top = self._window.cursor, self._window.top
        if self._window.move(by):
            self._show_step(before, top)
        self._look_ahead()

    def _show_step(self, before: int, top: int) -> None:
        """Draw what a step from a place changed, when that was the first row on screen."""
        window = self._window
        if window.top != top:
            self.refresh()
        else:
            # Only the marks change: a step costs the line a few bytes.
            places = (before, window.cursor)
            self.refresh(*(Region(0, 1 + place - top, 1, 1) for place in places))
        self.Highlighted(window.current).send_from(self)

    def on_key(self, event: Key) -> None:
        """Move at once: as a binding the key would go all the way up to the app, and come back."""
        move = _MOVES.get(event.key)
        if move is not None:
            event.stop()
            event.prevent_default()
            move(self)

    def action_page(self, pages: int) -> None:
        """Move by as many rows as are on screen, with the screen."""
        by = self._window.turn(pages)
        self.refresh()
        self.move(by)

    def action_edge(self, last: bool) -> None:
        """Go to the first or the last row of all."""
        by = self._window.way_to_edge(last)
        if by is None:
            self.Wanted(None, last, 2 * self.page_size).send_from(self)
        else:
            self.move(by)

    def action_open(self) -> None:
        """Choose the current row."""
        if self.current is not None:
            self.Opened(self.current).send_from(self)

    def render_line(self, y: int) -> Strip:
        """Draw a line."""
        return self._draw(y, self.size.width)

    def _draw(self, y: int, width: int) -> Strip:
        """Draw the heading, a row, or what is said when there are none."""
        rows = self._window.rows
        at = self._window.top + y - 1
        if y > 0 and at < len(rows):
            return self._row_line(at, width)
        if y == 0:
            return self._lines.heading(width, self.get_component_rich_style("row-list--heading"))
        if not rows and 2 <= y < 2 + len(self._empty):
            return Strip([Segment(fit(f"  {self._empty[y - 2]}", width))], width)
        return Strip.blank(width)

    def _row_line(self, at: int, width: int) -> Strip:
        """Draw the row at a place."""
        window = self._window
        style = self.get_component_rich_style("row-list--mark")
        return self._lines.line(window.rows[at], at == window.cursor, width, style)

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
        self._lines.forget()
        super().notify_style_update()

    def on_resize(self, event: Resize) -> None:
        """Keep the current row where it was put, if there is room, and the pages ahead full."""
        self._window.resized()
        self.refresh()
        self._look_ahead()

    def on_click(self, event: Click) -> None:
        """Move to the row that was clicked; a second click opens it."""
        at = self._window.top + event.y - 1
        if event.y > 0 and at < len(self):
            if at == self._window.cursor:
                self.action_open()
            else:
                self.move(at - self._window.cursor)

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Move with the wheel."""
        event.stop()
        self.move(3)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Move with the wheel."""
        event.stop()
        self.move(-3)
