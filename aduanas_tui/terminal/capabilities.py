"""What the operator's terminal can do, read once from the environment.

No terminfo: what we send is ECMA-48 as every terminal since the VT100 understands it, and the table
below says which of the later additions a kind of terminal has. Who is not in it gets none of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from aduanas_tui.terminal.locale_encoding import UTF_8, terminal_encoding

T = TypeVar("T")

PAINTING: Final = "ADUANAS_PINTADO"
SYNCHRONIZED: Final = "ADUANAS_SINCRONIZADO"
ASCII_SIGNS: Final = "ADUANAS_ASCII"
LINEAR: Final = "ADUANAS_LINEAL"
COLOURS: Final = "ADUANAS_COLORES"
NO_COLOUR: Final = "NO_COLOR"


class TerminalSettingError(ValueError):
    """A variable says what it cannot say; its text is the Spanish sentence that tells so."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """One terminal: what it has, and how the operator wants to be drawn on it."""

    name: str = "xterm-256color"
    """``TERM``."""
    colours: int = 256
    """0 (no colour codes at all), 8 (30–37 and 40–47; a bright one is bold), 16 (also 90–97) or
    256."""
    ascii: bool = False
    """Only ASCII signs; letters are as ``encoding`` allows."""
    encoding: str = UTF_8
    """The Python codec of what leaves and of what is typed."""
    linear: bool = False
    """One column, no frames, nothing over anything; whole lines are written from top to bottom."""
    thin: bool = True
    """Drawn by our renderer; else by Textual's."""
    synchronized: bool | None = None
    """Whether frames may stand between the marks of mode 2026; ``None``: when the terminal,
    asked, answers that it has them."""
    alternate: bool = True
    """Has a second screen (mode 1049), so that what stood there before comes back at the end."""
    hides_cursor: bool = True
    """Has mode 25."""
    mouse: bool = True
    """Reports clicks in the form of mode 1006; other forms would be read as typed letters."""
    pastes: bool = True
    """Marks what is pasted (mode 2004)."""
    clipboard: bool = True
    """Takes a text for its clipboard (OSC 52), or at least does not draw it."""
    asks: bool = True
    """Can be asked which modes it has (DECRQM), and reports its size by itself (mode 2048)."""
    kitty_keys: bool = True
    """May know kitty's keyboard protocol; to others ``CSI > … u`` can mean «cursor back»."""
    scrolls: bool = True
    """Has a scrolling region (DECSTBM), index and reverse index."""
    columns: bool = True
    """Moves to a column or a line alone (CHA ``G``, VPA ``d``)."""
    dim: bool = True
    """Has more than bold, underline and reverse: dim, italic, strike (SGR 2, 3, 9)."""


_MODERN: Final = Terminal()
_CONSOLE: Final = replace(
    _MODERN,
    colours=8,
    alternate=False,
    mouse=False,
    pastes=False,
    clipboard=False,
    asks=False,
    kitty_keys=False,
)
_VT220: Final = replace(_CONSOLE, colours=0, ascii=True, columns=False, dim=False)
_PLAIN: Final = replace(_VT220, hides_cursor=False)

_KINDS: Final[Mapping[str, Terminal]] = {
    "xterm": replace(_MODERN, colours=8),
    **dict.fromkeys(
        ("alacritty", "foot", "ghostty", "kitty", "wezterm", "contour", "rio"), _MODERN
    ),
    **dict.fromkeys(
        ("konsole", "gnome", "vte", "st", "mlterm", "iterm", "iterm2", "nsterm", "mintty"),
        replace(_MODERN, kitty_keys=False),
    ),
    **dict.fromkeys(("screen", "tmux"), replace(_MODERN, colours=8, kitty_keys=False)),
    "putty": replace(_MODERN, colours=8, asks=False, kitty_keys=False, dim=False),
    "rxvt": replace(_MODERN, colours=8, mouse=False, asks=False, kitty_keys=False, dim=False),
    "linux": replace(_CONSOLE, ascii=True),  # its fonts of 256 signs have neither ✓ nor ✗
    "cygwin": replace(_CONSOLE, dim=False),
    **dict.fromkeys(
        ("vt200", "vt220", "vt300", "vt320", "vt340", "vt400", "vt420", "vt510", "vt520", "vt525"),
        _VT220,
    ),
    **dict.fromkeys(("vt100", "vt102", "vt125", "vt131", "vt132"), _PLAIN),
    **dict.fromkeys(("ansi", "pcansi"), replace(_PLAIN, colours=8, scrolls=False)),
}
_UNKNOWN: Final = replace(_PLAIN, colours=8, ascii=False, scrolls=False)


def terminal_from(env: Mapping[str, str]) -> Terminal:
    """Return what the terminal that the environment describes can do.

    Raises:
        TerminalSettingError: a variable has a value that it cannot have.

    """
    name = env.get("TERM", "").strip()
    kind = _kind(name)
    old = kind.ascii
    encoding = terminal_encoding(env)
    wish = _one_of(env, ASCII_SIGNS, {"1": True, "0": False})
    if wish is False:  # whoever says so knows the terminal better than TERM and locale do
        encoding = UTF_8
    linear = _one_of(env, LINEAR, {"1": True, "0": False}) or False
    synchronized = _one_of(env, SYNCHRONIZED, {"auto": None, "no": False})
    painting = _one_of(env, PAINTING, {"delgado": True, "textual": False})
    return replace(
        kind,
        name=name,
        colours=_colours(env, name, kind),
        ascii=wish if wish is not None else old or encoding != UTF_8,
        encoding=encoding,
        linear=linear,
        # What is written line by line for a reader is not what Textual's renderer writes.
        thin=linear or painting is not False,
        synchronized=synchronized if kind.asks else False,
        scrolls=kind.scrolls and not linear,
    )


def _kind(name: str) -> Terminal:
    """Return the kind of terminal by the first word of ``TERM`` (``screen.xterm-256color``)."""
    first, *rest = re.split(r"[-.+]", name.lower())
    if first == "xterm" and rest and rest[0] in _KINDS:
        first = rest[0]
    return _KINDS.get(first, _UNKNOWN)


def _colours(env: Mapping[str, str], name: str, kind: Terminal) -> int:
    wish = _one_of(env, COLOURS, {"0": 0, "8": 8, "16": 16, "256": 256})
    if wish is not None:
        return wish
    if env.get(NO_COLOUR) or re.search(r"-m(ono)?\b", name):
        return 0
    if found := re.search(r"(\d+)color", name):
        return max(depth for depth in (0, 8, 16, 256) if depth <= int(found[1]))
    if kind.asks and env.get("COLORTERM"):
        return 256
    return kind.colours


def _one_of(env: Mapping[str, str], variable: str, values: Mapping[str, T]) -> T | None:
    """Return what a variable says; ``None`` when it is empty."""
    said = env.get(variable, "").strip()
    if not said:
        return None
    if said.lower() not in values:
        *most, last = values
        raise TerminalSettingError(f"{variable} dice «{said}»: escriba {', '.join(most)} o {last}.")
    return values[said.lower()]
