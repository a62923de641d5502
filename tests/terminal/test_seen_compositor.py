"""Of what is seen and has changed, and of nothing else, the lines are drawn."""

from __future__ import annotations

import pytest
from rich.cells import cell_len, split_graphemes
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from aduanas_tui.terminal.calm_screen import CalmScreen
from aduanas_tui.terminal.thin import grid
from aduanas_tui.widgets import cells
from tests.helpers import settle
from tests.terminal.both_renderers import BothRenderers

SIZE = (20, 8)


class Field(Widget):
    """Tells which of its lines are drawn."""

    DEFAULT_CSS = "Field { height: 1fr; }"

    def __init__(self, sign: str, drawn: list[str]) -> None:
        super().__init__()
        self.sign = sign
        self._drawn = drawn

    def render_lines(self, crop: Region) -> list[Strip]:
        self._drawn += [f"{self.sign}{y}" for y in crop.line_range]
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        return Strip.blank(self.size.width)


class Covered(CalmScreen, Screen[None]):
    """Two fields, one above the other, and a box over both."""

    DEFAULT_CSS = """
    Covered { layers: below above; }
    #box { layer: above; position: absolute; offset: 0 2; width: 20; height: 3; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.drawn: list[str] = []

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Field("a", self.drawn)
            yield Field("b", self.drawn)
        yield Static("caja", id="box")


class Drawing(BothRenderers):
    def get_default_screen(self) -> Covered:
        return Covered()

    def take(self, changes: object, size: object) -> None:
        """Draw once only: Textual's own renderer would draw everything again."""


async def test_what_is_covered_or_the_same_is_not_drawn() -> None:
    app = Drawing(ansi_color=True)
    app.emulate(*SIZE)
    async with app.run_test(headless=False, size=SIZE) as pilot:
        screen = app.screen
        assert isinstance(screen, Covered)
        await settle(pilot)
        assert sorted(set(screen.drawn)) == ["a0", "a1", "b1", "b2", "b3"]
        first, second = screen.query(Field)
        screen.drawn.clear()
        first.refresh(Region(0, 1, 4, 2))
        second.refresh(Region(0, 3, 1, 1))
        await settle(pilot)
        assert screen.drawn == ["a1", "b3"]


@pytest.mark.parametrize("known", [grid._NARROW, cells._NARROW])
def test_signs_taken_for_narrow_are(known: frozenset[str]) -> None:
    for sign in known:
        assert cell_len(sign) == 1
        assert split_graphemes(f"a{sign}")[0] == [(0, 1, 1), (1, 2, 1)]
