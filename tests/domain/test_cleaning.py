"""Free texts that only say that there is nothing."""

from __future__ import annotations

import pytest

from aduanas_tui.domain.client_fields import CLIENT_FIELDS
from aduanas_tui.domain.fields import clean_field, field


@pytest.mark.parametrize("key", ["name", "address", "city", "notes"])
@pytest.mark.parametrize("raw", ["N/A", " n/a ", "-", "---", "s/n", "S/N", "Ninguno", "no tiene"])
def test_a_text_that_says_nothing_is_blank(key: str, raw: str) -> None:
    item = field(CLIENT_FIELDS, key)
    cleaned = clean_field(item, raw)
    assert cleaned.value == ""
    codes = [problem.code for problem in cleaned.problems]
    assert codes == ["blank_placeholder", *(["required"] if item.required else [])]


@pytest.mark.parametrize(
    "raw", ["x", "NA", "No", "0", "Sn", "Nulos", "N/A Imports", "-5", "#REF", "#1"]
)
def test_what_may_be_a_name_stays(raw: str) -> None:
    assert clean_field(field(CLIENT_FIELDS, "name"), raw).value == raw


@pytest.mark.parametrize("raw", ["#N/A", "#REF!", "#¡VALOR!", "#DIV/0!", " #¿NOMBRE? "])
def test_an_error_of_a_spreadsheet_is_no_text(raw: str) -> None:
    cleaned = clean_field(field(CLIENT_FIELDS, "notes"), raw)
    assert cleaned.value is None
    assert [problem.code for problem in cleaned.problems] == ["cell_error"]
