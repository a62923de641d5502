"""Texts that no spreadsheet takes for a formula."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aduanas_tui.domain.cells import neutralise, unneutralise


@pytest.mark.parametrize(
    "text", ["=1+1", "+504 2234", "-5", "@SUM(A1)", "\t=1", "\r=1", "'=x", "''=x", "＝1"]
)
def test_what_begins_like_a_formula_gets_one_apostrophe(text: str) -> None:
    assert neutralise(text) == "'" + text
    assert unneutralise("'" + text) == text


@pytest.mark.parametrize("text", ["", "'", "'a", "O'Brien", "a=b", "''", "2234-5678", "'hola'"])
def test_any_other_text_stays(text: str) -> None:
    assert neutralise(text) == text
    assert unneutralise(text) == text


@given(st.text(st.sampled_from("='+-@\t\ra1 ＝")) | st.text())
def test_the_apostrophe_comes_back_exactly(text: str) -> None:
    written = neutralise(text)
    assert unneutralise(written) == text
    assert written[:1] not in ("=", "+", "-", "@", "\t", "\r")


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ('="08019099000019"', "08019099000019"),
        ('="dice ""no"""', 'dice "no"'),
        ('=""', ""),
        ('="a"&"b"', '="a"&"b"'),
        ('="a', '="a'),
        ('\'="a"', '="a"'),
    ],
)
def test_a_text_that_is_written_as_a_formula(written: str, text: str) -> None:
    assert unneutralise(written) == text
