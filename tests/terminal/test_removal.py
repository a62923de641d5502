"""What goes away stops working first."""

from __future__ import annotations

import asyncio

from textual import work
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Label

from aduanas_tui.terminal.removal import EndsWorkersFirst


class _Part(Label):
    """Tells when it is gone."""

    def on_unmount(self) -> None:
        self.app.gone.set()  # type: ignore[attr-defined]


class _Reading(Screen[None]):
    """Gets its answer at the worst moment: its parts are gone, itself is not yet."""

    def compose(self) -> ComposeResult:
        yield _Part("título")

    @work
    async def read(self) -> None:
        await self.app.gone.wait()  # type: ignore[attr-defined]
        self.query_one(_Part).update("lo leído")

    @work
    async def read_and_leave(self) -> None:
        await self.dismiss(None)
        self.app.left = True  # type: ignore[attr-defined]


class _App(EndsWorkersFirst[None]):
    left = False

    def __init__(self) -> None:
        super().__init__()
        self.gone = asyncio.Event()


async def test_an_answer_for_a_screen_that_goes_away() -> None:
    async with _App().run_test() as pilot:
        await pilot.app.push_screen(screen := _Reading())
        worker = screen.read()
        await screen.dismiss(None)
        await pilot.pause()
        assert worker.is_cancelled


async def test_an_answer_while_the_program_ends() -> None:
    async with _App().run_test() as pilot:
        await pilot.app.push_screen(screen := _Reading())
        worker = screen.read()
    assert worker.is_cancelled


async def test_who_takes_itself_away_goes_on() -> None:
    async with _App().run_test() as pilot:
        await pilot.app.push_screen(screen := _Reading())
        worker = screen.read_and_leave()
        await asyncio.wait([worker._task])  # type: ignore[list-item]
        assert isinstance(pilot.app, _App)
        assert len(pilot.app.screen_stack) == 1
