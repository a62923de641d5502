"""Many processes that edit the same few records through the services, each as an operator would.

Whoever comes late reads the record again and does it once more. Afterwards every accepted edit must
be in the audit log and in the history of its record, and each must start from what the one before
it left: then none is lost.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random
from typing import IO, Any

from aduanas_tui.domain.audit_filters import AuditFilters
from aduanas_tui.services import audit_log, clients, contacts, lookup
from aduanas_tui.services.errors import StaleError
from aduanas_tui.store.connection import rows
from aduanas_tui.store.locks import file_lock
from aduanas_tui.store.opening import close_database, open_database
from tests.consistency import assert_consistent
from tests.factories import contact, enroll, register

_PAGE = 500


@dataclass
class Edited:
    """What came of it."""

    processes: int
    edits: int
    records: int
    seconds: float = 0.0
    waits: list[float] = field(default_factory=list)
    """Milliseconds of each save, from the key to the answer, refusals and second tries included."""
    late: int = 0
    """Saves that were refused because somebody else was faster, and done again."""
    errors: list[str] = field(default_factory=list)
    """Whatever else an operator was shown."""
    lost: list[str] = field(default_factory=list)
    """Accepted edits that are missing somewhere; each says where."""

    @property
    def accepted(self) -> int:
        return len(self.waits)


def run(folder: Path, *, processes: int, edits: int, records: int) -> Edited:
    """Let ``processes`` operators make ``edits`` edits each of ``records`` records.

    It forks: for a process without other threads, see :func:`in_a_process`.
    """
    path = folder / "edicion.db"
    open_database(path, create=True)
    names = [f"operador{number}" for number in range(processes)]
    enroll()
    enroll(*names)
    for number in range(records):
        register(number)
    close_database()
    done = Edited(processes, edits, records)
    began = time.monotonic()
    door, opening = os.pipe()
    running = [_fork(path, name, edits, seed, door, opening) for seed, name in enumerate(names)]
    os.close(door)
    # All have read the same client before the first may write.
    with file_lock(path):
        os.close(opening)
        for told in running:
            told.readline()
    accepted: list[dict[str, Any]] = []
    for name, told in zip(names, running, strict=True):
        with told:
            content = told.read()
        if not content:
            done.errors.append(f"{name} terminó sin decir nada")
            continue
        said = json.loads(content)
        done.waits += said["waits"]
        done.late += said["late"]
        done.errors += said["errors"]
        accepted += said["accepted"]
    for _ in running:
        os.wait()
    done.seconds = time.monotonic() - began
    open_database(path)
    try:
        done.lost = [*_missing(accepted), *_broken_chains(records)]
        assert_consistent()
    finally:
        close_database()
    return done


def _fork(path: Path, name: str, edits: int, seed: int, door: int, opening: int) -> IO[str]:
    """Start an operator, who waits until ``opening`` is closed; return what it will tell."""
    reading, writing = os.pipe()
    if os.fork() == 0:
        try:
            os.close(reading)
            os.close(opening)
            os.read(door, 1)
            with open(writing, "w", encoding="utf-8") as telling:  # noqa: PTH123 - a descriptor
                _work(path, name, edits, seed, telling)
        finally:
            os._exit(0)
    os.close(writing)
    return open(reading, encoding="utf-8")  # noqa: PTH123 - a descriptor


def _work(path: Path, name: str, edits: int, seed: int, telling: IO[str]) -> None:
    open_database(path)
    operator = _Operator(name, seed, lambda: print("read", file=telling, flush=True))
    operator.work(edits)
    json.dump(operator.said, telling)
    close_database()


def in_a_process(folder: Path, *, processes: int, edits: int, records: int) -> Edited:
    """Do it in a process of its own."""
    numbers = map(str, (processes, edits, records))
    done = subprocess.run(
        [sys.executable, "-m", "tests.stress.editing", str(folder), *numbers],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return Edited(**json.loads(done.stdout))


def _missing(accepted: list[dict[str, Any]]) -> list[str]:
    """Look for each accepted edit in the log, in the history of its client, and in the record."""
    logged: dict[str, list[tuple[str, int]]] = {}
    for operator, client_id, changes in rows(
        "SELECT operator, client_id, changes FROM audit_entry WHERE action = 'update' "
        "OR entity = 'contact'"
    ):
        before, after = _token_fields(json.loads(changes))
        for token in set(after.split()) - set(before.split()):
            logged.setdefault(token, []).append((operator, client_id))
    shown = {
        (client_id, entry.id)
        for (client_id,) in rows("SELECT id FROM client")
        for entry in _history_of(client_id)
    }
    entries = rows("SELECT client_id, id FROM audit_entry WHERE client_id > 0")
    lost = [f"{one} no está en la historia de su cliente" for one in entries if one not in shown]
    written = {word for (notes,) in rows("SELECT notes FROM client") for word in notes.split()}
    written |= {name for (name,) in rows("SELECT name FROM contact")}
    for one in accepted:
        token, operator = one["token"], one["operator"]
        if logged.get(token) != [(operator, one["client"])]:
            lost.append(f"{token} no está una vez en la bitácora: {logged.get(token)}")
        if token not in written:
            lost.append(f"{token} no está en su registro")
    if len(logged) != len(accepted):
        lost.append(f"{len(logged)} cambios en la bitácora y {len(accepted)} aceptados")
    return lost


def _token_fields(changes: dict[str, Any]) -> tuple[str, str]:
    before, after = changes.get("notes") or changes.get("name") or ("", "")
    return before or "", after or ""


def _history_of(client_id: int) -> list[audit_log.LogEntry]:
    """Return the history of a client as its record shows it, all pages."""
    found: list[audit_log.LogEntry] = []
    filters = AuditFilters(client_id=client_id)
    while True:
        page = audit_log.page(filters, _PAGE, mark=found[-1].id if found else None)
        found += page
        if len(page) < _PAGE:
            return found


def _broken_chains(records: int) -> list[str]:
    """Look for an edit that does not start from what the one before it left."""
    wrong = []
    for client_id in range(1, records + 1):
        notes, version = "", 1
        for (changes,) in rows(
            "SELECT changes FROM audit_entry WHERE entity = 'client' AND action = 'update' "
            "AND client_id = ? ORDER BY id",
            (client_id,),
        ):
            before, after = json.loads(changes)["notes"]
            if (before or "") != notes:
                wrong.append(f"cliente {client_id}, versión {version}: se pisó «{notes[-30:]}»")
            notes, version = after, version + 1
        stored = rows("SELECT notes, version FROM client WHERE id = ?", (client_id,))
        if stored != [(notes, version)]:
            wrong.append(f"cliente {client_id}: no es lo último de su bitácora")
    return wrong


# -- one of the operators ---------------------------------------------------------------------


class _Operator:
    """One process: edits, and says what came of it."""

    def __init__(self, name: str, seed: int, has_read: Callable[[], None]) -> None:
        self._name = name
        self._random = Random(seed)
        self._has_read = has_read
        self.said: dict[str, Any] = {"accepted": [], "waits": [], "late": 0, "errors": []}

    def work(self, edits: int) -> None:
        ids = [one for (one,) in rows("SELECT id FROM client ORDER BY id")]
        for number in range(edits):
            client_id = self._random.choice(ids) if number else ids[0]
            token = f"{self._name}.{number}"
            job = self._add_contact if number % 10 == 9 else self._append
            try:
                milliseconds = job(client_id, token)
            except Exception as error:
                self.said["errors"].append(f"{self._name}: {type(error).__name__}: {error}")
                continue
            self.said["waits"].append(milliseconds)
            self.said["accepted"].append(
                {"operator": self._name, "client": client_id, "token": token}
            )

    def _append(self, client_id: int, token: str) -> float:
        record = lookup.client_record(client_id)
        version, notes = record.version, record.values["notes"]
        if not self.said["waits"]:
            self._has_read()
        began = time.perf_counter()
        while True:
            try:
                clients.edit(self._name, client_id, version, {"notes": f"{notes} {token}"})
            except StaleError as error:
                self.said["late"] += 1
                version, notes = error.version, error.current["notes"]
            else:
                return (time.perf_counter() - began) * 1000

    def _add_contact(self, client_id: int, token: str) -> float:
        began = time.perf_counter()
        contacts.add(self._name, client_id, contact(1, name=token))
        return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    asked = dict(zip(("processes", "edits", "records"), map(int, sys.argv[2:5]), strict=True))
    print(json.dumps(asdict(run(Path(sys.argv[1]), **asked))))
