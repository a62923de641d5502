"""How a document is written on screen: its facts under their headings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from aduanas_tui.domain.dates import show_date
from aduanas_tui.domain.fields import Field
from aduanas_tui.domain.money import show_money
from aduanas_tui.domain.phone import show_phone
from aduanas_tui.domain.rtn import format_rtn
from aduanas_tui.services.operations.documents import Document, Reference, Step
from aduanas_tui.services.operations.kinds import INFO, Kind
from aduanas_tui.terminal.signs import signs
from aduanas_tui.widgets.facts import Fact
from aduanas_tui.widgets.titleline import crumbs

_ELSEWHERE = frozenset({"customs_file", "quote", "invoice", "annulment_reason"})
"""Fields that stand among the links and beside the annulment."""

_PARTY = (
    ("name", "Nombre"),
    ("rtn", "RTN"),
    ("address", "Dirección"),
    ("billing_email", "Email de facturación"),
    ("phone", "Teléfono"),
    ("contact", "Contacto principal"),
)


def document_name(document: Document) -> str:
    """Return what a document is called: ``Factura 000-001-01-00001234``."""
    if document.kind is Kind.PAYMENT:
        return document.number
    return f"{INFO[document.kind].one.capitalize()} {document.number}"


def document_title(document: Document) -> str:
    """Return where one is, for the title line."""
    return crumbs("Clientes", document.client_name, document_name(document))


def document_facts(document: Document) -> list[Fact]:
    """Return all that is known of a document, its links with their targets."""
    facts = list(_fields(document))
    facts.append(Fact("Enlaces", "", is_heading=True))
    links = (*document.up, *document.down)
    facts += [_link(one) for one in links] or [Fact("", "Ninguno")]
    if document.has_more:
        facts.append(Fact("", "Hay más: véalos en Historial de Operaciones de su ficha"))
    if document.steps:
        facts.append(Fact("Pasos", "", is_heading=True))
        facts += [_step(step) for step in document.steps]
    when = "ese día" if document.party_kept else "como está hoy"
    facts.append(Fact(f"Cliente, {when}", "", is_heading=True))
    facts += _party(document.party)
    facts.append(Fact("Registro", "", is_heading=True))
    created = _moment(document.created_at, document.created_by)
    updated = _moment(document.updated_at, document.updated_by)
    facts.append(Fact("Registrado", created))
    if updated != created:
        facts.append(Fact("Último cambio", updated))
    return facts


def _fields(document: Document) -> Iterator[Fact]:
    for item in INFO[document.kind].fields:
        if item.key == "state":
            yield Fact(item.label, document.state_label)
        elif item.key not in _ELSEWHERE:
            yield Fact(item.label, _shown(item, document.values[item.key], document.currency))
    if document.paid is not None and document.balance is not None:
        yield Fact("Pagado", show_money(document.paid, document.currency))
        yield Fact("Saldo", show_money(document.balance, document.currency))
        yield Fact("Estado", document.state_label)
    if document.annulled_on is not None:
        label = "Anulada" if INFO[document.kind].feminine else "Anulado"
        reason = document.annulment_reason
        yield Fact(label, f"{show_date(document.annulled_on)}{f': {reason}' if reason else ''}")


def _shown(item: Field, value: Any, currency: str) -> str:
    if isinstance(value, Decimal):
        return show_money(value, currency)
    return item.show(value) or signs().none


def _link(reference: Reference) -> Fact:
    words = [reference.number, reference.state]
    text = f" {signs().dot} ".join(word for word in words if word)
    label = INFO[reference.kind].one.capitalize()
    return Fact(f"{label} {signs().crumb}", text, reference.number, target=reference)


def _step(step: Step) -> Fact:
    states = f" {signs().crumb} ".join(state for state in (step.from_state, step.to_state) if state)
    text = f"{states} {signs().dot} {step.operator}"
    noted = step.at.astimezone()
    if noted.date() != step.on_day:
        text += f", anotado el {noted:%d/%m/%Y}"
    if step.reason:
        text += f" {signs().dot} {step.reason}"
    return Fact(show_date(step.on_day), text)


def _party(party: dict[str, str]) -> Iterator[Fact]:
    for key, label in _PARTY:
        value = party.get(key, "")
        shown = {"rtn": format_rtn, "phone": show_phone}.get(key, str)(value) if value else ""
        yield Fact(label, shown or signs().none, value if key == "rtn" else "")


def _moment(moment: datetime, operator: str) -> str:
    return f"{moment.astimezone():%d/%m/%Y %H:%M} por {operator}"
