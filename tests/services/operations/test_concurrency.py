"""Several operators at once, each in a process of their own, on the same invoices and numbers."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

from aduanas_tui.services.operations.kinds import Kind
from aduanas_tui.store.connection import rows
from aduanas_tui.store.locks import file_lock
from tests.consistency import assert_consistent
from tests.factories import register
from tests.services.operations.typed import add

PROCESSES = 4
ROUNDS = 12
INVOICES = 3

TELLER = f"""
import sys
from pathlib import Path
from aduanas_tui.services.errors import InvalidError, StaleError
from aduanas_tui.services.operations import registering, stepping
from aduanas_tui.services.operations.documents import document
from aduanas_tui.services.operations.kinds import Kind
from aduanas_tui.services.operations.proposing import proposal
from aduanas_tui.store.opening import close_database, open_database

path, me = Path(sys.argv[1]), sys.argv[2]
open_database(path)
first = proposal(Kind.CUSTOMS_FILE, 1).raw["number"]
print("ready", flush=True)
sys.stdin.readline()
taken = over = stale = 0
for number in range({ROUNDS}):
    invoice = number % {INVOICES} + 1
    raw = proposal(Kind.PAYMENT, 1, invoice_id=invoice).raw | {{"method": "Efectivo"}}
    raw["amount"] = "400.00"
    try:
        registering.register(me, Kind.PAYMENT, 1, raw, accept_warnings=True)
    except InvalidError as error:
        assert {{one.code for one in error.problems}} <= {{"payment_over_balance", "invoice_paid"}}
        over += 1
    raw = proposal(Kind.CUSTOMS_FILE, 1).raw | {{"number": first}}
    saved = registering.register(
        me, Kind.CUSTOMS_FILE, 1, raw, accept_warnings=True, proposed_number=first
    )
    taken += any(one.code == "number_taken" for one in saved.fixes)
    found = document(Kind.QUOTE, 1)
    answer = "rechazada" if found.values["state"] != "rechazada" else "aceptada"
    try:
        stepping.answer(me, 1, found.version, answer)
    except StaleError:
        stale += 1
print(taken, over, stale)
close_database()
"""


def test_no_invoice_is_paid_too_much_and_no_number_used_twice(office: Path) -> None:
    client_id = register(1).id
    add(Kind.QUOTE, client_id)
    for number in range(1, INVOICES + 1):
        add(Kind.INVOICE, client_id, number=f"000-001-01-0000000{number}")
    started = [
        subprocess.Popen(
            [sys.executable, "-c", TELLER, str(office), f"op{number}"],
            cwd=Path(__file__).parents[3],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(PROCESSES)
    ]
    for one in started:
        assert one.stdout.readline() == "ready\n"
    # All meet at the lock before the first may write.
    with file_lock(office):
        for one in started:
            one.stdin.write("go\n")
            one.stdin.flush()
    told = []
    for one in started:
        output, errors = one.communicate(timeout=300)
        assert (one.returncode, errors) == (0, "")
        told.append([int(number) for number in output.split()])
    taken, over, stale = (sum(one) for one in zip(*told, strict=True))

    paid = rows("SELECT total, paid FROM invoice ORDER BY id")
    assert paid == [(115_000, 80_000)] * INVOICES, "two payments fit, a third does not"
    payments = rows("SELECT count(*), sum(amount) FROM payment")
    assert payments == [(2 * INVOICES, 2 * INVOICES * 40_000)]
    assert over == PROCESSES * ROUNDS - 2 * INVOICES
    files = [number for (number,) in rows("SELECT number FROM customs_file")]
    assert len(set(files)) == PROCESSES * ROUNDS
    assert {int(number[7:]) for number in files} == set(range(1, PROCESSES * ROUNDS + 1))
    assert taken == PROCESSES * ROUNDS - 1, "all had the same number proposed"
    answers = rows("SELECT from_state, to_state FROM state_change ORDER BY id")
    assert len(answers) == PROCESSES * ROUNDS - stale
    assert all(before[1] == after[0] for before, after in pairwise(answers)), (
        "each answer starts from the one before it"
    )
    written = len(answers) + len(files) + 2 * INVOICES + INVOICES + 2
    assert rows("SELECT count(*) FROM audit_entry") == [(written,)]
    assert_consistent()
