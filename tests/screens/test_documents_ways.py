"""The ways to register an operation: record, list, palette, and from a document."""

from __future__ import annotations

from datetime import date

import pytest

from aduanas_tui.screens.client_list import ClientListScreen
from aduanas_tui.screens.client_record import ClientRecordScreen
from aduanas_tui.screens.documents.form import DocumentFormScreen
from aduanas_tui.screens.documents.record import DocumentScreen
from aduanas_tui.screens.palette import ActionMenu, PaletteScreen
from aduanas_tui.services import clients
from aduanas_tui.services.operations.kinds import INFO, Kind
from aduanas_tui.store.models import Invoice, Payment, Quote
from tests import factories
from tests.factories import OPERATOR, rtn
from tests.screens.conftest import Operator, Program
from tests.screens.operating import LETTERS, is_on_record, open_document, raw
from tests.screens.test_hostile import WORST_NAMES, assert_only_text

INACTIVE = "«Comercial Prueba 1» está inactivo: reactívelo para registrarle operaciones."


async def by_palette(one: Operator, words: str) -> None:
    await one.presses("ctrl+p")
    assert isinstance(one.screen, PaletteScreen)
    await one.types(f"{words}⏎")


@pytest.mark.parametrize("kind", Kind)
async def test_from_the_history_by_its_menu(program: Program, kind: Kind) -> None:
    factories.register(1)
    async with program() as one:
        await one.types("⏎⏎3n")
        assert isinstance(one.screen, ActionMenu)
        await one.types(LETTERS[kind])
        assert INFO[kind].new_one in one.lines[0]
        await one.types("⎋")
        assert is_on_record(one)


@pytest.mark.parametrize("kind", Kind)
async def test_by_palette_from_the_list_and_the_record(program: Program, kind: Kind) -> None:
    for number in (1, 2):
        factories.register(number)
    async with program() as one:
        await one.types(f"{rtn(2)}⏎")
        await by_palette(one, INFO[kind].new_one)
        assert isinstance(one.screen, DocumentFormScreen), one.sees
        assert f"Comercial Prueba 2 › {INFO[kind].new_one}" in one.lines[0]
        await one.types("⎋")
        assert isinstance(one.screen, ClientListScreen)
        await one.types("⏎")
        await by_palette(one, INFO[kind].new_one)
        assert isinstance(one.screen, DocumentFormScreen), one.sees


async def test_what_was_registered_from_the_list_is_shown_in_the_history(program: Program) -> None:
    factories.register(1)
    async with program() as one:
        await by_palette(one, "nueva cot")
        await one.types("⏎⏎⏎⏎impo⏎⏎100②")
        assert isinstance(one.screen, ClientRecordScreen)
        assert one.line_with(Quote.get().number).startswith("▌")
        await one.types("⎋")
        assert isinstance(one.screen, ClientListScreen)
        day = f"{date.today():%d/%m/%y}"
        assert one.line_with("Comercial Prueba 1").rstrip().endswith(day), "Últ. op. is new"


async def test_from_the_menu_of_actions_of_the_record(program: Program) -> None:
    factories.register(1)
    async with program() as one:
        await one.types("⏎⏎an")
        assert isinstance(one.screen, ActionMenu) and "Nuevo expediente…" in one.sees
        await one.types("e")
        assert isinstance(one.screen, DocumentFormScreen)


async def test_an_inactive_client_says_so_everywhere(program: Program) -> None:
    saved = factories.register(1)
    quote = factories.quote(saved.id, state="aceptada")
    clients.deactivate(OPERATOR, saved.id, saved.version)
    async with program((120, 30)) as one:
        await one.presses("f2")
        await one.types("↓v")
        await one.presses("ctrl+p")
        await one.types("nueva factura")
        assert "está inactivo: reactívelo" in one.line_with("Nueva factura")
        await one.types("⏎")
        assert isinstance(one.screen, PaletteScreen) and one.notices[-1] == f"▲ {INACTIVE}"
        await one.types("⎋⏎3n")
        assert isinstance(one.screen, ActionMenu)
        for kind in Kind:
            assert "reactívelo" in one.line_with(INFO[kind].new_one)
        await one.types("c")
        assert isinstance(one.screen, ActionMenu) and one.notices[-1] == f"▲ {INACTIVE}"
        await one.types("⎋")
        await open_document(one, Kind.QUOTE, quote.id)
        await one.types("af")
        assert isinstance(one.screen, ActionMenu) and one.notices[-1] == f"▲ {INACTIVE}"


async def test_no_client_at_hand(program: Program) -> None:
    factories.register(1)
    async with program() as one:
        await one.types("nadie")
        await by_palette(one, "nuevo pago")
        assert one.notices[-1] == "▲ No hay ningún cliente señalado."


async def test_a_quote_and_an_invoice_from_a_file(program: Program) -> None:
    client = factories.register(1).id
    file = factories.customs_file(client, "EXP-9", operation_type="exportacion")
    async with program() as one:
        await open_document(one, Kind.CUSTOMS_FILE, file.id)
        await one.types("at")
        assert raw(one)["customs_file"] == "EXP-9"
        assert raw(one)["operation_type"] == "Exportación"
        await one.types("⏎⏎⏎⏎⏎⏎11500⏎ace②")
        assert isinstance(one.screen, DocumentScreen)
        assert f"{Quote.get().number} · Aceptada" in one.sees, "it hangs on the file now"
        await one.types("af")
        filled = raw(one)
        assert (filled["customs_file"], filled["quote"]) == ("EXP-9", Quote.get().number)
        assert (filled["subtotal"], filled["isv"]) == ("10,000.00", "1,500.00")
        await one.types("0000010100000009②")
        assert isinstance(one.screen, DocumentScreen)
        assert Invoice.get().customs_file_id == file.id
        assert "000-001-01-00000009 · Pendiente" in one.sees


async def test_a_payment_from_its_invoice(program: Program) -> None:
    client = factories.register(1).id
    first, second = (factories.invoice(client, f"000-001-01-0000000{number}") for number in (1, 2))
    async with program() as one:
        await open_document(one, Kind.INVOICE, second.id)
        await one.types("ap")
        assert raw(one)["invoice"] == second.number
        await one.types("⏎⏎⏎reten⏎CR-7②")
        assert isinstance(one.screen, DocumentScreen) and one.lines[0].endswith("Pagada")
        assert (Payment.get().invoice_id, Payment.get().method) == (second.id, "retencion")
        assert Invoice.get_by_id(first.id).paid == 0


async def test_a_pending_quote_cannot_be_billed(program: Program) -> None:
    quote = factories.quote(factories.register(1).id)
    async with program() as one:
        await open_document(one, Kind.QUOTE, quote.id)
        await one.types("af")
        assert "acéptela para facturarla" in one.notices[-1]


async def test_the_key_line_and_the_help_name_the_way(program: Program) -> None:
    factories.register(1)
    async with program() as one:
        await one.types("⏎⏎3")
        assert "n Registrar" in one.lines[-1]
        await one.types("2")
        assert "n Nuevo" in one.lines[-1] and "Registrar" not in one.lines[-1]


@pytest.mark.parametrize("kind", [Kind.QUOTE, Kind.PAYMENT])
async def test_names_that_break_terminals_are_only_text(program: Program, kind: Kind) -> None:
    """In the lines of the client, in the lists of links, and in the dialogs of steps."""
    for number, name in enumerate(WORST_NAMES):
        client = factories.register(
            number, name=f"{number:02} {name}"[:200], address=name, email="a@prueba.hn"
        ).id
        factories.add_contact(client, number, name=f"c {name}"[:120])
        file = factories.customs_file(client, f"E{number} {name}"[:40], description=name)
        factories.quote(client, f"C{number} {name}"[:40], customs_file=file)
        factories.invoice(client, f"000-001-01-{number:08}", customs_file=file)
    async with program() as one:
        for number in range(len(WORST_NAMES)):
            await one.types(rtn(number))
            await by_palette(one, INFO[kind].new_one)
            assert isinstance(one.screen, DocumentFormScreen), one.sees
            assert_only_text(one)
            if kind is Kind.QUOTE:
                one.screen.form.row("customs_file").entry.focus()
                await one.settles()
                await one.presses("f4")
                assert_only_text(one)
                await one.types("⏎⇥")
                assert_only_text(one)
                await one.types("⎋s")
            else:
                await one.types("⎋")
            assert isinstance(one.screen, ClientListScreen), one.sees
            one.screen.query_one("#search").focus()
            await one.presses("ctrl+u")


async def test_steps_of_documents_with_hostile_texts(program: Program) -> None:
    client = factories.register(1, name="[/foo] [red]X").id
    async with program() as one:
        for number, name in enumerate(WORST_NAMES):
            file = factories.customs_file(client, f"{number} {name}"[:40], description=name)
            await open_document(one, Kind.CUSTOMS_FILE, file.id)
            for letter in "cn":
                await one.types(f"a{letter}")
                assert_only_text(one)
                await one.types("⎋")
            await one.types("an")
            await one.pastes(name)
            await one.types("⏎⏎")
            assert_only_text(one)
            await one.types("⎋")
