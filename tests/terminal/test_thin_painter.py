"""What the thin renderer writes makes a terminal show what is wanted, whatever it showed before."""

from __future__ import annotations

from dataclasses import replace

import pyte.screens
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyte.screens import Char
from rich.color import Color
from rich.segment import Segment
from rich.style import Style

from aduanas_tui.terminal.capabilities import Terminal, terminal_from
from aduanas_tui.terminal.thin.grid import Grid
from aduanas_tui.terminal.thin.painter import Painter
from tests import display
from tests.display import Display

WIDTH, HEIGHT = 24, 9

_COLOURS = [None, Color.default(), *map(Color.from_ansi, (1, 4, 12)), Color.parse("#3070a0")]
STYLES = st.builds(
    Style,
    color=st.sampled_from(_COLOURS),
    bgcolor=st.sampled_from(_COLOURS[:4]),
    **{name: st.sampled_from([None, None, True]) for name in ("bold", "italic", "underline")},
    reverse=st.sampled_from([None, None, None, True]),
    strike=st.sampled_from([None, None, None, True]),
)
LETTERS = st.text(st.sampled_from("ab ñ—▌│ 世👍éo\u0301 "), max_size=WIDTH)
TEXTS = st.one_of(LETTERS, st.sampled_from(["", " " * 7, "x" * WIDTH, "Nombre o Razón Social "]))
PIECES = st.lists(st.builds(Segment, TEXTS, st.none() | STYLES), max_size=3)

PUT = st.tuples(st.just("put"), st.integers(-2, WIDTH), st.integers(0, HEIGHT - 1), PIECES)
MOVE = st.tuples(
    st.just("move"), st.integers(0, HEIGHT - 1), st.integers(0, HEIGHT - 1), st.integers(-3, 3)
)
FILL = st.tuples(st.just("fill"), st.integers(0, 30), st.just(0), STYLES)
STEPS = st.lists(
    st.tuples(
        st.lists(st.one_of(PUT, MOVE, FILL), max_size=6),
        st.none() | st.tuples(st.integers(0, WIDTH - 1), st.integers(0, HEIGHT - 1)),
    ),
    min_size=1,
    max_size=5,
)


def change(grid: Grid, painter: Painter, kind: str, a: int, b: int, how: object) -> None:
    """Do to a grid what programs do to screens."""
    if kind == "put":
        grid.put(a, b, how, painter.looks)  # type: ignore[arg-type]
    elif kind == "fill":
        for y in range(grid.height):
            text = f"{a + y:>3} fila de la lista {a + y}"
            grid.put(0, y, [Segment(" ▌"[y == 3]), Segment(text, how)], painter.looks)  # type: ignore[arg-type]
    else:
        top, bottom = sorted((a, b))
        block = grid.rows[top : bottom + 1]
        turn = int(str(how)) % len(block)
        grid.rows[top : bottom + 1] = block[turn:] + block[:turn]


def shown(screen: Display) -> list[list[Char]]:
    """Return what is seen on a screen."""
    return [screen.line(y) for y in range(screen.size[1])]


def afresh(grid: Grid) -> list[list[Char]]:
    """Return what a terminal shows where every cell is written, one by one."""
    screen = Display((grid.width, grid.height))
    for y, row in enumerate(grid.rows):
        for x, (text, look) in enumerate(zip(row.texts, row.looks, strict=True)):
            if text:
                screen.show(f"\x1b[?7l\x1b[{y + 1};{x + 1}H\x1b[0;{look.parameters}m{text}")
    return shown(screen)


@pytest.mark.parametrize("name", ["xterm-256color", "screen", "vt100", "ansi"])
@settings(deadline=None, max_examples=40)
@given(steps=STEPS)
def test_a_terminal_shows_what_is_wanted(name: str, steps: list[object]) -> None:
    terminal = terminal_from({"TERM": name, "LANG": "es_HN.UTF-8"})
    _compare(terminal, steps)


@settings(deadline=None, max_examples=30)
@given(steps=STEPS)
def test_linear(steps: list[object]) -> None:
    _compare(replace(Terminal(), linear=True, scrolls=False), steps)


def test_a_line_that_becomes_blank_is_written_line_by_line_too() -> None:
    painter, screen = Painter(replace(Terminal(), linear=True, scrolls=False)), Display((8, 2))
    grid = Grid(8, 2)
    for text in ("ab", "        ", "cd"):
        grid.put(0, 0, [Segment(text)], painter.looks)
        screen.show(painter.frame(grid, None))
        assert screen.text.split("\n")[0] == text.rstrip()


def _compare(terminal: Terminal, steps: list[object]) -> None:
    painter = Painter(terminal)
    grid = Grid(WIDTH, HEIGHT)
    screen = Display((WIDTH, HEIGHT))
    screen.show("\x1b[?7lwas here\x1b[5;5Hbefore")
    for changes, cursor in steps:  # type: ignore[misc]
        for one in changes:
            change(grid, painter, *one)
        data = painter.frame(grid, cursor)
        screen.show(data)
        assert shown(screen) == afresh(grid), repr(data)
        if cursor is not None:
            assert screen.cursor == cursor
        assert not terminal.hides_cursor or screen.cursor == cursor
        assert painter.frame(grid, cursor) == ""


def test_an_emoji_that_a_terminal_gives_one_cell_leaves_nothing_of_what_was_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """GNU screen gives emoji one cell, where we and others count two."""
    for module in (display, pyte.screens):
        monkeypatch.setattr(module, "wcwidth", lambda sign: 1)
    painter, screen = Painter(Terminal()), Display((WIDTH, HEIGHT))
    grid = Grid(WIDTH, HEIGHT)
    for text in ("abcdefg", "👍b⌚ef"):
        grid.put(0, 0, [Segment(text)], painter.looks)
        screen.show(painter.frame(grid, None))
    assert screen.text.split("\n")[0] == "👍 b⌚ ef"
