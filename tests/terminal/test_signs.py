from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

import pytest
from rich.cells import cell_len

from aduanas_tui.terminal.capabilities import Terminal
from aduanas_tui.terminal.signs import (
    ASCII,
    UNICODE,
    key_name,
    key_names,
    signs,
    spells_out,
    use_signs_of,
)


@pytest.fixture
def ascii_only() -> Iterator[None]:
    use_signs_of(Terminal(ascii=True))
    yield
    use_signs_of(Terminal())


@pytest.mark.parametrize("name", [field.name for field in fields(UNICODE)])
def test_both_columns_take_the_same_cells(name: str) -> None:
    one, other = getattr(UNICODE, name), getattr(ASCII, name)
    assert cell_len(one) == cell_len(other) >= 1
    assert other.isascii()


def test_key_names() -> None:
    keys = ("enter", "escape", "ctrl+s", "f1", "n", "space", "slash", "question_mark", "shift+tab")
    assert [key_name(key) for key in keys] == [
        "⏎", "Esc", "Ctrl+S", "F1", "n", "espacio", "/", "?", "Mayús+Tab",
    ]  # fmt: skip
    assert key_names(("left", "right")) == "←→"
    assert key_names(("ctrl+s", "f2")) == "Ctrl+S F2"


def test_ascii_mode(ascii_only: None) -> None:
    assert signs() is ASCII
    assert key_names(("left", "right")) == "Izq Der"
    assert all(key_name(key).isascii() for key in ("enter", "up", "pagedown", "escape"))


@pytest.mark.parametrize(
    ("terminal", "needed"),
    [(Terminal(), False), (Terminal(dim=False), True), (Terminal(linear=True), True)],
)
def test_what_cannot_be_dim_or_is_not_seen_is_spelt_out(terminal: Terminal, needed: bool) -> None:
    use_signs_of(terminal)
    try:
        assert spells_out() is needed
    finally:
        use_signs_of(Terminal())
