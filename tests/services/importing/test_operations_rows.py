"""What an import of operations says of each row: cells, clients, links, what exists."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from aduanas_tui.services import clients
from aduanas_tui.services.operations.kinds import Kind
from aduanas_tui.store.connection import rows
from tests.factories import OPERATOR, customs_file, invoice, payment, quote, register, rtn
from tests.services.importing.operation_rows import (
    NUMBERS,
    actions,
    headers,
    line,
    message,
    said,
    staged,
    staged_book,
)

FILE, QUOTE, INVOICE, PAYMENT = Kind.CUSTOMS_FILE, Kind.QUOTE, Kind.INVOICE, Kind.PAYMENT


def cell(kind: Kind, key: str, value: object, **changes: str) -> list[object]:
    """Return a row in which one cell has a type of its own."""
    row: list[object] = list(line(kind, **changes))
    row[[*_keys(kind)].index(key)] = value
    return row


def _keys(kind: Kind) -> list[str]:
    from aduanas_tui.services.operations.lists import LISTS

    return list(LISTS[kind].keys)


# -- the client --------------------------------------------------------------------------------


def test_each_kind_is_new_for_a_known_client(office: Path, tmp_path: Path) -> None:
    client = register(1)
    invoice(client.id, NUMBERS[1])
    for kind, changes in (
        (FILE, {}),
        (QUOTE, {}),
        (INVOICE, {"number": NUMBERS[2]}),
        (PAYMENT, {}),
    ):
        session = staged(tmp_path, kind, line(kind, **changes))
        assert actions(session) == ["crear"], kind
        assert said(session, 2) == []


@pytest.mark.parametrize("kind", [FILE, QUOTE, INVOICE])
def test_an_unknown_client_is_an_error_on_its_cell_that_says_what_to_do(
    office: Path, tmp_path: Path, kind: Kind
) -> None:
    session = staged(tmp_path, kind, line(kind, 7))
    assert actions(session) == ["error"]
    assert said(session, 2) == [("client", "client_unknown")]
    assert "0801-9099-00007" in message(session, 2)
    assert "regístrelo" in message(session, 2)
    assert "importe antes la lista de clientes" in message(session, 2)


@pytest.mark.parametrize("kind", list(Kind))
def test_an_inactive_client_is_an_error_that_offers_to_reactivate(
    office: Path, tmp_path: Path, kind: Kind
) -> None:
    client = register(1, name="Comercial Dormida")
    invoice(client.id, NUMBERS[1])
    clients.deactivate(OPERATOR, client.id, client.version)
    number = {"number": NUMBERS[2]} if kind is INVOICE else {}
    session = staged(tmp_path, kind, line(kind, **number))
    assert said(session, 2) == [("client", "client_inactive")]
    assert "«Comercial Dormida» está inactivo: reactívelo" in message(session, 2)


def test_correcting_the_client_heals_the_row(office: Path, tmp_path: Path) -> None:
    register(1)
    session = staged(tmp_path, FILE, line(FILE, 7), line(FILE, 7, number="B"))
    assert session.equal_cells(2, "client") == 2
    assert session.apply_to_equals(2, "client", rtn(1)) == 2
    assert actions(session) == ["crear", "crear"]
    session.undo()
    assert actions(session) == ["error", "error"]


def test_an_rtn_that_excel_cut_gets_its_zero_back_and_is_asked_nothing_else(
    office: Path, tmp_path: Path
) -> None:
    register(1)
    session = staged_book(tmp_path, FILE, cell(FILE, "client", int(rtn(1))))
    assert actions(session) == ["crear"]
    assert said(session, 2) == [("client", "rtn_zero_restored")]


# -- cells -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        (date(2026, 1, 5), []),
        (datetime(2026, 1, 5, 14, 30), [("opened_on", "date_time_dropped")]),  # noqa: DTZ001
        (46027, [("opened_on", "date_serial")]),
        ("05/01/2026", []),
        ("2026-01-05", []),
        ("5 de enero de 2026", []),
        ("31/02/2026", [("opened_on", "date_impossible")]),
        ("ayer", [("opened_on", "date_invalid")]),
        (None, [("opened_on", "required")]),
        ("N/A", [("opened_on", "blank_placeholder"), ("opened_on", "required")]),
    ],
)
def test_dates_as_spreadsheets_have_them(
    office: Path, tmp_path: Path, given: object, codes: list[tuple[str, str]]
) -> None:
    register(1)
    session = staged_book(tmp_path, FILE, cell(FILE, "opened_on", given))
    assert said(session, 2) == codes
    (placed,) = session.placed()
    if placed.action == "crear":
        assert placed.values["opened_on"] == "2026-01-05"
        assert session.row(2).shown["opened_on"] == "05/01/2026"


@pytest.mark.parametrize(
    ("given", "value", "codes"),
    [
        (1150, "1150.00", []),
        (1150.5, "1150.50", []),
        ("L 1,150.00", "1150.00", []),
        ("1,150.00", "1150.00", []),
        ("$ 1,150.00", "1150.00", [("total", "currency_mismatch")]),
        ("1.150,00", None, [("total", "money_invalid")]),
        (-5, None, [("total", "money_negative")]),
        ("-", None, [("total", "blank_placeholder"), ("total", "required")]),
        ("mil", None, [("total", "money_invalid")]),
    ],
)
def test_amounts_as_lists_have_them(
    office: Path, tmp_path: Path, given: object, value: str | None, codes: list[tuple[str, str]]
) -> None:
    register(1)
    session = staged_book(tmp_path, QUOTE, cell(QUOTE, "total", given))
    assert said(session, 2) == codes
    (placed,) = session.placed()
    assert placed.values["total"] == value


def test_a_formula_without_result_and_an_error_of_the_sheet_are_named(
    office: Path, tmp_path: Path
) -> None:
    register(1)
    session = staged_book(
        tmp_path, QUOTE, cell(QUOTE, "total", "=1+1"), cell(QUOTE, "number", "#N/A")
    )
    assert said(session, 2) == [("total", "cell_formula")]
    assert said(session, 3) == [("number", "cell_error")]


@pytest.mark.parametrize("given", ["10100000001", 10100000001, "000-001-01-00000001"])
def test_the_zeros_of_an_invoice_number_come_back(
    office: Path, tmp_path: Path, given: object
) -> None:
    register(1)
    session = staged_book(tmp_path, INVOICE, cell(INVOICE, "number", given))
    assert actions(session) == ["crear"]
    (placed,) = session.placed()
    assert placed.values["number"] == NUMBERS[1]


def test_the_total_is_the_sum_and_a_choice_is_understood(office: Path, tmp_path: Path) -> None:
    register(1)
    session = staged(
        tmp_path, INVOICE, line(INVOICE, total="1,151.00"), line(INVOICE, currency="Lps")
    )
    assert ("total", "invoice_sum") in said(session, 2)
    session.skip(2)
    assert said(session, 3) == [("currency", "choice_understood")]


def test_states_are_taken_as_they_are(office: Path, tmp_path: Path) -> None:
    register(1)
    session = staged(
        tmp_path,
        FILE,
        line(FILE, number="A", state="Cerrado", closed_on="10/01/2026"),
        line(FILE, number="B", state="anulado", annulment_reason="Duplicado"),
        line(FILE, number="C", state="", annulment_reason="Duplicado"),
        line(FILE, number="D", annulment_reason="Duplicado"),
        line(FILE, number="E", state=""),
    )
    assert actions(session) == ["crear", "crear", "crear", "error", "crear"]
    states = [row.values["state"] for row in session.placed()]
    assert states == ["cerrado", "anulado", "anulado", "abierto", "abierto"]
    assert said(session, 5) == [("state", "annulled_state")]
    assert said(session, 6) == [("state", "state_assumed")]


def test_a_reason_annuls_on_its_date_or_that_of_the_document(office: Path, tmp_path: Path) -> None:
    register(1)
    session = staged(
        tmp_path,
        INVOICE,
        line(INVOICE, number=NUMBERS[1], annulment_reason="Error"),
        line(INVOICE, number=NUMBERS[2], annulment_reason="Error", annulled_on="02/03/2026"),
        line(INVOICE, number=NUMBERS[3], annulled_on="02/03/2026"),
        line(INVOICE, number=NUMBERS[4], annulment_reason="Error", annulled_on="01/02/2026"),
    )
    assert actions(session) == ["crear", "crear", "crear", "error"]
    days = [row.values["annulled_on"] for row in session.placed()]
    assert days[:3] == ["2026-03-01", "2026-03-02", "2026-03-02"]
    assert said(session, 4) == [("annulment_reason", "annulled_without_reason")]


def test_a_row_of_totals_is_left_out(office: Path, tmp_path: Path) -> None:
    register(1)
    total = [""] * len(headers(INVOICE))
    total[0], total[-4] = "Total", "1,150.00"
    session = staged(tmp_path, INVOICE, line(INVOICE), total)
    assert actions(session) == ["crear", "omitir"]


# -- links -------------------------------------------------------------------------------------


def test_links_are_found_by_number_however_it_is_separated(office: Path, tmp_path: Path) -> None:
    client = register(1)
    customs_file(client.id, "EXP-26-0419")
    session = staged(
        tmp_path,
        QUOTE,
        line(QUOTE, number="A", customs_file="EXP-26-0419"),
        line(QUOTE, number="B", customs_file="exp 26.0419"),
    )
    assert actions(session) == ["crear", "crear"]
    assert said(session, 2) == []
    assert said(session, 3) == [("customs_file", "link_understood")]
    assert [row.values["customs_file"] for row in session.placed()] == ["EXP-26-0419"] * 2


@pytest.mark.parametrize(
    ("kind", "key", "number"),
    [
        (QUOTE, "customs_file", "EXP-1"),
        (INVOICE, "customs_file", "EXP-1"),
        (INVOICE, "quote", "COT-1"),
        (PAYMENT, "invoice", NUMBERS[3]),
    ],
)
def test_an_unknown_link_or_one_of_another_client_is_an_error_on_its_cell(
    office: Path, tmp_path: Path, kind: Kind, key: str, number: str
) -> None:
    register(1)
    session = staged(tmp_path, kind, line(kind, **{key: number}))
    assert said(session, 2) == [(key, "link_unknown")]
    assert "importe antes la lista de" in message(session, 2)
    other = register(2, name="Otra Casa")
    customs_file(other.id, "EXP-1")
    quote(other.id, "COT-1")
    invoice(other.id, NUMBERS[3])
    session.check()
    assert said(session, 2) == [(key, "link_other_client")]
    assert "«Otra Casa»" in message(session, 2)
    session.set_cell(2, "client", rtn(2))
    assert actions(session) == ["crear"]


def test_numbers_that_separators_confuse_are_to_be_written_whole(
    office: Path, tmp_path: Path
) -> None:
    client = register(1)
    customs_file(client.id, "EXP-1-23")
    customs_file(client.id, "EXP-12-3")
    session = staged(tmp_path, QUOTE, line(QUOTE, customs_file="EXP123"))
    assert said(session, 2) == [("customs_file", "link_ambiguous")]
    session.set_cell(2, "customs_file", "EXP-12-3")
    assert said(session, 2) == []


# -- what exists -------------------------------------------------------------------------------


def test_an_equal_row_is_unchanged_and_without_problems_also_of_an_inactive_client(
    office: Path, tmp_path: Path
) -> None:
    client = register(1)
    customs_file(client.id, closed_on=date(2026, 1, 9))  # a warning: it is not closed
    clients.deactivate(OPERATOR, client.id, client.version)
    session = staged(tmp_path, FILE, line(FILE, closed_on="09/01/2026"))
    assert actions(session) == ["sin_cambios"]
    assert said(session, 2) == []


def test_an_existing_number_is_updated_or_skipped_with_old_and_new(
    office: Path, tmp_path: Path
) -> None:
    client = register(1)
    customs_file(client.id, office="Puerto Cortés")
    session = staged(tmp_path, FILE, line(FILE, state="Levante", regime="4000"), if_exists="omitir")
    assert actions(session) == ["omitir"]
    assert session.row(2).differences == {
        "state": ("Abierto", "Levante"),
        "regime": ("", "4000 Importación definitiva"),
    }
    session.set_if_exists("actualizar", 2)
    assert actions(session) == ["actualizar"]
    assert session.row(2).shown["office"] == "Puerto Cortés"  # a blank keeps what is stored


def test_a_blank_erases_only_where_that_was_said(office: Path, tmp_path: Path) -> None:
    client = register(1)
    held = customs_file(client.id, "EXP-9")
    quote(client.id, customs_file=held, description="Una", valid_until=date(2026, 2, 16))
    session = staged(tmp_path, QUOTE, line(QUOTE))
    assert actions(session) == ["sin_cambios"]
    session.set_mapping(session.targets, erase=frozenset({"customs_file", "description"}))
    session.check()
    assert session.row(2).differences == {"customs_file": ("EXP-9", ""), "description": ("Una", "")}
    session.confirm()
    assert rows("SELECT customs_file_id, description FROM quote") == [(None, "")]


def test_a_number_of_another_client_is_an_error(office: Path, tmp_path: Path) -> None:
    register(1)
    customs_file(register(2, name="Otra Casa").id)
    session = staged(tmp_path, FILE, line(FILE))
    assert said(session, 2) == [("number", "number_taken")]
    assert "ya está registrado a «Otra Casa»" in message(session, 2)


def test_a_number_with_other_separators_is_only_a_warning(office: Path, tmp_path: Path) -> None:
    customs_file(register(1).id, "EXP-1-23")
    session = staged(tmp_path, FILE, line(FILE, number="EXP-12-3"))
    assert actions(session) == ["crear"]
    assert said(session, 2) == [("number", "number_similar")]


def test_a_declaration_that_another_file_has_is_a_warning(office: Path, tmp_path: Path) -> None:
    client = register(1, name="Casa Uno")
    customs_file(client.id, "EXP-1", declaration="D26-0000001")
    customs_file(client.id, "EXP-2", declaration="D26-0000002", state="anulado")
    session = staged(
        tmp_path,
        FILE,
        line(FILE, number="A", declaration="d26 0000001"),
        line(FILE, number="B", declaration="D26-0000002"),
        line(FILE, number="EXP-1", declaration="D26-0000001"),
    )
    assert actions(session) == ["crear", "crear", "sin_cambios"]
    assert said(session, 2) == [("declaration", "declaration_taken")]
    assert "EXP-1 de «Casa Uno»" in message(session, 2)
    assert said(session, 3) == said(session, 4) == []


def test_rows_with_one_number_name_each_other_until_one_is_left(
    office: Path, tmp_path: Path
) -> None:
    register(1)
    session = staged(
        tmp_path, FILE, line(FILE), line(FILE, number="B"), line(FILE, state="Levante")
    )
    assert actions(session) == ["error", "crear", "error"]
    assert "en la fila 4" in message(session, 2)
    assert "en la fila 2" in message(session, 4)
    session.set_cell(4, "number", "C")
    assert actions(session) == ["crear"] * 3
    session.undo()
    session.skip(2)
    assert actions(session) == ["omitir", "crear", "crear"]


def test_what_hangs_on_a_document_holds_its_amounts(office: Path, tmp_path: Path) -> None:
    client = register(1)
    offered = quote(client.id, state="aceptada", valid_until=date(2026, 2, 16))
    paid = invoice(client.id, NUMBERS[1], quote=offered)
    payment(paid, "100.00")
    session = staged(tmp_path, QUOTE, line(QUOTE, total="2,000.00", state="Rechazada"))
    assert said(session, 2) == [("total", "has_invoices"), ("state", "has_invoices")]
    changes = {"subtotal": "900.00", "total": "1,050.00", "due_on": "01/04/2026"}
    session = staged(
        tmp_path,
        INVOICE,
        line(INVOICE, **changes),
    )
    assert said(session, 2) == [("total", "has_payments")]
    session = staged(tmp_path, INVOICE, line(INVOICE, annulment_reason="Error"))
    assert ("annulment_reason", "has_payments") in said(session, 2)
    session = staged(tmp_path, INVOICE, line(INVOICE, due_on="01/04/2026"))
    assert actions(session) == ["actualizar"]


def test_what_is_annulled_does_not_change(office: Path, tmp_path: Path) -> None:
    client = register(1)
    invoice(client.id, NUMBERS[1], annulled_on=date(2026, 3, 2), annulment_reason="Error")
    session = staged(tmp_path, INVOICE, line(INVOICE))
    assert actions(session) == ["sin_cambios"]
    session.set_cell(2, "due_on", "01/04/2026")
    assert said(session, 2) == [("number", "annulled_frozen")]


def test_a_released_file_is_not_annulled_by_a_list(office: Path, tmp_path: Path) -> None:
    client = register(1)
    customs_file(client.id, "EXP-1", state="levante")
    customs_file(client.id, "EXP-2", state="selectivo")
    annulled = {"state": "Anulado", "annulment_reason": "Duplicado"}
    lines = [line(FILE, number=number, **annulled) for number in ("EXP-1", "EXP-2", "EXP-3")]
    session = staged(tmp_path, FILE, *lines)
    assert actions(session) == ["error", "actualizar", "crear"]
    assert said(session, 2) == [("state", "annulled_released")]
