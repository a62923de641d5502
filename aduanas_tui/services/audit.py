"""Writing the audit log: every service that changes something calls this in its transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from aduanas_tui.services.errors import Change
from aduanas_tui.store.columns import now
from aduanas_tui.store.models import AuditEntry
from aduanas_tui.store.single_rows import insert_row

Changes = dict[str, list[Any]]
"""``[before, after]`` of each changed field."""

_action: ContextVar[str] = ContextVar("action", default="")


@contextmanager
def recorded_as(action: str) -> Iterator[None]:
    """Let what a service writes in the block be ``action`` in the log, whatever it calls it."""
    token = _action.set(action)
    try:
        yield
    finally:
        _action.reset(token)


def record(
    operator: str,
    action: str,
    entity: str,
    entity_id: int,
    client_id: int,
    label: str,
    changes: Changes,
) -> None:
    """Add an entry: ``operator`` did ``action`` to a record, which changed like this."""
    insert_row(
        AuditEntry,
        {
            "at": now(),
            "operator": operator,
            "action": _action.get() or action,
            "entity": entity,
            "entity_id": entity_id,
            "client_id": client_id,
            "label": label,
            "changes": changes,
        },
    )


def created(values: Mapping[str, Any]) -> Changes:
    """Return the changes of a record that is new: every filled field, from nothing."""
    return {key: [None, value] for key, value in values.items() if value not in ("", None)}


def deleted(values: Mapping[str, Any]) -> Changes:
    """Return the changes of a record that goes: every filled field, to nothing."""
    return {key: [value, None] for key, value in values.items() if value not in ("", None)}


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Changes:
    """Return the fields of ``after`` that differ from ``before``."""
    return {
        key: [before.get(key), value] for key, value in after.items() if before.get(key) != value
    }


def last_contact_change(client_id: int) -> Change | None:
    """Return who last added, changed or removed a contact of a client, and when."""
    query = AuditEntry.select().where(
        AuditEntry.client_id == client_id, AuditEntry.entity == "contact"
    )
    entry = query.order_by(AuditEntry.id.desc()).first()
    return Change(entry.operator, entry.at) if entry else None


def last_change(entity: str, entity_id: int, action: str | None = None) -> Change | None:
    """Return who last changed a record (or last did ``action`` to it) and when."""
    query = AuditEntry.select().where(
        (AuditEntry.client_id == entity_id) if entity == "client" else True,
        AuditEntry.entity == entity,
        AuditEntry.entity_id == entity_id,
    )
    if action is not None:
        query = query.where(AuditEntry.action == action)
    entry = query.order_by(AuditEntry.id.desc()).first()
    return Change(entry.operator, entry.at) if entry else None
