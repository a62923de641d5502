"""What spreadsheets do to dates and fiscal numbers of operations, and how it is mended."""

from __future__ import annotations

import re
from datetime import date, timedelta

from aduanas_tui.domain.cells import Cell, CellKind
from aduanas_tui.domain.cleaning import quoted
from aduanas_tui.domain.dates import FIRST_YEAR, LAST_YEAR, show_date
from aduanas_tui.domain.invoice_number import DIGITS, DOCUMENT_TYPES, format_invoice_number
from aduanas_tui.domain.problems import Problem, fix

_EPOCH = date(1899, 12, 30)
"""Day zero of Excel's count of days, from March 1900 on."""
_FIRST_SERIAL = (date(FIRST_YEAR, 1, 1) - _EPOCH).days
_LAST_SERIAL = (date(LAST_YEAR, 12, 31) - _EPOCH).days

_SERIAL = re.compile(r"([0-9]{5,6})(?:\.[0-9]+)?")
_WITH_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T][0-9]{2}:[0-9]{2}(?::[0-9.]+)?")
_SHORT_NUMBER = re.compile(r"[0-9]{11,15}")


def mend_date(key: str, cell: Cell) -> tuple[str, tuple[Problem, ...]]:
    """Return the text of a date: Excel's count of days becomes one, and the time of day goes."""
    text = cell.text.strip()
    timed = _WITH_TIME.fullmatch(text) if ":" in text else None
    if timed:
        day = date.fromisoformat(timed[1]) if _is_date(timed[1]) else None
        if day is not None:
            note = f"Se tomó solo la fecha de {quoted(text)}: {show_date(day)}."
            return timed[1], (fix(key, "date_time_dropped", note),)
    if cell.kind is CellKind.NUMBER:
        serial = _SERIAL.fullmatch(text)
        if serial and _FIRST_SERIAL <= int(serial[1]) <= _LAST_SERIAL:
            day = _EPOCH + timedelta(days=int(serial[1]))
            note = f"{quoted(text)} es la fecha {show_date(day)} sin formato de fecha."
            return day.isoformat(), (fix(key, "date_serial", note),)
    return cell.text, ()


def mend_invoice_number(key: str, cell: Cell) -> tuple[str, tuple[Problem, ...]]:
    """Give the number of an invoice back the zeros that a spreadsheet dropped from its start."""
    text = cell.text.strip()
    if _SHORT_NUMBER.fullmatch(text):
        digits = text.zfill(DIGITS)
        if digits[6:8] in DOCUMENT_TYPES:
            number = format_invoice_number(digits)
            note = f"Se devolvieron los ceros iniciales: {quoted(text)} quedó {number}."
            return number, (fix(key, "invoice_zeros_restored", note),)
    return cell.text, ()


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
