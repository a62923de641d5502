"""Customs offices and regimes of Honduras."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from aduanas_tui.domain.cleaning import ascii_digits, quoted, tidy_line, too_long
from aduanas_tui.domain.problems import Cleaned, fix, warning
from aduanas_tui.domain.states import OperationType
from aduanas_tui.domain.text import words

MAX_OFFICE_LENGTH = 80
MAX_REGIME_LENGTH = 80


@dataclass(frozen=True, slots=True)
class CustomsOffice:
    """A customs office; its code of four digits is blank where none was found."""

    code: str
    name: str
    kind: str
    department: str


REGIMES: dict[str, str] = {
    "1000": "Exportación definitiva",
    "1020": "Exportación definitiva que cancela exportación temporal",
    "2000": "Exportación temporal",
    "2100": "Exportación temporal para perfeccionamiento pasivo",
    "2200": "Exportación temporal para reparación",
    "3000": "Reexportación",
    "3051": "Reexportación de admisión temporal (RIT)",
    "3053": "Reexportación de importación temporal",
    "3070": "Reexportación de depósito de aduanas",
    "4000": "Importación definitiva",
    "4053": "Importación definitiva desde importación temporal",
    "4070": "Importación definitiva desde depósito de aduanas",
    "4100": "Importación definitiva por subasta",
    "4300": "Importación definitiva courier",
    "4600": "Importación definitiva con FAUCA o DUCA-F",
    "5000": "Admisión temporal a zona libre con transformación",
    "5100": "Admisión temporal para perfeccionamiento activo (RIT)",
    "5200": "Zona libre sin transformación",
    "5300": "Importación temporal con reexportación en el mismo estado",
    "5600": "Admisión temporal (RIT) sin transformación",
    "5900": "Importación temporal por contrato con el Estado",
    "6010": "Reimportación de exportación definitiva",
    "6020": "Reimportación de exportación temporal",
    "7000": "Depósito de aduanas",
    "7070": "Traslado entre depósitos de aduanas",
    "8000": "Tránsito interno",
    "8100": "Tránsito a zona libre o ZIP",
    "8900": "Tránsito internacional",
}
"""Regimes by code, as the customs system SARAH lists them; the first digit is the kind."""

_DIRECTIONS = {
    "1": OperationType.EXPORT,
    "2": OperationType.EXPORT,
    "3": OperationType.EXPORT,
    "4": OperationType.IMPORT,
    "5": OperationType.IMPORT,
    "6": OperationType.IMPORT,
}
_REGIME_CODE = re.compile(r"([1-8][0-9]{3})(?:\s*[-–:.]?\s+.*|\s*[-–:]\s*.*)?")


@cache
def customs_offices() -> tuple[CustomsOffice, ...]:
    """Return the customs offices in the order of their codes."""
    text = files("aduanas_tui").joinpath("data/aduanas.csv").read_text(encoding="utf-8")
    return tuple(CustomsOffice(**row) for row in csv.DictReader(text.splitlines()))


def office_label(office: CustomsOffice) -> str:
    """Return code and name of an office, or only the name of one without a code."""
    return f"{office.code} {office.name}".strip()


def office_by_name(text: str) -> CustomsOffice | None:
    """Return the customs office that ``text`` names, with or without brackets, or its code."""
    name = " ".join(words(text)).removeprefix("aduana ").removeprefix("de ")
    return _offices_by_words().get(name)


def regime_label(code: str) -> str:
    """Return code and name of a regime, or only the code of one that is not listed."""
    return f"{code} {REGIMES[code]}" if code in REGIMES else code


def show_regime(value: Any) -> str:
    """Return a stored regime with its name; nothing when there is none."""
    return regime_label(value) if value else ""


def regime_direction(code: str) -> OperationType | None:
    """Return the direction that a regime belongs to; ``None`` for warehouse and transit."""
    return _DIRECTIONS.get(code[:1]) if code[:4].isdigit() else None


def clean_office(key: str, raw: str) -> Cleaned:
    """Return the name of a customs office; one that is not listed is a warning."""
    text, fixes = tidy_line(key, raw)
    if len(text) > MAX_OFFICE_LENGTH:
        return Cleaned(None, (*fixes, too_long(key, len(text), MAX_OFFICE_LENGTH)))
    office = office_by_name(text)
    if office and words(office.name) != words(text):
        note = f"{quoted(text)} se entendió como {office.name}."
        return Cleaned(office.name, (*fixes, fix(key, "choice_understood", note)))
    if office or not text:
        return Cleaned(office.name if office else "", fixes)
    message = f"{quoted(text)} no está en la lista de aduanas. Si está bien, puede guardarlo así."
    return Cleaned(text, (*fixes, warning(key, "office_unknown", message)))


def clean_regime(key: str, raw: str) -> Cleaned:
    """Return the code of a regime, given by code or name; one that is not listed is a warning."""
    text, fixes = tidy_line(key, raw)
    if not text:
        return Cleaned("", fixes)
    if len(text) > MAX_REGIME_LENGTH:
        return Cleaned(None, (*fixes, too_long(key, len(text), MAX_REGIME_LENGTH)))
    found = _REGIME_CODE.fullmatch(ascii_digits(text))
    code = found[1] if found else _regimes_by_words().get(" ".join(words(text)), "")
    if code in REGIMES:
        if code != text and words(regime_label(code)) != words(text):
            note = f"{quoted(text)} se entendió como {regime_label(code)}."
            fixes = (*fixes, fix(key, "choice_understood", note))
        return Cleaned(code, fixes)
    message = f"{quoted(text)} no es un régimen conocido. Si está bien, puede guardarlo así."
    return Cleaned(text, (*fixes, warning(key, "regime_unknown", message)))


@cache
def _offices_by_words() -> dict[str, CustomsOffice]:
    by_words: dict[str, CustomsOffice] = {}
    for office in customs_offices():
        short = office.name.partition("(")[0]
        names = (office.name, short, short.removeprefix("Puerto "), office_label(office))
        codes = (office.code, office.code.lstrip("0"))
        for name in (*names, *codes):
            # The first one keeps a name: "La Mesa" is the office, not its air guard post.
            by_words.setdefault(" ".join(words(name)), office)
    by_words.pop("", None)
    return by_words


@cache
def _regimes_by_words() -> dict[str, str]:
    return {" ".join(words(name)): code for code, name in REGIMES.items()}
