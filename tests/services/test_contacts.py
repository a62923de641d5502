"""Contacts: exactly one is primary as long as there is any."""

from __future__ import annotations

from pathlib import Path

import pytest

from aduanas_tui.services import clients, contacts, lookup
from aduanas_tui.services.errors import GoneError, InvalidError, StaleError, UnconfirmedError
from aduanas_tui.store.connection import rows
from aduanas_tui.store.models import AuditEntry
from tests.consistency import assert_consistent
from tests.factories import HOSTILE_NAMES, OPERATOR, add_contact, contact, register


@pytest.fixture
def client_id(office: Path) -> int:
    return register().id


def primary(client_id: int) -> str | None:
    found = lookup.client_record(client_id).primary
    return found.values["name"] if found else None


def names(client_id: int) -> list[str]:
    return [one.values["name"] for one in lookup.client_record(client_id).contacts]


def last_entries(count: int) -> list[AuditEntry]:
    return list(AuditEntry.select().order_by(AuditEntry.id.desc()).limit(count))[::-1]


def test_first_contact_becomes_primary(client_id: int) -> None:
    assert primary(client_id) is None
    add_contact(client_id, 1, name="Ana", is_primary="no")
    assert primary(client_id) == "Ana"
    add_contact(client_id, 2, name="Bea")
    assert primary(client_id) == "Ana"
    assert names(client_id) == ["Ana", "Bea"]
    assert_consistent()


def test_values_are_stored_clean(client_id: int) -> None:
    saved = contacts.add(
        "luis",
        client_id,
        {
            "name": " Ana  Ñáñez ",
            "position": "Jefa",
            "phone": "+1 305 555 0100",
            "email": "ANA@X.HN",
        },
        accept_warnings=True,
    )
    (record,) = lookup.client_record(client_id).contacts
    assert (record.id, record.version) == (saved.id, 1)
    assert record.values == {
        "name": "Ana Ñáñez",
        "position": "Jefa",
        "phone": "+13055550100",
        "email": "ANA@x.hn",
        "is_primary": True,
    }
    (entry,) = last_entries(1)
    assert (entry.operator, entry.action, entry.entity) == ("luis", "create", "contact")
    assert (entry.entity_id, entry.client_id, entry.label) == (saved.id, client_id, "Ana Ñáñez")
    assert entry.changes == {key: [None, value] for key, value in record.values.items()}


def test_new_primary_takes_the_mark(client_id: int) -> None:
    first = add_contact(client_id, 1, name="Ana")
    add_contact(client_id, 2, name="Bea", is_primary="si")
    assert primary(client_id) == "Bea"
    assert names(client_id) == ["Bea", "Ana"]
    moved, created = last_entries(2)
    assert (moved.entity_id, moved.changes) == (first.id, {"is_primary": [True, False]})
    assert (created.action, created.changes["is_primary"]) == ("create", [None, True])
    with pytest.raises(StaleError):
        contacts.edit(OPERATOR, first.id, first.version, {"name": "Anita"})


def test_making_another_primary_moves_the_mark(client_id: int) -> None:
    first = add_contact(client_id, 1, name="Ana")
    second = add_contact(client_id, 2, name="Bea")
    after = contacts.make_primary("luis", second.id, second.version)
    assert after.version == 2
    assert primary(client_id) == "Bea"
    lost, won = last_entries(2)
    assert (lost.entity_id, lost.changes) == (first.id, {"is_primary": [True, False]})
    assert (won.entity_id, won.changes) == (second.id, {"is_primary": [False, True]})
    assert lost.operator == won.operator == "luis"
    again = contacts.make_primary(OPERATOR, second.id, after.version)
    assert again.version == after.version
    assert_consistent()


def test_mark_cannot_just_be_taken_away(client_id: int) -> None:
    saved = add_contact(client_id, 1)
    with pytest.raises(InvalidError, match="marque otro contacto como principal") as refused:
        contacts.edit(OPERATOR, saved.id, saved.version, {"is_primary": "no"})
    assert [problem.field for problem in refused.value.problems] == ["is_primary"]
    assert primary(client_id) is not None


def test_removing_the_primary_hands_the_mark_to_the_oldest(client_id: int) -> None:
    first = add_contact(client_id, 1, name="Ana")
    second = add_contact(client_id, 2, name="Bea")
    third = add_contact(client_id, 3, name="Caro")
    assert contacts.remove(OPERATOR, first.id, first.version) == "Bea"
    assert primary(client_id) == "Bea"
    removed, marked = last_entries(2)
    assert (removed.action, removed.label) == ("delete", "Ana")
    assert removed.changes["name"] == ["Ana", None]
    assert (marked.entity_id, marked.changes) == (second.id, {"is_primary": [False, True]})
    assert contacts.remove(OPERATOR, third.id, third.version) is None
    assert contacts.remove(OPERATOR, second.id, second.version + 1) is None
    assert names(client_id) == []
    assert_consistent()


def test_edit_changes_only_what_is_given(client_id: int) -> None:
    saved = add_contact(client_id, 1)
    before = lookup.client_record(client_id).contacts[0].values
    after = contacts.edit("luis", saved.id, saved.version, {"position": "Gerente"})
    assert after.version == 2
    assert lookup.client_record(client_id).contacts[0].values == before | {"position": "Gerente"}
    (entry,) = last_entries(1)
    assert (entry.operator, entry.action) == ("luis", "update")
    assert entry.changes == {"position": ["Jefa de compras", "Gerente"]}
    assert contacts.edit(OPERATOR, saved.id, 2, {"position": " Gerente "}).version == 2


def test_edit_can_take_the_mark_and_change_the_name_at_once(client_id: int) -> None:
    add_contact(client_id, 1, name="Ana")
    second = add_contact(client_id, 2, name="Bea")
    contacts.edit(OPERATOR, second.id, second.version, {"name": "Beatriz", "is_primary": "sí"})
    assert primary(client_id) == "Beatriz"
    assert_consistent()


def test_stale_edit_is_refused_with_what_is_there_now(client_id: int) -> None:
    saved = add_contact(client_id, 1)
    contacts.edit("ana", saved.id, saved.version, {"name": "De Ana"})
    with pytest.raises(StaleError, match="ana cambió este registro") as refused:
        contacts.edit("luis", saved.id, saved.version, {"name": "De Luis"})
    assert refused.value.current == lookup.client_record(client_id).contacts[0].values
    assert refused.value.version == 2
    for job in (contacts.remove, contacts.make_primary):
        with pytest.raises(StaleError):
            job(OPERATOR, saved.id, saved.version)


def test_what_is_gone_says_who_removed_it(client_id: int) -> None:
    saved = add_contact(client_id, 1)
    contacts.remove("ana", saved.id, saved.version)
    for job in (contacts.remove, contacts.make_primary):
        with pytest.raises(GoneError, match=r"ya no existe\. Lo eliminó ana hace un momento\."):
            job(OPERATOR, saved.id, saved.version)
    clients.delete("luis", client_id, lookup.client_record(client_id).version)
    with pytest.raises(GoneError, match=r"ya no existe\. Lo eliminó luis hace un momento\."):
        add_contact(client_id, 2)


def test_contact_that_went_with_its_client_is_gone(client_id: int) -> None:
    saved = add_contact(client_id, 1)
    clients.delete("ana", client_id, lookup.client_record(client_id).version)
    with pytest.raises(GoneError, match="Este contacto ya no existe"):
        contacts.edit(OPERATOR, saved.id, saved.version, {"name": "x"})


def test_errors_and_warnings(client_id: int) -> None:
    with pytest.raises(InvalidError) as refused:
        contacts.add(OPERATOR, client_id, {"name": "", "email": "sin arroba"})
    assert {problem.field for problem in refused.value.problems} == {"name", "email"}
    with pytest.raises(UnconfirmedError) as asked:
        contacts.add(OPERATOR, client_id, {"name": "Ana"})
    assert [problem.code for problem in asked.value.problems] == ["contact_without_reach"]
    saved = contacts.add(OPERATOR, client_id, {"name": "Ana"}, accept_warnings=True)
    # Saved over once, it is not asked again while neither changes.
    saved = contacts.edit(OPERATOR, saved.id, saved.version, {"position": "Gerente"})
    saved = contacts.edit(OPERATOR, saved.id, saved.version, {"email": "a@b.hn"})
    with pytest.raises(UnconfirmedError):
        contacts.edit(OPERATOR, saved.id, saved.version, {"email": ""})
    with pytest.raises(InvalidError):
        contacts.edit(OPERATOR, saved.id, saved.version, {"name": " "})
    assert_consistent()


@pytest.mark.parametrize("name", [name for name in HOSTILE_NAMES if len(name) <= 120])
def test_hostile_names_are_stored_clean(client_id: int, name: str) -> None:
    add_contact(client_id, 1, name=name)
    (stored,) = names(client_id)
    assert stored
    assert stored.isprintable()
    assert_consistent()


def test_contacts_of_other_clients_are_left_alone(client_id: int) -> None:
    other = register(2).id
    add_contact(other, 1, name="Otra")
    before = rows("SELECT * FROM contact")
    first = add_contact(client_id, 2, name="Ana")
    add_contact(client_id, 3, name="Bea", is_primary="si")
    contacts.remove(OPERATOR, first.id, first.version + 1)
    assert rows("SELECT * FROM contact WHERE client_id = ?", (other,)) == before


def test_contact_of_an_inactive_client_can_still_be_added(client_id: int) -> None:
    clients.deactivate(OPERATOR, client_id, 1)
    contacts.add(OPERATOR, client_id, contact(1))
    assert not lookup.client_record(client_id).active
    assert_consistent()


def test_client_keeps_its_version_when_its_contacts_change(client_id: int) -> None:
    add_contact(client_id, 1)
    assert lookup.client_record(client_id).version == 1
