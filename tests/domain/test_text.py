"""Text of strangers is made safe, and folded for search and order."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aduanas_tui.domain.text import (
    MAX_COMBINING,
    clean_block,
    clean_line,
    digits_of,
    fold,
    sort_key,
    sorted_words,
    split_words,
    words,
)
from tests.factories import HOSTILE_NAMES

hostile = st.text(
    alphabet=st.one_of(
        st.characters(codec=None),
        st.sampled_from(
            "_x001B0aAñ\u0301\u0323\u20dd\u200b\ufeff\x1b\r\n\t \x85\u2028\ud800\u1161"
        ),
    )
) | st.lists(
    st.sampled_from(
        [
            "_x001B_",
            "_x000A_",
            "_x005F_",
            "_x00",
            "1B_",
            "x",
            "\u200b",
            "e\u0301",
            "\u0301",
            " ",
            "\n",
        ]
    )
).map("".join)
"""Any text at all, with what is dangerous more often than chance would have it."""

cleaners = pytest.mark.parametrize("clean", [clean_line, clean_block])
limits = st.integers(1, 60)


@cleaners
@given(raw=hostile, limit=limits)
def test_cleaning_twice_changes_nothing_more(
    clean: Callable[[str, int], str], raw: str, limit: int
) -> None:
    once = clean(raw, limit)
    assert clean(once, limit) == once
    assert clean(once, 4_000) == once


@cleaners
@given(raw=hostile, limit=limits)
def test_cleaned_text_is_safe(clean: Callable[[str, int], str], raw: str, limit: int) -> None:
    text = clean(raw, limit)
    assert len(text) <= limit
    assert text == text.strip()
    assert unicodedata.is_normalized("NFC", text)
    text.encode("utf-8")
    marks = 0
    for char in text:
        category = unicodedata.category(char)
        assert category not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") or (
            char == "\n" and clean is clean_block
        )
        marks = marks + 1 if category in ("Mn", "Me") else 0
        assert marks <= MAX_COMBINING
    assert not marks or len(text) > marks, "no mark without a letter"


def test_every_character_that_is_not_text_is_dropped() -> None:
    """All of Unicode, one by one: controls, format marks, surrogates, private use."""
    passed = [
        f"U+{point:04X}"
        for point in range(sys.maxunicode + 1)
        if unicodedata.category(chr(point)) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
        and clean_line(f"a{chr(point)}b", 10) not in ("ab", "a b")
    ]
    assert passed == []


def test_every_letter_of_latin_alphabets_is_kept() -> None:
    for point in (*range(0x20, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x250)):
        assert clean_line(f"a{chr(point)}b", 10) == f"a{chr(point)}b"


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        ("  Café   Celaque ", "Café Celaque"),
        ("Cafe\u0301", "Café"),
        ("uno\tdos\r\ntres\n\ncuatro", "uno dos tres cuatro"),
        ("uno\u00a0dos\u2003tres", "uno dos tres"),
        ("uno\x0bdos\x0ctres\x85cuatro\u2028cinco", "uno dos tres cuatro cinco"),
        ("Rojo_x001B_[31m", "Rojo[31m"),
        ("Línea_x000D__x000A_otra", "Línea otra"),
        ("_x0041_x0042_", "Ax0042_"),
        ("precio_x es", "precio_x es"),
        ("\x1b]52;c;eA==\x07fin", "]52;c;eA==fin"),
        ("a\u202eb\u202cc\u200bd\u200de\ufefff", "abcdef"),
        ("e\u0301\u0301\u0301\u0301", "é\u0301\u0301"),
        ("\u0301\u0301acento", "acento"),
        (" \u0301 acento", "acento"),
        ("bandera \U0001f1ed\U0001f1f3", "bandera \U0001f1ed\U0001f1f3"),
        ("中文公司", "中文公司"),
        ("\ud800suelto", "suelto"),
        ("", ""),
        ("\x00\x1b\u200b", ""),
    ],
)
def test_clean_line(raw: str, line: str) -> None:
    assert clean_line(raw, 200) == line


def test_clean_line_cuts_at_the_limit_without_a_trailing_blank() -> None:
    assert clean_line("cuatro cinco", 7) == "cuatro"
    assert clean_line("x" * 300, 200) == "x" * 200
    assert clean_line("ñ" * 300, 200) == "ñ" * 200


def test_clean_block_keeps_lines() -> None:
    raw = "  Primera  línea \r\n\tsegunda\r\r\n\n\n\ncuarta\x1b[0m\u2028quinta  \n\n"
    assert clean_block(raw, 200) == "Primera línea\nsegunda\n\ncuarta[0m\nquinta"


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_something_of_each_hostile_name_is_left(name: str) -> None:
    assert clean_line(name, 200)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("CAFÉ Ñandú", "cafe nandu"),
        ("Güirá", "guira"),
        ("Straße", "strasse"),
        ("Ａ１", "a1"),
        ("ﬁnca", "finca"),
        ("İSTANBUL", "istanbul"),
        ("2ª", "2a"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_composed_or_not_and_upper_or_not_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))
    assert words(text.lower()) == words(text.lower().casefold())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Distribuidora S.A. de C.V.", ["distribuidora", "sa", "de", "cv"]),
        ("O'Connor & Núñez (HN)", ["o", "connor", "nunez", "hn"]),
        ("uno_dos-tres/cuatro", ["uno", "dos", "tres", "cuatro"]),
        ("...", []),
        ("Nº 24", ["no", "24"]),
        ("Hotel…Real", ["hotel", "real"]),
        ("中文 公司", ["中文", "公司"]),
    ],
)
def test_words(text: str, found: list[str]) -> None:
    assert words(text) == found


def test_split_words_splits_at_dots_too() -> None:
    assert split_words("J.Núñez_2@cafe-sol.com.hn") == [
        "j",
        "nunez",
        "2",
        "cafe",
        "sol",
        "com",
        "hn",
    ]


def folded_whole(text: str) -> str:
    """Return what folding means, without looking at pieces."""
    whole = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(char for char in whole if unicodedata.category(char) not in ("Mn", "Me"))


@given(hostile | st.text(alphabet="aÑñ\u0303 é.ß\u00a0ﬁ´İσΣ9_-"))
def test_folding_by_pieces_is_folding_the_whole(text: str) -> None:
    assert fold(text) == folded_whole(text)
    composed = unicodedata.normalize("NFC", text.replace(".", "")).casefold()
    folded = "ñ".join(map(folded_whole, composed.split("ñ")))
    assert sort_key(text) == " ".join(re.findall(r"[^\W_]+", folded)).replace("ñ", "n{")


@given(hostile | st.text(alphabet="nÑñ\u0303\u0330\u0301. ŉ…ª{_"))
def test_the_sort_key_has_the_words(text: str) -> None:
    assert sorted_words(sort_key(text)) == words(text)


@given(hostile)
def test_words_are_plain(text: str) -> None:
    for word in words(text) + split_words(text):
        assert word
        assert "_" not in word
        assert "." not in word
        assert word == fold(word)
        assert not any(char.isspace() or char == '"' for char in word)


SPANISH_ORDER = [
    "",
    "1 de Mayo",
    "A",
    "a b",
    "Ábaco",
    "ABACO 2",
    "Anda",
    "Añada",
    "Café",
    "Cafetal",
    "Nube",
    "Nudo",
    "Nz",
    "Ñandú",
    "ÑUBE",
    "ñz",
    "Oasis",
    "Zuñiga",
]


def test_order_of_a_spanish_speaker() -> None:
    assert sorted(SPANISH_ORDER, key=sort_key) == SPANISH_ORDER
    assert all(sort_key(one) < sort_key(other) for one, other in pairwise(SPANISH_ORDER))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Café Sol", "CAFE SOL"),
        ("S.A. de C.V.", "SA de CV"),
        ("Café, Sol", "Café Sol"),
        ("«Ñandú»", "N\u0303andu"),
        ("  Sol ", "Sol"),
        ("{Sol}", "Sol"),
        ("Sol_Azul", "Sol Azul"),
    ],
)
def test_accents_case_and_punctuation_do_not_count(one: str, other: str) -> None:
    assert sort_key(one) == sort_key(other)


@given(st.text(alphabet="abcnñzÑÁé .,-", max_size=8), st.text(alphabet="abcnñzÑÁé .,-", max_size=8))
def test_order_is_that_of_the_letters(one: str, other: str) -> None:
    def letters(text: str) -> list[list[int]]:
        plain = text.replace(".", "").lower().translate(str.maketrans("áé", "ae"))
        found = "".join(char if char.isalpha() else " " for char in plain).split()
        return [["abcdefghijklmnñopqrstuvwxyz".index(char) for char in word] for word in found]

    assert (sort_key(one) < sort_key(other)) == (letters(one) < letters(other))
    assert (sort_key(one) == sort_key(other)) == (letters(one) == letters(other))


def test_digits_of() -> None:
    assert digits_of("0801-9099 354423") == "08019099354423"
    assert digits_of("２２34") == "2234"
    assert digits_of("sin") == ""
