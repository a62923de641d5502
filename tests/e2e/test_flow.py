"""A terminal that answers late: what it says after the end is not typed into the shell."""

from __future__ import annotations

import sys
from pathlib import Path

from aduanas_tui.terminal.flow import ANSWER, QUESTION
from tests.e2e.opened import DOWN, F1, F10, LEFT_SCREEN, LIST, ours
from tests.pty_program import PtyProgram

_PATIENT = (
    "import sys; from aduanas_tui.terminal import driver; driver._LAST_ANSWER = 60;"
    "from aduanas_tui.cli import main; sys.exit(main(sys.argv[1:]))"
)
"""The program, which waits for the last answers as long as a slow machine may need."""

_SHELL = '"$@"; read -t 1 -n 20 typed; printf "typed:%q." "$typed"'


def test_late_answers_are_awaited_on_leaving(base: Path) -> None:
    command = ["bash", "-c", _SHELL, "-", sys.executable, "-c", _PATIENT, "--base", str(base)]
    question = QUESTION.encode()
    with PtyProgram(command, env=ours(None)) as program:
        program.wait_for(LIST)
        program.wait_quiet()
        assert program.raw.count(question) == 1
        program.write(ANSWER)
        program.write(F1)
        program.wait_for("Ayuda")
        program.wait_quiet()
        asked = program.raw.count(question)
        assert asked > 1
        program.write(f"{DOWN}{F10}")
        program.wait_quiet()
        assert LEFT_SCREEN not in program.raw
        program.write(ANSWER * (program.raw.count(question) - 1))
        program.wait_for("typed:''.")
        assert LEFT_SCREEN in program.raw
