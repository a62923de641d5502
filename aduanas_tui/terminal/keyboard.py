"""Reading what the terminal sends: keys, pastes and Esc as a person meant them.

Textual's parser (8.2.8) gets three things wrong when much arrives in one read: an ESC inside a
bracketed paste turns the rest of the paste into typed keys (a hostile clipboard could press ours),
Esc followed at once by another key becomes Alt and that key (or swallows the Esc), and it looks at
a paste character by character. What it does know well, the sequences of keys, is left to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from time import monotonic
from typing import Final

from textual import constants, events
from textual._xterm_parser import (
    BRACKETED_PASTE_END as PASTE_END,
)
from textual._xterm_parser import (
    BRACKETED_PASTE_START as PASTE_START,
)
from textual._xterm_parser import (
    XTermParser,
)
from textual.message import Message

_TYPED_ESCAPE: Final = re.compile(r"\x1b(?![\[O])")
"""An Esc key: no terminal begins a sequence that we use with anything but ``ESC [`` and ``ESC O``.
Alt with a letter reads as Esc and the letter; the program has no Alt keys."""

_UNFINISHED: Final = re.compile(r"\x1b(?:O|\[[0-9;:<?]*)?\Z")
"""An ESC at the end of a read, or a sequence cut by it: the rest may come with the next."""

_PASTE_PATIENCE: Final = 5.0
"""Seconds without news after which a paste without an end is taken as it is."""


class KeyboardParser(XTermParser):
    """Textual's parser, with pastes and typed escapes taken out before it sees them.

    Private: ``XTermParser`` is not a public class; tests/terminal/test_keyboard.py holds it to the
    pinned version.
    """

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._held = ""
        self._paste: str | None = None
        self._since = 0.0

    def feed(self, data: str) -> Iterator[Message]:
        """Yield the events in ``data``, which continues what was fed before."""
        if not data:  # to Textual's parser that would be the end of all input
            return
        self._since = monotonic()
        data, self._held = self._held + data, ""
        while data:
            if self._paste is None:
                keys, start, data = data.partition(PASTE_START)
                yield from self._keys(keys, last=not start)
                if start:
                    self._paste = ""
            if self._paste is not None:
                text, end, data = (self._paste + data).partition(PASTE_END)
                self._paste = None if end else text
                if end:
                    yield events.Paste(text.replace("\0", ""))

    def tick(self) -> Iterator[Message]:
        """Yield what was held back, once nothing more came."""
        yield from super().tick()
        silence = monotonic() - self._since
        if self._paste is not None and silence > _PASTE_PATIENCE:
            text, self._paste = self._paste, None
            yield events.Paste(text.replace("\0", ""))
        elif self._held and silence > constants.ESCAPE_DELAY:
            held, self._held = self._held, ""
            yield from [_escape()] if held == "\x1b" else super().feed(held)

    def _keys(self, keys: str, *, last: bool) -> Iterator[Message]:
        """Yield the events of what is no paste; a line feed is Enter, as some terminals send it."""
        keys = keys.replace("\r\n", "\r").replace("\n", "\r")
        if last and (unfinished := _UNFINISHED.search(keys)):
            self._held = keys[unfinished.start() :]
            keys = keys[: unfinished.start()]
        for position, piece in enumerate(_TYPED_ESCAPE.split(keys)):
            if position:
                yield _escape()
            if piece:
                yield from super().feed(piece)


def _escape() -> events.Key:
    return events.Key("escape", "\x1b")
