"""An app of which only what changed goes down the line.

Private: what a ``CalmScreen`` hands over goes another way than through ``App._display`` of Textual
8.2.8, which writes whole pieces of lines; tests/terminal/test_thin_app.py compares what both show.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar, runtime_checkable

from textual import events
from textual.app import App, ScreenStackError
from textual.screen import Screen

from aduanas_tui.terminal.capabilities import Terminal
from aduanas_tui.terminal.focus_cell import focus_cell
from aduanas_tui.terminal.seen_compositor import Piece
from aduanas_tui.terminal.thin.grid import Grid
from aduanas_tui.terminal.thin.painter import Painter

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.geometry import Offset, Size

T = TypeVar("T")

_LONGEST_WAIT: Final = 0.1
"""Seconds that a paint is put off at most while keys wait."""

_LAST_EFFECT: Final = 0.03
"""Seconds that the last key of a burst has to paint its effect."""

_LONGEST_SILENCE: Final = 1.0
"""Seconds after which a line that takes nothing is looked at again."""

_WORTH_MARKING: Final = 200
"""Length of a frame from which on it is worth the marks that make the terminal show it at once."""

_SHOW_CURSOR: Final = "\x1b[?25h"
_HIDE_CURSOR: Final = "\x1b[?25l"


@runtime_checkable
class LineDriver(Protocol):
    """A driver that knows its line."""

    def all_sent(self, then: Callable[[], None]) -> bool:
        """Tell whether the line took all that was written; if not, call ``then`` when it did."""
        ...

    def ask_again(self) -> None:
        """Ask the terminal once more for what it is to report."""
        ...


class ThinApp(App[T]):
    """Keeps what Textual wants to be seen, and writes what of it the terminal does not show yet.

    While keys wait, or the line has not taken the last frame, nothing is written: what is seen
    next is the newest state, drawn once.
    """

    terminal: Terminal = Terminal()
    """What the operator's terminal can do."""

    _wanted: Grid | None = None
    _painter: Painter | None = None
    _put_off_since: float | None = None
    _timer: asyncio.TimerHandle | None = None
    _stock_cursor_shown: bool | None = None
    _cursor: Offset | None = None
    """Where the cursor is on the terminal."""

    def focus_cell(self) -> Offset | None:
        """Return the cell of the screen where the cursor belongs; ``None`` without a focus."""
        try:
            screen = self.screen
        except ScreenStackError:  # at the very end
            return None
        return focus_cell(screen)

    def keys_wait(self) -> bool:
        """Tell whether more input is there already."""
        waiting: Iterable[object] = self._message_queue.values
        return any(isinstance(message, events.InputEvent | events.Paste) for message in waiting)

    def frame_written(self, data: str) -> None:
        """Take note of a frame that went to the terminal (for tests)."""

    def repaint(self, *, restore: bool = False) -> None:
        """Draw everything anew, for a terminal that lost what it showed (and its modes)."""
        if isinstance(self._driver, LineDriver) and restore:
            self._driver.ask_again()
        if self._painter is None:
            self.refresh()
            return
        self._painter.forget(restore=restore)
        self.paint_soon()

    def action_repaint(self) -> None:
        """Draw everything anew: somebody else wrote to the terminal, or it was switched off."""
        self.repaint(restore=True)

    async def on_event(self, event: events.Event) -> None:
        """Take note of a new size before anybody draws for it."""
        if isinstance(event, events.Resize):
            self._terminal_resized(event.size)
        await super().on_event(event)

    def _terminal_resized(self, size: Size) -> None:
        """Draw everything anew, once laid out; the terminal cut what it showed, or moved it."""
        if self._painter is not None:
            self._painter.forget()
            if size == self.size:  # it was another one for a moment: nothing is laid out anew
                self.paint_soon()

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        super()._display(screen, renderable)
        if renderable is not None and self._has_terminal:
            if self._painter is not None:
                self._painter.forget()
            self._place_stock_cursor()

    @property
    def _has_terminal(self) -> bool:
        driver = self._driver
        return driver is not None and not driver.is_headless and not driver.is_inline

    @property
    def paints_thin(self) -> bool:
        """Whether what changes is painted by the thin renderer."""
        return self.terminal.thin and self._has_terminal

    def take(self, changes: Iterable[Piece], size: Size) -> None:
        """Take what changed on a screen of that size, and write it soon."""
        try:
            if self._running and not self._closed and not self._batch_count:
                self._put(changes, *size)
                self.paint_soon()
        except Exception as error:
            self._handle_exception(error)
        finally:
            self.post_display_hook()

    def _put(self, changes: Iterable[Piece], width: int, height: int) -> None:
        """Put what changed into what is wanted."""
        if self._painter is None:
            self._painter = Painter(self.terminal)
        grid = self._wanted
        if grid is None or (grid.width, grid.height) != (width, height):
            grid = self._wanted = Grid(width, height)
        looks = self._painter.looks
        for x, y, strip in changes:
            if x:
                grid.put(x, y, strip, looks)
            else:
                grid.put_line(y, strip, looks)

    def _place_stock_cursor(self) -> None:
        """Put the cursor where the focus is, after a frame of Textual's own renderer."""
        if self._driver is None or self._driver.is_headless or not self._running:
            return
        cursor = self.focus_cell()
        if cursor is not None:
            self._driver.write(f"\x1b[{cursor.y + 1};{cursor.x + 1}H")
        shown = cursor is not None
        if shown is not self._stock_cursor_shown and self.terminal.hides_cursor:
            self._driver.write(_SHOW_CURSOR if shown else _HIDE_CURSOR)
            self._stock_cursor_shown = shown
        self._cursor = cursor
        self._driver.flush()

    def cursor_may_have_moved(self) -> None:
        """Look after the cursor, since the focus can move where nothing is painted."""
        if self._put_off_since is not None or self.focus_cell() == self._cursor:
            return
        if self._wanted is not None:
            self.paint_soon()
        elif self._stock_cursor_shown is not None:
            self._place_stock_cursor()

    def paint_soon(self) -> None:
        """Write what changed, at once unless something is on its way that will change more."""
        driver = self._driver
        if self._wanted is None or driver is None:
            return
        if isinstance(driver, LineDriver) and not driver.all_sent(self._drained):
            self._wake_in(_LONGEST_SILENCE, self.paint_soon)
            return
        if not self.keys_wait():
            self._paint()
            return
        now = monotonic()
        if self._put_off_since is None:
            self._put_off_since = now
        left = self._put_off_since + _LONGEST_WAIT - now
        if left <= 0:
            self._paint()
        else:
            self._wake_in(left, self._paint)

    def keys_are_done(self) -> None:
        """Paint what the last of some keys left, if its own effect does not do so."""
        if self._put_off_since is not None:
            self._wake_in(_LAST_EFFECT, self.paint_soon)

    def _drained(self) -> None:
        """Write the newest state, now that the line took the one before (from any thread)."""
        if self._loop is not None:
            with suppress(RuntimeError):  # it ended meanwhile
                self._loop.call_soon_threadsafe(self.paint_soon)

    def _wake_in(self, seconds: float, work: Callable[[], None]) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(seconds, work)

    def _paint(self) -> None:
        """Write what the terminal does not show yet."""
        try:
            self._write_frame()
        except Exception as error:
            self._handle_exception(error)

    def _write_frame(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._put_off_since = None
        driver = self._driver
        grid = self._wanted
        if driver is None or self._painter is None or grid is None or not self._running:
            return
        if (grid.width, grid.height) != self.size:  # the layout for that size will paint
            return
        cursor = self._cursor = self.focus_cell()
        data = self._painter.frame(grid, None if cursor is None else (cursor.x, cursor.y))
        if not data:
            return
        marked = len(data) > _WORTH_MARKING and self.terminal.synchronized is not False
        if marked:
            self._begin_update()
        driver.write(data)
        if marked:
            self._end_update()
        driver.flush()
        self.frame_written(data)
