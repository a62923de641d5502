"""What leaves for a terminal that lacks some characters, and what comes from one that has others.

Every character that leaves is replaced by as many cells as it takes, so that no column moves.
"""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Callable
from typing import Final

from rich.cells import split_graphemes

from aduanas_tui.terminal.locale_encoding import ASCII, UTF_8

FOLD: Final = "aduanas-fold"
"""Name of the error handler that writes what an encoding lacks in ASCII, which all of them have."""

_SIGNS: Final = str.maketrans(
    dict.fromkeys("«»“”„", '"')
    | dict.fromkeys("‘’‚‹´", "'")
    | dict.fromkeys("‐‑‒–—―─━═╌", "-")
    | dict.fromkeys("│┃║╎▏▕", "|")
    | dict.fromkeys("┌┐└┘├┤┬┴┼╭╮╯╰╔╗╚╝╠╣╦╩╬", "+")
    | dict.fromkeys("›→▌▶►", ">")
    | dict.fromkeys("←◀◄", "<")
    | dict.fromkeys("●•·★", "*")
    | dict.fromkeys("█▓▒░▀▄", "#")
    | {"…": ".", "↑": "^", "↓": "v", "▾": "v", "○": "-", "✓": "v", "✗": "x", "×": "x"}
    | {"▲": "!", "✎": "=", "⏎": "<", "°": "o", "−": "-"}
)
"""Signs and what stands for them. The program's own come from ``signs``; these slip in with texts
(quotation marks, frames of Textual's, what somebody typed)."""

_LETTERS: Final = {
    "¿": "?", "¡": "!", "º": "o", "ª": "a", "ß": "s", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D",
    "ł": "l", "Ł": "L", "æ": "a", "Æ": "A", "œ": "o", "Œ": "O", "ð": "d", "Ð": "D", "þ": "t",
    "Þ": "T", "ı": "i", "€": "E", "£": "L", "¢": "c", "\u00a0": " ",
}  # fmt: skip


def plain_signs(text: str) -> str:
    """Return ``text`` with ASCII signs; its letters stay."""
    return text if text.isascii() else text.translate(_SIGNS)


def _folded(character: str, width: int) -> str:
    """Return the ASCII that stands for a character with its marks, in as many cells."""
    first = character[:1]
    plain = _LETTERS.get(first) or unicodedata.normalize("NFD", first.translate(_SIGNS))[:1]
    return plain if plain.isascii() and width == 1 else "?" * width


def _fold(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    missing = error.object[error.start : error.end]
    spans, _ = split_graphemes(missing)
    return "".join(_folded(missing[start:end], width) for start, end, width in spans), error.end


codecs.register_error(FOLD, _fold)


class TypedText:
    """Decodes what is typed.

    A server without a locale says nothing about the terminal, which may well send UTF-8, or one
    byte for an ``ñ``: there what is no UTF-8 is taken as Latin-1.
    """

    def __init__(self, encoding: str) -> None:
        self._guesses = encoding == ASCII
        name = UTF_8 if self._guesses else encoding
        self._decoder = codecs.getincrementaldecoder(name)(_LATIN if self._guesses else "replace")

    def feed(self, data: bytes) -> str:
        """Return the text that ``data`` goes on with; a character that was cut comes later."""
        return self._decoder.decode(data)

    @property
    def holds(self) -> bool:
        """Whether :meth:`tick` would return something."""
        return self._guesses and bool(self._decoder.getstate()[0])

    def tick(self) -> str:
        """Return what was held back as the beginning of a character, once nothing more came."""
        if not self.holds:
            return ""
        held = self._decoder.decode(b"", final=True)
        self._decoder.reset()
        return held


_LATIN: Final = "aduanas-latin"


def _latin(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error(_LATIN, _latin)


def outgoing(ascii_signs: bool) -> Callable[[str], str]:
    """Return what texts pass before they leave."""
    return plain_signs if ascii_signs else str
