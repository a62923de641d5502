"""Programs killed (kill -9) at random moments of saving, importing and migrating.

After each kill the next start must find a sound database, all or nothing of every job, and
everything that was acknowledged; and the job that was killed must then go through.

``python -m tests.stress.killing FOLDER KILLS SEED`` does it and prints what came of it as JSON. It
is a process of its own because it forks: whoever is killed costs no start of Python.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import traceback
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random

# Everything that the killed need is imported once, before they are forked.
import playhouse.migrations  # noqa: F401

from aduanas_tui.services import clients, contacts
from aduanas_tui.services.importing.session import ImportSession
from aduanas_tui.services.importing.staging import folder as staging_folder
from aduanas_tui.store.connection import database, rows
from aduanas_tui.store.opening import close_database, open_database
from aduanas_tui.store.schema import SCHEMA_VERSION
from tests.consistency import assert_consistent
from tests.factories import OPERATOR, add_contact, client, contact, enroll, register
from tests.services.importing.lists import cells, staged
from tests.stress.old_base import make_old

_CLIENTS = 30
_IMPORTED = 200
_FIRST = 1_000
"""Number of the first client that a list brings."""

Say = Callable[[str], None]


@dataclass
class Killed:
    """What came of the kills of one kind of job."""

    job: str
    kills: int = 0
    midway: int = 0
    """Kills that came when the job had begun and was not done."""
    acknowledged: int = 0
    """What had been said to be done when the kill came."""
    wrong: list[str] = field(default_factory=list)
    """What was not as it must be."""


class _Job(ABC):
    """A kind of job: prepared, done by who is killed, and looked at afterwards."""

    name: str

    def __init__(self, folder: Path, office: Path) -> None:
        self.folder = folder
        self.path = folder / "aduanas.db"
        self.office = office

    @abstractmethod
    def prepare(self) -> None:
        """Lay out the files that the job works on."""

    @abstractmethod
    def work(self, say: Say) -> None:
        """Do the job; ``say`` is the acknowledgement."""

    @abstractmethod
    def check(self, said: list[str]) -> None:
        """Open the database as the next start does, look at it, and finish the job."""

    def fresh(self, base: Path) -> None:
        for one in self.folder.iterdir():
            shutil.rmtree(one) if one.is_dir() else one.unlink()
        shutil.copy(base, self.path)


class _Saving(_Job):
    name = "guardar"

    def prepare(self) -> None:
        self.fresh(self.office)

    def work(self, say: Say) -> None:
        open_database(self.path)
        for number in range(100, 200):
            saved = clients.register(OPERATOR, client(number), accept_warnings=True)
            say(f"register {saved.id}")
            contacts.add(OPERATOR, saved.id, contact(number))
            say(f"contact {saved.id}")
            clients.edit(OPERATOR, saved.id, saved.version, {"notes": f"nota {number}"})
            say(f"edit {saved.id}")

    def check(self, said: list[str]) -> None:
        entries = rows(
            "SELECT entity, action, client_id, changes FROM audit_entry WHERE client_id > ? "
            "ORDER BY id",
            (_CLIENTS,),
        )
        found = [_word(entity, action, client_id) for entity, action, client_id, _ in entries]
        _expect(found[: len(said)] == said, f"se confirmó {said[-3:]} y quedó {found[-3:]}")
        _expect(len(found) <= len(said) + 1, f"{len(found)} hechos, {len(said)} confirmados")
        registered = {int(one.split()[1]) for one in found if one.startswith("register")}
        present = {one for (one,) in rows("SELECT id FROM client WHERE id > ?", (_CLIENTS,))}
        _expect(present == registered, "los clientes no son los de la bitácora")
        edited = {int(one.split()[1]) for one in found if one.startswith("edit")}
        noted = {
            one
            for (one,) in rows("SELECT id FROM client WHERE notes <> '' AND id > ?", (_CLIENTS,))
        }
        _expect(noted == edited, "los cambios no son los de la bitácora")
        register(999)


def _word(entity: str, action: str, client_id: int) -> str:
    names = {("client", "create"): "register", ("client", "update"): "edit"}
    return f"{names.get((entity, action), 'contact')} {client_id}"


class _Importing(_Job):
    name = "importar"

    def __init__(self, folder: Path, office: Path) -> None:
        super().__init__(folder, office)
        self.fresh(office)
        open_database(self.path)
        listed = [cells(number) for number in range(_FIRST, _FIRST + _IMPORTED)]
        changed = [cells(number, name=f"Otro nombre {number}") for number in range(1, 20)]
        session = staged(folder.parent, *listed, *changed)
        self._id = session.id
        session.close()
        close_database()
        self._kept = folder.parent / "preparada.db"
        shutil.copy(self._staging, self._kept)

    @property
    def _staging(self) -> Path:
        return staging_folder() / f"{self._id}.db"

    def prepare(self) -> None:
        self.fresh(self.office)
        for suffix in ("-wal", "-shm"):
            self._staging.with_name(self._staging.name + suffix).unlink(missing_ok=True)
        shutil.copy(self._kept, self._staging)

    def work(self, say: Say) -> None:
        open_database(self.path)
        session = ImportSession.resume(self._id)
        result = session.confirm()
        say(f"{result.created} {result.updated}")
        session.close()

    def check(self, said: list[str]) -> None:
        brought, batches = self._brought()
        _expect((brought, batches) in ((0, 0), (_IMPORTED, 1)), f"a medias: {brought} filas")
        _expect(not said or brought == _IMPORTED, "lo confirmado no está")
        if not brought:
            session = ImportSession.resume(self._id)
            session.confirm()
            session.close()
        else:
            waiting = [one.id for one in ImportSession.pending(OPERATOR)]
            _expect(self._id not in waiting, "lo confirmado se ofrece otra vez")
        _expect(self._brought() == (_IMPORTED, 1), "después del corte no se pudo importar")

    def _brought(self) -> tuple[int, int]:
        ((brought,),) = rows("SELECT count(*) FROM client WHERE id > ?", (_CLIENTS,))
        ((renamed,),) = rows("SELECT count(*) FROM client WHERE name LIKE 'Otro nombre%'")
        ((entries,),) = rows("SELECT count(*) FROM audit_entry WHERE batch_id IS NOT NULL")
        ((batches,),) = rows("SELECT count(*) FROM import_batch")
        whole = (brought, renamed, entries)
        _expect(whole in ((0, 0, 0), (_IMPORTED, 19, _IMPORTED + 19)), f"a medias: {whole}")
        return int(brought), int(batches)


class _Migrating(_Job):
    name = "migrar"

    def __init__(self, folder: Path, office: Path) -> None:
        super().__init__(folder, office)
        self._old = folder.parent / "vieja.db"
        make_old(self._old, office)

    def prepare(self) -> None:
        self.fresh(self._old)

    def work(self, say: Say) -> None:
        open_database(self.path)
        say("done")

    def check(self, said: list[str]) -> None:
        _expect(rows("PRAGMA user_version") == [(SCHEMA_VERSION,)], "no quedó en la versión nueva")
        _expect(rows("SELECT count(*) FROM client") == [(_CLIENTS,)], "faltan clientes")
        kept = [one for one in self.folder.rglob("*antes-de-*") if one.suffix not in _PARTS]
        for one in kept:
            with closing(sqlite3.connect(one)) as copy:
                _expect(
                    copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)], "copia rota"
                )
                ((number,),) = copy.execute("SELECT count(*) FROM client").fetchall()
                _expect(number == _CLIENTS, "la copia no está entera")
        _expect(bool(kept), "no quedó copia de la base vieja")
        enroll()
        register(999)


_PARTS = (".nueva", ".tmp")


class _WrongError(Exception):
    """Something is not as it must be."""


def _expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise _WrongError(otherwise)


def run(folder: Path, kills: int, seed: int) -> list[Killed]:
    """Kill so many in all, each kind of job as often, and return what came of it."""
    os.environ["XDG_STATE_HOME"] = str(folder / "estado")
    office = folder / "oficina.db"
    open_database(office, create=True)
    enroll()
    for number in range(1, _CLIENTS + 1):
        register(number)
        add_contact(number, number)
    rows("PRAGMA wal_checkpoint(TRUNCATE)")
    close_database()
    found = []
    kinds = (_Saving, _Importing, _Migrating)
    for kind in kinds:
        place = folder / kind.name
        (place / "base").mkdir(parents=True)
        job = kind(place / "base", office)
        found.append(_kill_many(job, -(-kills // len(kinds)), Random(f"{seed} {kind.name}")))
    return found


def _kill_many(job: _Job, kills: int, random: Random) -> Killed:
    done = Killed(job.name)
    longest = max(_time(job) for _ in range(3))
    for number in range(kills):
        job.prepare()
        delay = random.uniform(0, longest * 1.1)
        said, midway = _killed(job, delay)
        done.kills += 1
        done.midway += midway
        done.acknowledged += len(said)
        try:
            open_database(job.path)
            job.check(said)
            assert_consistent()
        except Exception as error:
            done.wrong.append(
                f"{job.name} {number} a los {delay * 1000:.1f} ms: {type(error).__name__}: {error}"
            )
        finally:
            close_database()
            database.init(None)
    return done


def _time(job: _Job) -> float:
    """Return the seconds that a job takes when nobody kills it; of saving, some of it."""
    job.prepare()
    began = time.monotonic()
    said, _ = _killed(job, None)
    assert said, f"{job.name} does not go through"
    return min(time.monotonic() - began, 0.25)


def _killed(job: _Job, delay: float | None) -> tuple[list[str], bool]:
    """Do a job in a process and kill it; return what it acknowledged, and if it was at work."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _be_the_killed(job, writing)
    os.close(writing)
    with open(reading, encoding="utf-8") as told:  # noqa: PTH123 - a descriptor
        assert told.readline() == "begun\n"
        if delay is not None:
            time.sleep(delay)
            os.kill(child, signal.SIGKILL)
        said = told.read().splitlines()
    _, status = os.waitpid(child, 0)
    midway = os.WIFSIGNALED(status)
    if not midway and os.waitstatus_to_exitcode(status) != 0:
        raise AssertionError(f"{job.name} failed by itself")
    return said, midway


def _be_the_killed(job: _Job, writing: int) -> None:
    """Work until killed. What is said goes to the pipe at once, as an answer to a screen."""
    status = 1
    try:
        os.write(writing, b"begun\n")
        job.work(lambda word: os.write(writing, f"{word}\n".encode()) and None)
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def in_a_process(folder: Path, kills: int, seed: int) -> list[Killed]:
    """Do it in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.stress.killing", str(folder), str(kills), str(seed)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return [Killed(**one) for one in json.loads(done.stdout)]


if __name__ == "__main__":
    print(json.dumps([asdict(one) for one in run(Path(sys.argv[1]), *map(int, sys.argv[2:4]))]))
