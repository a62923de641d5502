"""What a JSON document may hold, since it is often read on a terminal."""

from __future__ import annotations

import io
import json
import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aduanas_tui.cli_json import json_text

HOSTILE = "\x1b[2J\x7f\x85\x9b31m\u202eal revés\u2066\u200b\ufeff\u2028\U000e0041 \ud800"


def test_accents_are_readable_and_nothing_is_obeyed() -> None:
    assert json_text({"nombre": "Ñandú, S. de R.L."}) == '{"nombre": "Ñandú, S. de R.L."}'
    text = json_text([HOSTILE])
    assert text.isascii() is False and "al revés" in text
    assert all(char.isprintable() for char in text), ascii(text)
    assert json.loads(text) == [HOSTILE]


@settings(deadline=None)
@given(st.text())
def test_it_says_the_same_whatever_it_is(text: str) -> None:
    written = json_text(text)
    assert json.loads(written) == text
    assert not {unicodedata.category(char) for char in written} & {"Cc", "Cs", "Zl", "Zp"}


def test_other_terminals_get_ascii(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), "latin-1"))
    assert json_text("Ñ") == '"\\u00d1"'
