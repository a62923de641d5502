"""What differs between two long texts is seen."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from aduanas_tui.widgets.differing import cut_both

LONG = "Abarrotería El Buen Pastor / Modesto Figueroa Chinchilla"


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("Agalta", "Agalta, S.A.", ("Agalta", "Agalta, S.A.")),
        (LONG, LONG + " hijo", ("…Chinchilla", "…Chinchilla hijo")),
        (
            LONG,
            LONG.replace("Modesto", "Modesta"),
            ("…/ Modesto Figueroa Chinchilla", "…/ Modesta Figueroa Chinchilla"),
        ),
        ("x" * 50 + "y", "x" * 50 + "z", ("…xxxxxxxxy", "…xxxxxxxxz")),
        ("", LONG, ("—", "Abarrotería El Buen Pastor / …")),
        ("uno\n\ndos", "uno", ("uno dos", "uno")),
    ],
)
def test_long_texts_that_begin_alike_lose_what_is_alike(
    one: str, other: str, said: tuple[str, str]
) -> None:
    assert cut_both(one, other, 30) == said
    assert cut_both(other, one, 30) == said[::-1]


@settings(deadline=None, max_examples=200)
@given(st.text("ab ñ中", max_size=60), st.text("ab ñ中", max_size=60))
def test_different_texts_look_different_and_fit(one: str, other: str) -> None:
    first, second = cut_both(one, other, 12)
    assert cell_len(first) <= 12 and cell_len(second) <= 12
    if " ".join(one.split()) != " ".join(other.split()):
        assert first != second
