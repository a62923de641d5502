"""Noticing that others wrote, without asking the database anything."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

from aduanas_tui.services import clients, contacts
from aduanas_tui.services.operations import stepping
from aduanas_tui.services.operations.kinds import Kind
from aduanas_tui.services.others import Watch, standing
from aduanas_tui.store.changes import ChangeCounter
from aduanas_tui.store.connection import rows, write_transaction
from tests import factories


def test_each_commit_is_noticed_once(office: Path) -> None:
    counter = ChangeCounter(office)
    assert not counter.look() and not counter.look()
    factories.register(1)
    assert counter.look() and not counter.look()
    with write_transaction():
        factories.insert_many([factories.client(2)])
        assert not counter.look(), "not before it is committed"
    assert counter.look()
    rows("SELECT * FROM client")
    assert not counter.look(), "reading is no change"
    counter.close()


def test_another_process_is_noticed(office: Path) -> None:
    counter = ChangeCounter(office)
    counter.look()
    write = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('CREATE TABLE extra (x)')"
    subprocess.run([sys.executable, "-c", write, str(office)], check=True, timeout=60)
    assert counter.look()
    counter.close()


def test_looking_holds_nothing(office: Path) -> None:
    counter = ChangeCounter(office)
    counter.look()
    factories.register(1)
    counter.look()
    with closing(sqlite3.connect(office, timeout=0)) as other:
        assert other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
    counter.close()


def test_a_file_that_is_not_there_is_never_made(office: Path, tmp_path: Path) -> None:
    counter = ChangeCounter(tmp_path / "otra.db")
    assert not counter.look() and not (tmp_path / "otra.db").exists()
    (tmp_path / "otra.db").write_bytes(b"")
    assert not counter.look() and not counter.look()
    counter.close()


def test_looking_at_files_that_nobody_writes_asks_the_database_nothing(office: Path) -> None:
    factories.register(1)
    counter = ChangeCounter(office)
    counter.look()
    assert counter._connection is not None
    asked: list[str] = []
    counter._connection.set_trace_callback(asked.append)
    for file in office.parent.glob(f"{office.name}*"):
        if file.is_file():
            os.utime(file, (1_000_000_000, 1_000_000_000))  # long ago
    assert not counter.look() and asked, "they changed"
    asked.clear()
    assert not counter.look() and not asked
    factories.register(2)
    assert counter.look() and asked
    asked.clear()
    assert not counter.look() and asked, "the same moment might hide another write"
    counter.close()


def test_a_watch_tells_and_ends(office: Path) -> None:
    told = threading.Event()
    watch = Watch(office, told.set, every=0.005)
    for number in range(1, 1_000):
        factories.register(number)
        if told.wait(0.01):
            break
    watch.stop()
    assert told.is_set()
    told.clear()
    factories.register(2_000)
    assert not told.is_set() and "watch" not in [one.name for one in threading.enumerate()]


def test_how_a_record_stands(office: Path) -> None:
    saved = factories.register(1)
    contact = factories.add_contact(saved.id, 1)
    file = factories.customs_file(saved.id)
    assert standing("customs_file", file.id).version == 1
    clients.edit("op2", saved.id, 1, {"city": "Danlí"})
    version, change, _ = standing("client", saved.id)
    assert version == 2 and change is not None and change.operator == "op2"
    contacts.remove("ana", contact.id, 1)
    version, change, _ = standing("contact", contact.id)
    assert version == 0 and change is not None and change.operator == "ana"
    assert standing("quote", 99) == (0, None, False)
    quote = factories.quote(saved.id)
    assert not standing("quote", quote.id).is_annulled
    stepping.annul("op2", Kind.QUOTE, quote.id, 1, "Era de otro")
    assert standing("quote", quote.id).is_annulled
