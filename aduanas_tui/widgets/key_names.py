"""Reading the names of keys as the screen writes them, and what stands in the way of some."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from textual.keys import KEY_NAME_REPLACEMENTS

from aduanas_tui.domain.text import fold

_WORDS: Final = {
    **dict.fromkeys(("intro", "enter", "⏎"), "enter"),
    **dict.fromkeys(("esc", "escape"), "escape"),
    "tab": "tab",
    **dict.fromkeys(("mayus+tab", "shift+tab"), "shift+tab"),
    **dict.fromkeys(("espacio", "space"), "space"),
    **dict.fromkeys(("retroceso", "backspace"), "backspace"),
    **dict.fromkeys(("supr", "suprimir", "del", "delete"), "delete"),
    **dict.fromkeys(("insert", "insertar", "ins"), "insert"),
    **dict.fromkeys(("inicio", "home"), "home"),
    **dict.fromkeys(("fin", "end"), "end"),
    **dict.fromkeys(("repag", "pageup"), "pageup"),
    **dict.fromkeys(("avpag", "pagedown"), "pagedown"),
    **dict.fromkeys(("arriba", "up", "↑"), "up"),
    **dict.fromkeys(("abajo", "down", "↓"), "down"),
    **dict.fromkeys(("izq", "izquierda", "left", "←"), "left"),
    **dict.fromkeys(("der", "derecha", "right", "→"), "right"),
}
"""Names of keys without accents and in lower case, and Textual's names of them."""

_DISGUISED: Final = {"h": "Retroceso", "i": "Tab", "j": "Intro", "m": "Intro"}
"""Letters whose key with Ctrl is another key to every terminal."""

_KEPT: Final = {
    "ctrl+a": "GNU screen",
    "ctrl+b": "tmux",
    "ctrl+c": "muchas terminales",
    "ctrl+q": "el control de flujo de la línea",
    "ctrl+s": "el control de flujo de la línea",
    "ctrl+z": "muchas terminales",
    "ctrl+backslash": "muchas terminales",
}
"""Keys that may not arrive, and who keeps them."""

TEXT_KEYS: Final = frozenset(
    {f"ctrl+{letter}" for letter in "aedkuwfxvyzc"} | {"backspace", "delete", "home", "end"}
)
"""Keys with which a text is edited."""

ANSWER_LETTERS: Final = frozenset("sntd")
"""The letters with which questions are answered: no command of the whole program has one."""

MOVES: Final = frozenset(
    {"enter", "escape", "tab", "shift+tab", "up", "down", "left", "right", "pageup", "pagedown"}
)
"""Keys with which one moves everywhere; with those of ``TEXT_KEYS`` they mean the same always."""


class KeyNameError(ValueError):
    """A name is not that of a key that can be used; the text says why, in Spanish."""


def key_named(name: str) -> str:
    """Return Textual's name of the key that is written ``Ctrl+G``, ``F2``, ``n`` or ``Supr``.

    Raises:
        KeyNameError: it is no key, or one that does not reach the program as itself.

    """
    name = name.strip()
    if len(name) == 1 and name.isprintable():
        return _character(name)
    plain = fold(name).replace(" ", "").replace("control+", "ctrl+")
    if plain in _WORDS:
        return _WORDS[plain]
    if re.fullmatch(r"f([1-9]|1[0-2])", plain):
        return plain
    found = re.fullmatch(r"ctrl[+-]([a-z])", plain)
    if found and name[-1].isascii():  # there is no Ctrl+Ñ
        if found[1] in _DISGUISED:
            raise KeyNameError(f"«{name}» es {_DISGUISED[found[1]]} en una terminal")
        return f"ctrl+{found[1]}"
    if plain.startswith("alt+"):
        raise KeyNameError(f"«{name}» llega como Esc y la letra: use Ctrl, F1 a F12 o una letra")
    raise KeyNameError(f"«{name}» no es una tecla: escriba una letra, F2, Ctrl+G, Intro o Supr")


def who_keeps(key: str) -> str | None:
    """Return who may keep a key for itself; ``None``: nobody that we know of."""
    return _KEPT.get(key)


def is_kept(key: str) -> bool:
    """Tell whether a key may not arrive."""
    return key in _KEPT


def _character(character: str) -> str:
    """Return Textual's name of a character."""
    if character.isalnum():
        return character
    if character == " ":
        return "space"
    try:
        name = unicodedata.name(character)
    except ValueError:
        return character
    key = name.lower().replace("-", "_").replace(" ", "_")
    return KEY_NAME_REPLACEMENTS.get(key, key)
