"""How clients are written on screen: columns of the list, facts of the glance and the record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from aduanas_tui.domain.phone import show_phone
from aduanas_tui.domain.rtn import format_rtn
from aduanas_tui.domain.search_text import Filters
from aduanas_tui.services.lookup import COUNT_AT_ONCE, ClientRow, Order
from aduanas_tui.terminal.signs import signs
from aduanas_tui.widgets.cells import fit_with_note
from aduanas_tui.widgets.columns import Column
from aduanas_tui.widgets.facts import Fact

if TYPE_CHECKING:
    from aduanas_tui.services.lookup import ClientRecord, ContactRecord, FoundDocument

CLIENT_COLUMNS: tuple[Column[ClientRow], ...] = (
    Column(Order.NAME, "Nombre o Razón Social", 0, lambda row, cells: _name(row, cells)),
    Column(Order.RTN, "RTN", 16, lambda row, _: format_rtn(row.rtn)),
    Column("phone", "Teléfono", 15, lambda row, _: show_phone(row.phone), from_width=92),
    Column("department", "Departamento", 17, lambda row, _: row.department, from_width=112),
    Column(Order.CITY, "Ciudad", 14, lambda row, _: row.city, from_width=76),
    Column(Order.FILES, "Exp.", 5, lambda row, _: f"{row.file_count:,}", right=True),
    Column(Order.LAST_OPERATION, "Últ. op.", 9, lambda row, _: _short_day(row), from_width=56),
)
"""Columns of the client list; narrow lists leave some out."""

ORDER_NAMES: dict[Order, str] = {
    Order.NAME: "Nombre",
    Order.RTN: "RTN",
    Order.CITY: "Ciudad",
    Order.FILES: "Número de expedientes",
    Order.LAST_OPERATION: "Última operación",
}

MOST_FIRST = frozenset({Order.FILES, Order.LAST_OPERATION})
"""Orders that start with the largest or newest."""


def _name(row: ClientRow, cells: int) -> str:
    return fit_with_note(row.name, "" if row.active else "(inactivo)", cells)


def _short_day(row: ClientRow) -> str:
    if not row.last_operation:
        return signs().none
    year, month, day = row.last_operation[:10].split("-")
    return f"{day}/{month}/{year[-2:]}"


def show_day(day: date | None) -> str:
    """Return a day as ``12/10/2026``."""
    return f"{day:%d/%m/%Y}" if day else signs().none


def state_words(active: bool) -> str:
    """Return the state with its sign: ``● Activo``."""
    return f"{signs().active} Activo" if active else f"{signs().inactive} Inactivo"


def count_words(count: int | None, typed: str, filters: Filters) -> str:
    """Return how many clients the list has, in words; nothing until it is known."""
    if count is None:
        return ""
    number = "1,000+" if count == COUNT_AT_ONCE else f"{count:,}"
    plural = "" if count == 1 else "s"
    if typed.strip():
        return f"{number} encontrado{plural}"
    return f"{number} {'activo' if filters.active else 'cliente'}{plural}"


def empty_words(
    catalogue_is_empty: bool, typed: str, filters: Filters, key_of: Callable[..., str]
) -> tuple[str, ...]:
    """Return what to say, and what to do, when the list has no client.

    ``key_of`` tells the key of a command of the list.
    """
    new = key_of("new")
    if catalogue_is_empty:
        dot = signs().dot
        return (
            f"Todavía no hay clientes: {new} registra el primero {dot} "
            f"{key_of('import')} importa una lista de Excel",
        )
    if typed.strip():
        lines = [
            "Ningún cliente coincide con esa búsqueda.",
            f"{new} registra uno nuevo con ese nombre ({key_of('new', -1)} desde Buscar).",
        ]
    else:
        lines = ["Ningún cliente pasa los filtros."]
    if filters.active:
        lines.append(f"{key_of('inactive')} busca también entre los inactivos.")
    if filters != Filters(active=filters.active):
        lines.append(f"{key_of('filters')} cambia los filtros.")
    return tuple(lines)


def first_and_more(words: Sequence[str]) -> str:
    """Return the first of some words and how many more there are."""
    if len(words) == 1:
        return words[0]
    return f"{words[0]} {signs().dot} {len(words) - 1} más"


def document_words(found: FoundDocument) -> str:
    """Return which document a search found: ``Factura 000-001-01-00001234``."""
    from aduanas_tui.services.operations.kinds import INFO

    name = f"{INFO[found.kind].one.capitalize()} {found.number}"
    return f"{name} {signs().dot} {found.declaration}" if found.declaration else name


def contact_line(contact: ContactRecord) -> str:
    """Return a contact in one line: name, position, phone."""
    values = contact.values
    name = f"{values['name']} ({values['position']})" if values["position"] else values["name"]
    reach = [show_phone(values["phone"]), values["email"]]
    return f" {signs().dot} ".join([name, *(part for part in reach if part)])


def glance_facts(record: ClientRecord) -> list[Fact]:
    """Return what one wants to know of a client while on the phone."""
    from aduanas_tui.services.impact import counted

    values = record.values
    phones = [show_phone(values["phone"]), show_phone(values["phone2"])]
    facts = [
        Fact("Nombre", values["name"]),
        Fact("Teléfonos", f" {signs().dot} ".join(phone for phone in phones if phone)),
        Fact("Email", values["email"]),
    ]
    primary = record.primary
    facts.append(Fact("Contacto", contact_line(primary) if primary else signs().none))
    if len(record.contacts) > 1:
        facts.append(Fact("", f"y {len(record.contacts) - 1} más"))
    last = show_day(record.last_operation)
    files = counted(record.file_count, "expediente", "expedientes") or "ningún expediente"
    facts.append(Fact("Última op.", f"{last} {signs().dot} {files}"))
    if values["notes"]:
        facts.append(Fact("Notas", values["notes"]))
    return facts


def record_facts(record: ClientRecord) -> list[Fact]:
    """Return the general data of a client, each field under its label."""
    from aduanas_tui.domain.client_fields import CLIENT_FIELDS

    facts = []
    for item in CLIENT_FIELDS:
        value = record.values[item.key]
        copied = str(value) if item.key == "rtn" else ""
        facts.append(Fact(item.label, item.show(value) or signs().none, copied))
    operations = record.operations.in_words() or "Ninguna todavía"
    facts.append(Fact("Operaciones", operations))
    facts.append(Fact("Última operación", show_day(record.last_operation)))
    created = f"{record.created_at.astimezone():%d/%m/%Y %H:%M} por {record.created_by}"
    updated = f"{record.updated_at.astimezone():%d/%m/%Y %H:%M} por {record.updated_by}"
    facts.append(Fact("Registrado", created))
    if updated != created:
        facts.append(Fact("Último cambio", updated))
    return facts
