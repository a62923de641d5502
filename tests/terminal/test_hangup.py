"""The end of the line: noticed in every way, and never waited for."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest

from aduanas_tui.terminal import hangup
from aduanas_tui.terminal.hangup import HangUp, Watchdog, is_gone
from tests.pty_program import PATIENCE


@pytest.fixture
def ends() -> Iterator[list[int]]:
    """The two ends of a terminal: that of who looks at it, and the program's."""
    open_ends = list(pty.openpty())
    yield open_ends
    for end in open_ends:
        os.close(end)


def test_a_terminal_is_gone_once_nobody_is_at_the_other_end(ends: list[int]) -> None:
    outer, inner = ends
    assert not is_gone(inner)
    os.write(outer, b"tecla")
    assert not is_gone(inner)
    os.close(ends.pop(0))
    assert is_gone(inner)


class _Recorder:
    """Notes what a watchdog asks for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.changed = threading.Condition()

    def snapshot(self) -> None:
        self._note("snapshot")

    def leave(self) -> None:
        self._note("leave")

    def _note(self, what: str) -> None:
        with self.changed:
            self.asked.append(what)
            self.changed.notify_all()

    def wait_for(self, count: int) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.asked) >= count, PATIENCE)


class _Loop:
    """A loop that answers, or is stuck."""

    def __init__(self) -> None:
        self.is_stuck = False
        self.is_closed = False
        self.asked = threading.Semaphore(0)

    def call_soon_threadsafe(self, callback: Callable[[], None]) -> None:
        self.asked.release()
        if self.is_closed:
            raise RuntimeError("Event loop is closed")
        if not self.is_stuck:
            callback()


@pytest.fixture
def watched(
    ends: list[int], monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Watchdog, _Recorder, _Loop]]:
    monkeypatch.setattr(hangup, "_BETWEEN", 0.005)
    monkeypatch.setattr(hangup, "SILENCE", 0.02)
    recorder, loop = _Recorder(), _Loop()
    watchdog = Watchdog(cast(Any, recorder), cast(Any, loop), ends[-1])
    yield watchdog, recorder, loop
    watchdog.stop()
    if watchdog.ident is not None:
        watchdog.join(PATIENCE)
        assert not watchdog.is_alive()


def _looks(loop: _Loop, times: int) -> None:
    for _ in range(times):
        assert loop.asked.acquire(timeout=PATIENCE)


def test_a_loop_that_answers_is_left_alone(
    watched: tuple[Watchdog, _Recorder, _Loop], monkeypatch: pytest.MonkeyPatch
) -> None:
    watchdog, recorder, loop = watched
    monkeypatch.setattr(hangup, "SILENCE", PATIENCE)  # however slow the machine is
    watchdog.start()
    _looks(loop, 10)
    assert recorder.asked == []


def test_a_stuck_loop_is_kept_once_each_time(
    watched: tuple[Watchdog, _Recorder, _Loop],
) -> None:
    watchdog, recorder, loop = watched
    loop.is_stuck = True
    watchdog.start()
    recorder.wait_for(1)
    _looks(loop, 10)
    assert recorder.asked == ["snapshot"], "and the process goes on: the client may come back"
    loop.is_stuck = False
    _looks(loop, 50)
    loop.is_stuck = True
    recorder.wait_for(2)
    assert set(recorder.asked) == {"snapshot"}


def test_without_a_terminal_it_leaves(
    watched: tuple[Watchdog, _Recorder, _Loop], ends: list[int]
) -> None:
    watchdog, recorder, loop = watched
    loop.is_stuck = True
    os.close(ends.pop(0))
    watchdog.start()
    watchdog.join(PATIENCE)
    assert recorder.asked[-1] == "leave"
    assert not watchdog.is_alive()


def test_it_ends_with_the_loop(
    watched: tuple[Watchdog, _Recorder, _Loop], monkeypatch: pytest.MonkeyPatch
) -> None:
    watchdog, recorder, loop = watched
    monkeypatch.setattr(hangup, "SILENCE", PATIENCE)  # however slow the machine is
    loop.is_closed = True
    watchdog.start()
    watchdog.join(PATIENCE)
    assert not watchdog.is_alive()
    assert recorder.asked == []


PROGRAM = """
import os, signal, sys, threading, time
from aduanas_tui.terminal import hangup

class Program:
    def keep_what_is_typed(self):
        {keep}
        return "guardado"

    def at_end(self):
        print("al final", flush=True)
        {at_end}

hangup.LAST_SECONDS = 0.3
leaver = hangup.HangUp(Program())
leaver.catch_signals()
{then}
"""


def _run(keep: str = "pass", at_end: str = "pass", then: str = "leaver.leave()") -> Any:
    script = PROGRAM.format(keep=keep, at_end=at_end, then=then)
    return subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        start_new_session=True,
    )


@pytest.mark.parametrize(
    "trouble",
    [
        {},
        {"keep": "raise OSError(28, 'lleno')"},
        {"at_end": "raise RuntimeError"},
        {"then": "os.kill(os.getpid(), signal.SIGTERM); time.sleep(60)"},
        {"then": "os.kill(os.getpid(), signal.SIGINT); time.sleep(60)"},
        {"then": "os.kill(os.getpid(), signal.SIGQUIT); time.sleep(60)"},
        {"then": "lock = threading.Lock(); lock.acquire(); "
                 "threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGHUP)).start(); "
                 "lock.acquire()"},
        {"keep": "os.kill(os.getpid(), signal.SIGHUP)"},
    ],
    ids=["in order", "the disk is full", "no clean end", "SIGTERM", "SIGINT", "SIGQUIT",
         "main is stuck", "twice"],
)  # fmt: skip
def test_the_process_ends_whatever_happens(trouble: dict[str, str]) -> None:
    done = _run(**trouble)
    assert (done.returncode, done.stdout, done.stderr) == (1, "al final\n", "")


def test_a_disk_that_hangs_does_not_keep_the_process() -> None:
    done = _run(keep="time.sleep(60)")
    assert done.returncode == -signal.SIGALRM


def test_a_snapshot_that_fails_ends_nothing() -> None:
    class Failing:
        def keep_what_is_typed(self) -> str:
            raise OSError

        def at_end(self) -> None: ...

    HangUp(Failing()).snapshot()
