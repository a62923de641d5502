"""Labelled values to read."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.strip import Strip

from aduanas_tui.widgets.facts import Fact, FactList
from tests.helpers import press, settle

FACTS = (
    Fact("Nombre", "Distribuidora"),
    Fact("RTN", "0801-9099-354423", "08019099354423"),
    Fact("Notas", "\n".join(f"línea {number}" for number in range(30))),
    Fact("", ""),
    Fact("Una etiqueta demasiado larga", "fin"),
)


class Reader(App[None]):
    """A screen of facts."""

    def compose(self) -> ComposeResult:
        self.facts = FactList(label_width=12)
        yield self.facts


def seen(facts: FactList) -> list[str]:
    strips: list[Strip] = [facts.render_line(y) for y in range(facts.size.height)]
    assert all(strip.cell_length == facts.size.width for strip in strips)
    return [strip.text.rstrip() for strip in strips]


async def test_values_stand_beside_their_labels_and_go_on_below() -> None:
    app = Reader()
    async with app.run_test(size=(40, 12)) as pilot:
        app.facts.show(FACTS)
        await settle(pilot)
        lines = seen(app.facts)
        assert lines[0] == "▌ Nombre     Distribuidora"
        assert lines[1] == "  RTN        0801-9099-354423"
        assert lines[2:5] == ["  Notas      línea 0", " " * 13 + "línea 1", " " * 13 + "línea 2"]
        assert lines[-1].endswith(" …"), "there is more below"
        await press(pilot, "end")
        assert not any(line.endswith("…") for line in seen(app.facts)[:-1])
        assert seen(app.facts)[-1].endswith("fin")


async def test_long_values_are_broken_for_the_width_one_has() -> None:
    app = Reader()
    async with app.run_test(size=(40, 12)) as pilot:
        app.facts.show([Fact("Nota", "palabra " * 10), Fact("Otra", "中文" * 20)])
        await settle(pilot)
        assert len([line for line in seen(app.facts) if "palabra" in line]) == 4
        await pilot.resize_terminal(120, 12)
        await settle(pilot)
        assert len([line for line in seen(app.facts) if "palabra" in line]) == 1
        assert "".join(seen(app.facts)).count("中") == 20


async def test_moving_and_copying() -> None:
    app = Reader()
    async with app.run_test(size=(40, 12)) as pilot:
        app.facts.show(FACTS)
        await press(pilot, "down")
        assert app.facts.current == FACTS[1] and seen(app.facts)[1].startswith("▌ RTN")
        await press(pilot, "up", "up", "up")
        assert app.facts.current == FACTS[0]
        await press(pilot, "end")
        assert app.facts.current == FACTS[-1]
        assert seen(app.facts)[-1].startswith("▌ Una etiqu")
        await press(pilot, "home")
        assert app.facts.current == FACTS[0]


async def test_a_value_longer_than_the_screen_is_read_by_pages() -> None:
    app = Reader()
    async with app.run_test(size=(40, 12)) as pilot:
        app.facts.show(FACTS)
        read: list[str] = []
        for _ in range(5):
            read += [line.removesuffix("…").rstrip() for line in seen(app.facts)]
            await press(pilot, "pagedown")
        assert all(any(line.endswith(f"línea {n}") for line in read) for n in range(30))
        await press(pilot, *["pageup"] * 5)
        assert seen(app.facts)[0].startswith("▌ Nombre")


async def test_other_facts_keep_the_place_and_never_leave_a_blank_screen() -> None:
    app = Reader()
    async with app.run_test(size=(40, 12)) as pilot:
        app.facts.show(FACTS)
        await press(pilot, "end")
        app.facts.show(FACTS[:2])
        await settle(pilot)
        assert app.facts.current == FACTS[1]
        assert seen(app.facts)[0].strip().startswith("Nombre")
        app.facts.show(())
        await press(pilot, "down", "pagedown", "home")
        assert app.facts.current is None and not "".join(seen(app.facts))


async def test_a_click_goes_to_the_fact() -> None:
    app = Reader()
    async with app.run_test(size=(40, 12)) as pilot:
        app.facts.show(FACTS)
        await pilot.click(app.facts, offset=(20, 5))
        await settle(pilot)
        assert app.facts.current == FACTS[2]


async def test_height_follows_the_width_it_is_given() -> None:
    """The glance asks for its height before it has a size."""
    app = Reader()
    async with app.run_test(size=(40, 12)):
        facts = app.facts
        facts.show([Fact("Nota", "palabra " * 10)])
        assert facts.get_content_height(facts.size, facts.size, 120) == 1
        assert facts.get_content_height(facts.size, facts.size, 40) == 4


async def test_headings_are_passed_over_and_groups_are_jumped_to() -> None:
    app = Reader()
    facts = [
        Fact("Número", "1"),
        Fact("Enlaces", "", is_heading=True),
        Fact("Factura", "2", target="invoice"),
        Fact("Factura", "3", target="other"),
        Fact("Registro", "", is_heading=True),
        Fact("Registrado", "hoy"),
    ]
    async with app.run_test(size=(40, 12)) as pilot:
        app.facts.show(facts)
        await settle(pilot)
        assert seen(app.facts)[:4] == ["▌ Número     1", "", " Enlaces", "  Factura    2"]
        await press(pilot, "down")
        assert app.facts.current == facts[2]
        await press(pilot, "up")
        assert app.facts.current == facts[0]
        for wanted in (2, 5, 0, 2):
            app.facts.action_next_group(1)
            assert app.facts.current == facts[wanted]
        app.facts.action_next_group(-1)
        assert app.facts.current == facts[0]
        await press(pilot, "end", "up", "up")
        assert app.facts.current == facts[2]


async def test_what_leads_somewhere_is_opened() -> None:
    opened: list[object] = []

    class Follower(Reader):
        def on_fact_list_opened(self, event: FactList.Opened) -> None:
            opened.append(event.fact.target)

    app = Follower()
    async with app.run_test(size=(40, 12)) as pilot:
        app.facts.show([Fact("Nombre", "a"), Fact("Enlace", "b", target="b")])
        app.facts.action_open()
        await press(pilot, "down")
        app.facts.action_open()
        await settle(pilot)
        assert opened == ["b"]
        await pilot.click(app.facts, offset=(20, 1))
        await settle(pilot)
        assert opened == ["b", "b"]
