from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aduanas_tui.domain.dates import (
    DateError,
    ago,
    clean_date,
    complete_date,
    parse_date,
    show_date,
)


@pytest.mark.parametrize(
    "text",
    [
        "12/10/2026", "12-10-2026", "12.10.2026", "12/10/26", "12 / 10 / 2026", "2026-10-12",
        "2026/10/12", "2026-10-12 00:00:00", "2026-10-12T00:00:00", "12 de octubre de 2026",
        "12 oct 2026", "12-oct-26", "12 de Octubre del 2026", "١٢/١٠/٢٠٢٦",
    ],
)  # fmt: skip
def test_ways_to_write_a_date(text: str) -> None:
    assert parse_date(text) == date(2026, 10, 12)


def test_short_days_months_and_years() -> None:
    assert parse_date("1/2/99") == date(1999, 2, 1)
    assert parse_date("1/2/69") == date(2069, 2, 1)
    assert parse_date("5 de setiembre de 2026") == date(2026, 9, 5)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("31/02/2026", "date_impossible"), ("10/25/2026", "date_impossible"),
        ("29/02/2025", "date_impossible"), ("0/1/2026", "date_impossible"),
        ("2026-13-01", "date_impossible"), ("1/1/0000", "date_impossible"),
        ("1/1/1900", "date_range"), ("1/1/2200", "date_range"), ("hoy", "date_invalid"),
        ("12/10", "date_invalid"), ("46307", "date_invalid"), ("12/10-2026", "date_invalid"),
        ("12 de nada de 2026", "date_invalid"), ("12/10/026", "date_invalid"),
        ("2026-10-12 14:30", "date_invalid"),
    ],
)  # fmt: skip
def test_what_is_no_date(text: str, code: str) -> None:
    with pytest.raises(DateError) as caught:
        parse_date(text)
    assert caught.value.code == code
    assert [one.code for one in clean_date("opened_on", text).problems] == [code]


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2199, 12, 31)))
def test_dates_come_back(day: date) -> None:
    assert parse_date(show_date(day)) == day
    assert parse_date(day.isoformat()) == day


def test_blank() -> None:
    assert clean_date("opened_on", " ").value is None
    assert show_date(None) == ""


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hoy", "25/11/2026"), (" HOY ", "25/11/2026"), ("ayer", "24/11/2026"),
        ("mañana", "26/11/2026"), ("12/10", "12/10/2026"), ("1-2", "01/02/2026"),
        ("12.10", "12/10/2026"), ("12/10/", "12/10/2026"), ("12/10/2024", "12/10/2024"),
        ("31/02", "31/02"), ("2026-10-12", "2026-10-12"), ("", ""), ("nunca", "nunca"),
        ("12", "12"), ("١٢/١٠", "12/10/2026"),
    ],
)  # fmt: skip
def test_what_is_meant_at_the_keyboard(typed: str, meant: str) -> None:
    assert complete_date(typed, date(2026, 11, 25)) == meant


def test_a_file_must_say_the_whole_date() -> None:
    for text in ("hoy", "12/10"):
        assert clean_date("issued_on", text).value is None


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-90, "hace un momento"),
        (0, "hace un momento"),
        (59, "hace un momento"),
        (60, "hace 1 min"),
        (3_599, "hace 59 min"),
        (3_600, "hace 1 h"),
    ],
)
def test_how_long_ago(seconds: int, words: str) -> None:
    noon = datetime(2026, 10, 12, 12).astimezone()
    assert ago(noon, noon + timedelta(seconds=seconds)) == words


def test_long_ago_is_a_day_and_a_time() -> None:
    evening = datetime(2026, 10, 12, 23, 50).astimezone()
    assert ago(evening, evening + timedelta(minutes=30)) == "hace 30 min"
    assert ago(evening, evening + timedelta(hours=2)) == "el 12/10/2026 a las 23:50"
