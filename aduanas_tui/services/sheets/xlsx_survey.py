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
_ODD = (b":sheetData", b"<![CDATA[")
_BROKEN_TAG = re.compile(rb"<(?:v|is|f)[\t\r\n]")
"""Signs of XML in which nothing can be found without parsing it."""

_NO_VALUE = re.compile(rb"(?:</f>|<f(?: [^<>]*)?/>)(?:<v></v>|<v ?/>)?</c>")
_WIDE = re.compile(rb' r="[A-Z]{2}')
_HIDDEN = (b'hidden="1"', b'hidden="true"')
_HIDDEN_ROW = re.compile(rb'<row (?=[^<>]*\bhidden="(?:1|true)")[^<>]*?\br="(\d{1,7})"')
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
    hidden: tuple[int, ...] = ()
    """The rows that are hidden, if it is plain."""


def survey(file: IO[bytes]) -> Survey:
    """Look along the XML of a sheet."""
    plain = True
    odd = False
    end = last_row = valued_row = before = 0
    width = 26
    hidden: dict[int, None] = {}
    rest = b""
    while chunk := file.read(_CHUNK):
        text = rest + chunk
        valued = -1
        for sign in _VALUE:
            valued = max(valued, text.rfind(sign, max(valued, 0)))
        if valued >= 0:
            end = before - len(rest) + valued
        if plain:
            if valued >= 0:
                valued_row = max(valued_row, _row_before(text, valued) or last_row)
            last_row = _row_before(text, len(text)) or last_row
            if _WIDE.search(text):
                width = max(width, *(columns for like, columns in _WIDTHS if like.search(text)), 0)
            plain = not (
                valued_row * width > DENSE_CELLS
                or any(sign in text for sign in _UNUSUAL)
                or (b"<f" in text and _NO_VALUE.search(text))
            )
        if any(sign in text for sign in _HIDDEN):
            hidden.update(dict.fromkeys(map(int, _HIDDEN_ROW.findall(text))))
        odd = odd or any(sign in text for sign in _ODD) or _has_broken_tag(text)
        before += len(chunk)
        rest = text[-_OVERLAP:]
    return Survey(plain and not odd, before if odd else end, before, tuple(hidden))


def _has_broken_tag(text: bytes) -> bool:
    """Tell whether there is a line break or a tab inside of a tag; most sheets have one line."""
    return any(blank in text for blank in (b"\n", b"\t", b"\r")) and bool(_BROKEN_TAG.search(text))


def _row_before(text: bytes, at: int) -> int:
    """Return the row that is open at a place of the text, 0 if it began before the text."""
    start = text.rfind(b"<row ", 0, at)
    match = _ROW.match(text, start) if start >= 0 else None
    return int(match[1]) if match else 0
