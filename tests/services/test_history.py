"""The history of a client against a plain look at all its operations."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aduanas_tui.domain.money import Currency
from aduanas_tui.domain.states import PaymentState
from aduanas_tui.services import history
from aduanas_tui.services.history import ORDERS, POR_COBRAR, HistoryFilters, HistoryRow
from aduanas_tui.services.operations.kinds import Kind
from aduanas_tui.store.connection import database, write_transaction
from aduanas_tui.store.models import CustomsFile, Invoice, OperationModel, Payment, Quote
from aduanas_tui.store.opening import close_database, open_database
from tests.factories import STAMPS, insert_many
from tests.factories import client as typed_client
from tests.history_oracle import FLOW, METHODS, Operations, Row

TODAY = date(2026, 6, 15)
MODELS: dict[str, type[OperationModel]] = {
    "customs_file": CustomsFile,
    "quote": Quote,
    "invoice": Invoice,
    "payment": Payment,
}
BLANK = HistoryFilters()


class FixedDate(date):
    @classmethod
    def today(cls) -> date:
        return TODAY


@pytest.fixture(autouse=True)
def fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "date", FixedDate)


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[int]]:
    """An office with two clients, who have no operations yet."""
    open_database(tmp_path_factory.mktemp("history") / "aduanas.db", create=True)
    yield insert_many(map(typed_client, (1, 2)))
    close_database()
    database.init(None)


def write(operations: Operations) -> Operations:
    """Make the operations the only ones of the office."""
    with write_transaction():
        for model in reversed(MODELS.values()):
            model.delete().execute()
        for part, model in MODELS.items():
            for row in operations.tables[part].values():
                model.create(**row, **STAMPS)
    return operations


# Little offices

days = st.integers(-40, 40).map(lambda days: TODAY + timedelta(days=days))
near = st.integers(-2, 2).map(lambda days: TODAY + timedelta(days=days))
texts = st.sampled_from(["", "Ñandú", "nube", "Ábaco", "abeja", "Zinc", "—", "Nube 2"])
amounts = st.sampled_from(["0.00", "10.00", "115.00", "115.01", "99999.99"]).map(Decimal)
currencies = st.sampled_from(["HNL", "HNL", "USD"])
types = st.sampled_from(["importacion", "exportacion"])
annulments = st.sampled_from([None, None, None, TODAY])


@st.composite
def offices(draw: st.DrawFn, clients: list[int]) -> Operations:
    """Draw operations of two clients, linked in every way that the database allows."""
    found = Operations(TODAY)
    serial = itertools.count(1)

    def add(part: str, client: int, **values: Any) -> None:
        table = found.tables[part]
        number = len(table) + 1
        table[number] = {"id": number, "client": client, **values}

    def link(part: str, client: int) -> int | None:
        own = [one["id"] for one in found.tables[part].values() if one["client"] == client]
        chosen: int | None = draw(st.sampled_from([None, *own]))
        return chosen

    def number(prefix: str) -> str:
        letters = draw(st.sampled_from([prefix, prefix.lower()]))
        return f"{letters}-{next(serial) * 7 % 40:02}-{next(serial)}"

    for client in clients:
        for _ in range(draw(st.integers(0, 5))):
            add(
                "customs_file",
                client,
                number=number("EXP"),
                operation_type=draw(st.sampled_from(["", "importacion", "exportacion"])),
                state=draw(st.sampled_from([*FLOW, "abierto", "cerrado"])),
                opened_on=draw(days),
                closed_on=draw(st.none() | near),
                office=draw(texts),
                regime=draw(st.sampled_from(["", "4000", "1000"])),
                declaration=draw(st.sampled_from(["", "d-1", "D-2"])),
                description=draw(texts),
            )
        for _ in range(draw(st.integers(0, 5))):
            add(
                "quote",
                client,
                customs_file=link("customs_file", client),
                number=number("COT"),
                issued_on=draw(days),
                valid_until=draw(near),
                operation_type=draw(types),
                currency=draw(currencies),
                total=draw(amounts),
                state=draw(st.sampled_from(["pendiente", "pendiente", "aceptada", "rechazada"])),
                description=draw(texts),
                annulled_on=draw(annulments),
            )
        for _ in range(draw(st.integers(0, 6))):
            subtotal = draw(amounts)
            add(
                "invoice",
                client,
                customs_file=link("customs_file", client),
                quote=link("quote", client),
                number=number("000"),
                issued_on=draw(days),
                due_on=draw(st.none() | near),
                currency=draw(currencies),
                subtotal=subtotal,
                isv=Decimal("0.00"),
                total=subtotal,
                annulled_on=draw(annulments),
            )
        invoices = [one["id"] for one in found.tables["invoice"].values()]
        own = [one for one in invoices if found.tables["invoice"][one]["client"] == client]
        for _ in range(draw(st.integers(0, 6)) if own else 0):
            add(
                "payment",
                client,
                invoice=draw(st.sampled_from(own)),
                paid_on=draw(days),
                amount=draw(amounts.filter(bool)),
                method=draw(st.sampled_from(METHODS)),
                reference=draw(texts),
                annulled_on=draw(annulments),
            )
    return found


filter_sets = st.fixed_dictionaries(
    {},
    optional={
        "since": days,
        "until": days,
        "operation_type": types,
        "file_state": st.sampled_from(["abierto", "cerrado", "selectivo", "anulado"]),
        "payment_state": st.sampled_from([POR_COBRAR, *(state.value for state in PaymentState)]),
    },
)


def as_listed(row: HistoryRow, keys: Row) -> Row:
    return {key: getattr(row, key) for key in keys}


def check(operations: Operations, client: int, filters: dict[str, Any]) -> None:
    """Compare everything that the service says of a client under some filters."""
    wanted = HistoryFilters(**filters)
    shown = {kind: operations.shown(client, kind.value, **filters) for kind in Kind}
    assert history.counts(client, wanted) == {kind: len(found) for kind, found in shown.items()}
    for kind, found in shown.items():
        expected = operations.ordered(kind.value, found, "day", True)
        listed = history.page(client, kind, wanted, limit=999)
        assert [row.id for row in listed] == [row["id"] for row in expected]
        for row, one in zip(listed, expected, strict=True):
            plain = operations.listed(kind.value, one)
            assert as_listed(row, plain) == plain
            assert (row.kind, bool(row.state_label)) == (kind, bool(row.state))
    totals = {
        one.currency.value: {
            "billed": one.billed,
            "paid": one.paid,
            "balance": one.balance,
            "overdue": one.overdue,
            "quotes": {state.value: sums for state, sums in one.quotes.items()},
        }
        for one in history.totals(client, wanted)
    }
    assert totals == operations.totals(client, **filters)
    assert list(totals) == sorted(totals), "lempiras first"


@given(data=st.data())
def test_any_filters_on_every_part(clients: list[int], data: st.DataObject) -> None:
    operations = write(data.draw(offices(clients)))
    for client in clients:
        for filters in ({}, *data.draw(st.lists(filter_sets, min_size=4, max_size=4))):
            check(operations, client, filters)


@given(data=st.data())
def test_any_order_in_any_slice(clients: list[int], data: st.DataObject) -> None:
    operations = write(data.draw(offices(clients)))
    filters = data.draw(st.just({}) | filter_sets)
    wanted = HistoryFilters(**filters)
    client = clients[0]
    for kind in Kind:
        shown = operations.shown(client, kind.value, **filters)
        offset, limit = data.draw(st.integers(0, 4)), data.draw(st.integers(1, 6))
        for order, descending in itertools.product(ORDERS[kind], (False, True)):
            whole = [row["id"] for row in operations.ordered(kind.value, shown, order, descending)]
            arguments: dict[str, Any] = {"order": order, "descending": descending}
            page = history.page(client, kind, wanted, **arguments, offset=offset, limit=limit)
            said = (kind, order, descending)
            assert [row.id for row in page] == whole[offset : offset + limit], said
            for one in (*whole[offset : offset + 2], 999):
                place = whole.index(one) if one in whole else None
                assert history.position(client, kind, wanted, one, **arguments) == place, said


# One of each, by hand

FILTERS: tuple[dict[str, Any], ...] = (
    {"since": TODAY},
    {"until": TODAY - timedelta(days=1)},
    {"since": TODAY - timedelta(days=3), "until": TODAY},
    {"operation_type": "importacion"},
    {"operation_type": "exportacion"},
    *({"file_state": state} for state in ("abierto", "selectivo", "cerrado", "anulado")),
    *({"payment_state": state.value} for state in PaymentState),
    {"payment_state": POR_COBRAR},
    {"payment_state": POR_COBRAR, "operation_type": "importacion", "since": TODAY},
)


@pytest.fixture
def full(clients: list[int]) -> Operations:
    """Operations of every kind, state and link, so that each filter keeps some and drops some."""
    found = Operations(TODAY)
    tables = found.tables
    owner = itertools.cycle(clients[at] for at in (0, 0, 1, 0, 1))
    for number, (direction, state) in enumerate(
        itertools.product(("importacion", "exportacion", ""), FLOW), 1
    ):
        tables["customs_file"][number] = {
            "id": number,
            "client": next(owner),
            "number": f"EXP-26-{number:04}",
            "operation_type": direction,
            "state": state,
            "opened_on": TODAY + timedelta(days=number % 9 - 4),
        }
    for number in range(1, 60):
        of = tables["customs_file"][number * 5 % 36 + 1]
        tables["quote"][number] = {
            "id": number,
            "client": of["client"],
            "customs_file": of["id"] if number % 7 else None,
            "number": f"COT-26-{number:04}",
            "issued_on": TODAY + timedelta(days=number % 7 - 3),
            "valid_until": TODAY + timedelta(days=number % 3 - 1),
            "operation_type": ("importacion", "exportacion")[number % 2],
            "currency": ("HNL", "USD")[number % 3 == 0],
            "total": Decimal(number * 100),
            "state": ("pendiente", "aceptada", "rechazada")[number % 5 % 3],
            "annulled_on": TODAY if number % 11 == 0 else None,
        }
        for _ in range(2):
            invoice = len(tables["invoice"]) + 1
            total = Decimal(number * 50)
            tables["invoice"][invoice] = {
                "id": invoice,
                "client": of["client"],
                "customs_file": of["id"] if invoice % 5 else None,
                "quote": number if invoice % 3 else None,
                "number": f"000-001-01-{invoice:08}",
                "issued_on": TODAY + timedelta(days=invoice % 5 - 2),
                "due_on": (None, TODAY - timedelta(days=1), TODAY)[invoice % 3],
                "currency": ("HNL", "USD")[number % 3 == 0],
                "subtotal": total,
                "isv": Decimal(0),
                "total": total,
                "annulled_on": TODAY if invoice % 13 == 0 else None,
            }
            for amount in ((), (total,), (total / 2,), (total / 4, total / 4))[invoice % 4]:
                payment = len(tables["payment"]) + 1
                tables["payment"][payment] = {
                    "id": payment,
                    "client": of["client"],
                    "invoice": invoice,
                    "paid_on": TODAY + timedelta(days=payment % 5 - 2),
                    "amount": amount,
                    "method": METHODS[payment % 5],
                    "annulled_on": TODAY if payment % 10 == 0 else None,
                }
    return write(found)


@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_each_filter_on_every_part(
    full: Operations, clients: list[int], filters: dict[str, Any]
) -> None:
    check(full, clients[0], filters)
    everything = history.counts(clients[0], BLANK)
    kept = history.counts(clients[0], HistoryFilters(**filters))
    for kind in Kind:
        assert 0 < kept[kind] < everything[kind], "else the filter is no test of this part"


def test_without_filters_everything_is_there(full: Operations, clients: list[int]) -> None:
    for client in clients:
        check(full, client, {})
    assert not BLANK.any_set
    assert HistoryFilters(until=TODAY).any_set


def test_dates_the_wrong_way_round_show_nothing(full: Operations, clients: list[int]) -> None:
    wanted = HistoryFilters(since=TODAY, until=TODAY - timedelta(days=1))
    assert set(history.counts(clients[0], wanted).values()) == {0}
    assert history.totals(clients[0], wanted) == ()


def test_an_unknown_client_has_no_history(full: Operations) -> None:
    assert history.totals(99, BLANK) == ()
    assert set(history.counts(99, BLANK).values()) == {0}
    assert history.page(99, Kind.INVOICE, BLANK) == []


def test_an_unknown_order_is_refused(clients: list[int]) -> None:
    with pytest.raises(KeyError):
        history.page(clients[0], Kind.PAYMENT, BLANK, order="number; DROP TABLE payment")


def test_what_is_overpaid_hides_no_debt(clients: list[int]) -> None:
    found = Operations(TODAY)
    base = {"customs_file": None, "quote": None, "issued_on": TODAY, "annulled_on": None}
    for number in (1, 2):
        found.tables["invoice"][number] = {
            "id": number,
            "client": clients[0],
            "number": f"000-001-01-{number:08}",
            "due_on": TODAY - timedelta(days=1),
            "currency": "HNL",
            "subtotal": Decimal(100),
            "isv": Decimal(0),
            "total": Decimal(100),
            **base,
        }
    found.tables["payment"][1] = {
        "id": 1,
        "client": clients[0],
        "invoice": 1,
        "paid_on": TODAY,
        "amount": Decimal(150),
        "method": "efectivo",
        "annulled_on": None,
    }
    check(write(found), clients[0], {})
    (totals,) = history.totals(clients[0], BLANK)
    assert (totals.currency, totals.balance, totals.overdue) == (Currency.HNL, 100, 100)


def test_a_page_is_read_off_its_index(clients: list[int]) -> None:
    """Unfiltered and newest first, a page costs the same however long the history is."""
    from aduanas_tui.store.connection import rows
    from aduanas_tui.store.history_parts import PARTS

    for table, part in PARTS.items():
        ordering = part.orders(TODAY)["day"].sql(part.day, True)
        plan = rows(
            f"EXPLAIN QUERY PLAN SELECT o.id FROM {table} o WHERE o.client_id = ? "
            f"ORDER BY {ordering} LIMIT 50",
            (1,),
        )
        assert [row[3].split(" (")[0] for row in plan] == [
            f"SEARCH o USING COVERING INDEX {table}_of_client"
        ]
