from __future__ import annotations

import pytest

from aduanas_tui.domain.territory import (
    DEPARTMENTS,
    cities,
    city_by_name,
    department_by_name,
    is_municipality_code,
    municipalities,
)

COUNTS = (8, 10, 21, 23, 12, 16, 19, 28, 6, 17, 4, 19, 28, 16, 23, 28, 9, 11)


def test_18_departments_and_298_municipalities() -> None:
    assert [one.code for one in DEPARTMENTS] == [f"{code:02}" for code in range(1, 19)]
    assert tuple(len(municipalities(one.name)) for one in DEPARTMENTS) == COUNTS
    assert sum(COUNTS) == 298


def test_municipality_codes() -> None:
    codes = [f"{number:04}" for number in range(10000) if is_municipality_code(f"{number:04}")]
    assert len(codes) == 298
    assert not is_municipality_code("801")
    assert is_municipality_code("0801")


def test_municipalities_of_an_unknown_department() -> None:
    assert municipalities("Managua") == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        *((one, "Francisco Morazán") for one in (
            "Francisco Morazán", "FRANCISCO MORAZAN", "Fco. Morazán", "Fco Morazan", "FM", "F.M.",
            "F. Morazán", "Morazán", "08", "8", "HN-FM", "Depto. de Francisco Morazán",
            " francisco  morazán ",
        )),
        *((one, "Gracias a Dios") for one in ("Gracias a Dios", "G. a Dios", "GRACIAS A DIOS")),
        *((one, "Islas de la Bahía") for one in ("Islas de la Bahia", "I. de la Bahía", "IB")),
        *((one, "Santa Bárbara") for one in ("Sta. Bárbara", "S.B.", "santa barbara", "16")),
        ("cortes", "Cortés"), ("Departamento Cortés", "Cortés"), ("Atlantida", "Atlántida"),
        ("paraiso", "El Paraíso"), ("La Paz", "La Paz"), ("Intibuca", "Intibucá"),
        ("1", "Atlántida"),
    ],
)  # fmt: skip
def test_departments_are_understood(text: str, name: str) -> None:
    found = department_by_name(text)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("text", ["", "Managua", "19", "0", "00", "Tegucigalpa", "depto"])
def test_what_is_no_department(text: str) -> None:
    assert department_by_name(text) is None


def test_cities_are_suggested_by_the_name_people_use() -> None:
    assert cities("Francisco Morazán")[:3] == ("Tegucigalpa", "Comayagüela", "Distrito Central")
    assert cities("Cortés") == municipalities("Cortés")


@pytest.mark.parametrize(
    ("text", "department", "city"),
    [
        ("san pedro sula", "Cortés", "San Pedro Sula"),
        ("SPS", "Cortés", "San Pedro Sula"),
        ("SPS", "Yoro", None),
        ("tegucigalpa", "Francisco Morazán", "Tegucigalpa"),
        ("D.C.", "Francisco Morazán", "Distrito Central"),
        ("Comayaguela", "Francisco Morazán", "Comayagüela"),
        ("Tegucigalpa", "Cortés", None),
        ("Choloma Centro", "Cortés", None),
    ],
)
def test_the_spelling_of_a_city(text: str, department: str, city: str | None) -> None:
    assert city_by_name(text, department) == city
