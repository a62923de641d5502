"""Where the list begins and ends in a sheet."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from aduanas_tui.domain.cells import CellKind
from aduanas_tui.domain.text import split_words
from aduanas_tui.services.sheets.model import SheetRow

HEADER_ROWS = 50
"""Rows among which the header is looked for."""

_TOTAL_CHARS = 80

_TOTAL = re.compile(
    r"(?:sub ?)?total(?:es)?(?: general(?:es)?)?(?: (?:de )?(?:los )?@)?(?: \d+)*"
    r"|(?:suma|sumas)(?: total(?:es)?)?(?: \d+)*"
    r"|(?:cantidad|numero|n)(?: total)? de @(?: \d+)*"
    r"|\d+(?: \d+)* @(?: en total)?".replace("@", "(?:clientes|registros|filas)")
)
"""What a row of totals says in its first text, as words without accents and punctuation."""


def find_header(rows: Sequence[SheetRow], known: Callable[[str], bool]) -> int | None:
    """Return the number of the row that holds the headers, or ``None``.

    ``rows`` are the first rows of the sheet, ``known`` tells whether a text is the header of a
    column of the list. The row with most known headers wins, the upper one of equals: a title
    may say *Clientes*, a printed list repeats its headers on every page.
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

    Its first text says so and nothing else (a client may be called *Total Fitness*), and it
    fills at most half of the columns.
    """
    filled = [cell for cell in row.cells if cell.kind is not CellKind.BLANK]
    width = sum(cell.kind is not CellKind.BLANK for cell in header.cells)
    first = next((cell.text for cell in filled if cell.kind is CellKind.TEXT), "")
    says = _TOTAL.fullmatch(" ".join(split_words(first[:_TOTAL_CHARS])))
    return says is not None and len(filled) * 2 <= max(width, 4)
