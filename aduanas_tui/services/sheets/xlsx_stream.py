"""A sheet cell by cell, in bounded memory: for what calamine cannot read, or blurs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, product
from typing import IO

from aduanas_tui.services.sheets import limits
from aduanas_tui.services.sheets.model import RawRow
from aduanas_tui.services.sheets.values import decode_escapes, number_text, serial_text
from aduanas_tui.services.sheets.xlsx_package import Package, Part
from aduanas_tui.services.sheets.xml import feed, feed_all, local, parser

_EMPTY_CELL = re.compile(rb"<c(?: [^<>]*)?/>")
_TAGS = {name: name for name in ("c", "v", "f", "t", "is", "row")}
_ROW_END = 2 << 20
"""A row ends within so many bytes after its last value: it has 16,384 cells at most."""

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_COLUMNS = {
    "".join(letters): column
    for column, letters in enumerate(
        chain(product(_LETTERS), product(_LETTERS, repeat=2), product(_LETTERS, repeat=3))
    )
}
"""Letters of a column → its number from 0."""


def stream_rows(package: Package, part: Part, end: int, hidden: list[int]) -> Iterator[RawRow]:
    """Yield the rows of a sheet that are not blank; its last value begins at byte ``end``.

    The numbers of those that are hidden are added to ``hidden``.
    """
    strings = _shared_strings(package)
    sheet = _Sheet(strings, package.date_styles(), hidden, epoch_1904=package.epoch_1904)
    with package.zip.open(part.path) as file:
        for _ in feed(_WithoutEmptyCells(file), sheet.parser):
            yield from sheet.take()
            if file.tell() > end + _ROW_END:
                return


def _shared_strings(package: Package) -> list[str]:
    """Return the table of shared texts; readings for Japanese (``rPh``) are left out."""
    strings: list[str] = []
    if package.strings is None:
        return strings
    pieces: list[str] = []
    skipping = 0
    reading = False

    def start(name: str, _: dict[str, str]) -> None:
        nonlocal skipping, reading
        tag = local(name)
        if tag == "rPh":
            skipping += 1
        reading = tag == "t" and not skipping

    def end(name: str) -> None:
        nonlocal skipping, reading
        tag = local(name)
        reading = False
        if tag == "si":
            strings.append(decode_escapes("".join(pieces))[: limits.CELL_CHARS])
            pieces.clear()
        elif tag == "rPh":
            skipping -= 1

    def text(data: str) -> None:
        if reading:
            pieces.append(data)

    made = parser()
    made.StartElementHandler = start
    made.EndElementHandler = end
    made.CharacterDataHandler = text
    with package.zip.open(package.strings) as file:
        feed_all(file, made)
    return strings


class _WithoutEmptyCells:
    """The XML of a sheet without its formatted empty cells, of which there may be millions."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._rest = b""

    def read(self, size: int) -> bytes:
        """Return the next piece; empty only at the end."""
        while True:
            chunk = self._file.read(size)
            if not chunk:
                last, self._rest = self._rest, b""
                return last
            text = self._rest + chunk
            cut = text.rfind(b"<")
            self._rest = text[cut:] if cut >= 0 else b""
            whole = _EMPTY_CELL.sub(b"", text[:cut] if cut >= 0 else text)
            if whole:
                return whole


class _Sheet:
    """Handlers that put cells together; `take` hands over the rows that are complete."""

    def __init__(
        self, strings: list[str], dates: frozenset[int], hidden: list[int], *, epoch_1904: bool
    ) -> None:
        self._hidden = hidden
        self._strings = strings
        self._dates = dates
        self._epoch_1904 = epoch_1904
        self._rows: list[RawRow] = []
        self._number = 0
        self._column = -1
        self._cells: dict[int, tuple[str, str]] = {}
        self._type = "n"
        self._style = 0
        self._formula: list[str] | None = None
        self._value: list[str] = []
        self._reading: list[str] | None = None
        self._skipping = 0
        self.parser = parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def take(self) -> list[RawRow]:
        """Return the rows that were completed since the last time."""
        rows, self._rows = self._rows, []
        return rows

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = _TAGS.get(name) or local(name)
        if tag == "c":
            letters = attributes.get("r", "").rstrip("0123456789")
            column = _COLUMNS.get(letters)
            self._column = self._column + 1 if column is None else column
            self._type = attributes.get("t", "n")
            style = attributes.get("s", "0")
            self._style = int(style) if style.isdecimal() else 0
            self._formula = None
            self._value.clear()
        elif tag == "v" or (tag == "t" and not self._skipping):
            self._reading = self._value
        elif tag == "f":
            self._formula = []
            self._reading = self._formula
        elif tag == "row":
            number = attributes.get("r", "")
            # Whatever a file says, row numbers never go back: others count on it.
            self._number = max(int(number) if number.isdecimal() else 0, self._number + 1)
            self._column = -1
            if attributes.get("hidden") in ("1", "true"):
                self._hidden.append(self._number)
        elif tag == "rPh":
            self._skipping += 1

    def _text(self, data: str) -> None:
        if self._reading is not None:
            self._reading.append(data)

    def _end(self, name: str) -> None:
        tag = _TAGS.get(name) or local(name)
        if tag in ("v", "t", "f"):
            self._reading = None
        elif tag == "c":
            found = self._cell("".join(self._value))
            if found and self._column < limits.COLUMNS:
                self._cells[self._column] = found
        elif tag == "row":
            if self._cells and self._number <= limits.ROWS:
                self._rows.append(_raw_row(self._number, self._cells))
            self._cells = {}
        elif tag == "rPh":
            self._skipping -= 1

    def _cell(self, value: str) -> tuple[str, str] | None:
        """Return the kind's letter and the text of the cell that ends, ``None`` if blank."""
        if self._type == "s":
            place = value.strip()
            text = self._strings[int(place)] if place else ""
            return ("t", text) if text else None
        if self._type in ("str", "inlineStr"):
            text = decode_escapes(value)[: limits.CELL_CHARS]
            return ("t", text) if text else None
        value = value.strip()
        if not value:
            formula = None if self._formula is None else "".join(self._formula)
            return None if formula is None else ("f", f"={formula}"[: limits.CELL_CHARS])
        if self._type == "e":
            return "e", value
        if self._type == "b":
            return "b", "1" if value in ("1", "true") else "0"
        if self._type == "d":
            return "d", value.replace("T", " ").removesuffix(" 00:00:00")
        return self._number_cell(value)

    def _number_cell(self, value: str) -> tuple[str, str]:
        try:
            number = float(value)
        except ValueError:
            return "t", value
        if self._style in self._dates:
            date = serial_text(number, epoch_1904=self._epoch_1904)
            if date is not None:
                return "d", date
        return "n", number_text(number)


def _raw_row(number: int, cells: dict[int, tuple[str, str]]) -> RawRow:
    kinds = ["."] * (max(cells) + 1)
    texts = []
    for column in sorted(cells):
        kinds[column], text = cells[column]
        texts.append(text)
    return number, "".join(kinds), texts
