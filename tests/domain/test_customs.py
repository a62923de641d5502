from __future__ import annotations

import pytest

from aduanas_tui.domain.customs import (
    REGIMES,
    clean_office,
    clean_regime,
    customs_offices,
    office_by_name,
    regime_direction,
    regime_label,
    show_regime,
)
from aduanas_tui.domain.states import OperationType


def test_the_offices_are_shipped() -> None:
    offices = customs_offices()
    assert len(offices) == 27
    assert offices[3].name == "Puerto Cortés"
    assert {office.kind for office in offices} == {"marítima", "aérea", "interna", "terrestre"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("puerto cortes", "Puerto Cortés"),
        ("0004", "Puerto Cortés"),
        ("4", "Puerto Cortés"),
        ("0004 puerto cortés", "Puerto Cortés"),
        ("Aduana de Puerto Cortés", "Puerto Cortés"),
        ("Henecán", "Puerto Henecán (San Lorenzo)"),
        ("La Mesa", "La Mesa"),
        ("El Poy", "El Poy"),
        ("Trojes", "Trojes"),
        ("La Concordia", "La Concordia (Pasamonos)"),
    ],
)
def test_offices_are_understood(text: str, name: str) -> None:
    office = office_by_name(text)
    assert office is not None
    assert office.name == name
    assert clean_office("office", text).value == name


def test_an_unlisted_office_is_a_warning() -> None:
    cleaned = clean_office("office", "Peñas Blancas")
    assert cleaned.value == "Peñas Blancas"
    assert [one.code for one in cleaned.problems] == ["office_unknown"]
    assert office_by_name("") is None


@pytest.mark.parametrize(
    "text",
    ["4000", "4000 Importación definitiva", "importacion definitiva", "4000 - otra cosa", "4000-x"],
)
def test_regimes_are_understood(text: str) -> None:
    assert clean_regime("regime", text).value == "4000"


def test_an_unlisted_regime_is_a_warning() -> None:
    cleaned = clean_regime("regime", "4999")
    assert cleaned.value == "4999"
    assert [one.code for one in cleaned.problems] == ["regime_unknown"]
    assert regime_label("4999") == "4999"
    assert show_regime("4000") == "4000 Importación definitiva"
    assert show_regime(None) == ""


def test_directions() -> None:
    assert regime_direction("1000") is OperationType.EXPORT
    assert regime_direction("3051") is OperationType.EXPORT
    assert regime_direction("5100") is OperationType.IMPORT
    assert regime_direction("8000") is None
    assert regime_direction("libre") is None
    assert len(set(REGIMES.values())) == len(REGIMES)
