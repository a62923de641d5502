from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from aduanas_tui.domain.states import (
    RECEIVABLE,
    Channel,
    CustomsFileState,
    OperationType,
    PaymentMethod,
    PaymentState,
    QuoteState,
    balance,
    is_open,
    next_states,
    payment_state,
    previous_state,
    quote_shown_state,
)

TODAY = date(2026, 11, 24)
YESTERDAY = date(2026, 11, 23)
S = CustomsFileState


def test_words_and_labels() -> None:
    assert OperationType.IMPORT == "importacion"
    assert OperationType("exportacion").label == "Exportación"
    assert PaymentMethod.WITHHOLDING.label == "Retención"
    assert [one.value for one in Channel] == ["verde", "amarillo", "rojo"]
    assert str(S.DATA_ENTRY) == "en_digitacion"


def test_the_green_way() -> None:
    way = [S.OPEN]
    while nexts := next_states(way[-1], Channel.GREEN):
        way.append(nexts[0])
    assert way == [
        *(S.OPEN, S.DATA_ENTRY, S.ESTIMATED, S.REGISTERED, S.TAXES_PAID, S.SELECTIVITY, S.RELEASED),
        *(S.CLEARED, S.INVOICED, S.CLOSED),
    ]


@pytest.mark.parametrize("channel", [Channel.YELLOW, "rojo"])
def test_yellow_and_red_are_examined(channel: str) -> None:
    assert next_states("selectivo", channel) == (S.IN_EXAMINATION, S.ANNULLED)
    assert next_states(S.IN_EXAMINATION, channel) == (S.RELEASED, S.ANNULLED)


def test_selectivity_waits_for_its_channel() -> None:
    assert next_states(S.SELECTIVITY) == (S.ANNULLED,)


def test_annulment_only_before_the_release() -> None:
    can = {state for state in S if S.ANNULLED in next_states(state, Channel.RED)}
    assert can == set(S) - {S.RELEASED, S.CLEARED, S.INVOICED, S.CLOSED, S.ANNULLED}


@pytest.mark.parametrize("channel", list(Channel))
def test_the_state_before_is_the_one_that_it_follows(channel: str) -> None:
    for state in CustomsFileState:
        if state is S.IN_EXAMINATION and channel == Channel.GREEN:
            continue
        before = previous_state(state, channel)
        if state in (S.OPEN, S.ANNULLED):
            assert before is None
        else:
            assert before is not None
            assert next_states(before, channel)[0] is state


def test_open_files() -> None:
    assert {state for state in S if not is_open(state)} == {S.CLOSED, S.ANNULLED}
    assert is_open("abierto")
    assert not is_open("cerrado")


@pytest.mark.parametrize(
    ("total", "paid", "due_on", "annulled", "state"),
    [
        (100, 0, None, False, PaymentState.PENDING),
        (100, 0, TODAY, False, PaymentState.PENDING),
        (100, 0, YESTERDAY, False, PaymentState.OVERDUE),
        (100, 40, TODAY, False, PaymentState.PARTIAL),
        (100, 40, YESTERDAY, False, PaymentState.OVERDUE),
        (100, 100, YESTERDAY, False, PaymentState.PAID),
        (100, 120, None, False, PaymentState.PAID),
        (0, 0, YESTERDAY, False, PaymentState.PAID),
        (100, 100, None, True, PaymentState.ANNULLED),
    ],
)
def test_an_invoice_has_one_state(
    total: int, paid: int, due_on: date | None, annulled: bool, state: PaymentState
) -> None:
    assert payment_state(total, paid, due_on, annulled, TODAY) is state
    assert payment_state(Decimal(total), Decimal(paid), due_on, annulled, TODAY) is state


def test_receivable() -> None:
    assert {"pendiente", "parcial", "vencida"} == RECEIVABLE


def test_balance() -> None:
    assert balance(Decimal("100.00"), Decimal("40.50")) == Decimal("59.50")
    assert balance(100, 120) == -20


def test_a_pending_quote_expires_after_its_last_day() -> None:
    assert quote_shown_state("pendiente", TODAY, TODAY) is QuoteState.PENDING
    assert quote_shown_state("pendiente", YESTERDAY, TODAY) is QuoteState.EXPIRED
    assert quote_shown_state("pendiente", None, TODAY) is QuoteState.PENDING
    assert quote_shown_state("aceptada", YESTERDAY, TODAY) is QuoteState.ACCEPTED
