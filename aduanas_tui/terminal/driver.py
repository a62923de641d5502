"""The terminal itself: what goes out and what comes in.

Private: it fills in parts of Textual's ``LinuxDriver`` that are not meant for it;
tests/e2e and tests/terminal/test_key_gate_pty.py run it with the pinned version.
"""

from __future__ import annotations

import io
import os
import selectors
import sys
from collections.abc import Callable
from typing import Any, TextIO, cast

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

from aduanas_tui.terminal.capabilities import Terminal
from aduanas_tui.terminal.hangup import HangUp, Leaving, Watchdog
from aduanas_tui.terminal.keyboard import KeyboardParser
from aduanas_tui.terminal.letters import FOLD, TypedText, outgoing

_LONGEST_WAIT = 0.1
"""Seconds after which the reading thread looks whether the program ends."""


class _Line:
    """Standard output that does not fail: what cannot be written any more is dropped.

    An error would end Textual's writing thread, and with it, after some frames, the program would
    stand still for ever. ``outgoing`` is what every text passes before.
    """

    def __init__(
        self, stream: TextIO, outgoing: Callable[[str], str], on_lost: Callable[[], None]
    ) -> None:
        self._stream = stream
        self._outgoing = outgoing
        self._on_lost = on_lost
        self.lost = False

    def write(self, text: str) -> int:
        """Write, or drop."""
        return self._try(lambda: self._stream.write(self._outgoing(text)))

    def flush(self) -> None:
        """Flush, or drop."""
        self._try(self._stream.flush)

    def fileno(self) -> int:
        """Return the file descriptor."""
        return self._stream.fileno()

    def _try(self, work: Callable[[], int | None]) -> int:
        if not self.lost:
            try:
                return work() or 0
            except OSError:
                self.lost = True
                self._on_lost()
        return 0


class AduanasDriver(LinuxDriver):
    """Draws on standard output, so that errors can be kept apart, and survives a bad line.

    Differences from Textual's: a byte that is not UTF-8 (an old terminal set to Latin-1) does not
    end the program, a closed terminal ends it instead of being read for ever, as do the signals
    that end a process once what is typed was written, and the mouse reports clicks only, since
    every movement would travel over the line.
    """

    def __init__(self, app: App[Any], **options: Any) -> None:
        super().__init__(app, **options)
        self._hang_up = HangUp(cast(Leaving, app))
        self._watchdog: Watchdog | None = None
        self._terminal: Terminal = getattr(app, "terminal", Terminal())
        stream = sys.__stdout__
        assert stream is not None, "terminal_problem() looks for that before the program opens"
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=self._terminal.encoding, errors=FOLD)
        line = _Line(stream, outgoing(self._terminal.ascii), self._hang_up.leave)
        self._file = cast(io.TextIOWrapper, line)
        self._hang_up.catch_signals()

    def start_application_mode(self) -> None:
        """Take the terminal, and look after it from now on."""
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self._hang_up.attributes = self.attrs_before
        if self._watchdog is None:
            self._watchdog = Watchdog(self._hang_up, self._loop, self.fileno)
            self._watchdog.start()

    def close(self) -> None:
        """End the threads."""
        if self._watchdog is not None:
            self._watchdog.stop()
        super().close()

    def _enable_mouse_support(self) -> None:
        """Ask for clicks in SGR form."""
        if self._mouse:
            self.write("\x1b[?1000h\x1b[?1006h")

    def _disable_mouse_support(self) -> None:
        """Undo that."""
        if self._mouse:
            self.write("\x1b[?1000l\x1b[?1006l")

    def run_input_thread(self) -> None:
        """Read the terminal until the program ends or the terminal does."""
        parser = KeyboardParser(self._debug)
        typed = TypedText(self._terminal.encoding)
        with selectors.DefaultSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                due = parser.due
                if selector.select(_LONGEST_WAIT if due is None else min(due, _LONGEST_WAIT)):
                    try:
                        data = os.read(self.fileno, 65536)
                    except OSError:
                        data = b""
                    if not data:
                        self._hang_up.leave()
                        return
                    text = typed.feed(data)
                else:
                    text = typed.tick()
                for message in parser.feed(text):
                    self.process_message(message)
                for message in parser.tick():
                    self.process_message(message)
