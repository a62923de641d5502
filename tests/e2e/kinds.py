"""What kinds of terminal there are: what each obeys, its colours, and what its keys send.

Written down from the terminals' own manuals (DEC's VT100 and VT220 user guides,
``console_codes(4)``, XTerm's ``ctlseqs``), so that it is no copy of what the program believes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_SEQUENCE: Final = re.compile(
    r"\x1b\[(?P<parameters>[0-9;:<=>?]*)(?P<final>[ -/]*[@-~])"  # CSI
    r"|\x1b[\]P_^X].*?(?:\x07|\x1b\\(?!\\))"  # OSC, DCS, APC, PM, SOS
    r"|\x1b[ -/]*."
    r"|[\x00-\x1f\x7f-\x9f]",
    re.DOTALL,
)

_VT100_SGR: Final = frozenset({0, 1, 4, 7})
_VT220_SGR: Final = _VT100_SGR | {22, 24, 27}
_ECMA_SGR: Final = _VT220_SGR | {2, 3, 23}
_EIGHT: Final = frozenset({*range(30, 38), 39, *range(40, 48), 49})
_BRIGHT: Final = frozenset({*range(90, 98), *range(100, 108)})


@dataclass(frozen=True)
class Kind:
    """One kind of terminal."""

    finals: str
    """The final characters of the control sequences that it obeys."""
    modes: frozenset[int]
    """The private modes that it knows."""
    attributes: frozenset[int]
    """Its graphic renditions but for colours."""
    colours: int
    """How many it has of its own."""
    questions: frozenset[str] = frozenset()
    """What may be asked, or asked for, with a private marker."""
    escapes: str = "DM"
    """What may stand behind a lone ESC: index and reverse index."""
    keys: tuple[str, str, str, str] = ("\x1bOP", "\x1bOQ", "\x1bOR", "\x1bOS")
    """What F1 to F4 send."""


_VT100: Final = Kind("ABCDHJKfmr", frozenset({7}), _VT100_SGR, 0)
_VT220: Final = Kind("ABCDHJKfmrLMPX@", frozenset({7, 25}), _VT220_SGR, 0)
_LINUX: Final = Kind(
    "ABCDEFGHJKLMPX@adefmr", frozenset({7, 25}), _VT220_SGR | {2}, 8,
    keys=("\x1b[[A", "\x1b[[B", "\x1b[[C", "\x1b[[D"),
)  # fmt: skip
_MULTIPLEXER: Final = Kind(
    "ABCDEFGHJKLMPX@adefmnrST",
    frozenset({7, 25, 1000, 1006, 1049, 2004, 2026}),
    _ECMA_SGR,
    8,
    frozenset({"?2026$p", "?2048$p"}),
)
_XTERM: Final = Kind(
    "ABCDEFGHJKLMPX@adefmnrSTbIZ",
    frozenset({7, 25, 1000, 1006, 1049, 2004, 2026, 2048}),
    _ECMA_SGR,
    8,
    frozenset({"?2026$p", "?2048$p", ">25u", "<u"}),
)
_PUTTY: Final = Kind(
    "ABCDEFGHJKLMPX@adefmnrST",
    frozenset({7, 25, 1000, 1006, 1049, 2004}),
    _VT220_SGR,
    8,
    keys=("\x1b[11~", "\x1b[12~", "\x1b[13~", "\x1b[14~"),
)
_RXVT: Final = Kind(
    "ABCDEFGHJKLMPX@adefmnrST",
    frozenset({7, 25, 1000, 1049, 2004}),
    _VT220_SGR,
    8,
    keys=_PUTTY.keys,
)

_KINDS: Final = {
    "xterm": _XTERM,
    "screen": _MULTIPLEXER,
    "tmux": _MULTIPLEXER,
    "linux": _LINUX,
    "putty": _PUTTY,
    "rxvt": _RXVT,
    "vt220": _VT220,
    "vt100": _VT100,
}


def kind_of(term: str) -> Kind:
    """Return the kind of terminal of a ``TERM``."""
    return _KINDS[term.partition("-")[0]]


def depth_of(term: str) -> int:
    """Return how many colours a ``TERM`` promises."""
    found = re.search(r"(\d+)color", term)
    return int(found[1]) if found else kind_of(term).colours


def not_obeyed(text: str, kind: Kind, depth: int) -> list[str]:
    """Return, once each, what ``text`` says that such a terminal with so many colours lacks."""
    allowed = kind.attributes
    allowed |= _EIGHT if depth >= 8 else frozenset()
    allowed |= _BRIGHT if depth >= 16 else frozenset()
    found: dict[str, None] = {}
    for match in _SEQUENCE.finditer(text):
        if not _is_obeyed(match, kind, allowed, depth):
            found[match[0]] = None
    return list(found)


def _is_obeyed(match: re.Match[str], kind: Kind, attributes: frozenset[int], depth: int) -> bool:
    sequence, parameters, final = match[0], match["parameters"], match["final"]
    if final is None:
        return sequence in "\r\n\b" or (len(sequence) == 2 and sequence[1] in kind.escapes)
    if parameters.startswith("?") and final in ("h", "l"):
        return all(int(mode) in kind.modes for mode in parameters[1:].split(";"))
    if parameters[:1] in ("?", "<", "=", ">"):
        return parameters + final in kind.questions
    if final == "m":
        return all(code in attributes for code in _renditions(parameters, depth))
    return final in kind.finals


def _renditions(parameters: str, depth: int) -> Iterator[int]:
    """Yield the renditions of an SGR; a palette colour of a deep terminal is left out."""
    codes = iter([int(code or 0) for code in parameters.split(";")])
    for code in codes:
        if code in (38, 48) and depth >= 256 and next(codes, None) == 5:
            next(codes, None)
        else:
            yield code


def signs(text: str) -> set[str]:
    """Return what is no letter and not ASCII, but for the marks that Spanish is written with."""
    return {
        char
        for char in text
        if not char.isascii() and unicodedata.category(char)[0] != "L" and char not in "¿¡«»°º"
    }


def without_accents(text: str) -> str:
    """Return ``text`` with plain letters."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def folded(text: str) -> str:
    """Return ``text`` as it reads on a terminal of ASCII, whatever opens its questions."""
    return without_accents(text).translate({ord(mark): None for mark in "¿¡?!"})
