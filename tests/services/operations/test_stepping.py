"""States: the way of a customs file, answers to quotes, annulments; each with day and operator."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from aduanas_tui.domain.states import CustomsFileState
from aduanas_tui.services import clients
from aduanas_tui.services.errors import GoneError, InvalidError, NotAllowedError, StaleError
from aduanas_tui.services.operations import stepping
from aduanas_tui.services.operations.documents import document
from aduanas_tui.services.operations.reasons import needs_reason, reasons, targets
from aduanas_tui.store.models import AuditEntry
from tests.consistency import assert_consistent
from tests.factories import OPERATOR, customs_file, register
from tests.services.operations.typed import Kind, accepted, add, read, refused

TODAY = date.today()
EARLY = ("en_digitacion", "preliquidado", "duca_registrada", "impuestos_pagados", "selectivo")
LATE = ("despachado", "facturado", "cerrado")


@pytest.fixture
def client_id(office: Path) -> int:
    return register(1).id


class File:
    """A customs file on its way."""

    def __init__(self, client_id: int, *ways: str) -> None:
        self.id = add(Kind.CUSTOMS_FILE, client_id).id
        self.go(*ways)

    @property
    def now(self) -> Any:
        return document(Kind.CUSTOMS_FILE, self.id)

    def move(self, state: str, **more: Any) -> Any:
        return stepping.move(OPERATOR, self.id, self.now.version, state, **more)

    def go(self, *ways: str) -> None:
        for state in ways:
            self.move(state)

    def refusal(self, state: str, **more: Any) -> Any:
        return refused(lambda: self.move(state, **more))


@pytest.mark.parametrize(
    ("channel", "examined"),
    [("verde", ()), ("amarillo", ("en_revision",)), ("rojo", ("en_revision",))],
)
def test_whole_way(client_id: int, channel: str, examined: tuple[str, ...]) -> None:
    file = File(client_id, *EARLY)
    ways = [*examined, "levante"]
    file.move(ways.pop(0), channel=channel)
    file.go(*ways, *LATE)
    found = file.now
    assert (found.state, found.values["closed_on"]) == ("cerrado", TODAY)
    assert found.values["channel"] == channel
    labels = [one.to_state for one in found.steps]
    assert labels == [CustomsFileState(one).label for one in (*EARLY, *examined, "levante", *LATE)]
    assert {(one.on_day, one.operator) for one in found.steps} == {(TODAY, OPERATOR)}
    assert found.version == len(found.steps) + 1
    assert targets(found) == (CustomsFileState.INVOICED,)
    entry = AuditEntry.select().order_by(AuditEntry.id.desc()).first()
    assert entry.action == "move"
    assert entry.changes == {
        "state": ["facturado", "cerrado"],
        "closed_on": [None, TODAY.isoformat()],
    }
    assert_consistent()


def test_channel_decides_what_follows_selectivity(client_id: int) -> None:
    file = File(client_id, *EARLY)
    assert file.refusal("levante") == [("channel", "required")]
    assert file.refusal("levante", channel="rojo") == [("channel", "channel_state")]
    assert file.refusal("en_revision", channel="verde") == [("channel", "channel_state")]
    assert file.refusal("levante", channel="azul") == [("channel", "choice_unknown")]
    unknown = {"channel": "azul", "reason": "Error"}
    assert file.refusal("impuestos_pagados", **unknown) == [("channel", "choice_unknown")]
    file.move("en_revision", channel="amarillo")
    assert targets(file.now)[0] == "levante"


def test_stored_channel_is_not_changed_by_a_step(client_id: int) -> None:
    file = File(client_id, *EARLY[:-1])
    file.move("selectivo", channel="verde")
    assert targets(file.now)[0] == "levante"
    with pytest.raises(NotAllowedError, match="no puede pasar a En revisión"):
        file.move("en_revision", channel="rojo")
    file.move("levante", channel="rojo")
    assert file.now.values["channel"] == "verde"


@pytest.mark.parametrize("state", ["abierto", "preliquidado", "levante", "cerrado"])
def test_steps_are_not_skipped(client_id: int, state: str) -> None:
    file = File(client_id)
    with pytest.raises(NotAllowedError, match="Un expediente en Abierto no puede pasar a"):
        file.move(state)
    assert file.now.version == 1


def test_mistaken_step_is_taken_back_with_its_reason(client_id: int) -> None:
    file = File(client_id, *EARLY)
    file.move("levante", channel="verde")
    before = CustomsFileState.SELECTIVITY
    assert targets(file.now) == (CustomsFileState.CLEARED, before)
    assert needs_reason(file.now, before)
    assert file.refusal("selectivo") == [("reason", "required")]
    file.move("selectivo", reason="Era otro expediente")
    assert (file.now.state, file.now.steps[-1].reason) == ("selectivo", "Era otro expediente")
    file.move("levante", channel="verde")
    file.go(*LATE)
    file.move("facturado", reason="Falta una factura")
    assert (file.now.state, file.now.values["closed_on"]) == ("facturado", None)
    assert_consistent()


@pytest.mark.parametrize("state", list(CustomsFileState))
def test_annulled_from_any_state_before_the_release(client_id: int, state: str) -> None:
    saved = customs_file(client_id, state=state)
    job = lambda: stepping.move(OPERATOR, saved.id, 1, "anulado", reason="Desistió")  # noqa: E731
    if state in (*EARLY, "abierto", "en_revision"):
        job()
        found = document(Kind.CUSTOMS_FILE, saved.id)
        assert (found.state, found.annulled_on, found.annulment_reason) == (
            *("anulado", TODAY),
            "Desistió",
        )
        assert targets(found) == ()
        with pytest.raises(NotAllowedError, match="ya no se cambia"):
            stepping.move(OPERATOR, saved.id, 2, "abierto", reason="x")
    else:
        assert CustomsFileState.ANNULLED not in targets(document(Kind.CUSTOMS_FILE, saved.id))
        with pytest.raises(NotAllowedError, match=r"ya tuvo levante|está anulado"):
            job()
    assert_consistent()


def test_days_of_steps(client_id: int) -> None:
    file = File(client_id)
    assert file.refusal("en_digitacion", on_day=TODAY + timedelta(1)) == [("on_day", "date_future")]
    assert file.refusal("en_digitacion", on_day=date(2026, 1, 4)) == [("on_day", "dates_order")]
    with pytest.raises(InvalidError, match=r"^Es anterior al expediente, del 05/01/2026\.$"):
        file.move("en_digitacion", on_day=date(2026, 1, 4))
    file.move("en_digitacion", on_day=date(2026, 1, 9))
    assert file.refusal("preliquidado", on_day=date(2026, 1, 8)) == [("on_day", "dates_order")]
    file.move("preliquidado", on_day=date(2026, 1, 9))
    assert [one.on_day for one in file.now.steps] == [date(2026, 1, 9)] * 2


def test_document_dated_tomorrow_can_still_be_annulled(client_id: int) -> None:
    tomorrow = (TODAY + timedelta(1)).strftime("%d/%m/%Y")
    file = add(Kind.CUSTOMS_FILE, client_id, opened_on=tomorrow)
    stepping.annul(OPERATOR, Kind.CUSTOMS_FILE, file.id, 1, "Fecha equivocada")
    assert read(Kind.CUSTOMS_FILE, file).annulled


def test_answers_to_a_quote(client_id: int) -> None:
    quote = add(Kind.QUOTE, client_id)
    stepping.answer(OPERATOR, quote.id, 1, "rechazada", on_day=date(2026, 1, 7))
    stepping.answer("ana", quote.id, 2, "pendiente", on_day=date(2026, 1, 8))
    stepping.answer(OPERATOR, quote.id, 3, "aceptada")
    found = read(Kind.QUOTE, quote)
    assert [(one.from_state, one.to_state, one.operator) for one in found.steps] == [
        ("Pendiente", "Rechazada", OPERATOR),
        ("Rechazada", "Pendiente", "ana"),
        ("Pendiente", "Aceptada", OPERATOR),
    ]
    with pytest.raises(NotAllowedError, match="ya está aceptada"):
        stepping.answer(OPERATOR, quote.id, 4, "aceptada")
    assert refused(
        lambda: stepping.answer(OPERATOR, quote.id, 4, "rechazada", on_day=date(2026, 1, 1))
    ) == [("on_day", "dates_order")]
    stepping.annul(OPERATOR, Kind.QUOTE, quote.id, 4, "Repetida")
    for state in ("aceptada", "rechazada", "pendiente"):
        with pytest.raises(NotAllowedError, match="está anulada"):
            stepping.answer(OPERATOR, quote.id, 5, state)


def test_quote_past_its_validity_can_be_accepted(client_id: int) -> None:
    quote = add(Kind.QUOTE, client_id, valid_until="07/01/2026")
    assert read(Kind.QUOTE, quote).state_label == "Vencida"
    stepping.answer(OPERATOR, quote.id, 1, "aceptada")
    assert read(Kind.QUOTE, quote).state_label == "Aceptada"


def test_chain_is_annulled_from_its_end(client_id: int) -> None:
    quote = accepted(client_id)
    invoice = add(Kind.INVOICE, client_id, quote="COT-26-0001")
    payments = [add(Kind.PAYMENT, client_id), add(Kind.PAYMENT, client_id)]

    def annul(kind: Kind, saved: Any) -> None:
        version = read(kind, saved).version
        stepping.annul(OPERATOR, kind, saved.id, version, " Error \x1b[31m de digitación ")

    with pytest.raises(NotAllowedError, match="tiene la factura 000-001-01-00000001: anúlela"):
        annul(Kind.QUOTE, quote)
    with pytest.raises(NotAllowedError, match="tiene 2 pagos: anúlelos primero"):
        annul(Kind.INVOICE, invoice)
    annul(Kind.PAYMENT, payments[0])
    with pytest.raises(NotAllowedError, match="tiene 1 pago: anúlelo primero"):
        annul(Kind.INVOICE, invoice)
    annul(Kind.PAYMENT, payments[1])
    annul(Kind.INVOICE, invoice)
    annul(Kind.QUOTE, quote)
    for kind, saved in ((Kind.QUOTE, quote), (Kind.INVOICE, invoice), (Kind.PAYMENT, payments[0])):
        found = read(kind, saved)
        assert (found.annulled_on, found.state_label[:6]) == (TODAY, "Anulad")
        assert found.annulment_reason == "Error [31m de digitación"
        assert (found.steps[-1].to_state, found.steps[-1].reason) == (
            found.state_label,
            found.annulment_reason,
        )
        with pytest.raises(NotAllowedError, match=r"está anulad[ao]"):
            annul(kind, saved)
    assert_consistent()


@pytest.mark.parametrize("reason", ["", "  ", "\x1b", "n/a", "x" * 201])
def test_annulment_needs_a_reason(client_id: int, reason: str) -> None:
    quote = add(Kind.QUOTE, client_id)
    found = refused(lambda: stepping.annul(OPERATOR, Kind.QUOTE, quote.id, 1, reason))
    assert [key for key, _ in found] == ["reason"]


@pytest.mark.parametrize("kind", list(Kind))
def test_somebody_else_was_first(client_id: int, kind: Kind) -> None:
    if kind is Kind.PAYMENT:
        add(Kind.INVOICE, client_id)
    saved = add(kind, client_id)
    stepping.annul("ana", kind, saved.id, 1, "Error")
    with pytest.raises(StaleError, match=r"^ana cambió") as stale:
        stepping.annul(OPERATOR, kind, saved.id, 1, "Error")
    assert stale.value.current == read(kind, saved).values
    with pytest.raises(GoneError):
        stepping.annul(OPERATOR, kind, 99, 1, "Error")


def test_reasons_are_those_of_the_services(client_id: int) -> None:
    """What a command is greyed out with; the services themselves refuse with the same words."""
    quote = add(Kind.QUOTE, client_id, state="Pendiente")
    why = reasons(read(Kind.QUOTE, quote))
    assert why["new_invoice"] == "Esta cotización está pendiente: acéptela para facturarla."
    assert [name for name, no in why.items() if no is None] == ["edit", "accept", "reject", "annul"]
    file = add(Kind.CUSTOMS_FILE, client_id)
    why = reasons(read(Kind.CUSTOMS_FILE, file))
    allowed = ["edit", "move", "annul", "new_quote", "new_invoice"]
    assert [name for name, no in why.items() if no is None] == allowed
    invoice = add(Kind.INVOICE, client_id)
    assert reasons(read(Kind.INVOICE, invoice))["new_payment"] is None
    add(Kind.PAYMENT, client_id, amount="1150")
    why = reasons(read(Kind.INVOICE, invoice))
    assert why["new_payment"] == "Esta factura ya está pagada."
    clients.deactivate(OPERATOR, client_id, 1)
    for kind, saved, command in (
        (Kind.CUSTOMS_FILE, file, "new_quote"),
        (Kind.CUSTOMS_FILE, file, "new_invoice"),
        (Kind.INVOICE, invoice, "new_payment"),
    ):
        why = reasons(read(kind, saved))
        assert "está inactivo: reactívelo" in (why[command] or "")
        assert why["annul"] is None or kind is Kind.INVOICE
