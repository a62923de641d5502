"""What a terminal shows of what was written to it, kept by pyte."""

from __future__ import annotations

import codecs
import re
import unicodedata
from typing import Any, Final

import pyte
from pyte.screens import Char
from wcwidth import wcwidth

_NOT_FOR_PYTE: Final = re.compile(
    r"\x1b\[[<=>][0-9;:]*[@-~]|\x1b\[\??[0-9;]*\$[@-~]"
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[P_^X].*?\x1b\\",
    re.DOTALL,
)
"""Private sequences that pyte would print: kitty keyboard, mode reports, OSC, DCS."""

_UNFINISHED: Final = re.compile(
    r"\x1b(?:\[[0-9;:<=>?$ ]*|\][^\x07\x1b]*\x1b?|[P_^X](?:(?!\x1b\\).)*)?\Z", re.DOTALL
)
"""A sequence that a read has cut; the rest comes with the next one."""


def _is_narrow(letter: str) -> bool:
    return wcwidth(letter) == 1


class _Screen(pyte.Screen):
    """A screen that is more like the terminals that people have than pyte's.

    It knows dim, kept where blinking would be; the end of a scrolling region brings the cursor
    home, as since the VT100; and a wide character that is half overwritten is gone.
    """

    def set_margins(self, top: int | None = None, bottom: int | None = None) -> None:
        """Set or end a scrolling region."""
        super().set_margins(top, bottom)
        self.cursor_position()

    def draw(self, data: str) -> None:
        """Draw; a wide character that is half covered loses its other half."""
        if not self._has_wide and (data.isascii() or all(map(_is_narrow, data))):
            super().draw(data)
            return
        for letter in data:
            width = wcwidth(letter)
            line, at = self.buffer[self.cursor.y], min(self.cursor.x, self.columns - 1)
            self._has_wide = self._has_wide or width > 1
            if width == 0 and self.cursor.x > 1 and line[self.cursor.x - 1].data == "":
                before = line[self.cursor.x - 2]
                line[self.cursor.x - 2] = before._replace(data=before.data + letter)
                continue
            for x in range(at, min(at + width, self.columns)):
                self._free(x)
            super().draw(letter)

    def erase_in_line(self, how: int = 0, private: bool = False) -> None:
        """Erase, also the half of a wide character that stays."""
        if how == 0 and self._has_wide and self.cursor.x < self.columns:
            self._free(self.cursor.x)
        super().erase_in_line(how, private)

    _has_wide = False

    def _free(self, x: int) -> None:
        line = self.buffer[self.cursor.y]
        if line[x].data == "":
            line[x - 1] = line[x - 1]._replace(data=" ")
        elif x + 1 < self.columns and line[x + 1].data == "":
            line[x + 1] = line[x + 1]._replace(data=" ")

    def select_graphic_rendition(self, *attributes: int, **options: Any) -> None:
        """Take 2 for 5, and 22 for its end too."""
        known: list[int] = []
        for one in attributes:
            known += {2: [5], 22: [22, 25]}.get(one, [one])
        super().select_graphic_rendition(*known, **options)


class Display:
    """A terminal of ``size`` (columns, lines) that speaks ``encoding``."""

    def __init__(self, size: tuple[int, int], encoding: str = "utf-8") -> None:
        self._screen = _Screen(*size)
        self._stream = pyte.Stream(self._screen)
        self._decode = codecs.getincrementaldecoder(encoding)("replace").decode
        self._tail = ""
        self._touched: set[int] = set()
        self._stale: set[int] = set(range(size[1]))
        self._lines = [""] * size[1]

    def feed(self, data: bytes) -> None:
        """Take what was written."""
        self.show(self._decode(data))

    def show(self, text: str) -> None:
        """Take what was written, already decoded."""
        text = _NOT_FOR_PYTE.sub("", self._tail + text)
        cut = _UNFINISHED.search(text)
        self._tail = text[cut.start() :] if cut else ""
        self._stream.feed(_drawn(text[: cut.start()] if cut else text))
        self._touched |= self._screen.dirty
        self._stale |= self._screen.dirty
        self._screen.dirty.clear()

    def resize(self, columns: int, lines: int) -> None:
        """Change the size."""
        self._screen.resize(lines, columns)
        self._lines = [""] * lines
        self._touched = set(range(lines))
        self._stale = set(range(lines))

    @property
    def size(self) -> tuple[int, int]:
        """Columns and lines."""
        return self._screen.columns, self._screen.lines

    @property
    def text(self) -> str:
        """What is on the screen now, trailing blanks removed."""
        for number in self._stale:
            if number < self._screen.lines:
                line = self._screen.buffer[number]
                cells = [line[at].data for at in range(max(line, default=-1) + 1)]
                self._lines[number] = "".join(cells[: self._screen.columns]).rstrip()
        self._stale.clear()
        return "\n".join(self._lines)

    @property
    def cells(self) -> list[list[str]]:
        """What each cell of the screen holds; the second cell of a wide character is empty."""
        buffer, columns = self._screen.buffer, range(self._screen.columns)
        return [[buffer[line][at].data for at in columns] for line in range(self._screen.lines)]

    @property
    def cursor(self) -> tuple[int, int] | None:
        """Where the cursor is, column and line from 0; ``None`` while it is hidden."""
        cursor = self._screen.cursor
        if cursor.hidden:
            return None
        return min(cursor.x, self._screen.columns - 1), cursor.y

    def touched(self) -> set[int]:
        """Return the lines that were written since this was asked last."""
        lines = {line for line in self._touched if line < self._screen.lines}
        self._touched.clear()
        return lines

    def line(self, number: int) -> list[Char]:
        """Return a line as it is seen: of a blank only what can be seen of it counts."""
        cells = self._screen.buffer[number]
        return [_seen(cells[at]) for at in range(self._screen.columns)]


_BLANK: Final = Char(" ")


def _seen(cell: Char) -> Char:
    """Return what can be seen of a cell; a mark on a blank was meant for no letter."""
    if cell.data[:1] == " " and not (cell.reverse or cell.underscore or cell.strikethrough):
        return _BLANK if cell.bg == "default" else Char(" ", bg=cell.bg)
    return cell


def _drawn(text: str) -> str:
    """Leave out marks without width that do not combine: pyte would drop what follows them."""
    marks = [one for one in set(text) if one > "\u02ff" and wcwidth(one) == 0]
    return text.translate({ord(one): None for one in marks if not unicodedata.combining(one)})
