"""Messages that skip the widgets which have no handler for them."""

from __future__ import annotations

from typing import Any

from textual import on
from textual.app import App, ComposeResult
from textual.containers import Container, Vertical
from textual.widget import Widget

from aduanas_tui.terminal.straight import StraightMessage
from tests.helpers import settle


class Told(StraightMessage):
    """A message that somebody may answer."""


class ToldMore(Told):
    """A more special one."""


class Seen(Container):
    """Counts the messages that go through its queue."""

    seen = 0

    async def _on_message(self, message: Any) -> None:
        self.seen += isinstance(message, Told)
        await super()._on_message(message)


class ByDecorator(Vertical):
    answers = 0

    @on(Told)
    def answer(self) -> None:
        self.answers += 1


class ByName(Vertical):
    answers = 0

    def on_told_more(self, event: ToldMore) -> None:
        self.answers += 1
        event.stop()


class Nested(App[None]):
    """Who answers is beyond somebody who does not."""

    answers = 0

    def compose(self) -> ComposeResult:
        with ByName(), ByDecorator(), Seen():
            yield Widget(id="sender")

    def on_told(self) -> None:
        self.answers += 1


async def test_who_answers_gets_it_and_nobody_else() -> None:
    async with Nested().run_test() as pilot:
        app = pilot.app
        assert isinstance(app, Nested)
        sender = app.query_one("#sender")
        Told().send_from(sender)
        sender.post_message(ToldMore())  # the usual way: its own queue first
        await settle(pilot)
        assert app.query_one(Seen).seen == 0
        assert app.query_one(ByDecorator).answers == 2
        assert app.query_one(ByName).answers == 1  # and went no further
        assert app.answers == 1
