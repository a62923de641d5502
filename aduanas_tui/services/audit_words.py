"""The audit log in words: fields by their labels and values as the forms show them, never keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aduanas_tui.domain.audit_filters import AuditAction, AuditKind
from aduanas_tui.domain.client_fields import CLIENT_FIELDS
from aduanas_tui.domain.contact_fields import CONTACT_FIELDS, show_mark
from aduanas_tui.domain.field_builders import date_field, text_field, typed_value
from aduanas_tui.domain.fields import Field
from aduanas_tui.domain.phone import show_phone
from aduanas_tui.domain.states import CustomsFileState, QuoteState
from aduanas_tui.services.operations.kinds import INFO, Kind

BY_HAND, IMPORTED, UNDONE = "", "import", "undo"
"""By which way a change came: a screen or the command line, an import, the undoing of one."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a change, before and after, as it is shown; a blank is nothing."""

    key: str
    label: str
    before: str
    after: str


def _by_key(*fields: Field) -> dict[str, Field]:
    return {item.key: item for item in fields}


_ANNULMENT = (
    date_field("annulled_on", "Anulado el", "anulado_el"),
    text_field("annulment_reason", "Motivo de anulación", "motivo_anulacion", 200),
)
_FIELDS: dict[str, dict[str, Field]] = {
    AuditKind.CLIENT: _by_key(*CLIENT_FIELDS),
    AuditKind.CONTACT: _by_key(*CONTACT_FIELDS),
    # Their own labels win over the general ones.
    **{kind.value: _by_key(*_ANNULMENT, *info.fields) for kind, info in INFO.items()},
}
_OTHER_LABELS = {
    "active": "Estado",
    "contacts": "Contactos",
    "name": "Nombre",
    "role": "Rol",
    "shared": "Cuenta compartida",
}
_UNKNOWN_LABEL = "Otro dato"

_NOUNS: dict[str, tuple[str, str]] = {
    AuditKind.CLIENT: ("cliente", "el"),
    AuditKind.CONTACT: ("contacto", "el"),
    AuditKind.OPERATOR: ("operador", "el"),
    AuditKind.OFFICE: ("base", "la"),
    "demo": ("carga", "la"),
    **{kind.value: (info.one, "la" if info.feminine else "el") for kind, info in INFO.items()},
}
_UNKNOWN_NOUN = ("registro", "el")

_VERBS: dict[str, str] = {
    AuditAction.CREATE: "Registró",
    AuditAction.UPDATE: "Cambió",
    AuditAction.DEACTIVATE: "Desactivó",
    AuditAction.REACTIVATE: "Reactivó",
    AuditAction.DELETE: "Eliminó",
    AuditAction.MOVE: "Pasó",
    AuditAction.ANSWER: "Respondió",
    AuditAction.ANNUL: "Anuló",
    AuditAction.TAKE_BACK: "Deshizo un cambio en",
    AuditAction.RESTORE: "Restauró",
    AuditAction.REPAIR: "Reparó",
}
_ANSWERS: dict[str, str] = {
    QuoteState.ACCEPTED: "Aceptó",
    QuoteState.REJECTED: "Rechazó",
    QuoteState.PENDING: "Reabrió",
}
_STATES: dict[str, str] = {state: state.label for state in CustomsFileState}


def noun(entity: str) -> str:
    """Return what a record is called: ``Factura``."""
    return _NOUNS.get(entity, _UNKNOWN_NOUN)[0].capitalize()


def named(entity: str, label: str) -> str:
    """Return a record with its article and its name: ``la factura 000-001-01-00001234``.

    The client is the one that the entry is about, so it is not named again.
    """
    word, article = _NOUNS.get(entity, _UNKNOWN_NOUN)
    if entity == Kind.PAYMENT:
        return f"{article} {word} de la factura {label}" if label else f"{article} {word}"
    if entity == AuditKind.CLIENT or not label:
        return f"{article} {word}"
    if entity == AuditKind.OFFICE:
        return f"{article} {word}: {label}"
    return f"{article} {word} {label}"


def sentence(action: str, entity: str, label: str, changes: Mapping[str, Any], way: str) -> str:
    """Return what was done, in one line: ``Cambió el cliente: Teléfono principal, Notas``."""
    record = named(entity, label)
    fields = ", ".join(field_label(entity, key) for key in changes)
    if way == UNDONE:
        verb = "quitó" if action == AuditAction.DELETE else "restauró"
        what = f"Deshizo la importación: {verb} {record}"
        return what if action == AuditAction.DELETE else f"{what}: {fields}"
    state = _after(changes, "state")
    if action == AuditAction.MOVE:
        return f"Pasó {record} a {_STATES.get(state, 'otro estado')}"
    verb = _VERBS.get(action, "Cambió")
    if action == AuditAction.ANSWER:
        verb = _ANSWERS.get(state, verb)
    if way == IMPORTED:
        verb = f"Importó: {verb.lower()}"
    if action in (AuditAction.UPDATE, AuditAction.TAKE_BACK) and fields:
        return f"{verb} {record}: {fields}"
    return f"{verb} {record}"


def field_changes(entity: str, changes: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    """Return the fields of a change in the order of the form, as the form shows them."""
    order = list(_FIELDS.get(entity, {}))
    keys = sorted(changes, key=lambda key: order.index(key) if key in order else len(order))
    found = []
    for key in keys:
        before, after = _pair(changes[key])
        found.append(
            FieldChange(
                key, field_label(entity, key), shown(entity, key, before), shown(entity, key, after)
            )
        )
    return tuple(found)


def shown(entity: str, key: str, value: Any) -> str:
    """Return a value of the log as the form shows it; what no form knows as plain text."""
    if value is None or value == "":
        return ""
    if key == "active":
        return "Activo" if value else "Inactivo"
    if key == "contacts" and isinstance(value, list):
        return "\n".join(_contact(one) for one in value if isinstance(one, Mapping))
    if isinstance(value, bool) and key != "is_primary":
        return show_mark(value)
    item = _FIELDS.get(entity, {}).get(key)
    if item is None:
        return str(value)
    try:
        # A choice that there is no more shows nothing: then what is stored is better.
        return item.show(typed_value(item, value)) or str(value)
    except (ArithmeticError, TypeError, ValueError):
        return str(value)


def _contact(one: Mapping[str, Any]) -> str:
    name = one.get("name", "")
    position = one.get("position")
    parts = [
        f"{name} ({position})" if position else str(name),
        show_phone(one.get("phone") or ""),
        str(one.get("email") or ""),
        "principal" if one.get("is_primary") else "",
    ]
    return ", ".join(part for part in parts if part)


def field_label(entity: str, key: str) -> str:
    """Return what the form calls a field."""
    item = _FIELDS.get(entity, {}).get(key)
    return item.label if item is not None else _OTHER_LABELS.get(key, _UNKNOWN_LABEL)


def _pair(change: Any) -> tuple[Any, Any]:
    """Return before and after; what is no pair was written by no service."""
    if isinstance(change, list) and len(change) == 2:
        return change[0], change[1]
    return None, change


def _after(changes: Mapping[str, Any], key: str) -> Any:
    return _pair(changes.get(key, [None, None]))[1]
