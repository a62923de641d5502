from __future__ import annotations

import pytest

from aduanas_tui.domain.invoice_number import clean_invoice_number, format_invoice_number
from aduanas_tui.domain.problems import Level


@pytest.mark.parametrize(
    "raw", ["000-001-01-00001234", "0000010100001234", "000 001 01 00001234", "000–001–01–00001234"]
)
def test_dashes_are_optional(raw: str) -> None:
    cleaned = clean_invoice_number("number", raw)
    assert cleaned.value == "000-001-01-00001234"
    assert cleaned.problems == ()


@pytest.mark.parametrize("raw", ["1234", "000-001-01-0001234", "000-001-01-0000123X", "F-0001"])
def test_another_form_is_an_error(raw: str) -> None:
    cleaned = clean_invoice_number("number", raw)
    assert cleaned.value is None
    assert [one.code for one in cleaned.problems] == ["invoice_number"]


@pytest.mark.parametrize(
    ("raw", "code", "part"),
    [
        ("000-001-02-00001234", "invoice_type", "no existe"),
        ("000-001-99-00001234", "invoice_type", "no existe"),
        ("000-001-06-00001234", "invoice_type", "nota de crédito"),
        ("000-001-01-00000000", "invoice_serial", "00000001"),
    ],
)
def test_odd_numbers_are_warnings(raw: str, code: str, part: str) -> None:
    cleaned = clean_invoice_number("number", raw)
    assert cleaned.value == raw
    assert [(one.code, one.level) for one in cleaned.problems] == [(code, Level.WARNING)]
    assert part in cleaned.problems[0].message


def test_formatting_while_typing() -> None:
    assert format_invoice_number("0000") == "000-0"
    assert format_invoice_number("0000010100001234") == "000-001-01-00001234"
    assert format_invoice_number("") == ""
