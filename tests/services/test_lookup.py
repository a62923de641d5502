"""Reading clients: records, duplicates, cities, and a list that starts empty."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from aduanas_tui.services import clients, lookup
from aduanas_tui.services.errors import GoneError
from aduanas_tui.services.lookup import Interrupter, Listing, QueryInterruptedError
from tests.factories import (
    OPERATOR,
    add_contact,
    client,
    customs_file,
    insert_many,
    invoice,
    payment,
    quote,
    register,
    rtn,
)


def test_record_of_a_client_with_everything(office: Path) -> None:
    saved = register(1, notes="Nota")
    register(2)
    add_contact(saved.id, 1, name="Ana")
    add_contact(saved.id, 2, name="Bea", is_primary="si")
    customs_file(saved.id, opened_on=date(2026, 5, 1))
    quote(saved.id)
    payment(invoice(saved.id), paid_on=date(2026, 6, 1))
    record = lookup.client_record(saved.id)
    assert record.values["notes"] == "Nota"
    assert [one.values["name"] for one in record.contacts] == ["Bea", "Ana"]
    assert record.primary is record.contacts[0]
    assert record.file_count == 1
    assert tuple(record.operations) == (1, 1, 1, 1)
    assert record.last_operation == date(2026, 6, 1)


def test_record_of_a_client_without_anything(office: Path) -> None:
    record = lookup.client_record(register().id)
    assert record.contacts == ()
    assert record.primary is None
    assert (record.file_count, record.last_operation) == (0, None)
    assert not record.operations


def test_record_of_a_deleted_client(office: Path) -> None:
    saved = register()
    clients.delete("ana", saved.id, saved.version)
    with pytest.raises(GoneError, match="Lo eliminó ana"):
        lookup.client_record(saved.id)
    with pytest.raises(GoneError, match="Otra persona"):
        lookup.client_record(999)


@pytest.mark.parametrize(
    ("record", "day"),
    [
        (lambda one: customs_file(one, state="anulado", opened_on=date(2027, 1, 1)), None),
        (lambda one: customs_file(one, opened_on=date(2027, 1, 1)), date(2027, 1, 1)),
        (lambda one: quote(one, state="rechazada"), date(2026, 2, 1)),
        (lambda one: invoice(one, annulled_on=date(2027, 1, 1)), None),
        (lambda one: payment(invoice(one), annulled_on=date(2027, 1, 1)), date(2026, 3, 1)),
        (lambda one: payment(invoice(one)), date(2026, 3, 10)),
    ],
)
def test_last_operation_leaves_annulled_ones_out(office: Path, record, day) -> None:
    saved = register()
    record(saved.id)
    assert lookup.client_record(saved.id).last_operation == day


def test_client_by_rtn(office: Path) -> None:
    saved = register(1, name="Café Ñandú")
    assert lookup.client_by_rtn(rtn(1)) == (saved.id, "Café Ñandú", True)
    clients.deactivate(OPERATOR, saved.id, saved.version)
    assert lookup.client_by_rtn(rtn(1)) == (saved.id, "Café Ñandú", False)
    assert lookup.client_by_rtn(rtn(2)) is None
    assert lookup.client_by_rtn(rtn(1)[:13]) is None


def test_empty_office(office: Path) -> None:
    assert lookup.is_empty()
    assert lookup.page(Listing(), 20) == []
    assert lookup.count(Listing()) == 0
    saved = register()
    assert not lookup.is_empty()
    clients.deactivate(OPERATOR, saved.id, saved.version)
    assert not lookup.is_empty(), "an inactive client is a client"


def test_cities_in_use(office: Path) -> None:
    cities = ["San Pedro Sula", "Ojojona", "Ñacaome", "Nueva Ocotepeque", "Ábaco", "Ojojona"]
    insert_many(client(number, city=city) for number, city in enumerate(cities))
    assert lookup.cities_in_use() == [
        *("Ábaco", "Nueva Ocotepeque", "Ñacaome", "Ojojona", "San Pedro Sula")
    ]
    assert lookup.cities_in_use(2) == ["Ábaco", "Nueva Ocotepeque"]


def test_cities_of_an_empty_office(office: Path) -> None:
    assert lookup.cities_in_use() == []


def test_city_of_signs_only_does_not_end_the_list(office: Path) -> None:
    insert_many([client(1, city="—"), client(2, city="Ojojona")])
    assert lookup.cities_in_use() == ["—", "Ojojona"]


def test_interrupted_page(office: Path) -> None:
    register()
    stopped = Interrupter()
    with pytest.raises(QueryInterruptedError), stopped:
        stopped.interrupt()
        lookup.page(Listing(), 20)
    assert len(lookup.page(Listing(), 20)) == 1
