"""What the database itself keeps, also against SQL that knows nothing of the services."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import peewee
import pytest

from aduanas_tui.store.connection import execute, rows
from aduanas_tui.store.models import AuditEntry, Client
from tests import factories
from tests.consistency import assert_consistent


def _refused(sql: str, *parameters: object, match: str) -> None:
    with pytest.raises(peewee.IntegrityError, match=match):
        execute(sql, parameters)


@pytest.mark.parametrize(
    "rtn",
    ["", "0801909935442", "080190993544233", "0801909935442X", "0801-909935442", "٠801909935442"],
)
def test_rtn_must_be_14_digits(office: Path, rtn: str) -> None:
    saved = factories.register()
    _refused("UPDATE client SET rtn = ? WHERE id = ?", rtn, saved.id, match="CHECK")


def test_rtn_is_unique(office: Path) -> None:
    first, second = factories.register(1), factories.register(2)
    rtn = Client.get_by_id(first.id).rtn
    _refused("UPDATE client SET rtn = ? WHERE id = ?", rtn, second.id, match=r"client\.rtn")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        *((column, "") for column in ("name", "address", "city", "department", "phone", "email")),
        ("kind", "empresa"),
        ("file_count", -1),
        ("version", 0),
    ],
)
def test_required_columns_are_checked(office: Path, column: str, value: object) -> None:
    saved = factories.register()
    _refused(f"UPDATE client SET {column} = ? WHERE id = ?", value, saved.id, match="CHECK")


def test_only_one_contact_is_primary(office: Path) -> None:
    client = factories.register()
    factories.add_contact(client.id, 1)
    second = factories.add_contact(client.id, 2)
    _refused("UPDATE contact SET is_primary = 1 WHERE id = ?", second.id, match="UNIQUE")


def test_each_client_has_its_own_primary_contact(office: Path) -> None:
    for number in (1, 2):
        factories.add_contact(factories.register(number).id)
    assert rows("SELECT count(*) FROM contact WHERE is_primary = 1") == [(2,)]


def test_contact_needs_a_client(office: Path) -> None:
    contact = factories.add_contact(factories.register().id)
    _refused("UPDATE contact SET client_id = 999 WHERE id = ?", contact.id, match="FOREIGN KEY")


def test_contacts_go_with_their_client(office: Path) -> None:
    client, other = factories.register(1), factories.register(2)
    for number in range(3):
        factories.add_contact(client.id, number)
    kept = factories.add_contact(other.id)
    execute("DELETE FROM client WHERE id = ?", (client.id,))
    assert rows("SELECT id FROM contact") == [(kept.id,)]


def _payment_alone(client_id: int) -> None:
    """Record a payment of this client on another one's invoice."""
    other = factories.register(99)
    execute(
        "UPDATE payment SET client_id = ? WHERE id = ?",
        (client_id, factories.payment(factories.invoice(other.id)).id),
    )


@pytest.mark.parametrize(
    "record", [factories.customs_file, factories.quote, factories.invoice, _payment_alone]
)
@pytest.mark.parametrize("table", ["customs_file", "quote", "invoice", "payment"])
def test_client_with_operations_cannot_be_deleted(
    office: Path, record: Callable[[int], object], table: str
) -> None:
    client = factories.register()
    record(client.id)
    for sql in ("DELETE FROM client WHERE id = ?", "DELETE FROM client WHERE id >= ?"):
        _refused(sql, client.id, match="with operations cannot be deleted")
        with (
            closing(sqlite3.connect(office)) as other,  # which keeps no foreign keys unasked
            pytest.raises(sqlite3.IntegrityError, match="with operations"),
        ):
            other.execute(sql, (client.id,))
    assert rows("SELECT count(*) FROM client WHERE id = ?", (client.id,)) == [(1,)]
    if record is not _payment_alone:
        assert_consistent()


def test_what_is_linked_cannot_be_deleted(office: Path) -> None:
    client = factories.register()
    file = factories.customs_file(client.id)
    quote = factories.quote(client.id, customs_file=file)
    invoice = factories.invoice(client.id, customs_file=file, quote=quote)
    factories.payment(invoice)
    for table, record in (("customs_file", file), ("quote", quote), ("invoice", invoice)):
        _refused(f"DELETE FROM {table} WHERE id = ?", record.id, match="FOREIGN KEY")


def test_invoice_total_is_the_sum(office: Path) -> None:
    invoice = factories.invoice(factories.register().id)
    _refused("UPDATE invoice SET total = total + 1 WHERE id = ?", invoice.id, match="CHECK")
    _refused(
        "UPDATE invoice SET isv = -1, total = subtotal - 1 WHERE id = ?", invoice.id, match="CHECK"
    )
    execute("UPDATE invoice SET isv = 0, total = subtotal WHERE id = ?", (invoice.id,))


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("customs_file", "number", ""),
        ("customs_file", "operation_type", "transito"),
        ("customs_file", "channel", "azul"),
        ("quote", "state", "vencida"),
        ("quote", "currency", "EUR"),
        ("quote", "total", -1),
        ("invoice", "currency", "EUR"),
        ("payment", "amount", 0),
        ("payment", "method", ""),
    ],
)
def test_operations_are_checked(office: Path, table: str, column: str, value: object) -> None:
    client = factories.register()
    factories.customs_file(client.id)
    factories.quote(client.id)
    factories.payment(factories.invoice(client.id))
    _refused(f"UPDATE {table} SET {column} = ?", value, match="CHECK")


@pytest.mark.parametrize("table", ["customs_file", "quote", "invoice"])
def test_numbers_of_operations_are_unique(office: Path, table: str) -> None:
    record = getattr(factories, table)
    client = factories.register()
    record(client.id, "N-1")
    record(client.id, "N-2")
    _refused(f"UPDATE {table} SET number = 'N-1'", match="UNIQUE")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_entry SET operator = 'otro'",
        "UPDATE audit_entry SET changes = '{}' WHERE id = 1",
        "DELETE FROM audit_entry",
        "DELETE FROM audit_entry WHERE id = 1",
        "INSERT OR REPLACE INTO audit_entry SELECT id, at, 'otro', action, entity, entity_id, "
        "client_id, label, changes, batch_id FROM audit_entry",
        "UPDATE OR REPLACE audit_entry SET id = id + 1",
        "INSERT INTO audit_entry SELECT id, at, 'otro', action, entity, entity_id, client_id, "
        "label, changes, batch_id FROM audit_entry WHERE true "
        "ON CONFLICT DO UPDATE SET operator = 'otro'",
    ],
)
def test_audit_log_only_grows(office: Path, sql: str) -> None:
    factories.register(1)
    factories.register(2)
    before = rows("SELECT * FROM audit_entry")
    _refused(sql, match="append-only")
    assert rows("SELECT * FROM audit_entry") == before
    with pytest.raises(peewee.IntegrityError, match="append-only"):
        AuditEntry.delete().execute()


def test_audit_log_outlives_what_it_tells_of(office: Path) -> None:
    saved = factories.register()
    execute("DELETE FROM client WHERE id = ?", (saved.id,))
    assert rows("SELECT client_id FROM audit_entry") == [(saved.id,)]


def test_ids_of_records_are_never_used_twice(office: Path) -> None:
    first = factories.register(1)
    execute("DELETE FROM client WHERE id = ?", (first.id,))
    assert factories.register(2).id > first.id
