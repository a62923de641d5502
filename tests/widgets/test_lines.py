"""Title line and key line."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.content import Content

from aduanas_tui.widgets.commands import Command
from aduanas_tui.widgets.keyline import Key, KeyLine, fit
from aduanas_tui.widgets.one_line import OneLine
from aduanas_tui.widgets.section_line import SectionLine
from aduanas_tui.widgets.titleline import TitleLine, cut
from tests.helpers import settle


def key(label: str, *keys: str, enabled: bool = True, shown: tuple[str, ...] = ()) -> Key:
    return Key(Command(label, keys, label, "", "x", shown_keys=shown), enabled)


KEYS = [
    key("Nuevo", "n"),
    key("Abrir", "enter"),
    key("Sección", "1", shown=("left", "right")),
    key("Ayuda", "f1"),
]


@pytest.mark.parametrize(
    ("width", "labels"),
    [
        (80, ["Nuevo", "Abrir", "Sección", "Ayuda"]),
        (38, ["Nuevo", "Abrir", "Sección", "Ayuda"]),
        (37, ["Nuevo", "Abrir", "Ayuda"]),
        (26, ["Nuevo", "Abrir", "Ayuda"]),
        (25, ["Nuevo", "Ayuda"]),
        (8, ["Ayuda"]),
        (3, ["Ayuda"]),
    ],
)
def test_keys_are_dropped_from_the_right_but_help_stays(width: int, labels: list[str]) -> None:
    shown = fit(KEYS, width)
    assert [entry.command.label for entry in shown] == labels
    if width >= 8:
        assert sum(entry.width for entry in shown) + 2 * (len(shown) - 1) <= width


def test_the_way_back_stays_too() -> None:
    back = Key(Command("back", ("escape",), "Volver", "", "x"), True)
    shown = fit([*KEYS[:3], back, KEYS[3]], 33)
    assert [entry.command.label for entry in shown] == ["Nuevo", "Volver", "Ayuda"]
    shown = fit([KEYS[0], back, *KEYS[1:]], 20)
    assert [entry.command.label for entry in shown] == ["Volver", "Ayuda"]


def test_no_keys() -> None:
    assert fit([], 10) == []


def test_cut() -> None:
    assert cut(Content("Distribuidora"), 20).plain == "Distribuidora"
    assert cut(Content("Distribuidora"), 8).plain == "Distrib…"
    assert cut(Content("漢字漢字"), 4).cell_length <= 4
    assert cut(Content("abc"), 1).plain == "…"
    assert cut(Content("abc"), 0).plain == ""


class Lines(App[None]):
    def __init__(self, left: str, right: str, action: str) -> None:
        super().__init__()
        self.texts = (left, right, action)
        self.clicked: list[str] = []

    def compose(self) -> ComposeResult:
        yield TitleLine(*self.texts)
        yield KeyLine()

    def on_mount(self) -> None:
        self.query_one(KeyLine).show(KEYS)

    def on_key_line_clicked(self, event: KeyLine.Clicked) -> None:
        self.clicked.append(event.command.label)

    def on_title_line_action_clicked(self) -> None:
        self.clicked.append("title")


@pytest.mark.parametrize(
    ("left", "right", "action", "start", "end"),
    [
        ("Clientes", "12 activos", "+ Nuevo", "Clientes ", " 12 activos  + Nuevo"),
        ("Clientes", "", "", "Clientes", "  "),
        ("Clientes › Distribuidora Ñ", "● En espera", "", "Clientes › Dist", "…  ● En espera"),
        ("Clientes › Distribuidora Ñ › Editar", "* x", "", "Clientes › Dist", "… › Editar  * x"),
        ("Clientes › Distribuidora › " + "ñ" * 40, "x", "", "Clientes › Distribuidora › ñ", "…  x"),
        ("Importadora " + "漢字" * 9, "[b]x", "", "Importadora 漢字漢字漢字漢字", " …  [b]x"),
    ],
)  # fmt: skip
async def test_title(left: str, right: str, action: str, start: str, end: str) -> None:
    async with Lines(left, right, action).run_test(size=(40, 5)) as pilot:
        line = pilot.app.query_one(TitleLine).render()
        assert line.plain.startswith(start) and line.plain.endswith(end)
        assert line.cell_length == 38


async def test_clicks() -> None:
    app = Lines("Clientes", "x", "+ Nuevo")
    async with app.run_test(size=(40, 5)) as pilot:
        for offset in ((0, 0), (6, 0), (9, 0), (18, 0), (38, 0)):
            await pilot.click(KeyLine, offset)
            await settle(pilot)
        await pilot.click(TitleLine, (38, 0))
        await pilot.click(TitleLine, (5, 0))
        await settle(pilot)
    assert app.clicked == ["Nuevo", "Nuevo", "Abrir", "Sección", "title"]


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (80, " 1 Datos generales     2 Contactos (3)     3 Historial de Operaciones"),
        (68, " 1 Datos generales   2 Contactos (3)   3 Historial de Operaciones"),
        (60, " 1 Datos     2 Contactos     3 Historial de Operaciones"),
        (52, " 1 Datos  2 Contactos  3 Historial de Operaciones"),
    ],
)
async def test_sections_are_shortened_but_the_open_one(width: int, line: str) -> None:
    class Sections(App[None]):
        chosen = -1

        def compose(self) -> ComposeResult:
            yield SectionLine()

        def on_section_line_chosen(self, event: SectionLine.Chosen) -> None:
            self.chosen = event.index

    app = Sections()
    async with app.run_test(size=(width, 2)) as pilot:
        sections = app.query_one(SectionLine)
        sections.show(("Datos generales", "Contactos (3)", "Historial de Operaciones"), 2)
        await settle(pilot)
        shown = sections.render()
        assert shown.plain.rstrip() == line and shown.cell_length <= width - 2
        await pilot.click(sections, offset=(1 + line.index("2"), 0))
        await settle(pilot)
        assert app.chosen == 1


async def test_a_line_that_does_not_fit_says_so() -> None:
    line = OneLine("14 dígitos; los guiones no importan.")

    class Hint(App[None]):
        def compose(self) -> ComposeResult:
            yield line

    async with Hint().run_test(size=(20, 3)) as pilot:
        await settle(pilot)
        assert line.render_line(0).text == "14 dígitos; los gui…"
        line.show("[/b] corto")
        await settle(pilot)
        assert line.render_line(0).text.rstrip() == "[/b] corto"
