"""Copying to the clipboard of the operator's own computer, through SSH, tmux and GNU screen."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Final

MAX_BYTES: Final = 74_994
"""The longest text that common terminals take by OSC 52: 100,000 bytes of whole sequence."""

_SCREEN_CHUNK: Final = 200
"""GNU screen drops a DCS string that is longer than its 256 byte buffer (older releases)."""


class ClipboardTooLongError(ValueError):
    """The text is longer than terminals take; a terminal would cut it or drop it silently."""


def osc52(text: str, env: Mapping[str, str]) -> str:
    """Return the escape sequence that puts ``text`` on the clipboard of the terminal.

    ``env`` tells what stands between (``TMUX``, ``STY``). tmux gets the plain sequence, which it
    obeys with ``set-clipboard on``, and the same wrapped for the terminal outside, which it hands
    on with ``allow-passthrough on``: which one is set cannot be known from inside, and doing both
    is doing it once. GNU screen gets it in DCS pieces. Only base64 of the text is in it.

    Raises:
        ClipboardTooLongError: more than ``MAX_BYTES`` of UTF-8.

    """
    data = text.encode("utf-8", "replace")
    if len(data) > MAX_BYTES:
        raise ClipboardTooLongError(f"{len(data)} bytes; at most {MAX_BYTES} reach a clipboard")
    plain = f"\x1b]52;c;{base64.b64encode(data).decode('ascii')}\x07"
    if env.get("TMUX") or env.get("TERM", "").startswith("tmux"):
        wrapped = plain.replace("\x1b", "\x1b\x1b")
        return f"{plain}\x1bPtmux;{wrapped}\x1b\\"
    if env.get("STY"):
        pieces = (plain[at : at + _SCREEN_CHUNK] for at in range(0, len(plain), _SCREEN_CHUNK))
        return "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)
    return plain
