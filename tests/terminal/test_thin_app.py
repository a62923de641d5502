"""Our renderer shows what Textual's does, whatever the widgets do."""

from __future__ import annotations

import asyncio
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, Static

from aduanas_tui.terminal.calm_screen import CalmScreen
from aduanas_tui.terminal.output_filter import ControlFilter
from tests.helpers import settle
from tests.terminal.both_renderers import BothRenderers


class Below(CalmScreen, Screen[None]):
    """What the boxes are on."""


class Dialog(CalmScreen, ModalScreen[None]):
    """Something in front."""

    DEFAULT_CSS = "Dialog { align: center middle; } Dialog > Static { width: 50%; height: 3; }"

    def compose(self) -> ComposeResult:
        """Yield a text."""
        yield Static(Text("¿Guardar?", "bold on red"))


class Boxes(BothRenderers):
    """A list that scrolls, boxes over it that change, move and grow, and a field."""

    CSS = """
    Below { layers: below above; }
    VerticalScroll { height: 1fr; scrollbar-size: 1 1; }
    .box { layer: above; width: 9; height: 3; position: absolute; }
    """

    def __init__(self, width: int, height: int) -> None:
        super().__init__(ansi_color=True)
        self.emulate(width, height)

    def get_default_screen(self) -> Below:
        """Return a screen that hands over what is seen."""
        return Below()

    def compose(self) -> ComposeResult:
        """Yield the widgets."""
        yield Input("buscar")
        with VerticalScroll():
            for number in range(14):
                text = Text(f"{number} ▌ fila", "bold" if number % 3 else "blue reverse")
                yield Static(text.append(" 世界 ñandú e\u0301 ", "italic").append("x\u200b\x1b"))
        for number in range(2):
            yield Static("caja", classes="box", id=f"box{number}")

    def get_line_filters(self) -> Any:
        """Return those of the program."""
        return [*super().get_line_filters(), ControlFilter()]


TEXTS = st.text(st.sampled_from("a ñ世👍—\n"), max_size=20)
COLOURS = st.sampled_from(["", "bold", "reverse", "on blue", "bright_red on #204060", "underline"])
BOX = st.sampled_from(["#box0", "#box1"])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("text"), BOX, TEXTS, COLOURS),
        st.tuples(st.just("place"), BOX, st.integers(-3, 42), st.integers(-1, 14)),
        st.tuples(st.just("size"), BOX, st.integers(0, 50), st.integers(0, 9)),
        st.tuples(st.just("show"), BOX, st.booleans(), st.none()),
        st.tuples(st.just("scroll"), st.just(""), st.integers(0, 14), st.none()),
        # On one column Textual's scroll bars come and go for ever.
        st.tuples(st.just("resize"), st.just(""), st.integers(3, 50), st.integers(1, 16)),
        st.tuples(st.just("dialog"), st.just(""), st.booleans(), st.none()),
        st.tuples(st.just("type"), st.just(""), TEXTS, st.none()),
    ),
    min_size=1,
    max_size=8,
)


@settings(deadline=None, max_examples=8)
@given(STEPS)
def test_random_widgets(steps: list[Any]) -> None:
    asyncio.run(_run(steps))


async def _run(steps: list[Any]) -> None:
    app = Boxes(40, 12)
    async with app.run_test(headless=False, size=(40, 12)) as pilot:
        await settle(pilot)
        app.compare()
        for kind, box, a, b in steps:
            widget = app.screen_stack[0].query_one(box, Static) if box else app.screen
            if kind == "text":
                widget.update(Text(a, b))  # type: ignore[attr-defined]
            elif kind == "place":
                widget.absolute_offset = None
                widget.styles.offset = (a, b)
            elif kind == "size":
                widget.styles.width, widget.styles.height = a, b
            elif kind == "show":
                widget.display = a
            elif kind == "scroll":
                app.screen_stack[0].query_one(VerticalScroll).scroll_to(y=a, animate=False)
            elif kind == "resize":
                app.resized(a, b)
                await pilot.resize_terminal(a, b)
            elif kind == "dialog" and a and not isinstance(app.screen, Dialog):
                await app.push_screen(Dialog())
            elif kind == "dialog" and isinstance(app.screen, Dialog):
                await app.pop_screen()
            elif kind == "type":
                app.screen_stack[0].query_one(Input).value = a.replace("\n", "")
            await settle(pilot)
            app.compare()
