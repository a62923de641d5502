"""Colours that read on a dark background and on a light one, in the palettes that people have."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import aduanas_tui
from aduanas_tui.terminal.theme import THEME

PALETTES = {
    "vga": {"red": "aa0000", "magenta": "aa00aa", "blue": "0000aa", "yellow": "aa5500"},
    "xterm": {"red": "cd0000", "magenta": "cd00cd", "blue": "0000ee", "yellow": "cdcd00"},
    "putty": {"red": "bb0000", "magenta": "bb00bb", "blue": "0000bb", "yellow": "bbbb00"},
    "windows": {"red": "c50f1f", "magenta": "881798", "blue": "0037da", "yellow": "c19c00"},
    "tango": {"red": "cc0000", "magenta": "75507b", "blue": "3465a4", "yellow": "c4a000"},
}
_COLOUR = re.compile(r"ansi_(?:bright_)?(black|red|green|yellow|blue|magenta|cyan|white)")
READABLE = 2.5
"""Contrast by WCAG; the signs beside a text and its words need none."""


def light(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def colours_in_use() -> set[str]:
    folder = Path(aduanas_tui.__file__).parent
    sources = [*folder.rglob("*.py"), *folder.rglob("*.tcss")]
    return {name for path in sources for name in _COLOUR.findall(path.read_text())}


@pytest.mark.parametrize("palette", PALETTES)
def test_every_colour_reads_on_black_and_on_white(palette: str) -> None:
    for name in colours_in_use():
        colour = PALETTES[palette][name]
        assert contrast(colour, "000000") > READABLE, name
        assert contrast(colour, "ffffff") > READABLE, name


def test_blue_and_yellow_would_not() -> None:
    assert contrast(PALETTES["vga"]["blue"], "000000") < READABLE
    assert contrast(PALETTES["xterm"]["yellow"], "ffffff") < READABLE


def test_the_background_is_the_terminals() -> None:
    assert {THEME.background, THEME.surface, THEME.panel, THEME.foreground} == {"ansi_default"}
