"""Bad days in the middle of work: one sentence, nothing half-written, and work goes on after."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from aduanas_tui.services import clients, failures, lookup
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.importing.session import ImportSession
from aduanas_tui.store import locks, opening
from aduanas_tui.store.connection import database, rows
from aduanas_tui.store.opening import close_database, open_database
from tests.bad_days import BAD_DAYS, BadDay
from tests.bad_disks import full, small_disk
from tests.consistency import assert_consistent
from tests.factories import OPERATOR, enroll, register
from tests.services.importing.lists import cells, staged

AT_WORK = [one for one in BAD_DAYS if one.at_work]
ROWS = 300


@pytest.fixture(autouse=True)
def state_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where imports are staged and errors are logged."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits half a minute in a test."""
    monkeypatch.setattr(locks, "BUSY_TIMEOUT", 0.2)
    monkeypatch.setattr(opening, "BUSY_TIMEOUT", 0.2)


@pytest.fixture
def place(tmp_path: Path, day: BadDay) -> Iterator[Path]:
    """A folder for the office, on a disk of its own when the day needs one."""
    if day.own_disk:
        with small_disk(tmp_path / "disco") as folder:
            yield folder
    else:
        folder = tmp_path / "oficina"
        folder.mkdir()
        yield folder


@pytest.fixture
def base(place: Path) -> Iterator[Path]:
    """An office with a client, open."""
    path = place / "aduanas.db"
    open_database(path, create=True)
    enroll()
    register(1)
    yield path
    close_database()
    database.init(None)


def _edit() -> Any:
    record = lookup.client_record(1)
    return clients.edit(OPERATOR, 1, record.version, {"notes": "Llama el lunes. " * 200})


def _job(name: str, folder: Path) -> Callable[[], Any]:
    if name == "edit":
        return _edit
    session = staged(folder, *(cells(number) for number in range(100, 100 + ROWS)))
    return lambda: session.confirm().batch_id


def _everything() -> list[Any]:
    tables = ("client", "contact", "audit_entry", "import_batch", "header_mapping", "client_terms")
    return [rows(f"SELECT * FROM {table}") for table in tables]


def _sentence(job: Callable[[], Any]) -> str:
    """Return what an operator is told of a job that must fail."""
    try:
        job()
    except ServiceError as error:
        return str(error)
    except Exception as error:
        found = failures.explained(error)
        assert found is not None, f"{type(error)}: {error}"
        return found
    raise AssertionError("it was done all the same")


@pytest.mark.parametrize("job", ["edit", "import"])
@pytest.mark.parametrize("day", AT_WORK, ids=lambda day: day.name)
def test_bad_day_at_work(
    day: BadDay, job: str, base: Path, tmp_path: Path, state_folder: Path
) -> None:
    work = _job(job, tmp_path)
    before = _everything()
    close_database()  # what is in memory would hide damage for a while
    if day.name in ("replaced", "missing", "folder missing", "full disk"):
        rows("SELECT 1")  # and an open connection hides that the file is gone
    with day.make(base):
        sentence = _sentence(work)
        _check_sentence(sentence, day.at_work)
        close_database()
    assert _everything() == before
    assert not (state_folder / "aduanas" / "errores.log").exists()
    work()
    assert _everything() != before
    assert_consistent()
    assert {one.name for one in base.parent.iterdir()} <= {
        *(
            "aduanas.db",
            "aduanas.db-wal",
            "aduanas.db-shm",
            "aduanas.db.lock",
            "aduanas.db.sesiones",
        )
    }


def _check_sentence(sentence: str, pattern: str) -> None:
    assert re.search(pattern, sentence), sentence
    assert "\n" not in sentence
    assert sentence[0].isupper()
    assert sentence.endswith(".")


@pytest.mark.parametrize("day", [BadDay("full disk", full, own_disk=True)], ids=["full disk"])
@pytest.mark.parametrize("job", ["edit", "import"])
def test_disk_that_fills_up_at_any_moment(
    day: BadDay, job: str, base: Path, tmp_path: Path
) -> None:
    """With a little more room each time, until the job gets through: all of it or nothing."""
    work = _job(job, tmp_path)
    before = _everything()
    failed = 0
    for room in range(0, 3 << 20, 4096 if job == "edit" else 64 << 10):
        with full(base.parent, room):
            try:
                work()
            except Exception as error:
                assert failures.explained(error) == (
                    "El disco está lleno: libere espacio e intente de nuevo."
                )
                failed += 1
            else:
                break
        assert _everything() == before, room
        assert not database.in_transaction()
    assert failed >= 2
    assert _everything() != before
    assert_consistent()


@pytest.mark.parametrize("day", [BadDay("full disk", full)], ids=["full disk"])
def test_file_that_has_no_room_to_be_staged_leaves_nothing(
    day: BadDay, base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with small_disk(tmp_path / "estado") as folder:
        monkeypatch.setenv("XDG_STATE_HOME", str(folder))
        staged(tmp_path, cells(1)).discard()
        with full(folder, 128 << 10):
            sentence = _sentence(
                lambda: staged(tmp_path, *(cells(number) for number in range(2_000)))
            )
            assert "lleno" in sentence
        assert list((folder / "aduanas" / "importaciones").iterdir()) == []
        assert ImportSession.pending(OPERATOR) == []
        staged(tmp_path, cells(1)).discard()


@pytest.mark.parametrize("day", [BadDay("full disk", full)], ids=["full disk"])
def test_what_was_confirmed_is_done_though_the_staged_file_has_no_room(
    day: BadDay, base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with small_disk(tmp_path / "estado") as folder:
        monkeypatch.setenv("XDG_STATE_HOME", str(folder))
        session = staged(tmp_path, *(cells(number) for number in range(100, 100 + ROWS)))
        with full(folder):
            assert session.confirm().created == ROWS
        assert ImportSession.pending(OPERATOR) == []
        session.close()
    assert rows("SELECT count(*) FROM client") == [(ROWS + 1,)]
