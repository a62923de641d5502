"""Confirming: one transaction, audited, without what somebody else changed meanwhile."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from peewee import IntegrityError

from aduanas_tui.services import clients, contacts
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.importing import confirm_clients as confirming
from aduanas_tui.services.importing import new_clients
from aduanas_tui.services.importing.batches import batches
from aduanas_tui.services.importing.session import CancelledError, ImportSession
from aduanas_tui.services.waiting import lock_holder
from aduanas_tui.store.connection import database, execute, rows
from aduanas_tui.store.locks import file_lock, note_path
from aduanas_tui.store.opening import close_database, open_database
from tests.consistency import assert_consistent
from tests.factories import OPERATOR, add_contact, client, narrow_gaps, register, rtn
from tests.services.importing.lists import actions, begun, cells, staged, write_csv

ROWS = int(os.environ.get("ADUANAS_KILL_ROWS", "1500"))
KILLS = int(os.environ.get("ADUANAS_KILLS", "8"))
"""The long form: ``ADUANAS_KILL_ROWS=50000 ADUANAS_KILLS=40 pytest -k killed``."""

CONFIRM = """
import os, signal, sys
from pathlib import Path
from aduanas_tui.services.importing.session import ImportSession
from aduanas_tui.store.opening import open_database
open_database(Path(sys.argv[1]))
left = int(sys.argv[3])
def progress(done, total):
    pass
session = ImportSession.resume(sys.argv[2])
from aduanas_tui.store import connection
import sqlite3
def traced(statement):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
connection.database.connection().set_trace_callback(traced)
print(session.confirm(progress=progress).created)
"""
"""A confirmation that is killed at one of its statements, the commit among them."""


def test_everything_good_is_written_and_audited_with_its_batch(
    office: Path, tmp_path: Path
) -> None:
    register(1)
    inactive = register(2)
    clients.deactivate(OPERATOR, inactive.id, inactive.version)
    headers_row = cells(4)
    session = staged(
        tmp_path, cells(1, city="Danlí"), cells(2), cells(3, department="xx"), headers_row, cells(5)
    )
    session.set_reactivate(3, True)
    result = session.confirm()
    assert (result.created, result.updated, result.left_out) == (2, 2, 1)
    assert_consistent()
    entries = rows(
        "SELECT action, entity, operator FROM audit_entry WHERE batch_id = ? ORDER BY id",
        (result.batch_id,),
    )
    assert entries == [
        ("create", "client", OPERATOR),
        ("create", "client", OPERATOR),
        ("update", "client", OPERATOR),
        ("reactivate", "client", OPERATOR),
    ]
    (info,) = batches()
    assert (info.created, info.updated, info.file_name) == (2, 2, "lista.csv")
    assert rows("SELECT version FROM client WHERE id = 1") == [(2,)]
    assert rows("SELECT active FROM client WHERE id = 2") == [(1,)]
    session.close()
    assert ImportSession.pending(OPERATOR) == []


def test_the_same_file_again_says_when_it_was_imported(office: Path, tmp_path: Path) -> None:
    session = staged(tmp_path, cells(1))
    assert session.book_facts.already_imported is None
    batch = session.confirm().batch_id
    again = begun(tmp_path / "lista.csv")
    assert again.book_facts.already_imported is not None
    assert again.book_facts.already_imported.id == batch
    result = again.confirm()
    assert (result.batch_id, result.created, result.unchanged) == (None, 0, 1)
    assert len(batches()) == 1


def test_an_import_is_confirmed_once(office: Path, tmp_path: Path) -> None:
    session = staged(tmp_path, cells(1))
    other = ImportSession.resume(session.id)
    session.confirm()
    with pytest.raises(ServiceError, match="ya se confirmó"):
        other.confirm()
    assert rows("SELECT count(*) FROM client") == [(1,)]


def test_what_changed_meanwhile_is_left_out_and_named(office: Path, tmp_path: Path) -> None:
    saved = [register(number) for number in (1, 2, 3, 4)]
    person = add_contact(saved[3].id)
    session = staged(
        tmp_path, *(cells(number, city="Danlí") for number in (1, 2, 3, 4)), cells(5), cells(6)
    )
    clients.edit("otro", saved[0].id, 1, {"city": "Yuscarán"})
    clients.delete("otro", saved[1].id, 1)
    contacts.edit("otro", person.id, 1, {"position": "Gerente"})
    clients.register("otro", client(5, name="Más rápido"), accept_warnings=True)
    result = session.confirm()
    assert (result.created, result.updated, result.left_out) == (1, 1, 4)
    assert len(result.left) == 4
    assert any("Más rápido" in one for one in result.left)
    assert [number for number, action in actions(session).items() if action == "error"] == [
        2, 3, 5, 6,
    ]  # fmt: skip
    assert rows("SELECT city FROM client WHERE id = 1") == [("Yuscarán",)]
    assert rows("SELECT city FROM client WHERE id = 3") == [("Danlí",)]
    assert_consistent()


def test_a_short_import_is_cancelled_before_it_is_written(office: Path, tmp_path: Path) -> None:
    session = staged(tmp_path, cells(1))
    stop = threading.Event()
    stop.set()
    with pytest.raises(CancelledError):
        session.confirm(cancel=stop)
    assert rows("SELECT count(*) FROM client") == [(0,)]


def test_cancelled_confirmation_writes_nothing(office: Path, tmp_path: Path) -> None:
    session = staged(tmp_path, *(cells(number) for number in range(1_200)))
    stop = threading.Event()
    with pytest.raises(CancelledError):
        session.confirm(progress=lambda done, total: stop.set(), cancel=stop)
    assert rows("SELECT count(*) FROM client") == [(0,)]
    assert rows("SELECT count(*) FROM import_batch") == [(0,)]
    assert not note_path(office).exists()
    assert session.confirm().created == 1_200
    assert_consistent()


@pytest.mark.parametrize("worth", [1, 1_000_000], ids=["second process", "alone"])
@pytest.mark.parametrize("narrow", [False, True])
def test_ranks_of_runs_of_new_names(
    office: Path, tmp_path: Path, narrow: bool, worth: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many names into one gap, between, before and after those that are there."""
    monkeypatch.setattr(new_clients, "WORTH_ROWS", worth)
    if narrow:
        narrow_gaps(monkeypatch)
    for number, name in enumerate(("M", "Ñandú", "P", "M y M", "ÑA", "Z")):
        register(number, name=name)
    names = [f"M {number}" for number in range(30)] + ["Na", "Ñ", "M", "M", "A", "AA", "Zz", "Z"]
    names += [f"P{number % 7} {number}" for number in range(60)]
    session = staged(
        tmp_path, *(cells(100 + number, name=name) for number, name in enumerate(names))
    )
    assert session.confirm().created == len(names)
    assert_consistent()


@pytest.mark.parametrize("worth", [1, 1_000_000], ids=["second process", "alone"])
def test_hundreds_of_names_into_a_gap_without_room(
    office: Path, tmp_path: Path, worth: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(new_clients, "WORTH_ROWS", worth)
    for number in range(40):
        register(number, name=f"N {number:03d}")
    for name in ("N 020 b", "N 020 c", "N 020 d", "N 020 e", "N 020 f"):
        register(50 + ord(name[-1]), name=name)
    session = staged(
        tmp_path, *(cells(300 + number, name=f"N 020 c {number:04d}") for number in range(900))
    )
    assert session.confirm().created == 900
    assert_consistent()


def _schema() -> list[tuple[object, ...]]:
    return rows("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name")


def test_the_log_is_guarded_before_and_after(office: Path, tmp_path: Path) -> None:
    before = _schema()
    session = staged(tmp_path, *(cells(number) for number in range(5)))
    stop = threading.Event()
    stop.set()
    with pytest.raises(CancelledError):
        session.confirm(cancel=stop)
    assert _schema() == before
    assert session.confirm().created == 5
    assert _schema() == before
    entry = rows("SELECT * FROM audit_entry LIMIT 1")[0]
    places = ", ".join("?" * len(entry))
    with pytest.raises(IntegrityError, match="append-only"):
        execute(f"INSERT OR REPLACE INTO audit_entry VALUES ({places})", entry)


def test_others_who_wait_can_be_told_who_imports(office: Path, tmp_path: Path) -> None:
    session = staged(tmp_path, *(cells(number) for number in range(600)))
    told: list[str | None] = []
    session.confirm(progress=lambda done, total: told.append(lock_holder()))
    assert told == [f"{OPERATOR} está importando «lista.csv»"]
    assert lock_holder() is None
    assert not note_path(office).exists()


def test_note_of_a_killed_import_tells_nothing(office: Path) -> None:
    note_path(office).write_text(json.dumps({"note": "op9 importa", "pid": os.getpid()}))
    assert lock_holder() is None
    with file_lock(office):
        assert lock_holder() == "op9 importa"
        note_path(office).write_text(json.dumps({"note": "op9 importa", "pid": 1 << 22}))
        assert lock_holder() is None
    note_path(office).write_text("[")
    assert lock_holder() is None


def test_who_saves_meanwhile_waits_and_succeeds(office: Path, tmp_path: Path) -> None:
    session = staged(tmp_path, *(cells(number) for number in range(1_100)))
    done: list[str] = []

    def save() -> None:
        open_database(office)
        clients.register("otro", client(7_000), accept_warnings=True)
        done.append("saved")
        close_database()

    other = threading.Thread(target=save)

    def progress(count: int, total: int | None) -> None:
        if not other.ident:
            other.start()
        assert not done

    session.confirm(progress=progress)
    other.join(120)
    assert done == ["saved"]
    assert rows("SELECT count(*) FROM client") == [(1_101,)]
    assert_consistent()


def test_killed_confirmations_leave_all_or_nothing(office: Path, tmp_path: Path) -> None:
    for number in range(20):
        register(number + 90_000, name=f"Comercial {number}")
    path = write_csv(
        tmp_path / "lista.csv",
        [cells(number, name=f"Comercial {number}") for number in range(ROWS)],
    )
    session = begun(path)
    identity = session.id
    session.close()
    statements = _statements(identity)
    for kill in range(KILLS):
        place = statements * (kill + 1) // KILLS
        done = _confirm(office, identity, place)
        assert done.returncode in (-signal.SIGKILL, 0), done.stderr
        close_database()
        open_database(office)
        ((count,),) = rows("SELECT count(*) FROM client")
        ((batch_count,),) = rows("SELECT count(*) FROM import_batch")
        assert (count, batch_count) in ((20, 0), (20 + ROWS, 1))
        if batch_count:
            break
        assert rows("SELECT count(*) FROM audit_entry WHERE batch_id IS NOT NULL") == [(0,)]
        assert lock_holder() is None
    assert_consistent()
    if not batch_count:
        assert ImportSession.resume(identity).confirm().created == ROWS
    assert ImportSession.pending(OPERATOR) == []
    assert_consistent()


def _confirm(office: Path, identity: str, statements: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", CONFIRM, str(office), identity, str(statements)],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        timeout=600,
    )


def _statements(identity: str) -> int:
    """Return about how many statements a confirmation has: one is cancelled near its end."""
    count = 0
    stop = threading.Event()

    def traced(_statement: str) -> None:
        nonlocal count
        count += 1

    def progress(done: int, total: int | None) -> None:
        if done + 500 >= (total or 0):
            stop.set()

    database.connection().set_trace_callback(traced)
    session = ImportSession.resume(identity)
    with pytest.raises(CancelledError):
        session.confirm(progress=progress, cancel=stop)
    session.close()
    database.connection().set_trace_callback(None)
    return count


def test_rejected_rows_can_be_corrected_and_imported_again(office: Path, tmp_path: Path) -> None:
    session = staged(
        tmp_path, cells(1), cells(2, department="xx"), cells(3, email="nadie"), cells(4, name="=x")
    )
    session.set_cell(3, "city", "Danlí")
    assert session.confirm().left_out == 2
    for suffix in (".csv", ".xlsx"):
        path = tmp_path / f"rechazadas{suffix}"
        assert session.write_rejected(path) == 2
        with pytest.raises(ServiceError):
            session.write_rejected(path)
        again = begun(path)
        assert again.headers[-2:] == ["Problema", "Sugerencia"]
        assert again.summary().error == 2
        assert again.row(2).shown["city"] == "Danlí"
        again.set_cell(2, "department", "Yoro")
        again.set_cell(3, "email", "a@b.hn")
        assert again.summary().crear == 2
        again.discard()


def test_confirming_is_whole_when_the_database_refuses(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = staged(tmp_path, *(cells(number) for number in range(700)))

    def broken(*_: object) -> None:
        raise RuntimeError("disk")

    with monkeypatch.context() as patch:
        patch.setattr(confirming.Writer, "flush", broken)
        with pytest.raises(RuntimeError):
            session.confirm()
    assert rows("SELECT count(*) FROM client") == [(0,)]
    assert session.confirm().created == 700
    assert rows("SELECT count(DISTINCT rtn) FROM client") == [(700,)]
    assert rtn(1) in {one for (one,) in rows("SELECT rtn FROM client")}
