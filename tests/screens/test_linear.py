"""Drawn line by line, for screen readers and braille lines: one column, nothing over anything."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from aduanas_tui.terminal.capabilities import Terminal
from aduanas_tui.widgets.picklist import PickList
from tests import factories
from tests.screens.conftest import Operator, Program

LINEAR = Terminal(linear=True)
FRAME = re.compile("[─-╿]")


@pytest.fixture(autouse=True)
def clients(office: object) -> Iterator[None]:
    factories.insert_many(factories.client(number) for number in range(3))
    yield


def cursor(op1: Operator) -> str:
    """Return the line from the terminal's cursor on."""
    cell = op1.app.focus_cell()
    assert cell is not None, "the cursor is hidden"
    return op1.lines[cell.y][cell.x :]


async def test_one_column_without_frames_on_a_wide_terminal(program: Program) -> None:
    async with program((160, 30), terminal=LINEAR) as op1:
        await op1.presses("down")
        assert op1.lines[2].startswith("  Nombre o Razón Social"), "no menu before the list"
        assert not FRAME.search(op1.sees)
        assert cursor(op1).startswith("Comercial Prueba 0"), op1.sees
        await op1.presses("space")
        assert not FRAME.search(op1.sees)
        glance = op1.line_with("Teléfonos")
        assert glance.strip().startswith("Teléfonos"), "under the list, when asked for"


async def test_a_dialog_has_the_screen_for_itself(program: Program) -> None:
    async with program(terminal=LINEAR) as op1:
        await op1.presses("down")
        for key, title in (("m", "Menú"), ("x", "Exportar"), ("f1", "Ayuda"), ("f", "Filtros")):
            await op1.presses(key)
            assert op1.lines[0].strip() == title
            assert not FRAME.search(op1.sees)
            assert "Comercial Prueba" not in op1.sees
            assert "F1 Ayuda" not in op1.lines[-1]
            await op1.presses("escape")


async def test_in_the_palette_the_cursor_is_where_one_moves(program: Program) -> None:
    def option(op1: Operator) -> str:
        return op1.screen.query_one(PickList).highlighted.label  # type: ignore[no-any-return]

    async with program(terminal=LINEAR) as op1:
        await op1.presses("down", "ctrl+p", "e", "s")
        found = op1.app.focus_cell()
        assert found is not None and op1.lines[found.y][: found.x].endswith(" es")
        first = option(op1)
        await op1.presses("down")
        assert option(op1) != first and cursor(op1).startswith(option(op1))
        await op1.presses("left")
        assert cursor(op1) == "s", "back in what is typed"
        await op1.presses("down", "backspace")
        assert cursor(op1) == "s" and option(op1) != first


async def test_a_notice_over_a_dialog_covers_no_line(program: Program) -> None:
    async with program(terminal=LINEAR) as op1:
        await op1.presses("down", "ctrl+p")
        before = op1.lines
        op1.app.notify("Una noticia que ocupa dos líneas: " + "dos " * 20)
        await op1.settles()
        assert op1.lines[:-2] == before[:-2] and before[-2:] == ["", ""]
        assert op1.lines[-2].startswith(" Una noticia") and op1.lines[-1].endswith("dos")


async def test_a_notice_covers_no_line(program: Program) -> None:
    async with program(terminal=LINEAR) as op1:
        await op1.presses("down")
        before = op1.lines
        await op1.presses("y")
        changed = [at for at, line in enumerate(op1.lines) if line != before[at]]
        assert changed and all(not before[at].strip() for at in changed), op1.sees
        assert op1.line_with("RTN copiado")


async def test_what_is_dim_or_reversed_elsewhere_is_written(program: Program) -> None:
    async with program(terminal=LINEAR) as op1:
        assert "(n Nuevo)" in op1.lines[-1], "letters are typed here"
        await op1.presses("down", "enter", "2")
        assert re.search(r"\[2 Contactos[^\]]*\]", op1.lines[1])
        await op1.presses("escape", "ctrl+p")
        assert "(Escriba parte del nombre)" in op1.sees


async def test_the_end_of_a_word_is_not_shown_as_if_it_were_typed(program: Program) -> None:
    async with program(terminal=LINEAR) as op1:
        await op1.types("↓n⇥⇥per")
        assert op1.line_with("Tipo").rstrip().endswith("per")
