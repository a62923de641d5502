"""What a start leaves out of Textual: the program works without, and others get it whole."""

from __future__ import annotations

import subprocess
import sys

_PROGRAM = """
import sys
import aduanas_tui.cli_demo
from aduanas_tui.terminal.lean import left_out
assert not {"ssl", "textual"} & set(sys.modules), "the demo leaves it out too"

with left_out():
    import aduanas_tui.start
left = {"ssl", "textual.command", "textual.types", "textual.widgets._select"} & set(sys.modules)
assert not left, left

import asyncio
from textual.app import App
from textual.widgets import Input

class Small(App):
    ENABLE_COMMAND_PALETTE = False
    def compose(self):
        yield Input()

async def use():
    async with Small().run_test() as pilot:
        await pilot.press("h", "i", "ctrl+p")
        assert pilot.app.query_one(Input).value == "hi"
        assert len(pilot.app.screen_stack) == 1

asyncio.run(use())
import ssl
from textual.command import CommandPalette, Provider
from textual.widgets import Select  # needs textual.types
assert hasattr(CommandPalette, "is_open") and hasattr(Provider, "search") and ssl.SSLContext
print("whole")
"""


def test_the_program_starts_without_what_it_never_uses() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.stdout.strip() == "whole", done.stderr
