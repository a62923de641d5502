"""The end of the line: what is done when the terminal goes away, and how that is noticed.

Measured over a real sshd: a process left alone dies without unmounting anything, one that ignores
SIGHUP spins for ever on a closed terminal, and a handler of the event loop never runs while the
loop waits for a client that takes nothing more. So the signal handlers are the system's own, they
write what is typed and leave at once, and a thread looks after both loop and terminal.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import termios
import threading
from asyncio import AbstractEventLoop
from time import monotonic
from typing import Any, Final, Protocol

LAST_SECONDS: Final = 1.5
"""From the end of the terminal to that of the process, at most: the disk may hang as well."""

SILENCE: Final = 3.0
"""Seconds after which a loop that gives no answer is taken to be stuck."""

_BETWEEN: Final = 0.5
"""Seconds between two looks at the loop and at the terminal."""

_RESTORE: Final = (
    b"\x1b[m\x1b[r\x1b[?2004l\x1b[?7h\x1b[?1000l\x1b[?1006l\x1b[<u\x1b[?1049l\x1b[?25h"
)
"""What the driver writes in an orderly end."""


class Leaving(Protocol):
    """What a program does when its line drops; in any thread, while the loop may be stuck."""

    def keep_what_is_typed(self) -> str:
        """Write what is typed; return what to say about it if somebody still reads."""
        ...

    def at_end(self) -> None:
        """Remove what must not stay behind."""
        ...


class HangUp:
    """Ends the process at once, after writing what is typed, whatever the loop is doing."""

    def __init__(self, program: Leaving) -> None:
        self._program = program
        self._leaving = threading.Lock()
        self.attributes: list[Any] | None = None
        """How the terminal was set before the program came."""

    def catch_signals(self) -> None:
        """Leave on what ends a process from outside; call it in the main thread.

        What asks for SIGINT and SIGQUIT on a keyboard comes as keys.
        """
        for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
            signal.signal(number, lambda _number, _frame: self.leave())

    def leave(self) -> None:
        """Write what is typed, give the terminal back if there is one, and end the process.

        Of several threads that want to, one does.
        """
        if not self._leaving.acquire(blocking=False):
            return
        signal.setitimer(signal.ITIMER_REAL, LAST_SECONDS)  # SIGALRM then ends the process
        words = ""
        with contextlib.suppress(Exception):
            words = self._program.keep_what_is_typed()
        with contextlib.suppress(Exception):
            self._program.at_end()
        with contextlib.suppress(Exception):
            _give_back(self.attributes, words)
        os._exit(1)

    def snapshot(self) -> None:
        """Write what is typed and go on."""
        with contextlib.suppress(Exception):
            self._program.keep_what_is_typed()


class Watchdog(threading.Thread):
    """Looks after the loop and the terminal, without writing a byte to the line.

    When the loop is stuck (a client that takes nothing more), what is typed is written; the process
    goes on, since the client may come back. When the terminal is gone, the process ends.
    """

    def __init__(self, hang_up: HangUp, loop: AbstractEventLoop, terminal: int) -> None:
        super().__init__(daemon=True, name="watchdog")
        self._hang_up = hang_up
        self._loop = loop
        self._terminal = terminal
        self._stopped = threading.Event()
        self._heard = monotonic()

    def run(self) -> None:
        """Look, until the program ends."""
        told = False
        while not self._stopped.wait(_BETWEEN):
            if is_gone(self._terminal):
                self._hang_up.leave()
                return
            is_stuck = monotonic() - self._heard > SILENCE
            if is_stuck and not told:
                self._hang_up.snapshot()
            told = is_stuck
            try:
                self._loop.call_soon_threadsafe(self._hear)
            except RuntimeError:  # the loop has ended
                return

    def stop(self) -> None:
        """Look no more."""
        self._stopped.set()

    def _hear(self) -> None:
        self._heard = monotonic()


def is_gone(terminal: int) -> bool:
    """Tell whether nobody is at the other end of a terminal any more."""
    poll = select.poll()
    poll.register(terminal, 0)
    return any(
        events & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _, events in poll.poll(0)
    )


def _give_back(attributes: list[Any] | None, words: str) -> None:
    """Set the terminal as it was, and say goodbye, without ever waiting for it.

    A descriptor of its own is opened: not to block is a property that the standard streams share
    with whoever started the program.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTTOU})
    terminal = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC)
    if attributes is not None:
        termios.tcsetattr(terminal, termios.TCSANOW, attributes)
    os.write(terminal, _RESTORE + (f"{words}\n".encode() if words else b""))
