"""What a file of rows looks like to the rest of the program."""

from __future__ import annotations

from dataclasses import dataclass

from aduanas_tui.domain.cells import BLANK, Cell

RawRow = tuple[int, str, list[str]]
"""A row between the processes: its number, a letter for the kind of each cell (``.`` is blank),
and the texts of the cells that are not blank."""


class ReadError(Exception):
    """What the child found wrong with a file: a code of `SheetError` and its detail."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class SheetInfo:
    """One sheet of a workbook that has cells (chart and macro sheets are left out)."""

    name: str
    visible: bool


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row that is not blank."""

    number: int
    """The row number that Excel shows, from 1."""
    cells: tuple[Cell, ...]
    """From column A on; blank cells at the end are left out, so rows differ in length."""

    def __getitem__(self, column: int) -> Cell:
        """Return the cell of a column (from 0), blank beyond the end."""
        return self.cells[column] if column < len(self.cells) else BLANK
