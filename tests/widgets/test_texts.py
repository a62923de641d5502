from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.app import App, ComposeResult
from textual.events import Paste
from textual.widget import Widget
from textual.widgets import Input

from aduanas_tui.widgets.picklist import PickItem, PickList
from aduanas_tui.widgets.text_block import TextBlock
from aduanas_tui.widgets.texts import Plain, TextField
from tests.helpers import press, settle


class Fields(App[None]):
    def __init__(self, *make: Callable[[], Widget]) -> None:
        super().__init__()
        self.make = make
        self.picked: list[str] = []

    def compose(self) -> ComposeResult:
        yield from (make() for make in self.make)

    def on_pick_list_picked(self, event: PickList.Picked) -> None:
        self.picked.append(event.item.id)

    def on_pick_list_refused(self, event: PickList.Refused) -> None:
        self.picked.append(event.item.reason)


async def test_a_paste_keeps_all_its_lines_in_one_row() -> None:
    async with Fields(lambda: TextField("ab", max_length=20)).run_test() as pilot:
        field = pilot.app.query_one(TextField)
        field.cursor_position = 1
        field.post_message(Paste("uno\r\n\r\n dos\t\x1b[31mtres\n"))
        await settle(pilot)
        assert field.value == "auno dos [31mtresb"
        assert field.cursor_position == 17
        field.post_message(Paste("x" * 50))
        await settle(pilot)
        assert field.value == "auno dos [31mtresxxb"
        field.select_all()
        field.post_message(Paste("otro"))
        await settle(pilot)
        assert field.value == "otro"


async def test_a_paste_in_a_block_keeps_its_lines() -> None:
    async with Fields(lambda: TextBlock("a")).run_test() as pilot:
        block = pilot.app.query_one(TextBlock)
        block.focus()
        block.move_cursor((0, 1))
        block.post_message(Paste("uno\r\ndos\x1b"))
        await settle(pilot)
        assert block.text == "auno\ndos"
        await press(pilot, "enter", "x")
        assert block.text == "auno\ndos\nx"


async def test_a_text_longer_than_its_field_shows_where_one_types() -> None:
    class Narrow(Fields):
        CSS = "TextField { width: 10; }"

    long = "/home/ana/Descargas/lista.csv"
    async with Narrow(TextField, lambda: TextField(long)).run_test() as pilot:
        first, second = pilot.app.query(TextField)
        second.cursor_position = len(long)
        await settle(pilot)
        second.focus()
        await settle(pilot)
        assert second.render_line(0).text.rstrip() == long[-9:]
        first.focus()
        second.cursor_position = 0
        await settle(pilot)
        second.focus()
        await settle(pilot)
        assert second.render_line(0).text[:10] == long[:10]


async def test_a_text_that_becomes_shorter_leaves_no_room_behind_it() -> None:
    class Narrow(Fields):
        CSS = "TextField { width: 10; }"

    long = "Distribuidora Alimenticia"
    async with Narrow(lambda: TextField(long)).run_test() as pilot:
        field = pilot.app.query_one(TextField)
        field.focus()
        field.cursor_position = len(long)
        await settle(pilot)
        await press(pilot, *["backspace"] * 8)
        assert field.render_line(0).text[:10].rstrip() == long[:-8][-9:]


@pytest.mark.parametrize(
    "value", ["Suyapa", "Ñandú, S. de R.L. de C.V.", "中文有限公司 y hermanos", "e\u0301x", "a\tb"]
)
async def test_a_text_is_drawn_as_textual_draws_it(value: str) -> None:
    class Narrow(Fields):
        CSS = "TextField { width: 10; }"

    async with Narrow(lambda: TextField(value)).run_test() as pilot:
        field = pilot.app.query_one(TextField)
        field.focus()
        for place in (0, len(value), 1):
            field.cursor_position = place
            await settle(pilot)
            assert field.render_line(0).text == Input.render_line(field, 0).text


async def test_nothing_blinks() -> None:
    async with Fields(TextField, TextBlock).run_test() as pilot:
        field, block = pilot.app.query_one(TextField), pilot.app.query_one(TextBlock)
        field.focus()
        await settle(pilot)
        assert field.cursor_blink is False and block.cursor_blink is False
        await press(pilot, "a")
        assert field._cursor_visible


async def test_plain_is_never_markup() -> None:
    plain = Plain("[red]x[/foo]")
    async with Fields(lambda: plain).run_test():
        assert str(plain.visual) == "[red]x[/foo]"
        plain.show("[/b]")
        assert str(plain.visual) == "[/b]"


def items(*labels: str, refused: str = "") -> list[PickItem]:
    return [PickItem(label, label, reason="no" if label == refused else "") for label in labels]


async def test_pick_list() -> None:
    pick_list = PickList(items(*"abcdefghij", refused="c"))
    pick_list.styles.height = 4
    app = Fields(lambda: pick_list)
    async with app.run_test() as pilot:
        pick_list.focus()
        await press(pilot, "up", "enter", "down", "enter", "down", "enter", "end", "enter")
        assert app.picked == ["a", "b", "no", "j"]
        assert [line.plain.rstrip() for line in pick_list.render().split("\n")] == [
            "  g", "  h", "  i", "▌ j",
        ]  # fmt: skip
        await press(pilot, "pageup", "enter", "home", "enter")
        assert app.picked[4:] == ["g", "a"]
        await press(pilot, "down")
        pick_list.show(items(*"xba"), keep=True)
        assert pick_list.highlighted == PickItem("b", "b")
        pick_list.show(items(*"xy"), keep=True)
        assert pick_list.highlighted == PickItem("x", "x")
        pick_list.show([])
        assert pick_list.highlighted is None
        await press(pilot, "down", "enter")
        pick_list.show(items(*"xy"))
        await pilot.click(PickList, (3, 1))
        await settle(pilot)
        assert app.picked[6:] == ["y"]


async def test_pick_list_cuts_and_aligns() -> None:
    pick_list = PickList(
        [
            PickItem("1", "Distribuidora Alimenticia", "F10"),
            PickItem("2", "漢字漢字漢字漢字漢字漢字", "n"),
            PickItem("3", "[b]x", "", "No se puede porque sí"),
        ],
        empty="Nada",
    )
    async with Fields(lambda: pick_list).run_test(size=(22, 6)):
        lines = pick_list.render().split("\n")
        assert [line.cell_length for line in lines] == [22, 22, 22]
        assert lines[0].plain == "▌ Distribuidora A… F10"
        assert lines[1].plain.endswith(" n")
        assert lines[2].plain == "  [b]x — No se puede …"
        pick_list.show([])
        assert pick_list.render().plain == "  Nada"
