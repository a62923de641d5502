"""Every screen is shown by our renderer as by Textual's, after each of some keys.

The screens of an import are compared in tests/e2e.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import aduanas_tui
from aduanas_tui.app import AduanasApp
from aduanas_tui.screens.client_list import ClientListScreen
from aduanas_tui.start import MENU
from tests import factories, helpers
from tests.terminal.both_renderers import BothRenderers

IN_THE_RECORD = ["⏎↓", "␣", "/distri", "⏎⏎↓", "2↓", "n", "⎋", "3⇥⇥", "⏎⇥", "⎋", "fmes", "②"]
FURTHER = ["/distri⏎⏎", "a", "↓↓↓⏎", "⎋", "4", "f", "②", "↓⏎", "⎋", "e", "⇥x", "⎋", "⏎"]
FORM = ["⏎n", f"Ferretería⏎{factories.rtn(0)}⏎⏎Bo. El Centro⏎Danlí⏎⏎2763⏎⏎sin arroba②", "①", "⎋"]
PLACES = ["⏎m", "b", "f", "⎋", "①", "⎋", "m", "c", "f", "cort", "②", "x", "⎋", "i", "⎋"]

LIST = ["⏎m", "⎋", "f", "⎋", "x", "⎋", "i", "⎋", "/distri⏎⏎", "3", "n", "⏎", "⏎", "⎋"]

SEEN = {
    "ActionMenu",
    "AuditEntryScreen",
    "AuditFilterScreen",
    "AuditScreen",
    "ClientFormScreen",
    "ClientListScreen",
    "ClientRecordScreen",
    "ConfirmScreen",
    "ContactFormScreen",
    "DocumentFormScreen",
    "DocumentScreen",
    "ExportScreen",
    "FilterScreen",
    "HelpScreen",
    "HistoryFilterScreen",
    "ImportStartScreen",
    "MenuScreen",
}
"""Screens that the keys lead to, for this not to become a test of nothing."""


class Program(BothRenderers, AduanasApp):
    """The program on both terminals."""

    CSS_PATH = [Path(aduanas_tui.__file__).parent / path for path in AduanasApp.CSS_PATH]
    frames = 0

    def frame_written(self, data: str) -> None:
        """Count it."""
        self.frames += 1


@pytest.fixture(autouse=True)
def clients(office: Path) -> None:
    """Some clients, the first with contacts and operations."""
    names = ["Distribuidora Alimenticia Tegucigalpa, S.A. de C.V.", "中文有限公司", "[red]x[/foo]"]
    names += [f"Comercial Prueba {number}" for number in range(30)]
    first, *_ = factories.insert_many(
        factories.client(number, name=name) for number, name in enumerate(names)
    )
    factories.add_contact(first, 1, name="Suyapa Mejía")
    factories.payment(factories.invoice(first))
    factories.customs_file(first, "EXP-26-0001")


async def test_every_screen() -> None:
    screens: set[str] = set()
    for size, steps in (
        ((80, 24), IN_THE_RECORD),
        ((60, 20), FURTHER),
        ((80, 24), FORM),
        ((80, 24), LIST),
        ((120, 40), PLACES),
    ):
        app = Program("op1", ClientListScreen, MENU)
        app.emulate(*size)
        async with app.run_test(headless=False, size=size) as pilot:
            await helpers.settle(pilot)
            app.compare()
            for step in steps:
                await helpers.type_ahead(pilot, step)
                screens.add(type(app.screen).__name__)
                app.compare()
                app.compare_whole()
            await pilot.press("ctrl+p")
            await helpers.settle(pilot)
            app.compare()
            app.resized(90, 22)
            await pilot.resize_terminal(90, 22)
            await helpers.settle(pilot)
            app.compare()
    assert screens >= SEEN, sorted(screens)


async def test_a_step_is_one_frame() -> None:
    """The title, the keys and the cursor change together with the rows."""
    app = Program("op1", ClientListScreen, MENU)
    app.emulate(80, 24)
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        await helpers.settle(pilot)
        await helpers.type_ahead(pilot, "↓")
        for key in ("down", "up", "pagedown", "end"):
            before = app.frames
            await pilot.press(key)
            await helpers.settle(pilot)
            assert app.frames == before + 1, key
