"""Reading the rows of strangers' spreadsheets: xlsx, xlsm, xls, ods and delimited text.

`guard` looks at the bytes in this process and inflates while counting; `child` parses in a
process of its own, with little memory and an empty environment, and streams rows back to
`workbook`. Nothing here knows what the columns mean.

What it offers is imported when it is asked for: the child, which starts anew for every file, needs
a small part of it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aduanas_tui.services.sheets.delimited import ENCODINGS, SEPARATORS
    from aduanas_tui.services.sheets.errors import SheetError
    from aduanas_tui.services.sheets.layout import find_header, is_total_row
    from aduanas_tui.services.sheets.model import SheetInfo, SheetRow
    from aduanas_tui.services.sheets.packed import SEPARATOR, PackedRow, decode, encode
    from aduanas_tui.services.sheets.workbook import Book, open_book

__all__ = [
    "ENCODINGS",
    "SEPARATOR",
    "SEPARATORS",
    "Book",
    "PackedRow",
    "SheetError",
    "SheetInfo",
    "SheetRow",
    "decode",
    "encode",
    "find_header",
    "is_total_row",
    "open_book",
]

_PLACES = {
    "Book": "workbook",
    "ENCODINGS": "delimited",
    "PackedRow": "packed",
    "SEPARATOR": "packed",
    "SEPARATORS": "delimited",
    "SheetError": "errors",
    "SheetInfo": "model",
    "SheetRow": "model",
    "decode": "packed",
    "encode": "packed",
    "find_header": "layout",
    "is_total_row": "layout",
    "open_book": "workbook",
}


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
