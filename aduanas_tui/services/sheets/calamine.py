"""Workbooks through calamine: values at full speed. Only ever imported in the child process.

calamine has decoded Excel's ``_x001B_`` already, and gives errors as blanks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import BinaryIO

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from aduanas_tui.services.sheets import limits
from aduanas_tui.services.sheets.model import RawRow
from aduanas_tui.services.sheets.values import date_text, number_text

_BLANK = ("", None)


def worksheets(book: CalamineWorkbook) -> list[tuple[str, bool]]:
    """Return the name and the visibility of every sheet that has cells."""
    return [
        (sheet.name, sheet.visible == SheetVisibleEnum.Visible)
        for sheet in book.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet
    ]


def named_rows(file: BinaryIO, name: str) -> Iterator[RawRow] | None:
    """Return the rows of a sheet that are not blank, ``None`` if calamine cannot read it."""
    file.seek(0)
    try:
        sheet = CalamineWorkbook.from_filelike(file).get_sheet_by_name(name)
    except CalamineError:
        return None
    return rows_of(sheet)


def rows_of(sheet: CalamineSheet) -> Iterator[RawRow]:
    """Yield the rows of a sheet that are not blank."""
    if sheet.start is None:
        return
    # Rows count from the first of the sheet, values from the first column that is used.
    lead = "." * sheet.start[1]
    width = max(0, limits.COLUMNS - sheet.start[1])
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if len(row) > width:
            row = row[:width]
        if set(map(type, row)) == _ONLY_TEXTS:
            texts = list(filter(None, row))
            if len(texts) == len(row):
                kinds = "t" * len(row)
            else:
                kinds = "".join(["t" if value else "." for value in row]).rstrip(".")
        else:
            kinds = "".join([_LETTERS[type(value)] if value != "" else "." for value in row])
            texts = [value if type(value) is str else _text(value) for value in row if value != ""]
            kinds = kinds.rstrip(".")
        if texts:
            yield number, lead + kinds, texts  # type: ignore[misc]


_ONLY_TEXTS = {str}
_LETTERS: dict[type, str] = {
    str: "t",
    bool: "b",
    int: "n",
    float: "n",
    dt.date: "d",
    dt.datetime: "d",
    dt.time: "d",
    dt.timedelta: "d",
}


def _text(value: object) -> str:
    """Return the text of a value that is not text."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, (int, float)):
        return number_text(value)
    if isinstance(value, (dt.date, dt.time)):
        return date_text(value)
    if isinstance(value, dt.timedelta):
        return elapsed_text(value)
    return str(value)


def elapsed_text(value: dt.timedelta) -> str:
    """Return hours, minutes and seconds, hours beyond a day too."""
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}"
