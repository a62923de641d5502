"""Writing on the terminal with few bytes: where the cursor is and how it writes is kept in mind."""

from __future__ import annotations

from itertools import groupby
from typing import NamedTuple

from aduanas_tui.terminal.capabilities import Terminal
from aduanas_tui.terminal.thin.grid import Row
from aduanas_tui.terminal.thin.look import PLAIN, Look, Looks
from aduanas_tui.terminal.thin.sure import is_sure, is_surely_wide

_MOST_WAYS = 4096
"""Ways from cell to cell that are remembered."""


class Mark(NamedTuple):
    """A state of :class:`Ink` to come back to."""

    written: int
    x: int | None
    y: int | None
    look: Look


class Ink:
    r"""What goes to the terminal. The cursor's place is ``None`` while it is not sure.

    The terminal does not wrap lines (mode 7 is off), and ``\n`` moves straight down (the driver
    switches off what would add ``\r``).
    """

    def __init__(self, terminal: Terminal, looks: Looks, width: int) -> None:
        self._terminal = terminal
        self._change = looks.change
        self._width = width
        self.x: int | None = None
        self.y: int | None = None
        self.look = PLAIN
        self._out: list[str] = []
        self._ways: dict[tuple[int | None, int | None, int, int], str] = {}

    def mark(self) -> Mark:
        """Return the state, to come back to it."""
        return Mark(len(self._out), self.x, self.y, self.look)

    def back_to(self, mark: Mark) -> list[str]:
        """Go back to a state; return what was written since."""
        since = self._out[mark.written :]
        del self._out[mark.written :]
        _, self.x, self.y, self.look = mark
        return since

    def again(self, since: list[str], end: Mark) -> None:
        """Write once more what was taken back, which ended in that state."""
        self._out += since
        _, self.x, self.y, self.look = end

    def since(self, mark: Mark) -> int:
        """Return how much was written since a state."""
        return sum(map(len, self._out[mark.written :]))

    def taken(self) -> str:
        """Return all that was written, and begin anew."""
        out = "".join(self._out)
        self._out.clear()
        return out

    def send(self, code: str) -> None:
        """Write what moves neither cursor nor pen."""
        self._out.append(code)

    def use(self, look: Look) -> None:
        """Write in that look from now on."""
        if look is not self.look:
            self._out.append(self._change(self.look, look))
            self.look = look

    def write(self, row: Row, y: int, start: int, stop: int) -> None:
        """Write the cells of a line from ``start`` to before ``stop``.

        A blank is written with any pen in which it looks the same.
        """
        self.go(start, y)
        looks = row.looks[start:stop]
        if looks.count(looks[0]) == stop - start:
            self._write_alike(row.texts, looks[0], y, start, stop)
            return
        for look, group in groupby(looks):
            end = start + len(list(group))
            self._write_alike(row.texts, look, y, start, end)
            start = end

    def _write_alike(self, texts: list[str], look: Look, y: int, start: int, end: int) -> None:
        """Write cells that have one look, from where the cursor is."""
        text = "".join(texts[start:end])
        if look is not self.look and (look is not PLAIN or text.strip(" ") or not self.is_quiet):
            self.use(look)
        if text.isascii() or all(map(is_sure, text)):
            self._out.append(text)
            # In the last column terminals stand either on it or behind it.
            self.x = end if end < self._width else None
        else:
            self._write_unsure(texts, y, start, end)

    @property
    def is_quiet(self) -> bool:
        """Whether the pen writes blanks that are just blank."""
        return self.look.blank is PLAIN

    def _write_unsure(self, texts: list[str], y: int, start: int, stop: int) -> None:
        for x in range(start, stop):
            if texts[x]:
                self.go(x, y)
                if texts[x + 1 : x + 2] == [""] and not is_surely_wide(texts[x]):
                    self._out.append("  ")  # else a terminal that gives it one cell keeps the other
                    self.x = x + 2 if x + 2 < self._width else None
                    self.go(x, y)
                self._out.append(texts[x])
                self.x = x + 1 if x + 1 < self._width and is_sure(texts[x]) else None

    def way(self, x: int, y: int) -> str:
        """Return the shortest way to a cell."""
        at = (self.x, self.y, x, y)
        way = self._ways.get(at)
        if way is None:
            if len(self._ways) >= _MOST_WAYS:
                self._ways.clear()
            way = self._ways[at] = self._shortest(x, y)
        return way

    def _shortest(self, x: int, y: int) -> str:
        best = _address(x, y)
        if self.y is None:
            return best
        vertical = self._vertical(y - self.y)
        if len(vertical) >= len(best):
            return best
        for horizontal in self._horizontals(x):
            if len(vertical) + len(horizontal) < len(best):
                best = vertical + horizontal
        return best

    def go(self, x: int, y: int) -> None:
        """Move the cursor to a cell."""
        if self.x != x or self.y != y:
            self._out.append(self.way(x, y))
            self.x, self.y = x, y

    def erase_line(self) -> None:
        """Erase from the cursor to the end of the line."""
        self.use(PLAIN)  # else some terminals would fill it with the pen's background
        self._out.append("\x1b[K")

    def _vertical(self, lines: int) -> str:
        if lines >= 0:
            return "\n" * lines if lines < 4 else f"\x1b[{lines}B"
        if lines == -1:
            return "\x1bM" if self._terminal.scrolls else "\x1b[A"
        return f"\x1b[{-lines}A"

    def _horizontals(self, x: int) -> list[str]:
        ways = ["\r" + _right(x)]
        if self._terminal.columns:
            ways.append(f"\x1b[{x + 1}G")
        if self.x is not None:
            cells = x - self.x
            ways.append(_right(cells) if cells >= 0 else _left(-cells))
        return ways


def _address(x: int, y: int) -> str:
    if x:
        return f"\x1b[{y + 1};{x + 1}H"
    return f"\x1b[{y + 1}H" if y else "\x1b[H"


def _right(cells: int) -> str:
    if cells < 2:
        return "\x1b[C" if cells else ""
    return f"\x1b[{cells}C"


def _left(cells: int) -> str:
    return "\b" * cells if cells < 5 else f"\x1b[{cells}D"
