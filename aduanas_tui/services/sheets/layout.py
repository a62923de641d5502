"""Where the list begins and ends in a sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from aduanas_tui.domain.cells import CellKind
from aduanas_tui.domain.text import words
from aduanas_tui.services.sheets.model import SheetRow

HEADER_ROWS = 50
"""Rows among which the header is looked for."""

_TOTAL_WORDS = frozenset(("total", "totales", "subtotal", "subtotales", "suma", "sumas"))


def find_header(rows: Sequence[SheetRow], known: Callable[[str], bool]) -> int | None:
    """Return the number of the row that holds the headers, or ``None``.

    ``rows`` are the first rows of the sheet, ``known`` tells whether a text is the header of a
    column of the list. The row with most known headers wins, the upper one of equals; with one
    only, the rest of the row has to look like headers too.
    """
    best: tuple[int, int] | None = None
    for row in rows[:HEADER_ROWS]:
        texts = [cell.text for cell in row.cells if cell.kind is not CellKind.BLANK]
        count = sum(map(known, texts))
        if count and (best is None or count > best[0]):
            best = (count, row.number)
    return best[1] if best else None


def is_total_row(row: SheetRow, header: SheetRow) -> bool:
    """Tell whether ``row``, a last one, sums up the list instead of being part of it.

    It says *total* in one of its cells, and fills less than half of the columns.
    """
    filled = [cell for cell in row.cells if cell.kind is not CellKind.BLANK]
    width = sum(cell.kind is not CellKind.BLANK for cell in header.cells)
    says = any(
        cell.kind is CellKind.TEXT and (said := words(cell.text)) and said[0] in _TOTAL_WORDS
        for cell in filled
    )
    return says and len(filled) * 2 <= max(width, 4)
