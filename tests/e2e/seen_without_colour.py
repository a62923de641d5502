"""What a screen tells by colour, it tells by a sign too; and the cursor is where one is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from aduanas_tui.terminal.signs import ASCII, UNICODE
from tests.display import Display

_FRAME = re.compile(r"[─-╿\s+|-]+")
_SIGNS = tuple(
    getattr(table, name) for table in (UNICODE, ASCII) for name in ("error", "warning", "fix")
)


class _Run(NamedTuple):
    """Neighbouring cells of one colour."""

    line: int
    column: int
    colour: tuple[str, str]
    text: str


def coloured_alone(display: Display) -> list[str]:
    """Return the texts in colour that begin with no sign; the frames of dialogs need none."""
    found: list[str] = []
    signed: dict[tuple[int, int], _Run] = {}
    for run in _runs(display):
        above = signed.get((run.line - 1, run.column))
        goes_on = above is not None and above.colour == run.colour
        if goes_on or run.text.startswith(_SIGNS):
            signed[run.line, run.column] = run
        elif not _FRAME.fullmatch(run.text):
            found.append(run.text)
    return found


def _runs(display: Display) -> Iterator[_Run]:
    """Yield the coloured runs of all lines, from top to bottom."""
    for number in range(display.size[1]):
        start, colour, text = 0, ("default", "default"), ""
        for at, cell in enumerate([*display.line(number), None]):
            its = ("default", "default") if cell is None else (cell.fg, cell.bg)
            if cell is not None and cell.data == " " and cell.bg == "default":
                its = colour  # a blank has no colour of its own
            if its != colour:
                if text.strip() and colour != ("default", "default"):
                    yield _Run(number, start, colour, text.rstrip())
                start, colour, text = at, its, ""
            text += "" if cell is None else cell.data
