"""The history of a client in its record: parts, filters, orders, totals."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from aduanas_tui.domain.history_filters import POR_COBRAR, HistoryFilters
from aduanas_tui.domain.periods import Period, period
from aduanas_tui.screens.client_list import ClientListScreen
from aduanas_tui.screens.client_record import ClientRecordScreen
from aduanas_tui.screens.documents.form import DocumentFormScreen
from aduanas_tui.screens.documents.record import DocumentScreen
from aduanas_tui.screens.history.filters import HistoryFilterScreen
from aduanas_tui.screens.history.rows import HistoryRows
from aduanas_tui.screens.pick import PickScreen
from aduanas_tui.services import history as history_service
from aduanas_tui.services.operations.kinds import INFO, Kind
from aduanas_tui.widgets.texts import TextField
from tests import factories, helpers
from tests.screens import history
from tests.screens.conftest import Operator, Program

TODAY = date.today()
PARTS = tuple(INFO)
WHOLE = HistoryFilters()


@pytest.fixture
def client_id(office: object) -> int:
    """A client with a dozen operations of each kind."""
    saved = factories.register(7, name="Distribuidora Ñandú, S.A.")
    history.build(saved.id, TODAY)
    return saved.id


async def open_history(one: Operator) -> None:
    """Open the history of the first client in the list."""
    await one.types("⏎⏎3")
    assert isinstance(one.screen, ClientRecordScreen)


def written(day: date) -> str:
    return f"{day:%d/%m/%Y}"


LONG_AGO = TODAY - timedelta(360)
FILTERS: dict[str, dict[str, HistoryFilters]] = {
    "periods": {
        name: replace(WHOLE, since=days[0], until=days[1])
        for name, days in (
            (typed, period(one, TODAY))
            for typed, one in (
                ("hoy", Period.TODAY),
                ("este m", Period.THIS_MONTH),
                ("mes", Period.LAST_MONTH),
                ("este a", Period.THIS_YEAR),
                ("ult", Period.LAST_12_MONTHS),
            )
        )
    },
    "days": {
        f"⏎{written(LONG_AGO)}": replace(WHOLE, since=LONG_AGO),
        f"⏎⏎{written(LONG_AGO)}": replace(WHOLE, until=LONG_AGO),
        f"⏎{written(LONG_AGO)}⏎hoy": replace(WHOLE, since=LONG_AGO, until=TODAY),
        f"⏎{TODAY:%d/%m}": replace(WHOLE, since=TODAY),
    },
    "types": {
        "⏎⏎⏎imp": replace(WHOLE, operation_type="importacion"),
        "⏎⏎⏎exp": replace(WHOLE, operation_type="exportacion"),
    },
    "file states": {
        "⏎⏎⏎⏎abi": replace(WHOLE, file_state="abierto"),
        "⏎⏎⏎⏎en dig": replace(WHOLE, file_state="en_digitacion"),
        "⏎⏎⏎⏎pre": replace(WHOLE, file_state="preliquidado"),
        "⏎⏎⏎⏎duca": replace(WHOLE, file_state="duca_registrada"),
        "⏎⏎⏎⏎imp": replace(WHOLE, file_state="impuestos_pagados"),
        "⏎⏎⏎⏎sel": replace(WHOLE, file_state="selectivo"),
        "⏎⏎⏎⏎en rev": replace(WHOLE, file_state="en_revision"),
        "⏎⏎⏎⏎lev": replace(WHOLE, file_state="levante"),
        "⏎⏎⏎⏎des": replace(WHOLE, file_state="despachado"),
        "⏎⏎⏎⏎fac": replace(WHOLE, file_state="facturado"),
        "⏎⏎⏎⏎cer": replace(WHOLE, file_state="cerrado"),
        "⏎⏎⏎⏎anu": replace(WHOLE, file_state="anulado"),
    },
    "payment states": {
        "⏎⏎⏎⏎⏎por": replace(WHOLE, payment_state=POR_COBRAR),
        "⏎⏎⏎⏎⏎pen": replace(WHOLE, payment_state="pendiente"),
        "⏎⏎⏎⏎⏎par": replace(WHOLE, payment_state="parcial"),
        "⏎⏎⏎⏎⏎ven": replace(WHOLE, payment_state="vencida"),
        "⏎⏎⏎⏎⏎pag": replace(WHOLE, payment_state="pagada"),
        "⏎⏎⏎⏎⏎anu": replace(WHOLE, payment_state="anulada"),
    },
    "several": {
        "ult⏎⏎⏎imp": HistoryFilters(*period(Period.LAST_12_MONTHS, TODAY), "importacion"),
        "⏎⏎⏎exp⏎⏎por": HistoryFilters(operation_type="exportacion", payment_state=POR_COBRAR),
        "⏎⏎⏎imp⏎anu⏎anu": HistoryFilters(None, None, "importacion", "anulado", "anulada"),
    },
}
"""What is typed in the dialog, and what it must mean. Enter goes to the next filter."""


@pytest.mark.parametrize("group", FILTERS)
async def test_each_filter_on_each_part(group: str, program: Program, client_id: int) -> None:
    known = history.everything(client_id, TODAY)
    narrowed = False
    async with program() as one:
        await open_history(one)
        for typed, filters in FILTERS[group].items():
            await one.types(f"f{typed}②")
            assert isinstance(one.screen, ClientRecordScreen), (typed, one.notices)
            expected = history.passing(known, filters)
            narrowed |= any(0 < len(expected[kind]) < len(known[kind]) for kind in PARTS)
            assert history.counted(one) == [len(expected[kind]) for kind in PARTS], typed
            for kind in PARTS:
                shown = history.names(one, kind)
                assert shown == [row.name for row in expected[kind]], (typed, kind, one.sees)
                assert_totals(one, kind, expected)
                await one.types("⇥")
            await one.presses("delete")
        assert narrowed, "the history has something for these filters"
        assert history.counted(one) == [len(known[kind]) for kind in PARTS]


def assert_totals(one: Operator, kind: Kind, expected: dict[Kind, list[history.Shown]]) -> None:
    """Hold the lines of totals against the rows that pass the filters."""
    if kind is Kind.QUOTE:
        heading = ["Pendientes", "Aceptadas", "Rechazadas", "Vencidas"]
        lines = history.quoted(expected[Kind.QUOTE], TODAY)
    else:
        heading = ["Facturado", "Pagado", "Saldo", "Vencido"]
        lines = history.billed(expected[Kind.INVOICE], TODAY)
    in_order = [lines[currency] for currency in ("HNL", "USD") if currency in lines]
    assert history.totals(one) == [heading, *(in_order or [["—"] * 4])], (kind, one.sees)


# -- the filters and their line --------------------------------------------------------------


async def test_filters_are_always_visible_and_one_key_clears_them(
    program: Program, client_id: int
) -> None:
    async with program() as one:
        await open_history(one)
        none = " Desde —  Hasta —  Operación Todas  Expediente Todos  Pago Todos"
        assert one.lines[2] == none
        assert "Quitar filtros" not in one.lines[-1]
        for clearing in (("delete",), ("0",), ("f", "f6")):
            await one.types("fúlt⏎⏎⏎⏎⏎por②")
            since = TODAY.replace(year=TODAY.year - 1) + timedelta(1)
            assert one.lines[2] == (
                f" Desde {since:%d/%m/%y}  Hasta hoy  Operación Todas  Expediente Todos"
                "  Pago Por cobrar"
            )
            assert "Supr Quitar filtros" in one.lines[-1]
            await one.presses(*clearing)
            assert one.lines[2] == none, clearing
        await one.presses("delete")
        assert one.notices[-1] == "▲ No hay filtros que quitar."


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_all_filters_set_fit_at_any_size(
    size: tuple[int, int], program: Program, client_id: int
) -> None:
    async with program(size) as one:
        await open_history(one)
        await one.types("f⏎01/01/2026⏎31/12/2026⏎imp⏎impu⏎por②")
        line = one.lines[2]
        assert "01/01/26" in line and "31/12/26" in line
        assert "Impuestos pagados" in line and line.endswith("Por cobrar")
        assert "Import" in line and "…" not in line
        assert len(history.totals(one)) == 2, "heading and one line"


async def test_the_dialog_shows_what_is_set_and_escape_changes_nothing(
    program: Program, client_id: int
) -> None:
    async with program() as one:
        await open_history(one)
        await one.types("feste m⏎⏎⏎exp⏎lev⏎pag②f")
        assert isinstance(one.screen, HistoryFilterScreen)
        first, last = period(Period.THIS_MONTH, TODAY)
        assert [entry.value for entry in one.screen.query(TextField)] == [
            *("Este mes", written(first), written(last), "Exportación", "Levante", "Pagada"),
        ]
        before = one.app.screen_stack[1]
        await one.types("hoy⏎⎋")
        assert one.screen is before and "Levante" in one.lines[2] and "hoy" not in one.lines[2]


async def test_dates_and_periods_follow_each_other(program: Program, client_id: int) -> None:
    async with program() as one:
        await open_history(one)
        await one.types("f")
        entries = list(one.screen.query(TextField))

        def values() -> list[str]:
            return [entry.value for entry in entries[:3]]

        first, last = map(written, period(Period.LAST_MONTH, TODAY))
        await one.types("mes⏎")
        assert values() == ["Mes pasado", first, last]
        await one.types("01/02/2026⏎")
        assert values() == ["Otras fechas", "01/02/2026", last]
        await one.presses("shift+tab", "shift+tab")
        await one.types("siempre⏎")
        assert values() == ["Siempre", "", ""]
        await one.types("hoy⏎hoy⏎")
        assert values() == ["Hoy", "hoy", "hoy"], "named for what the dates mean"


async def test_what_is_no_date_or_no_option_is_said_and_the_dialog_stays(
    program: Program, client_id: int
) -> None:
    async with program() as one:
        await open_history(one)
        for typed, said in (
            ("⏎31/02/2026②", "La fecha «31/02/2026» no existe"),
            ("⏎pronto②", "«pronto» no es una fecha"),
            ("⏎02/02/2026⏎01/02/2026②", "Desde va después de Hasta"),
            ("⏎⏎⏎⏎xyz②", "«xyz» no es una opción"),
        ):
            await one.types(f"f{typed}")
            assert isinstance(one.screen, HistoryFilterScreen), typed
            assert said in one.notices[-1]
            await one.types("⎋")


async def test_options_can_be_picked_from_a_list(program: Program, client_id: int) -> None:
    async with program() as one:
        await open_history(one)
        await one.types("f")
        await one.presses("f4")
        assert isinstance(one.screen, PickScreen)
        await one.types("m⏎②")
        first, last = period(Period.LAST_MONTH, TODAY)
        assert f"Desde {first:%d/%m/%y}  Hasta {last:%d/%m/%y}" in one.lines[2]


async def test_what_passes_no_filter_says_what_to_do(program: Program, client_id: int) -> None:
    async with program() as one:
        await open_history(one)
        await one.types("f⏎01/01/2199②")
        assert "Ningún expediente pasa los filtros." in one.sees
        await one.types("⇥")
        assert "Ninguna cotización pasa los filtros." in one.sees
        assert "f cambia los filtros; Supr los quita." in one.sees


# -- parts -----------------------------------------------------------------------------------


async def test_a_client_without_operations(program: Program) -> None:
    factories.register(8)
    async with program() as one:
        await open_history(one)
        for words in ("expedientes: n", "cotizaciones: n", "facturas: n", "pagos: n"):
            assert f"Todavía no hay {words} registra" in one.sees
            assert history.counted(one) == [0, 0, 0, 0]
            assert history.totals(one)[1] == ["—"] * 4
            await one.types("⇥")


async def test_parts_by_tab_and_click(program: Program, client_id: int) -> None:
    async with program() as one:
        await open_history(one)
        heads = ("Expediente ", "Cotización ", "Factura ", "Factura ")
        for head in (*heads, heads[0]):
            assert one.lines[4].startswith(f"  {head}")
            await one.types("⇥")
        await one.presses("shift+tab", "shift+tab")
        assert "Forma" in one.lines[4], "the payments, the other way round"
        await one.pilot.click("PartLine", offset=(2, 0))
        await one.settles()
        assert one.lines[4].startswith("  Expediente")
        await one.presses("left")
        assert "2 Contactos" in one.lines[1] and "Todavía no hay contactos" in one.sees


async def test_each_part_keeps_its_row_and_its_order(program: Program, client_id: int) -> None:
    async with program() as one:
        await open_history(one)
        await one.types("↓↓↓")
        file = history.current(one, Kind.CUSTOMS_FILE)
        await one.types("⇥oc⏎↓↓")
        quote = history.current(one, Kind.QUOTE)
        assert "Cotización↑" in one.lines[4]
        await one.presses("shift+tab")
        assert history.current(one, Kind.CUSTOMS_FILE) == file and "Apertura↓" in one.lines[4]
        await one.types("⇥")
        assert history.current(one, Kind.QUOTE) == quote
        await one.types("13")
        assert history.current(one, Kind.QUOTE) == quote, "after another section"


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (200, 60)])
async def test_amounts_are_whole_at_any_size(
    size: tuple[int, int], program: Program, client_id: int
) -> None:
    known = history.everything(client_id, TODAY)
    async with program(size) as one:
        await open_history(one)
        await one.types("⇥⇥")
        rows = len(history.names(one, Kind.INVOICE))
        assert rows == min(12, size[1] - 9)
        for invoice in known[Kind.INVOICE]:
            if invoice.name in one.sees:
                assert history.show_money(invoice.record.total, invoice.record.currency) in (
                    one.line_with(invoice.name)
                )


async def test_counts_and_totals_come_after_the_rows_and_move_nothing(
    program: Program, client_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_count = threading.Event()
    counts = history_service.counts

    def late(*arguments: Any) -> dict[Kind, int]:
        assert may_count.wait(60)
        return counts(*arguments)

    monkeypatch.setattr(history_service, "counts", late)
    async with program() as one:
        try:
            for event in helpers.keys_of("⏎⏎3"):
                one.app.post_message(event.set_sender(one.app))
            await helpers.until(lambda: len(one.screen.query(HistoryRows)) > 0, "the record")
            await helpers.until(lambda: len(one.screen.query(HistoryRows).first()) > 0, "the rows")
            await helpers.until(lambda: "EXP-26-0008" in "\n".join(one.lines), "their painting")
            assert await one.app.settled(60)
            early = one.lines
            assert early[-4:-1] == [""] * 3, "nothing is added up yet"
        finally:
            may_count.set()
        await one.settles()
        assert history.totals(one)
        assert [*one.lines[:-4], one.lines[-1]] == [*early[:-4], early[-1]]


async def test_what_was_asked_for_is_shown_though_filters_hid_it(
    program: Program, client_id: int
) -> None:
    async with program() as one:
        await open_history(one)
        await one.types("f⏎⏎⏎exp②⇥")
        file = factories.customs_file(client_id, "EXP-26-7000", opened_on=TODAY - timedelta(30))
        one.screen.operation_registered(Kind.CUSTOMS_FILE, file.id)
        await one.settles()
        assert history.current(one, Kind.CUSTOMS_FILE) == "EXP-26-7000"
        assert "Operación Todas" in one.lines[2]
        assert history.counted(one)[0] == 13
        assert one.notices[-1] == "Se quitaron los filtros, que no dejaban verlo."


async def test_a_payment_is_offered_of_the_invoice_under_the_cursor(
    program: Program, client_id: int
) -> None:
    async with program() as one:
        await open_history(one)
        await one.types("⇥⇥f⏎⏎⏎⏎⏎por②↓")
        number = history.current(one, Kind.INVOICE)
        await one.types("np")
        assert isinstance(one.screen, DocumentFormScreen)
        assert number in one.line_with("Factura ▾ *")
        await one.types("⎋")
        assert isinstance(one.screen, ClientRecordScreen), "nothing was typed: nothing is asked"


# -- order -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", PARTS)
async def test_sorting_by_any_column(kind: Kind, program: Program, client_id: int) -> None:
    from aduanas_tui.screens.history.columns import COLUMNS, MOST_FIRST, NEWEST_FIRST
    from aduanas_tui.services.history import page

    async with program((160, 40)) as one:
        await open_history(one)
        await one.types("⇥" * PARTS.index(kind))
        for place, column in enumerate(COLUMNS[kind]):
            descending = column.key in MOST_FIRST | NEWEST_FIRST
            if column.key == "day":
                descending = False  # it is the order already: chosen again it turns round
            for turned in (descending, not descending):
                await one.types("o")
                await one.presses("home", *["down"] * place, "enter")
                assert f"{column.title}{'↓' if turned else '↑'}" in one.lines[4]
                rows = page(client_id, kind, WHOLE, order=column.key, descending=turned)
                wanted = [row.reference if kind is Kind.PAYMENT else row.number for row in rows]
                assert history.names(one, kind) == wanted, (column.key, turned)
            await one.types("o")
            day = next(at for at, other in enumerate(COLUMNS[kind]) if other.key == "day")
            await one.presses("home", *["down"] * day, "enter")
            if column.key == "day":
                await one.types("o")
                await one.presses("home", *["down"] * day, "enter")


async def test_amounts_start_with_the_largest_of_each_currency(
    program: Program, client_id: int
) -> None:
    known = history.everything(client_id, TODAY)[Kind.INVOICE]
    async with program() as one:
        await open_history(one)
        await one.types("⇥⇥ot⏎")
        ordered = sorted(
            known, key=lambda row: (row.record.currency, -row.record.total, -row.day.toordinal())
        )
        assert history.names(one, Kind.INVOICE) == [row.name for row in ordered]


# -- opening a document and coming back ------------------------------------------------------


async def test_enter_opens_a_document_and_escape_comes_back_to_its_row(
    program: Program, client_id: int
) -> None:
    async with program() as one:
        await open_history(one)
        await one.types("⇥⇥↓↓↓↓")
        number, seen = history.current(one, Kind.INVOICE), one.lines[2:]
        await one.types("⏎")
        assert isinstance(one.screen, DocumentScreen)
        assert f"› Factura {number}" in one.lines[0]
        await one.types("⎋")
        assert isinstance(one.screen, ClientRecordScreen)
        assert one.lines[2:] == seen


async def test_what_changed_meanwhile_is_seen_on_return(program: Program, client_id: int) -> None:
    async with program() as one:
        await open_history(one)
        await one.types("↓↓")
        name = history.current(one, Kind.CUSTOMS_FILE)
        await one.types("⏎")
        factories.customs_file(client_id, "EXP-26-9999", opened_on=TODAY + timedelta(1))
        await one.types("⎋")
        assert history.current(one, Kind.CUSTOMS_FILE) == name, "the cursor stays on its row"
        assert history.names(one, Kind.CUSTOMS_FILE)[0] == "EXP-26-9999"
        assert history.counted(one)[0] == 13


async def test_keys_typed_in_one_go_land_where_they_were_meant(
    program: Program, client_id: int
) -> None:
    kept = history.passing(
        history.everything(client_id, TODAY), HistoryFilters(payment_state="pagada")
    )[Kind.INVOICE]
    async with program() as one:
        await one.types("⏎⏎3⇥⇥f⏎⏎⏎⏎⏎pag⏎↓⏎")
        assert isinstance(one.screen, DocumentScreen)
        assert f"Factura {kept[1].name}" in one.lines[0]
        await one.types("⎋⎋")
        assert isinstance(one.screen, ClientListScreen)


# -- long histories --------------------------------------------------------------------------


async def test_a_long_history_is_walked_to_its_end_and_back(program: Program) -> None:
    saved = factories.register(9)
    factories.many_files(saved.id, 1_000)
    newest_first = [f"EXP-26-{number:04}" for number in reversed(range(1_000))]
    kind = Kind.CUSTOMS_FILE
    async with program() as one:
        await open_history(one)
        assert history.counted(one) == [1_000, 0, 0, 0]
        assert history.names(one, kind) == newest_first[:15]
        await one.presses("end")
        assert history.names(one, kind) == newest_first[-15:]
        await one.presses(*["pageup"] * 30)
        assert history.names(one, kind) == newest_first[1_000 - 31 * 15 : 1_000 - 30 * 15]
        seen, name = one.lines[2:], history.current(one, kind)
        await one.types("⏎")
        assert name in one.lines[0]
        await one.types("⎋")
        assert one.lines[2:] == seen
        await one.presses("f5")
        assert one.lines[2:] == seen
        await one.presses("home", *["pagedown"] * 5)
        assert history.names(one, kind) == newest_first[75:90]
        await one.types("↑" * 80)
        assert history.current(one, kind) == newest_first[0]


# -- found by the search ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kind", "words"),
    [
        ("exp-26-0003", Kind.CUSTOMS_FILE, "Expediente EXP-26-0003"),
        ("COT260005", Kind.QUOTE, "Cotización COT-26-0005"),
        ("000-001-01-00000004", Kind.INVOICE, "Factura 000-001-01-00000004"),
    ],
)
async def test_a_number_in_the_search_leads_to_its_document(
    typed: str, kind: Kind, words: str, program: Program, client_id: int
) -> None:
    factories.register(8, name="Zapatería")
    async with program() as one:
        await one.types(typed)
        assert one.lines[1].endswith(words)
        assert one.rtns == [factories.rtn(7)]
        await one.types("⏎⏎")
        assert isinstance(one.screen, ClientRecordScreen)
        assert history.current(one, kind) == words.split()[1]
        await one.types("⏎")
        assert words in one.lines[0]
        await one.types("⎋⎋")
        assert isinstance(one.screen, ClientListScreen)
        assert one.lines[1].endswith(words)
        await one.types("⎋")
        assert "Factura" not in one.lines[1] and len(one.rtns) == 2


async def test_a_declaration_in_the_search_names_its_file(program: Program, client_id: int) -> None:
    factories.customs_file(client_id, "EXP-26-5000", declaration="DUCA-77-123")
    async with program() as one:
        await one.types("duca77123")
        assert one.lines[1].endswith("Expediente EXP-26-5000 · DUCA-77-123")
        await one.types("⏎⏎")
        assert history.current(one, Kind.CUSTOMS_FILE) == "EXP-26-5000"
