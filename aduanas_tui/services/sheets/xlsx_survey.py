"""A quick look along the XML of a sheet, to tell whether calamine can read it whole.

calamine is several times faster than reading cell by cell, but lays cells out in a rectangle
(two cells at opposite corners of the sheet end its process), and gives errors and formulas
without a stored value as blanks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import IO

DENSE_CELLS = 12_000_000
"""Largest rectangle, in cells of 24–32 bytes each, that calamine may lay out."""

_CHUNK = 1 << 20
_OVERLAP = 512
_UNUSUAL = (b't="e"', b"='")
_ODD = (
    b":sheetData",
    b"<![CDATA[",
    *(b"<" + tag + blank for tag in (b"v", b"is", b"f") for blank in (b"\t", b"\n", b"\r")),
)
"""Signs of XML in which nothing can be found without parsing it."""

_NO_VALUE = re.compile(rb"(?:</f>|<f(?: [^<>]*)?/>)(?:<v></v>|<v ?/>)?</c>")
_WIDE = re.compile(rb' r="[A-Z]{2}')
_ROW = re.compile(rb'<row r="(\d{1,9})"')
_VALUE = (b"<v>", b"<v ", b"<is>", b"<is ", b"<f>", b"<f ", b"<f/")
_WIDTHS = (
    (re.compile(rb' r="[A-Z]{3,}\d+"[^<>]*[^/<>]>'), 16_384),
    (re.compile(rb' r="[B-Z][A-Z]\d+"[^<>]*[^/<>]>'), 702),
    (re.compile(rb' r="A[A-Z]\d+"[^<>]*[^/<>]>'), 52),
)


@dataclass(frozen=True, slots=True)
class Survey:
    """What a look along a sheet tells."""

    plain: bool
    """Neither errors nor formulas without a value, and a rectangle of bearable size."""
    end: int
    """Where the last value begins, in bytes of XML; formatted empty rows may follow."""
    size: int


def survey(file: IO[bytes]) -> Survey:
    """Look along the XML of a sheet."""
    plain = True
    odd = False
    end = last_row = valued_row = before = 0
    width = 26
    rest = b""
    while chunk := file.read(_CHUNK):
        text = rest + chunk
        valued = max(map(text.rfind, _VALUE))
        if valued >= 0:
            end = before - len(rest) + valued
        if plain:
            for match in _ROW.finditer(text):
                last_row = int(match[1])
                if match.start() < valued:
                    valued_row = last_row
            if valued >= 0:
                valued_row = max(valued_row, _row_before(text, valued) or last_row)
            if _WIDE.search(text):
                width = max(width, *(columns for like, columns in _WIDTHS if like.search(text)), 0)
            plain = not (
                valued_row * width > DENSE_CELLS
                or any(sign in text for sign in _UNUSUAL)
                or _NO_VALUE.search(text)
            )
        odd = odd or any(sign in text for sign in _ODD)
        before += len(chunk)
        rest = text[-_OVERLAP:]
    return Survey(plain and not odd, before if odd else end, before)


def _row_before(text: bytes, at: int) -> int:
    """Return the row that is open at a place of the text, 0 if it began before the text."""
    start = text.rfind(b"<row ", 0, at)
    match = _ROW.match(text, start) if start >= 0 else None
    return int(match[1]) if match else 0
