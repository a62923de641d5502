from __future__ import annotations

import pytest

from aduanas_tui.terminal.check import terminal_problem


class Stream:
    def __init__(self, tty: bool) -> None:
        self.tty = tty

    def isatty(self) -> bool:
        return self.tty


TTY, PIPE = Stream(True), Stream(False)


@pytest.mark.parametrize("term", ["xterm-256color", "linux", "screen", "vt100"])
def test_a_terminal(term: str) -> None:
    assert terminal_problem({"TERM": term}, TTY, TTY) is None


@pytest.mark.parametrize(("stdin", "stdout"), [(PIPE, TTY), (TTY, PIPE), (None, TTY), (TTY, None)])
def test_no_terminal(stdin: Stream | None, stdout: Stream | None) -> None:
    problem = terminal_problem({"TERM": "xterm"}, stdin, stdout)
    assert problem is not None and "no es una terminal" in problem and "\n" not in problem


@pytest.mark.parametrize("env", [{}, {"TERM": ""}, {"TERM": "dumb"}, {"TERM": "unknown"}])
def test_a_terminal_that_cannot_draw(env: dict[str, str]) -> None:
    problem = terminal_problem(env, TTY, TTY)
    assert problem is not None and "TERM" in problem and "\n" not in problem


@pytest.mark.parametrize("term", ["vt52", "adm3a", "wyse60", "wy50", "tvi925", "ibm3151"])
def test_a_terminal_of_another_language(term: str) -> None:
    problem = terminal_problem({"TERM": term}, TTY, TTY)
    assert problem is not None and f"«{term}»" in problem and "\n" not in problem
