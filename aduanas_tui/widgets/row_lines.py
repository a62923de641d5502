"""The lines of a list as they are drawn, each once, wherever it moves to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Generic

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from aduanas_tui.terminal.signs import signs
from aduanas_tui.widgets.cells import fit
from aduanas_tui.widgets.columns import Column, Columns, R

_MOST: Final = 200
"""Rows that are remembered as drawn: some pages."""


class RowLines(Generic[R]):
    """Draws rows in columns; a row must not change while it is shown."""

    def __init__(self, columns: Sequence[Column[R]]) -> None:
        self._columns = Columns(columns)
        self._sorted_by = ""
        self._descending = False
        self._width = 0
        self._drawn: dict[int, tuple[R, Segment, dict[bool, Strip]]] = {}
        """Row, text, and line as current or not, by the row's identity; the row so that it lives"""

    def set_order(self, key: str, descending: bool) -> bool:
        """Set which column the rows are ordered by; tell whether it was another."""
        before = self._sorted_by, self._descending
        self._sorted_by, self._descending = key, descending
        return before != (key, descending)

    def use(self, columns: Columns[R]) -> None:
        """Draw in other columns from now on."""
        self._columns = columns
        self.forget()

    def forget(self) -> None:
        """Draw all anew: in another style, for instance."""
        self._drawn.clear()

    def heading(self, width: int, style: Style) -> Strip:
        """Draw the titles of the columns."""
        text = self._columns.heading(width - 2, self._sorted_by, self._descending)
        return Strip([Segment(f"  {text}", style)], width)

    def line(self, row: R, is_current: bool, width: int, style: Style) -> Strip:
        """Draw a row; with the mark in that style if it is the current one."""
        if width != self._width or len(self._drawn) > _MOST:
            self._drawn.clear()
            self._width = width
        drawn = self._drawn.get(id(row))
        if drawn is None:
            text = fit(f" {self._columns.text(row, width - 2)}", width - 1)
            drawn = self._drawn[id(row)] = (row, Segment(text), {})
        _row, text_segment, lines = drawn
        line = lines.get(is_current)
        if line is None:
            mark = Segment(signs().cursor if is_current else " ", style)
            line = lines[is_current] = Strip([mark, text_segment], width)
        return line
