"""The list that holds only the rows around those on screen."""

from __future__ import annotations

from dataclasses import dataclass

from textual import on
from textual.app import App, ComposeResult
from textual.geometry import Region

from aduanas_tui.widgets.columns import Column
from aduanas_tui.widgets.row_list import RowList
from aduanas_tui.widgets.row_window import PAGES_KEPT
from tests.helpers import press, settle, until


@dataclass(frozen=True)
class Item:
    """A row that is its number."""

    id: int


COLUMNS: tuple[Column[Item], ...] = (
    Column("number", "Número", 0, lambda row, _: f"fila {row.id}"),
)


class Numbers(App[None]):
    """A list of ``total`` rows that are handed out only when the test says so."""

    def __init__(self, total: int, answer: bool = True) -> None:
        super().__init__()
        self.all = [Item(number) for number in range(total)]
        self.list: RowList[Item] = RowList(COLUMNS)
        self.answer = answer
        self.asked: list[RowList.Wanted] = []
        self.current: list[int | None] = []
        self.opened: list[int] = []

    def compose(self) -> ComposeResult:
        yield self.list

    @on(RowList.Wanted)
    def wanted(self, event: RowList.Wanted) -> None:
        self.asked.append(event)
        if self.answer:
            self.give()

    @on(RowList.Highlighted)
    def highlighted(self, event: RowList.Highlighted) -> None:
        self.current.append(event.row.id if event.row else None)

    @on(RowList.Opened)
    def was_opened(self, event: RowList.Opened) -> None:
        self.opened.append(event.row.id)

    def give(self) -> None:
        """Answer the oldest question as the owner of the rows does."""
        wanted = self.asked.pop(0)
        rows = self.all
        if wanted.mark is None:
            part = rows[-wanted.size :] if wanted.backwards else rows[: wanted.size]
            whole = len(part) < wanted.size
            self.list.show(
                part,
                first_known=whole or not wanted.backwards,
                last_known=whole or wanted.backwards,
                at_end=wanted.backwards,
            )
            return
        at = rows.index(wanted.mark)
        part = (
            rows[max(0, at - wanted.size) : at]
            if wanted.backwards
            else rows[at + 1 : at + 1 + wanted.size]
        )
        if wanted.mark.id == self.list.edge_id(wanted.backwards):
            known = len(part) < wanted.size
            self.list.extend(part, backwards=wanted.backwards, end_known=known)
        else:
            self.list.discard(backwards=wanted.backwards)

    def start(self, size: int = 20, first: int = 0) -> None:
        part = self.all[first : first + size]
        self.list.show(part, first_known=first == 0, last_known=first + size >= len(self.all))

    @property
    def numbers(self) -> list[int | None]:
        """The numbers on screen, ``None`` for a blank line."""
        found = []
        for y in range(1, self.list.size.height):
            text = self.list.render_line(y).text.strip(" ▌")
            found.append(int(text.removeprefix("fila ")) if text else None)
        return found

    @property
    def at(self) -> int:
        assert self.list.current is not None
        return self.list.current.id


async def test_only_a_few_pages_are_held_however_far_one_walks() -> None:
    app = Numbers(200)
    async with app.run_test(size=(30, 11)) as pilot:
        app.start()
        for _ in range(19):
            await press(pilot, "pagedown")
            assert len(app.list) <= (PAGES_KEPT + 2) * 10
        assert app.at == 190 and app.numbers == list(range(190, 200))
        for _ in range(19):
            await press(pilot, "pageup")
            assert len(app.list) <= (PAGES_KEPT + 2) * 10
        assert app.at == 0 and app.numbers == list(range(10))


async def test_a_page_ahead_is_asked_for_before_it_is_needed() -> None:
    app = Numbers(100, answer=False)
    async with app.run_test(size=(30, 11)) as pilot:
        app.start()
        await press(pilot, "down")
        assert app.asked == []
        await press(pilot, "pagedown")
        assert [(one.mark.id, one.backwards) for one in app.asked] == [(19, False)]
        await press(pilot, "up", "down")
        assert len(app.asked) == 1, "asked once"
        app.give()
        await press(pilot, "pagedown")
        assert app.at == 21


async def test_a_move_beyond_what_is_there_is_made_when_the_rows_come() -> None:
    app = Numbers(100, answer=False)
    async with app.run_test(size=(30, 11)) as pilot:
        app.start(12)
        await press(pilot, "pagedown", "pagedown")
        assert app.list.is_waiting and app.at == 11
        app.give()
        assert not app.list.is_waiting and app.at == 20
        await press(pilot, "end")
        assert app.list.is_waiting
        while app.asked:
            app.give()
            await settle(pilot)
        assert app.at == 99 and app.numbers[-1] == 99


async def test_a_move_is_given_up_when_the_rows_do_not_come() -> None:
    app = Numbers(100, answer=False)
    async with app.run_test(size=(30, 11)) as pilot:
        app.start(12)
        await press(pilot, "pagedown", "pagedown")
        app.asked.clear()
        app.list.give_up()
        assert not app.list.is_waiting
        await press(pilot, "down")
        assert len(app.asked) == 1, "it can be tried again"


async def test_rows_for_an_end_that_was_forgotten_are_asked_for_again() -> None:
    """Walking back drops the rows at the far end while more of them are on their way."""
    app = Numbers(1_000)
    async with app.run_test(size=(30, 11)) as pilot:
        app.start(20, first=500)
        await press(pilot, *["pageup"] * 3)
        app.answer = False
        await press(pilot, *["pagedown"] * 3)
        forward = [one for one in app.asked if not one.backwards]
        assert forward
        app.answer = True
        app.asked = [one for one in app.asked if one.backwards]
        await press(pilot, *["pageup"] * 9)
        app.asked.insert(0, forward[0])
        app.give()
        await settle(pilot)
        start = app.at
        for _ in range(12):
            await press(pilot, "pagedown")
        assert app.at == start + 120
        held = [row.id for row in app.list._window.rows]
        assert held == list(range(held[0], held[0] + len(held))), "no gap"


async def test_a_taller_terminal_is_filled_at_both_ends() -> None:
    for keys in (["end"], ["end", "home"], ["pagedown"] * 6):
        app = Numbers(1_000)
        async with app.run_test(size=(30, 11)) as pilot:
            app.start()
            await press(pilot, *keys)
            at = app.at
            await pilot.resize_terminal(30, 90)
            await settle(pilot)
            assert None not in app.numbers
            shown = [number for number in app.numbers if number is not None]
            assert shown == list(range(shown[0], shown[0] + 89))
            assert app.at == at
            text = "\n".join(
                "".join(segment.text for segment in strip)
                for strip in app.screen._compositor.render_strips()
            )
            assert f"fila {shown[-1]} " in text, "and drawn"
            await pilot.resize_terminal(30, 6)
            await settle(pilot)
            assert app.at in app.numbers


async def test_a_step_redraws_two_marks_and_nothing_else() -> None:
    app = Numbers(100)
    async with app.run_test(size=(30, 11)) as pilot:
        app.start()
        await settle(pilot)
        drawn: list[tuple[Region, ...]] = []
        app.list.refresh = lambda *regions, **_: drawn.append(regions)  # type: ignore[method-assign, assignment]
        await press(pilot, "down")
        assert drawn == [(Region(0, 1, 1, 1), Region(0, 2, 1, 1))]


async def test_the_row_that_goes_leaves_its_place_to_the_next() -> None:
    app = Numbers(10)
    async with app.run_test(size=(30, 11)) as pilot:
        app.start()
        await press(pilot, "down", "down")
        rows = [row for row in app.all if row.id not in (2, 3)]
        app.list.show(rows, first_known=True, last_known=True, keep=2)
        assert app.at == 4
        app.list.show(rows[:2], first_known=True, last_known=True, keep=4)
        assert app.at == 1, "after the last one, the one before"
        app.list.show(rows, first_known=True, last_known=True, keep=9)
        assert app.at == 9, "a row that was not there before"
        app.list.show((), first_known=True, last_known=True, keep=9)
        assert app.list.current is None
        await settle(pilot)
        assert app.current[-1] is None


async def test_an_empty_list_says_what_to_do_and_takes_every_key() -> None:
    app = Numbers(0)
    async with app.run_test(size=(30, 11)) as pilot:
        app.list.show((), first_known=True, last_known=True)
        app.list.show_empty("Nada todavía.", "n crea uno.")
        lines = [app.list.render_line(y).text.strip() for y in range(5)]
        assert lines[2:4] == ["Nada todavía.", "n crea uno."]
        await press(pilot, "down", "up", "pagedown", "pageup", "home", "end", "enter")
        assert app.opened == [] and app.asked == []


async def test_mouse_and_enter_open() -> None:
    app = Numbers(50)
    async with app.run_test(size=(30, 11)) as pilot:
        app.start()
        await pilot.click(app.list, offset=(3, 4))
        await settle(pilot)
        assert app.at == 3 and app.opened == []
        await pilot.click(app.list, offset=(3, 4))
        await settle(pilot)
        await pilot.click(app.list, offset=(3, 0))
        await press(pilot, "enter")
        assert app.opened == [3, 3]


async def test_the_pages_beside_the_screen_are_drawn_at_rest() -> None:
    drawn: list[int] = []

    def cell(row: Item, _: int) -> str:
        drawn.append(row.id)
        return f"fila {row.id}"

    app = Numbers(200)
    app.list = RowList((Column("number", "Número", 0, cell),))
    async with app.run_test(size=(30, 11)) as pilot:
        app.start()
        await settle(pilot)
        await until(lambda: 19 in drawn, "the next page")
        await press(pilot, "pagedown")
        assert sorted(drawn[:20]) == list(range(20)), "each once"
