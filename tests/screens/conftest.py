"""The program on a fresh office, driven as an operator would."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot

from aduanas_tui.app import AduanasApp
from aduanas_tui.screens.client_list import ClientListScreen
from aduanas_tui.services.drafts import box_of
from aduanas_tui.services.roles import role_of
from aduanas_tui.start import MENU, beginning
from aduanas_tui.terminal.capabilities import Terminal
from aduanas_tui.terminal.signs import use_signs_of
from tests import helpers
from tests.factories import OPERATOR
from tests.helpers import endless_patience

__all__ = ["Operator", "Program", "endless_patience", "program"]

RTN = re.compile(r"(?<!copiado: )\d{4}-\d{4}-\d{6}")
"""An RTN as the list writes it, not as the notice of a copy does."""


class Operator:
    """Somebody at the keyboard: what is typed, and what is seen after all of it had its effect."""

    def __init__(self, pilot: Pilot[Any], copied: list[str]) -> None:
        self.pilot = pilot
        self.app: AduanasApp = pilot.app  # type: ignore[assignment]
        self.copied = copied
        """What was written to the terminal besides the screen: clipboard sequences."""

    async def types(self, typed: str) -> None:
        """Type everything in one go; the signs of ``helpers.KEYS`` are special keys."""
        await helpers.type_ahead(self.pilot, typed)

    async def presses(self, *keys: str) -> None:
        """Press keys one after the other, by Textual's names."""
        await helpers.press(self.pilot, *keys)

    async def pastes(self, text: str) -> None:
        await helpers.paste(self.pilot, text)

    async def resizes(self, width: int, height: int) -> None:
        await self.pilot.resize_terminal(width, height)
        await self.settles()

    async def waits_for_notices_to_go(self) -> None:
        self.app.clear_notifications()
        await self.settles()

    async def settles(self) -> None:
        await helpers.settle(self.pilot)

    @property
    def screen(self) -> Any:
        return self.app.screen

    @property
    def sees(self) -> str:
        """The text of the whole screen."""
        return helpers.screen_text(self.app)

    @property
    def lines(self) -> list[str]:
        return self.sees.split("\n")

    @property
    def notices(self) -> list[str]:
        """The messages shown since the start that have not gone yet."""
        return [notice.message for notice in self.app._notifications]

    def line_with(self, text: str) -> str:
        """The first line with that text."""
        found = [line for line in self.lines if text in line]
        assert found, f"{text!r} is not on the screen:\n{self.sees}"
        return found[0]

    @property
    def rows(self) -> list[str]:
        """The lines of clients: those with an RTN, without the mark of the current one."""
        return [line[2:] for line in self.lines if RTN.search(line)]

    @property
    def rtns(self) -> list[str]:
        """The RTNs on the screen from top to bottom, digits only."""
        return [found[0].replace("-", "") for line in self.rows if (found := RTN.search(line))]

    @property
    def current_rtn(self) -> str:
        """The RTN of the client that has the mark."""
        found = re.findall(rf"(?:^|  )▌ .*?({RTN.pattern})", self.sees, re.MULTILINE)
        assert len(found) == 1, self.sees
        return str(found[0]).replace("-", "")

    @property
    def rtn_columns(self) -> set[int]:
        """The cells at which RTNs start."""
        return {
            cell_len(line[: found.start()]) for line in self.lines if (found := RTN.search(line))
        }


Program = Callable[..., AbstractAsyncContextManager[Operator]]


@pytest.fixture
def program(office: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """A function that runs the program on the fresh office: ``async with program() as op1:``."""

    monkeypatch.setenv("XDG_STATE_HOME", str(office.parent))

    @asynccontextmanager
    async def run(
        size: tuple[int, int] = (80, 24),
        operator: str = OPERATOR,
        terminal: Terminal | None = None,
    ) -> AsyncIterator[Operator]:
        use_signs_of(terminal or Terminal())
        drafts = box_of(office, operator)
        found = beginning()  # as a real start does
        app = AduanasApp(
            operator,
            lambda: ClientListScreen("", found),
            MENU,
            drafts=drafts,
            terminal=terminal,
        )
        app.role = role_of(operator)
        async with app.run_test(size=size, notifications=True) as pilot:
            copied: list[str] = []
            assert app._driver is not None
            app._driver.write = copied.append  # type: ignore[method-assign]
            person = Operator(pilot, copied)
            await person.settles()
            yield person
        drafts.close()
        use_signs_of(Terminal())

    return run
