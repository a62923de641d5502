"""Excel workbooks: calamine for plain sheets, cell by cell where it matters. For the child."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from aduanas_tui.services.sheets.model import RawRow
from aduanas_tui.services.sheets.xlsx_package import read_package
from aduanas_tui.services.sheets.xlsx_stream import stream_rows
from aduanas_tui.services.sheets.xlsx_survey import Survey, survey

CALAMINE_STRINGS = 200 << 20
"""Largest table of shared texts, in bytes, that calamine may copy into cells.

Measured: 200,000 rows × 40 columns with a table of 180 MB take 870 MB.
"""

_EMPTY_BYTES = 4 << 20

_LARGE = 4 << 20
"""Bytes of XML from which looking along a sheet is worth a process of its own."""


def sheet_names(file: BinaryIO) -> list[tuple[str, bool]]:
    """Return the name and the visibility of every sheet that has cells."""
    with zipfile.ZipFile(file) as opened:
        return [(part.name, part.visible) for part in read_package(opened).parts]


def sheet_rows(file: BinaryIO, index: int, hidden: list[int]) -> Iterator[RawRow]:
    """Yield the rows that are not blank of a sheet, numbered as `sheet_names` lists them.

    The numbers of the rows that are hidden are added to ``hidden``.
    """
    with zipfile.ZipFile(file) as opened:
        package = read_package(opened)
        part = package.parts[index]
        fits = package.strings_size() <= CALAMINE_STRINGS
        seen = Survey(plain=False, end=0, size=0)

        def may_be_read() -> list[int] | None:
            nonlocal seen
            with opened.open(part.path) as sheet:
                seen = survey(sheet)
            # Formatted empty rows after the list are skipped only cell by cell.
            mostly_empty = seen.size - seen.end > max(seen.end, _EMPTY_BYTES)
            return list(seen.hidden) if fits and seen.plain and not mostly_empty else None

        if fits and opened.getinfo(part.path).file_size > _LARGE and os.cpu_count() != 1:
            from aduanas_tui.services.sheets.ahead import rows_ahead

            rows = rows_ahead(file, part.name, may_be_read, hidden)
        elif (found := may_be_read()) is not None:
            from aduanas_tui.services.sheets.calamine import named_rows

            hidden += found
            rows = named_rows(file, part.name)
        else:
            rows = None
        if rows is None:
            hidden.clear()
            rows = stream_rows(package, part, seen.end, hidden)
        yield from rows
