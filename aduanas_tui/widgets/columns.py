"""Columns of a list, fitted to its width."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from rich.cells import cell_len

from aduanas_tui.terminal.signs import signs
from aduanas_tui.widgets.cells import fit

R = TypeVar("R")

NARROWEST = 8
"""Cells that the column which takes the rest keeps at least."""


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column: its heading, its width in cells, and the text of a row in it."""

    key: str
    title: str
    width: int
    """0 takes what the others leave; one column has it."""
    cell: Callable[[R, int], str]
    """Text of a row for a number of cells; fitted to them afterwards."""
    right: bool = False
    from_width: int = 0
    """Width of the list from which the column is shown."""
    wide: tuple[int, int] | None = None
    """Width of the list from which the column has more room, and how much it has then."""

    def cells(self, width: int) -> int:
        """Return its width in a list of ``width`` cells."""
        return self.wide[1] if self.wide is not None and width >= self.wide[0] else self.width


class Columns(Generic[R]):
    """The columns of a list, as it is wide."""

    def __init__(self, columns: Sequence[Column[R]]) -> None:
        self._columns = tuple(columns)
        self._laid_out: tuple[int, list[tuple[Column[R], int]]] = (-1, [])
        """A width, and the columns in it."""

    def heading(self, width: int, sorted_by: str, descending: bool) -> str:
        """Return the headings in ``width`` cells; the sorted column has a sign."""
        parts = []
        for column, cells in self._layout(width):
            title = column.title
            if column.key == sorted_by:
                sign = signs().descending if descending else signs().ascending
                # A letter is told from the word before it by a blank, where there is room for it.
                apart = sign.isalpha() and cell_len(title) + 2 <= cells
                title += f" {sign}" if apart else sign
            parts.append(fit(title, cells, right=column.right))
        return fit(" ".join(parts), width)

    def text(self, row: R, width: int) -> str:
        """Return a row in ``width`` cells."""
        return " ".join(
            fit(column.cell(row, cells), cells, right=column.right)
            for column, cells in self._layout(width)
        )

    def _layout(self, width: int) -> list[tuple[Column[R], int]]:
        """Return the columns that are shown in ``width`` cells, with their own widths."""
        if self._laid_out[0] != width:
            shown = [column for column in self._columns if width + 2 >= column.from_width]
            cells = [column.cells(width + 2) for column in shown]
            rest = max(NARROWEST, width - sum(cells) - len(shown) + 1)
            laid_out = [(column, its or rest) for column, its in zip(shown, cells, strict=True)]
            self._laid_out = (width, laid_out)
        return self._laid_out[1]
