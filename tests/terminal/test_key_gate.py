"""Typed-ahead keys land where a person meant them (Pilot)."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest
from textual import events
from textual.widgets import TextArea

from aduanas_tui.screens.confirm import ConfirmScreen
from aduanas_tui.terminal import key_gate
from aduanas_tui.widgets.texts import Plain, TextField
from tests.demo_app import Form, Home, demo_app
from tests.helpers import paste, settle, type_ahead, until


def result(app) -> str:
    return str(app.screen.query_one("#out", Plain).content)


async def test_whole_form_typed_at_once_after_the_key_that_opens_it() -> None:
    app = demo_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await type_ahead(pilot, "nuno⇥dos⏎tres⏎⏎nota a⏎b②")
        assert isinstance(app.screen, Home)
        assert result(app) == "resultado: ['uno', 'dos', 'tres', '', 'nota a\\nb']"


async def test_through_a_dialog() -> None:
    app = demo_app()
    async with app.run_test() as pilot:
        await type_ahead(pilot, "bsuno⏎dos②")
        assert result(app) == "resultado: ['uno', 'dos', '', '', '']"
        await type_ahead(pilot, "b⏎n")
        assert isinstance(app.screen, Form)
        await type_ahead(pilot, "x⎋s")
        assert isinstance(app.screen, Home)


async def test_many_times_over() -> None:
    app = demo_app()
    async with app.run_test() as pilot:
        home = app.screen
        assert isinstance(home, Home)
        for turn in range(6):
            home.results.clear()
            await type_ahead(pilot, f"nñandú {turn}⇥b⇥⇥d⇥e②/xyz⇥b⎋n⎋")
            assert home.results == [[f"ñandú {turn}", "b", "", "d", "e"], "no", None]
            assert app.screen is home
            assert home.query_one("#search", TextField).value == "xyz" * (turn + 1)


async def test_paste_between_keys_goes_to_the_field_of_its_turn() -> None:
    app = demo_app()
    async with app.run_test() as pilot:
        await type_ahead(pilot, "n")
        for event in (
            events.Key("a", "a"),
            events.Key("enter", None),
            events.Paste("dos\r\nlíneas \x1b[31m"),
            events.Key("enter", None),
            events.Key("z", "z"),
        ):
            app.post_message(event)
        await settle(pilot)
        assert app.screen.values() == ["a", "dos líneas [31m", "z", "", ""]
        app.screen.query_one(TextArea).focus()
        await paste(pilot, "una\r\ndos")
        assert app.screen.values()[-1] == "una\ndos"


async def test_paste_is_never_a_command() -> None:
    app = demo_app()
    async with app.run_test() as pilot:
        await paste(pilot, "nq\nb")
        assert isinstance(app.screen, Home)
        assert result(app) == ""


async def test_pilot_press_settles() -> None:
    app = demo_app()
    async with app.run_test() as pilot:
        await pilot.press("n", "a", "enter", "b")
        assert app.screen.values() == ["a", "b", "", "", ""]


async def test_keys_wait_for_a_screen_that_loads_but_escape_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data_is_there = threading.Event()
    monkeypatch.setattr("tests.demo_app.read_data", data_is_there.wait)
    app = demo_app()
    try:
        async with app.run_test() as pilot:
            app.post_message(events.Key("n", "n"))
            app.post_message(events.Key("a", "a"))
            await until(lambda: isinstance(app.screen, Form) and app.screen.values(), "the form")
            for _ in range(300):
                await asyncio.sleep(0)
            assert not app.screen.ready
            assert app.screen.values()[0] == ""
            data_is_there.set()
            await settle(pilot)
            assert app.screen.values()[0] == "a"
            await type_ahead(pilot, "⎋s")
            data_is_there.clear()
            form = Form()
            await app.push_screen(form)
            app.post_message(events.Key("escape", None))
            await until(lambda: isinstance(app.screen, Home), "the list")
            assert not form.ready
            data_is_there.set()
    finally:
        data_is_there.set()


async def test_a_screen_that_never_gets_ready_does_not_lock_the_keyboard(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(key_gate, "PATIENCE", 0.5)
    monkeypatch.setattr(Form, "loaded", lambda self: None)
    app = demo_app()
    async with app.run_test() as pilot:
        for event in "nabc":
            app.post_message(events.Key(event, event))
        await until(
            lambda: isinstance(app.screen, Form) and app.screen.values()[:1] == ["abc"], "the text"
        )
        app.post_message(events.Key("escape", None))
        await until(lambda: isinstance(app.screen, ConfirmScreen), "the question")
        await pilot.pause()


async def test_a_program_that_stands_still_is_not_one_that_hangs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A busy server may let it wait for longer than the gate would wait for the data."""
    monkeypatch.setattr(key_gate, "PATIENCE", 0.5)

    def stand_still(form: Form) -> None:
        time.sleep(0.6)
        form.set_timer(0.1, form.loaded)

    monkeypatch.setattr(Form, "load", lambda form: form.call_later(stand_still, form))
    app = demo_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await type_ahead(pilot, "nuno⇥dos②")
        assert result(app) == "resultado: ['uno', 'dos', '', '', '']"


async def test_a_lone_key_is_handed_over_at_once() -> None:
    """No task, no wait: the gate adds one look at the queues (some 0.1 ms)."""
    app = demo_app()
    async with app.run_test() as pilot:
        await settle(pilot)
        handed_over: list[float] = []
        deliver = app._gate._deliver

        async def watched(event: events.Event) -> None:
            handed_over.append(time.perf_counter())
            await deliver(event)

        app._gate._deliver = watched
        delays = []
        for _ in range(20):
            await settle(pilot)
            await asyncio.sleep(key_gate._CALM)  # the key before is over for certain
            start = time.perf_counter()
            await app._gate.enter(events.Key("down", None))
            delays.append(handed_over[-1] - start)
            assert app._gate.is_idle
        assert len(handed_over) == 20
        print(f"gate: median {sorted(delays)[10] * 1000:.3f} ms")
