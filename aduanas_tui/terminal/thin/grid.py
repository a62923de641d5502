"""What a screen should show, cell by cell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from rich.cells import split_graphemes
from rich.segment import Segment

from aduanas_tui.terminal.thin.look import PLAIN, Look, Looks

_NARROW: Final = frozenset(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0xAD), *range(0xAE, 0x300)]))
"""Letters that surely take one cell each."""


class Row(NamedTuple):
    """One line: the text of each cell and its look.

    A wide character has its text in its first cell and ``""`` in the second; marks that take no
    cell stand with the letter before. Blanks whose look is not seen are plain.
    """

    texts: list[str]
    looks: list[Look]

    @classmethod
    def blank(cls, width: int) -> Row:
        """Return an empty line."""
        return cls([" "] * width, [PLAIN] * width)

    def copy(self) -> Row:
        """Return a line that can be changed apart from this one."""
        return Row(self.texts[:], self.looks[:])


class Grid:
    """The lines of a screen."""

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self.rows = [Row.blank(width) for _ in range(height)]

    def put(self, x: int, y: int, segments: Iterable[Segment], looks: Looks) -> int:
        """Write segments of a line from a cell on; return the cell after them.

        What does not fit is left out, and of a wide character that is half covered the other half
        becomes blank, as on a terminal.
        """
        row = self.rows[y] if 0 <= y < self.height else Row.blank(self.width)
        for text, style, control in segments:
            if not control:
                x = self._write(row, x, text, *looks.of(style))
        return x

    def _write(self, row: Row, x: int, text: str, look: Look, blank: Look) -> int:
        cells = list(text) if text.isascii() or _NARROW.issuperset(text) else _cells(text)
        if look is blank:
            styles = [look] * len(cells)
        else:
            styles = [blank if cell == " " else look for cell in cells]
        end = x + len(cells)
        if x < 0 or end > self.width:
            cells, styles = _clipped(cells, styles, x, self.width)
            x, start = end, max(x, 0)
        else:
            start, x = x, end
        if cells:
            _free(row, start, start + len(cells))
            row.texts[start : start + len(cells)] = cells
            row.looks[start : start + len(cells)] = styles
        return x


def _cells(text: str) -> list[str]:
    """Return the text of each cell that ``text`` takes; marks without a letter before are lost."""
    cells: list[str] = []
    for start, end, width in split_graphemes(text)[0]:
        if width:
            cells.append(text[start:end])
            cells.extend([""] * (width - 1))
    return cells


def _clipped(
    cells: list[str], styles: list[Look], x: int, width: int
) -> tuple[list[str], list[Look]]:
    """Return the part of cells that begin at ``x`` which is on a line of that width."""
    visible = slice(max(-x, 0), max(width - x, 0))
    after = cells[visible.stop : visible.stop + 1]
    cells, styles = cells[visible], styles[visible]
    if cells and cells[0] == "":
        cells[0] = " "
    if cells and after == [""]:
        cells[-1] = " "
    return cells, styles


def _free(row: Row, start: int, end: int) -> None:
    """Blank the halves that stay of wide characters which are half covered."""
    texts, looks = row
    if texts[start] == "":
        texts[start - 1] = " "
        looks[start - 1] = looks[start - 1].blank
    if end < len(texts) and texts[end] == "":
        texts[end] = " "
        looks[end] = looks[end].blank
