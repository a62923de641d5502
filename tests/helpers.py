"""Driving the screens in tests."""

from __future__ import annotations

import asyncio
import unicodedata
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from textual import events
from textual.keys import _character_to_key, _get_unicode_name_from_key
from textual.strip import Strip
from textual.worker import WorkerState

from aduanas_tui.terminal.gated_app import GatedApp
from aduanas_tui.terminal.key_gate import KeyGate
from tests.parsed_once import parse_once

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import App
    from textual.pilot import Pilot

    from aduanas_tui.app import AduanasApp

parse_once()


@pytest.fixture(autouse=True)
def endless_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let keys wait, and messages stay, as long as it takes: tests are about what comes of them,
    and the machine may be slow. For the ``conftest`` of rooms that drive screens."""
    monkeypatch.setattr("aduanas_tui.terminal.key_gate.PATIENCE", 3_600.0)
    monkeypatch.setattr("aduanas_tui.app.AduanasApp.NOTIFICATION_TIMEOUT", 3_600.0)


KEYS = {
    "⇥": "tab",
    "⏎": "enter",
    "⎋": "escape",
    "␣": "space",
    "↓": "down",
    "↑": "up",
    "←": "left",
    "→": "right",
    "⌫": "backspace",
    "①": "f1",
    "②": "f2",
}
"""One character for each key that is none: ``uno⇥dos⏎②`` types two fields and saves."""


async def settle(pilot: Pilot[Any], timeout: float = 60.0) -> None:
    """Wait until nothing is under way: keys, messages, thread workers, the screen's data, paint.

    Workers of the group ``dialog`` wait for the operator, so they are not waited for.
    """
    app: App[Any] = pilot.app
    gate = app._gate if isinstance(app, GatedApp) else KeyGate(app, app.on_event)
    deadline = asyncio.get_running_loop().time() + timeout
    while (left := deadline - asyncio.get_running_loop().time()) > 0:
        if app._exit or app._exception is not None:
            return  # the test looks at that, or fails with the error
        if _works(app):
            await asyncio.sleep(0.002)
        elif not await gate.settled(left):
            continue
        elif _is_to_be_painted(app):
            app.screen._on_timer_update()  # what comes of the layout must settle too
        elif not _works(app) and gate._nothing_on_its_way():
            return  # not even what a worker left that ended while the gate was asked
    raise AssertionError(f"not settled in {timeout} s: {app.screen}, {list(app.workers)}")


def _works(app: App[Any]) -> bool:
    """Tell whether a worker is at work."""
    return any(
        worker.state in (WorkerState.PENDING, WorkerState.RUNNING) and worker.group != "dialog"
        for worker in app.workers
    )


def _is_to_be_painted(app: App[Any]) -> bool:
    """Tell whether the next frame changes the screen."""
    screen = app.screen
    return bool(
        screen._layout_required
        or screen._scroll_required
        or screen._repaint_required
        or screen._recompose_required
        or screen._dirty_widgets
        or screen._callbacks
    )


async def until(holds: Callable[[], object], what: str, timeout: float = 60.0) -> None:
    """Wait until ``holds``; ``what`` says what never came."""
    deadline = asyncio.get_running_loop().time() + timeout
    while not holds():
        assert asyncio.get_running_loop().time() < deadline, f"{what} never came"
        await asyncio.sleep(0.002)


def key_of(name: str) -> events.Key:
    """Return the event of a key by Textual's name, or of one character."""
    key = _character_to_key(name) if len(name) == 1 and not name.isalnum() else name
    char = name if len(name) == 1 else None
    with suppress(KeyError):
        char = unicodedata.lookup(_get_unicode_name_from_key(key))
    return events.Key(key, char)


async def press(pilot: Pilot[Any], *names: str) -> None:
    """Press keys one after the other, each when all effects of the one before are over."""
    await settle(pilot)
    for name in names:
        event = key_of(name)
        event.set_sender(pilot.app)
        pilot.app.post_message(event)
        await settle(pilot)


def keys_of(typed: str) -> list[events.Key]:
    """Return the key events of ``typed``, with the signs of ``KEYS`` for special keys."""
    found = []
    for char in typed:
        if char in KEYS:
            found.append(events.Key(KEYS[char], " " if KEYS[char] == "space" else None))
        else:
            key = char if char.isalnum() else _character_to_key(char)
            found.append(events.Key(key, char))
    return found


async def type_ahead(pilot: Pilot[Any], typed: str) -> None:
    """Send all of ``typed`` at once, as one read of a slow line does, and wait for its effects."""
    for event in keys_of(typed):
        event.set_sender(pilot.app)
        pilot.app.post_message(event)
    await settle(pilot)


async def paste(pilot: Pilot[Any], text: str) -> None:
    """Paste as a terminal with bracketed paste does."""
    pilot.app.post_message(events.Paste(text))
    await settle(pilot)


def screen_text(app: AduanasApp) -> str:
    """Return what is on the screen, one line for each row, trailing blanks removed."""
    update = app.screen._compositor.render_update(full=True, screen_stack=app._background_screens)
    strips = [Strip.join(line) for line in update.strips]
    assert len(strips) == app.size.height
    assert all(strip.cell_length <= app.size.width for strip in strips)
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)
