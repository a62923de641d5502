"""How an import is written on screen: columns, counts, problems, what a row will do."""

from __future__ import annotations

from aduanas_tui.domain.client_fields import CLIENT_FIELDS
from aduanas_tui.domain.problems import Level, Problem
from aduanas_tui.services.importing.batches import BatchInfo
from aduanas_tui.services.importing.session import PendingImport, PreviewRow, Summary
from aduanas_tui.services.importing_files import FileFacts
from aduanas_tui.terminal.signs import signs
from aduanas_tui.widgets.cells import fit_with_note
from aduanas_tui.widgets.columns import Column
from aduanas_tui.widgets.facts import Fact

ACTION_WORDS = {
    "crear": "nueva",
    "actualizar": "actualiza",
    "sin_cambios": "igual",
    "omitir": "se omite",
    "error": "con error",
}
LABELS = {item.key: item.label for item in CLIENT_FIELDS}


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


def _short_problem(row: PreviewRow) -> str:
    problem = worst(row)
    if problem is None:
        return ACTION_WORDS[row.action]
    return f"{problem_sign(problem)} {problem.message}"


PREVIEW_COLUMNS: tuple[Column[PreviewRow], ...] = (
    Column("row", "Fila", 6, lambda row, _: f"{row.id:,}", right=True),
    Column(
        "name",
        "Nombre o Razón Social",
        0,
        lambda row, cells: fit_with_note(
            row.shown.get("name", ""), "(omitida)" if row.skipped else "", cells
        ),
    ),
    Column("rtn", "RTN", 16, lambda row, _: row.shown.get("rtn", "")),
    Column("city", "Ciudad", 14, lambda row, _: row.shown.get("city", ""), from_width=120),
    Column(
        "department",
        "Departamento",
        17,
        lambda row, _: row.shown.get("department", ""),
        from_width=104,
    ),
    Column("problem", "Problema", 25, lambda row, _: _short_problem(row)),
)
"""Columns of the preview."""


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


def confirm_lines(summary: Summary) -> list[str]:
    """Return what confirming will do, exactly."""
    lines = [
        f"{counted(summary.crear, 'cliente se crea', 'clientes se crean')}.",
        f"{counted(summary.actualizar, 'cliente se actualiza', 'clientes se actualizan')}.",
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


def row_facts(row: PreviewRow) -> list[Fact]:
    """Return every field of a row with what is wrong with it and what it changes."""
    facts = []
    by_field: dict[str, list[Problem]] = {}
    for problem in row.problems:
        by_field.setdefault(problem.field, []).append(problem)
    for item in CLIENT_FIELDS:
        lines = [row.shown.get(item.key, "") or signs().none]
        if item.key in row.differences:
            old, _ = row.differences[item.key]
            lines.append(f"antes: {old or signs().none}")
        found = by_field.pop(item.key, [])
        lines += [f"{problem_sign(problem)} {problem.message}" for problem in found]
        facts.append(Fact(item.label, "\n".join(lines), row.shown.get(item.key, "")))
    for problems in by_field.values():
        for problem in problems:
            facts.append(Fact("", f"{problem_sign(problem)} {problem.message}"))
    return facts


def _size_words(size: int) -> str:
    if size < 1024 * 1024:
        return f"{max(1, size // 1024):,} KB"
    return f"{size / 1024 / 1024:,.1f} MB"


FILE_COLUMNS: tuple[Column[FileFacts], ...] = (
    Column("name", "Archivo", 0, lambda row, _: row.path.name),
    Column("size", "Tamaño", 10, lambda row, _: _size_words(row.size), right=True),
    Column("modified", "Modificado", 16, lambda row, _: f"{row.modified:%d/%m/%Y %H:%M}"),
)

PENDING_COLUMNS: tuple[Column[PendingImport], ...] = (
    Column("file", "Archivo", 0, lambda row, _: row.file_name),
    Column("rows", "Filas", 9, lambda row, _: f"{row.rows:,}", right=True),
    Column(
        "started", "Empezada", 16, lambda row, _: f"{row.started_at.astimezone():%d/%m/%Y %H:%M}"
    ),
)

BATCH_COLUMNS: tuple[Column[BatchInfo], ...] = (
    Column("id", "Lote", 6, lambda row, _: str(row.id), right=True),
    Column("at", "Cuándo", 16, lambda row, _: f"{row.at.astimezone():%d/%m/%Y %H:%M}"),
    Column("who", "Quién", 10, lambda row, _: row.operator),
    Column("file", "Archivo", 0, lambda row, _: row.file_name),
    Column("created", "Nuevos", 8, lambda row, _: f"{row.created:,}", right=True),
    Column("updated", "Cambiados", 9, lambda row, _: f"{row.updated:,}", right=True),
    Column("state", "", 9, lambda row, _: "deshecha" if row.undone_at else "", from_width=78),
)
