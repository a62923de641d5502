"""Driving an import: a folder of lists, the program on it, and what it shows."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

from tests.factories import client
from tests.screens.conftest import Operator
from tests.services.importing.lists import HEADERS, KEYS, cells, write_xlsx

__all__ = ["HEADERS", "KEYS", "Keyboard", "cells", "client", "count", "see", "write_list"]


async def see(one: Operator, text: str, timeout: float = 60.0) -> None:
    """Wait until a text is on the screen or in a notice."""
    deadline = time.monotonic() + timeout
    while True:
        await one.settles()
        if text in one.sees or any(text in notice for notice in one.notices):
            return
        assert time.monotonic() < deadline, f"{text!r} never came:\n{one.sees}\n{one.notices}"
        await asyncio.sleep(0.02)


def write_list(
    path: Path, rows: Sequence[Sequence[object]], headers: Sequence[str] = HEADERS
) -> Path:
    """Write a workbook of one sheet."""
    return write_xlsx(path, {"Clientes": [headers, *rows]})


def count(one: Operator) -> str:
    """Return the line of counts of the preview."""
    return one.line_with(" con error")


class Keyboard:
    """Counts the keys that are not text of a value."""

    def __init__(self, one: Operator) -> None:
        self._one = one
        self.pressed = 0

    async def press(self, *keys: str) -> None:
        self.pressed += len(keys)
        await self._one.presses(*keys)

    async def value(self, text: str) -> None:
        await self._one.types(text)
