"""Taking back one change: what was there comes back, unless something newer or a rule forbids."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aduanas_tui.domain.fields import show_record
from aduanas_tui.domain.roles import Role
from aduanas_tui.services import audit_log, clients, contacts, lookup, taking_back
from aduanas_tui.services.audit_log import AuditAction, AuditFilters
from aduanas_tui.services.errors import DuplicateRtnError, InvalidError, NotAllowedError
from aduanas_tui.services.importing.batches import undo_batch
from aduanas_tui.services.operations import registering
from aduanas_tui.services.operations.documents import document
from aduanas_tui.store.connection import database, rows
from aduanas_tui.store.opening import close_database, open_database
from tests.consistency import assert_consistent
from tests.factories import OPERATOR, SUPERVISOR, add_contact, client, enroll, register, rtn
from tests.services.audit import jobs
from tests.services.audit.jobs import last_id
from tests.services.operations.typed import Kind, add


def refusal(entry_id: int, operator: str = OPERATOR) -> str:
    """Return why a change cannot be taken back; trying it says the same and changes nothing."""
    before = rows("SELECT count(*) FROM audit_entry")
    why = taking_back.refusal_of(operator, entry_id)
    assert why is not None
    with pytest.raises(NotAllowedError) as refused:
        taking_back.take_back(operator, entry_id)
    assert str(refused.value) == why
    assert rows("SELECT count(*) FROM audit_entry") == before
    return why


def take_back(entry_id: int, operator: str = OPERATOR) -> None:
    assert taking_back.refusal_of(operator, entry_id) is None
    taking_back.take_back(operator, entry_id)
    assert_consistent()


def values(client_id: int) -> dict[str, Any]:
    return lookup.client_record(client_id).values


def test_a_change_of_a_client(office: Path) -> None:
    saved = register(1)
    before = values(saved.id)
    clients.edit(
        OPERATOR, saved.id, 1, {"name": "Ñandú, S.A.", "notes": "a\nb", "phone2": "2255-0000"}
    )
    edited = last_id()
    take_back(edited)
    assert values(saved.id) == before
    last = audit_log.entry_detail(last_id())
    assert last.entry.action == AuditAction.TAKE_BACK
    assert last.entry.what.startswith("Deshizo un cambio en el cliente: Nombre o Razón Social")
    assert lookup.client_record(saved.id).version == 3
    assert refusal(edited).startswith(f"Ya lo deshizo {OPERATOR}, el ")
    take_back(last_id())
    assert values(saved.id)["name"] == "Ñandú, S.A."
    why = f"{OPERATOR} cambió Nombre o Razón Social después, el "
    assert refusal(edited).startswith(why), "it was redone, by a change that can be taken back"


def test_other_fields_may_have_changed_since(office: Path) -> None:
    saved = register(1)
    clients.edit(OPERATOR, saved.id, 1, {"phone": "2255-1111", "notes": "x"})
    first = last_id()
    clients.edit("ana", saved.id, 2, {"city": "Danlí"}, accept_warnings=True)
    clients.deactivate("ana", saved.id, 3)
    take_back(first)
    assert values(saved.id)["city"] == "Danlí"
    assert values(saved.id)["notes"] == ""
    assert not lookup.client_record(saved.id).active


def test_somebody_changed_one_of_the_fields_since(office: Path) -> None:
    saved = register(1)
    clients.edit(OPERATOR, saved.id, 1, {"phone": "2255-1111", "notes": "x"})
    first = last_id()
    clients.edit("ana", saved.id, 2, {"notes": "y"})
    why = refusal(first)
    assert why.startswith("ana cambió Notas después, el ")
    assert why.endswith("deshaga primero ese cambio.")


@pytest.mark.parametrize("job", [jobs.client_deactivated, jobs.client_reactivated])
def test_being_active(job: jobs.Job, office: Path, tmp_path: Path) -> None:
    job(tmp_path)
    was = lookup.client_record(1).active
    take_back(last_id())
    assert lookup.client_record(1).active is not was
    take_back(last_id())
    assert lookup.client_record(1).active is was


def test_a_change_of_a_contact(office: Path) -> None:
    client_id = register(1).id
    saved = add_contact(client_id, position="")
    before = lookup.client_record(client_id).contacts[0].values
    contacts.edit(OPERATOR, saved.id, 1, {"position": "Jefe", "email": ""})
    take_back(last_id())
    assert lookup.client_record(client_id).contacts[0].values == before


def test_the_primary_mark_goes_back_to_whom_it_left(office: Path, tmp_path: Path) -> None:
    jobs.contact_made_primary(tmp_path)
    marked, unmarked = last_id(), last_id() - 1
    with pytest.raises(InvalidError, match="marque otro contacto"):
        taking_back.take_back(OPERATOR, marked)
    take_back(unmarked)
    primary = lookup.client_record(1).primary
    assert primary is not None
    assert primary.values["name"] == "Persona Inventada 1"


def test_a_change_of_an_operation_with_its_links(office: Path) -> None:
    client_id = register(1).id
    add(Kind.CUSTOMS_FILE, client_id)
    saved = add(Kind.INVOICE, client_id, customs_file="EXP-26-0001")
    before = document(Kind.INVOICE, saved.id).values
    changed = {
        "customs_file": "",
        "due_on": "08/01/2027",
        "subtotal": "2,000.00",
        "total": "2,150.00",
    }
    registering.edit(OPERATOR, Kind.INVOICE, saved.id, 1, changed)
    take_back(last_id())
    assert document(Kind.INVOICE, saved.id).values == before


def test_the_rules_of_operations_hold(office: Path) -> None:
    client_id = register(1).id
    saved = add(Kind.INVOICE, client_id)
    raw = {"subtotal": "2,000.00", "total": "2,150.00"}
    registering.edit(OPERATOR, Kind.INVOICE, saved.id, 1, raw)
    edited = last_id()
    add(Kind.PAYMENT, client_id)
    with pytest.raises(InvalidError, match="Tiene pagos"):
        taking_back.take_back(OPERATOR, edited)
    assert document(Kind.INVOICE, saved.id).values["total"] == 2150
    assert_consistent()


def test_an_rtn_that_another_has_by_now(office: Path) -> None:
    saved = register(1)
    clients.edit(OPERATOR, saved.id, 1, {"rtn": rtn(2)}, accept_warnings=True)
    edited = last_id()
    clients.register(OPERATOR, client(3, rtn=rtn(1)), accept_warnings=True)
    with pytest.raises(DuplicateRtnError, match="Comercial Prueba 3"):
        taking_back.take_back(OPERATOR, edited)
    assert values(saved.id)["rtn"] == rtn(2)


@pytest.mark.parametrize(
    ("service", "said"),
    [
        ("register", "Un registro nuevo no se deshace aquí"),
        ("contacts.add", "Un registro nuevo no se deshace aquí"),
        ("delete", "Lo eliminado no vuelve"),
        ("contacts.remove", "Lo eliminado no vuelve"),
        ("move", "Un paso se corrige en el expediente"),
        ("answer", "La respuesta se corrige en la cotización"),
        ("annul", "Una anulación no se deshace"),
        ("operations.confirm", "Un registro nuevo no se deshace aquí"),
    ],
)
def test_what_is_no_change_of_fields(service: str, said: str, office: Path, tmp_path: Path) -> None:
    jobs.JOBS[service][0](tmp_path)
    assert said in refusal(last_id(), SUPERVISOR)


def test_a_client_that_was_deleted(office: Path, tmp_path: Path) -> None:
    jobs.client_edited(tmp_path)
    edited = last_id()
    clients.delete("ana", 1, 2)
    assert refusal(edited) == (
        "Ya no existe el cliente. La eliminación es de ana, hace un momento."
    )


def test_an_import_that_was_undone_and_one_that_was_not(office: Path, tmp_path: Path) -> None:
    batch_id = jobs.clients_imported(tmp_path)
    changed = audit_log.page(AuditFilters(action="update", client_id=1), 5)[0]
    take_back(changed.id)
    assert values(1)["city"] == "Tegucigalpa"
    left = undo_batch(OPERATOR, batch_id).left
    assert left == (f"«Comercial Prueba 1»: lo cambió {OPERATOR} después de importarlo",)
    assert refusal(changed.id).startswith(f"Ya lo deshizo {OPERATOR}")


def test_roles(office: Path, tmp_path: Path) -> None:
    jobs.client_edited(tmp_path)
    edited = last_id()
    assert "deshacer cambios de otros" in refusal(edited, "ana")
    assert "deshacer cambios" in refusal(edited, "nadie")
    take_back(edited, SUPERVISOR)
    jobs_of_ana = clients.edit("ana", 1, 3, {"notes": "z"})
    enroll("ana", role=Role.READER)
    assert "deshacer cambios" in refusal(last_id(), "ana")
    assert jobs_of_ana.version == 4


def test_what_no_service_wrote(office: Path) -> None:
    from tests.services.audit.test_log import written

    register(1)
    written({"changes": '{"raro":[1,2]}'}, {"changes": "{}"}, {"changes": '{"name":["A","B"]}'})
    for entry_id in range(last_id() - 2, last_id() + 1):
        assert refusal(entry_id).startswith("Esos datos ya no son los de este cambio")
    written(
        {"entity": "office", "action": "restore", "client_id": 0},
        {"entity": "operator", "client_id": 0},
        {"entity": "raro"},
    )
    assert refusal(last_id() - 2).startswith("Lo que se restauró o se reparó no se deshace")
    assert refusal(last_id() - 1).startswith("Los roles no se deshacen aquí")
    assert refusal(last_id()).startswith("Ya no existe el registro")


EDITS = st.lists(
    st.dictionaries(
        st.sampled_from(["notes", "city", "phone2", "billing_email"]),
        st.sampled_from(["", "Danlí", "2255-0000", "a@prueba.hn"]),
        min_size=1,
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=20)
@given(edits=EDITS, data=st.data())
def test_whatever_was_edited_the_rule_holds(
    edits: list[dict[str, str]], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A change can be taken back exactly when no newer entry has one of its fields."""
    open_database(tmp_path_factory.mktemp("back") / "back.db", create=True)
    enroll()
    try:
        saved = register(1)
        for raw in edits:
            kept = {key: text for key, text in raw.items() if _fits(key, text)}
            clients.edit(OPERATOR, saved.id, _version(), kept, accept_warnings=True)
        entry_id = data.draw(st.integers(1, last_id()))
        entry = audit_log.stored_entry(entry_id)
        changes = audit_log.changes_of(entry)
        newer = range(entry_id + 1, last_id() + 1)
        touched = {
            key for one in newer for key in audit_log.changes_of(audit_log.stored_entry(one))
        }
        allowed = entry.action == "update" and not touched & changes.keys()
        shown = show_record(clients.CLIENT_FIELDS, values(1))
        if allowed:
            take_back(entry_id)
            former = show_record(clients.CLIENT_FIELDS, {k: pair[0] for k, pair in changes.items()})
            wanted = {**shown, **{key: former[key] for key in changes}}
            assert show_record(clients.CLIENT_FIELDS, values(1)) == wanted
        else:
            refusal(entry_id)
            assert show_record(clients.CLIENT_FIELDS, values(1)) == shown
    finally:
        close_database()
        database.init(None)


def _fits(key: str, text: str) -> bool:
    """Leave out what no form would save."""
    if key == "city":
        return bool(text)
    shapes = {"phone2": text[:1].isdigit(), "billing_email": "@" in text}
    return shapes.get(key, True) or not text


def _version() -> int:
    return lookup.client_record(1).version
