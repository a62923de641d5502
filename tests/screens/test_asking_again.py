"""The lines that say what differs between what was seen and what is stored."""

from __future__ import annotations

import pytest

from aduanas_tui.domain.client_fields import CLIENT_FIELDS
from aduanas_tui.screens.asking_again import changed_lines

LONG = "Abarrotería El Buen Pastor / Modesto Figueroa Chinchilla"


@pytest.mark.parametrize(
    ("was", "now", "line"),
    [
        ("Agalta", "Agalta, S.A.", "Agalta → Agalta, S.A."),
        (LONG, LONG + " hijo", "…Chinchilla → …Chinchilla hijo"),
        (
            LONG,
            LONG.replace("Modesto", "Modesta"),
            "…/ Modesto Figueroa Chinchilla → …/ Modesta Figueroa Chinchilla",
        ),
        ("x" * 50 + "y", "x" * 50 + "z", "…xxxxxxxxy → …xxxxxxxxz"),
        ("", LONG, "— → Abarrotería El Buen Pastor / …"),
    ],
)
def test_what_differs_is_seen_in_long_texts_that_begin_alike(was: str, now: str, line: str) -> None:
    said = changed_lines(CLIENT_FIELDS, {"name": was}, {"name": now})[0].partition(": ")[2]
    assert said == line
