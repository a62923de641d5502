"""The program with its own renderer and with Textual's: two runs, the same screens."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.e2e.opened import CTRL_P, DOWN, ENTER, ESC, FORM, LIST, PAGE_DOWN, RECORD, Opened

STEPS = (
    ("", "30 activos"),
    (f"{DOWN}{PAGE_DOWN}{PAGE_DOWN}{DOWN}", LIST),
    ("f", "F6 Quitar todos"),
    (f"{ESC}/prueba 17{ENTER}", "1 encontrado"),
    (f"{ENTER}", RECORD),
    ("e", FORM),
    (f"Ñandú 中文{ESC}", "¿Salir sin guardar?"),
    (f"s{CTRL_P}", "¿Qué desea hacer?"),
)
"""Keys, and what the screen says after them."""


@pytest.fixture
def both(base: Path, tmp_path: Path) -> Iterator[list[Opened]]:
    with ExitStack() as stack:
        yield [
            stack.enter_context(
                Opened(
                    Path(shutil.copy(base, tmp_path / f"{painting}.db")),
                    size=(100, 30),
                    env={"ADUANAS_PINTADO": painting},
                    compares=False,
                )
            )
            for painting in ("delgado", "textual")
        ]


def test_both_show_the_same(both: list[Opened]) -> None:
    for keys, text in STEPS:
        for program in both:
            program.write(keys)
            program.wait_for(text)
            program.wait_quiet()
        assert both[0].screen == both[1].screen
        ours, stock = (program.display for program in both)
        for line in range(30):
            assert ours.line(line) == stock.line(line), f"after {keys!r}: line {line}"
        assert ours.cursor == stock.cursor, f"after {keys!r}"
    written = [len(program.raw) for program in both]
    assert written[0] * 4 < written[1]
    for program in both:
        program.leave()
