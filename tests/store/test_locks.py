"""Waiting for the office's lock: in turn, not for ever, and knowing for whom."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from aduanas_tui.store import holders, locks
from aduanas_tui.store.connection import rows
from aduanas_tui.store.errors import LockedError
from aduanas_tui.store.holders import writer_of
from aduanas_tui.store.locks import busy_sentence, file_lock, lock_note, lock_path, note_path, noted
from aduanas_tui.store.opening import OpeningError, close_database, open_database
from tests.bad_days import HOLD_LOCK, HOLD_SQLITE, held
from tests.factories import register
from tests.stress.old_base import make_old


@pytest.fixture
def telling(office: Path) -> None:
    """The kernel tells who has locked a file; of those on some file systems it does not."""
    with held(HOLD_LOCK)(office):
        if writer_of(office) is None:
            pytest.skip("the kernel does not tell here who has locked a file")


def test_who_holds_the_lock_is_named(office: Path, telling: None) -> None:
    named = pytest.raises(LockedError, match=r"la tiene \S+ \(proceso \d+\)")
    with held(HOLD_LOCK)(office), named, file_lock(office, 0.05):
        raise AssertionError("it was free")
    with file_lock(office, 0.05):
        pass


def test_who_writes_past_the_lock_is_named(office: Path, telling: None) -> None:
    register()
    assert writer_of(office) is None
    with held(HOLD_SQLITE)(office):
        assert "(proceso " in str(writer_of(office))
    assert writer_of(office) is None


def test_one_does_not_wait_for_oneself(office: Path) -> None:
    with file_lock(office):
        assert writer_of(office) is None


def test_note_of_an_import_is_said_instead(office: Path) -> None:
    with file_lock(office), noted(office, "op2 está importando «lista.xlsx»"):
        assert "(op2 está importando «lista.xlsx»)" in busy_sentence(office)
    assert "(la tiene otro programa)" in busy_sentence(office)


def test_lock_that_comes_too_late_is_let_go(office: Path) -> None:
    with file_lock(office):
        with pytest.raises(LockedError), file_lock(office, 0.01):
            raise AssertionError("it was free")
        late = [one for one in threading.enumerate() if one.name == "lock"]
    for one in late:
        one.join(60)
        assert not one.is_alive()
    with file_lock(office, 0):
        pass


def test_lock_is_handed_on_in_time(office: Path) -> None:
    inside, taken = threading.Event(), []

    def second() -> None:
        inside.set()
        with file_lock(office, 60):
            taken.append("second")

    thread = threading.Thread(target=second)
    with file_lock(office):
        thread.start()
        assert inside.wait(60)
        taken.append("first")
    thread.join(60)
    assert taken == ["first", "second"]


_WAIT = """
import sys
from pathlib import Path
from aduanas_tui.store.locks import file_lock
with file_lock(Path(sys.argv[1])):
    pass
"""


def _drawn(office: Path) -> int:
    return int.from_bytes(lock_path(office).read_bytes(), "little")


def test_lock_is_taken_in_the_order_of_coming(office: Path) -> None:
    taken: list[int] = []
    threads = []

    def work(number: int) -> None:
        with file_lock(office, 60):
            taken.append(number)
            if number == 0:  # who has had it and wants it again comes after all who wait
                threads.append(_started(work, 99))

    def _started(target: Callable[[int], None], number: int) -> threading.Thread:
        before = _drawn(office)
        thread = threading.Thread(target=target, args=(number,))
        thread.start()
        while _drawn(office) == before:
            pass
        return thread

    with file_lock(office):
        threads += [_started(work, number) for number in range(6)]
    for one in threads:
        one.join(60)
    assert taken == [0, 1, 2, 3, 4, 5, 99]


def test_who_is_killed_while_waiting_does_not_hold_up_those_behind(office: Path) -> None:
    taken: list[int] = []
    with file_lock(office):
        before = _drawn(office)
        waiting = subprocess.Popen([sys.executable, "-c", _WAIT, str(office)])
        while _drawn(office) == before:
            pass
        thread = threading.Thread(target=lambda: _take(office, taken))
        thread.start()
        while _drawn(office) == before + 1:
            pass
        waiting.kill()
        waiting.wait(60)
        assert taken == []
    thread.join(60)
    assert taken == [1]


def _take(office: Path, taken: list[int]) -> None:
    with file_lock(office, 60):
        taken.append(1)


@pytest.mark.parametrize("content", [b"", b"\xff" * 6, b"x" * 100])
def test_number_of_any_kind_in_the_file_does_no_harm(office: Path, content: bytes) -> None:
    with file_lock(office):
        pass
    lock_path(office).write_bytes(content)
    for _ in range(3):
        with file_lock(office, 1):
            pass


def test_kernel_that_tells_nothing(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with held(HOLD_LOCK)(office):
        for content in ("", "x\n", "1: FLOCK\n"):
            told = office.with_name("locks")
            told.write_text(content)
            monkeypatch.setattr(holders, "_LOCKS", told)
            assert writer_of(office) is None
        monkeypatch.setattr(holders, "_LOCKS", office.with_name("no"))
        assert writer_of(office) is None


def test_process_that_is_over_still_has_a_number(office: Path, tmp_path: Path) -> None:
    facts = lock_path(office).stat()
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait(timeout=60)
    device = f"{os.major(facts.st_dev):02x}:{os.minor(facts.st_dev):02x}:{facts.st_ino}"
    told = tmp_path / "locks"
    told.write_text(
        f"1: -> FLOCK  ADVISORY  WRITE 1 {device} 0 EOF\n"
        f"2: FLOCK  ADVISORY  WRITE {ended.pid} {device} 0 EOF\n"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(holders, "_LOCKS", told)
        assert writer_of(office) == f"el proceso {ended.pid}"
        told.write_text(f"2: FLOCK  ADVISORY  WRITE 0 {device} 0 EOF\n")
        assert writer_of(office) is None


def test_note_that_cannot_be_read_is_none(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for content in ("", "[]", '{"pid": 1}', '{"note": "x"}', '{"note": "x", "pid": "y"}'):
        note_path(office).write_text(content)
        with file_lock(office):
            assert lock_note(office) is None


def test_many_who_make_the_lock_at_once_have_the_same(tmp_path: Path) -> None:
    path = tmp_path / "nueva.db"
    count, most, guard = 0, 0, threading.Lock()

    def work() -> None:
        nonlocal count, most
        with file_lock(path, 60):
            with guard:
                count += 1
                most = max(most, count)
            with guard:
                count -= 1

    threads = [threading.Thread(target=work) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
        assert not one.is_alive()
    assert most == 1
    assert [one.name for one in tmp_path.iterdir()] == [locks.lock_path(path).name]


def test_upgrade_waits_for_another_program_no_longer_than_that(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register()
    close_database()
    old = office.with_name("vieja.db")
    make_old(old, office)
    monkeypatch.setattr(locks, "BUSY_TIMEOUT", 0.05)
    lock_path(old).touch()
    with held(HOLD_LOCK)(old), pytest.raises(OpeningError, match="La base está ocupada"):
        open_database(old)
    open_database(old)
    assert rows("SELECT count(*) FROM client") == [(1,)]
    close_database()
    open_database(office)
