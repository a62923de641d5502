"""Linear frames: whole lines, from top to bottom, and the cursor where one is at the end."""

from __future__ import annotations

import re

from rich.segment import Segment

from aduanas_tui.terminal.capabilities import terminal_from
from aduanas_tui.terminal.thin.grid import Grid
from aduanas_tui.terminal.thin.painter import Painter

LINES = [f"  línea {number} de la lista" for number in range(8)]


def painted(grid: Grid, painter: Painter, lines: list[str], cursor: tuple[int, int]) -> str:
    for y, text in enumerate(lines):
        grid.put(0, y, [Segment(text.ljust(grid.width))], painter.looks)
    return painter.frame(grid, cursor)


def test_a_step_writes_the_two_lines_whole_and_puts_the_cursor() -> None:
    terminal = terminal_from({"TERM": "xterm", "LANG": "C.UTF-8", "ADUANAS_LINEAL": "1"})
    painter, grid = Painter(terminal), Grid(40, 8)
    painted(grid, painter, LINES, (2, 3))
    moved = [*LINES[:3], LINES[3], "> línea 4 de la lista", *LINES[5:]]
    painted(grid, painter, moved, (2, 4))
    step = painted(
        grid, painter, [*moved[:4], LINES[4], "> línea 5 de la lista", *LINES[6:]], (2, 5)
    )
    words = " ".join(re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", step).split())
    assert words == "línea 4 de la lista > línea 5 de la lista"
    assert step.index("línea 4") < step.index("línea 5")
    assert "\x1b[1;" not in step and not re.search(r"\x1b\[\d*;?\d*r", step)


def test_a_page_is_written_and_not_scrolled() -> None:
    terminal = terminal_from({"TERM": "xterm", "LANG": "C.UTF-8", "ADUANAS_LINEAL": "1"})
    painter, grid = Painter(terminal), Grid(40, 8)
    painted(grid, painter, LINES, (2, 0))
    page = painted(grid, painter, [*LINES[1:], "  línea 8 de la lista"], (2, 0))
    assert [int(number) for number in re.findall(r"línea (\d)", page)] == list(range(1, 9))
