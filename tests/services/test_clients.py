"""Registering, editing, deactivating, reactivating and deleting clients."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from aduanas_tui.domain.problems import Level
from aduanas_tui.services import clients, lookup
from aduanas_tui.services.errors import (
    DuplicateRtnError,
    GoneError,
    InvalidError,
    NotAllowedError,
    StaleError,
    UnconfirmedError,
)
from aduanas_tui.services.lookup import Listing, Order
from aduanas_tui.store.connection import database, rows
from aduanas_tui.store.models import AuditEntry, Client
from tests.consistency import assert_consistent
from tests.factories import (
    HOSTILE_NAMES,
    OPERATOR,
    add_contact,
    client,
    customs_file,
    invoice,
    payment,
    quote,
    register,
    rtn,
)

WRONG_CHECK_DIGIT = rtn(1)[:13] + str((int(rtn(1)[13]) + 1) % 10)


def edit(saved: clients.Saved, operator: str = OPERATOR, **raw: str) -> clients.Saved:
    return clients.edit(operator, saved.id, saved.version, raw, accept_warnings=True)


def stored_now(client_id: int) -> dict[str, object]:
    return lookup.client_record(client_id).values


def entries(client_id: int) -> list[AuditEntry]:
    found = AuditEntry.select().where(AuditEntry.client_id == client_id)
    return list(found.order_by(AuditEntry.id))


# Registering


def test_register_stores_the_clean_values(office: Path) -> None:
    before = datetime.now(UTC)
    saved = clients.register(
        "ana",
        client(
            name="  Café   Ñandú, S.A.  ",
            rtn="0801-9099 354423",
            department="fco. morazan",
            phone="2234 5678",
            email="Ventas@CAFE.hn",
            website="www.cafe.hn",
            notes="uno\r\n\r\n\r\n\r\ndos",
        ),
        accept_warnings=True,
    )
    record = lookup.client_record(saved.id)
    assert record.values == {
        "name": "Café Ñandú, S.A.",
        "rtn": "08019099354423",
        "kind": "juridica",
        "address": "Bo. El Centro, 2 calle",
        "city": "Tegucigalpa",
        "department": "Francisco Morazán",
        "phone": "+50422345678",
        "phone2": "",
        "email": "Ventas@cafe.hn",
        "billing_email": "",
        "website": "https://www.cafe.hn",
        "notes": "uno\n\ndos",
    }
    assert (record.version, record.active) == (saved.version, True) == (1, True)
    assert record.created_by == record.updated_by == "ana"
    assert before <= record.created_at == record.updated_at <= datetime.now(UTC)
    assert not record.operations
    assert record.last_operation is None


def test_register_tells_what_cleaning_changed(office: Path) -> None:
    saved = register(name="Comercial\x1b Limpia", phone="2234-5678 / 9988-7766")
    assert {problem.field for problem in saved.fixes} == {"name", "phone"}
    assert all(problem.level is Level.FIX for problem in saved.fixes)
    assert stored_now(saved.id)["phone2"] == "+50499887766"


def test_register_refuses_errors_all_at_once(office: Path) -> None:
    with pytest.raises(InvalidError) as refused:
        clients.register(OPERATOR, {"rtn": "123", "email": "sin arroba"}, accept_warnings=True)
    assert {problem.field for problem in refused.value.problems} == {
        *("name", "rtn", "kind", "address", "city", "department", "phone", "email")
    }
    assert rows("SELECT count(*) FROM client") == [(0,)]


def test_register_asks_about_warnings(office: Path) -> None:
    with pytest.raises(UnconfirmedError) as asked:
        clients.register(OPERATOR, client(rtn=WRONG_CHECK_DIGIT))
    codes = {problem.code for problem in asked.value.problems}
    assert codes == {"rtn_year", "rtn_check_digit"}
    assert rows("SELECT count(*) FROM client") == [(0,)]
    clients.register(OPERATOR, client(rtn=WRONG_CHECK_DIGIT), accept_warnings=True)
    assert rows("SELECT count(*) FROM client") == [(1,)]


def test_register_refuses_a_duplicate_and_names_the_other(office: Path) -> None:
    first = register(1, name="Café Celaque")
    with pytest.raises(DuplicateRtnError, match="ya es de «Café Celaque»") as refused:
        clients.register(OPERATOR, client(2, rtn=rtn(1)))
    assert (refused.value.client_id, refused.value.active) == (first.id, True)


def test_duplicate_of_an_inactive_client_offers_to_reactivate(office: Path) -> None:
    first = register(1)
    clients.deactivate(OPERATOR, first.id, first.version)
    with pytest.raises(DuplicateRtnError, match="está inactivo: reactívelo") as refused:
        register(2, rtn=rtn(1))
    assert not refused.value.active
    assert refused.value.client_id == first.id


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_hostile_names_are_stored_clean(office: Path, name: str) -> None:
    saved = register(name=name)
    stored_name = str(stored_now(saved.id)["name"])
    assert stored_name.isprintable()
    assert 0 < len(stored_name) <= 200
    assert not set(stored_name) & set("\x1b\x07\x9b\u202e\u200b\u200d\ufeff\x00\r\n\t")
    assert stored_name.replace(" ", "") in "".join(name.split()) or saved.fixes
    assert_consistent()


@pytest.mark.parametrize("name", ["", "   ", "\x1b\x00", "\u200b\u202e", "\U000e0041"])
def test_name_of_which_nothing_is_left_is_refused(office: Path, name: str) -> None:
    with pytest.raises(InvalidError) as refused:
        register(name=name)
    assert [problem.field for problem in refused.value.problems] == ["name"]


def test_too_long_is_refused_not_cut(office: Path) -> None:
    with pytest.raises(InvalidError) as refused:
        register(name="N" * 201, notes="n" * 4_001)
    assert {problem.code for problem in refused.value.problems} == {"too_long"}


# Editing


def test_edit_changes_only_what_is_given(office: Path) -> None:
    saved = register()
    before = stored_now(saved.id)
    after = edit(saved, "luis", city="Comayagüela", notes="Nota")
    assert after.version == 2
    assert stored_now(saved.id) == before | {"city": "Comayagüela", "notes": "Nota"}
    record = lookup.client_record(saved.id)
    assert (record.created_by, record.updated_by) == (OPERATOR, "luis")
    assert record.updated_at > record.created_at


def test_edit_that_changes_nothing_writes_nothing(office: Path) -> None:
    saved = register()
    before = rows("SELECT * FROM client")
    assert edit(saved, name="  Comercial  Prueba 1 ", phone="2251 0001").version == 1
    assert edit(saved).version == 1
    assert rows("SELECT * FROM client") == before
    assert len(entries(saved.id)) == 1


def test_an_edit_is_judged_before_others_have_to_wait(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[bool] = []
    judge = clients.clean_record

    def noting(*arguments: Any) -> Any:
        held.append(database.in_transaction())
        return judge(*arguments)

    saved = register(1)
    monkeypatch.setattr(clients, "clean_record", noting)
    clients.edit(OPERATOR, saved.id, saved.version, {"notes": "Llamar"}, accept_warnings=True)
    assert held == [False]
    with pytest.raises(StaleError):
        clients.edit(OPERATOR, saved.id, saved.version, {"notes": "Tarde"}, accept_warnings=True)
    assert held == [False]


def test_edit_writes_every_change_in_the_audit_log(office: Path) -> None:
    saved = register(notes="vieja")
    edit(saved, "luis", name="Otro Nombre", phone="2299-0000", notes="")
    last = entries(saved.id)[-1]
    assert (last.operator, last.action, last.entity) == ("luis", "update", "client")
    assert (last.entity_id, last.client_id, last.label) == (saved.id, saved.id, "Otro Nombre")
    assert last.changes == {
        "name": ["Comercial Prueba 1", "Otro Nombre"],
        "phone": ["+50422510001", "+50422990000"],
        "notes": ["vieja", ""],
    }


@pytest.mark.parametrize("field", ["name", "city"])
def test_change_that_only_the_order_sees(office: Path, field: str) -> None:
    """n and ñ are found alike, and sorted apart."""
    saved = register(1, **{field: "Nacaome"})
    register(2, **{field: "Nube"})
    listing = Listing(order=Order.NAME if field == "name" else Order.CITY)
    assert [row.id for row in lookup.page(listing, 9)] == [1, 2]
    edit(saved, **{field: "Ñacaome"})
    assert [row.id for row in lookup.page(listing, 9)] == [2, 1]
    assert_consistent()


def test_second_of_two_phones_is_kept_when_editing_only_the_first(office: Path) -> None:
    saved = register()
    after = edit(saved, phone="2299-0000 / 9988-7766")
    assert [problem.code for problem in after.fixes] == ["phone_split"]
    values = stored_now(saved.id)
    assert (values["phone"], values["phone2"]) == ("+50422990000", "+50499887766")
    assert entries(saved.id)[-1].changes["phone2"] == ["", "+50499887766"]
    assert_consistent()


def test_stale_edit_is_refused_with_what_is_there_now_and_by_whom(office: Path) -> None:
    saved = register()
    edit(saved, "ana", name="Nombre de Ana", city="Ojojona")
    with pytest.raises(StaleError, match="ana cambió este registro") as refused:
        edit(saved, "luis", name="Nombre de Luis")
    assert refused.value.version == 2
    assert refused.value.change.operator == "ana"
    assert refused.value.current == stored_now(saved.id) | {"active": True}
    assert refused.value.current["name"] == "Nombre de Ana"
    assert stored_now(saved.id)["name"] == "Nombre de Ana"
    assert len(entries(saved.id)) == 2
    edit(clients.Saved(saved.id, refused.value.version), "luis", name="Nombre de Luis")
    assert stored_now(saved.id)["name"] == "Nombre de Luis"
    assert stored_now(saved.id)["city"] == "Ojojona"


def test_edit_of_a_deleted_client_says_who_deleted_it(office: Path) -> None:
    saved = register()
    clients.delete("ana", saved.id, saved.version)
    for job in (edit, lambda one: clients.deactivate(OPERATOR, one.id, one.version)):
        with pytest.raises(GoneError, match=r"ya no existe\. Lo eliminó ana hace un momento\."):
            job(saved)
    with pytest.raises(GoneError, match="Otra persona lo eliminó"):
        edit(clients.Saved(999, 1), name="x")


def test_edit_to_the_rtn_of_another_is_refused(office: Path) -> None:
    first, second = register(1), register(2)
    with pytest.raises(DuplicateRtnError) as refused:
        edit(second, rtn=rtn(1))
    assert refused.value.client_id == first.id
    edit(second, rtn=rtn(2))
    edit(second, rtn=rtn(3))


def test_warnings_saved_over_are_not_asked_again(office: Path) -> None:
    saved = clients.register(OPERATOR, client(rtn=WRONG_CHECK_DIGIT), accept_warnings=True)
    # The whole form comes back, the field with the warning among them.
    raw = client(rtn=WRONG_CHECK_DIGIT, city="Ojojona")
    saved = clients.edit(OPERATOR, saved.id, saved.version, raw)
    assert saved.version == 2
    with pytest.raises(UnconfirmedError) as asked:
        clients.edit(OPERATOR, saved.id, saved.version, raw | {"phone": "2111-1111"})
    assert [problem.field for problem in asked.value.problems] == ["phone"]
    with pytest.raises(UnconfirmedError) as asked:
        clients.edit(OPERATOR, saved.id, saved.version, {"kind": "natural"})
    assert [problem.code for problem in asked.value.problems] == ["rtn_kind"]
    assert lookup.client_record(saved.id).version == 2


def test_rtn_and_kind_are_judged_together(office: Path) -> None:
    """Either change asks about the other, though the warning stands at the kind."""
    saved = register(1)
    natural = {"rtn": rtn(1, "08012099")}
    with pytest.raises(UnconfirmedError) as asked:
        clients.edit(OPERATOR, saved.id, saved.version, natural)
    assert {problem.code for problem in asked.value.problems} == {"rtn_year", "rtn_kind"}
    with pytest.raises(UnconfirmedError) as asked:
        clients.edit(OPERATOR, saved.id, saved.version, natural | {"kind": "natural"})
    assert {problem.code for problem in asked.value.problems} == {"rtn_year"}


def test_edit_refuses_errors_and_changes_nothing(office: Path) -> None:
    saved = register()
    before = rows("SELECT * FROM client")
    with pytest.raises(InvalidError) as refused:
        edit(saved, name="", rtn="12", city="Ojojona")
    assert [problem.field for problem in refused.value.problems] == ["name", "rtn"]
    assert rows("SELECT * FROM client") == before


# Deactivating, reactivating, deleting


def test_deactivate_and_reactivate(office: Path) -> None:
    saved = register()
    off = clients.deactivate("ana", saved.id, saved.version)
    assert not lookup.client_record(saved.id).active
    with pytest.raises(NotAllowedError, match="Este cliente ya está inactivo"):
        clients.deactivate(OPERATOR, saved.id, off.version)
    on = clients.reactivate("luis", saved.id, off.version)
    assert lookup.client_record(saved.id).active
    with pytest.raises(NotAllowedError, match="Este cliente ya está activo"):
        clients.reactivate(OPERATOR, saved.id, on.version)
    told = [(entry.operator, entry.action, entry.changes) for entry in entries(saved.id)[1:]]
    assert told == [
        ("ana", "deactivate", {"active": [True, False]}),
        ("luis", "reactivate", {"active": [False, True]}),
    ]
    assert on.version == lookup.client_record(saved.id).version == 3


def test_client_with_operations_can_be_deactivated(office: Path) -> None:
    saved = register()
    customs_file(saved.id)
    clients.deactivate(OPERATOR, saved.id, saved.version)
    assert rows("SELECT count(*) FROM customs_file") == [(1,)]


@pytest.mark.parametrize("job", [clients.deactivate, clients.reactivate, clients.delete])
def test_every_job_checks_the_version(office: Path, job) -> None:
    saved = register()
    edit(saved, "ana", city="Ojojona")
    with pytest.raises(StaleError):
        job(OPERATOR, saved.id, saved.version)
    with pytest.raises(GoneError):
        job(OPERATOR, 999, 1)


def test_inactive_client_can_be_edited_and_stays_inactive(office: Path) -> None:
    saved = register()
    saved = clients.deactivate(OPERATOR, saved.id, saved.version)
    edit(saved, name="Otro")
    record = lookup.client_record(saved.id)
    assert (record.active, record.values["name"]) == (False, "Otro")
    assert_consistent()


def test_delete_takes_the_contacts_and_keeps_all_in_the_audit_log(office: Path) -> None:
    saved, other = register(1), register(2)
    add_contact(saved.id, 1)
    add_contact(saved.id, 2)
    add_contact(other.id, 3)
    before = stored_now(saved.id)
    clients.delete("ana", saved.id, saved.version)
    assert rows("SELECT id FROM client") == [(other.id,)]
    assert rows("SELECT count(*) FROM contact") == [(1,)]
    last = entries(saved.id)[-1]
    assert (last.operator, last.action, last.label) == ("ana", "delete", "Comercial Prueba 1")
    contacts = last.changes.pop("contacts")
    assert last.changes == {key: [value, None] for key, value in before.items() if value}
    assert [one["name"] for one in contacts[0]] == ["Persona Inventada 1", "Persona Inventada 2"]
    assert contacts[1] is None
    assert_consistent()


@pytest.mark.parametrize(
    ("records", "counts"),
    [
        ([customs_file], "1 expediente"),
        ([quote], "1 cotización"),
        ([invoice], "1 factura"),
        ([customs_file, customs_file, invoice], "2 expedientes y 1 factura"),
        ([customs_file, quote, quote, invoice], "1 expediente, 2 cotizaciones y 1 factura"),
    ],
)
def test_delete_is_refused_with_the_counts(office: Path, records, counts: str) -> None:
    saved = register()
    for number, record in enumerate(records):
        record(saved.id, f"N-{number}")
    with pytest.raises(NotAllowedError) as refused:
        clients.delete(OPERATOR, saved.id, saved.version)
    sentence = f"No se puede eliminar: tiene {counts}. Puede desactivarlo."
    assert str(refused.value) == clients.deletion_reason(saved.id) == sentence
    assert len(entries(saved.id)) == 1
    assert_consistent()


def test_payments_count_against_deletion_too(office: Path) -> None:
    saved = register()
    payment(invoice(saved.id))
    sentence = "No se puede eliminar: tiene 1 factura y 1 pago. Puede desactivarlo."
    assert clients.deletion_reason(saved.id) == sentence


def test_client_without_operations_has_no_reason_against_deletion(office: Path) -> None:
    assert clients.deletion_reason(register().id) is None


def test_versions_count_each_write(office: Path) -> None:
    saved = register()
    for number in range(5):
        saved = edit(saved, notes=f"nota {number}")
    assert saved.version == Client.get_by_id(saved.id).version == 6
    assert len(entries(saved.id)) == 6
