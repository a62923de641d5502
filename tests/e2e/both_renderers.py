"""The program as it is, with Textual's own renderer beside ours: ``python -m`` this module.

What Textual's renderer writes of the very same changes goes to the file that the variable
``BESIDE`` names. After each frame of ours a mark follows, in a sequence that no terminal shows: how
much was in that file by then, the size of the screen, and where the cursor belongs.
:mod:`tests.e2e.comparing` reads both.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from aduanas_tui.terminal.letters import FOLD, outgoing

if TYPE_CHECKING:
    from aduanas_tui.terminal.capabilities import Terminal

BESIDE: Final = "ADUANAS_PRUEBA_TEXTUAL"
MARK: Final = "\x1b]7777;{}\x07"


class _Beside:
    """What Textual's renderer writes to."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND)
        self.written = 0
        self._outgoing: Callable[[str], str] = str
        self._encoding = "utf-8"

    def be_like(self, terminal: Terminal) -> None:
        """Write for such a terminal."""
        self._outgoing = outgoing(terminal.ascii)
        self._encoding = terminal.encoding

    def write(self, data: str) -> None:
        """Write as our driver would, but for the alphabet: that is UTF-8 here."""
        plain = self._outgoing(data).encode(self._encoding, FOLD).decode(self._encoding)
        self.written += os.write(self._file, plain.encode("utf-8"))


def main() -> int:
    """Run the program."""
    beside = _Beside(os.environ.pop(BESIDE))
    from rich.control import Control

    from aduanas_tui.terminal.thin_app import ThinApp

    take, written = ThinApp.take, ThinApp.frame_written

    def take_both(app: ThinApp[Any], changes: Any, size: Any) -> None:
        changes = list(changes)
        beside.be_like(app.terminal)
        if not app._batch_count:
            pieces = (
                Control.move_to(x, y).segment.text + strip.render(app.console)
                for x, y, strip in changes
            )
            beside.write("".join(pieces))
        take(app, changes, size)

    def frame_written(app: ThinApp[Any], data: str) -> None:
        written(app, data)
        cursor = app.focus_cell()
        place = (-1, -1) if cursor is None else (cursor.x, cursor.y)
        size = (0, 0) if app._wanted is None else (app._wanted.width, app._wanted.height)
        told = (beside.written, *size, *place)
        if app._driver is not None:
            app._driver.write(MARK.format(";".join(map(str, told))))

    ThinApp.take = take_both  # type: ignore[method-assign]
    ThinApp.frame_written = frame_written  # type: ignore[method-assign]
    from aduanas_tui.cli import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
