"""Steps of a document on screen: moving a file, answering a quote, annulling."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from aduanas_tui.screens.documents.record import DocumentScreen
from aduanas_tui.screens.documents.step import StepScreen
from aduanas_tui.screens.documents.steps import MoveScreen
from aduanas_tui.screens.palette import ActionMenu
from aduanas_tui.services.operations import documents
from aduanas_tui.services.operations.kinds import Kind
from aduanas_tui.store.models import CustomsFile, StateChange
from tests import factories
from tests.factories import OPERATOR
from tests.screens.conftest import Operator, Program
from tests.screens.operating import TODAY, day, open_document


async def opened(one: Operator, kind: Kind, record: Any) -> None:
    await open_document(one, kind, record.id)
    assert isinstance(one.screen, DocumentScreen)


def steps() -> list[tuple[str, str, date, str]]:
    """The changes of state as they are stored."""
    found = StateChange.select().order_by(StateChange.id)
    return [(one.from_state, one.to_state, one.on_day, one.reason) for one in found]


async def test_the_usual_next_state_is_two_keys_away(program: Program) -> None:
    file = factories.customs_file(factories.register(1).id, opened_on=date(2026, 1, 5))
    async with program() as one:
        await opened(one, Kind.CUSTOMS_FILE, file)
        await one.types("ac⏎⏎")
        assert isinstance(one.screen, DocumentScreen), one.sees
        assert steps() == [("abierto", "en_digitacion", TODAY, "")]
        assert one.lines[0].endswith("En digitación"), "the document was read again"
        assert "Abierto › En digitación · op1" in one.sees
        assert one.notices == ["Estado cambiado."]
        await one.types("ac⏎6/1②")
        assert steps()[1:] == [], "the day before that of the last step is refused"
        assert "El cambio anterior es del" in under_dialog(one, "Fecha")


def under_dialog(one: Operator, label: str) -> str:
    """What stands under a field of the dialog."""
    lines = [line.strip(" │▌") for line in (part[3:77] for part in one.lines)]
    start = next(at for at, line in enumerate(lines) if line.startswith(label))
    return lines[start + 1]


async def test_a_file_goes_its_whole_way(program: Program) -> None:
    """Every state in turn, with the channel asked where it leaves selectivity."""
    file = factories.customs_file(factories.register(1).id)
    async with program() as one:
        await opened(one, Kind.CUSTOMS_FILE, file)
        for _ in range(5):
            await one.types("ac②")
        assert CustomsFile.get().state == "selectivo"
        await one.types("ac")
        assert isinstance(one.screen, MoveScreen)
        await one.types("②")
        assert "Elija el canal: Verde, Amarillo o Rojo." in under_dialog(one, "Canal")
        await one.types("rojo⏎")
        assert "En revisión" in one.line_with("Pasa a")
        await one.types("⏎⏎")
        assert (CustomsFile.get().state, CustomsFile.get().channel) == ("en_revision", "rojo")
        for _ in range(4):
            await one.types("ac②")
        stored = CustomsFile.get()
        assert (stored.state, stored.closed_on) == ("cerrado", TODAY)
        assert len(steps()) == 10


@pytest.mark.parametrize(
    ("channel", "state"), [("ver", "levante"), ("ama", "en_revision"), ("ro", "en_revision")]
)
async def test_the_channel_tells_the_next_state(program: Program, channel: str, state: str) -> None:
    file = factories.customs_file(factories.register(1).id, state="selectivo")
    async with program() as one:
        await opened(one, Kind.CUSTOMS_FILE, file)
        await one.types(f"ac{channel}⏎⏎⏎")
        assert CustomsFile.get().state == state


async def test_a_state_against_the_channel_is_refused_where_it_is(program: Program) -> None:
    file = factories.customs_file(factories.register(1).id, state="selectivo")
    async with program() as one:
        await opened(one, Kind.CUSTOMS_FILE, file)
        await one.types("acrojo⏎lev②")
        assert "Con canal Rojo pasa a En revisión." in under_dialog(one, "Canal")
        assert CustomsFile.get().state == "selectivo"


async def test_a_step_back_needs_a_reason(program: Program) -> None:
    file = factories.customs_file(factories.register(1).id, state="preliquidado")
    async with program() as one:
        await opened(one, Kind.CUSTOMS_FILE, file)
        await one.types("ac")
        assert "Motivo" not in one.sees
        await one.types("en dig⏎⏎")
        assert "Motivo" in one.sees, "asked where it is needed"
        await one.types("⏎")
        assert isinstance(one.screen, StepScreen)
        assert "Escriba el motivo." in under_dialog(one, "Motivo"), one.sees
        await one.types("Faltaba el BL⏎")
        assert steps() == [("preliquidado", "en_digitacion", TODAY, "Faltaba el BL")]


async def test_a_day_to_come_is_refused(program: Program) -> None:
    file = factories.customs_file(factories.register(1).id)
    async with program() as one:
        await opened(one, Kind.CUSTOMS_FILE, file)
        await one.types(f"ac⏎{day(1)}⏎")
        assert "aún no llega" in under_dialog(one, "Fecha")
        await one.types("ayer⏎")
        assert steps()[0][2] == TODAY - timedelta(days=1)


async def test_the_choices_of_a_step_as_a_list(program: Program) -> None:
    file = factories.customs_file(factories.register(1).id, state="preliquidado")
    async with program() as one:
        await opened(one, Kind.CUSTOMS_FILE, file)
        await one.types("ac")
        await one.presses("f4")
        for label in ("DUCA registrada", "En digitación", "Anulado"):
            assert label in one.sees
        await one.types("a⏎⏎⏎Se perdió⏎")
        assert CustomsFile.get().state == "anulado"
        assert CustomsFile.get().annulment_reason == "Se perdió"


@pytest.mark.parametrize(
    ("letter", "state", "label"), [("a", "aceptada", "Aceptada"), ("r", "rechazada", "Rechazada")]
)
async def test_the_answer_to_a_quote(program: Program, letter: str, state: str, label: str) -> None:
    quote = factories.quote(factories.register(1).id)
    async with program() as one:
        await opened(one, Kind.QUOTE, quote)
        await one.types(f"a{letter}ayer⏎")
        assert one.lines[0].endswith(label)
        assert one.notices == [f"Cotización {state}."]
        await one.types("ao⏎")
        assert one.lines[0].endswith("Pendiente")
        assert [step[:2] for step in steps()] == [("pendiente", state), (state, "pendiente")]


@pytest.mark.parametrize("kind", Kind)
async def test_annulling_asks_why(program: Program, kind: Kind) -> None:
    client = factories.register(1).id
    record = {
        Kind.CUSTOMS_FILE: factories.customs_file,
        Kind.QUOTE: factories.quote,
        Kind.INVOICE: factories.invoice,
        Kind.PAYMENT: lambda one: factories.payment(factories.invoice(one)),
    }[kind](client)
    async with program() as one:
        await opened(one, kind, record)
        await one.types("an⏎⏎")
        assert isinstance(one.screen, StepScreen)
        assert "Escriba el motivo." in under_dialog(one, "Motivo")
        await one.types("Por error⏎⏎")
        assert isinstance(one.screen, DocumentScreen), one.sees
        found = documents.document(kind, record.id)
        assert found.annulled and found.annulment_reason == "Por error"
        assert "Por error" in one.sees
        await one.types("e")
        assert "ya no se cambia" in one.notices[-1]


async def test_what_forbids_it_is_said_in_the_menu(program: Program) -> None:
    client = factories.register(1).id
    quote = factories.quote(client, state="aceptada")
    invoice = factories.invoice(client, quote=quote)
    factories.payment(invoice, "1150.00")
    async with program((120, 30)) as one:
        await opened(one, Kind.INVOICE, invoice)
        await one.types("a")
        assert isinstance(one.screen, ActionMenu)
        assert "Esta factura tiene 1 pago: anúlelo primero." in one.line_with("Anular")
        assert "Esta factura ya está pagada." in one.line_with("Nuevo pago")
        await one.types("n")
        assert isinstance(one.screen, ActionMenu) and "anúlelo" in one.notices[-1]
        await one.types("⎋⎋")
        await opened(one, Kind.QUOTE, quote)
        await one.types("a")
        assert "Esta cotización tiene la factura" in one.line_with("Rechazar")
        assert "ya está aceptada" in one.line_with("Aceptar")


async def test_two_answers_typed_ahead_are_one(program: Program) -> None:
    quote = factories.quote(factories.register(1).id)
    async with program() as one:
        await opened(one, Kind.QUOTE, quote)
        await one.types("aa②②②")
        assert len(steps()) == 1


async def test_esc_takes_no_step(program: Program) -> None:
    quote = factories.quote(factories.register(1).id)
    async with program() as one:
        await opened(one, Kind.QUOTE, quote)
        await one.types("an")
        await one.types("Por error⎋")
        assert isinstance(one.screen, DocumentScreen) and steps() == []
        assert documents.document(Kind.QUOTE, quote.id).updated_by == OPERATOR


async def test_a_dialog_fits_the_smallest_terminal(program: Program) -> None:
    file = factories.customs_file(factories.register(1).id, state="selectivo")
    async with program((60, 20)) as one:
        await opened(one, Kind.CUSTOMS_FILE, file)
        await one.types("ac⏎impuestos⏎")
        for text in ("Pasa a", "Fecha", "Motivo", "F2 Aceptar", "Esc Cancelar"):
            assert text in one.sees, one.sees
        await one.types("②")
        assert "Escriba el motivo." in one.sees
        await one.types("No era⏎")
        assert CustomsFile.get().state == "impuestos_pagados"
