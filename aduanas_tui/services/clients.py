"""Registering, editing, deactivating, reactivating and deleting clients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from aduanas_tui.domain.client_fields import CLIENT_FIELDS
from aduanas_tui.domain.fields import CleanRecord, clean_record, show_record
from aduanas_tui.domain.problems import Problem
from aduanas_tui.services import audit
from aduanas_tui.services.errors import (
    Change,
    ContactsChangedError,
    DuplicateRtnError,
    GoneError,
    InvalidError,
    NotAllowedError,
    StaleError,
    UnconfirmedError,
)
from aduanas_tui.services.impact import operations_of
from aduanas_tui.services.roles import Right, require
from aduanas_tui.store import catalogue
from aduanas_tui.store.columns import now
from aduanas_tui.store.connection import rows, write_transaction
from aduanas_tui.store.models import Client, Contact
from aduanas_tui.store.single_rows import read_row, update_row

KEYS = tuple(item.key for item in CLIENT_FIELDS)


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save came to: the record's id and version now, and what cleaning changed."""

    id: int
    version: int
    fixes: tuple[Problem, ...] = ()


def register(operator: str, raw: Mapping[str, str], *, accept_warnings: bool = False) -> Saved:
    """Create a client from what was typed.

    Raises:
        InvalidError: a field has an error.
        DuplicateRtnError: another client has the RTN.
        UnconfirmedError: there are warnings and ``accept_warnings`` is false.
        NotAllowedError: the role of ``operator`` does not allow it.

    """
    record = clean_record(CLIENT_FIELDS, raw)
    if record.errors:
        raise InvalidError(record.errors)
    with write_transaction():
        require(operator, Right.WRITE)
        _refuse_duplicate(record.values["rtn"], None)
        if record.warnings and not accept_warnings:
            raise UnconfirmedError(record.warnings)
        moment = now()
        stamps = {
            "created_at": moment,
            "created_by": operator,
            "updated_at": moment,
            "updated_by": operator,
        }
        client = catalogue.insert_client(record.values, stamps)
        audit.record(
            operator,
            "create",
            "client",
            client.id,
            client.id,
            client.name,
            audit.created(record.values),
        )
    return Saved(client.id, 1, record.fixes)


def edit(
    operator: str,
    client_id: int,
    version: int,
    raw: Mapping[str, str],
    *,
    accept_warnings: bool = False,
) -> Saved:
    """Change the fields of a client that are in ``raw``; the others stay.

    Warnings about values that were stored before are not asked again.

    Raises:
        GoneError: the client was deleted.
        StaleError: somebody saved it after ``version``.
        InvalidError, DuplicateRtnError, UnconfirmedError, NotAllowedError: as in
            :func:`register`.

    """
    # Judged before others have to wait: what a version consists of does not change.
    seen = read_row(Client, client_id)
    judged = _judged(seen, raw) if seen is not None and seen.version == version else None
    with write_transaction():
        require(operator, Right.WRITE)
        client = _present(client_id, version)
        before = values_of(client)
        record = judged or _judged(client, raw)
        # Beside what was typed, what a rule puts into a blank field: the second of two phones.
        given = {
            key: value
            for key, value in record.values.items()
            if key in raw or (value and not before[key])
        }
        changes = audit.differences(before, given)
        errors = tuple(problem for problem in record.errors if problem.field in raw)
        if errors:
            raise InvalidError(errors)
        if not changes:
            return Saved(client_id, version)
        if "rtn" in changes:
            _refuse_duplicate(record.values["rtn"], client_id)
        warnings = new_warnings(record.warnings, changes)
        if warnings and not accept_warnings:
            raise UnconfirmedError(warnings)
        _update(operator, client, "update", {key: record.values[key] for key in changes}, changes)
    fixes = tuple(problem for problem in record.fixes if problem.field in changes)
    return Saved(client_id, version + 1, fixes)


def deactivate(operator: str, client_id: int, version: int) -> Saved:
    """Take a client out of every search and choice, keeping it and its history."""
    return _set_active(operator, client_id, version, active=False)


def reactivate(operator: str, client_id: int, version: int) -> Saved:
    """Bring an inactive client back."""
    return _set_active(operator, client_id, version, active=True)


def delete(
    operator: str, client_id: int, version: int, contacts: Mapping[int, int] | None = None
) -> None:
    """Delete a client that was created by mistake, with its contacts.

    ``contacts`` are those that the operator saw, id to version: others go unseen no more than
    another version of the client does.

    Raises:
        NotAllowedError: it has operations (the database refuses it too), or the role of
            ``operator`` does not allow it.
        GoneError, StaleError: as in :func:`edit`.
        ContactsChangedError: ``contacts`` are not those that it has.

    """
    with write_transaction():
        require(operator, Right.DELETE)
        client = _present(client_id, version)
        reason = deletion_reason(client_id)
        if reason is not None:
            raise NotAllowedError(reason)
        present = list(Contact.select().where(Contact.client == client_id))
        versions = {contact.id: contact.version for contact in present}
        if contacts is not None and versions != contacts:
            change = audit.last_contact_change(client_id) or Change(
                client.updated_by, client.updated_at
            )
            raise ContactsChangedError(change, _current(client), client.version, versions)
        gone = [
            {
                key: getattr(contact, key)
                for key in ("name", "position", "phone", "email", "is_primary")
            }
            for contact in present
        ]
        changes = audit.deleted({**values_of(client), "contacts": gone or None})
        audit.record(operator, "delete", "client", client_id, client_id, client.name, changes)
        catalogue.delete_client(client_id)


def deletion_reason(client_id: int) -> str | None:
    """Return why a client cannot be deleted, with the counts, or ``None`` when it can."""
    operations = operations_of(client_id)
    if not operations:
        return None
    return f"No se puede eliminar: tiene {operations.in_words()}. Puede desactivarlo."


def values_of(client: Client) -> dict[str, Any]:
    """Return the stored fields of a client by key."""
    return {key: getattr(client, key) for key in KEYS}


def new_warnings(warnings: tuple[Problem, ...], changes: audit.Changes) -> tuple[Problem, ...]:
    """Return the warnings that a change brings: those of fields that changed.

    The RTN and the kind are judged together, so a change of one asks about the other.
    """
    asked = set(changes)
    if asked & {"rtn", "kind"}:
        asked |= {"kind"}
    return tuple(problem for problem in warnings if problem.field in asked)


def _set_active(operator: str, client_id: int, version: int, *, active: bool) -> Saved:
    with write_transaction():
        require(operator, Right.WRITE)
        client = _present(client_id, version)
        if client.active == active:
            state = "activo" if active else "inactivo"
            raise NotAllowedError(f"Este cliente ya está {state}.")
        _update(
            operator,
            client,
            "reactivate" if active else "deactivate",
            {"active": active},
            {"active": [client.active, active]},
        )
    return Saved(client_id, version + 1)


def _judged(client: Client, raw: Mapping[str, str]) -> CleanRecord:
    """Return what a client would be with some fields typed anew."""
    return clean_record(CLIENT_FIELDS, {**show_record(CLIENT_FIELDS, values_of(client)), **raw})


def _present(client_id: int, version: int) -> Client:
    """Return the client as it is, refusing if it is gone or newer than ``version``."""
    client = read_row(Client, client_id)
    if client is None:
        raise GoneError("cliente", audit.last_change("client", client_id, "delete"))
    if client.version != version:
        raise_stale(client)
    return client


def raise_stale(client: Client) -> NoReturn:
    """Raise :class:`StaleError` with the client's present values."""
    change = Change(client.updated_by, client.updated_at)
    raise StaleError(change, _current(client), client.version)


def _current(client: Client) -> dict[str, Any]:
    return {**values_of(client), "active": client.active}


def _update(
    operator: str, client: Client, action: str, values: dict[str, Any], changes: audit.Changes
) -> None:
    stamped = {**values, "updated_at": now(), "updated_by": operator}
    if not update_row(Client, client.id, client.version, stamped):
        raise_stale(Client.get_by_id(client.id))
    catalogue.refresh(client.id)
    name = values.get("name", client.name)
    audit.record(operator, action, "client", client.id, client.id, name, changes)


def _refuse_duplicate(rtn: str, own_id: int | None) -> None:
    for other_id, name, active in rows("SELECT id, name, active FROM client WHERE rtn = ?", (rtn,)):
        if other_id != own_id:
            raise DuplicateRtnError(other_id, name, bool(active))
