"""Labelled values to read."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.strip import Strip

from aduanas_tui.widgets.facts import Fact, FactList

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
        await pilot.pause()
        lines = seen(app.facts)
        assert lines[0] == "▌ Nombre     Distribuidora"
        assert lines[1] == "  RTN        0801-9099-354423"
        assert lines[2:5] == ["  Notas      línea 0", " " * 13 + "línea 1", " " * 13 + "línea 2"]
        assert lines[-1].endswith(" …"), "there is more below"
        await pilot.press("end")
        assert not any(line.endswith("…") for line in seen(app.facts)[:-1])
        assert seen(app.facts)[-1].endswith("fin")


async def test_long_values_are_broken_for_the_width_one_has() -> None:
    app = Reader()
    async with app.run_test(size=(40, 12)) as pilot:
        app.facts.show([Fact("Nota", "palabra " * 10), Fact("Otra", "中文" * 20)])
        await pilot.pause()
        assert len([line for line in seen(app.facts) if "palabra" in line]) == 4
        await pilot.resize_terminal(120, 12)
        assert len([line for line in seen(app.facts) if "palabra" in line]) == 1
        assert "".join(seen(app.facts)).count("中") == 20


async def test_moving_and_copying() -> None:
    app = Reader()
    async with app.run_test(size=(40, 12)) as pilot:
        app.facts.show(FACTS)
        await pilot.press("down")
        assert app.facts.current == FACTS[1] and seen(app.facts)[1].startswith("▌ RTN")
        await pilot.press("up", "up", "up")
        assert app.facts.current == FACTS[0]
        await pilot.press("end")
        assert app.facts.current == FACTS[-1]
        assert seen(app.facts)[-1].startswith("▌ Una etiqu")
        await pilot.press("home")
        assert app.facts.current == FACTS[0]


async def test_a_value_longer_than_the_screen_is_read_by_pages() -> None:
    app = Reader()
    async with app.run_test(size=(40, 12)) as pilot:
        app.facts.show(FACTS)
        read: list[str] = []
        for _ in range(5):
            read += [line.removesuffix("…").rstrip() for line in seen(app.facts)]
            await pilot.press("pagedown")
        assert all(any(line.endswith(f"línea {n}") for line in read) for n in range(30))
        await pilot.press(*["pageup"] * 5)
        assert seen(app.facts)[0].startswith("▌ Nombre")


async def test_other_facts_keep_the_place_and_never_leave_a_blank_screen() -> None:
    app = Reader()
    async with app.run_test(size=(40, 12)) as pilot:
        app.facts.show(FACTS)
        await pilot.press("end")
        app.facts.show(FACTS[:2])
        await pilot.pause()
        assert app.facts.current == FACTS[1]
        assert seen(app.facts)[0].strip().startswith("Nombre")
        app.facts.show(())
        await pilot.press("down", "pagedown", "home")
        assert app.facts.current is None and not "".join(seen(app.facts))


async def test_a_click_goes_to_the_fact() -> None:
    app = Reader()
    async with app.run_test(size=(40, 12)) as pilot:
        app.facts.show(FACTS)
        await pilot.click(app.facts, offset=(20, 5))
        assert app.facts.current == FACTS[2]


async def test_height_follows_the_width_it_is_given() -> None:
    """The glance asks for its height before it has a size."""
    app = Reader()
    async with app.run_test(size=(40, 12)):
        facts = app.facts
        facts.show([Fact("Nota", "palabra " * 10)])
        assert facts.get_content_height(facts.size, facts.size, 120) == 1
        assert facts.get_content_height(facts.size, facts.size, 40) == 4
