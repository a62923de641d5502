"""The terminal itself: what goes out and what comes in.

Private: it fills in parts of Textual's ``LinuxDriver`` that are not meant for it;
tests/e2e and tests/terminal/test_key_gate_pty.py run it with the pinned version.
"""

from __future__ import annotations

import io
import os
import selectors
import sys
import termios
import threading
import tty
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TextIO, cast

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

from aduanas_tui.terminal.capabilities import Terminal
from aduanas_tui.terminal.flow import Flow
from aduanas_tui.terminal.hangup import HangUp, Leaving, Watchdog
from aduanas_tui.terminal.keyboard import KeyboardParser
from aduanas_tui.terminal.letters import FOLD, TypedText, outgoing

_LAST_ANSWER = 1.5
"""Seconds to wait at the end for what the terminal still has to say."""

_CUT_CHARACTER = 0.1
"""Seconds that the rest of a character may take whose beginning was read."""


class _EndEvent(threading.Event):
    """Tells the reading thread to end, and wakes it: it need not look for that now and then."""

    def __init__(self) -> None:
        super().__init__()
        self.handle = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        """Can be read from while the event is set."""

    def set(self) -> None:
        super().set()
        os.eventfd_write(self.handle, 1)

    def clear(self) -> None:
        super().clear()
        with suppress(BlockingIOError):
            os.eventfd_read(self.handle)


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
        self._taken = 0
        self.sent = 0
        """Writes that the line took."""
        self.then: Callable[[], None] | None = None
        """What waits until the line took what there is."""

    def write(self, text: str) -> int:
        """Write, or drop."""
        self._taken += 1
        return self._try(lambda: self._stream.write(self._outgoing(text)))

    def flush(self) -> None:
        """Flush, or drop."""
        self._try(self._stream.flush)
        self.sent = self._taken
        then, self.then = self.then, None
        if then is not None:
            then()

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


_HIDE_CURSOR = "\x1b[?25l"
"""Textual hides it at the start; with us it is where the focus is."""

_MOUSE_ON = "\x1b[?1000h\x1b[?1006h"
_MOUSE_OFF = "\x1b[?1000l\x1b[?1006l"


def _never_sent(terminal: Terminal) -> frozenset[str]:
    """Return what Textual writes at the start and the end that a terminal is to be spared.

    Nobody needs reports of the window's focus, and of its size (there is a signal for that).
    """
    needless = {"\x1b[?1004h", "\x1b[?1004l", "\x1b[?2048$p", "\x1b[?2048l"}
    lacking = {
        "\x1b[?1049h": terminal.alternate,
        "\x1b[?1049l": terminal.alternate,
        "\x1b[?25h": terminal.hides_cursor,
        _MOUSE_ON: terminal.mouse,
        _MOUSE_OFF: terminal.mouse,
        "\x1b[?2004h": terminal.pastes,
        "\x1b[?2004l": terminal.pastes,
        "\x1b[?2026$p": terminal.asks and terminal.synchronized is None,
        "\x1b[>25u": terminal.kitty_keys,
        "\x1b[<u": terminal.kitty_keys,
    }
    return frozenset(needless | {code for code, has in lacking.items() if not has})


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
        self._line = _Line(stream, outgoing(self._terminal.ascii), self._hang_up.leave)
        self._file = cast(io.TextIOWrapper, self._line)
        self._given = 0
        self._never_sent = _never_sent(self._terminal)
        self._has_mouse = False
        self._is_starting = False
        self._flow = Flow()
        self.exit_event = self._end = _EndEvent()
        self._hang_up.catch_signals()

    def start_application_mode(self) -> None:
        """Take the terminal, and look after it from now on."""
        self._has_mouse = False
        self._is_starting = True
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self._is_starting = False
        self._pass_newlines()
        if self._terminal.asks:
            self.write(self._flow.begin())
        self._hang_up.attributes = self.attrs_before
        if self._watchdog is None:
            self._watchdog = Watchdog(self._hang_up, self._loop, self.fileno)
            self._watchdog.start()
        else:  # back from a suspension
            self._draw_anew()

    def _draw_anew(self) -> None:
        self._loop.call_soon_threadsafe(getattr(self._app, "repaint", self._app.refresh))

    def _sigcont_application(self, *_: object) -> None:
        """Take the terminal again, unless it was never given back.

        Whoever stops the program hard (SIGSTOP), and whoever only sends SIGCONT, as a session that
        ends does, finds it running: threads that were started anew would never end.
        """
        if self._must_signal_resume:
            super()._sigcont_application()
        elif self._watchdog is not None:
            self._draw_anew()

    def stop_application_mode(self) -> None:
        """Give the terminal back, with a plain pen."""
        self.write("\x1b[m" if self._terminal.alternate else "\x1b[m\x1b[H\x1b[J")
        super().stop_application_mode()

    def disable_input(self) -> None:
        """Read no more, once the terminal has said what it still had to say."""
        self._flow.end(_LAST_ANSWER)
        super().disable_input()

    def write(self, data: str) -> None:
        """Write, except what this terminal does not know or what nobody here has a use for."""
        if data not in self._never_sent and not (self._is_starting and data == _HIDE_CURSOR):
            self._given += 1
            super().write(data + self._flow.question_after(data))

    def all_sent(self, then: Callable[[], None]) -> bool:
        """Tell whether the line has room for more; if not, call ``then`` when it has.

        That is, it took all that was written, and the terminal has shown most of it. ``then`` is
        called in the writing or the reading thread.
        """
        if self._line.sent != self._given:
            self._line.then = then
            if self._line.sent != self._given:
                return False
        return self._flow.is_free(then)

    def ask_again(self) -> None:
        """Ask for clicks and marked pastes once more; the terminal may have forgotten."""
        self._has_mouse = False
        self._enable_mouse_support()
        self._enable_bracketed_paste()

    def _pass_newlines(self) -> None:
        """Let a line feed move straight down, as the thin renderer wants it."""
        with suppress(termios.error):
            attributes = termios.tcgetattr(self.fileno)
            attributes[tty.OFLAG] &= ~termios.ONLCR
            termios.tcsetattr(self.fileno, termios.TCSANOW, attributes)

    def close(self) -> None:
        """End the threads."""
        if self._watchdog is not None:
            self._watchdog.stop()
        super().close()

    def _enable_mouse_support(self) -> None:
        """Ask for clicks in SGR form, once (Textual does so twice)."""
        if self._mouse and not self._has_mouse:
            self._has_mouse = True
            self.write(_MOUSE_ON)

    def _disable_mouse_support(self) -> None:
        """Undo that."""
        if self._mouse:
            self.write(_MOUSE_OFF)

    def run_input_thread(self) -> None:
        """Read the terminal until the program ends or the terminal does."""
        parser = KeyboardParser(self._debug, on_answer=self._flow.answered)
        typed = TypedText(self._terminal.encoding)
        with selectors.DefaultSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            selector.register(self._end.handle, selectors.EVENT_READ)
            while True:
                wait = _CUT_CHARACTER if typed.holds else parser.due
                ready = selector.select(wait)
                if self._end.is_set():
                    return
                if ready:
                    try:
                        data = os.read(self.fileno, 65536)
                    except OSError:
                        data = b""
                    if not data:
                        self._hang_up.leave()
                        return
                    read = typed.feed(data)
                    text = self._flow.without_answers(read)
                    if text != read:
                        parser.answered()
                else:
                    text = typed.tick()
                for message in parser.feed(text):
                    self.process_message(message)
                for message in parser.tick():
                    self.process_message(message)
