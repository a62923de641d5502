"""The rows that were not imported, as a file to be corrected and imported again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from aduanas_tui.domain.cells import CellKind
from aduanas_tui.domain.headers import CONTACT_SHEET_FIELDS
from aduanas_tui.domain.problems import Level
from aduanas_tui.services.importing.judging import Choice
from aduanas_tui.services.importing.reading import decode
from aduanas_tui.services.importing.records import CLIENTS, record_kind
from aduanas_tui.services.importing.staging import Staging
from aduanas_tui.services.importing.stored_rows import COLUMNS, decoded
from aduanas_tui.services.output_file import output_file

if TYPE_CHECKING:
    from aduanas_tui.services.workbook_writer import SheetColumn

PROBLEM, SUGGESTION = "Problema", "Sugerencia"
_WIDTH, _WIDE = 20, 60
_CHARACTERS_KEPT = 32_000
"""A cell of Excel holds 32,767."""


def write_rejected(staging: Staging, targets: dict[int, str], path: Path) -> int:
    """Write the rows with errors, as they came or were corrected, and return how many.

    What was wrong and what to do stand beside each; our own import does not take those columns.
    """
    width, headers = _headers(staging)
    count = 0

    def rows() -> Iterator[list[str]]:
        nonlocal count
        for row in _rejected(staging, targets, width):
            count += 1
            yield row

    with output_file(path) as file:
        if path.suffix.lower() == ".csv":
            from aduanas_tui.services.delimited_writer import write_delimited

            write_delimited(file, chain([headers], rows()))
        else:
            from aduanas_tui.services.workbook_writer import SheetColumn, WorkbookWriter

            columns = [
                SheetColumn(header, _WIDE if header in (PROBLEM, SUGGESTION) else _WIDTH)
                for header in headers
            ]
            with WorkbookWriter(file) as book:
                book.add_sheet("Rechazadas", columns, rows())
                people = list(_people(staging))
                if people:
                    book.add_sheet("Contactos", *_people_table(staging, people))
    return count


def _headers(staging: Staging) -> tuple[int, list[str]]:
    headers = list(staging.get("headers"))
    own = (PROBLEM.casefold(), SUGGESTION.casefold())
    while headers and headers[-1].strip().casefold() in own:
        headers.pop()
    return len(headers), [*headers, PROBLEM, SUGGESTION]


def _rejected(staging: Staging, targets: dict[int, str], width: int) -> Iterator[list[str]]:
    record = record_kind(staging.get("what", CLIENTS.name))
    columns = ", ".join(f"verdict.{column}" for column in COLUMNS.split(", "))
    found = staging.execute(
        f"SELECT {columns}, kinds, texts, state FROM verdict JOIN cell_row USING (number) "
        "LEFT JOIN choice USING (number) WHERE action = 'error' ORDER BY number"
    )
    for *verdict, kinds, texts, state in found:
        placed = decoded(record, verdict)
        edits = Choice.decoded(state).edits
        cells = decode(kinds, texts)
        row = []
        for index in range(width):
            target = targets.get(index, "")
            cell = cells[index] if index < len(cells) else None
            text = "" if cell is None or cell.kind is CellKind.FORMULA else cell.text
            row.append(edits.get(target, text) if target else text)
        errors = [one for one in placed.problems if one.level is Level.ERROR]
        yield [
            *row,
            _joined([record.label(one.field) for one in errors]),
            _joined([one.message for one in errors]),
        ]


def _people(staging: Staging) -> Iterator[list[str]]:
    """Yield the rows of the sheet of contacts whose client was not taken."""
    for kinds, texts in staging.execute(
        "SELECT kinds, texts FROM contact_row WHERE rtn = '' OR rtn NOT IN "
        "(SELECT rtn FROM verdict WHERE action <> 'error') ORDER BY number"
    ):
        yield [cell.text for cell in decode(kinds, texts)]


def _people_table(
    staging: Staging, people: list[list[str]]
) -> tuple[list[SheetColumn], list[list[str]]]:
    from aduanas_tui.services.workbook_writer import SheetColumn

    labels = {item.column: item.label for item in CONTACT_SHEET_FIELDS}
    columns = ["rtn", *staging.get("contact_columns")]
    return [SheetColumn(labels[column], _WIDTH) for column in columns], people


def _joined(texts: Sequence[str]) -> str:
    return "; ".join(dict.fromkeys(texts))[:_CHARACTERS_KEPT]
