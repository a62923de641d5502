"""Payments have no number and share a balance: what is stored, what is new, what is too much."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aduanas_tui.services.operations.kinds import Kind
from aduanas_tui.store.connection import execute, rows
from tests.consistency import assert_consistent
from tests.factories import invoice, payment, register, rtn
from tests.services.importing.operation_rows import (
    NUMBERS,
    actions,
    line,
    message,
    said,
    staged,
    staged_book,
)

PAYMENT = Kind.PAYMENT


def pay(amount: str, **changes: str) -> list[str]:
    """Return a payment as the cells of a row."""
    return line(PAYMENT, amount=amount, **changes)


def test_together_they_are_never_more_than_the_balance(office: Path, tmp_path: Path) -> None:
    owed = invoice(register(1).id, NUMBERS[1])  # L 1,150.00
    payment(owed, "150.00", reference="antes")
    session = staged(
        tmp_path,
        PAYMENT,
        pay("600.00", reference="a"),
        pay("500.00", reference="b"),
        pay("400.00", reference="c"),
        pay("0.01", reference="d"),
    )
    assert actions(session) == ["crear", "error", "crear", "error"]
    assert said(session, 3) == [("amount", "payment_over_balance")]
    assert "le quedan L 400.00" in message(session, 3)
    assert "ya queda pagada" in message(session, 5)
    session.set_cell(2, "amount", "500.00")
    assert actions(session) == ["crear", "crear", "error", "error"]
    session.undo()
    session.skip(2)
    assert actions(session) == ["omitir", "crear", "crear", "crear"]
    session.unskip(2)
    result = session.confirm()
    assert (result.created, result.left_out) == (2, 2)
    assert rows("SELECT paid, total FROM invoice") == [(115_000, 115_000)]
    assert_consistent()


def test_annulled_payments_take_nothing_of_the_balance(office: Path, tmp_path: Path) -> None:
    invoice(register(1).id, NUMBERS[1])
    session = staged(
        tmp_path,
        PAYMENT,
        pay("1,150.00", annulment_reason="Cheque sin fondos"),
        pay("1,150.00", reference="otro"),
    )
    assert actions(session) == ["crear", "crear"]
    session.confirm()
    assert rows("SELECT annulled_on, annulment_reason FROM payment ORDER BY id") == [
        ("2026-03-10", "Cheque sin fondos"),
        (None, ""),
    ]
    assert rows("SELECT paid FROM invoice") == [(115_000,)]


def test_the_kth_equal_row_is_the_kth_stored_one(office: Path, tmp_path: Path) -> None:
    owed = invoice(register(1).id, NUMBERS[1])
    for _ in range(2):
        payment(owed, "100.00", reference="R-1")
    three = [pay("100.00") for _ in range(3)]
    session = staged(tmp_path, PAYMENT, *three, pay("100.00", method="Cheque"))
    assert actions(session) == ["sin_cambios", "sin_cambios", "crear", "crear"]
    session.skip(2)
    assert actions(session) == ["omitir", "sin_cambios", "sin_cambios", "crear"]
    session.unskip(2)
    session.set_cell(3, "reference", "R-2")
    assert actions(session) == ["sin_cambios", "crear", "sin_cambios", "crear"]


def test_a_row_in_another_currency_is_no_stored_payment(office: Path, tmp_path: Path) -> None:
    owed = invoice(register(1).id, NUMBERS[1])
    payment(owed, "100.00", reference="R-1")
    session = staged(tmp_path, PAYMENT, pay("$ 100.00"), pay("L 100.00"))
    assert actions(session) == ["error", "sin_cambios"]
    assert said(session, 2) == [("amount", "currency_mismatch")]


def test_an_annulled_twin_is_told_from_the_one_that_holds(office: Path, tmp_path: Path) -> None:
    owed = invoice(register(1).id, NUMBERS[1])
    payment(owed, "1150.00", reference="R-1")
    payment(owed, "1.00", reference="R-1", annulled_on=date(2026, 3, 11), annulment_reason="X")
    execute("UPDATE payment SET amount = 115000")
    session = staged(
        tmp_path,
        PAYMENT,
        pay("1,150.00", annulment_reason="X", annulled_on="11/03/2026"),
        pay("1,150.00"),
    )
    assert actions(session) == ["sin_cambios", "sin_cambios"]


def test_a_stored_payment_may_come_annulled(office: Path, tmp_path: Path) -> None:
    owed = invoice(register(1).id, NUMBERS[1])
    payment(owed, "1150.00", reference="R-1")
    session = staged(
        tmp_path,
        PAYMENT,
        pay("1,150.00", annulment_reason="Rebotó"),
        pay("1,150.00", reference="R-2"),
    )
    assert actions(session) == ["actualizar", "crear"]
    assert session.row(2).differences["annulment_reason"] == ("", "Rebotó")
    session.confirm()
    assert rows("SELECT paid FROM invoice") == [(115_000,)]
    assert_consistent()


def test_an_annulled_invoice_takes_no_payment(office: Path, tmp_path: Path) -> None:
    invoice(register(1).id, NUMBERS[1], annulled_on=date(2026, 3, 2), annulment_reason="Error")
    session = staged(tmp_path, PAYMENT, pay("1.00"))
    assert said(session, 2) == [("invoice", "link_annulled")]


def test_the_client_may_be_told_by_the_invoice_and_the_currency_too(
    office: Path, tmp_path: Path
) -> None:
    invoice(register(1).id, NUMBERS[1], currency="USD")
    session = staged(
        tmp_path,
        PAYMENT,
        pay("100.00", client=""),
        pay("101.00", currency="Lempiras"),
        pay("L 102.00"),
        pay("$ 103.00", currency="USD"),
        pay("104.00", client=rtn(9)),
    )
    assert actions(session) == ["crear", "error", "error", "crear", "error"]
    assert said(session, 3) == [("currency", "currency_mismatch")]
    assert said(session, 4) == [("amount", "currency_mismatch")]
    assert ("client", "client_unknown") in said(session, 6)
    assert session.row(2).shown["client"] == "0801-9099-000019"


def test_amounts_of_nothing_and_payments_before_the_invoice(office: Path, tmp_path: Path) -> None:
    invoice(register(1).id, NUMBERS[1])
    session = staged(
        tmp_path, PAYMENT, pay("0.00"), pay("1.00", paid_on="01/01/2026"), pay("1.00", paid_on="")
    )
    assert said(session, 2) == [("amount", "amount_zero")]
    assert said(session, 3) == [("paid_on", "payment_before_invoice")]
    assert said(session, 4) == [("paid_on", "required")]


def test_a_group_longer_than_a_batch_is_one_account(office: Path, tmp_path: Path) -> None:
    owed = invoice(
        register(1).id, NUMBERS[1], subtotal=Decimal(700), isv=Decimal(0), total=Decimal(700)
    )
    for number in range(3):
        payment(owed, "1.00", reference=f"{number}")
    listed = [pay("1.00", reference=f"{number}") for number in range(702)]
    session = staged_book(tmp_path, PAYMENT, *listed)
    found = actions(session)
    assert found == ["sin_cambios"] * 3 + ["crear"] * 697 + ["error"] * 2


@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_list_comes_to_what_a_plain_account_says(
    office: Path, tmp_path: Path, data: st.DataObject
) -> None:
    for table in ("payment", "invoice"):
        execute(f"DELETE FROM {table}")
    if not rows("SELECT 1 FROM client"):
        register(1)
    ((client_id,),) = rows("SELECT id FROM client")
    owed = [invoice(client_id, number) for number in NUMBERS[1:3]]
    kinds = list(product((0, 1), ("100.00", "600.00"), ("a", "b"), (False, True)))
    drawn = st.sampled_from(kinds)
    stored: dict[tuple[int, str, str], list[bool]] = {}
    paid = [0.0, 0.0]
    for which, amount, reference, annulled in data.draw(st.lists(drawn, max_size=4)):
        if not annulled and paid[which] + float(amount) > 1150:
            continue
        paid[which] += 0 if annulled else float(amount)
        stored.setdefault((which, amount, reference), []).append(annulled)
        day = date(2026, 3, 10) if annulled else None
        payment(owed[which], amount, reference=reference, annulled_on=day)
    listed = data.draw(st.lists(drawn, min_size=1, max_size=12))
    expected = []
    for which, amount, reference, annulled in listed:
        twins = stored.get((which, amount, reference), [])
        if twins:
            was = annulled if annulled in twins else twins[0]
            twins.remove(was)
            frees = annulled and not was
            paid[which] -= float(amount) if frees else 0
            expected.append("actualizar" if frees else "sin_cambios")
        elif annulled:
            expected.append("crear")
        elif paid[which] + float(amount) > 1150:
            expected.append("error")
        else:
            paid[which] += float(amount)
            expected.append("crear")
    session = staged(
        tmp_path,
        PAYMENT,
        *(
            pay(
                amount,
                invoice=NUMBERS[1 + which],
                reference=reference,
                annulled_on="10/03/2026" if annulled else "",
            )
            for which, amount, reference, annulled in listed
        ),
    )
    assert actions(session) == expected
    session.skip(2)
    session.undo()
    assert actions(session) == expected
    session.confirm()
    assert_consistent()
    assert rows("SELECT 1 FROM invoice WHERE paid > total") == []
    session.close()
