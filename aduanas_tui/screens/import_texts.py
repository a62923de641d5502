"""How an import is written on screen: columns, counts, problems, what a row will do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from aduanas_tui.domain.contact_fields import CONTACT_FIELDS
from aduanas_tui.domain.fields import Field
from aduanas_tui.domain.headers import parse_contact_target
from aduanas_tui.domain.problems import Level, Problem
from aduanas_tui.domain.rtn import kind_of
from aduanas_tui.domain.states import PersonKind
from aduanas_tui.domain.text import clean_line, digits_of
from aduanas_tui.screens.import_words import problem_words
from aduanas_tui.services.importing.records import RecordKind
from aduanas_tui.services.importing.session import (
    BookFacts,
    PreviewRow,
    Summary,
    View,
)
from aduanas_tui.terminal.signs import signs
from aduanas_tui.widgets.cells import fit_with_note
from aduanas_tui.widgets.columns import Column
from aduanas_tui.widgets.differing import cut_both
from aduanas_tui.widgets.facts import Fact
from aduanas_tui.widgets.picklist import PickItem

ACTION_WORDS = {
    "crear": "nueva",
    "actualizar": "actualiza",
    "sin_cambios": "igual",
    "omitir": "se omite",
    "error": "con error",
}
VIEWS = {
    "all": "Todas las filas",
    "new": "Nuevas",
    "updates": "Actualizan",
    "problems": "Con problemas",
    "errors": "Con error",
    "unchanged": "Iguales a lo guardado",
    "skipped": "Omitidas",
}
_NOT_OF_A_CELL = ("client_inactive", "total_row", "taken_meanwhile")
_LONGEST_VALUE = 60


def is_of_a_cell(problem: Problem) -> bool:
    """Tell whether another text in the cell may mend a problem."""
    is_error = problem.level is Level.ERROR
    return problem.code not in _NOT_OF_A_CELL or (is_error and problem.code == "client_inactive")


def field_of(record: RecordKind, key: str) -> Field | None:
    """Return the field of a key, or of a contact's column by its target; ``None`` for others."""
    contact = parse_contact_target(key)
    if contact is not None:
        return next((item for item in CONTACT_FIELDS if item.column == contact[1]), None)
    return next((item for item in record.fields if item.key == key), None)


def suggested_text(row: PreviewRow, key: str) -> str:
    """Return what an empty cell most probably should say: the type that the RTN tells."""
    if key != "kind":
        return ""
    kind = kind_of(digits_of(row.shown.get("rtn", "")))
    return PersonKind(kind).label if kind else ""


class RowFact(NamedTuple):
    """One field of a row as it is shown."""

    key: str
    """Key of the field, or target of a contact's column."""
    fact: Fact


def problem_sign(problem: Problem) -> str:
    """Return the sign of a problem's level."""
    return {
        Level.ERROR: signs().error,
        Level.WARNING: signs().warning,
        Level.FIX: signs().fix,
    }[problem.level]


def worst(row: PreviewRow) -> Problem | None:
    """Return the problem of a row to show first: an error, else a warning, else a repair."""
    order = list(Level)
    return min(row.problems, key=lambda one: order.index(one.level), default=None)


def row_lines(record: RecordKind, row: PreviewRow) -> list[str]:
    """Return what there is to say of a row: what it changes, and its worst problem in full."""
    lines = []
    problem = worst(row)
    if problem is not None:
        more = len(row.problems) - 1
        others = f" (y {more} más: d)" if more else ""
        label = f"{record.label(problem.field)}: " if is_of_a_cell(problem) else ""
        lines.append(f"{problem_sign(problem)} {label}{problem.message}{others}")
    if row.other_active is False and not row.reactivates:
        lines.append("El cliente está inactivo: r lo reactiva al confirmar.")
    if row.differences:
        verb = "Cambia" if row.action == "actualizar" else "Cambiaría"
        parts = []
        for key, (old, new) in row.differences.items():
            one, other = cut_both(old, new, _LONGEST_VALUE)
            parts.append(f"{record.label(key)}: {one} {signs().becomes} {other}")
        lines.append(f"{verb} {f' {signs().dot} '.join(parts)}")
    return lines


def view_words(view: View, summary: Summary) -> str:
    """Return the name of a view with its count."""
    key = f"code:{view.code}" if view.code else view.which
    return next(
        (f"{item.label} ({item.right})" for item in view_items(summary) if item.id == key),
        VIEWS.get(view.which, ""),
    )


def view_items(summary: Summary) -> list[PickItem]:
    """Return the views to choose from, with their counts; those of a kind of problem last."""
    counts = {
        "all": summary.filas,
        "new": summary.crear,
        "updates": summary.actualizar,
        "problems": summary.con_problemas,
        "errors": summary.error,
        "unchanged": summary.sin_cambios,
        "skipped": summary.omitir,
    }
    items = [PickItem(which, label, f"{counts[which]:,}") for which, label in VIEWS.items()]
    return items + [
        PickItem(f"code:{code}", label, f"{count:,}") for code, label, count in summary.kinds
    ]


_MORE_COLUMNS: dict[str, tuple[tuple[str, int, int], ...]] = {
    "clientes": (("rtn", 16, 0), ("city", 14, 120), ("department", 17, 104)),
    "expedientes": (("client", 16, 0), ("opened_on", 10, 104), ("state", 17, 120)),
    "cotizaciones": (("client", 16, 0), ("issued_on", 10, 104), ("total", 16, 120)),
    "facturas": (("client", 16, 0), ("issued_on", 10, 104), ("total", 16, 120)),
    "pagos": (("paid_on", 10, 0), ("amount", 14, 96), ("client", 16, 120)),
}
"""Fields that the preview shows beside what a row is called by: key, width, from which width on."""
_RIGHT = ("total", "amount")
_SHORT = {"client": "RTN", "opened_on": "Apertura"}


def preview_columns(record: RecordKind) -> tuple[Column[PreviewRow], ...]:
    """Return the columns of the preview."""

    def shown(key: str) -> Callable[[PreviewRow, int], str]:
        return lambda row, _: row.shown.get(key, "")

    def headline(row: PreviewRow, cells: int) -> str:
        note = "(omitida)" if row.skipped else ""
        return fit_with_note(row.shown.get(record.headline, ""), note, cells)

    def problem_cell(row: PreviewRow, _: int) -> str:
        problem = worst(row)
        if problem is None:
            return ACTION_WORDS[row.action]
        return f"{problem_sign(problem)} {problem_words(problem, record)}"

    return (
        Column("row", "Fila", 6, lambda row, _: f"{row.id:,}", right=True),
        Column(record.headline, record.label(record.headline), 0, headline),
        *(
            Column(
                key,
                _SHORT.get(key) or record.label(key),
                width,
                shown(key),
                right=key in _RIGHT,
                from_width=from_width,
            )
            for key, width, from_width in _MORE_COLUMNS[record.name]
        ),
        Column("problem", "Problema", 18, problem_cell, wide=(70, 25)),
    )


def summary_words(summary: Summary) -> str:
    """Return the counts in one line."""
    parts = [
        f"{counted(summary.filas, 'fila', 'filas')}: {counted(summary.crear, 'nueva', 'nuevas')}"
    ]
    parts.append(counted(summary.actualizar, "actualiza", "actualizan"))
    parts.append(counted(summary.sin_cambios, "igual", "iguales"))
    if summary.omitir:
        parts.append(counted(summary.omitir, "omitida", "omitidas"))
    parts.append(f"{summary.error:,} con error")
    return f" {signs().dot} ".join(parts)


def counted(number: int, one: str, more: str) -> str:
    """Return a number with what it counts: ``1 fila``, ``2 filas``."""
    return f"{number:,} {one if number == 1 else more}"


def file_words(facts: BookFacts) -> str:
    """Return what was found of a file: its sheet, or separator and encoding."""
    parts = [f"hoja «{facts.sheet}»"] if facts.sheet else []
    if facts.separator is not None:
        parts.append(f"separador {separator_words(facts.separator)} {facts.encoding}")
    return "".join(f" {signs().dot} {part}" for part in parts)


def separator_words(separator: str) -> str:
    """Return a separator so that it can be seen."""
    return {"\t": "tabulador"}.get(separator, separator)


def ignored_columns(headers: Sequence[str], targets: Mapping[int, str]) -> str:
    """Return the headers that are not imported, in one line."""
    left = [one for at, one in enumerate(headers) if one.strip() and not targets.get(at)]
    return ", ".join(clean_line(one, _LONGEST_VALUE) for one in left)


def confirm_lines(record: RecordKind, summary: Summary) -> list[str]:
    """Return what confirming will do, exactly."""
    one, many = record.one, record.name
    lines = [
        f"{counted(summary.crear, f'{one} se crea', f'{many} se crean')}.",
        f"{counted(summary.actualizar, f'{one} se actualiza', f'{many} se actualizan')}.",
    ]
    if summary.sin_cambios:
        same = counted(summary.sin_cambios, "fila es igual", "filas son iguales")
        lines.append(f"{same} a lo guardado: sin cambios.")
    if summary.omitir:
        lines.append(f"{counted(summary.omitir, 'fila se omite', 'filas se omiten')}.")
    if summary.error:
        out = counted(summary.error, "fila con error queda fuera", "filas con error quedan fuera")
        lines.append(f"{signs().error} {out}.")
    return lines


def row_facts(record: RecordKind, row: PreviewRow) -> list[RowFact]:
    """Return every field of a row with what is wrong with it and what it changes."""
    by_field: dict[str, list[Problem]] = {}
    for problem in row.problems:
        by_field.setdefault(problem.field, []).append(problem)
    people = [key for key in (*row.shown, *by_field) if parse_contact_target(key) is not None]
    facts = []
    for key in dict.fromkeys([*record.keys, *sorted(people, key=_order)]):
        text = row.shown.get(key, "")
        lines = [text or signs().none]
        if key in row.differences and key in row.shown:
            old, _ = row.differences[key]
            lines.append(f"antes: {old or signs().none}")
        lines += [f"{problem_sign(one)} {one.message}" for one in by_field.pop(key, [])]
        facts.append(RowFact(key, Fact(record.label(key), "\n".join(lines), text)))
    for key, problems in by_field.items():
        for problem in problems:
            facts.append(RowFact(key, Fact("", f"{problem_sign(problem)} {problem.message}")))
    return facts


def _order(target: str) -> tuple[int, int]:
    """Return the place of a contact's column among those of the row."""
    number, column = parse_contact_target(target) or (0, "")
    columns = [item.column for item in CONTACT_FIELDS]
    return number, columns.index(column) if column in columns else len(columns)
