"""Reading the rows of strangers' spreadsheets: xlsx, xlsm, xls, ods and delimited text.

`guard` looks at the bytes in this process and inflates while counting; `child` parses in a
process of its own, with little memory and an empty environment, and streams rows back to
`workbook`. Nothing here knows what the columns mean.
"""

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
