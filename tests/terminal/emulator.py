"""pyte, where it is unlike the terminals that people have.

A wide character that is half overwritten loses its other half, marks join the character before
them (also a wide one), and new lines are blank, not in the colours of the pen.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyte
from pyte.screens import Char
from wcwidth import wcwidth

_BLANK = Char(" ")


class Terminal(pyte.Screen):
    """A screen of a terminal."""

    def draw(self, data: str) -> None:
        """Draw letter by letter, where it makes a difference."""
        here = self.buffer[self.cursor.y]
        if data.isascii() and all(cell.data for cell in here.values()):
            super().draw(data)
            return
        for letter in data:
            line = self.buffer[self.cursor.y]
            width = wcwidth(letter)
            if width == 0:
                x = self.cursor.x - 1
                x -= line[x].data == ""
                line[x] = line[x]._replace(data=line[x].data + letter)
                continue
            at = min(self.cursor.x, self.columns - 1)
            for x in range(at, min(at + width, self.columns)):
                self._free(x)
            super().draw(letter)

    def erase_in_line(self, how: int = 0, private: bool = False) -> None:
        """Erase, also the half of a wide character that stays."""
        if how == 0 and self.cursor.x < self.columns:
            self._free(self.cursor.x)
        super().erase_in_line(how, private)

    def _free(self, x: int) -> None:
        line = self.buffer[self.cursor.y]
        if line[x].data == "":
            line[x - 1] = line[x - 1]._replace(data=" ")
        elif x + 1 < self.columns and line[x + 1].data == "":
            line[x + 1] = line[x + 1]._replace(data=" ")

    def cells(self) -> Iterator[list[Char]]:
        """Yield the cells of each line."""
        for y in range(self.lines):
            yield [self.buffer[y][x] for x in range(self.columns)]


def seen(cell: Char) -> Char:
    """Return a cell as it is seen: of a blank only what shows without a letter."""
    if cell.data != " ":
        return cell
    if cell.bg == "default" and not (cell.reverse or cell.underscore or cell.strikethrough):
        return _BLANK
    return cell._replace(bold=False, italics=False, fg=cell.fg if cell.reverse else "default")
