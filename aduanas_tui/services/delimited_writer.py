"""Writing rows as CSV for Excel in Spanish.

Semicolons, UTF-8 with its mark, lines that end in CR LF, ISO dates, a point for decimals; texts
that a spreadsheet would take for a formula get an apostrophe.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import IO

from aduanas_tui.domain.cells import neutralise
from aduanas_tui.services.workbook_writer import FORBIDDEN, CellValue

SEPARATOR = ";"


def write_delimited(file: IO[bytes], lines: Iterable[Sequence[CellValue]]) -> None:
    """Write lines, the headers first, to a binary file that stays open."""
    text = io.TextIOWrapper(file, "utf-8-sig", "replace", newline="")
    try:
        writer = csv.writer(text, delimiter=SEPARATOR, lineterminator="\r\n")
        writer.writerows(map(_written, line) for line in lines)
        text.flush()
    finally:
        text.detach()


def _written(value: CellValue) -> CellValue:
    if not isinstance(value, str):
        return value
    return neutralise(value if value.isprintable() else FORBIDDEN.sub("", value))
