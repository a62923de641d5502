"""How the columns of a file are written on screen, beside the fields that they bring."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from aduanas_tui.domain.contact_fields import CONTACT_FIELDS
from aduanas_tui.domain.headers import MAX_CONTACTS, contact_target, parse_contact_target
from aduanas_tui.screens.import_texts import separator_words
from aduanas_tui.services.importing.records import RecordKind
from aduanas_tui.services.importing.session import BookFacts
from aduanas_tui.terminal.signs import signs
from aduanas_tui.widgets.cells import fit
from aduanas_tui.widgets.columns import Column

IGNORED = ""


class MappingRow(NamedTuple):
    """One column of the file, or one required field that no column brings."""

    id: int
    """Position of the column; of a missing field, a number after those of all columns."""
    header: str
    target: str
    doubtful: bool
    missing: str = ""
    """Key of the required field that is missing."""
    fill: str = ""
    erases: bool = False


def mapping_rows(
    record: RecordKind,
    headers: Sequence[str],
    targets: Mapping[int, str],
    doubtful: Collection[int],
    fill: Mapping[str, str],
    erase: Collection[str],
) -> list[MappingRow]:
    """Return the rows to show: what is doubtful first, then what is missing, then the rest."""
    rows = [
        MappingRow(
            index,
            headers[index],
            target,
            index in doubtful,
            erases=key_of(record, target) in erase,
        )
        for index, target in targets.items()
    ]
    taken = set(targets.values())
    rows += [
        MappingRow(len(headers) + number, "", IGNORED, False, item.key, fill.get(item.key, ""))
        for number, item in enumerate(record.fields)
        if item.required and item.column not in taken
    ]
    return sorted(rows, key=lambda row: (not row.doubtful, not row.missing))


def key_of(record: RecordKind, target: str) -> str:
    """Return the key of the field that a target is, or nothing."""
    return next((item.key for item in record.fields if item.column == target), "")


def target_words(record: RecordKind, target: str) -> str:
    """Return a target as an operator reads it."""
    if target == IGNORED:
        return "no se importa"
    return record.label(key_of(record, target) or target)


def contact_targets(record: RecordKind, targets: Mapping[int, str]) -> list[str]:
    """Return the targets of the contacts that the columns bring, and of one more."""
    if not record.takes_contacts:
        return []
    found = [parse_contact_target(target) for target in targets.values()]
    most = max((contact[0] for contact in found if contact), default=0)
    return [
        contact_target(number, item.column)
        for number in range(1, min(most + 1, MAX_CONTACTS) + 1)
        for item in CONTACT_FIELDS
    ]


def layout_words(facts: BookFacts) -> str:
    """Return how a file was read, in one line."""
    parts = [f"hoja «{facts.sheet}»"] if facts.sheet else []
    parts.append(f"encabezados en la fila {facts.header_row}")
    if facts.separator is not None:
        separator = separator_words(facts.separator)
        parts.append(f"separador {separator} {signs().dot} {facts.encoding}")
    if facts.already_imported is not None:
        at = f"{facts.already_imported.at.astimezone():%d/%m/%Y %H:%M}"
        parts.append(f"{signs().warning} ya se importó el {at}")
    return f" {signs().dot} ".join(parts)


def mapping_columns(record: RecordKind) -> tuple[Column[MappingRow], ...]:
    """Return the columns of the list of the file's columns."""

    def header(row: MappingRow, cells: int) -> str:
        if not row.missing:
            return row.header
        sign = signs().none if row.fill else signs().error
        return fit(f"{sign} falta {record.label(row.missing)}", cells)

    def what(row: MappingRow, cells: int) -> str:
        if row.missing:
            words = f"todas: {row.fill}" if row.fill else "Intro da un valor a todas"
        else:
            doubt = f"{signs().warning} " if row.doubtful else ""
            words = f"{doubt}{target_words(record, row.target)}"
            if row.erases:
                words += " (vacía borra)"
        return fit(words, cells)

    return (
        Column("header", "Columna del archivo", 0, header),
        Column("target", "Va a", 32, what),
    )
