"""The contacts of a client: adding, editing, removing, and which one is primary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aduanas_tui.domain.contact_fields import CONTACT_FIELDS
from aduanas_tui.domain.fields import CleanRecord, clean_record, show_record
from aduanas_tui.domain.problems import Problem, error
from aduanas_tui.services import audit
from aduanas_tui.services.clients import Saved
from aduanas_tui.services.errors import (
    Change,
    GoneError,
    InvalidError,
    StaleError,
    UnconfirmedError,
)
from aduanas_tui.services.roles import Right, require
from aduanas_tui.store import catalogue
from aduanas_tui.store.columns import now
from aduanas_tui.store.connection import write_transaction
from aduanas_tui.store.models import Client, Contact

KEYS = tuple(item.key for item in CONTACT_FIELDS)


def add(
    operator: str, client_id: int, raw: Mapping[str, str], *, accept_warnings: bool = False
) -> Saved:
    """Add a contact to a client; the first one becomes its primary contact.

    Raises:
        GoneError: the client was deleted.
        InvalidError: a field has an error.
        UnconfirmedError: there are warnings and ``accept_warnings`` is false.
        NotAllowedError: the role of ``operator`` does not allow it.

    """
    record = clean_record(CONTACT_FIELDS, raw)
    _refuse(record.errors, record.warnings, accept_warnings)
    with write_transaction():
        require(operator, Right.WRITE)
        _require_client(client_id)
        values = record.values
        primary = _primary_of(client_id)
        values["is_primary"] = bool(values["is_primary"]) or primary is None
        if values["is_primary"] and primary is not None:
            _mark(operator, primary, is_primary=False)
        moment = now()
        contact = Contact.create(
            **values,
            client=client_id,
            created_at=moment,
            created_by=operator,
            updated_at=moment,
            updated_by=operator,
        )
        audit.record(
            operator,
            "create",
            "contact",
            contact.id,
            client_id,
            contact.name,
            audit.created(values),
        )
        catalogue.refresh(client_id)
    return Saved(contact.id, 1, record.fixes)


def edit(
    operator: str,
    contact_id: int,
    version: int,
    raw: Mapping[str, str],
    *,
    accept_warnings: bool = False,
) -> Saved:
    """Change the fields of a contact that are in ``raw``.

    The primary mark moves to it when it is set; it cannot just be taken away, because operations
    need one: another contact gets it instead.

    Raises:
        GoneError, StaleError, InvalidError, UnconfirmedError, NotAllowedError: as in
            ``clients.edit``.

    """
    with write_transaction():
        require(operator, Right.WRITE)
        contact = _present(contact_id, version)
        before = values_of(contact)
        record: CleanRecord = clean_record(
            CONTACT_FIELDS, {**show_record(CONTACT_FIELDS, before), **raw}
        )
        changes = audit.differences(before, {key: record.values[key] for key in raw})
        errors = [problem for problem in record.errors if problem.field in raw]
        if contact.is_primary and "is_primary" in changes:
            message = "Para quitarle la marca, marque otro contacto como principal."
            errors.append(error("is_primary", "primary_needed", message))
        warnings = [
            problem
            for problem in record.warnings
            if problem.field in changes
            or (problem.code == "contact_without_reach" and changes.keys() & {"phone", "email"})
        ]
        _refuse(tuple(errors), tuple(warnings), accept_warnings)
        if not changes:
            return Saved(contact_id, version)
        if changes.get("is_primary", [False, False])[1]:
            primary = _primary_of(contact.client_id)
            if primary is not None:
                _mark(operator, primary, is_primary=False)
        _update(operator, contact, {key: record.values[key] for key in changes}, changes)
        catalogue.refresh(contact.client_id)
    fixes = tuple(problem for problem in record.fixes if problem.field in changes)
    return Saved(contact_id, version + 1, fixes)


def make_primary(operator: str, contact_id: int, version: int) -> Saved:
    """Make a contact the primary one of its client; the mark leaves whoever had it."""
    return edit(operator, contact_id, version, {"is_primary": "si"}, accept_warnings=True)


def remove(operator: str, contact_id: int, version: int) -> str | None:
    """Remove a contact. When it was the primary one, the oldest of the rest becomes primary.

    Returns the name of the contact that is primary instead, if that changed.

    Raises:
        GoneError, StaleError, NotAllowedError: as in :func:`edit`.

    """
    with write_transaction():
        require(operator, Right.WRITE)
        contact = _present(contact_id, version)
        client_id = contact.client_id
        changes = audit.deleted(values_of(contact))
        audit.record(operator, "delete", "contact", contact_id, client_id, contact.name, changes)
        contact.delete_instance()
        successor = None
        if contact.is_primary:
            successor = (
                Contact.select().where(Contact.client == client_id).order_by(Contact.id).first()
            )
            if successor is not None:
                _mark(operator, successor, is_primary=True)
        catalogue.refresh(client_id)
    return successor.name if successor is not None else None


def values_of(contact: Contact) -> dict[str, Any]:
    """Return the stored fields of a contact by key."""
    return {key: getattr(contact, key) for key in KEYS}


def _refuse(
    errors: tuple[Problem, ...], warnings: tuple[Problem, ...], accept_warnings: bool
) -> None:
    if errors:
        raise InvalidError(errors)
    if warnings and not accept_warnings:
        raise UnconfirmedError(warnings)


def _require_client(client_id: int) -> None:
    if not Client.select().where(Client.id == client_id).exists():
        raise GoneError("cliente", audit.last_change("client", client_id, "delete"))


def _present(contact_id: int, version: int) -> Contact:
    contact = Contact.get_or_none(Contact.id == contact_id)
    if contact is None:
        raise GoneError("contacto", audit.last_change("contact", contact_id, "delete"))
    if contact.version != version:
        change = Change(contact.updated_by, contact.updated_at)
        raise StaleError(change, values_of(contact), contact.version)
    return contact


def _primary_of(client_id: int) -> Contact | None:
    primary: Contact | None = Contact.get_or_none(
        Contact.client == client_id,
        Contact.is_primary == True,  # noqa: E712 - an SQL expression
    )
    return primary


def _mark(operator: str, contact: Contact, *, is_primary: bool) -> None:
    _update(
        operator,
        contact,
        {"is_primary": is_primary},
        {"is_primary": [contact.is_primary, is_primary]},
    )


def _update(
    operator: str, contact: Contact, values: dict[str, Any], changes: audit.Changes
) -> None:
    """Write the values; the version cannot have changed since it was read under the write lock."""
    Contact.update(
        **values, version=contact.version + 1, updated_at=now(), updated_by=operator
    ).where(Contact.id == contact.id, Contact.version == contact.version).execute()
    audit.record(
        operator,
        "update",
        "contact",
        contact.id,
        contact.client_id,
        values.get("name", contact.name),
        changes,
    )
