from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from aduanas_tui.terminal.letters import FOLD, TypedText, plain_signs
from aduanas_tui.terminal.output_filter import without_controls
from aduanas_tui.terminal.signs import UNICODE


@pytest.mark.parametrize(
    ("text", "latin", "plain"),
    [
        ("Peñalva Núñez", "Peñalva Núñez", "Penalva Nunez"),
        ("¿Salir? ¡Ya!", "¿Salir? ¡Ya!", "?Salir? !Ya!"),
        ("«Café» …", "«Café» .", '"Cafe" .'),
        ("e\u0301l", "el", "el"),
        ("東京 S.A.", "???? S.A.", "???? S.A."),
        ("Łódź €", "Lódz E", "Lodz E"),
        ("½ ﬁn", "½ ?n", "? ?n"),
        ("👍🏽 👩‍👧", "?? ??", "?? ??"),
    ],
)
def test_what_an_encoding_lacks_is_written_with_what_it_has(
    text: str, latin: str, plain: str
) -> None:
    assert text.encode("latin-1", FOLD).decode("latin-1") == latin
    assert text.encode("ascii", FOLD).decode("ascii") == plain


@settings(deadline=None, max_examples=150)
@given(st.text(st.characters(min_codepoint=0x80)))
def test_nothing_moves_whatever_is_written(text: str) -> None:
    text = without_controls(text)
    assert len(text.encode("ascii", FOLD)) == cell_len(text)


def test_signs_are_ascii_and_letters_stay() -> None:
    assert plain_signs("«Año» · ¿Peñón? → 1…") == '"Año" * ¿Peñón? > 1.'
    every = "".join(getattr(UNICODE, name) for name in UNICODE.__slots__)
    assert plain_signs(every).isascii()


def test_typed_letters_in_the_encoding_of_the_locale() -> None:
    assert TypedText("utf-8").feed("año".encode()) == "año"
    assert TypedText("iso8859-1").feed(b"a\xf1o") == "año"
    cut = TypedText("utf-8")
    assert cut.feed(b"a\xc3") + cut.tick() + cut.feed(b"\xb1o") == "año"


def test_without_a_locale_both_ways_of_typing_an_ene_are_understood() -> None:
    assert TypedText("ascii").feed("año".encode()) == "año"
    assert TypedText("ascii").feed(b"a\xf1o") == "año"
    alone = TypedText("ascii")
    assert alone.feed(b"\xf1") == ""
    assert alone.tick() == "ñ"
    assert alone.feed(b"\xc3") + alone.feed(b"\xb1") == "ñ"
    assert alone.tick() == ""
