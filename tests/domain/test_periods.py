"""Periods by name."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aduanas_tui.domain.periods import Period, period


@pytest.mark.parametrize(
    ("preset", "today", "first", "last"),
    [
        ("hoy", "2026-11-25", "2026-11-25", "2026-11-25"),
        ("este_mes", "2026-11-25", "2026-11-01", "2026-11-30"),
        ("este_mes", "2026-12-31", "2026-12-01", "2026-12-31"),
        ("este_mes", "2028-02-01", "2028-02-01", "2028-02-29"),
        ("mes_pasado", "2026-11-25", "2026-10-01", "2026-10-31"),
        ("mes_pasado", "2026-01-01", "2025-12-01", "2025-12-31"),
        ("mes_pasado", "2026-03-31", "2026-02-01", "2026-02-28"),
        ("este_anio", "2026-11-25", "2026-01-01", "2026-12-31"),
        ("ultimos_12_meses", "2026-11-25", "2025-11-26", "2026-11-25"),
        ("ultimos_12_meses", "2028-02-29", "2027-03-01", "2028-02-29"),
        ("ultimos_12_meses", "2029-02-28", "2028-02-29", "2029-02-28"),
    ],
)
def test_periods(preset: str, today: str, first: str, last: str) -> None:
    found = period(preset, date.fromisoformat(today))
    assert found == (date.fromisoformat(first), date.fromisoformat(last))


@given(st.dates(date(1950, 1, 1), date(2199, 1, 1)))
def test_each_day_is_in_its_periods(today: date) -> None:
    for preset in Period:
        first, last = period(preset, today)
        assert first <= last
        assert (first <= today <= last) is (preset is not Period.LAST_MONTH)
    assert period("mes_pasado", today)[1] + timedelta(1) == period("este_mes", today)[0]
    year = period("ultimos_12_meses", today)
    assert (year[1] - year[0]).days + 1 in (365, 366)


def test_an_unknown_period_is_refused() -> None:
    with pytest.raises(ValueError, match="siempre"):
        period("siempre", date(2026, 1, 1))
