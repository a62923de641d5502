"""Values as a person types them, and dates as Excel counts them. Used in the child process."""

from __future__ import annotations

import datetime as dt
import math
import re

_EXCEL_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_EPOCH_1900 = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - Excel knows no time zones
_EPOCH_1904 = dt.datetime(1904, 1, 1)  # noqa: DTZ001
_LAST_SERIAL = 2_958_466
_LEAP_BUG_SERIAL = 60
"""Excel believes in 29 February 1900; days before it are one off."""

_DATE_IDS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
"""Built-in number formats that show dates and times (ECMA-376 part 1, 18.8.30)."""

_NOT_LETTERS = re.compile(r'"[^"]*"?|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_DATE_LETTERS = re.compile(r"[dmyhs]", re.IGNORECASE)


def number_text(value: float) -> str:
    """Return a number as a person types it: no exponent, no ``.0``, the 15 digits Excel shows."""
    if not math.isfinite(value):
        return str(value)
    whole = int(value)
    if value == whole:
        return str(whole)
    text = format(value, ".15g")
    return format(value, ".20f").rstrip("0").rstrip(".") if "e" in text else text


def date_text(value: dt.datetime | dt.date | dt.time) -> str:
    """Return a date, with its time only where it has one, in ISO form."""
    if isinstance(value, dt.datetime):
        if value.time() == dt.time():
            return value.date().isoformat()
        return value.replace(microsecond=0).isoformat(" ")
    return value.isoformat()


def is_date_format(number_id: int, code: str | None) -> bool:
    """Tell whether a number format shows a date or a time."""
    if code is None:
        return number_id in _DATE_IDS
    return bool(
        _DATE_LETTERS.search(_NOT_LETTERS.sub("", code.split(";")[0]).replace("General", ""))
    )


def serial_text(serial: float, *, epoch_1904: bool) -> str | None:
    """Return the date that Excel shows for a number, or ``None`` where it has none."""
    if not 0 <= serial < _LAST_SERIAL:
        return None
    if serial < 1 and not epoch_1904:
        moment = _EPOCH_1900 + dt.timedelta(seconds=min(round(serial * 86400), 86399))
        return moment.time().isoformat()
    if epoch_1904:
        moment = _EPOCH_1904 + dt.timedelta(days=serial)
    else:
        moment = _EPOCH_1900 + dt.timedelta(days=serial + (serial < _LEAP_BUG_SERIAL))
    moment += dt.timedelta(milliseconds=500)
    return date_text(moment.replace(microsecond=0))


def decode_escapes(text: str) -> str:
    """Decode Excel's ``_x000D_``; what could not be stored as text stays as it is."""
    if "_x" not in text:
        return text
    return _EXCEL_ESCAPE.sub(
        lambda match: (
            match[0]
            if match[1][0] in "dD" and match[1][1] in "89abcdefABCDEF"
            else chr(int(match[1], 16))
        ),
        text,
    )
