"""Periods that are chosen by name: today, this month, the last twelve months."""

from __future__ import annotations

from datetime import date, timedelta

from aduanas_tui.domain.labelled import LabelledEnum

_ONE_DAY = timedelta(days=1)


class Period(LabelledEnum):
    """A stretch of days named by where it lies from today."""

    TODAY = "hoy", "Hoy"
    THIS_MONTH = "este_mes", "Este mes"
    LAST_MONTH = "mes_pasado", "Mes pasado"
    THIS_YEAR = "este_anio", "Este año"
    LAST_12_MONTHS = "ultimos_12_meses", "Últimos 12 meses"


def period(preset: Period | str, today: date) -> tuple[date, date]:
    """Return the first and last day of a period, both in it.

    Months and years are whole, days to come included; the last twelve months end today.
    """
    match Period(preset):
        case Period.TODAY:
            return today, today
        case Period.THIS_MONTH:
            return _month(today)
        case Period.LAST_MONTH:
            return _month(today.replace(day=1) - _ONE_DAY)
        case Period.THIS_YEAR:
            return date(today.year, 1, 1), date(today.year, 12, 31)
        case Period.LAST_12_MONTHS:
            return _a_year_before(today) + _ONE_DAY, today


def _month(day: date) -> tuple[date, date]:
    first = day.replace(day=1)
    next_month = (first + timedelta(days=31)).replace(day=1)
    return first, next_month - _ONE_DAY


def _a_year_before(day: date) -> date:
    """Return the same day of the year before; of 29 February the 28th."""
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)
