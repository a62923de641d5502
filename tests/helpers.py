"""Driving the screens in tests."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from textual import events
from textual.keys import _character_to_key
from textual.strip import Strip
from textual.worker import WorkerState

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from aduanas_tui.app import AduanasApp

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


async def settle(pilot: Pilot[Any], timeout: float = 30.0) -> None:
    """Wait until nothing is under way: keys, messages, thread workers, the screen's data, paint.

    Workers of the group ``dialog`` wait for the operator, so they are not waited for.
    """
    app: AduanasApp = pilot.app  # type: ignore[assignment]
    deadline = asyncio.get_running_loop().time() + timeout
    while asyncio.get_running_loop().time() < deadline:
        busy = [
            worker
            for worker in app.workers
            if worker.state in (WorkerState.PENDING, WorkerState.RUNNING)
            and worker.group != "dialog"
        ]
        if busy:
            await asyncio.sleep(0.005)
        elif await app.settled(timeout):
            await pilot.pause()
            return
    raise AssertionError(f"not settled in {timeout} s: {app.screen}, {list(app.workers)}")


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
