"""The state of everything is told by words and signs, not by colour alone."""

from __future__ import annotations

from tests.display import Display
from tests.e2e.seen_without_colour import coloured_alone

RED, NONE = "\x1b[31m", "\x1b[m"


def shown(*lines: str) -> Display:
    display = Display((40, len(lines)))
    display.feed("\r\n".join(lines).encode())
    return display


def test_a_text_in_colour_needs_a_sign() -> None:
    assert coloured_alone(shown("Estado", f"{RED}vencida{NONE} 3")) == ["vencida"]


def test_the_sign_holds_for_the_lines_that_go_on_under_it() -> None:
    assert coloured_alone(shown(f"  {RED}✗ Falta el{NONE}", f"  {RED}nombre.{NONE}")) == []
    assert coloured_alone(shown(f"  {RED}x Falta el{NONE}", f"  {RED}nombre.{NONE}")) == []
    assert coloured_alone(shown(f"{RED}✗ Falta{NONE}", f"  {RED}nombre.{NONE}")) == ["nombre."]


def test_frames_need_none() -> None:
    frame = (f"{RED}╭──╮{NONE}", f"{RED}│{NONE}ab{RED}│{NONE}", f"{RED}+--+{NONE}")
    assert coloured_alone(shown(*frame)) == []
