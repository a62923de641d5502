"""A job on operations that fails midway leaves nothing: not a row, not a cent, not a step."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aduanas_tui.services import audit
from aduanas_tui.services.operations import registering, stepping
from aduanas_tui.services.operations.kinds import Kind
from aduanas_tui.store import catalogue
from aduanas_tui.store.connection import database
from tests.consistency import assert_consistent
from tests.factories import OPERATOR, register
from tests.services.operations.typed import accepted, add, typed
from tests.services.test_atomicity import FailureError, everything

Job = Callable[[], Any]
NUMBER = "000-001-01-0000000"


@pytest.fixture
def jobs(office: Path) -> dict[str, Job]:
    """Every job on operations, ready to be done."""
    client_id = register(1).id
    file = add(Kind.CUSTOMS_FILE, client_id)
    quote = add(Kind.QUOTE, client_id)
    accepted(client_id, number="COT-26-0002", customs_file="EXP-26-0001")
    invoice = add(Kind.INVOICE, client_id)
    add(Kind.INVOICE, client_id, number=f"{NUMBER}2")
    payment = add(Kind.PAYMENT, client_id)

    def new(kind: Kind, **changes: str) -> Job:
        return lambda: registering.register(
            OPERATOR, kind, client_id, typed(kind, **changes), accept_warnings=True
        )

    def edit(kind: Kind, record_id: int, **raw: str) -> Job:
        return lambda: registering.edit(OPERATOR, kind, record_id, 1, raw, accept_warnings=True)

    def annul(kind: Kind, record_id: int) -> Job:
        return lambda: stepping.annul(OPERATOR, kind, record_id, 1, "Error")

    return {
        "new file": new(Kind.CUSTOMS_FILE, number="EXP-26-0002"),
        "new quote": new(Kind.QUOTE, number="COT-26-0003", customs_file="EXP-26-0001"),
        "new invoice": new(Kind.INVOICE, number=f"{NUMBER}3", quote="COT-26-0002"),
        "new annulled invoice": new(Kind.INVOICE, number=f"{NUMBER}4", annulment_reason="Dañada"),
        "new payment": new(Kind.PAYMENT, amount="1,050.00"),
        "edit file": edit(Kind.CUSTOMS_FILE, file.id, office="La Mesa", state="En digitación"),
        "edit quote": edit(Kind.QUOTE, quote.id, total="5", state="Aceptada"),
        "edit invoice": edit(Kind.INVOICE, invoice.id, due_on="2026-02-07"),
        "edit payment": edit(Kind.PAYMENT, payment.id, amount="1", invoice=f"{NUMBER}2"),
        "move": lambda: stepping.move(OPERATOR, file.id, 1, "en_digitacion"),
        "answer": lambda: stepping.answer(OPERATOR, quote.id, 1, "aceptada"),
        "annul file": annul(Kind.CUSTOMS_FILE, file.id),
        "annul quote": annul(Kind.QUOTE, quote.id),
        "annul payment": annul(Kind.PAYMENT, payment.id),
    }


JOBS = (
    *("new file", "new quote", "new invoice", "new annulled invoice", "new payment"),
    *("edit file", "edit quote", "edit invoice", "edit payment"),
    *("move", "answer", "annul file", "annul quote", "annul payment"),
)


@pytest.mark.parametrize("job", JOBS)
def test_job_that_fails_at_any_statement_leaves_nothing(
    jobs: dict[str, Job], job: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert set(jobs) == set(JOBS)
    before = everything()
    execute = database.execute_sql
    left = 0

    def failing(*args: Any, **kwargs: Any) -> Any:
        nonlocal left
        left -= 1
        if left == 0:
            raise FailureError
        return execute(*args, **kwargs)

    monkeypatch.setattr(database, "execute_sql", failing)
    for statement in range(1, 100):
        left = statement
        try:
            jobs[job]()
        except FailureError:
            left = 0
            assert everything() == before, statement
            assert not database.in_transaction()
        else:
            break
    assert statement > 8, "every job takes some statements"
    left = 0
    assert everything() != before
    assert_consistent()


@pytest.mark.parametrize(("place", "name"), [(audit, "record"), (catalogue, "recount")])
@pytest.mark.parametrize("job", JOBS)
def test_no_job_does_without_audit_and_counters(
    jobs: dict[str, Job], job: str, place: Any, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything()
    done = getattr(place, name)

    def failing(*args: Any, **kwargs: Any) -> None:
        done(*args, **kwargs)
        raise FailureError

    with monkeypatch.context() as patch:
        patch.setattr(place, name, failing)
        with pytest.raises(FailureError):
            jobs[job]()
    assert everything() == before
    assert_consistent()
