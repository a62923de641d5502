"""Text in a given number of terminal cells, whatever characters it holds."""

from __future__ import annotations

from typing import Final

from rich.cells import cell_len, set_cell_size

from aduanas_tui.terminal.output_filter import drop_controls
from aduanas_tui.terminal.signs import signs

TEXT_AT = 2
"""Column at which the text of a line begins that may have the cursor's sign before it."""

_NARROW: Final = frozenset(map(chr, [*range(0x20, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x180)]))
"""Letters that take one cell each, as nearly all of a name are."""


def fit(text: str, width: int, *, right: bool = False) -> str:
    """Return ``text`` in exactly ``width`` cells: cut with a sign, or filled with blanks.

    ``right`` puts the blanks before it. What the terminal would not get is not counted either, so
    that what follows keeps its column.
    """
    if width <= 0:
        return ""
    if _NARROW.issuperset(text):
        length = len(text)
    else:
        text = drop_controls(text)
        length = cell_len(text)
    if length > width:
        return set_cell_size(text, width - 1) + signs().more
    blanks = " " * (width - length)
    return blanks + text if right else text + blanks


def fit_with_note(text: str, note: str, width: int) -> str:
    """Return ``text`` followed by ``note`` in ``width`` cells; the note is never cut."""
    if not note:
        return fit(text, width)
    room = width - cell_len(note) - 1
    if room < 1:
        return fit(note, width)
    return fit(f"{fit(text, min(room, cell_len(text)))} {note}", width)
