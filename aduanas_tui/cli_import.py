"""``aduanas importar`` and ``aduanas deshacer``."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from aduanas_tui.cli_json import json_text
from aduanas_tui.cli_progress import clear_progress, leave_in_order, show_progress
from aduanas_tui.domain.contact_fields import CONTACT_FIELDS
from aduanas_tui.domain.problems import Level, Problem
from aduanas_tui.domain.text import clean_line
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.importing.batches import batch, undo_batch
from aduanas_tui.services.importing.judging import Placed
from aduanas_tui.services.importing.records import RecordKind, record_kind
from aduanas_tui.services.importing.session import ImportSession, Result
from aduanas_tui.services.importing.verdict import FROM_RTN
from aduanas_tui.services.importing_files import lists_in
from aduanas_tui.services.roles import Right, require
from aduanas_tui.store.paths import expanded

_CONTACT_COLUMNS = {item.key: item.column for item in CONTACT_FIELDS}
_SAID = 200
"""Rows with errors that are said one by one; the document has all of them."""


def import_file(options: Namespace, operator: str) -> int:
    """Import a file, or only say what that would do, and return the exit status."""
    leave_in_order()
    if not options.simular:
        require(operator, Right.IMPORT)  # before a long file is read in vain
    path = expanded(options.archivo)
    sheet = options.hoja or _only_list(path, options)
    session = ImportSession.begin(
        path,
        operator,
        what=options.de,
        sheet=sheet,
        encoding=options.codificacion,
        separator=options.separador,
        offered=False,
        progress=_progress("Leyendo"),
    )
    try:
        session.set_if_exists(options.si_existe)
        _fill(session, dict(options.llenar))
        session.check(_progress("Revisando"))
        already = session.book_facts.already_imported
        skipped = "" if options.simular else session.protect(show_progress)
        result = None if options.simular else session.confirm(_progress("Guardando"))
        clear_progress()
        if skipped:
            _say(skipped)
        if already is not None:
            at = f"{already.at.astimezone():%d/%m/%Y %H:%M}"
            _say(f"Este archivo ya se importó el {at} (lote {already.id}, {already.operator}).")
        return _report(session, result, as_json=options.json)
    finally:
        clear_progress()
        session.discard()


def undo_import(options: Namespace, operator: str) -> int:
    """Undo a confirmed import and return the exit status."""
    leave_in_order()
    record = record_kind(batch(options.lote).kind)
    done = undo_batch(operator, options.lote)
    for one in done.left:
        _say(f"Quedó como está: {one}.")
    print(
        f"Importación {options.lote} deshecha: {record.counted(done.deleted)} "
        f"eliminad{record.ending(done.deleted)}, {done.restored:,} "
        f"restaurad{record.ending(done.restored)}, "
        f"{_counted(len(done.left), 'quedó como está', 'quedaron como están')}."
    )
    return 1 if done.left else 0


def _only_list(path: Path, options: Namespace) -> str:
    """Return the one sheet that can be meant; refuse to guess among several."""
    lists = lists_in(path, options.de, encoding=options.codificacion, separator=options.separador)
    names = ", ".join(f"«{clean_line(one.name, 60)}»" for one in lists)
    if not lists[0].visible:
        raise ServiceError(f"Solo hay datos en hojas ocultas ({names}): indique una con --hoja.")
    if len(lists) > 1:
        raise ServiceError(f"El archivo tiene varias hojas ({names}): indique una con --hoja.")
    return lists[0].name


def _fill(session: ImportSession, given: dict[str, str]) -> None:
    """Fill required columns that the file lacks: as it was said, and the type from the RTN."""
    required = {item.column: item for item in session.record.fields if item.required}
    for column in given:
        if column not in required:
            listed = ", ".join(required)
            raise ServiceError(f"«{column}» no se puede llenar: elija entre {listed}.")
    missing = {item.column: item for item in session.missing_required}
    for column in given.keys() - missing.keys():
        _say(f"El archivo ya trae la columna {required[column].label}: no se llena.")
    fill = {missing[column].key: given[column] for column in given if column in missing}
    if "tipo" in missing and "rtn" not in missing and "kind" not in fill:
        fill["kind"] = FROM_RTN
        _say("El archivo no trae la columna Tipo: se toma de cada RTN, por su quinto dígito.")
    if fill:
        session.fill_missing(fill)


def _report(session: ImportSession, result: Result | None, *, as_json: bool) -> int:
    """Say what was, or would be, done."""
    _say_doubts(session)
    _say_errors(session)
    if as_json:
        _print_json(session, result)
    else:
        print(_in_words(session, result))
    return 1 if session.summary().error else 0


def _say_doubts(session: ImportSession) -> None:
    for match in session.doubtful:
        label = session.record.label(_key_of(session.record, match.target))
        _say(
            f"La columna «{clean_line(match.header, 60)}» no se importa: parece {label}, "
            "pero no es seguro."
        )
    if session.missing_required and session.proposed is not session.record:
        name = session.proposed.name
        _say(f"Parece una lista de {name}: para importarla así use --de {name}.")
    if not session.targets:
        _say(
            f"La fila {session.book_facts.header_row:,} no tiene ningún encabezado conocido: "
            "ponga los de la plantilla (aduanas plantilla)."
        )
    elif session.missing_required:
        labels = [item.label for item in session.missing_required]
        one = f"la columna {labels[0]}, que es obligatoria: agréguela, o llénela"
        more = f"las columnas {', '.join(labels)}, que son obligatorias: agréguelas, o llénelas"
        _say(
            f"El archivo no trae {one if len(labels) == 1 else more} "
            f"con --llenar {session.missing_required[0].column}=VALOR."
        )
    if not session.summary().filas:
        _say("El archivo solo tiene encabezados: no hay filas que importar.")
    orphans = session.orphan_contacts()
    if orphans:
        one = "fila de la hoja de contactos no es"
        more = "filas de la hoja de contactos no son"
        _say(f"{orphans:,} {one if orphans == 1 else more} de ningún cliente del archivo.")


def _say_errors(session: ImportSession) -> None:
    """Say the errors row by row; what all rows lack was said once."""
    missing = {item.key for item in session.missing_required}
    said = unsaid = lacking = 0
    for row in session.placed():
        if row.action != "error":
            continue
        errors = [
            one
            for one in row.problems
            if one.level is Level.ERROR and not (one.code == "required" and one.field in missing)
        ]
        if not errors:
            lacking += 1
        elif said < _SAID:
            said += 1
            _say(f"Fila {row.number}: {'; '.join(_told(session.record, one) for one in errors)}")
        else:
            unsaid += 1
    if unsaid:
        _say(f"Y {_counted(unsaid, 'fila', 'filas')} más con error.")
    if lacking:
        _say(f"Por lo que falta {_counted(lacking, 'fila queda', 'filas quedan')} fuera.")


def _counted(number: int, one: str, more: str) -> str:
    return f"{number:,} {one if number == 1 else more}"


def _told(record: RecordKind, problem: Problem) -> str:
    return f"{record.label(problem.field)}: {problem.message}"


def _in_words(session: ImportSession, result: Result | None) -> str:
    one = session.summary()
    counts = (
        f"{_counted(one.filas, 'fila', 'filas')}: {_counted(one.crear, 'nueva', 'nuevas')}, "
        f"{_counted(one.actualizar, 'actualiza', 'actualizan')}, "
        f"{_counted(one.sin_cambios, 'igual', 'iguales')}, "
        f"{_counted(one.omitir, 'omitida', 'omitidas')}, {one.error:,} con error."
    )
    if result is None:
        return f"{counts} No se guardó nada (--simular)."
    if result.batch_id is None:
        return f"{counts} No había nada que guardar."
    return f"{counts} Lote {result.batch_id}: aduanas deshacer {result.batch_id}"


def _print_json(session: ImportSession, result: Result | None) -> None:
    """Print the document row by row, so that it may be longer than memory."""
    facts, summary = session.book_facts, session.summary()
    targets, headers = session.targets, session.headers
    head: dict[str, Any] = {
        "archivo": facts.path,
        "hoja": facts.sheet or None,
        "fila_encabezados": facts.header_row,
        "codificacion": facts.encoding,
        "separador": facts.separator,
        "columnas": _columns(headers, targets),
        "columnas_ignoradas": [
            header
            for index, header in enumerate(headers)
            if header.strip() and index not in targets
        ],
        "resumen": {
            "filas": summary.filas,
            "crear": summary.crear,
            "actualizar": summary.actualizar,
            "sin_cambios": summary.sin_cambios,
            "omitir": summary.omitir,
            "error": summary.error,
        },
    }
    if result is not None:
        head["lote"] = result.batch_id
    print(f'{json_text(head)[:-1]}, "filas": [', end="")
    columns = {item.key: item.column for item in session.record.fields}
    for position, row in enumerate(session.placed()):
        print(f"{',' if position else ''}\n{json_text(_as_json(columns, row))}", end="")
    print("\n]}")


def _columns(headers: Sequence[str], targets: Mapping[int, str]) -> dict[str, str]:
    """Return the target of each header; of equal ones the second is called ``Teléfono (2)``."""
    found: dict[str, str] = {}
    for index in sorted(targets):
        header, number = headers[index], 1
        while header in found:
            number += 1
            header = f"{headers[index]} ({number})"
        found[header] = targets[index]
    return found


def _as_json(columns: Mapping[str, str], row: Placed) -> dict[str, Any]:
    values: dict[str, Any] = {columns[key]: value for key, value in row.values.items()}
    if row.contacts:
        values["contactos"] = [
            {_CONTACT_COLUMNS[key]: new for key, (_, new) in one.changes.items()}
            for one in row.contacts
        ]
    return {
        "fila": row.number,
        "accion": row.action,
        "valores": values,
        "problemas": [
            {
                "campo": columns.get(one.field, one.field),
                "nivel": one.level.value,
                "codigo": one.code,
                "mensaje": one.message,
            }
            for one in row.problems
        ],
    }


def _key_of(record: RecordKind, target: str) -> str:
    return next((item.key for item in record.fields if item.column == target), target)


def _say(sentence: str) -> None:
    if sys.stderr is not None:
        print(clean_line(sentence, 2_000), file=sys.stderr)


def _progress(label: str) -> Callable[[int, int | None], None]:
    def show(done: int, total: int | None) -> None:
        show_progress(label, 100 * done // total if total else None)

    return show
