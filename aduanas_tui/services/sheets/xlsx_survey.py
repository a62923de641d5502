"""A quick look along the XML of a sheet, to tell whether calamine can read it whole.

calamine is several times faster than reading cell by cell, but lays cells out in a rectangle
(two cells at opposite corners of the sheet end its process), and gives errors and formulas
without a stored value as blanks.
"""

from __future__ import annotations

import re
from typing import IO

DENSE_CELLS = 12_000_000
"""Largest rectangle, in cells of 24–32 bytes each, that calamine may lay out."""

_CHUNK = 1 << 20
_OVERLAP = 512
_UNUSUAL = (b't="e"', b"='", b"<![CDATA[", b":sheetData")
_NO_VALUE = re.compile(rb"(?:</f>|<f(?: [^<>]*)?/>)(?:<v></v>|<v ?/>)?</c>")
_WIDE = re.compile(rb' r="[A-Z]{2}')
_ROW = re.compile(rb'<row r="(\d{1,9})"')
_VALUE = (b"<v>", b"<v ", b"<is>", b"<is ")
_WIDTHS = (
    (re.compile(rb' r="[A-Z]{3,}\d+"[^<>]*[^/<>]>'), 16_384),
    (re.compile(rb' r="[B-Z][A-Z]\d+"[^<>]*[^/<>]>'), 702),
    (re.compile(rb' r="A[A-Z]\d+"[^<>]*[^/<>]>'), 52),
)


def is_plain(file: IO[bytes]) -> bool:
    """Tell whether a sheet has neither errors nor formulas, and a rectangle of bearable size."""
    last_row = 0
    valued_row = 0
    width = 26
    rest = b""
    while chunk := file.read(_CHUNK):
        text = rest + chunk
        if any(sign in text for sign in _UNUSUAL) or _NO_VALUE.search(text):
            return False
        valued = max(map(text.rfind, _VALUE))
        for match in _ROW.finditer(text):
            last_row = int(match[1])
            if match.start() < valued:
                valued_row = last_row
        if valued >= 0:
            valued_row = max(valued_row, _row_before(text, valued) or last_row)
        if _WIDE.search(text):
            width = max(width, *(columns for like, columns in _WIDTHS if like.search(text)), 0)
        if valued_row * width > DENSE_CELLS:
            return False
        rest = text[-_OVERLAP:]
    return True


def _row_before(text: bytes, at: int) -> int:
    """Return the row that is open at a place of the text, 0 if it began before the text."""
    start = text.rfind(b"<row ", 0, at)
    match = _ROW.match(text, start) if start >= 0 else None
    return int(match[1]) if match else 0
