"""Reading what the terminal sends: keys, pastes and Esc as a person meant them.

Textual's parser (8.2.8) gets four things wrong when much arrives in one read or little in several:
an ESC inside a bracketed paste turns the rest of the paste into typed keys (a hostile clipboard
could press ours), Esc followed at once by another key becomes Alt and that key (or swallows the
Esc), a sequence that it does not know is typed out letter by letter, and it looks at a paste
character by character. What it does know well, the sequences of keys, is left to it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from time import monotonic
from typing import Final

from textual import events
from textual._keyboard_protocol import FUNCTIONAL_KEYS
from textual._parser import Parser
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

from aduanas_tui.terminal.escape_patience import EscapePatience
from aduanas_tui.terminal.flow import ANSWER

_ESC: Final = "\x1b"

_TOKEN: Final = re.compile(
    r"\x1b(?:"
    r"\[\[[A-E]"  # F1 to F5 of the linux console
    r"|\[\d+\$(?![a-z])"  # rxvt with Shift
    r"|\[[<=>?]?[\d:;]*\$?[@-Z\\-~]"
    r"|O[\d;]*[ A-~]"
    r")?"
)
"""A whole sequence, else an Esc key: no terminal begins a sequence that we use with anything but
``ESC [`` and ``ESC O``. Alt with a letter reads as Esc and the letter; the program has no Alt
keys."""

_ANSWER: Final = re.compile(r"\x1b(?:\]\d+;[ -~]*(?:\a|\x1b\\)|P[\d>!][ -~]*\x1b\\)")
"""What a terminal answers to a question of the program before us, when it comes late: were it
typed, the ``BEL`` at its end would be Ctrl+G, which saves."""

_UNFINISHED: Final = re.compile(r"\x1b(?:O[\d;]*|\[\[?|\[[<=>?]?[\d:;]*\$?)?\Z")
"""An ESC at the end of a read, or a sequence cut by it: the rest may come with the next."""

_TAIL: Final = re.compile(r"\[[<=>?]?[\d:;]*\$?(?:\Z|[@-Z\\-~])|O[A-DFHP-S]\Z")
"""What a read begins with that is the rest of a sequence, whose ESC was taken for the key. Two
letters alone are enough for that only when nothing follows: somebody may write ``OPERADORA``."""

_LATE: Final = 2.0
"""Seconds in which the rest of a sequence still may come after its ESC was taken for the key."""

_CUT_PATIENCE: Final = 1.0
"""Seconds to wait for the rest of a sequence whose beginning is more than an ESC."""

_PASTE_PATIENCE: Final = 5.0
"""Seconds without news after which a paste without an end is taken as it is."""

_SAME_AS: Final[Mapping[str, str]] = {
    "\x1bOl": ",",
    "\x1bOX": "=",
    "\x1bOI": "\t",
    "\x1bO ": " ",
}
"""Keys of the numeric pad in application mode that Textual's table lacks."""

_EDIT_KEY: Final = re.compile(r"\x1b\[(\d+)(?:;\d+)?~")
"""A key by its number; Textual takes the number of one it does not know for a letter's."""

_CONSOLE_BACKTAB: Final = "\x1b\t"
"""Shift+Tab of the linux console; from any other terminal it is Esc and Tab."""


class KeyboardParser(XTermParser):
    """Textual's parser, with pastes and typed escapes taken out before it sees them.

    Private: ``XTermParser`` is not a public class; tests/terminal/test_keyboard.py holds it to the
    pinned version.
    """

    def __init__(
        self,
        debug: bool = False,
        env: Mapping[str, str] | None = None,
        on_answer: Callable[[], None] = lambda: None,
    ) -> None:
        """``on_answer`` is told of an answer to :data:`~aduanas_tui.terminal.flow.QUESTION`."""
        super().__init__(debug)
        self._on_answer = on_answer
        env = os.environ if env is None else env
        self._patience = EscapePatience(env)
        self._is_console = env.get("TERM", "").startswith("linux")
        self._held = ""
        self._paste: str | None = None
        self._since = 0.0
        self._escaped_at = 0.0
        """When an ESC was last taken for the key because nothing followed; 0 once something did."""
        self._acted = False
        """Whether the ESC of the sequence at hand was taken for the key already."""

    def feed(self, data: str) -> Iterator[Message]:
        """Yield the events in ``data``, which continues what was fed before."""
        if not data:  # to Textual's parser that would be the end of all input
            return
        self._since = monotonic()
        if self._since - self._escaped_at < _LATE and _TAIL.match(data):
            self._held, self._acted = _ESC, True
        self._escaped_at = 0.0
        data, self._held = self._held + data, ""
        if self._is_console:
            data = data.replace(_CONSOLE_BACKTAB, "\x1b[Z")
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

    def answered(self) -> None:
        """Take note that the terminal answered: it tells how long its line takes."""
        self._patience.answered()

    @property
    def due(self) -> float | None:
        """Seconds until :meth:`tick` has something to do; ``None``: it has not."""
        if self._paste is not None:
            wait = _PASTE_PATIENCE
        elif self._held:
            wait = self._patience.seconds if self._held == _ESC else _CUT_PATIENCE
        else:
            return None
        return max(0.0, self._since + wait - monotonic())

    def tick(self) -> Iterator[Message]:
        """Yield what was held back, once nothing more came."""
        if self.due != 0:
            return
        if self._paste is not None:
            text, self._paste = self._paste, None
            yield events.Paste(text.replace("\0", ""))
            return
        held, self._held = self._held, ""
        acted, self._acted = self._acted, False
        if not acted and len(held) <= len("\x1bO"):
            yield _escape()
        if held == _ESC:
            self._escaped_at = monotonic()
        elif len(held) == len("\x1bO"):  # longer is half a sequence: nobody types so fast
            yield from super().feed(held[1:])

    def _keys(self, keys: str, *, last: bool) -> Iterator[Message]:
        """Yield the events of what is no paste; a line feed is Enter, as some terminals send it."""
        keys = _ANSWER.sub("", keys).replace("\r\n", "\r").replace("\n", "\r")
        if last and (unfinished := _UNFINISHED.search(keys)):
            self._held = keys[unfinished.start() :]
            keys = keys[: unfinished.start()]
        at = 0
        for token in _TOKEN.finditer(keys):
            if token.start() > at:
                yield from super().feed(keys[at : token.start()])
            at = token.end()
            acted, self._acted = self._acted, False
            if not acted:
                yield from [_escape()] if token[0] == _ESC else self._sequence(token[0])
        if at < len(keys):
            yield from super().feed(keys[at:])

    def _sequence(self, sequence: str) -> Iterator[Message]:
        """Yield the events of a whole sequence; none when Textual's parser does not know it."""
        if sequence.startswith("\x1b[?") and sequence.endswith("$y"):
            self.answered()
        if sequence == ANSWER:
            self.answered()
            self._on_answer()
            return
        edit_key = _EDIT_KEY.fullmatch(sequence)
        if edit_key and f"{edit_key[1]}~" not in FUNCTIONAL_KEYS:
            return
        yield from list(super().feed(_SAME_AS.get(sequence, sequence)))
        if self._awaiting.timeout is not None:  # it waits for more, and would type it all out
            Parser.__init__(self)


def _escape() -> events.Key:
    return events.Key("escape", _ESC)
