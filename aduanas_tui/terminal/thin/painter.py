"""From what a terminal shows to what it should show."""

from __future__ import annotations

from typing import Final

from aduanas_tui.terminal.capabilities import Terminal
from aduanas_tui.terminal.thin.grid import Grid, Row
from aduanas_tui.terminal.thin.ink import Ink, Mark
from aduanas_tui.terminal.thin.look import PLAIN, Looks
from aduanas_tui.terminal.thin.rows import write_changes, write_whole
from aduanas_tui.terminal.thin.scroll import Scroll, candidates, scrolled

_LONG: Final = 200
"""Length of a frame from which on the cursor is hidden while it is drawn."""

_MANY: Final = 4
"""Changed lines from which on it is tried to scroll."""

_MUCH: Final = 80
"""Changed letters from which on it is tried to scroll."""

AFRESH: Final = "\x1b[m\x1b[H\x1b[2J"
"""Plain pen, empty screen."""

RESTORED: Final = "\x0f\x1b(B\x1b[r\x1b[4l\x1b[?7l"
"""Letters instead of graphics, no scrolling region, overwriting, no wrapping: for a terminal that
somebody else wrote to."""


class Painter:
    """One terminal, and what it shows."""

    def __init__(self, terminal: Terminal) -> None:
        self.looks = Looks(terminal)
        self._terminal = terminal
        self._shown: list[Row] | None = None
        self._ink = Ink(terminal, self.looks, 0)
        self._cursor_shown: bool | None = None
        self._restore = ""

    def forget(self, *, restore: bool = False) -> None:
        """Take it that nothing is known of what the terminal shows; ``restore`` its modes too."""
        self._shown = None
        self._cursor_shown = None
        if restore:
            self._restore = RESTORED

    def frame(self, wanted: Grid, cursor: tuple[int, int] | None) -> str:
        """Return what makes the terminal show ``wanted``, with the cursor there or hidden."""
        if not wanted.rows or not wanted.width:
            return ""
        shown = self._shown
        start = ""
        if shown is None or len(shown) != wanted.height or len(shown[0].texts) != wanted.width:
            shown = [Row.blank(wanted.width)] * wanted.height
            self._ink = Ink(self._terminal, self.looks, wanted.width)
            self._ink.x = self._ink.y = 0
            start = self._restore + AFRESH
            self._restore = ""
        ink = self._ink
        rows = wanted.snapshot()
        self._draw(shown, rows)
        self._shown = rows
        return self._with_cursor(start + ink.taken(), cursor)

    def _draw(self, shown: list[Row], wanted: list[Row]) -> None:
        """Write what changes the lines on the terminal, by the shorter of some ways."""
        ink = self._ink
        changed = [y for y, old in enumerate(shown) if not old.is_same(wanted[y])]
        if len(changed) < _MANY or not self._terminal.scrolls:
            self._write(shown, wanted)
            return
        least = sum(_letters(shown[y], wanted[y]) for y in changed)
        if least < _MUCH:
            self._write(shown, wanted)
            return
        begin = ink.mark()
        best: tuple[int, list[str], Mark] | None = None
        for scroll in candidates(shown, wanted):
            self._scroll(scroll, len(wanted))
            self._write(scrolled(shown, scroll), wanted)
            length, end = ink.since(begin), ink.mark()
            written = ink.back_to(begin)
            if best is None or length < best[0]:
                best = length, written, end
        if best is None or best[0] > least:
            self._write(shown, wanted)
            if best is None or ink.since(begin) <= best[0]:
                return
            ink.back_to(begin)
        ink.again(*best[1:])

    def _write(self, shown: list[Row], wanted: list[Row]) -> None:
        ink = self._ink
        for y, (old, new) in enumerate(zip(shown, wanted, strict=True)):
            if not old.is_same(new):
                if self._terminal.linear:
                    write_whole(ink, y, new)
                else:
                    write_changes(ink, y, old, new)

    def _scroll(self, scroll: Scroll, height: int) -> None:
        ink = self._ink
        top, bottom, distance = scroll
        ink.use(PLAIN)  # else some terminals would fill the new lines with the pen's background
        part = top > 0 or bottom < height - 1
        if part:
            first = str(top + 1) if top else ""
            last = f";{bottom + 1}" if bottom < height - 1 else ""
            ink.send(f"\x1b[{first}{last}r")
            ink.x = ink.y = None  # to the first line, in most terminals
        if distance > 0:
            ink.go(0, bottom)
            ink.send("\n" * distance)
        else:
            ink.go(0, top)
            ink.send("\x1bM" * -distance)
        if part:
            ink.send("\x1b[r")
            ink.x = ink.y = None

    def _with_cursor(self, data: str, cursor: tuple[int, int] | None) -> str:
        """Return a frame that leaves the cursor where it belongs."""
        hides = self._terminal.hides_cursor
        if cursor is not None:
            self._ink.go(*cursor)
        before = after = ""
        show = cursor is not None
        if hides:
            hidden = self._cursor_shown is not False and (not show or len(data) > _LONG)
            if hidden:
                before = "\x1b[?25l"
            if show and (hidden or self._cursor_shown is not True):
                after = "\x1b[?25h"
            self._cursor_shown = show
        return before + data + self._ink.taken() + after


def _letters(old: Row, new: Row) -> int:
    """Return how many cells have another letter now, which must be written, unless it is blank."""
    return sum(was != now != " " for was, now in zip(old.texts, new.texts, strict=True))
