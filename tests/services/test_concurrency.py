"""Several operators at once, each in a process of their own, on the same records."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from aduanas_tui.store.connection import rows
from aduanas_tui.store.locks import file_lock
from tests.consistency import assert_consistent
from tests.factories import add_contact, register

PROCESSES = 8
EDITS = 50
RECORDS = 5

EDITOR = f"""
import sys
from pathlib import Path
from aduanas_tui.services import clients, contacts, lookup
from aduanas_tui.services.errors import StaleError
from aduanas_tui.store.opening import close_database, open_database

path, me = Path(sys.argv[1]), sys.argv[2]
open_database(path)
print("ready", flush=True)
sys.stdin.readline()
stale = 0
for number in range({EDITS}):
    client_id = number % {RECORDS} + 1
    record = lookup.client_record(client_id)
    if number == 0:
        print("read", flush=True)
    version, notes = record.version, record.values["notes"]
    while True:
        try:
            clients.edit(me, client_id, version, {{"notes": f"{{notes}} {{me}}-{{number}}"}})
            break
        except StaleError as error:
            stale += 1
            version, notes = error.version, error.current["notes"]
    if number % 10 == 0:
        contacts.add(me, client_id, {{"name": f"{{me}} {{number}}", "email": "a@b.hn"}})
print(stale)
close_database()
"""


def test_no_edit_of_eight_operators_is_lost(office: Path) -> None:
    for number in range(RECORDS):
        add_contact(register(number).id)
    started = [
        subprocess.Popen(
            [sys.executable, "-c", EDITOR, str(office), f"op{number}"],
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(PROCESSES)
    ]
    for one in started:
        assert one.stdout.readline() == "ready\n"
    # All have read the same client before the first may write.
    with file_lock(office):
        for one in started:
            one.stdin.write("go\n")
            one.stdin.flush()
        for one in started:
            assert one.stdout.readline() == "read\n"
    refused = 0
    for one in started:
        told, errors = one.communicate(timeout=300)
        assert one.returncode == 0, errors
        assert errors == ""
        refused += int(told)
    assert refused >= PROCESSES - 1, "all but the first were told that they came late"
    written = {word for (notes,) in rows("SELECT notes FROM client") for word in notes.split()}
    assert written == {
        f"op{operator}-{number}" for operator in range(PROCESSES) for number in range(EDITS)
    }
    assert rows("SELECT sum(version) FROM client") == [(PROCESSES * EDITS + RECORDS,)]
    assert rows(
        "SELECT count(*) FROM audit_entry WHERE entity = 'client' AND action = 'update'"
    ) == [(PROCESSES * EDITS,)]
    assert rows("SELECT count(*) FROM contact") == [(PROCESSES * 5 + RECORDS,)]
    _check_chain_of_changes()
    assert_consistent()


def _check_chain_of_changes() -> None:
    """Each edit starts from what the one before it left."""
    for client_id in range(1, RECORDS + 1):
        changes = rows(
            "SELECT json_extract(changes, '$.notes[0]'), json_extract(changes, '$.notes[1]') "
            "FROM audit_entry WHERE entity = 'client' AND action = 'update' AND client_id = ? "
            "ORDER BY id",
            (client_id,),
        )
        notes = ""
        for before, after in changes:
            assert before == notes
            notes = after
