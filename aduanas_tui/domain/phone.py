"""Phone numbers: stored E.164, shown ``2234-5678`` or ``+1 305 555 0100``.

Honduras: +504 and 8 digits since 2010, no trunk prefix; fixed numbers begin with 2, mobiles with
3, 7, 8 or 9 (CONATEL). New blocks appear, so an unlikely number is a warning, never an error.
"""

from __future__ import annotations

import re

from aduanas_tui.domain.cleaning import (
    ascii_digits,
    blank_placeholder,
    is_placeholder,
    quoted,
    tidy_line,
)
from aduanas_tui.domain.problems import Cleaned, Problem, error, fix, warning
from aduanas_tui.domain.text import fold

HONDURAS = "+504"
MIN_DIGITS = 7
"""Digits of the shortest number taken: Honduran numbers had seven until 2010."""
MAX_DIGITS = 15
"""Digits of the longest number, country code included (ITU-T E.164)."""

_SAVE_ANYWAY = "Revíselo; si está bien, puede guardarlo así."
_NATIONAL = re.compile(r"([2-9][0-9]{3})[ -]?([0-9]{4})")
_PLAIN = re.compile(r"([37-9][0-9]{3}|2[24-8][0-9]{2})[ -]?([0-9]{4})")
_PLAUSIBLE = re.compile(r"[37-9][0-9]{7}|2[24-8][0-9]{6}|8002[0-9]{7}")
"""Mobiles, the fixed blocks in use (22, 24-28), and toll-free numbers."""

_LABEL = re.compile(
    r"^(?:tel(?:efono)?s?|cel(?:ular)?(?:es)?|movil|pbx|fax|whatsapp|ws|wa|no)\b\.?\s*:?\s*"
)
_EXTENSION = re.compile(r"\s*[,;(]?\s*(?:extension|ext|anexo|x)\.?\s*:?\s*([0-9]{1,6})\)?$")
_SEVERAL = re.compile(r"(\s*(?:[/;,|]|\b[yo]\b)(?!\s*(?:ext|anexo|x))\s*)")
_TWO_TOGETHER = re.compile(
    r"(?:\+?504[ -]?)?[0-9]{4}[ -]?[0-9]{4}([ -]+)(?=(?:\+?504[ -]?)?[0-9]{4}[ -]?[0-9]{4}$)"
)
_SEPARATORS = re.compile(r"[\s().\-_/'’]+")
_FOREIGN_PREFIX = re.compile(r"^(?:00|011)(?=[1-9])")
_NORTH_AMERICA = re.compile(r"\+(1)([0-9]{3})([0-9]{3})([0-9]{4})")
_CENTRAL_AMERICA = re.compile(r"\+(50[2356])([0-9]{4})([0-9]{4})")


def clean_phone(key: str, raw: str) -> Cleaned:
    """Return a phone in E.164; without a country code it is Honduran.

    An extension or a second phone does not fit: a warning names it, so that it can go elsewhere.
    Letters, or digits that cannot be a phone, are error ``phone_invalid``.
    """
    value = plain_phone(raw)
    if value:
        return Cleaned(value)
    plain = _NATIONAL.fullmatch(raw)
    if plain:
        return _honduran(key, plain[1] + plain[2], ())
    text, problems = tidy_line(key, raw)
    if not text:
        return Cleaned("", problems)
    if is_placeholder(text):
        return blank_placeholder(key, text, problems)
    number, rest, problems = _first_phone(key, text, problems)
    plus = number.startswith("+")
    digits = _SEPARATORS.sub("", number[1:] if plus else number)
    if not (digits.isascii() and digits.isdigit()):
        message = f"{quoted(text)} no es un teléfono: escriba solo números, como 2234-5678."
        return Cleaned(None, (*problems, error(key, "phone_invalid", message)))
    if not plus and len(digits) > MIN_DIGITS + 1:
        international = _FOREIGN_PREFIX.sub("", digits)
        plus, digits = international != digits, international
    if not MIN_DIGITS <= len(digits) <= MAX_DIGITS:
        message = f"{quoted(text)} tiene {len(digits)} dígitos: un teléfono lleva de 7 a 15."
        return Cleaned(None, (*problems, error(key, "phone_invalid", message)))
    if rest:
        message = f"Solo se toma {quoted(number)}: anote {quoted(rest)} en otro campo."
        problems = (*problems, warning(key, "phone_several", message))
    if not plus and len(digits) == 11 and digits.startswith("504"):
        return _honduran(key, digits[3:], problems)
    if plus and digits.startswith("504"):
        return _honduran(key, digits[3:], problems)
    if plus:
        return _foreign(key, digits, problems)
    return _without_country(key, digits, problems)


def plain_phone(raw: str) -> str | None:
    """Return in E.164 what is a phone in use in Honduras at first sight, else ``None``."""
    plain = _PLAIN.fullmatch(raw)
    return HONDURAS + plain[1] + plain[2] if plain else None


def second_phone(raw: str) -> str:
    """Return what :func:`clean_phone` leaves out of a cell with several phones, or nothing."""
    text, _ = tidy_line("", raw)
    return _first_phone("", text, ())[1]


def show_phone(value: str | None) -> str:
    """Return a stored phone as it is read aloud: Honduran ones without the country code."""
    if not value:
        return ""
    national = value[len(HONDURAS) :]
    if value.startswith(HONDURAS):
        if len(national) == 8 and national[0] in "23456789":
            return f"{national[:4]}-{national[4:]}"
        return f"{HONDURAS} {national}"
    known = _NORTH_AMERICA.fullmatch(value) or _CENTRAL_AMERICA.fullmatch(value)
    return f"+{' '.join(known.groups())}" if known else _international(value)


def phone_terms(e164: str) -> list[str]:
    """Return the digits by which a stored phone is found, without repetition.

    The national digits, the last four, and of a foreign phone the full international digits.
    """
    if e164.startswith(HONDURAS) and len(e164) > len(HONDURAS) + 4:
        return [e164[4:], e164[-4:]]
    digits = e164.removeprefix("+")
    if not digits:
        return []
    full = [digits[3:]] if e164.startswith(HONDURAS) else [_national_digits(e164), digits]
    return list(dict.fromkeys([*full, digits[-4:]]))


def _first_phone(
    key: str, text: str, problems: tuple[Problem, ...]
) -> tuple[str, str, tuple[Problem, ...]]:
    """Return the first phone of a cell, what follows it, and the problems with what was dropped."""
    folded = fold(ascii_digits(text)).strip()
    number = _LABEL.sub("", folded)
    if number != folded and number[:1].isdigit():
        note = f"Se dejó solo el número de {quoted(text)}: {quoted(number)}."
        problems = (*problems, fix(key, "phone_label", note))
    else:
        number = folded
    rest = ""
    parted = _SEVERAL.search(number) or _TWO_TOGETHER.match(number)
    if parted and _count_digits(number[: parted.start(1)]) >= MIN_DIGITS:
        number, rest = number[: parted.start(1)], number[parted.end() :].strip(" /;,|-.")
    extension = _EXTENSION.search(number)
    if extension and _count_digits(number[: extension.start()]) >= MIN_DIGITS:
        message = f"La extensión {extension[1]} no cabe en el teléfono: anótela en otro campo."
        problems = (*problems, warning(key, "phone_extension", message))
        number = number[: extension.start()]
    return number, rest, problems


def _count_digits(text: str) -> int:
    return sum(char.isdigit() for char in text)


def _honduran(key: str, national: str, problems: tuple[Problem, ...]) -> Cleaned:
    value = HONDURAS + national
    if _PLAUSIBLE.fullmatch(national):
        return Cleaned(value, problems)
    return Cleaned(value, (*problems, _implausible(key, value)))


def _foreign(key: str, digits: str, problems: tuple[Problem, ...]) -> Cleaned:
    value = "+" + digits
    proper = _valid_e164(value)
    if proper is None:
        return Cleaned(value, (*problems, _implausible(key, value)))
    if proper != value:
        note = f"{quoted(value)} se guarda como {show_phone(proper)}."
        problems = (*problems, fix(key, "phone_normalized", note))
    return Cleaned(proper, problems)


def _without_country(key: str, digits: str, problems: tuple[Problem, ...]) -> Cleaned:
    """Judge digits without country code: Honduran, unless only a foreign reading makes sense."""
    if len(digits) == 8 or _PLAUSIBLE.fullmatch(digits):
        return _honduran(key, digits, problems)
    proper = _valid_e164("+" + digits) if len(digits) > 8 else None
    if proper:
        note = f"{quoted(digits)} se entendió como el número extranjero {show_phone(proper)}."
        return Cleaned(proper, (*problems, fix(key, "phone_international", note)))
    fits = len(digits) + len(HONDURAS) - 1 <= MAX_DIGITS
    value = (HONDURAS if fits else "+") + digits
    return Cleaned(value, (*problems, _implausible(key, value)))


def _implausible(key: str, value: str) -> Problem:
    message = f"{show_phone(value)} no parece un teléfono en uso. {_SAVE_ANYWAY}"
    return warning(key, "phone_implausible", message)


def _valid_e164(value: str) -> str | None:
    """Return the proper E.164 of a foreign number, or ``None`` when no country has it."""
    import phonenumbers

    try:
        number = phonenumbers.parse(value, None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _international(value: str) -> str:
    import phonenumbers

    try:
        number = phonenumbers.parse(value, None)
    except phonenumbers.NumberParseException:
        return value
    if phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) != value:
        return value
    shown = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return _SEPARATORS.sub(" ", shown)


def _national_digits(value: str) -> str:
    known = _NORTH_AMERICA.fullmatch(value) or _CENTRAL_AMERICA.fullmatch(value)
    if known:
        return "".join(known.groups()[1:])
    import phonenumbers

    try:
        return phonenumbers.national_significant_number(phonenumbers.parse(value, None))
    except phonenumbers.NumberParseException:
        return value.removeprefix("+")
