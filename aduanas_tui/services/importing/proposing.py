"""What a file seems to contain, judged by its headers, its sheet and its name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from aduanas_tui.domain.fields import FieldTable
from aduanas_tui.domain.headers import known_header, match_headers
from aduanas_tui.domain.text import words
from aduanas_tui.services.importing.records import CLIENTS, RECORD_KINDS, RecordKind
from aduanas_tui.services.sheets import SheetRow, find_header

_NAMED = 100
"""Worth of a sheet that is called like a kind: no headers outweigh it."""
_IN_FILE_NAME = 1
_LEAST = 2
"""What headers must be worth to be taken for anything but clients."""
_SURE = ("exact", "synonym")


def proposed(first: Sequence[SheetRow], sheet: str, file_name: str) -> RecordKind:
    """Return what a list most probably contains; where nothing tells, clients."""
    best, most = CLIENTS, _worth(CLIENTS, first, sheet, file_name)
    for record in RECORD_KINDS.values():
        worth = _worth(record, first, sheet, file_name)
        if worth > most and worth >= _LEAST:
            best, most = record, worth
    return best


def _worth(record: RecordKind, first: Sequence[SheetRow], sheet: str, file_name: str) -> float:
    worth = _NAMED if words(sheet) == [record.name] else 0
    if record.name in words(Path(file_name).stem.replace("_", " ")):
        worth += _IN_FILE_NAME
    return worth + _fitting(record.fields, first)


def _fitting(fields: FieldTable, first: Sequence[SheetRow]) -> float:
    """Return how many columns the headers bring of a table, less half of what is missing."""
    number = find_header(first, lambda text: known_header(text, fields))
    header = next((row for row in first if row.number == number), None)
    if header is None:
        return -len(fields)
    matches = match_headers([cell.text for cell in header.cells], fields)
    found = {one.target for one in matches if one.target and one.certainty in _SURE}
    required = {item.column for item in fields if item.required}
    return len({*found} & {item.column for item in fields}) - len(required - found) / 2
