"""Every state is read in the characters alone: what these tests look at has no styles at all.

tests/e2e/test_matrix.py walks through every screen without colours besides.
"""

from __future__ import annotations

from datetime import date

import pytest

from aduanas_tui.services import clients
from aduanas_tui.store.connection import write_transaction
from aduanas_tui.store.models import Invoice
from aduanas_tui.terminal.capabilities import Terminal, terminal_from
from aduanas_tui.terminal.signs import Signs, signs
from tests import factories
from tests.screens.conftest import Operator, Program

TERMINALS = ("xterm-256color", "vt100")

PAST, FUTURE = date(2020, 1, 31), date(2099, 1, 1)


@pytest.fixture(params=TERMINALS)
def terminal(request: pytest.FixtureRequest) -> Terminal:
    return terminal_from({"TERM": request.param, "NO_COLOR": "1", "LANG": "C.UTF-8"})


def marked(op1: Operator) -> list[str]:
    """Return the lines with the sign of where one is."""
    return [line for line in op1.lines if line.lstrip().startswith(signs().cursor)]


def under_the_cursor(op1: Operator) -> str:
    cell = op1.app.focus_cell()
    assert cell is not None
    return op1.lines[cell.y][cell.x :]


async def test_lists_and_records(program: Program, terminal: Terminal) -> None:
    first, second = (factories.register(number) for number in range(2))
    factories.add_contact(first.id, 1, name="Suyapa Uno")
    factories.add_contact(first.id, 2, name="Berta Dos")
    clients.deactivate(factories.OPERATOR, second.id, second.version)
    async with program(terminal=terminal) as op1:
        shown: Signs = signs()
        assert under_the_cursor(op1) == "", "in the search field, which is empty"
        await op1.presses("down", "v")
        assert "(inactivo)" in op1.line_with("Prueba 1")
        assert "(inactivo)" not in op1.line_with("Prueba 0")
        assert [line[2:20] for line in marked(op1)] == ["Comercial Prueba 0"]
        assert under_the_cursor(op1).startswith("Comercial Prueba 0")
        await op1.presses("enter")
        assert op1.lines[0].endswith(f"{shown.active} Activo")
        await op1.presses("2")
        assert shown.primary in op1.line_with("Suyapa Uno")
        assert shown.primary not in op1.line_with("Berta Dos")
        await op1.presses("escape", "down", "enter")
        assert op1.lines[0].endswith(f"{shown.inactive} Inactivo")


async def test_invoices(program: Program, terminal: Terminal) -> None:
    (one,) = factories.insert_many([factories.client()])
    numbers = [f"000-001-01-0000000{number}" for number in range(1, 6)]
    _late, _due, part, paid, void = (
        factories.invoice(one, number, due_on=day)
        for number, day in zip(numbers, (PAST, *[FUTURE] * 4), strict=True)
    )
    factories.payment(part, "1.00")
    factories.payment(paid, str(paid.total))
    with write_transaction():
        Invoice.update(annulled_on=PAST).where(Invoice.id == void.id).execute()
    async with program(terminal=terminal) as op1:
        await op1.presses("down", "enter", "3", "tab", "tab")
        states = ("Vencida", "Pendiente", "Parcial", "Pagada", "Anulada")
        for number, state in zip(numbers, states, strict=True):
            assert state in op1.line_with(number)


async def test_forms_and_questions(program: Program, terminal: Terminal) -> None:
    async with program(terminal=terminal) as op1:
        await op1.types("↓n")
        await op1.types("Uno⇥0801-2099-12345⇥⇥⇥⇥⇥2763⇥")
        await op1.presses("f2")
        shown = signs()
        assert shown.required in op1.line_with("Nombre o Razón Social")
        assert shown.required not in op1.line_with("Sitio web")
        assert f"{shown.error} " in op1.line_with("14 dígitos")
        assert [line[1:6] for line in marked(op1)] == ["RTN *"]
        await op1.presses("escape")
        answer = under_the_cursor(op1)
        assert answer.startswith("Seguir aquí (n)")
        assert sum(line.count(f"{shown.cursor} Seguir aquí") for line in op1.lines) == 1
        await op1.presses("left")
        assert under_the_cursor(op1).startswith("Salir sin guardar (s)")
        assert not any(f"{shown.cursor} Seguir aquí" in line for line in op1.lines)


async def test_what_is_not_allowed_says_why(program: Program, terminal: Terminal) -> None:
    async with program(terminal=terminal) as op1:
        await op1.presses("ctrl+p")
        assert f"Abrir {signs().none} No hay ningún cliente" in op1.line_with("Abrir")
        assert f" {signs().none} " not in op1.line_with("Importar ")
