"""Offices of invented data: the same every time, right in every detail, and nobody's."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import phonenumbers
import pytest

from aduanas_tui.domain.client_fields import CLIENT_FIELDS
from aduanas_tui.domain.contact_fields import CONTACT_FIELDS
from aduanas_tui.domain.fields import FieldTable, clean_record, show_record
from aduanas_tui.domain.money import from_cents
from aduanas_tui.domain.operation_fields import (
    CUSTOMS_FILE_FIELDS,
    INVOICE_FIELDS,
    PAYMENT_FIELDS,
    QUOTE_FIELDS,
)
from aduanas_tui.domain.problems import Problem
from aduanas_tui.domain.rtn import check_digit, kind_of
from aduanas_tui.domain.states import PaymentState, next_states, payment_state
from aduanas_tui.services import clients, demo, demo_clients, demo_maker, office
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.operations.documents import document
from aduanas_tui.services.operations.kinds import Kind
from aduanas_tui.services.operations.parties import party_of
from aduanas_tui.store import bulk
from aduanas_tui.store.connection import database, rows
from aduanas_tui.store.models import ALL_MODELS, Client
from aduanas_tui.store.opening import close_database, open_database
from aduanas_tui.store.ranking import FIRST_RANK, GAP
from tests.consistency import assert_consistent
from tests.factories import enroll

TODAY = date(2025, 6, 30)
CLIENTS = 400


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, demo.Made]:
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    return path, demo.generate(path, clients=CLIENTS, seed=1, today=TODAY)


@pytest.fixture
def made(made_once: tuple[Path, demo.Made]) -> Iterator[demo.Made]:
    """What was made; its database is open."""
    open_database(made_once[0])
    yield made_once[1]
    close_database()
    database.init(None)


def _content(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    open_database(path)
    tables = [model._meta.table_name for model in ALL_MODELS]
    content = {table: rows(f"SELECT * FROM {table} ORDER BY id") for table in tables}
    close_database()
    return content


def _schema() -> dict[str, str]:
    return dict(
        rows(
            "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL "
            "AND name NOT LIKE 'sqlite_stat%'"
        )
    )


def _dicts(sql: str) -> Iterator[dict[str, Any]]:
    cursor = database.execute_sql(sql)
    names = [column[0] for column in cursor.description]
    for row in cursor.fetchall():
        yield dict(zip(names, row, strict=True))


def _problems(table: FieldTable, values: dict[str, Any]) -> tuple[Problem, ...]:
    """Return what a form would say of stored values; it would store just the same."""
    record = clean_record(table, show_record(table, values))
    assert record.values == {item.key: values[item.key] for item in table}
    return record.problems


def _with_dates(values: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {
        **values,
        **{key: values[key] and date.fromisoformat(values[key]) for key in keys},
    }


def _with_money(values: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {**values, **{key: from_cents(values[key]) for key in keys}}


def test_same_seed_makes_the_same_office(tmp_path: Path) -> None:
    for name, seed in (("one", 7), ("two", 7), ("other", 8)):
        demo.generate(tmp_path / name, clients=60, seed=seed, today=TODAY)
    assert _content(tmp_path / "one") == _content(tmp_path / "two")
    assert _content(tmp_path / "one")["client"] != _content(tmp_path / "other")["client"]


def test_a_client_does_not_depend_on_how_many_there_are(tmp_path: Path) -> None:
    demo.generate(tmp_path / "few", clients=10, seed=7, today=TODAY)
    demo.generate(tmp_path / "many", clients=50, seed=7, today=TODAY)
    named = "SELECT name, rtn, address, city, phone, email, notes FROM client WHERE id <= 10"
    found = []
    for name in ("few", "many"):
        open_database(tmp_path / name)
        found.append(rows(f"{named} ORDER BY id"))
        close_database()
    assert found[0] == found[1]


def test_order_index_and_counters_are_right(made: demo.Made) -> None:
    assert_consistent()
    ranks = [rank for (rank,) in rows("SELECT rank FROM client ORDER BY sort_text, id")]
    assert ranks == [FIRST_RANK + GAP * place for place in range(CLIENTS)]


def test_schema_is_the_migrated_one(made: demo.Made, tmp_path: Path) -> None:
    loaded = _schema()
    pragmas = ("application_id", "user_version", "journal_mode")
    settings = [rows(f"PRAGMA {name}") for name in pragmas]
    close_database()
    open_database(tmp_path / "migrated.db", create=True)
    assert loaded == _schema()
    assert settings == [rows(f"PRAGMA {name}") for name in pragmas]


def test_counts_told_are_those_in_the_database(made: demo.Made) -> None:
    for table, told in (
        ("client", made.clients),
        ("client WHERE active = 0", made.inactive),
        ("contact", made.contacts),
        ("customs_file", made.customs_files),
        ("quote", made.quotes),
        ("invoice", made.invoices),
        ("payment", made.payments),
    ):
        assert rows(f"SELECT count(*) FROM {table}") == [(told,)]


def test_clients_are_as_a_form_would_store_them_but_for_the_year(made: demo.Made) -> None:
    for client in _dicts("SELECT * FROM client"):
        problems = _problems(CLIENT_FIELDS, client)
        assert [problem.code for problem in problems] == ["rtn_year"], (client, problems)
    for contact in _dicts("SELECT * FROM contact"):
        contact["is_primary"] = bool(contact["is_primary"])
        assert _problems(CONTACT_FIELDS, contact) == ()


def test_operations_are_as_a_form_would_store_them(made: demo.Made) -> None:
    for found in _dicts("SELECT * FROM customs_file"):
        values = _with_dates(found, "opened_on", "closed_on")
        assert _problems(CUSTOMS_FILE_FIELDS, values) == ()
    for found in _dicts(
        "SELECT quote.*, coalesce(customs_file.number, '') AS customs_file FROM quote "
        "LEFT JOIN customs_file ON customs_file.id = customs_file_id"
    ):
        values = _with_money(_with_dates(found, "issued_on", "valid_until"), "total")
        assert _problems(QUOTE_FIELDS, values) == ()
    for found in _dicts(
        "SELECT invoice.*, customs_file.number AS customs_file, "
        "coalesce(quote.number, '') AS quote FROM invoice "
        "LEFT JOIN customs_file ON customs_file.id = invoice.customs_file_id "
        "LEFT JOIN quote ON quote.id = quote_id"
    ):
        values = _with_dates(found, "issued_on", "due_on")
        assert _problems(INVOICE_FIELDS, _with_money(values, "subtotal", "isv", "total")) == ()
    for found in _dicts(
        "SELECT payment.*, invoice.number AS invoice FROM payment "
        "JOIN invoice ON invoice.id = invoice_id"
    ):
        values = _with_money(_with_dates(found, "paid_on"), "amount")
        assert _problems(PAYMENT_FIELDS, values) == ()


def test_files_and_quotes_came_to_their_states_step_by_step(made: demo.Made) -> None:
    for table, begin, day in (
        ("customs_file", "abierto", "opened_on"),
        ("quote", "pendiente", "issued_on"),
    ):
        steps = defaultdict(list)
        for record_id, *step in rows(
            "SELECT entity_id, from_state, to_state, on_day FROM state_change "
            "WHERE entity = ? ORDER BY id",
            (table,),
        ):
            steps[record_id].append(step)
        assert steps
        for record_id, state, opened in rows(f"SELECT id, state, {day} FROM {table}"):
            present, last = begin, opened
            for before, after, on_day in steps.pop(record_id, ()):
                assert before == present
                assert last <= on_day <= TODAY.isoformat()
                present, last = after, on_day
            assert present == state
        assert not steps
    follow = rows(
        "SELECT DISTINCT from_state, to_state, channel FROM state_change "
        "JOIN customs_file ON customs_file.id = entity_id WHERE entity = 'customs_file'"
    )
    for before, after, channel in follow:
        assert after in next_states(before, channel), (before, after, channel)


def test_operations_keep_the_client(made: demo.Made) -> None:
    for kind in Kind:
        ((last,),) = rows(f"SELECT max(id) FROM {kind.value}")
        found = document(kind, last)
        assert found.party_kept
        assert found.party == party_of(Client.get_by_id(found.client_id))
        assert rows(f"SELECT count(*) FROM {kind.value} WHERE party = '{{}}'") == [(0,)]


def test_large_offices_go_without_steps_and_parties(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo_maker, "LIVELY", 10)
    demo.generate(tmp_path / "demo.db", clients=11, today=TODAY)
    content = _content(tmp_path / "demo.db")
    assert content["state_change"] == []
    assert {one[-1] for one in content["customs_file"]} == {"{}"}


def test_links_stay_with_the_client_and_in_time(made: demo.Made) -> None:
    today = TODAY.isoformat()
    for wrong in (
        "quote JOIN customs_file f ON f.id = customs_file_id WHERE f.client_id <> quote.client_id",
        "quote JOIN customs_file f ON f.id = customs_file_id WHERE f.opened_on < issued_on",
        "invoice JOIN customs_file f ON f.id = customs_file_id "
        "WHERE f.client_id <> invoice.client_id OR f.opened_on > issued_on OR f.state = 'anulado'",
        "payment JOIN invoice i ON i.id = invoice_id WHERE i.client_id <> payment.client_id "
        "OR i.issued_on > paid_on OR i.annulled_on IS NOT NULL",
        f"customs_file WHERE opened_on > '{today}' OR closed_on > '{today}'",
        f"payment WHERE paid_on > '{today}' OR annulled_on > '{today}'",
        "client JOIN customs_file f ON f.client_id = client.id "
        "WHERE f.opened_on < substr(client.created_at, 1, 10)",
        "customs_file a JOIN customs_file b ON b.id = a.id + 1 WHERE b.opened_on < a.opened_on",
    ):
        assert rows(f"SELECT count(*) FROM {wrong}") == [(0,)], wrong


def test_office_has_something_of_everything(made: demo.Made) -> None:
    states = Counter(
        payment_state(total, paid, date.fromisoformat(due_on), bool(annulled), TODAY)
        for total, due_on, annulled, paid in rows(
            "SELECT total, due_on, annulled_on, (SELECT coalesce(sum(amount), 0) FROM payment "
            "WHERE invoice_id = invoice.id AND annulled_on IS NULL) FROM invoice"
        )
    )
    assert states.keys() == set(PaymentState)
    assert 0.05 < rows("SELECT avg(has_operations = 0) FROM client")[0][0] < 0.15
    assert 0 < made.inactive < CLIENTS / 10
    for column, table, least in (
        ("currency", "invoice", 2),
        ("state", "quote", 3),
        ("state", "customs_file", 5),
        ("office", "customs_file", 8),
        ("method", "payment", 5),
        ("kind", "client", 2),
        ("department", "client", 10),
    ):
        assert rows(f"SELECT count(DISTINCT {column}) >= {least} FROM {table}") == [(1,)], column
    assert rows("SELECT count(*) > 0 FROM payment WHERE annulled_on IS NOT NULL") == [(1,)]


def test_each_client_has_its_entry_in_the_audit_log(made: demo.Made) -> None:
    entries = rows("SELECT action, entity, count(*), max(operator) FROM audit_entry GROUP BY 1, 2")
    assert sorted(entries) == [
        ("create", "client", CLIENTS, "demo"),
        ("deactivate", "client", made.inactive, "demo"),
    ]
    assert rows("SELECT at FROM audit_entry ORDER BY id") == rows(
        "SELECT at FROM audit_entry ORDER BY at"
    )


def test_a_large_load_has_one_entry_for_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo_maker, "AUDITED_ONE_BY_ONE", 10)
    demo.generate(tmp_path / "demo.db", clients=11, today=TODAY)
    assert [entry[4] for entry in _content(tmp_path / "demo.db")["audit_entry"]] == ["demo"]


def test_rtns_cannot_be_anyones_and_never_repeat() -> None:
    found = set()
    numbers = [*range(3_000), *range(99_000, 102_000), *range(3_999_000, demo.MOST_CLIENTS)]
    for number in numbers:
        rng = demo_clients.client_random(5, number)
        who = demo_clients.identity_of(rng)
        rtn = demo_clients.client_values(rng, who, 5, number)["rtn"]
        assert check_digit(rtn[:13]) == rtn[13]
        assert kind_of(rtn) == who.kind
        year = int(rtn[5:8]) + 2000 if rtn[4] == "9" else int(rtn[4:8])
        assert year >= demo_clients.FIRST_YEAR
        found.add(rtn)
    assert len(found) == len(numbers)


def test_phones_are_valid_and_mail_reaches_nobody(made: demo.Made) -> None:
    phones = rows(
        "SELECT phone FROM client UNION SELECT phone2 FROM client UNION SELECT phone FROM contact"
    )
    for (phone,) in phones:
        assert not phone or phonenumbers.is_valid_number(phonenumbers.parse(phone))
    addresses = rows(
        "SELECT email FROM client UNION SELECT billing_email FROM client "
        "UNION SELECT website FROM client UNION SELECT email FROM contact"
    )
    assert all(not text or text.endswith(".example") for (text,) in addresses)


def test_the_office_can_be_worked_in(tmp_path: Path) -> None:
    path = tmp_path / "demo.db"
    demo.generate(path, clients=40, today=TODAY)
    office.open_office(str(path))
    enroll("ana")
    ((client_id, version),) = rows("SELECT id, version FROM client ORDER BY rank LIMIT 1 OFFSET 5")
    clients.edit("ana", client_id, version, {"name": "Zapatería Última, S.A."})
    assert rows("SELECT id FROM client ORDER BY rank DESC LIMIT 1") == [(client_id,)]
    assert_consistent()
    close_database()
    database.init(None)


def test_what_exists_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "office.db"
    path.write_text("valuable")
    with pytest.raises(ServiceError, match="Ya existe"):
        demo.generate(path, clients=10)
    assert path.read_text() == "valuable"
    assert list(tmp_path.iterdir()) == [path]


def test_a_path_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ServiceError, match="no es una carpeta"):
        demo.generate(tmp_path / "file" / "demo.db", clients=10)
    with pytest.raises(ServiceError, match="servidor"):
        demo.generate(Path("postgresql://oficina/aduanas"), clients=10)


def test_a_load_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(bulk, "fill_index", fail)
    with pytest.raises(KeyboardInterrupt):
        demo.generate(tmp_path / "demo.db", clients=10)
    assert list(tmp_path.iterdir()) == []
    assert database.deferred


def test_progress_is_told_in_order(tmp_path: Path) -> None:
    told: list[tuple[demo.Stage, int, int]] = []
    demo.generate(
        tmp_path / "demo.db", clients=10, progress=lambda *news: told.append(news), today=TODAY
    )
    assert list(dict.fromkeys(stage for stage, _, _ in told)) == list(demo.Stage)
    assert all(0 <= done <= total for _, done, total in told)


def test_throwaway_office_is_gone_afterwards() -> None:
    with demo.throwaway_office(clients=10) as path:
        assert rows("SELECT count(*) FROM client") == [(10,)]
    assert not path.parent.exists()
    database.init(None)
