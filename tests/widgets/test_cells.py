"""Texts fitted to terminal cells, whatever characters they hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from aduanas_tui.terminal.capabilities import Terminal
from aduanas_tui.terminal.output_filter import drop_controls
from aduanas_tui.terminal.signs import use_signs_of
from aduanas_tui.widgets.cells import fit, fit_with_note
from aduanas_tui.widgets.columns import Column, Columns

TEXTS = st.text(max_size=60) | st.text("ab中文ñé\u0301\u200d\ufe0f👨👩👧🇭🇳\x1b\t", max_size=40)


@pytest.mark.parametrize(
    ("text", "width", "right", "expected"),
    [
        ("abc", 5, False, "abc  "),
        ("abc", 5, True, "  abc"),
        ("abcdef", 5, False, "abcd…"),
        ("abcdef", 5, True, "abcd…"),
        ("abcde", 5, False, "abcde"),
        ("中文字", 6, False, "中文字"),
        ("中文字", 5, False, "中文…"),
        ("中文字", 4, False, "中 …"),
        ("中", 1, False, "…"),
        ("e\u0301e\u0301e\u0301", 2, False, "e\u0301…"),
        ("a\u200bb\x1b[31m", 8, False, "ab[31m  "),
        ("abc", 0, False, ""),
        ("abc", -3, False, ""),
        ("", 3, False, "   "),
    ],
)
def test_fit(text: str, width: int, right: bool, expected: str) -> None:
    assert fit(text, width, right=right) == expected


@given(TEXTS, st.integers(0, 50), st.booleans())
def test_fit_always_takes_its_cells(text: str, width: int, right: bool) -> None:
    fitted = fit(text, width, right=right)
    assert cell_len(fitted) == width
    assert drop_controls(fitted) == fitted


@given(TEXTS, st.integers(0, 50))
def test_the_note_is_never_cut_while_there_is_room(text: str, width: int) -> None:
    fitted = fit_with_note(text, "(inactivo)", width)
    assert cell_len(fitted) == width
    if width > 10:
        assert fitted.rstrip().endswith(" (inactivo)") or fitted.startswith("(inactivo)")


def test_note_stands_right_after_the_text() -> None:
    assert fit_with_note("Ana", "(inactivo)", 20) == "Ana (inactivo)      "
    assert fit_with_note("Ana María López", "(inactivo)", 20) == "Ana Marí… (inactivo)"
    assert fit_with_note("Ana", "", 5) == "Ana  "


COLUMNS = Columns[str](
    (
        Column("name", "Nombre", 0, lambda row, _: row),
        Column("wide", "Solo ancha", 10, lambda _row, _: "x", from_width=60),
        Column("number", "Exp.", 5, lambda row, _: str(len(row)), right=True),
    )
)


def test_columns_line_up_and_some_need_room() -> None:
    assert COLUMNS.heading(20, "name", False) == "Nombre↑         Exp."
    assert COLUMNS.heading(20, "number", True) == "Nombre         Exp.↓"
    assert COLUMNS.text("中文", 20) == "中文               2"
    assert "Solo ancha" not in COLUMNS.heading(57, "", False)
    assert "Solo ancha" in COLUMNS.heading(58, "", False)


def test_without_unicode_the_order_is_no_letter_of_the_heading() -> None:
    use_signs_of(Terminal(ascii=True))
    try:
        assert COLUMNS.heading(20, "name", False) == "Nombre^         Exp."
        assert COLUMNS.heading(20, "name", True) == "Nombre v        Exp."
        assert COLUMNS.heading(20, "number", True) == "Nombre         Exp.v"
    finally:
        use_signs_of(Terminal())


@given(TEXTS, st.integers(14, 90))
def test_every_row_is_as_wide_as_its_heading(text: str, width: int) -> None:
    assert cell_len(COLUMNS.text(text, width)) == cell_len(COLUMNS.heading(width, "", False))
