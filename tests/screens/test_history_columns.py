"""What the columns of the history say where there is little room."""

from __future__ import annotations

from decimal import Decimal

import pytest

from aduanas_tui.screens.history.columns import short_money


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("0.00", "L 0.00"),
        ("999999.99", "L 999,999.99"),
        ("9999999.99", "L9,999,999.99"),
        ("99999999.99", "L99,999,999…"),
    ],
)
def test_an_amount_is_never_rounded(amount: str, shown: str) -> None:
    assert short_money(Decimal(amount), "HNL", 13) == shown
