"""The README's pictures, drawn by the program itself on invented data."""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Final

from aduanas_tui.app import AduanasApp
from aduanas_tui.screens.client_list import ClientListScreen
from aduanas_tui.services import demo, office
from aduanas_tui.start import MENU
from tests import helpers
from tests.clock import standing_at
from tests.factories import enroll

TYPED: Final = {
    "lista": "comer↓↓↓↓↓",
    "ficha": "palmas agro⏎⏎",
    "historial": "electrónica guevara yánez⏎⏎3⇥⇥fult⏎⏎⏎⏎⏎por⏎",
}
"""What is typed before each picture, by its name."""

_TODAY = date(2026, 10, 30)
_SIZE = (80, 24)
_OPERATOR = "karla"
_WEB_FONTS = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)


def path(name: str) -> Path:
    """Return the file of a picture."""
    return Path(__file__).with_name(f"{name}.svg")


def draw() -> dict[str, str]:
    """Return the pictures as SVG, by their names; the same program draws the same pictures."""
    with _time_of_honduras(), tempfile.TemporaryDirectory() as folder:
        base = Path(folder) / "demo.db"
        demo.generate(base, today=_TODAY)
        office.open_office(str(base))
        enroll(_OPERATOR)
        try:
            return asyncio.run(_pictures())
        finally:
            office.close_office()


@contextmanager
def _time_of_honduras() -> Iterator[None]:
    """Show times as there, wherever this runs."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "America/Tegucigalpa"
    time.tzset()
    try:
        yield
    finally:
        os.environ.pop("TZ")
        if before is not None:
            os.environ["TZ"] = before
        time.tzset()


async def _pictures() -> dict[str, str]:
    with standing_at(_TODAY):
        return {name: await _picture(typed) for name, typed in TYPED.items()}


async def _picture(typed: str) -> str:
    app = AduanasApp(_OPERATOR, ClientListScreen, MENU)
    async with app.run_test(size=_SIZE) as pilot:
        await helpers.settle(pilot)
        await helpers.type_ahead(pilot, typed)
        svg = app.export_screenshot(title="aduanas")
    return _WEB_FONTS.sub("", svg)
