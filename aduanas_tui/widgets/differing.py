"""Two texts side by side, cut so that what differs between them is seen."""

from __future__ import annotations

from itertools import takewhile

from rich.cells import cell_len

from aduanas_tui.terminal.signs import signs
from aduanas_tui.widgets.cells import fit

_ALIKE = 8
"""Letters that stay of what both texts begin with, at least."""


def cut_both(one: str, other: str, width: int) -> tuple[str, str]:
    """Return two texts in one line of ``width`` cells at most each.

    Long ones that begin alike lose what is alike, from the beginning of a word on where there is
    one. Nothing is said by its sign.
    """
    one, other = " ".join(one.split()), " ".join(other.split())
    alike = sum(
        1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    )
    most = max(0, alike - _ALIKE)
    skipped = one.rfind(" ", 0, most) + 1 or most
    if skipped and max(cell_len(one), cell_len(other)) > width:
        one, other = signs().more + one[skipped:], signs().more + other[skipped:]
    return _cut(one, width), _cut(other, width)


def _cut(text: str, width: int) -> str:
    return fit(text, min(width, cell_len(text))) or signs().none
