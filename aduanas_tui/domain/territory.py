"""Departments and municipalities of Honduras: 18 and 298.

Codes and names: OCHA/SINIT list with disputed rows settled by SGJD profiles; the counts are
those of INE 2024, table 2. The pairing of some codes and names differs between official lists, so
a municipality name is never derived from an RTN prefix.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from aduanas_tui.domain.text import fold, words


@dataclass(frozen=True, slots=True)
class Department:
    """A department: its code of two digits, as in the RTN, and its name."""

    code: str
    name: str


DEPARTMENTS: tuple[Department, ...] = (
    Department("01", "Atlántida"),
    Department("02", "Colón"),
    Department("03", "Comayagua"),
    Department("04", "Copán"),
    Department("05", "Cortés"),
    Department("06", "Choluteca"),
    Department("07", "El Paraíso"),
    Department("08", "Francisco Morazán"),
    Department("09", "Gracias a Dios"),
    Department("10", "Intibucá"),
    Department("11", "Islas de la Bahía"),
    Department("12", "La Paz"),
    Department("13", "Lempira"),
    Department("14", "Ocotepeque"),
    Department("15", "Olancho"),
    Department("16", "Santa Bárbara"),
    Department("17", "Valle"),
    Department("18", "Yoro"),
)

# Folded words by code; the two letters are those of ISO 3166-2:HN.
_SHORT_NAMES: dict[str, tuple[str, ...]] = {
    "01": ("at", "atl", "atlan"),
    "02": ("cl", "col"),
    "03": ("cm", "com", "comay"),
    "04": ("cp", "cop"),
    "05": ("cr", "cor", "cort"),
    "06": ("ch", "chol"),
    "07": ("ep", "paraiso", "el par", "e paraiso"),
    "08": (
        *(
            "fm",
            "fmo",
            "f m",
            "morazan",
            "f morazan",
            "fco morazan",
            "fsco morazan",
            "frco morazan",
        ),
        *("fran morazan", "franc morazan", "fco de morazan", "francisco de morazan", "fco m"),
    ),
    "09": ("gd", "gad", "g a d", "g a dios", "gracias", "g dios", "la mosquitia", "mosquitia"),
    "10": ("in", "int"),
    "11": ("ib", "idb", "idlb", "islas", "islas bahia", "i de la bahia", "is de la bahia"),
    "12": ("lp", "lapaz", "paz"),
    "13": ("le", "lem"),
    "14": ("oc", "oco", "ocot"),
    "15": ("ol", "ola"),
    "16": ("sb", "s b", "sta barbara", "s barbara", "st barbara", "sta b", "barbara"),
    "17": ("va", "valles"),
    "18": ("yo", "yr"),
}
_OF_DEPARTMENT = ("departamento", "depto", "dpto", "dep", "dept", "department")

_OTHER_CITIES: dict[str, tuple[str, ...]] = {
    # The municipality of both is Distrito Central.
    "Francisco Morazán": ("Tegucigalpa", "Comayagüela"),
}
_SHORT_CITIES: dict[str, str] = {
    "sps": "San Pedro Sula",
    "tegus": "Tegucigalpa",
    "tgu": "Tegucigalpa",
    "dc": "Distrito Central",
}


def department_by_name(text: str) -> Department | None:
    """Return the department that ``text`` names, by name, abbreviation or code, or ``None``."""
    found = _DEPARTMENT_BY_NAME.get(text)
    return found or _department_by_words().get(_department_words(text))


def municipalities(department_name: str) -> tuple[str, ...]:
    """Return the names of the municipalities of a department in the order of their codes."""
    return _municipality_names().get(department_name, ())


def cities(department_name: str) -> tuple[str, ...]:
    """Return what to suggest as city: the municipalities, and cities known by another name."""
    return _OTHER_CITIES.get(department_name, ()) + municipalities(department_name)


def city_by_name(text: str, department_name: str) -> str | None:
    """Return the proper spelling of a known city of the department, or ``None``."""
    spellings = _city_spellings(department_name)
    return spellings.get(text) or spellings.get(" ".join(words(text)))


def is_municipality_code(code4: str) -> bool:
    """Tell whether the four digits are the code of a municipality."""
    return code4 in _municipality_codes()


_DEPARTMENT_BY_NAME = {department.name: department for department in DEPARTMENTS}


def _department_words(text: str) -> str:
    found = words(text)
    if len(found) > 1 and found[0] in _OF_DEPARTMENT:
        found = found[2:] if found[1] == "de" else found[1:]
    elif len(found) > 1 and found[0] == "hn":
        found = found[1:]
    return " ".join(found)


@cache
def _department_by_words() -> dict[str, Department]:
    by_words: dict[str, Department] = {}
    for department in DEPARTMENTS:
        keys = (fold(department.name), department.code, department.code.lstrip("0"))
        for key in keys + _SHORT_NAMES[department.code]:
            by_words[key] = department
    return by_words


@cache
def _rows() -> tuple[dict[str, str], ...]:
    import csv
    from importlib.resources import files

    text = files("aduanas_tui").joinpath("data/municipios.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def _municipality_codes() -> frozenset[str]:
    return frozenset(row["municipality_code"] for row in _rows())


@cache
def _municipality_names() -> dict[str, tuple[str, ...]]:
    names: dict[str, list[str]] = {department.name: [] for department in DEPARTMENTS}
    for row in _rows():
        names[row["department"]].append(row["municipality"])
    return {department: tuple(found) for department, found in names.items()}


@cache
def _city_spellings(department_name: str) -> dict[str, str]:
    known = cities(department_name)
    spellings = {key: city for key, city in _SHORT_CITIES.items() if city in known}
    for city in known:
        spellings[city] = spellings[" ".join(words(city))] = city
    return spellings
