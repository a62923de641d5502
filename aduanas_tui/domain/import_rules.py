"""What spreadsheets do to values, and how it is mended; everything else is judged as in the form.

A mender gets the text of a cell and returns the text to clean, with what it changed or cannot mend.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from aduanas_tui.domain.cleaning import ascii_digits, quoted, tidy_line
from aduanas_tui.domain.problems import Level, Problem, error, fix, warning
from aduanas_tui.domain.rtn import (
    DNI_LENGTH,
    FIRST_BIRTH_YEAR,
    clean_rtn,
    format_rtn,
    kind_of,
)
from aduanas_tui.domain.states import PersonKind
from aduanas_tui.domain.territory import is_municipality_code
from aduanas_tui.domain.text import fold, words

Mender = Callable[[str, str], tuple[str, tuple[Problem, ...]]]
"""Takes the key of a field and the text of its cell."""

NO_PROBLEMS: tuple[Problem, ...] = ()

_PLAIN_RTN = re.compile(r"[0-9]{14}|[0-9]{4}-[0-9]{4}-[0-9]{6}")
_PLAIN_PHONE = re.compile(r"[0-9]{4}-?[0-9]{4}|\+[0-9 ]*")
_WITH_DECIMALS = re.compile(r"([0-9]{7,})[.,]0{1,3}")
_GROUPED = re.compile(r"([0-9]{1,3}(?:,[0-9]{3}){2,4})(?:\.0{1,3})?")
_SCIENTIFIC = re.compile(r"([0-9])(?:[.,]([0-9]*))?[eE]\+?([0-9]{1,3})")
_SEPARATORS = re.compile(r"[\s.-]+")

_ADDRESS = re.compile(r"[^\s;,/|<>()\"']+@[^\s;,/|<>()\"']+")
_BETWEEN = re.compile(r"[\s;,/|<>()\"'&+-]*(?:\b[yo]\b)?[\s;,/|<>()\"'&+-]*", re.IGNORECASE)


def cell_formula(key: str) -> Problem:
    """Return the problem of a formula whose result is not in the file."""
    message = (
        "La celda tiene una fórmula sin resultado guardado: escriba el valor, o abra el archivo "
        "en Excel y guárdelo."
    )
    return error(key, "cell_formula", message)


def cell_date(key: str, text: str) -> Problem:
    """Return the warning about a text that a spreadsheet took for a date."""
    message = f"La hoja de cálculo tiene aquí una fecha ({quoted(text)}): revise el valor."
    return warning(key, "cell_date", message)


def as_import_warning(problem: Problem) -> Problem:
    """Return a problem as an import tells it: a list often says "N/A" where it should not."""
    if problem.code == "blank_placeholder" and problem.level is Level.FIX:
        return Problem(problem.field, Level.WARNING, problem.code, problem.message)
    return problem


def mend_rtn(key: str, raw: str) -> tuple[str, tuple[Problem, ...]]:
    """Give an RTN back what a spreadsheet took: its leading zero; decimals and commas go.

    An RTN in scientific notation has lost digits and is error ``rtn_digits_lost``.
    """
    if _PLAIN_RTN.fullmatch(raw):
        return raw, NO_PROBLEMS
    text, fixes = tidy_line(key, raw)
    text = ascii_digits(text)
    digits, fault = _as_number(text)
    if fault:
        message = f"{quoted(text)} perdió dígitos en la hoja de cálculo: escriba los 14 del RTN."
        return raw, (error(key, "rtn_digits_lost", message),)
    digits = digits or _SEPARATORS.sub("", text)
    complete = _with_zero_restored(digits)
    if complete:
        note = f"Se devolvió el cero inicial: {quoted(text)} quedó {format_rtn(complete)}."
        return complete, (*fixes, fix(key, "rtn_zero_restored", note))
    if digits.isdigit() and _as_number(text)[0]:
        return digits, (*fixes, _number_mended(key, text, digits))
    return raw, NO_PROBLEMS


def mend_phone(key: str, raw: str) -> tuple[str, tuple[Problem, ...]]:
    """Take decimals and thousands off a phone that a spreadsheet holds as a number.

    A phone in scientific notation has lost digits and is error ``phone_digits_lost``.
    """
    if _PLAIN_PHONE.fullmatch(raw):
        return raw, NO_PROBLEMS
    text, fixes = tidy_line(key, raw)
    digits, fault = _as_number(text)
    if fault:
        message = f"{quoted(text)} perdió dígitos en la hoja de cálculo: escriba el teléfono."
        return raw, (error(key, "phone_digits_lost", message),)
    if digits:
        return digits, (*fixes, _number_mended(key, text, digits))
    return raw, NO_PROBLEMS


MENDERS: dict[str, Mender] = {"rtn": mend_rtn, "phone": mend_phone, "phone2": mend_phone}
"""The menders of the fields that need one, by key."""


def split_emails(raw: str) -> tuple[str, str] | None:
    """Return the two addresses in a cell, or ``None`` when it has not just two."""
    text, _ = tidy_line("", raw)
    found = _ADDRESS.findall(text)
    if len(found) != 2:
        return None
    between = _ADDRESS.sub("\0", text).split("\0")
    if not all(_BETWEEN.fullmatch(part) for part in between):
        return None
    first, second = (address.strip(".") for address in found)
    return first, second


def emails_split(first: str, second: str) -> Problem:
    """Return the note that two addresses in one cell went to two fields."""
    message = (
        f"Había dos correos: {quoted(first)} quedó como principal y {quoted(second)} como "
        "el de facturación."
    )
    return fix("email", "email_split", message)


def email_repeated(first: str) -> Problem:
    """Return the note that a cell had the same address twice, or that of another field too."""
    return fix("email", "email_split", f"Había dos correos: quedó {quoted(first)}.")


def kind_from_rtn(key: str, rtn: str) -> tuple[str, tuple[Problem, ...]]:
    """Return the kind of person that an RTN tells, noted; blank when it tells none."""
    kind = kind_of(clean_rtn("rtn", rtn).value or "")
    if kind is None:
        return "", NO_PROBLEMS
    note = f"La lista no trae el tipo: según el RTN es {PersonKind(kind).label}."
    return kind, (fix(key, "kind_from_rtn", note),)


def person_key(name: str) -> str:
    """Return by what contacts of one client are the same person: the folded words."""
    return " ".join(words(name)) or fold(name)


def _as_number(text: str) -> tuple[str, bool]:
    """Return the digits of a number written by a spreadsheet, and whether digits are lost."""
    scientific = _SCIENTIFIC.fullmatch(text)
    if scientific:
        digits = scientific[1] + (scientific[2] or "")
        missing = int(scientific[3]) + 1 - len(digits)
        return ("", True) if missing else (digits, False)
    number = _WITH_DECIMALS.fullmatch(text) or _GROUPED.fullmatch(text)
    return (number[1].replace(",", ""), False) if number else ("", False)


def _with_zero_restored(digits: str) -> str:
    """Return the RTN whose zero a spreadsheet dropped, or nothing.

    The departments 01 to 09 have the zero. Thirteen digits that begin with 1 may be an identity
    number (DNI) of the departments 10 to 18; those of 2 to 9 can only have lost it.
    """
    if len(digits) != DNI_LENGTH or not digits.isdigit() or digits[0] == "0":
        return ""
    if digits[0] != "1":
        return "0" + digits
    is_dni = is_municipality_code(digits[:4]) and (
        FIRST_BIRTH_YEAR <= int(digits[4:8]) <= date.today().year
    )
    return "" if is_dni or not is_municipality_code("0" + digits[:3]) else "0" + digits


def _number_mended(key: str, text: str, digits: str) -> Problem:
    return fix(key, "number_mended", f"{quoted(text)} se leyó como {quoted(digits)}.")
