"""The one table of signs: every character on screen that is not a letter comes from here.

Each sign has an ASCII alternative beside it, for terminals and fonts that lack the first one.
"""

from __future__ import annotations

import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from aduanas_tui.terminal.capabilities import Terminal


@dataclass(frozen=True, slots=True)
class Signs:
    """The signs of one repertoire, named by what they mean."""

    cursor: str
    """At the left of the row or answer where one is."""
    more: str
    """Ends a text that was cut."""
    crumb: str
    """Between a place and the place inside it, in the title line."""
    dot: str
    """Between two facts on one line."""
    none: str
    """Stands where there is no value."""
    active: str
    inactive: str
    ok: str
    error: str
    warning: str
    fix: str
    """Marks a value that the program corrected."""
    primary: str
    """Marks the primary contact."""
    required: str
    """Marks a field that must be filled in."""
    on: str
    off: str
    ascending: str
    descending: str
    rule: str
    """Repeated, it is a horizontal line."""
    open: str
    """A value that unfolds into a list of choices."""
    becomes: str
    """Between an old value and the new one."""


UNICODE: Final = Signs(
    cursor="▌",
    more="…",
    crumb="›",
    dot="·",
    none="—",
    active="●",
    inactive="○",
    ok="✓",
    error="✗",
    warning="▲",
    fix="✎",
    primary="★",
    required="*",
    on="[x]",
    off="[ ]",
    ascending="↑",
    descending="↓",
    rule="─",
    open="▾",
    becomes="→",
)

ASCII: Final = Signs(
    cursor=">",
    more="~",
    crumb=">",
    dot="|",
    none="-",
    active="+",
    inactive="-",
    ok="v",
    error="x",
    warning="!",
    fix="=",
    primary="*",
    required="*",
    on="[x]",
    off="[ ]",
    ascending="^",
    descending="v",
    rule="-",
    open="v",
    becomes=">",
)

_KEY_NAMES: Final[dict[str, tuple[str, str]]] = {
    "enter": ("⏎", "Intro"),
    "left": ("←", "Izq"),
    "right": ("→", "Der"),
    "up": ("↑", "Arriba"),
    "down": ("↓", "Abajo"),
    "escape": ("Esc", "Esc"),
    "space": ("espacio", "espacio"),
    "tab": ("Tab", "Tab"),
    "backspace": ("Retroceso", "Retroceso"),
    "delete": ("Supr", "Supr"),
    "insert": ("Insert", "Insert"),
    "home": ("Inicio", "Inicio"),
    "end": ("Fin", "Fin"),
    "pageup": ("RePág", "RePag"),
    "pagedown": ("AvPág", "AvPag"),
    "slash": ("/", "/"),
    "question_mark": ("?", "?"),
    "plus": ("+", "+"),
    "minus": ("-", "-"),
    "full_stop": (".", "."),
    "comma": (",", ","),
    "equals_sign": ("=", "="),
    "asterisk": ("*", "*"),
    "underscore": ("_", "_"),
    "at": ("@", "@"),
    "backslash": ("\\", "\\"),
}
_MODIFIERS: Final = {"ctrl": "Ctrl", "shift": "Mayús", "alt": "Alt"}

_current = UNICODE
_spells_out = False


def signs() -> Signs:
    """Return the signs that this terminal can show."""
    return _current


def spells_out() -> bool:
    """Tell whether what is dim or reversed has to be told by characters too.

    So it is where nothing can be dim, and where the lines are read aloud or by touch.
    """
    return _spells_out


def use_signs_of(terminal: Terminal) -> None:
    """Choose the repertoire for the rest of the session."""
    global _current, _spells_out
    _current = ASCII if terminal.ascii else UNICODE
    _spells_out = terminal.linear or not terminal.dim


def key_name(key: str, *, in_words: bool = False) -> str:
    """Return how a Textual key (``"ctrl+s"``, ``"f1"``, ``"enter"``) is written on screen.

    ``in_words``: without signs such as ``⏎``, as in a file.
    """
    *modifiers, last = key.split("+") if key != "+" else [key]
    if last in _KEY_NAMES:
        name = _KEY_NAMES[last][in_words or _current is ASCII]
    elif modifiers or (last[0] == "f" and last[1:].isdigit()):
        name = last.upper()
    else:
        name = _character(last)
    return "+".join([*(_MODIFIERS.get(modifier, modifier) for modifier in modifiers), name])


def _character(key: str) -> str:
    """Return the character that Textual names ``degree_sign``; other names as they are."""
    with suppress(KeyError):
        return unicodedata.lookup(key.replace("_", " ").upper())
    return key


def key_names(keys: tuple[str, ...]) -> str:
    """Return several keys as one text: the two arrows joined, the others with a blank between."""
    names = [key_name(key) for key in keys]
    arrows = [key in ("left", "right", "up", "down") for key in keys]
    return ("" if all(arrows) and _current is UNICODE else " ").join(names)
