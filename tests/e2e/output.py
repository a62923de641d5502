"""What the program may write to a terminal, sequence by sequence; anything else came from data."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_SEQUENCE = re.compile(
    r"\x1b\[[0-9;:<=>?]*[ -/]*[@-~]"  # CSI
    r"|\x1b[\]P_^X].*?(?:\x07|\x1b\\(?!\\))"  # OSC, DCS, APC, PM, SOS
    r"|\x1b.?"
    r"|[\x00-\x1f\x7f-\x9f]",
    re.DOTALL,
)

_OURS = re.compile(
    r"\x1b\[(?:[0-9]+(?:;[0-9]+)?)?H|\x1b\[[0-9]*[ABCDG]"  # the cursor goes to a place
    r"|\x1b\[[2]?J|\x1b\[K"  # erased
    r"|\x1b\[(?:[0-9]*;[0-9]+|[0-9]+)?r|\x1bM"  # scrolled
    r"|\x1b\[(?:;?(?:1|2|3|4|7|9|3[0-9]|4[0-79]|9[0-7])(?:;(?:1|2|3|4|7|9|3[0-9]|4[0-79]|9[0-7]))*)?m"
    r"|\x1b\[0m"  # a style
    r"|\x1b\[\?(?:7|25|1000|1004|1006|1049|2004|2026)[hl]"
    r"|\x1b\[5n|\x1b\[\?2026\$p|\x1b\[>[0-9]+u|\x1b\[<u"  # what can this terminal do?
    r"|\r|\n|\x08"
)

_CLIPBOARD = re.compile(r"\x1b\]52;c;([A-Za-z0-9+/]*=*)\x07")


def clipboard(raw: bytes) -> list[str]:
    """Return the base64 of every plain OSC 52 in what was written."""
    return _CLIPBOARD.findall(raw.decode(errors="ignore"))  # a read may have cut a letter


def foreign(raw: bytes) -> list[str]:
    """Return what was written that a terminal would obey and that is none of the program's.

    Copies to the clipboard are left out (count them with :func:`clipboard`).
    """
    text = raw.decode()
    return [
        *(
            sequence
            for sequence in _SEQUENCE.findall(text)
            if not _OURS.fullmatch(sequence) and not _CLIPBOARD.fullmatch(sequence)
        ),
        *_invisible(_SEQUENCE.sub("", text)),
    ]


def colours(raw: bytes) -> set[int]:
    """Return the SGR parameters in what was written that choose a colour."""
    found = {
        int(parameter or 0)
        for parameters in re.findall(r"\x1b\[([0-9;]*)m", raw.decode())
        for parameter in parameters.split(";")
    }
    return {one for one in found if one in range(30, 39) or one in range(40, 49) or one >= 90}


def _invisible(text: str) -> Iterator[str]:
    """Yield the marks that turn, hide or join what is around them."""
    for char in sorted(set(text)):
        if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
            yield f"U+{ord(char):04X}"
