"""Workbooks through calamine: values at full speed. Only ever imported in the child process."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import BinaryIO

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from aduanas_tui.services.sheets import limits


def _worksheets(book: CalamineWorkbook) -> list[tuple[str, bool]]:
    """Return the name and the visibility of every sheet that has cells."""
    return [
        (sheet.name, sheet.visible == SheetVisibleEnum.Visible)
        for sheet in book.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet
    ]


def sheet_names(file: BinaryIO) -> list[tuple[str, bool]]:
    """Return the name and the visibility of every sheet that has cells."""
    return _worksheets(CalamineWorkbook.from_filelike(file))


def sheet_rows(file: BinaryIO, index: int) -> Iterator[tuple[int, str, list[str]]]:
    """Yield the rows of a sheet that are not blank, as the child passes them on."""
    book = CalamineWorkbook.from_filelike(file)
    sheet = book.get_sheet_by_name(_worksheets(book)[index][0])
    if sheet.start is None:
        return
    # Rows count from the first of the sheet, values from the first column that is used.
    lead = "." * sheet.start[1]
    width = max(0, limits.COLUMNS - sheet.start[1])
    for number, row in enumerate(sheet.iter_rows(), start=1):
        values = row[:width]
        kinds: list[str] = []
        texts: list[str] = []
        for value in values:
            if value == "" and isinstance(value, str):
                kinds.append(".")
            elif isinstance(value, str):
                kinds.append("t")
                texts.append(value)
            else:
                kind, text = typed(value)
                kinds.append(kind)
                texts.append(text)
        if texts:
            yield number, lead + "".join(kinds).rstrip("."), texts


def typed(value: object) -> tuple[str, str]:
    """Return the letter of the kind and the text of a value that is not text."""
    if isinstance(value, bool):
        return "b", "1" if value else "0"
    if isinstance(value, float):
        return "n", number_text(value)
    if isinstance(value, dt.datetime):
        return "d", value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    if isinstance(value, (dt.date, dt.time)):
        return "d", value.isoformat()
    return "t", str(value)


def number_text(value: float) -> str:
    """Return a number as a person types it: no exponent, no ``.0``."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    text = repr(value)
    return format(value, "f").rstrip("0").rstrip(".") if "e" in text else text
