"""The program as an operator opens it, and the keys of its terminal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.e2e.comparing import Comparison, Frame
from tests.pty_program import PtyProgram

COMMAND = (sys.executable, "-m", "aduanas_tui")
COMPARED = (sys.executable, "-m", "tests.e2e.both_renderers")
ROOT = str(Path(__file__).parents[2])

ENTER, TAB, ESC = "\r", "\t", "\x1b"
UP, DOWN, RIGHT, LEFT, HOME, END = (f"\x1b[{final}" for final in "ABCDHF")
PAGE_UP, PAGE_DOWN, DELETE = "\x1b[5~", "\x1b[6~", "\x1b[3~"
F1, F2, F4 = "\x1bOP", "\x1bOQ", "\x1bOS"
F5, F6, F7, F8, F9, F10 = (f"\x1b[{number}~" for number in (15, 17, 18, 19, 20, 21))
CTRL_C, CTRL_P, CTRL_S, CTRL_U = "\x03", "\x10", "\x13", "\x15"

TOOK_SCREEN, LEFT_SCREEN = b"\x1b[?1049h", b"\x1b[?1049l"
CURSOR_SHOWN = b"\x1b[?25h"

LIST = "Nombre o Razón Social"
"""On the screen once the list is."""
RECORD = "1 Datos generales"
FORM = "* obligatorio"


class Opened(PtyProgram):
    """``python -m aduanas_tui`` for the operator op1, on the database at ``base`` if given.

    At its end what our renderer showed after each frame is compared with what Textual's would have
    shown (:mod:`tests.e2e.comparing`), unless ``compares`` is false or a job of the command line
    ran.
    """

    def __init__(
        self, base: Path | None = None, *arguments: str, env: Mapping[str, str] | None = None,
        size: tuple[int, int] = (80, 24), encoding: str = "utf-8", compares: bool = True,
        **settings: Any,
    ) -> None:  # fmt: skip
        chosen = () if base is None else ("--base", str(base))
        command, variables = COMMAND, ours(env)
        self._comparison: Comparison | None = None
        if compares and (not arguments or arguments[0] == "demo"):
            self._comparison = Comparison(size, encoding)
            command, variables = COMPARED, variables | self._comparison.env
        super().__init__(
            [*command, *arguments, *chosen],
            env=variables,
            size=size,
            encoding=encoding,
            **settings,
        )

    def __exit__(self, kind: type[BaseException] | None, *failure: Any) -> None:
        """End the program, and compare."""
        super().__exit__(kind, *failure)
        if self._comparison is not None:
            try:
                if kind is None:
                    self._comparison.check(self.raw)
            finally:
                self._comparison.close()

    def read(self, timeout: float, most: int = 65536) -> int:
        """Take what comes, without the marks between the frames."""
        if self._comparison is None:
            return super().read(timeout, most)
        before = len(self.raw)
        while super().read(timeout, most):
            new = self.raw[before:]
            self.raw = self.raw[:before] + self._comparison.taken(new, before)
            if len(self.raw) > before:
                return len(self.raw) - before
            timeout = 0  # that was a mark alone; is there more?
        return 0

    @property
    def frames(self) -> Sequence[Frame]:
        """What our renderer wrote, frame by frame, as far as it was read."""
        return self._comparison.frames if self._comparison is not None else ()

    def resize(self, columns: int, lines: int) -> None:
        """Change the size of the terminal."""
        if self._comparison is not None:
            self._comparison.resized(len(self.raw), (columns, lines))
        super().resize(columns, lines)

    def leave(self) -> None:
        """Leave by F10; the program must end well and give the terminal back."""
        self.write(F10)
        assert self.wait_end() == 0, f"status {self.status}:\n{self.screen}"
        assert self.raw.count(LEFT_SCREEN) == self.raw.count(TOOK_SCREEN)
        assert self.raw.rfind(CURSOR_SHOWN) >= self.raw.rfind(b"\x1b[?25l")
        assert b"Traceback" not in self.raw


def ours(env: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the variables of a program under test."""
    return {"PYTHONPATH": ROOT, "ADUANAS_OPERADOR": "op1", **(env or {})}


def run(*arguments: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run a job of the command line without a terminal."""
    environment = {key: value for key, value in os.environ.items() if key != "ADUANAS_BASE"}
    return subprocess.run(
        [*COMMAND, *arguments],
        env={**environment, **ours(env)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def found(base: Path, text: str, *options: str) -> list[dict[str, Any]]:
    """Return the clients that ``aduanas buscar --json`` finds."""
    done = run("buscar", text, "--json", "--limite", "0", "--base", str(base), *options)
    assert (done.returncode, done.stderr) == (0, "")
    document = json.loads(done.stdout)
    assert document["total"] == len(document["clientes"])
    clients: list[dict[str, Any]] = document["clientes"]
    return clients
