"""Columns of a short list that is known whole, as wide as what stands in them."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from aduanas_tui.widgets.columns import Column, Columns, R

_LONGEST = 500
"""Cells into which any text of a column fits."""


class SharedColumns(Columns[R]):
    """Columns that share the room by what they hold.

    Where all of it has no room, the longest ones are cut, each to the same width; a column of
    width 0 has what is left. Other widths say from which width of the list the column is shown.
    """

    def __init__(self, columns: Sequence[Column[R]], rows: Sequence[R]) -> None:
        super().__init__(columns)
        self._natural = {
            column.key: max(
                cell_len(column.title), *(cell_len(column.cell(row, _LONGEST)) for row in rows), 0
            )
            for column in columns
        }

    def _layout(self, width: int) -> list[tuple[Column[R], int]]:
        shown = [column for column in self._columns if width + 2 >= column.from_width]
        room = width - len(shown) + 1
        cells = shares([self._natural[column.key] for column in shown], room)
        rest = max(0, room - sum(cells))
        pairs = zip(shown, cells, strict=True)
        return [(column, its if column.width else its + rest) for column, its in pairs]


def shares(wanted: Sequence[int], room: int) -> list[int]:
    """Return the cells that each gets: what it wants, or the same as the others that want more."""
    given = [0] * len(wanted)
    left = room
    by_size = sorted(range(len(wanted)), key=lambda at: wanted[at])
    for place, at in enumerate(by_size):
        given[at] = min(wanted[at], max(0, left) // (len(wanted) - place))
        left -= given[at]
    return given
