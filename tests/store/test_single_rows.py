"""Rows that are read and written by statements of our own are what peewee makes of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from aduanas_tui.store.connection import write_transaction
from aduanas_tui.store.models import AuditEntry, Client, Contact, CustomsFile, OfficeModel
from aduanas_tui.store.single_rows import insert_row, read_row, read_rows, update_row
from tests.factories import OPERATOR, add_contact, customs_file, register


@pytest.fixture
def client_id(office: Path) -> int:
    """A client with a contact and a customs file."""
    saved = register(1)
    add_contact(saved.id)
    customs_file(saved.id)
    return saved.id


@pytest.mark.parametrize("model", [Client, Contact, CustomsFile, AuditEntry])
def test_a_row_is_read_as_peewee_reads_it(client_id: int, model: type[OfficeModel]) -> None:
    known: Any = model.select().order_by(model.id.desc()).get()
    found: Any = read_row(model, known.id)
    assert found.__data__ == known.__data__
    assert read_row(model, known.id + 1) is None


def test_rows_of_one_client_are_read_in_order(client_id: int) -> None:
    found = read_rows(Contact, "client_id = ? ORDER BY id DESC", (client_id,))
    assert [one.client_id for one in found] == [client_id]


def test_a_copy_that_is_inserted_is_the_same(client_id: int) -> None:
    known = CustomsFile.get()
    values = {**known.__data__, "number": "EXP-26-9999"}
    del values["id"]
    with write_transaction():
        new_id = insert_row(CustomsFile, values)
    assert CustomsFile.get_by_id(new_id).__data__ == {**values, "id": new_id}


def test_only_the_version_that_was_seen_is_updated(client_id: int) -> None:
    version = Client.get_by_id(client_id).version
    with write_transaction():
        assert update_row(Client, client_id, version, {"active": False, "notes": OPERATOR})
        assert not update_row(Client, client_id, version, {"notes": "tarde"})
    found = Client.get_by_id(client_id)
    assert (found.active, found.notes, found.version) == (False, OPERATOR, version + 1)
