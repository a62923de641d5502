"""OpenDocument spreadsheets cell by cell: repeats cost nothing, errors keep their names.

For the child process. OASIS OpenDocument 1.3 part 3, 9 (tables) and 19 (attributes).
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from aduanas_tui.services.sheets import limits
from aduanas_tui.services.sheets.model import RawRow
from aduanas_tui.services.sheets.values import number_text
from aduanas_tui.services.sheets.xml import feed, local, parser

_CONTENT = "content.xml"
_CELLS = ("table-cell", "covered-table-cell")


def sheet_names(file: BinaryIO) -> list[tuple[str, bool]]:
    """Return the name and the visibility of every sheet."""
    reader = _Reader(None)
    for _ in reader.pieces(file):
        pass
    return reader.sheets


def sheet_rows(file: BinaryIO, index: int, hidden: list[int]) -> Iterator[RawRow]:
    """Yield the rows of a sheet that are not blank, and add those that are hidden to ``hidden``."""
    reader = _Reader(index)
    for _ in reader.pieces(file):
        while reader.repeated:
            row, times, is_hidden = reader.repeated.pop(0)
            if is_hidden:
                hidden.extend(range(row[0], row[0] + times))
            for offset in range(times):
                yield row[0] + offset, row[1], row[2]
        if len(reader.sheets) > index + 1:
            return


class _Reader:
    """Handlers that put the cells of one sheet together (of none: only names are wanted)."""

    def __init__(self, wanted: int | None) -> None:
        self.sheets: list[tuple[str, bool]] = []
        self.repeated: list[tuple[RawRow, int, bool]] = []
        """Rows with how many times each one stands there, and whether they are hidden."""
        self._wanted = wanted
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._depth = 0
        self._number = 1
        self._row_times = 1
        self._row_hidden = False
        self._cells: dict[int, tuple[str, str]] = {}
        self._column = 0
        self._cell: dict[str, str] = {}
        self._paragraphs: list[str] = []
        self._reading = False
        self._notes = 0

    def pieces(self, file: BinaryIO) -> Iterator[None]:
        """Read the content piece by piece."""
        made = parser()
        made.StartElementHandler = self._start
        made.EndElementHandler = self._end
        made.CharacterDataHandler = self._text
        with zipfile.ZipFile(file) as opened, opened.open(_CONTENT) as content:
            yield from feed(content, made)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = local(name)
        if tag == "table":
            self._depth += 1
            if self._depth == 1:
                found = _locals(attributes)
                visible = found.get("style-name", "") not in self._hidden_styles
                self.sheets.append((found.get("name", ""), visible))
                self._number = 1
        elif tag == "style":
            self._style = _locals(attributes).get("name", "")
        elif tag == "table-properties":
            if _locals(attributes).get("display") == "false":
                self._hidden_styles.add(self._style)
        elif self._depth == 1 and len(self.sheets) - 1 == self._wanted:
            self._start_inside(tag, attributes)

    def _start_inside(self, tag: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element inside the wanted sheet."""
        if tag in _CELLS:
            self._cell = _locals(attributes)
            self._paragraphs = []
        elif tag == "annotation":
            self._notes += 1
        elif self._notes:
            return
        elif tag == "p":
            self._paragraphs.append("")
            self._reading = True
        elif not self._reading:
            if tag == "table-row":
                found = _locals(attributes)
                self._row_times = _count(found.get("number-rows-repeated"))
                self._row_hidden = found.get("visibility") in ("collapse", "filter")
                self._column = 0
                self._cells = {}
        elif tag == "s":
            self._text(" " * min(_count(_locals(attributes).get("c")), limits.CELL_CHARS))
        elif tag in ("tab", "line-break"):
            self._text("\t" if tag == "tab" else "\n")

    def _text(self, data: str) -> None:
        if self._reading and not self._notes and len(self._paragraphs[-1]) < limits.CELL_CHARS:
            self._paragraphs[-1] += data

    def _end(self, name: str) -> None:
        tag = local(name)
        if tag == "table":
            self._depth -= 1
        elif self._depth != 1 or len(self.sheets) - 1 != self._wanted:
            return
        elif tag == "annotation":
            self._notes -= 1
        elif self._notes:
            return
        elif tag == "p":
            self._reading = False
        elif tag in _CELLS:
            self._end_cell()
        elif tag == "table-row":
            if self._cells and self._number <= limits.ROWS:
                times = min(self._row_times, limits.ROWS - self._number + 1)
                self.repeated.append((self._row(), times, self._row_hidden))
            self._number += self._row_times

    def _end_cell(self) -> None:
        times = _count(self._cell.get("number-columns-repeated"))
        found = _value(self._cell, "\n".join(self._paragraphs)[: limits.CELL_CHARS])
        if found:
            for column in range(self._column, min(self._column + times, limits.COLUMNS)):
                self._cells[column] = found
        self._column += times

    def _row(self) -> RawRow:
        kinds = ["."] * (max(self._cells) + 1)
        texts = []
        for column in sorted(self._cells):
            kinds[column], text = self._cells[column]
            texts.append(text)
        return self._number, "".join(kinds), texts


def _locals(attributes: dict[str, str]) -> dict[str, str]:
    """Return the attributes without namespaces; what LibreOffice adds to the standard wins."""
    return {local(name): value for name, value in attributes.items()}


def _count(text: str | None) -> int:
    return max(1, int(text)) if text and text.isdecimal() and len(text) < 9 else 1


def _value(cell: dict[str, str], shown: str) -> tuple[str, str] | None:
    """Return the kind's letter and the text of a cell, ``None`` if it is blank."""
    kind = cell.get("value-type", "")
    if kind in ("float", "percentage", "currency"):
        try:
            return "n", number_text(float(cell.get("value", "")))
        except ValueError:
            return ("t", shown) if shown else None
    if kind == "date":
        date = cell.get("date-value", "").replace("T", " ").removesuffix(" 00:00:00")
        return ("d", date) if date else None
    if kind == "time":
        return ("d", shown) if shown else None
    if kind == "boolean":
        return "b", "1" if cell.get("boolean-value") == "true" else "0"
    if "formula" in cell:
        if kind == "error" or shown.startswith(("#", "Err:")):
            return "e", shown or "#N/A"
        if not kind and not shown:
            return "f", cell["formula"].removeprefix("of:")[: limits.CELL_CHARS]
    text = shown or cell.get("string-value", "")
    return ("t", text) if text else None
