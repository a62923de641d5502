"""The audit log in words: columns of its lists, its filters on one line, an entry whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from textual.content import Content

from aduanas_tui.domain.audit_filters import AuditAction, AuditFilters, AuditKind
from aduanas_tui.services.audit_log import EntryDetail, LogEntry
from aduanas_tui.services.audit_words import FieldChange, noun
from aduanas_tui.terminal.signs import signs
from aduanas_tui.widgets.cells import fit_with_note
from aduanas_tui.widgets.columns import Column
from aduanas_tui.widgets.differing import cut_both
from aduanas_tui.widgets.facts import Fact
from aduanas_tui.widgets.titleline import cut

ALL = "Todos"
KINDS: dict[str, str] = {"Todo": "", **{one.label: one.value for one in AuditKind}}
ACTIONS: dict[str, str] = {"Todas": "", **{one.label: one.value for one in AuditAction}}
"""The options of each filter by their labels; the first one is blank."""

_SIDE_BY_SIDE = 44
"""Characters up to which before and after stand on one line."""

_WHEN: Column[LogEntry] = Column("at", "Cuándo", 14, lambda one, _: f"{one.at:%d/%m/%y %H:%M}")
_WHO: Column[LogEntry] = Column("operator", "Operador", 10, lambda one, _: one.operator)
_CLIENT: Column[LogEntry] = Column(
    "client", "Cliente", 20, lambda one, cells: _client(one, cells), wide=(96, 36)
)
_WHAT: Column[LogEntry] = Column("what", "Qué hizo", 0, lambda one, _: one.what)

CLIENT_COLUMNS = (_WHEN, _WHO, _WHAT)
"""Columns of what was done to one client."""

OFFICE_COLUMNS = (_WHEN, _WHO, _CLIENT, _WHAT)
"""Columns of what was done in the office."""


def _client(one: LogEntry, cells: int) -> str:
    is_gone = bool(one.client_name) and not one.client_exists
    return fit_with_note(one.client_name, "(ya no)" if is_gone else "", cells)


def label_of(options: dict[str, str], value: str) -> str:
    """Return the label of a value among the options of a filter."""
    return next(label for label, held in options.items() if held == value)


def filter_words(filters: AuditFilters, client_name: str) -> list[str]:
    """Return the filters that are set, in words; ``client_name`` is blank where it is fixed."""
    words = []
    if filters.since:
        words.append(f"desde {filters.since:%d/%m/%Y}")
    if filters.until:
        today = filters.until == date.today()
        words.append("hasta hoy" if today else f"hasta {filters.until:%d/%m/%Y}")
    if filters.operator:
        words.append(f"de {filters.operator}")
    if filters.kind:
        words.append(label_of(KINDS, filters.kind).lower())
    if filters.action:
        words.append(label_of(ACTIONS, filters.action).lower())
    if client_name:
        words.append(client_name)
    return words


def filter_line(words: list[str], width: int) -> Content:
    """Return what narrows the log on one line of ``width`` cells; what is set is bold."""
    if not words:
        return cut(Content("Todos los cambios, el más nuevo primero"), width)
    dot = f" {signs().dot} "
    return cut(Content.assemble("Cambios: ", (dot.join(words), "bold")), width)


def empty_words(any_set: bool) -> tuple[str, ...]:
    """Return what to say, and what to do, when there is no entry."""
    if any_set:
        return ("Ningún cambio pasa los filtros.", "f cambia los filtros; Supr los quita.")
    return ("Todavía no hay cambios: aquí queda todo lo que se registra y se corrige.",)


def entry_facts(detail: EntryDetail) -> list[Fact]:
    """Return an entry whole: when, who, what, and each field before and after."""
    entry = detail.entry
    facts = [
        Fact("Cuándo", f"{entry.at:%d/%m/%Y %H:%M:%S}"),
        Fact("Operador", entry.operator),
        Fact("Qué hizo", entry.what),
    ]
    if entry.entity != AuditKind.CLIENT or entry.label != entry.client_name:
        facts.append(Fact("Registro", f"{noun(entry.entity)} {entry.label}".rstrip()))
    if entry.client_name:
        gone = "" if entry.client_exists else " (ya no existe)"
        facts.append(Fact("Cliente", f"{entry.client_name}{gone}"))
    if detail.batch is not None:
        batch = detail.batch
        facts.append(Fact("Importación", f"{batch.id}: {batch.file_name} ({batch.operator})"))
    return facts + _changes(detail.changes)


def _changes(changes: Sequence[FieldChange]) -> list[Fact]:
    """Return the fields under a heading; of what is new or gone only the side that there is."""
    if not changes:
        return []
    if not any(one.before for one in changes):
        return [_heading("Quedó"), *(Fact(one.label, one.after) for one in changes)]
    if not any(one.after for one in changes):
        return [_heading("Tenía"), *(Fact(one.label, one.before) for one in changes)]
    facts = [_heading(f"Antes {signs().becomes} después")]
    for change in changes:
        facts += _change_facts(change)
    return facts


def _heading(text: str) -> Fact:
    return Fact(text, "", is_heading=True)


def _change_facts(change: FieldChange) -> list[Fact]:
    """Return a field before and after: side by side, or below each other when they are long."""
    before, after = change.before or signs().none, change.after or signs().none
    side_by_side = f"{before} {signs().becomes} {after}"
    if len(side_by_side) <= _SIDE_BY_SIDE and "\n" not in side_by_side:
        return [Fact(change.label, side_by_side, change.after or change.before)]
    return [
        Fact(change.label, before, change.before),
        Fact(f"{signs().becomes:>6}", after, change.after),
    ]


def change_line(change: FieldChange, width: int = 60) -> str:
    """Return what taking a change back does to a field, on one line."""
    after, before = cut_both(change.after, change.before, width // 3)
    return f"{change.label}: {after} {signs().becomes} {before}"
