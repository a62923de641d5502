"""Taking back one change from the audit log, while nothing newer touched its fields.

What was changed comes back through the service that changes it, so that its rules hold, and the
taking back is an entry of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aduanas_tui.domain.audit_filters import AuditAction, AuditKind
from aduanas_tui.domain.client_fields import CLIENT_FIELDS
from aduanas_tui.domain.contact_fields import CONTACT_FIELDS
from aduanas_tui.domain.field_builders import typed_value
from aduanas_tui.domain.fields import FieldTable
from aduanas_tui.services import audit, audit_log, audit_words, clients, contacts
from aduanas_tui.services.clients import Saved
from aduanas_tui.services.errors import NotAllowedError
from aduanas_tui.services.operations import records, registering
from aduanas_tui.services.operations.kinds import INFO, Kind
from aduanas_tui.services.operations.writing import plain
from aduanas_tui.services.roles import Right, refusal, require
from aduanas_tui.store import audit_pages as store
from aduanas_tui.store.audit_pages import StoredEntry
from aduanas_tui.store.connection import write_transaction
from aduanas_tui.store.models import Client, Contact
from aduanas_tui.store.snapshot import snapshot

_NEVER: dict[str, str] = {
    AuditAction.CREATE: "Un registro nuevo no se deshace aquí: elimínelo, quítelo o anúlelo.",
    AuditAction.DELETE: "Lo eliminado no vuelve: regístrelo otra vez con los datos de aquí.",
    AuditAction.MOVE: "Un paso se corrige en el expediente: Acciones, Cambiar estado.",
    AuditAction.ANSWER: "La respuesta se corrige en la cotización: Acciones, Reabrir.",
    AuditAction.ANNUL: "Una anulación no se deshace: registre el documento otra vez.",
}


def refusal_of(operator: str, entry_id: int) -> str | None:
    """Return why an operator cannot take a change back, and what to do; ``None`` when it can.

    What the rules of the record forbid besides (a number that another has by now) is said only
    when it is tried.
    """
    with snapshot():
        entry = audit_log.stored_entry(entry_id)
        return _refusal(entry) or refusal(operator, _right(operator, entry))


def take_back(operator: str, entry_id: int) -> Saved:
    """Bring the fields of a change back to what they were before it.

    Raises:
        NotAllowedError: the role of ``operator`` does not allow it, it is no change of fields, the
            record is gone, or somebody changed one of the fields since.
        InvalidError, DuplicateRtnError: the rules of the record do not allow the former values.
        ServiceError: there is no such entry.

    """
    with write_transaction():
        entry = audit_log.stored_entry(entry_id)
        why = _refusal(entry)
        if why is not None:
            raise NotAllowedError(why)
        require(operator, _right(operator, entry))
        former = {key: before for key, (before, _) in audit_log.changes_of(entry).items()}
        with audit.recorded_as(AuditAction.TAKE_BACK):
            return _restore(operator, entry, former)


def _right(operator: str, entry: StoredEntry) -> Right:
    return Right.TAKE_BACK_OWN if entry.operator == operator else Right.TAKE_BACK_ANY


def _refusal(entry: StoredEntry) -> str | None:
    """Return why a change cannot be taken back, whoever asks."""
    if entry.entity == AuditKind.OPERATOR:
        return "Los roles no se deshacen aquí: cámbielos con aduanas operadores."
    if entry.entity == AuditKind.OFFICE:
        return "Lo que se restauró o se reparó no se deshace: restaure un respaldo anterior."
    changes = audit_log.changes_of(entry)
    if entry.action in _NEVER:
        return _NEVER[entry.action]
    if "annulled_on" in changes or "annulment_reason" in changes:
        return _NEVER[AuditAction.ANNUL]
    present = _present(entry)
    if present is None:
        return _gone(entry)
    for newer in reversed(store.newer_of(entry)):  # the last one has to be taken back first
        touched = [key for key in changes if key in audit_log.changes_of(newer)]
        if touched:
            return _touched(newer, touched[0], changes[touched[0]])
    after = {key: pair[1] for key, pair in changes.items()}
    if not changes or any(not _same(present.get(key), value) for key, value in after.items()):
        return "Esos datos ya no son los de este cambio: corríjalos en su formulario."
    return None


def _present(entry: StoredEntry) -> dict[str, Any] | None:
    """Return the present values of the record as the log keeps them; ``None`` when it is gone."""
    if entry.entity == AuditKind.CLIENT:
        client = Client.get_or_none(Client.id == entry.entity_id)
        return None if client is None else {**clients.values_of(client), "active": client.active}
    if entry.entity == AuditKind.CONTACT:
        contact = Contact.get_or_none(Contact.id == entry.entity_id)
        return None if contact is None else contacts.values_of(contact)
    if entry.entity not in set(Kind):
        return None
    kind = Kind(entry.entity)
    model = records.MODELS[kind]
    record = model.get_or_none(model.id == entry.entity_id)
    return None if record is None else plain(records.values_of(kind, record))


def _same(one: Any, other: Any) -> bool:
    """Tell whether two values are the same; nothing is kept as a blank or as null."""
    return bool(one == other) or (one in (None, "") and other in (None, ""))


def _gone(entry: StoredEntry) -> str:
    record = audit_words.named(entry.entity, entry.label)
    deletion = audit.last_change(entry.entity, entry.entity_id, AuditAction.DELETE)
    by = "" if deletion is None else f" La eliminación es de {deletion.operator}, {deletion.ago}."
    return f"Ya no existe {record}.{by}"


def _touched(newer: StoredEntry, key: str, change: list[Any]) -> str:
    """Return who touched a field of the change since, and what can be done."""
    when = f"{audit_log.local(newer.at):%d/%m/%Y %H:%M}"
    if newer.action == AuditAction.TAKE_BACK and audit_log.changes_of(newer)[key] == change[::-1]:
        return f"Ya lo deshizo {newer.operator}, el {when}."
    label = audit_words.field_label(newer.entity, key)
    return f"{newer.operator} cambió {label} después, el {when}: deshaga primero ese cambio."


def _restore(operator: str, entry: StoredEntry, former: Mapping[str, Any]) -> Saved:
    if entry.entity == AuditKind.CLIENT:
        version = Client.get_by_id(entry.entity_id).version
        if "active" in former:
            set_active = clients.reactivate if former["active"] else clients.deactivate
            return set_active(operator, entry.entity_id, version)
        raw = _typed(CLIENT_FIELDS, former)
        return clients.edit(operator, entry.entity_id, version, raw, accept_warnings=True)
    if entry.entity == AuditKind.CONTACT:
        version = Contact.get_by_id(entry.entity_id).version
        raw = _typed(CONTACT_FIELDS, former)
        return contacts.edit(operator, entry.entity_id, version, raw, accept_warnings=True)
    kind = Kind(entry.entity)
    version = records.MODELS[kind].get_by_id(entry.entity_id).version
    raw = _typed(INFO[kind].fields, former)
    return registering.edit(operator, kind, entry.entity_id, version, raw, accept_warnings=True)


def _typed(fields: FieldTable, former: Mapping[str, Any]) -> dict[str, str]:
    """Return former values as they would be typed."""
    return {
        item.key: "" if former[item.key] is None else item.show(typed_value(item, former[item.key]))
        for item in fields
        if item.key in former
    }
