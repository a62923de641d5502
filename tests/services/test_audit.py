"""What the audit log tells of a change."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from aduanas_tui.services import audit, clients
from aduanas_tui.store.models import AuditEntry
from tests.factories import OPERATOR, add_contact, enroll, register


def test_only_what_differs_is_told() -> None:
    before = {"name": "A", "notes": "", "active": True}
    assert audit.differences(before, before) == {}
    assert audit.differences(before, {"name": "B", "notes": ""}) == {"name": ["A", "B"]}
    assert audit.differences(before, {"active": False}) == {"active": [True, False]}


def test_blank_fields_of_what_comes_and_goes_are_not_told() -> None:
    values = {"name": "A", "notes": "", "closed_on": None, "is_primary": False}
    assert audit.created(values) == {"name": [None, "A"], "is_primary": [None, False]}
    assert audit.deleted(values) == {"name": ["A", None], "is_primary": [False, None]}


def test_entries_are_in_order_and_say_when(office: Path) -> None:
    before = datetime.now(UTC)
    saved = register()
    saved = clients.deactivate("ana", saved.id, saved.version)
    clients.reactivate("luis", saved.id, saved.version)
    found = list(AuditEntry.select().order_by(AuditEntry.id))
    assert [(one.action, one.operator) for one in found] == [
        ("create", OPERATOR),
        ("deactivate", "ana"),
        ("reactivate", "luis"),
    ]
    moments = [before, *(one.at for one in found), datetime.now(UTC)]
    assert moments == sorted(moments)


def test_last_change(office: Path) -> None:
    assert audit.last_change("client", 1) is None
    first, second = register(1), register(2)
    contact = add_contact(first.id)
    clients.edit("ana", first.id, first.version, {"notes": "x"}, accept_warnings=True)
    last = audit.last_change("client", first.id)
    assert last is not None
    assert last.operator == "ana"
    assert audit.last_change("client", first.id, "create").operator == OPERATOR
    assert audit.last_change("client", first.id, "delete") is None
    assert audit.last_change("client", second.id).operator == OPERATOR
    assert audit.last_change("contact", contact.id).operator == OPERATOR


def test_hostile_operator_and_values_are_kept_as_data(office: Path) -> None:
    enroll("o'p\"1")
    saved = register(notes="'); DROP TABLE audit_entry; --")
    clients.edit("o'p\"1", saved.id, saved.version, {"name": '"a" \\ñ {}'}, accept_warnings=True)
    last = AuditEntry.select().order_by(AuditEntry.id.desc()).get()
    assert last.operator == "o'p\"1"
    assert last.changes == {"name": ["Comercial Prueba 1", '"a" \\ñ {}']}
