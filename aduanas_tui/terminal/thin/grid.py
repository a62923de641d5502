"""What a screen should show, cell by cell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from rich.cells import split_graphemes
from rich.segment import Segment

from aduanas_tui.terminal.thin.look import PLAIN, Look, Looks
from aduanas_tui.terminal.thin.sure import is_sure

if TYPE_CHECKING:
    from textual.strip import Strip

_EDGE: Final = 3
"""Cells at both ends of a line that may differ in one that only moved: signs of the current row, a
scroll mark."""

_NARROW: Final = frozenset(
    map(
        chr,
        [
            *range(0x20, 0x7F),
            *range(0xA0, 0xAD),
            *range(0xAE, 0x300),
            *range(0x2010, 0x2028),
            *range(0x2030, 0x205F),
            *range(0x2190, 0x2300),
            *range(0x2500, 0x25FD),
        ],
    )
)
"""Letters and signs that surely take one cell each, and join no other."""

_MOST_LINES: Final = 128
"""Lines remembered that were taken apart already: some pages of a list."""


class Row:
    """One line: the text of each cell and its look.

    A wide character has its text in its first cell and ``""`` in the second; marks that take no
    cell stand with the letter before. Blanks whose look is not seen are plain.
    """

    __slots__ = ("_core", "_is_simple", "is_shared", "looks", "texts")

    def __init__(self, texts: list[str], looks: list[Look]) -> None:
        self.texts = texts
        self.looks = looks
        self.is_shared = False
        """Whether it is seen elsewhere too: in a snapshot, or because a list shows it again. It is
        finished then, and copied before it is changed."""
        self._core: str | None = None
        self._is_simple: bool | None = None

    @classmethod
    def blank(cls, width: int) -> Row:
        """Return an empty line."""
        return cls([" "] * width, [PLAIN] * width)

    def copy(self) -> Row:
        """Return a line that can be changed apart from this one."""
        return Row(self.texts[:], self.looks[:])

    def is_same(self, other: Row) -> bool:
        """Tell whether both lines show the same."""
        return self is other or (self.texts == other.texts and self.looks == other.looks)

    @property
    def core(self) -> str:
        """The text without its ends; nothing when that is blank. The line must be finished."""
        if self._core is None:
            self._core = "".join(self.texts[_EDGE:-_EDGE]).strip()
        return self._core

    @property
    def is_simple(self) -> bool:
        """Whether all is plain letters of one sure cell each. The line must be finished."""
        if self._is_simple is None:
            text = "".join(self.texts)
            is_plain = self.looks.count(PLAIN) == len(self.looks)
            self._is_simple = is_plain and (text.isascii() or all(map(is_sure, self.texts)))
        return self._is_simple


class Grid:
    """The lines of a screen."""

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self.rows = [Row.blank(width) for _ in range(height)]
        self._known: dict[int, tuple[Strip, Row]] = {}
        """Lines that were taken apart, by the identity of the strip, which is kept with them."""

    def put(self, x: int, y: int, segments: Iterable[Segment], looks: Looks) -> int:
        """Write segments of a line from a cell on; return the cell after them.

        What does not fit is left out, and of a wide character that is half covered the other half
        becomes blank, as on a terminal.
        """
        row = self._writable(y) if 0 <= y < self.height else Row.blank(self.width)
        for text, style, control in segments:
            if not control:
                x = self._write(row, x, text, *looks.of(style))
        return x

    def put_line(self, y: int, strip: Strip, looks: Looks) -> None:
        """Write a whole line; quick when the same strip was written before, in any line."""
        if strip.cell_length != self.width or not 0 <= y < self.height:
            self.put(0, y, strip, looks)
            return
        known = self._known.get(id(strip))
        if known is None:
            row = Row.blank(self.width)
            x = 0
            for text, style, control in strip:
                if not control:
                    x = self._write(row, x, text, *looks.of(style))
            if len(self._known) >= _MOST_LINES:
                self._known.clear()
            row.is_shared = True
            known = self._known[id(strip)] = (strip, row)
        self.rows[y] = known[1]

    def snapshot(self) -> list[Row]:
        """Return the lines as they are now, and stay."""
        for row in self.rows:
            row.is_shared = True
        return self.rows[:]

    def _writable(self, y: int) -> Row:
        if self.rows[y].is_shared:
            self.rows[y] = self.rows[y].copy()
        return self.rows[y]

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
    texts, looks = row.texts, row.looks
    if texts[start] == "":
        texts[start - 1] = " "
        looks[start - 1] = looks[start - 1].blank
    if end < len(texts) and texts[end] == "":
        texts[end] = " "
        looks[end] = looks[end].blank
