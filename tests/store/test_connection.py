"""One writer at a time, all or nothing, and stopping a query that nobody waits for."""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from peewee import OperationalError

from aduanas_tui.store import checkpoints, connection, locks
from aduanas_tui.store.connection import (
    PRAGMAS,
    Interrupter,
    QueryInterruptedError,
    database,
    execute,
    little_cache,
    rows,
    take_more_cache,
    write_transaction,
)
from aduanas_tui.store.listing import Listing, count
from aduanas_tui.store.locks import lock_path
from aduanas_tui.store.opening import close_database
from aduanas_tui.store.snapshot import snapshot
from tests.factories import register

ENDLESS = (
    "WITH RECURSIVE n(x) AS (SELECT started() UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
)


class Thread(threading.Thread):
    """A thread with its own connection, whose result or error the test gets."""

    def __init__(self, work: Callable[[], Any]) -> None:
        super().__init__(daemon=True)
        self._work = work
        self._result: Any = None
        self._error: BaseException | None = None

    def run(self) -> None:
        try:
            self._result = self._work()
        except BaseException as error:
            self._error = error
        finally:
            close_database()

    def result(self) -> Any:
        self.join(timeout=60)
        assert not self.is_alive()
        if self._error is not None:
            raise self._error
        return self._result


@pytest.fixture
def started() -> Iterator[threading.Event]:
    """Set as soon as an endless query runs: SQLite itself says so, by calling a function."""
    event = threading.Event()

    def tell() -> int:
        event.set()
        return 1

    database.register_function(tell, "started", 0)
    yield event
    database.unregister_function("started")


def test_all_or_nothing(office: Path) -> None:
    with suppress(RuntimeError), write_transaction():
        register(1)
        raise RuntimeError
    assert rows("SELECT count(*) FROM client") == [(0,)]
    assert rows("SELECT count(*) FROM audit_entry") == [(0,)]
    assert not database.in_transaction()


def test_inner_block_fails_alone(office: Path) -> None:
    with write_transaction():
        register(1)
        with suppress(RuntimeError), write_transaction():
            register(2)
            raise RuntimeError
        register(3)
    assert rows("SELECT count(*) FROM client") == [(2,)]


def test_lock_of_the_office_is_held_while_writing_and_no_longer(office: Path) -> None:
    handle = os.open(lock_path(office), os.O_RDWR)
    try:
        with write_transaction():
            with pytest.raises(BlockingIOError):
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            register(1)
            with pytest.raises(BlockingIOError):
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        with suppress(RuntimeError), write_transaction():
            raise RuntimeError
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    finally:
        os.close(handle)


def test_second_writer_waits_and_then_sees_what_the_first_wrote(office: Path) -> None:
    inside, leave = threading.Event(), threading.Event()

    def first() -> None:
        with write_transaction():
            register(1)
            inside.set()
            assert leave.wait(60)

    def second() -> list[tuple[int]]:
        with write_transaction():
            return rows("SELECT count(*) FROM client")

    holder, waiter = Thread(first), Thread(second)
    holder.start()
    assert inside.wait(60)
    waiter.start()
    assert rows("SELECT count(*) FROM client") == [(0,)], "readers never wait"
    leave.set()
    holder.result()
    assert waiter.result() == [(1,)]


def test_write_waits_for_another_program_that_forgot_the_lock_file(office: Path) -> None:
    """SQLite's own busy timeout is the second line of defence."""
    inside, leave = threading.Event(), threading.Event()

    def without_lock_file() -> None:
        with database.atomic():
            execute("UPDATE client SET notes = 'x'")
            inside.set()
            assert leave.wait(60)

    other = Thread(without_lock_file)
    other.start()
    assert inside.wait(60)
    writer = Thread(lambda: register(1))
    writer.start()
    leave.set()
    other.result()
    assert writer.result().id == 1


def test_interrupt_within_stops_the_query_and_leaves_the_connection(
    office: Path, started: threading.Event
) -> None:
    interrupter = Interrupter()

    def query() -> list[tuple[int]]:
        with pytest.raises(QueryInterruptedError), interrupter:
            rows(ENDLESS)
        return rows("SELECT 1")

    thread = Thread(query)
    thread.start()
    assert started.wait(60)
    interrupter.interrupt()
    assert thread.result() == [(1,)]


def test_interrupt_before_stops_the_query_about_to_start(
    office: Path, started: threading.Event
) -> None:
    interrupter = Interrupter()
    interrupter.interrupt()
    with pytest.raises(QueryInterruptedError), interrupter:
        rows(ENDLESS)
    assert not started.is_set()
    assert rows("SELECT 1") == [(1,)]


def test_interrupt_between_two_queries_stops_the_second(
    office: Path, started: threading.Event
) -> None:
    interrupter = Interrupter()
    with pytest.raises(QueryInterruptedError), interrupter:
        assert rows("SELECT 1") == [(1,)]
        interrupter.interrupt()
        rows(ENDLESS)
    assert not started.is_set()
    assert rows("SELECT 1") == [(1,)]


def test_interrupt_while_the_index_opens_is_one(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then SQLite does not say "interrupted"; measured on ``client_terms``."""
    interrupter = Interrupter()

    def interrupted(*_: object) -> None:
        interrupter.interrupt()
        raise OperationalError("vtable constructor failed: client_terms")

    monkeypatch.setattr(database, "execute_sql", interrupted)
    with pytest.raises(QueryInterruptedError), interrupter:
        rows("SELECT term FROM client_terms")


def test_interrupt_after_does_nothing(office: Path) -> None:
    interrupter = Interrupter()
    with interrupter:
        assert rows("SELECT 1") == [(1,)]
    interrupter.interrupt()
    assert rows("SELECT 1") == [(1,)]
    register(1)


def test_interrupt_after_leaves_the_next_query_of_that_connection_alone(
    office: Path, started: threading.Event
) -> None:
    old, new = Interrupter(), Interrupter()
    interrupted: list[str] = []

    def query() -> None:
        with old:
            rows("SELECT 1")
        try:
            with new:
                rows(ENDLESS)
        except QueryInterruptedError:
            interrupted.append("new")

    thread = Thread(query)
    thread.start()
    assert started.wait(60)
    old.interrupt()
    assert interrupted == []
    assert thread.is_alive()
    new.interrupt()
    thread.result()
    assert interrupted == ["new"]


def test_interrupter_of_one_thread_leaves_others_alone(
    office: Path, started: threading.Event
) -> None:
    stopped = Interrupter()
    thread = Thread(lambda: _until_interrupted(stopped))
    thread.start()
    assert started.wait(60)
    with Interrupter():
        stopped.interrupt()
        assert rows("SELECT 1") == [(1,)]
    thread.result()


@pytest.mark.parametrize("statement", ["begin", "commit"])
def test_a_snapshot_is_stopped_at_its_first_or_last_statement(
    office: Path, monkeypatch: pytest.MonkeyPatch, statement: str
) -> None:
    def stopped(*_: object) -> None:
        raise OperationalError("interrupted")

    with monkeypatch.context() as patch:
        patch.setattr(database, statement, stopped)
        with pytest.raises(QueryInterruptedError), Interrupter(), snapshot():
            pass
    assert not database.in_transaction()
    with snapshot():
        assert rows("SELECT count(*) FROM client") == [(0,)]


def _until_interrupted(interrupter: Interrupter) -> None:
    with pytest.raises(QueryInterruptedError), interrupter:
        rows(ENDLESS)


def test_a_long_count_keeps_little_and_the_cache_is_large_again(office: Path) -> None:
    register(1)
    with pytest.raises(ZeroDivisionError), little_cache():
        ((size,),) = rows("PRAGMA cache_size")
        assert PRAGMAS["cache_size"] < size < 0
        assert count(Listing()) == 1
        raise ZeroDivisionError
    assert rows("PRAGMA cache_size") == [(PRAGMAS["cache_size"],)]


def test_the_journal_is_brought_to_its_place_when_nobody_waits_for_it(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a checkpoint takes is no part of what others wait for."""
    monkeypatch.setattr(checkpoints, "EVERY", 4)
    events: list[str] = []

    @contextmanager
    def noting(path: Path) -> Iterator[int]:
        with locks.file_lock(path) as turn:
            events.append("held")
            yield turn
        events.append("let go")

    def note(sql: str) -> None:
        if "wal_checkpoint" in sql:
            events.append("checkpoint")

    monkeypatch.setattr(connection, "file_lock", noting)
    database.connection().set_trace_callback(note)
    for number in range(9):
        register(number)
    database.connection().set_trace_callback(None)
    assert events.count("checkpoint") == 2
    for place, event in enumerate(events):
        if event == "checkpoint":
            assert events[place - 1] == "let go"
    _, pages, _ = rows("PRAGMA wal_checkpoint(PASSIVE)")[0]
    assert pages < 4 * 100, "of four saves at most"


def test_more_cache_is_given_back_with_the_transaction(office: Path) -> None:
    usual = rows("PRAGMA cache_size")
    for fails in (False, True):
        with suppress(ZeroDivisionError), write_transaction():
            take_more_cache()
            assert rows("PRAGMA cache_size") == [(-8000,)]
            assert not fails or 1 // 0
        assert rows("PRAGMA cache_size") == usual
