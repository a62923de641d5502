"""What a JSON document may hold, since it is often read on a terminal."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aduanas_tui.cli_json import json_text
from aduanas_tui.store.connection import rows
from aduanas_tui.store.opening import close_database
from tests.factories import register

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


def test_rows_that_another_program_wrote_are_escaped(office: Path, tmp_path: Path) -> None:
    register(1)
    hostile = "Ñandú \x9b31m\u202e\x1b]0;x\x07"
    rows("UPDATE client SET name = ?, notes = ?", (hostile, hostile))
    close_database()
    done = subprocess.run(
        [sys.executable, "-m", "aduanas_tui", "buscar", "0801", "--json", "--base", str(office)],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=True,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    assert "Ñandú" in done.stdout
    assert all(char.isprintable() or char == "\n" for char in done.stdout)
    assert json.loads(done.stdout)["clientes"][0]["nombre"] == hostile
