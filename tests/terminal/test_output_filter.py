"""No byte of the data reaches the terminal as a control, whatever way it is drawn."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.color import Color
from textual.content import Content
from textual.widgets import Input, Label, OptionList, Static, TextArea

from aduanas_tui.app import AduanasApp
from aduanas_tui.screens.base import AduanasScreen
from aduanas_tui.screens.confirm import ConfirmScreen
from aduanas_tui.screens.help import HelpScreen
from aduanas_tui.screens.palette import ActionMenu, PaletteScreen
from aduanas_tui.terminal.output_filter import ControlFilter, without_controls
from aduanas_tui.widgets.commands import Command, Offer
from aduanas_tui.widgets.picklist import PickItem, PickList
from aduanas_tui.widgets.text_block import TextBlock
from aduanas_tui.widgets.texts import Plain, TextField
from tests.helpers import screen_text, settle

HOSTILE = [
    "A\x1b]52;c;RVZJTA==\x07Z",
    "A\x1b[31mB\x1b[2J",
    "A\x9b31mB\x9d0;x\x9c",
    "Mun\u0303oz\u202egpj.exe\u202c",
    "a\u200b\u200db\u2066c\u2069",
    "A\x00\x08\x7fB\rC\tD\x0bE",
    "\ud800x\udfff",
    "soft\u00adhyphen \ufeffbom \U000e0041tag",
    "👨\u200d👩\u200d👧 familia",
    "[red]x[/red] [/foo] [@click=app.quit]x[/]",
]
FORBIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)


@pytest.mark.parametrize("text", HOSTILE)
def test_width_does_not_change(text: str) -> None:
    clean = without_controls(text)
    assert not FORBIDDEN.search(clean)
    assert "\n" not in clean
    assert cell_len(clean) == cell_len(text)


@given(st.text(st.characters(exclude_categories=[])))
def test_any_text(text: str) -> None:
    clean = without_controls(text)
    assert not FORBIDDEN.search(clean)
    assert cell_len(clean) == cell_len(text)
    assert without_controls(clean) == clean


def test_styles_stay_and_controls_of_textual_pass() -> None:
    bold = Style(bold=True)
    control = Segment("\x1b[2J", None, [(1,)])  # type: ignore[list-item]
    line = [Segment("a\x1bb", bold), Segment("ñ", None), control]
    clean = ControlFilter().apply(line, Color(0, 0, 0))
    assert clean == [Segment("ab", bold), Segment("ñ", None), control]


class Everything(AduanasScreen[None]):
    """Each way of drawing that the program has, and Textual's own."""

    COMMANDS = (Command("x", ("x",), "".join(HOSTILE), "".join(HOSTILE), "nothing"),)

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def compose_body(self) -> ComposeResult:
        yield Plain(self.text)
        yield Static(Content(self.text))
        yield Label(self.text, markup=False)
        yield TextField(self.text)
        yield Input(self.text, placeholder=self.text)
        yield OptionList(Content(self.text))
        yield PickList([PickItem("1", self.text, self.text), PickItem("2", "", "", self.text)])
        yield TextBlock(self.text.replace("\ud800", "").replace("\udfff", ""))
        yield TextArea(self.text.replace("\ud800", "").replace("\udfff", ""))

    def on_mount(self) -> None:
        self.set_title(self.text, self.text)

    def reason(self, command_id: str) -> str | None:
        return self.text


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
async def test_every_way_of_drawing(text: str) -> None:
    app = AduanasApp(text, lambda: Everything(text))
    async with app.run_test(size=(100, 40)) as pilot:
        await settle(pilot)
        offer = Offer(app.screen, app.screen.command("x"))  # type: ignore[arg-type]
        for severity in ("information", "warning", "error"):
            app.notify(text, title=text, severity=severity)  # type: ignore[arg-type]
        for dialog in (
            None,
            ConfirmScreen(text, [text], text, text),
            PaletteScreen([offer]),
            ActionMenu(text, [offer]),
            HelpScreen([app.screen]),  # type: ignore[list-item]
        ):
            if dialog is not None:
                await app.push_screen(dialog)
            await settle(pilot)
            shown = screen_text(app)
            assert not FORBIDDEN.search(shown), repr(FORBIDDEN.search(shown))
            if "[red]" in text:
                assert "[red]x[/red]" in shown
            if dialog is not None:
                dialog.dismiss(None)
                await settle(pilot)
