"""Screens that are laid out once for a size, and do not paint everything when the focus moves."""

from __future__ import annotations

import gc
import weakref
from time import monotonic
from typing import Any

from textual import events
from textual.app import App, ComposeResult
from textual.geometry import Size
from textual.screen import Screen
from textual.widgets import Input, Static

from aduanas_tui.terminal.calm_screen import CalmScreen
from tests.helpers import press, screen_text, settle, until


class Counting(CalmScreen, Screen[None]):
    layouts: list[Size | None]
    paints = 0

    def compose(self) -> ComposeResult:
        yield Static("texto")
        yield Input(id="one")
        yield Input(id="two")

    def _refresh_layout(self, size: Size | None = None, scroll: bool = False) -> None:
        self.__dict__.setdefault("layouts", []).append(size)
        super()._refresh_layout(size, scroll)

    def render(self) -> Any:
        self.paints += 1
        return super().render()


class CountingApp(App[None]):
    CSS = "Counting.-wide Static { display: none; }"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]

    def get_default_screen(self) -> Counting:
        return Counting()


async def test_one_layout_for_a_size() -> None:
    async with CountingApp().run_test(size=(120, 24)) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, Counting)
        await settle(pilot)
        assert [size for size in screen.layouts if size] == [Size(120, 24)]
        assert screen.has_class("-wide")
        assert not screen.query_one(Static).display
        pilot.app.post_message(events.Resize(Size(120, 24), Size(120, 24)))
        await settle(pilot)
        assert [size for size in screen.layouts if size] == [Size(120, 24)]
        await pilot.resize_terminal(80, 30)
        await settle(pilot)
        assert screen.layouts[-1] in (None, Size(80, 30))
        assert screen.has_class("-narrow") and not screen.has_class("-wide")
        assert screen.query_one(Static).display
        assert screen.query_one("#two").region.width == 80


async def test_moving_the_focus_does_not_paint_the_screen() -> None:
    async with CountingApp().run_test(size=(80, 24)) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, Counting)
        screen.query_one("#one").focus()
        await settle(pilot)
        before = screen.paints
        await press(pilot, "tab")
        await settle(pilot)
        assert screen.focused is screen.query_one("#two")
        assert screen.query_one("#two").has_pseudo_class("focus")
        assert screen.paints == before


async def test_what_comes_right_after_a_paint_is_painted_without_waiting_for_a_clock() -> None:
    async with CountingApp().run_test(size=(80, 24)) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, Counting)
        await settle(pilot)
        ticks = screen._update_timer
        text = screen.query_one(Static)
        for number in range(20):
            text.update(f"texto {number}")
            await settle(pilot)
            assert f"texto {number}" in screen_text(pilot.app)
            assert not screen._must_paint
        assert not ticks._active.is_set()


async def test_painting_takes_half_of_the_time_at_most() -> None:
    async with CountingApp().run_test(size=(80, 24)) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, Counting)
        await settle(pilot)
        screen._next_paint = monotonic() + 3600
        screen.query_one(Static).update("otro")
        # The pilot's own pause would paint.
        await until(lambda: screen._waiting is not None and screen._must_paint, "a paint put off")
        screen._next_paint = 0.0
        screen._wake()
        await settle(pilot)
        assert not screen._must_paint and "otro" in screen_text(pilot.app)


async def test_nothing_is_kept_of_what_was_drawn_of_a_screen_that_is_gone() -> None:
    async with CountingApp().run_test(size=(80, 24)) as pilot:
        await pilot.app.push_screen(Counting())
        await settle(pilot)
        drawn = weakref.ref(pilot.app.screen.query_one("#two")._styles_cache)
        await pilot.app.pop_screen()
        await settle(pilot)
        gc.collect()
        assert drawn() is None
