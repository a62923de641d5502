"""Amounts of money: ``Decimal`` with two decimals in code, integer cents in the database.

Written as in Honduras: point for decimals, comma for thousands, ``L 1,234.56``.
"""

from __future__ import annotations

import re
from decimal import Decimal

from aduanas_tui.domain.cleaning import ascii_digits, quoted, tidy_line
from aduanas_tui.domain.labelled import LabelledEnum
from aduanas_tui.domain.problems import Cleaned, error
from aduanas_tui.domain.text import clean_line

CENT = Decimal("0.01")
MAX_AMOUNT = Decimal("999999999999.99")
"""Largest amount taken; its cents fit any database's 64-bit integer with room for sums."""


class Currency(LabelledEnum):
    """Currencies that the office invoices in."""

    HNL = "HNL", "Lempiras"
    USD = "USD", "Dólares"

    @property
    def sign(self) -> str:
        """The sign written before an amount."""
        return "L" if self is Currency.HNL else "$"


class MoneyError(ValueError):
    """A text that is no amount; ``code`` is stable and the message is Spanish."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


_SIGNS = {
    Currency.HNL: re.compile(
        r"^(?:lps?|lempiras?|hnl|l)\.?\s*|\s*(?:lps?|lempiras?|hnl)\.?$", re.I
    ),
    Currency.USD: re.compile(
        r"^(?:us\s?\$|usd|\$)\.?\s*|\s*(?:us\s?\$|usd|\$|d[oó]lares?)\.?$", re.I
    ),
}
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]*)?|\.[0-9]+")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?")
_EUROPEAN = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]{1,2}|[0-9]+,[0-9]{1,2}")
_FLOAT_NOISE = Decimal("0.000001")


def parse_money(text: str) -> Decimal:
    """Return the amount that ``text`` says, with two decimals; its currency sign is ignored.

    Raises :class:`MoneyError` for what is no amount, is negative, has more than two decimals or is
    too large.
    """
    line = ascii_digits(clean_line(text, len(text) + 1))
    number = _without_sign(line).replace(" ", "")
    if re.match(r"-|\(.*\)$", number):
        raise MoneyError("money_negative", "El monto no puede ser negativo.")
    if _EUROPEAN.fullmatch(number):
        message = f"En {quoted(line)} use punto para los decimales, como 1,234.56."
        raise MoneyError("money_invalid", message)
    if not (_PLAIN.fullmatch(number) or _THOUSANDS.fullmatch(number)):
        message = f"{quoted(line)} no es un monto: escríbalo como 1,234.56."
        raise MoneyError("money_invalid", message)
    return _rounded(Decimal(number.replace(",", "")) if len(number) < 40 else MAX_AMOUNT + 1)


def money_currency(text: str) -> Currency | None:
    """Return the currency whose sign is written with an amount, or ``None`` when there is none."""
    line = clean_line(text, len(text) + 1)
    for currency, sign in _SIGNS.items():
        if sign.search(line):
            return currency
    return None


def show_amount(amount: Decimal | None) -> str:
    """Return an amount without its currency: ``1,234.56``."""
    return "" if amount is None else f"{amount:,.2f}"


def show_money(amount: Decimal, currency: Currency | str = Currency.HNL) -> str:
    """Return an amount with its currency: ``L 1,234.56`` or ``$ 1,234.56``."""
    return f"{Currency(currency).sign} {amount:,.2f}"


def to_cents(amount: Decimal) -> int:
    """Return an amount in cents; raises ``ValueError`` for fractions of a cent."""
    cents = amount * 100
    if cents != cents.to_integral_value():
        raise ValueError(f"fraction of a cent: {amount}")
    return int(cents)


def from_cents(cents: int) -> Decimal:
    """Return the amount of so many cents, with two decimals."""
    return Decimal(cents).scaleb(-2)


def clean_money(key: str, raw: str) -> Cleaned:
    """Return the amount in ``raw`` as ``Decimal``, or ``None`` when blank."""
    text, fixes = tidy_line(key, raw)
    if not text:
        return Cleaned(None, fixes)
    try:
        return Cleaned(parse_money(text), fixes)
    except MoneyError as fault:
        return Cleaned(None, (*fixes, error(key, fault.code, str(fault))))


def _without_sign(line: str) -> str:
    for sign in _SIGNS.values():
        line = sign.sub("", line, count=1)
    return line


def _rounded(amount: Decimal) -> Decimal:
    """Return the amount in whole cents; binary noise of a spreadsheet is not a third decimal."""
    if amount > MAX_AMOUNT:
        raise MoneyError("money_too_large", f"El monto pasa de {show_amount(MAX_AMOUNT)}.")
    whole = amount.quantize(CENT)
    if abs(whole - amount) > _FLOAT_NOISE:
        raise MoneyError("money_decimals", "El monto lleva dos decimales como máximo.")
    return whole
