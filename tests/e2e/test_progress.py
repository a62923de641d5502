"""How far a long job is, is painted at most twice a second: the line may be slow."""

from __future__ import annotations

import os
import re
import signal
import time
from pathlib import Path

from tests.display import Display
from tests.e2e.opened import DOWN, ESC, LIST, Opened
from tests.services.importing.lists import cells, write_csv

ROWS = 4_000
DIALOG = "Leyendo cartera.csv"
PROGRESS = re.compile(r"│ +([\d,]+ filas) +│")
SECONDS_BETWEEN = 0.5


def _told(program: Opened) -> list[str]:
    """Return what the dialog told from frame to frame, where it changed."""
    display, told, fed = Display((80, 24)), [], 0
    for frame in program.frames:
        display.feed(program.raw[fed : frame.at])
        fed = frame.at
        found = PROGRESS.search(display.text) if DIALOG in display.text else None
        if found is not None and told[-1:] != [found[1]]:
            told.append(found[1])
    return told


def test_reading_a_long_list(base: Path, tmp_path: Path) -> None:
    home = tmp_path / "casa"
    home.mkdir()
    write_csv(home / "cartera.csv", map(cells, range(901, 901 + ROWS)))
    env = {"HOME": str(home), "XDG_STATE_HOME": str(tmp_path / "estado")}
    with Opened(base, env=env) as program:
        program.wait_for(LIST)
        program.write(f"{DOWN}i")
        program.wait_for("cartera.csv")
        program.wait_quiet()
        began = time.monotonic()
        program.write("\r")
        program.wait_for(DIALOG)
        while DIALOG in program.screen:
            # So that it takes some seconds on a fast machine too: it works a part of the time.
            for number, seconds in ((signal.SIGSTOP, 0.15), (signal.SIGCONT, 0.02)):
                os.killpg(program.pid, number)
                end = time.monotonic() + seconds
                while (left := end - time.monotonic()) > 0:
                    program.read(left)
        took = time.monotonic() - began
        program.wait_for(f"{ROWS:,} filas: {ROWS:,} nuevas")
        told = _told(program)
        assert told
        assert len(told) <= 1 + took / SECONDS_BETWEEN, (took, told)
        program.write(ESC)
        program.wait_for("Sin terminar (1)")
        program.leave()
