"""Losing the line with a half-filled form, in every way that a line is lost, and coming back."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.e2e.opened import COMMAND, DOWN, ENTER, ESC, F1, FORM, LIST, TAB, Opened, ours
from tests.pty_program import PtyProgram

F12: Final = "\x1b[24~"
TAKEN: Final = "Borrador puesto"
AFTER_THE_LAST_KEY: Final = 0.5
"""Seconds after which a kill that nobody can catch may come: what is typed is kept by then."""

LATEST: Final = 10.0
"""Seconds after which a text that has not come back is missing."""


@dataclass(frozen=True)
class Half:
    """A form that is half filled: the keys that do it, and what is then in it."""

    name: str
    keys: str
    texts: tuple[str, ...]


HALVES: Final = (
    Half(
        "cliente nuevo",
        f"{DOWN}nComercial Ñandú{TAB}0801{TAB * 2}Bo. Guamilito, 3 calle{TAB}Tela Nueva",
        ("Comercial Ñandú", "0801", "Bo. Guamilito, 3 calle", "Tela Nueva"),
    ),
    Half(
        "cliente que se edita",
        f"{DOWN}{ENTER}e de Oriente{TAB * 9}cobros@prueba.example",
        (" de Oriente", "cobros@prueba.example"),
    ),
    Half(
        "contacto nuevo",
        f"{DOWN}{ENTER}2nSuyapa Inventada{TAB}Jefa de compras{TAB}9754",
        ("Suyapa Inventada", "Jefa de compras", "9754"),
    ),
    Half(
        "expediente nuevo",
        f"{DOWN}{ENTER}3ne{TAB * 8}Llantas usadas",
        ("Llantas usadas",),
    ),
)


def _close(program: PtyProgram) -> None:
    program.hang_up()


def _signal(number: int) -> Callable[[PtyProgram], None]:
    def send(program: PtyProgram) -> None:
        os.kill(program.pid, number)

    return send


def _kill(program: PtyProgram) -> None:
    program.wait_quiet(AFTER_THE_LAST_KEY)
    os.kill(program.pid, signal.SIGKILL)


def stall(program: PtyProgram) -> None:
    """Let the program write until it is stuck, since nobody reads any more."""
    program.write(f"{F1}{ESC}" * 30)
    program.wait_stuck(1_000)


def _stall_and_close(program: PtyProgram) -> None:
    stall(program)
    program.hang_up()


def _stall_and_terminate(program: PtyProgram) -> None:
    stall(program)
    os.kill(program.pid, signal.SIGTERM)


WAYS: Final[dict[str, Callable[[PtyProgram], None]]] = {
    "terminal cerrada": _close,
    "SIGHUP": _signal(signal.SIGHUP),
    "SIGTERM": _signal(signal.SIGTERM),
    "SIGKILL": _kill,
    "línea atascada y cerrada": _stall_and_close,
    "línea atascada y SIGTERM": _stall_and_terminate,
}
"""What happens to the line, or to the program on it."""


@dataclass(frozen=True)
class Drop:
    """What came of one drop."""

    missing: tuple[str, ...]
    """Texts that did not come back."""
    seconds: float
    """From the drop to the end of the process."""


def drop(base: Path, way: str, half: Half) -> Drop:
    """Half fill a form, lose the line, come back and take the draft; it is thrown away then."""
    with Opened(base) as program:
        fill(program, half)
        WAYS[way](program)
        began = time.monotonic()
        program.wait_end()
        seconds = time.monotonic() - began
    with Opened(base) as program:
        missing = take(program, half)
        program.write(f"{ESC}s")
        program.wait_for(LIST)
        program.leave()
    return Drop(missing, seconds)


def fill(program: PtyProgram, half: Half) -> None:
    """Half fill a form, and wait until all of it is on the screen."""
    program.wait_for(LIST)
    program.write(half.keys)
    for text in half.texts:
        program.wait_for(text)


def take(program: PtyProgram, half: Half) -> tuple[str, ...]:
    """Take the draft that the start offers; return what did not come back with it."""
    program.wait_for("F12 lo abre")
    program.write(F12)
    program.wait_for("Seguir con él")
    program.write("s")
    program.wait_for(TAKEN)
    program.wait_for(FORM)
    return tuple(text for text in half.texts if not _comes(program, text))


def _comes(program: PtyProgram, text: str) -> bool:
    """Tell whether a text is painted, now or soon: the notice may come before the fields."""
    try:
        program.wait_for(text, LATEST)
    except AssertionError:
        return False
    return True


_ORPHAN = (
    "import os, sys\n"
    "os.setpgid(0, 0) if os.getpid() != os.getsid(0) else None\n"
    "child = os.fork()\n"
    "if child: os.waitpid(child, 0); os._exit(0)\n"
    "os.setsid()\n"
    "open(sys.argv[1], 'w').write(str(os.getpid()))\n"
    "os.execvp(sys.argv[2], sys.argv[2:])\n"
)


class Orphan(PtyProgram):
    """The program on a terminal that is not its own: no signal tells it that the line is gone."""

    def __init__(self, base: Path, folder: Path) -> None:
        self._note = folder / "pid"
        command = [sys.executable, "-c", _ORPHAN, str(self._note), *COMMAND, "--base", str(base)]
        super().__init__(command, env=ours())

    @property
    def orphan(self) -> int:
        """The id of the process."""
        return int(self._note.read_text(encoding="ascii"))


def is_alive(process: int) -> bool:
    """Tell whether a process is there and no zombie."""
    try:
        status = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] not in "ZX"
