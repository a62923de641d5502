"""Writing operations: rows, versions, steps, audit entries and the client's counters together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NoReturn

from aduanas_tui.services import audit
from aduanas_tui.services.errors import Change, StaleError
from aduanas_tui.services.operations import records
from aduanas_tui.services.operations.documents import get
from aduanas_tui.services.operations.kinds import Kind
from aduanas_tui.services.operations.parties import party_of
from aduanas_tui.store import catalogue
from aduanas_tui.store.columns import now
from aduanas_tui.store.models import Client, StateChange


def insert(
    operator: str, kind: Kind, client: Client, values: Mapping[str, Any], **more: Any
) -> Any:
    """Insert an operation of a client as it is now, and return the record.

    ``values`` are its fields; ``more`` are columns beside them, and the records of its links.
    """
    moment = now()
    record = records.MODELS[kind].create(
        **{**values, **more},
        client=client.id,
        party=party_of(client),
        created_at=moment,
        created_by=operator,
        updated_at=moment,
        updated_by=operator,
    )
    changes = audit.created(plain(values))
    audit.record(operator, "create", kind.value, record.id, client.id, label(kind, values), changes)
    catalogue.recount(client.id)
    return record


def update(
    operator: str,
    kind: Kind,
    record: Any,
    action: str,
    columns: Mapping[str, Any],
    changes: audit.Changes,
) -> None:
    """Change columns of an operation, unless somebody saved it after it was read."""
    model = records.MODELS[kind]
    version = record.version
    updated = (
        model.update(**columns, version=version + 1, updated_at=now(), updated_by=operator)
        .where(model.id == record.id, model.version == version)
        .execute()
    )
    if not updated:
        raise_stale(kind, get(kind, record.id))
    named = {**records.values_of(kind, record), **columns}
    audit.record(
        operator, action, kind.value, record.id, record.client_id, label(kind, named), changes
    )
    catalogue.recount(record.client_id)


def present(kind: Kind, record_id: int, version: int) -> Any:
    """Return an operation as it is, refusing if it is gone or newer than ``version``."""
    record = get(kind, record_id)
    if record.version != version:
        raise_stale(kind, record)
    return record


def raise_stale(kind: Kind, record: Any) -> NoReturn:
    """Raise :class:`StaleError` with the present values."""
    change = Change(record.updated_by, record.updated_at)
    raise StaleError(change, records.values_of(kind, record), record.version)


def add_step(
    operator: str,
    kind: Kind,
    record_id: int,
    from_state: str,
    to_state: str,
    on_day: date,
    reason: str = "",
) -> None:
    """Keep that an operation went from one state to another."""
    StateChange.create(
        entity=kind.value,
        entity_id=record_id,
        from_state=from_state,
        to_state=to_state,
        on_day=on_day,
        at=now(),
        operator=operator,
        reason=reason,
    )


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as the audit log keeps them: dates in ISO 8601, amounts as text."""
    return {key: _plain(value) for key, value in values.items()}


def plain_pair(pair: list[Any]) -> list[Any]:
    """Return a change as the audit log keeps it."""
    return [_plain(value) for value in pair]


def label(kind: Kind, values: Mapping[str, Any]) -> str:
    """Return what the audit log calls an operation: its number, a payment by its invoice's."""
    named = values["invoice"] if kind is Kind.PAYMENT else values["number"]
    return str(getattr(named, "number", named))


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:.2f}" if isinstance(value, Decimal) else value
