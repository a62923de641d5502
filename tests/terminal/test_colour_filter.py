from __future__ import annotations

import pytest
from rich.color import ColorSystem
from rich.style import Style

from aduanas_tui.terminal.capabilities import terminal_from
from aduanas_tui.terminal.colour_filter import ColourFilter, reduced


def shown(style: Style) -> set[str]:
    """Return the SGR parameters that differ from the terminal's own."""
    codes = style.render("x", color_system=ColorSystem.STANDARD).partition("x")[0]
    return set(codes.strip("\x1b[m").split(";")) - {"39", "49", ""}


@pytest.mark.parametrize(
    ("colours", "style", "expected"),
    [
        (0, "bold red on white", "bold"),
        (0, "reverse default on default", "reverse"),
        (8, "red", "red"),
        (8, "bright_red", "bold red"),
        (8, "#ff0000", "red"),
        (8, "color(88) on color(4)", "red on blue"),
        (16, "bright_red on blue", "bright_red on blue"),
    ],
)
def test_colours_are_those_of_the_terminal(colours: int, style: str, expected: str) -> None:
    assert shown(reduced(colours, True, Style.parse(style))) == shown(Style.parse(expected))


def test_a_vt100_has_bold_underline_and_reverse() -> None:
    style = Style.parse("dim italic strike bold underline reverse")
    assert shown(reduced(0, False, style)) == shown(Style.parse("bold underline reverse"))


@pytest.mark.parametrize(
    ("term", "is_needed"), [("vt100", True), ("linux", True), ("xterm-256color", False)]
)
def test_it_costs_nothing_where_nothing_is_lacking(term: str, is_needed: bool) -> None:
    assert ColourFilter(terminal_from({"TERM": term, "LANG": "C.UTF-8"})).enabled is is_needed
