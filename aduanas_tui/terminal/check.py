"""Can the program draw here? One sentence when it cannot, before anything is drawn."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Protocol


class MayBeTerminal(Protocol):
    """What is asked of a standard stream."""

    def isatty(self) -> bool:
        """Tell whether the stream is a terminal."""
        ...


_WITHOUT_SCREEN: Final = (
    "En la línea de comandos se puede usar, por ejemplo, «aduanas buscar TEXTO»."
)

_OTHER_LANGUAGE: Final = re.compile(r"(?:vt52|adm\d|wy(?:se)?\d|tvi\d|hp\d|ibm3\d|tek\d)")
"""Terminals that are controlled in ways of their own."""


def terminal_problem(
    env: Mapping[str, str], stdin: MayBeTerminal | None, stdout: MayBeTerminal | None
) -> str | None:
    """Return why the program cannot open on this terminal, in one Spanish sentence, or ``None``.

    ``stdin`` and ``stdout`` are the standard streams (``None`` when the process has none). The
    screen is written to the terminal, so both must be one; ``TERM=dumb`` cannot place a cursor, and
    some old ones are told to in another language.
    """
    for stream in (stdin, stdout):
        if stream is None or not stream.isatty():
            return f"Esto no es una terminal, así que no hay dónde dibujar. {_WITHOUT_SCREEN}"
    term = env.get("TERM", "").strip()
    if _OTHER_LANGUAGE.match(term):
        return (
            f"La terminal «{term}» no entiende las secuencias ANSI con que se dibuja: si la suya "
            f"las entiende, defina por ejemplo TERM=vt100. {_WITHOUT_SCREEN}"
        )
    if term in ("", "dumb", "unknown"):
        return (
            "La terminal no dice qué tipo es (TERM vacío o «dumb»): defina, por ejemplo, "
            f"TERM=xterm-256color. {_WITHOUT_SCREEN}"
        )
    return None
