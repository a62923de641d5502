"""The terminal itself: what goes out and what comes in.

Private: it fills in parts of Textual's ``LinuxDriver`` that are not meant for it;
tests/e2e and tests/terminal/test_key_gate_pty.py run it with the pinned version.
"""

from __future__ import annotations

import io
import os
import selectors
import sys
from codecs import getincrementaldecoder
from typing import Any

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from aduanas_tui.terminal.keyboard import KeyboardParser


class HungUp(Message):
    """The terminal is gone: nobody will read or type any more."""


class AduanasDriver(LinuxDriver):
    """Draws on standard output, so that errors can be kept apart, and survives a bad line.

    Differences from Textual's: a byte that is not UTF-8 (an old terminal set to Latin-1) does not
    end the program, a closed terminal is reported instead of read for ever, and the mouse reports
    clicks only, since every movement would travel over the line.
    """

    def __init__(self, app: App[Any], **options: Any) -> None:
        super().__init__(app, **options)
        self._file = sys.__stdout__
        if isinstance(self._file, io.TextIOWrapper):
            self._file.reconfigure(errors="replace")

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
        decode = getincrementaldecoder("utf-8")(errors="replace").decode
        with selectors.DefaultSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(0.1):
                    try:
                        data = os.read(self.fileno, 65536)
                    except OSError:
                        data = b""
                    if not data:
                        self.process_message(HungUp())
                        return
                    for message in parser.feed(decode(data)):
                        self.process_message(message)
                for message in parser.tick():
                    self.process_message(message)
