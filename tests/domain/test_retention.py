"""Backups thin out with age and never vanish altogether."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from aduanas_tui.domain.retention import DAYS, MONTHS, WEEKS, kept

MOMENTS = st.sets(
    st.integers(0, 3 * 365 * 24).map(lambda hours: _on(2024, 1, 1) + timedelta(hours=hours)),
    max_size=60,
)


def _on(year: int, month: int, day: int, hour: int = 8) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


def test_a_year_of_daily_backups_leaves_days_weeks_and_months() -> None:
    last = _on(2026, 12, 31)
    every_day = [last - timedelta(days=ago) for ago in range(400)]
    stay = sorted(kept(every_day), reverse=True)
    assert stay[:7] == every_day[:7]
    weeks = [_on(2026, 12, day) for day in (27, 20, 13)]
    assert [one for one in weeks if one in stay] == weeks
    months = [_on(2026, 11, 30), _on(2026, 2, 28), _on(2026, 1, 31)]
    assert [one for one in months if one in stay] == months
    assert min(stay) == _on(2026, 1, 31)
    assert len(stay) == 7 + 2 + 11  # the newest week and month keep a day that stays anyway


def test_the_newest_of_a_day_stays() -> None:
    day = [_on(2026, 11, 25, hour) for hour in (8, 12, 17)]
    assert kept(day) == {day[-1]}


def test_days_without_a_backup_do_not_count() -> None:
    rare = [_on(2026, 1, 1) + timedelta(days=100 * number) for number in range(7)]
    assert kept(rare) == set(rare)


@given(MOMENTS)
def test_the_newest_stays_and_thinning_again_changes_nothing(moments: set[datetime]) -> None:
    stay = kept(moments)
    assert stay <= moments
    assert len(stay) <= DAYS + WEEKS + MONTHS
    assert kept(stay) == stay
    if moments:
        assert max(moments) in stay
