"""When the thin renderer writes: once for keys that wait, and not while the line is busy."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from textual import events
from textual.app import ComposeResult
from textual.drivers.headless_driver import HeadlessDriver
from textual.geometry import Size
from textual.screen import Screen
from textual.widgets import Button, Static

from aduanas_tui.terminal.calm_screen import CalmScreen
from aduanas_tui.terminal.thin_app import ThinApp
from tests.display import Display
from tests.helpers import settle

SIZE = (20, 6)


class Line(HeadlessDriver):
    """A line that takes what is written when the test says so."""

    is_headless = False
    busy = False
    then: Callable[[], None] | None = None
    asked = 0

    def write(self, data: str) -> None:
        """Show it."""
        assert isinstance(self._app, Timed)
        self._app.shown.show(data)

    def all_sent(self, then: Callable[[], None]) -> bool:
        """Tell whether it is free."""
        self.then = then
        return not self.busy

    def ask_again(self) -> None:
        """Count."""
        self.asked += 1


class Calm(CalmScreen, Screen[None]):
    """A screen that hands over what changes."""


class Timed(ThinApp[None]):
    """Two buttons and a text."""

    CSS = "Button { width: 8; height: 1; border: none; } Button:focus { border: none; }"
    waits = False

    def __init__(self) -> None:
        super().__init__(driver_class=Line, ansi_color=True)
        self.shown = Display(SIZE)
        self.frames: list[str] = []
        self.painted = asyncio.Event()

    def get_default_screen(self) -> Calm:
        """Return it."""
        return Calm()

    def compose(self) -> ComposeResult:
        """Yield the widgets."""
        yield Static("texto", markup=False)
        yield Button("uno", id="one")
        yield Button("dos", id="two")

    def keys_wait(self) -> bool:
        """Say what the test says."""
        return self.waits

    def frame_written(self, data: str) -> None:
        """Keep it."""
        self.frames.append(data)
        self.painted.set()

    def say(self, text: str) -> None:
        """Change the text."""
        self.query_one(Static).update(text)

    @property
    def line(self) -> Line:
        """The driver."""
        assert isinstance(self._driver, Line)
        return self._driver

    async def next_frame(self) -> str:
        """Wait for one."""
        await asyncio.wait_for(self.painted.wait(), 60)
        self.painted.clear()
        return self.frames[-1]


@pytest.fixture
async def app() -> Timed:
    """Return an app that was not started."""
    return Timed()


async def test_keys_that_wait_are_drawn_once(app: Timed) -> None:
    async with app.run_test(headless=False, size=SIZE) as pilot:
        await settle(pilot)
        app.frames.clear()
        app.painted.clear()
        app._put_off_since = float("inf")  # no longest wait: that is another test
        app.waits = True
        for text in ("a", "ab", "abc"):
            app.say(text)
            await settle(pilot)
        assert app.frames == []
        app.waits = False
        app.keys_are_done()
        await app.next_frame()
        assert len(app.frames) == 1
        assert app.shown.text.split("\n")[0] == "abc"


async def test_keys_that_never_end_do_not_stop_the_picture(app: Timed) -> None:
    async with app.run_test(headless=False, size=SIZE) as pilot:
        await settle(pilot)
        app.painted.clear()
        app.waits = True
        app.say("mucho")
        await app.next_frame()
        assert app.shown.text.split("\n")[0] == "mucho"


async def test_a_busy_line_gets_the_newest_state_only(app: Timed) -> None:
    async with app.run_test(headless=False, size=SIZE) as pilot:
        await settle(pilot)
        app.frames.clear()
        app.painted.clear()
        app.line.busy = True
        for text in ("a", "ab", "abc"):
            app.say(text)
            await settle(pilot)
        assert app.frames == []
        app.line.busy = False
        assert app.line.then is not None
        await asyncio.to_thread(app.line.then)
        await app.next_frame()
        assert len(app.frames) == 1
        assert app.shown.text.split("\n")[0] == "abc"


async def test_the_cursor_follows_the_focus(app: Timed) -> None:
    async with app.run_test(headless=False, size=SIZE) as pilot:
        for name in ("one", "two"):
            button = app.query_one(f"#{name}")
            button.focus()
            await settle(pilot)
            app._paint()
            assert app.shown.cursor == button.region.offset
        app.set_focus(None)
        await settle(pilot)
        app._paint()
        assert app.shown.cursor is None


async def test_drawing_anew(app: Timed) -> None:
    async with app.run_test(headless=False, size=SIZE) as pilot:
        await settle(pilot)
        before = app.shown.text
        app.shown.show("\x1b[2J\x1b[3;5rbasura\x1b[4hmás")
        app.action_repaint()
        assert app.shown.text == before
        assert app.line.asked == 1
        app.say("otro")
        await settle(pilot)
        app._paint()
        assert app.shown.text.split("\n")[0] == "otro"


async def test_another_size_for_a_moment(app: Timed) -> None:
    async with app.run_test(headless=False, size=SIZE) as pilot:
        await settle(pilot)
        before = app.shown.text
        app.shown.resize(5, 2)
        app.shown.resize(*SIZE)
        assert app.shown.text != before
        await app.on_event(events.Resize(Size(*SIZE), Size(*SIZE)))
        assert app.shown.text == before


async def test_nothing_is_drawn_for_a_size_that_is_over(app: Timed) -> None:
    async with app.run_test(headless=False, size=SIZE) as pilot:
        await settle(pilot)
        app.frames.clear()
        app._size = Size(10, 3)
        app.say("x")
        app.screen._on_timer_update()
        assert app.frames == []
        app._size = Size(*SIZE)
        app.shown.resize(30, 4)
        await pilot.resize_terminal(30, 4)
        await settle(pilot)
        app._paint()
        assert app.shown.text.split("\n")[0] == "x"
