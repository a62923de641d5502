"""The terminal's cursor stands where one is: braille lines and screen readers read there."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, cast

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Offset
from textual.widget import Widget

from aduanas_tui.screens.confirm import AnswerLine
from aduanas_tui.widgets.columns import Column
from aduanas_tui.widgets.conflicts import ConflictList, Disputed, Option
from aduanas_tui.widgets.facts import Fact, FactList
from aduanas_tui.widgets.picklist import PickItem, PickList
from aduanas_tui.widgets.row_list import RowList
from aduanas_tui.widgets.text_block import TextBlock
from aduanas_tui.widgets.texts import TextField
from tests.helpers import press, screen_text, settle
from tests.widgets.test_row_list import Item

COUNT = 30


def rows() -> Widget:
    return RowList[Item]((Column("number", "Número", 0, lambda row, _: f"línea {row.id}"),))


def facts() -> Widget:
    widget = FactList()
    widget.show([Fact(f"línea {number}", "largo " * 60) for number in range(COUNT)])
    return widget


def conflicts() -> Widget:
    fields = [
        Disputed(f"línea {number}", [Option(one, "1", "Antes", "largo " * 40) for one in "ab"])
        for number in range(COUNT)
    ]
    return ConflictList(fields, [None] * COUNT)


def picks() -> Widget:
    return PickList([PickItem(str(number), f"línea {number}") for number in range(COUNT)])


def answers() -> Widget:
    return AnswerLine([("s", "línea 0"), ("n", "línea 1"), ("c", "línea 2")], 0)


class Holder(App[None]):
    CSS = "Screen { padding: 1 3; } PickList { height: 1fr; }"

    def __init__(self, widget: Widget, *, is_filled: bool = True) -> None:
        super().__init__()
        self.is_filled = is_filled
        self.widget = widget

    def compose(self) -> ComposeResult:
        yield self.widget

    def on_mount(self) -> None:
        if isinstance(self.widget, RowList) and self.is_filled:
            items = [Item(number) for number in range(COUNT)]
            self.widget.show(items, first_known=True, last_known=True)


def under_the_cursor(app: Holder) -> int:
    cell = cast(Any, app.widget).cursor_cell
    assert isinstance(cell, Offset)
    place = app.widget.region.offset + cell
    assert app.widget.region.contains_point(place), "out of sight"
    text = screen_text(cast(Any, app)).split("\n")[place.y][place.x :]
    found = re.match(r"línea (\d+)\b", text)
    assert found, text
    return int(found[1])


@pytest.mark.parametrize("widget", [rows, facts, conflicts, picks])
async def test_at_the_first_letter_of_the_current_line(widget: Callable[[], Widget]) -> None:
    app = Holder(widget())
    async with app.run_test(size=(60, 16)) as pilot:
        app.widget.focus()
        await press(pilot)
        assert under_the_cursor(app) == 0
        await press(pilot, "down")
        assert under_the_cursor(app) == 1
        await press(pilot, "end")
        assert under_the_cursor(app) == 29
        await press(pilot, "up")
        assert under_the_cursor(app) == 28
        await press(pilot, "home")
        assert under_the_cursor(app) == 0


@pytest.mark.parametrize("widget", [rows, facts, conflicts, picks])
async def test_in_sight_whatever_the_size_becomes(widget: Callable[[], Widget]) -> None:
    app = Holder(widget())
    async with app.run_test(size=(60, 16)) as pilot:
        app.widget.focus()
        await press(pilot, "end", "up")
        for size in ((60, 6), (24, 8), (90, 30), (60, 16)):
            await pilot.resize_terminal(*size)
            await settle(pilot)
            assert under_the_cursor(app) == 28, size


async def test_at_the_current_answer() -> None:
    app = Holder(answers())
    async with app.run_test() as pilot:
        app.widget.focus()
        await press(pilot)
        for number in (0, 1, 2, 0):
            assert under_the_cursor(app) == number
            await press(pilot, "right")


@pytest.mark.parametrize(
    ("text", "keys", "column"),
    [
        ("東b", (), 3),
        ("東b", ("left",), 2),
        ("東b", ("home",), 0),
        ("", (), 0),
        ("a" * 60, ("home", "end"), 53),
    ],
)
async def test_where_one_types(text: str, keys: tuple[str, ...], column: int) -> None:
    field = TextField()
    async with Holder(field).run_test(size=(60, 16)) as pilot:
        field.focus()
        field.value = text
        await press(pilot, "end", *keys)
        assert field.cursor_cell == Offset(column, 0)
        assert field.region.width == 54


@pytest.mark.parametrize("typed", [30, 50, 80, 160])
async def test_where_one_types_stays_in_sight_whatever_the_width_becomes(typed: int) -> None:
    field = TextField()
    app = Holder(field)
    async with app.run_test(size=(80, 16)) as pilot:
        field.focus()
        field.value = "a" * typed
        await press(pilot, "end", "left")
        for width in (40, 120, 60, 20, 80):
            await pilot.resize_terminal(width, 16)
            await settle(pilot)
            room = field.region.width
            assert field.cursor_cell.x == min(typed, room) - 1
            assert screen_text(cast(Any, app)).count("a") == min(typed, room)


async def test_where_one_types_on_several_lines() -> None:
    block = TextBlock()
    async with Holder(block).run_test(size=(60, 16)) as pilot:
        block.focus()
        block.text = "uno\ndos"
        await press(pilot, "down", "end")
        assert block.cursor_screen_offset - block.region.offset == Offset(3, 1)


@pytest.mark.parametrize("widget", [RowList(()), FactList(), PickList(), ConflictList([], [])])
async def test_nowhere_without_lines(widget: Any) -> None:
    async with Holder(widget, is_filled=False).run_test() as pilot:
        await press(pilot)
        assert widget.cursor_cell is None
