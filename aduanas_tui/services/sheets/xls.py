"""Old Excel workbooks (97–2003): values from calamine, errors from the records. For the child.

Microsoft, *[MS-XLS] Excel Binary File Format*.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

from python_calamine import CalamineWorkbook, PasswordError

from aduanas_tui.services.sheets.calamine import rows_of, worksheets
from aduanas_tui.services.sheets.model import RawRow, ReadError
from aduanas_tui.services.sheets.ole import CompoundFile, OleError

_BOF, _EOF, _BOUND_SHEET, _FILE_PASS, _FORMULA, _BOOL_ERROR = 0x809, 0x0A, 0x85, 0x2F, 0x06, 0x205
_ROW, _ROW_HIDDEN = 0x208, 0x20
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_OTHERS = {
    "WordDocument": "un documento de Word",
    "PowerPoint Document": "una presentación de PowerPoint",
    "__properties_version1.0": "un mensaje de Outlook",
}


def sheet_names(file: BinaryIO) -> list[tuple[str, bool]]:
    """Return the name and the visibility of every sheet that has cells."""
    _workbook_stream(file)
    return worksheets(_open(file))


def sheet_rows(file: BinaryIO, index: int, hidden: list[int]) -> Iterator[RawRow]:
    """Yield the rows of a sheet that are not blank, and add those that are hidden to ``hidden``."""
    stream = _workbook_stream(file)
    book = _open(file)
    name = worksheets(book)[index][0]
    position = book.sheet_names.index(name)
    errors = _errors(stream, position)
    hidden.extend(_hidden(stream, position))
    pending = sorted(errors)
    for row in rows_of(book.get_sheet_by_name(name)):
        while pending and pending[0] < row[0]:
            number = pending.pop(0)
            yield _with_errors((number, "", []), errors[number])
        if pending and pending[0] == row[0]:
            row = _with_errors(row, errors[pending.pop(0)])
        yield row
    for number in pending:
        yield _with_errors((number, "", []), errors[number])


def _open(file: BinaryIO) -> CalamineWorkbook:
    try:
        file.seek(0)
        return CalamineWorkbook.from_filelike(file)
    except PasswordError as error:
        raise ReadError("encrypted") from error


def _workbook_stream(file: BinaryIO) -> bytes:
    """Return the stream of the workbook, and refuse what else a compound file may be."""
    try:
        compound = CompoundFile(file)
        if "EncryptedPackage" in compound.streams:
            raise ReadError("encrypted")
        for name in ("Workbook", "Book"):
            if name in compound.streams:
                stream = compound.read(name)
                break
        else:
            other = next((_OTHERS[name] for name in compound.streams if name in _OTHERS), None)
            raise ReadError("not_a_sheet", other or "un documento antiguo de Office")
    except (OleError, struct.error, MemoryError) as error:
        raise ReadError("truncated") from error
    if any(kind == _FILE_PASS for kind, _ in _records(stream, 0)):
        raise ReadError("encrypted")
    return stream


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records of a substream up to its end."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        if kind == _EOF:
            return
        at += 4 + length


def _errors(stream: bytes, index: int) -> dict[int, dict[int, str]]:
    """Return the errors in the cells of a sheet: row from 1 → column from 0 → name."""
    found: dict[int, dict[int, str]] = {}
    for kind, data in _records_of_sheet(stream, index):
        code = -1
        if kind == _BOOL_ERROR and len(data) >= 8 and data[7]:
            code = data[6]
        elif kind == _FORMULA and len(data) >= 14 and data[12:14] == b"\xff\xff" and data[6] == 2:
            code = data[8]
        if code >= 0:
            row, column = struct.unpack_from("<HH", data)
            found.setdefault(row + 1, {})[column] = _ERRORS.get(code, "#N/A")
    return found


def _hidden(stream: bytes, index: int) -> Iterator[int]:
    """Yield the rows of a sheet that are hidden, from 1 ([MS-XLS] 2.4.221, ``fDyZero``)."""
    for kind, data in _records_of_sheet(stream, index):
        if kind == _ROW and len(data) >= 13 and data[12] & _ROW_HIDDEN:
            yield int(struct.unpack_from("<H", data)[0]) + 1


def _records_of_sheet(stream: bytes, index: int) -> Iterator[tuple[int, bytes]]:
    starts = [
        struct.unpack_from("<I", data)[0]
        for kind, data in _records(stream, 0)
        if kind == _BOUND_SHEET and len(data) >= 4
    ]
    return _records(stream, starts[index]) if index < len(starts) else iter(())


def _with_errors(row: RawRow, errors: dict[int, str]) -> RawRow:
    """Return a row with errors in their columns, which calamine left blank."""
    number, kinds, texts = row
    rest = iter(texts)
    cells = {at: (letter, next(rest)) for at, letter in enumerate(kinds) if letter != "."}
    cells.update({column: ("e", name) for column, name in errors.items()})
    letters = ["."] * (max(cells) + 1)
    for column, (letter, _) in cells.items():
        letters[column] = letter
    return number, "".join(letters), [cells[column][1] for column in sorted(cells)]
