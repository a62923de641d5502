"""No more colours and attributes than the terminal has, whoever draws."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING, Final

from rich.color import Color, ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.filter import LineFilter

if TYPE_CHECKING:
    from textual.color import Color as Background

    from aduanas_tui.terminal.capabilities import Terminal

_BRIGHT: Final = 8
"""Number of the first of the bright colours; there are as many of them as before them."""


class ColourFilter(LineFilter):
    """Takes away colours that a terminal of 0 or 8 colours lacks, and dim, italic and strike."""

    def __init__(self, terminal: Terminal) -> None:
        super().__init__(enabled=terminal.colours < _BRIGHT * 2 or not terminal.dim)
        self._reduce = lru_cache(maxsize=256)(partial(reduced, terminal.colours, terminal.dim))

    def apply(self, segments: list[Segment], background: Background) -> list[Segment]:
        """Return the segments of one line in the colours that there are."""
        return [
            segment
            if segment.style is None or segment.control
            else Segment(segment.text, self._reduce(segment.style), segment.control)
            for segment in segments
        ]


def reduced(colours: int, dim: bool, style: Style) -> Style:
    """Return ``style`` as a terminal with so many colours has it; a bright colour is bold.

    ``dim`` tells whether it has more than bold, underline and reverse.
    """
    front, is_bright = _reduced(colours, style.color)
    back, _ = _reduced(colours, style.bgcolor)
    return Style(
        color=front,
        bgcolor=back,
        bold=is_bright or style.bold,
        dim=style.dim and dim,
        italic=style.italic and dim,
        underline=style.underline,
        reverse=style.reverse,
        strike=style.strike and dim,
    )


def _reduced(colours: int, colour: Color | None) -> tuple[Color | None, bool]:
    """Return the colour, and whether it was a bright one that the terminal lacks."""
    if colour is None or colour.is_default or not colours:
        return None, False
    if colours >= _BRIGHT * 2:
        return colour, False
    number = colour.downgrade(ColorSystem.STANDARD).number or 0
    return Color.from_ansi(number % _BRIGHT), number >= _BRIGHT
