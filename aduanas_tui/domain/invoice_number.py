"""Numbers of fiscal documents: ``NNN-NNN-TT-NNNNNNNN`` (SAR, Acuerdo 481-2017, art. 10).

Establishment (000 is the head office), point of emission, type of document, serial from 00000001.
"""

from __future__ import annotations

import re

from aduanas_tui.domain.cleaning import ascii_digits, quoted, tidy_line
from aduanas_tui.domain.problems import Cleaned, error, warning

NUMBER_LENGTH = 19
"""Characters of a number with its dashes."""
DIGITS = 16

DOCUMENT_TYPES: dict[str, str] = {
    "01": "factura",
    "03": "ticket",
    "04": "recibo por honorarios",
    "05": "comprobante de retención",
    "06": "nota de crédito",
    "07": "nota de débito",
    "08": "guía de remisión",
    "10": "factura prevalorada",
    "11": "boleta de compra",
    "12": "constancia de donación",
}
_CHARGING_TYPES = frozenset({"01", "03", "04", "10", "11"})
"""Types under which something is charged to a client."""

_SEPARATORS = re.compile(r"[\s./\\_-]+")
_SAVE_ANYWAY = "Si está bien, puede guardarlo así."


def format_invoice_number(digits: str) -> str:
    """Return 16 digits as ``000-001-01-00001234``; tolerant of fewer digits while typing."""
    parts = (digits[:3], digits[3:6], digits[6:8], digits[8:])
    return "-".join(part for part in parts if part)


def clean_invoice_number(key: str, raw: str) -> Cleaned:
    """Return a number with its dashes; what has not 16 digits is error ``invoice_number``."""
    text, fixes = tidy_line(key, raw)
    if not text:
        return Cleaned("", fixes)
    digits = _SEPARATORS.sub("", ascii_digits(text))
    if not (digits.isascii() and digits.isdigit() and len(digits) == DIGITS):
        message = f"{quoted(text)} no tiene la forma 000-001-01-00001234 (16 dígitos)."
        return Cleaned(None, (*fixes, error(key, "invoice_number", message)))
    problems = list(fixes)
    kind = digits[6:8]
    if kind not in DOCUMENT_TYPES:
        message = f"El tipo de documento {kind} no existe: una factura lleva 01. {_SAVE_ANYWAY}"
        problems.append(warning(key, "invoice_type", message))
    elif kind not in _CHARGING_TYPES:
        message = f"El tipo {kind} es de {DOCUMENT_TYPES[kind]}, no de factura. {_SAVE_ANYWAY}"
        problems.append(warning(key, "invoice_type", message))
    if int(digits[8:]) == 0:
        message = f"El correlativo empieza en 00000001. {_SAVE_ANYWAY}"
        problems.append(warning(key, "invoice_serial", message))
    return Cleaned(format_invoice_number(digits), tuple(problems))
