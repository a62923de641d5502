"""Dates: written day/month/year, kept as ``date``."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

from aduanas_tui.domain.cleaning import ascii_digits, quoted, tidy_line
from aduanas_tui.domain.problems import Cleaned, error
from aduanas_tui.domain.text import fold

FIRST_YEAR = 1950
LAST_YEAR = 2199
_CENTURY_TURN = 70
"""Two-digit years from here on belong to the last century."""

_MONTHS = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")
_DAY_FIRST = re.compile(r"([0-9]{1,2})\s?([/.-])\s?([0-9]{1,2})\s?\2\s?([0-9]{4}|[0-9]{2})")
_ISO = re.compile(r"([0-9]{4})([/-])([0-9]{1,2})\2([0-9]{1,2})")
_MONTH_NAME = re.compile(
    r"([0-9]{1,2})(?:\s|-|/|de\s)+([a-z]{3,10})\.?(?:\s|-|/|del?\s)+([0-9]{4}|[0-9]{2})"
)
_DAY_AND_MONTH = re.compile(r"([0-9]{1,2})\s?[/.-]\s?([0-9]{1,2})[/.-]?")
_SPOKEN = {"ayer": -1, "hoy": 0, "manana": 1}
"""Days from today, by folded word."""
_MIDNIGHT = re.compile(r"[t ]00:00(?::00(?:\.0+)?)?z?$")


class DateError(ValueError):
    """A text that is no date; ``code`` is stable and the message is Spanish."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def parse_date(text: str) -> date:
    """Return the date that ``text`` says.

    Understood: 12/10/2026, 12-10-26, 2026-10-12 and 12 de octubre de 2026.

    Raises :class:`DateError` for what is no date or a day that does not exist.
    """
    shown = quoted(text)
    line = _MIDNIGHT.sub("", fold(ascii_digits(text)).strip())
    day, month, year = _parts(line)
    if not year:
        raise DateError("date_invalid", f"{shown} no es una fecha: escríbala como 12/10/2026.")
    try:
        found = date(year, month, day)
    except ValueError:
        message = f"La fecha {shown} no existe: escriba día/mes/año, como 12/10/2026."
        raise DateError("date_impossible", message) from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise DateError("date_range", f"Revise el año de {shown}: de {FIRST_YEAR} a {LAST_YEAR}.")
    return found


def complete_date(text: str, today: date | None = None) -> str:
    """Return the whole date that somebody at the keyboard means by ``hoy`` or ``12/10``.

    Any other text comes back as it is, and so does a day that does not exist. Not for files: what
    a list left out was left out by somebody else, in another year.
    """
    today = today or date.today()
    line = fold(ascii_digits(text)).strip()
    if line in _SPOKEN:
        return show_date(today + timedelta(days=_SPOKEN[line]))
    short = _DAY_AND_MONTH.fullmatch(line)
    if short:
        try:
            return show_date(date(today.year, int(short[2]), int(short[1])))
        except ValueError:
            return text
    return text


def show_date(value: Any) -> str:
    """Return a date as ``dd/mm/yyyy``; nothing for ``None``."""
    return f"{value.day:02}/{value.month:02}/{value.year:04}" if value else ""


def ago(moment: datetime, now: datetime | None = None) -> str:
    """Return how long ago something was, in words: ``hace 2 min``; the day once it is another.

    ``moment`` knows its time zone. What a clock that runs ahead noted is of this moment.
    """
    now = now or datetime.now(UTC)
    minutes = int((now - moment).total_seconds() // 60)
    if minutes < 1:
        return "hace un momento"
    if minutes < 60:
        return f"hace {minutes} min"
    here = moment.astimezone()
    if here.date() == now.astimezone().date():
        return f"hace {minutes // 60} h"
    return f"el {here:%d/%m/%Y} a las {here:%H:%M}"


def clean_date(key: str, raw: str) -> Cleaned:
    """Return the date in ``raw``, or ``None`` when blank; an impossible date is an error."""
    text, fixes = tidy_line(key, raw)
    if not text:
        return Cleaned(None, fixes)
    try:
        return Cleaned(parse_date(text), fixes)
    except DateError as fault:
        return Cleaned(None, (*fixes, error(key, fault.code, str(fault))))


def _parts(line: str) -> tuple[int, int, int]:
    """Return day, month and year; zeros when the text has not the form of a date."""
    numbers = _DAY_FIRST.fullmatch(line)
    if numbers:
        return int(numbers[1]), int(numbers[3]), _full_year(numbers[4])
    iso = _ISO.fullmatch(line)
    if iso:
        return int(iso[4]), int(iso[3]), int(iso[1])
    named = _MONTH_NAME.fullmatch(line)
    month = named[2].replace("setiembre", "septiembre")[:3] if named else ""
    if named and month in _MONTHS:
        return int(named[1]), _MONTHS.index(month) + 1, _full_year(named[3])
    return 0, 0, 0


def _full_year(digits: str) -> int:
    year = int(digits)
    if len(digits) == 4:
        return year or -1
    return year + (1900 if year >= _CENTURY_TURN else 2000)
