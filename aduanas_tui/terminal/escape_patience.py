"""How long a lone ESC waits for the rest of a sequence before it is the Esc key."""

from __future__ import annotations

from collections.abc import Mapping
from time import monotonic
from typing import Final

_LOCAL: Final = 0.05
"""Seconds on a local line: the bytes of one key come together."""

_UNKNOWN: Final = 0.3
"""Seconds over a network whose delay is not known."""

_LEAST: Final = 0.1
_MOST: Final = 0.5
"""Seconds over a network, at least and at most."""

_NETWORK: Final = ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT", "REMOTEHOST")
"""Variables that say that the terminal is elsewhere."""


class EscapePatience:
    """The wait of one line: short on a local one, by the measured delay over a network.

    ``ESCDELAY`` (milliseconds, as in every curses program) overrides it.
    """

    def __init__(self, env: Mapping[str, str]) -> None:
        self._asked_at = monotonic()
        said = env.get("ESCDELAY", "").strip()
        self._fixed = said.isdecimal() and int(said) > 0
        self._measured = False
        if self._fixed:
            self.seconds = int(said) / 1000
        elif any(env.get(variable) for variable in _NETWORK):
            self.seconds = _UNKNOWN
        else:
            self.seconds = _LOCAL
            self._fixed = True

    def answered(self) -> None:
        """Take the time since the start, when the terminal was asked what it can do, as the delay.

        Only the first answer counts: later ones may belong to other questions.
        """
        if not self._fixed and not self._measured:
            self._measured = True
            self.seconds = min(max(monotonic() - self._asked_at, _LEAST), _MOST)
