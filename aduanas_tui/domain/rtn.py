"""The RTN (Registro Tributario Nacional): 14 digits, shown 4-4-6.

Digits 1-4 are the municipality where it was issued. Of a natural person digits 1-13 are those
of the DNI, so 5-8 are the year of birth; of a legal person digit 5 is 9 and 6-8 are the last three
digits of the year of registration. Only the length is certain: everything else is a warning.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from operator import mul
from typing import Literal

from aduanas_tui.domain.cleaning import (
    ascii_digits,
    blank_placeholder,
    is_placeholder,
    quoted,
    tidy_line,
)
from aduanas_tui.domain.problems import Cleaned, Problem, error, fix, warning
from aduanas_tui.domain.territory import is_municipality_code

RTN_LENGTH = 14
DNI_LENGTH = 13
FIRST_LEGAL_YEAR = 1980
"""Earliest year of registration taken for plausible; the numbers seen begin in 1995."""
FIRST_BIRTH_YEAR = 1900

SAVE_ANYWAY = "Revíselo; si está bien, puede guardarlo así."

_WEIGHTS = (1, 7, 5, 3, 1, 7, 5, 3, 1, 7, 5, 3, 1)
_ASCII_ZEROS = ord("0") * sum(_WEIGHTS)
_PLAIN = re.compile(r"([0-9]{4})-?([0-9]{4})-?([0-9]{6})")
_LABEL = re.compile(r"^r\.?\s?t\.?\s?n\.?\s*(?:n[o°º]?\.?\s*)?[:#]?\s*(?=[0-9])", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s./\\_'’-]+")


def check_digit(first13: str) -> str:
    """Return the check digit of the first 13 digits of an RTN.

    Weights 1,7,5,3 repeated, sum modulo 11, 10 written 0. SAR publishes no rule: the weights were
    solved over GF(11) from 33 printed company numbers (31 fit) and tested on 56 others (55 fit).
    The Java library stdnum4j (``HnRtn``) has the same weights and reports 350 of 353 numbers.
    """
    rest = (sum(map(mul, _WEIGHTS, first13.encode("ascii"))) - _ASCII_ZEROS) % 11
    return "0" if rest == 10 else str(rest)


def format_rtn(rtn: str | None) -> str:
    """Return the digits of ``rtn`` as ``0801-9099-354423``, however many there are so far."""
    digits = "".join(char for char in ascii_digits(rtn or "") if char in "0123456789")
    return "-".join(part for part in (digits[:4], digits[4:8], digits[8:]) if part)


def kind_of(rtn: str) -> Literal["natural", "juridica"] | None:
    """Return the kind of person that the fifth digit tells, or ``None`` when it tells none."""
    fifth = rtn[4:5]
    if fifth == "9":
        return "juridica"
    return "natural" if fifth in ("1", "2") else None


def with_leading_zero(digits: str) -> str | None:
    """Return the RTN whose leading zero a spreadsheet dropped, when adding it explains all.

    Only for 13 digits: the result has a known municipality and the right check digit.
    """
    if len(digits) != RTN_LENGTH - 1:
        return None
    rtn = "0" + digits
    right = is_municipality_code(rtn[:4]) and check_digit(rtn[:13]) == rtn[13]
    return rtn if right and kind_of(rtn) else None


def rtn_problems(rtn: str, today: date | None = None, key: str = "rtn") -> tuple[Problem, ...]:
    """Return the warnings about 14 digits: municipality, year and check digit."""
    problems = []
    if not is_municipality_code(rtn[:4]):
        message = f"El RTN empieza con {rtn[:4]}, que no es código de municipio. {SAVE_ANYWAY}"
        problems.append(warning(key, "rtn_prefix", message))
    year = _year_problem(rtn, (today or date.today()).year)
    if year:
        problems.append(warning(key, "rtn_year", f"{year} {SAVE_ANYWAY}"))
    if check_digit(rtn[:13]) != rtn[13]:
        message = f"El dígito final ({rtn[13]}) del RTN no concuerda con los demás. {SAVE_ANYWAY}"
        problems.append(warning(key, "rtn_check_digit", message))
    return tuple(problems)


def plain_rtn(raw: str) -> str | None:
    """Return the 14 digits of an RTN of which there is nothing to say, else ``None``."""
    if _PLAIN.fullmatch(raw) is None:
        return None
    digits = raw.replace("-", "")
    if not _is_likely(digits[:8], date.today().year) or check_digit(digits[:13]) != digits[13]:
        return None
    return digits


@lru_cache(maxsize=4096)
def _is_likely(first8: str, this_year: int) -> bool:
    """Tell whether there is nothing to say of municipality and year; lists share them."""
    return is_municipality_code(first8[:4]) and not _year_problem(first8, this_year)


def clean_rtn(key: str, raw: str, today: date | None = None) -> Cleaned:
    """Return the 14 digits of an RTN with its problems; any other number of digits is an error."""
    plain = _PLAIN.fullmatch(raw)
    if plain:
        digits = "".join(plain.groups())
        return Cleaned(digits, rtn_problems(digits, today, key))
    text, fixes = tidy_line(key, raw)
    if not text:
        return Cleaned("", fixes)
    if is_placeholder(text):
        return blank_placeholder(key, text, fixes)
    text = ascii_digits(text)
    digits = _SEPARATORS.sub("", text)
    if not digits.isdigit():
        digits = _SEPARATORS.sub("", _LABEL.sub("", text))
        if digits.isdigit():
            note = f"Se dejaron solo los números de {quoted(text)}: {format_rtn(digits)}."
            fixes = (*fixes, fix(key, "rtn_label", note))
    if not (digits.isascii() and digits.isdigit()):
        message = f"{quoted(text)} no es un RTN: escriba solo sus 14 números."
        return Cleaned(None, (*fixes, error(key, "rtn_invalid", message)))
    if len(digits) != RTN_LENGTH:
        return Cleaned(None, (*fixes, error(key, "rtn_length", _length_message(digits))))
    return Cleaned(digits, fixes + rtn_problems(digits, today, key))


def _length_message(digits: str) -> str:
    count = len(digits)
    had = f"El RTN lleva 14 dígitos y este tiene {count}"
    if count == DNI_LENGTH:
        complete = with_leading_zero(digits)
        if complete:
            return f"{had}: parece faltar el cero inicial ({format_rtn(complete)})."
        return f"{had}: parece una identidad (DNI) sin el dígito final; agréguelo."
    if count < RTN_LENGTH:
        return f"{had}: complete los {RTN_LENGTH - count} que faltan."
    extra = count - RTN_LENGTH
    return f"{had}: quite {'el que sobra' if extra == 1 else f'los {extra} que sobran'}."


def _year_problem(rtn: str, this_year: int) -> str:
    """Return what is wrong with digits 5-8, or nothing."""
    kind = kind_of(rtn)
    if kind == "juridica":
        # Three digits repeat every thousand years: 995 can only be 1995, and 012 only 2012.
        digits = int(rtn[5:8])
        year = digits + (1000 if digits >= FIRST_LEGAL_YEAR % 1000 else 2000)
        if year > this_year:
            return f"El RTN dice registro en {year}, que aún no llega."
        return ""
    year = int(rtn[4:8])
    if kind is None:
        return f"Los dígitos 5 a 8 del RTN ({rtn[4:8]}) no son un año de nacimiento ni de registro."
    if not FIRST_BIRTH_YEAR <= year <= this_year:
        return f"El RTN dice nacimiento en {year}, que no es posible."
    return ""
