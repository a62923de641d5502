"""Cleaners of free text, and what the cleaners of other fields share.

Changes of blanks, case, accents and separators bring a value to its normal form and are silent;
any other change is listed as a fix.
"""

from __future__ import annotations

import re
import unicodedata

from aduanas_tui.domain.problems import Cleaned, Problem, error, fix
from aduanas_tui.domain.text import clean_block, clean_line, fold

_PLAIN_CHARS = "!-~áéíóúüñÁÉÍÓÚÜÑ°ºª¿¡"
_PLAIN = re.compile(f"(?:[{_PLAIN_CHARS}]+(?: [{_PLAIN_CHARS}]+)*)?")
"""Text that cleaning leaves as it is: the common case, worth a single look."""

_PLACEHOLDERS = frozenset(
    (
        *("-", "--", "---", ".", "0", "x", "n/a", "na", "n.a.", "n/d", "nd", "n.d.", "s/n", "sn"),
        *("s/d", "no", "ninguno", "ninguna", "null", "none", "nulo", "no tiene", "no aplica"),
        *("no hay", "sin dato", "sin datos", "sin correo", "sin telefono"),
    )
)
"""What lists write where there is nothing, folded."""

_OF_TEXTS = frozenset(one for one in _PLACEHOLDERS if not one.isalnum() or len(one) > 2)
"""The placeholders that no free text is: "x" and "NA" may be a name or a note, "S/N" is none."""
_LONGEST_OF_TEXTS = max(map(len, _OF_TEXTS))
_STARTS_OF_TEXTS = {"#", *(one[0] for one in _OF_TEXTS), *(one[0].upper() for one in _OF_TEXTS)}

_SHEET_ERROR = re.compile(
    r"#(?:N/[AD]|GETTING_DATA|[¡¿]?(?:REF|VALUE|VALOR|DIV/0|NAME|NOMBRE|NULL|NULO|NUM|SPILL"
    r"|DESBORDAMIENTO|CALC|FIELD|CAMPO|BLOCKED|CONNECT|BUSY|UNKNOWN)[!?])",
    re.IGNORECASE,
)

_QUOTED_LENGTH = 40


def quoted(text: str) -> str:
    """Return ``text`` between «», shortened, safe to put into a message."""
    line = clean_line(text, _QUOTED_LENGTH + 1)
    return f"«{line}»" if len(line) <= _QUOTED_LENGTH else f"«{line[: _QUOTED_LENGTH - 1]}…»"


def ascii_digits(text: str) -> str:
    """Return ``text`` with the decimal digits of any script, dashes and plus signs in ASCII."""
    if text.isascii():
        return text
    return "".join(map(_ascii_digit_or_sign, text))


def _ascii_digit_or_sign(char: str) -> str:
    digit = unicodedata.decimal(char, -1)
    if digit >= 0:
        return str(digit)
    if unicodedata.category(char) == "Pd" or char == "−":
        return "-"
    return "+" if char == "＋" else char


def tidy_line(key: str, raw: str) -> tuple[str, tuple[Problem, ...]]:
    """Return ``raw`` as one safe line of any length, with the fix that tells what was dropped."""
    if _PLAIN.fullmatch(raw) and "_x" not in raw:
        return raw, ()
    text = clean_line(raw, 4 * len(raw) + 1)
    return text, _dropped(key, raw, text)


def is_placeholder(text: str) -> bool:
    """Tell whether ``text`` only says that there is no value ("N/A", "-", "no tiene")."""
    return len(text) < 16 and fold(text) in _PLACEHOLDERS


def blank_placeholder(key: str, text: str, fixes: tuple[Problem, ...]) -> Cleaned:
    """Return the blank value that a placeholder stands for."""
    note = fix(key, "blank_placeholder", f"{quoted(text)} se tomó como vacío.")
    return Cleaned("", (*fixes, note))


def plain_text(limit: int, raw: str) -> str | None:
    """Return a text that cleaning leaves as it is, ``None`` where it has to look."""
    return raw if _is_plain(raw, limit) else None


def clean_text(key: str, limit: int, raw: str) -> Cleaned:
    """Clean a text of one line and at most ``limit`` characters; too long is an error."""
    if _is_plain(raw, limit):
        return Cleaned(raw)
    text, fixes = tidy_line(key, raw)
    return _within(key, limit, text, fixes)


def clean_long_text(key: str, limit: int, raw: str) -> Cleaned:
    """Clean a text of several lines and at most ``limit`` characters; too long is an error."""
    if _is_plain(raw, limit):
        return Cleaned(raw)
    text = clean_block(raw, 4 * len(raw) + 1)
    return _within(key, limit, text, _dropped(key, raw, text))


def too_long(key: str, length: int, limit: int) -> Problem:
    """Return the error of a text that does not fit; texts are never cut silently."""
    return error(key, "too_long", f"Tiene {length:,} caracteres y caben {limit:,}: acórtelo.")


def is_sheet_error(text: str) -> bool:
    """Tell whether a text is the error of a spreadsheet, such as ``#N/A`` or ``#¡REF!``."""
    return text[:1] == "#" and len(text) < 20 and _SHEET_ERROR.fullmatch(text) is not None


def sheet_error(key: str, text: str) -> Problem:
    """Return the problem of a value that is the error of a spreadsheet."""
    message = f"{quoted(text)} es un error de la hoja de cálculo: escriba el valor."
    return error(key, "cell_error", message)


def _is_plain(raw: str, limit: int) -> bool:
    """Tell whether cleaning leaves a text as it is."""
    if len(raw) > limit or not _PLAIN.fullmatch(raw) or "_x" in raw:
        return False
    return raw[:1] not in _STARTS_OF_TEXTS or not (_is_no_text(raw) or is_sheet_error(raw))


def _is_no_text(text: str) -> bool:
    return len(text) <= _LONGEST_OF_TEXTS and fold(text) in _OF_TEXTS


def _within(key: str, limit: int, text: str, fixes: tuple[Problem, ...]) -> Cleaned:
    if len(text) > limit:
        return Cleaned(None, (*fixes, too_long(key, len(text), limit)))
    if _is_no_text(text):
        return blank_placeholder(key, text, fixes)
    if is_sheet_error(text):
        return Cleaned(None, (*fixes, sheet_error(key, text)))
    return Cleaned(text, fixes)


def _dropped(key: str, raw: str, text: str) -> tuple[Problem, ...]:
    """Return the fix that lists what cleaning dropped from ``raw``, if anything but blanks."""
    if "".join(unicodedata.normalize("NFC", raw).split()) == "".join(text.split()):
        return ()
    codes = dict.fromkeys(f"U+{ord(char):04X}" for char in raw if _is_dropped(char, text))
    if codes:
        listed = ", ".join(list(codes)[:3]) + ("…" if len(codes) > 3 else "")
        done = f"Se quitaron caracteres invisibles o de control ({listed})"
    else:
        done = "Se corrigieron marcas o códigos que no se pueden mostrar"
    left = f"quedó {quoted(text)}" if text else "no quedó nada"
    return (fix(key, "characters_removed", f"{done}; {left}."),)


def _is_dropped(char: str, text: str) -> bool:
    return char not in text and unicodedata.category(char)[0] == "C" and not char.isspace()
