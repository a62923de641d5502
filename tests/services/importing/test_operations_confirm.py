"""Confirming an import of operations, whole or not at all, and undoing it exactly."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from aduanas_tui.services import clients
from aduanas_tui.services.importing import operations_writing
from aduanas_tui.services.importing.batches import already_imported, batches, undo_batch
from aduanas_tui.services.importing.session import ImportSession
from aduanas_tui.services.operations import stepping
from aduanas_tui.services.operations.documents import document
from aduanas_tui.services.operations.kinds import Kind
from aduanas_tui.services.operations.lists import LISTS
from aduanas_tui.store.connection import execute, rows
from aduanas_tui.store.opening import close_database, open_database
from tests.consistency import assert_consistent
from tests.factories import (
    OPERATOR,
    SUPERVISOR,
    customs_file,
    invoice,
    payment,
    quote,
    register,
)
from tests.services.importing.lists import write_csv
from tests.services.importing.operation_rows import (
    NUMBERS,
    actions,
    begun,
    headers,
    line,
    said,
    staged,
)

FILE, QUOTE, INVOICE, PAYMENT = Kind.CUSTOMS_FILE, Kind.QUOTE, Kind.INVOICE, Kind.PAYMENT

KILLS = int(os.environ.get("ADUANAS_KILLS", "6"))
ROWS = int(os.environ.get("ADUANAS_KILL_ROWS", "700"))


def state() -> dict[str, list[tuple[Any, ...]]]:
    """Return what an operator sees of the operations and of the clients' counters."""
    seen = {}
    for kind, listed in LISTS.items():
        keys = [key for key in listed.stored_keys if key not in listed.links]
        links = [f"{link.value}_id" for link in listed.links]
        columns = ", ".join(["id", "client_id", "party", *keys, *links])
        seen[kind.value] = rows(f"SELECT {columns} FROM {listed.table} ORDER BY id")
    seen["paid"] = rows("SELECT id, paid FROM invoice ORDER BY id")
    seen["steps"] = rows("SELECT entity, entity_id, from_state, to_state FROM state_change")
    seen["clients"] = rows(
        "SELECT id, file_count, has_operations, last_operation, search_text FROM client ORDER BY id"
    )
    return seen


def audited(batch_id: int | None) -> list[tuple[Any, ...]]:
    return rows(
        "SELECT action, entity, label, operator FROM audit_entry WHERE batch_id = ? ORDER BY id",
        (batch_id,),
    )


def test_a_whole_history_is_written_linked_counted_and_audited(
    office: Path, tmp_path: Path
) -> None:
    register(1)
    register(2)
    for kind, changes in (
        (FILE, {"number": "EXP-1"}),
        (QUOTE, {"number": "COT-1", "customs_file": "EXP-1", "state": "Aceptada"}),
        (INVOICE, {"customs_file": "EXP-1", "quote": "COT-1"}),
        (PAYMENT, {}),
    ):
        result = staged(tmp_path, kind, line(kind, **changes)).confirm()
        assert (result.created, result.left_out) == (1, 0)
        label = "EXP-1" if kind is FILE else "COT-1" if kind is QUOTE else NUMBERS[1]
        assert audited(result.batch_id) == [("create", kind.value, label, OPERATOR)]
        assert_consistent()
    ((invoice_id,),) = rows("SELECT id FROM invoice")
    read = document(INVOICE, invoice_id)
    assert [one.number for one in read.up] == ["EXP-1", "COT-1"]
    assert (read.paid, read.balance) == (100, 1050)
    assert not read.party_kept  # who the client was then is not known
    assert rows("SELECT file_count, last_operation FROM client ORDER BY id") == [
        (1, "2026-03-10"),
        (0, ""),
    ]
    assert [one.kind for one in batches()] == ["pagos", "facturas", "cotizaciones", "expedientes"]


def test_audit_entries_are_those_of_the_services(office: Path, tmp_path: Path) -> None:
    from aduanas_tui.services.operations import registering
    from tests.services.operations.typed import typed

    client = register(1)
    registering.register(OPERATOR, INVOICE, client.id, typed(INVOICE), accept_warnings=True)
    shown = {"number": NUMBERS[2], "issued_on": "07/01/2026", "due_on": ""}
    staged(tmp_path, INVOICE, line(INVOICE, **shown)).confirm()
    (first,), (second,) = rows("SELECT changes FROM audit_entry WHERE entity = 'invoice'")
    assert first.replace(NUMBERS[1], NUMBERS[2]) == second


def test_what_comes_annulled_keeps_its_step(office: Path, tmp_path: Path) -> None:
    register(1)
    staged(tmp_path, INVOICE, line(INVOICE, annulment_reason="Error")).confirm()
    staged(tmp_path, FILE, line(FILE, state="Anulado", annulment_reason="Duplicado")).confirm()
    for kind, label, day in (
        (INVOICE, "Anulada", date(2026, 3, 1)),
        (FILE, "Anulado", date(2026, 1, 5)),
    ):
        ((one,),) = rows(f"SELECT id FROM {kind.value}")
        read = document(kind, one)
        assert read.annulled_on == day
        assert [(step.to_state, step.on_day) for step in read.steps] == [(label, day)]
    assert_consistent()


def test_undoing_leaves_what_was_there_before(office: Path, tmp_path: Path) -> None:
    client = register(1)
    held, other = customs_file(client.id, "EXP-1"), customs_file(client.id, "EXP-2")
    quote(client.id, "COT-1", customs_file=held, valid_until=date(2026, 2, 16))
    before = state()
    session = staged(
        tmp_path,
        QUOTE,
        line(QUOTE, number="COT-1", customs_file="EXP-2", state="Aceptada", total="5.00"),
        line(QUOTE, number="COT-2", customs_file="EXP-1", annulment_reason="Error"),
    )
    result = session.confirm()
    assert (result.created, result.updated) == (1, 1)
    assert rows("SELECT customs_file_id FROM quote ORDER BY id") == [(other.id,), (held.id,)]
    assert len(rows("SELECT 1 FROM state_change")) == 2
    assert result.batch_id is not None
    done = undo_batch(SUPERVISOR, result.batch_id)
    assert (done.restored, done.deleted, done.left) == (1, 1, ())
    assert state() == before
    assert_consistent()
    assert audited(result.batch_id)[2:] == [
        ("delete", "quote", "COT-2", SUPERVISOR),
        ("update", "quote", "COT-1", SUPERVISOR),
    ]


def test_undoing_leaves_and_names_what_was_used_or_changed_since(
    office: Path, tmp_path: Path
) -> None:
    client = register(1)
    session = staged(
        tmp_path,
        INVOICE,
        *(line(INVOICE, number=number) for number in NUMBERS[1:5]),
    )
    batch_id = session.confirm().batch_id
    assert batch_id is not None
    ids = [one for (one,) in rows("SELECT id FROM invoice ORDER BY id")]
    from aduanas_tui.services.operations import registering
    from tests.services.operations.typed import typed

    paid = typed(PAYMENT, invoice=NUMBERS[1], paid_on="10/03/2026")
    registering.register(OPERATOR, PAYMENT, client.id, paid, accept_warnings=True)
    stepping.annul("op2", INVOICE, ids[1], 1, "Error")
    execute("UPDATE invoice SET due_on = '2027-01-01' WHERE id = ?", (ids[2],))
    done = undo_batch(OPERATOR, batch_id)
    assert done.deleted == 1
    assert [one.partition(": ")[0] for one in done.left] == [
        f"factura {number}" for number in NUMBERS[1:4]
    ]
    assert "ya tiene 1 pago" in done.left[0]
    assert "lo cambió op2" in done.left[1]
    assert "cambió después de importarse" in done.left[2]
    assert_consistent()


def test_an_update_stays_when_what_hangs_on_it_counts_on_it(office: Path, tmp_path: Path) -> None:
    client = register(1)
    owed = invoice(client.id, NUMBERS[1])
    session = staged(tmp_path, INVOICE, line(INVOICE, subtotal="2,000.00", total="2,150.00"))
    batch_id = session.confirm().batch_id
    assert batch_id is not None
    payment(owed, "2000.00")
    done = undo_batch(OPERATOR, batch_id)
    assert (done.restored, len(done.left)) == (0, 1)
    assert rows("SELECT total FROM invoice") == [(215_000,)]
    assert_consistent()


def test_a_chain_of_imports_is_undone_from_its_end(office: Path, tmp_path: Path) -> None:
    register(1)
    before = state()
    made = [
        staged(tmp_path, kind, line(kind, **changes)).confirm().batch_id
        for kind, changes in ((FILE, {}), (QUOTE, {"customs_file": "EXP-26-0001"}))
    ]
    assert made[0] is not None and made[1] is not None
    assert undo_batch(OPERATOR, made[0]).left == ("expediente EXP-26-0001: ya tiene 1 cotización",)
    assert undo_batch(OPERATOR, made[1]).deleted == 1
    assert undo_batch(OPERATOR, made[0]).deleted == 1
    assert state() == before


# -- others at work ----------------------------------------------------------------------------


def test_what_others_did_since_the_check_is_left_out_and_named(
    office: Path, tmp_path: Path
) -> None:
    first, second = register(1), register(2)
    session = staged(
        tmp_path,
        FILE,
        line(FILE, number="EXP-1"),
        line(FILE, number="EXP-2"),
        line(FILE, 2, number="EXP-3"),
    )
    audit(first.id, lambda: customs_file(first.id, "EXP-2"))
    clients.deactivate(OPERATOR, second.id, second.version)
    result = session.confirm()
    assert (result.created, result.left_out) == (1, 2)
    assert "Fila 3 «EXP-2»" in result.left[0]
    assert "Fila 4 «EXP-3»" in result.left[1]
    assert "inactivo" in result.left[1]
    assert said(session, 4)[-1] == ("number", "taken_meanwhile")
    assert_consistent()


def audit(client_id: int, job: Any) -> None:
    """Do something that the office's audit log knows of."""
    job()
    from aduanas_tui.services import audit as log

    log.record("op2", "create", "customs_file", 1, client_id, "EXP", {})


def test_a_balance_that_somebody_paid_meanwhile_is_not_overpaid(
    office: Path, tmp_path: Path
) -> None:
    client = register(1)
    owed = invoice(client.id, NUMBERS[1])
    session = staged(
        tmp_path,
        PAYMENT,
        line(PAYMENT, amount="600.00", reference="a"),
        line(PAYMENT, amount="500.00", reference="b"),
    )
    assert actions(session) == ["crear", "crear"]
    audit(client.id, lambda: payment(owed, "400.00"))
    result = session.confirm()
    assert (result.created, result.left_out) == (1, 1)
    assert rows("SELECT paid FROM invoice") == [(100_000,)]
    assert_consistent()


def test_a_document_that_somebody_changed_meanwhile_is_left(office: Path, tmp_path: Path) -> None:
    client = register(1)
    one = customs_file(client.id)
    session = staged(tmp_path, FILE, line(FILE, state="Levante"))
    stepping.move("op2", one.id, one.version, "en_digitacion")
    result = session.confirm()
    assert (result.updated, result.left_out) == (0, 1)
    assert rows("SELECT state FROM customs_file") == [("en_digitacion",)]


def test_confirming_is_whole_when_the_database_refuses(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(1)
    before = state()
    session = staged(tmp_path, FILE, *(line(FILE, number=f"E-{n}") for n in range(1_200)))

    def broken(*_: object) -> None:
        raise RuntimeError("disk")

    with monkeypatch.context() as patch:
        patch.setattr(operations_writing.OperationWriter, "finish", broken)
        with pytest.raises(RuntimeError):
            session.confirm()
    assert state() == before
    assert rows("SELECT 1 FROM import_batch") == []
    assert session.confirm().created == 1_200
    assert_consistent()


CONFIRM = """
import os, signal, sys
from pathlib import Path
from aduanas_tui.services.importing.session import ImportSession
from aduanas_tui.store import connection
from aduanas_tui.store.opening import open_database
open_database(Path(sys.argv[1]))
left = int(sys.argv[3])
session = ImportSession.resume(sys.argv[2])
def traced(statement):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
connection.database.connection().set_trace_callback(traced)
session.confirm()
print(left)
"""


def test_killed_confirmations_leave_all_or_nothing(office: Path, tmp_path: Path) -> None:
    for number in range(1, 6):
        register(number)
    listed = [line(FILE, 1 + number % 5, number=f"E-{number}") for number in range(ROWS)]
    path = write_csv(tmp_path / "lista.csv", listed, headers(FILE))
    session = begun(path, FILE)
    identity = session.id
    session.close()
    untraced = 1 << 40
    statements = _rehearsed(office, tmp_path, identity)
    for kill in range(KILLS):
        done = _confirm(office, identity, max(1, statements * (kill + 1) // (KILLS + 1)))
        assert done.returncode == -signal.SIGKILL, done.stderr
        close_database()
        open_database(office)
        assert rows("SELECT count(*) FROM customs_file") == [(0,)]
        assert rows("SELECT count(*) FROM import_batch") == [(0,)]
        assert rows("SELECT sum(file_count) FROM client") == [(0,)]
    assert _confirm(office, identity, untraced).returncode == 0
    assert rows("SELECT count(*) FROM customs_file") == [(ROWS,)]
    assert_consistent()


def _confirm(office: Path, identity: str, statements: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", CONFIRM, str(office), identity, str(statements)],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        timeout=600,
    )


def _rehearsed(office: Path, tmp_path: Path, identity: str) -> int:
    """Return how many statements a confirmation has, from one on a copy of everything."""
    import shutil
    import sqlite3

    copy = tmp_path / "copia.db"
    with sqlite3.connect(office) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    source.close()
    target.close()
    from aduanas_tui.services.importing.staging import folder

    place = folder() / f"{identity}.db"
    kept = tmp_path / "etapa.db"
    shutil.copy(place, kept)
    with sqlite3.connect(place) as staging:
        staging.execute("UPDATE meta SET value = ? WHERE key = 'office'", (f'"{copy}"',))
    staging.close()
    done = _confirm(copy, identity, 1 << 40)
    assert done.returncode == 0, done.stderr
    shutil.copy(kept, place)
    return (1 << 40) - int(done.stdout)


def test_an_import_waits_to_be_resumed_as_what_it_is(office: Path, tmp_path: Path) -> None:
    register(1)
    session = staged(tmp_path, FILE, line(FILE), line(FILE, 9, number="B"))
    session.set_cell(3, "number", "C")
    session.close()
    again = ImportSession.resume(session.id)
    assert again.record.name == "expedientes"
    assert actions(again) == ["crear", "error"]
    again.confirm()
    assert already_imported(again.book_facts.fingerprint) is not None


def test_rejected_rows_can_be_corrected_and_imported_again(office: Path, tmp_path: Path) -> None:
    register(1)
    session = staged(tmp_path, FILE, line(FILE), line(FILE, 9, number="B"))
    session.confirm()
    for suffix in (".csv", ".xlsx"):
        path = tmp_path / f"rechazadas{suffix}"
        assert session.write_rejected(path) == 1
        again = begun(path, FILE)
        assert actions(again) == ["error"]
        again.set_cell(2, "client", "0801-9099-000019")
        assert actions(again) == ["crear"]
        again.discard()
