"""Documents are found by their numbers, however separated, and lead to their client."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aduanas_tui.domain.search_text import Filters, Query, number_key, parse_query
from aduanas_tui.services import clients, lookup
from aduanas_tui.services.finding import found_clients, matches
from aduanas_tui.services.lookup import FoundDocument, Listing, Order
from aduanas_tui.services.operations.kinds import Kind
from aduanas_tui.store.connection import rows
from aduanas_tui.store.numbers import BEGINNING, MOST_DOCUMENTS, WHOLE
from aduanas_tui.store.schema import NUMBER_KEY, NUMBERED
from tests.factories import OPERATOR, customs_file, invoice, quote, register


def found(typed: str, **filters: object) -> list[str]:
    """Return the names that a search lists; the count must be theirs."""
    wanted = Listing(parse_query(typed), Filters(**filters))  # type: ignore[arg-type]
    names = [row.name for row in lookup.page(wanted, 100)]
    assert lookup.count(wanted) == len(names)
    return names


def documents(typed: str) -> list[tuple[Kind, str, str]]:
    return [
        (one.kind, one.number, one.declaration)
        for one in lookup.documents_found(parse_query(typed))
    ]


@pytest.fixture
def agro(office: Path) -> int:
    """A client with a document of each kind, and one with a file only."""
    agro = register(1, name="Agro Sula").id
    customs_file(agro, "EXP-26-0419", declaration="HN-03 26.001234")
    quote(agro, "COT-26-0088")
    invoice(agro, "000-001-01-00001234")
    other = register(2, name="Textiles Celaque").id
    customs_file(other, "exp-25-0001", declaration="HN0326001299")
    return agro


@pytest.mark.parametrize(
    ("typed", "kind", "number", "declaration"),
    [
        ("EXP-26-0419", Kind.CUSTOMS_FILE, "EXP-26-0419", ""),
        ("  exp260419 ", Kind.CUSTOMS_FILE, "EXP-26-0419", ""),
        ("exp.26.0419", Kind.CUSTOMS_FILE, "EXP-26-0419", ""),
        (" exp 26  0419", Kind.CUSTOMS_FILE, "EXP-26-0419", ""),
        ("COT 26-008", Kind.QUOTE, "COT-26-0088", ""),
        ("EXP-26", Kind.CUSTOMS_FILE, "EXP-26-0419", ""),
        ("COT-26-0088", Kind.QUOTE, "COT-26-0088", ""),
        ("cot26008", Kind.QUOTE, "COT-26-0088", ""),
        ("0000010100001234", Kind.INVOICE, "000-001-01-00001234", ""),
        ("000-001-01-00001234", Kind.INVOICE, "000-001-01-00001234", ""),
        (" 000 001-01 00001234 ", Kind.INVOICE, "000-001-01-00001234", ""),
        ("000 001 01", Kind.INVOICE, "000-001-01-00001234", ""),
        ("000-001", Kind.INVOICE, "000-001-01-00001234", ""),
        ("HN0326001234", Kind.CUSTOMS_FILE, "EXP-26-0419", "HN-03 26.001234"),
        ("hn-0326-0012-3", Kind.CUSTOMS_FILE, "EXP-26-0419", "HN-03 26.001234"),
    ],
)
def test_a_number_leads_to_its_client(
    agro: int, typed: str, kind: Kind, number: str, declaration: str
) -> None:
    if typed == "EXP-26":  # five letters and digits are no beginning
        assert found(typed) == documents(typed) == []
        return
    assert found(typed) == ["Agro Sula"]
    assert documents(typed) == [(kind, number, declaration)]
    (document,) = lookup.documents_found(parse_query(typed))
    assert isinstance(document, FoundDocument)
    assert document.client_id == agro


@pytest.mark.parametrize(
    "typed",
    ["", "0419", "419", "EXP", "EXPE", "exp-26-0419 sula", "EXP x 0419", "xp260419", "0" * 90],
)
def test_what_is_not_a_number_finds_no_document(agro: int, typed: str) -> None:
    assert documents(typed) == []


def test_any_text_can_be_searched(agro: int) -> None:
    @given(st.text(max_size=12).map(lambda text: f"HN0326{text}") | st.text(max_size=12))
    def check(typed: str) -> None:
        found(typed, active=None)
        documents(typed)

    check()


@pytest.mark.parametrize("end", ["\U0010ffff", "\ud7ff", "\udfff", "\udc80", "\x00", "%", "_", "'"])
def test_the_last_letters_of_all_end_a_number(agro: int, end: str) -> None:
    assert documents(f"HN0326{end}") == []
    assert found(f"HN0326{end}") == []


def test_a_beginning_finds_both_clients(agro: int) -> None:
    assert found("HN032600") == ["Agro Sula", "Textiles Celaque"]
    assert len(documents("HN032600")) == 2


def test_a_whole_number_is_found_among_many_that_begin_so(agro: int) -> None:
    for number in range(MOST_DOCUMENTS):
        quote(agro, f"EXP-26-0419-{number}")
    assert found("EXP-26-0419") == ["Agro Sula"]
    assert documents("EXP-26-0419") == [(Kind.CUSTOMS_FILE, "EXP-26-0419", "")]
    assert documents("EXP-26-041") == [], "twenty-one begin so"
    assert found("EXP-26-041") == []
    assert len(documents("EXP-26-0419-")) == 1


def test_whole_numbers_come_before_those_that_only_begin_so(agro: int) -> None:
    invoice(agro, "000-002-01-00000007")
    customs_file(agro, "000-002-01-00000007-A")
    assert [number for _, number, _ in documents("000-002-01-00000007")] == [
        *("000-002-01-00000007", "000-002-01-00000007-A")
    ]


def test_the_command_line_and_the_export_find_by_number_too(agro: int) -> None:
    assert [
        one.values["name"] for one in found_clients(matches("exp260419", inactive_too=False))
    ] == ["Agro Sula"]


def test_filters_hold_for_what_a_number_finds(agro: int) -> None:
    saved = clients.deactivate(OPERATOR, agro, lookup.client_record(agro).version)
    assert found("EXP-26-0419") == []
    assert found("EXP-26-0419", active=None) == ["Agro Sula"]
    assert found("EXP-26-0419", active=False) == ["Agro Sula"]
    assert len(documents("EXP-26-0419")) == 1
    clients.reactivate(OPERATOR, agro, saved.version)
    assert found("EXP-26-0419", department="Cortés") == []
    assert found("EXP-26-0419", operations=False) == []
    assert found("EXP-26-0419", operations=True) == ["Agro Sula"]


def test_a_number_that_words_find_too_lists_each_client_once(agro: int) -> None:
    register(3, name="Bodega EXP-26-0419")
    customs_file(register(4, name="Zona 0000010100001234").id, "0000-0101-00001234-X")
    assert found("EXP-26-0419") == ["Agro Sula", "Bodega EXP-26-0419"]
    assert found("0000010100001234") == ["Agro Sula", "Zona 0000010100001234"]
    wanted = Listing(parse_query("EXP-26-0419"), order=Order.FILES, descending=True)
    assert [row.name for row in lookup.page(wanted, 9)] == ["Agro Sula", "Bodega EXP-26-0419"]
    first = lookup.page(wanted, 1)
    assert [row.name for row in lookup.page(wanted, 1, mark=first[0])] == ["Bodega EXP-26-0419"]
    assert lookup.count(wanted, 1) == 1


def test_keys_are_those_of_the_database(office: Path) -> None:
    @given(st.text(max_size=20).map(lambda text: f"A1b2{text}"))
    def check(text: str) -> None:
        key = number_key(text)
        if key:
            stripped = "".join(text.split())
            assert rows(f"SELECT {NUMBER_KEY.format('?')}", (stripped,)) == [(key,)]

    check()


def test_numbers_are_read_off_their_indexes(agro: int) -> None:
    """A search costs the same however many documents there are."""
    for table, column in NUMBERED:
        for condition, bounds in ((WHOLE, ("X",)), (BEGINNING, ("X", "Y"))):
            plan = rows(
                f"EXPLAIN QUERY PLAN SELECT id FROM {table} "
                f"WHERE {condition.format(NUMBER_KEY.format(column))} LIMIT 21",
                bounds,
            )
            assert [row[3].split(" (")[0] for row in plan] == [
                f"SEARCH {table} USING INDEX {table}_{column}_key"
            ]


def test_words_alone_ask_for_no_document() -> None:
    assert parse_query("distribuidora").number == ""
    assert parse_query("cafe sula 2234").number == parse_query("2234 cafe").number == ""
    assert Query().number == ""
