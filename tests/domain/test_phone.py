from __future__ import annotations

import subprocess
import sys

import pytest

from aduanas_tui.domain.phone import clean_phone, phone_terms, second_phone, show_phone
from aduanas_tui.domain.problems import Level


def codes(raw: str) -> list[str]:
    return [one.code for one in clean_phone("phone", raw).problems]


@pytest.mark.parametrize(
    ("raw", "value", "shown"),
    [
        ("2234-5678", "+50422345678", "2234-5678"),
        ("22345678", "+50422345678", "2234-5678"),
        ("2234 5678", "+50422345678", "2234-5678"),
        (" 2234.5678 ", "+50422345678", "2234-5678"),
        ("(504) 2234-5678", "+50422345678", "2234-5678"),
        ("+504 9988 7766", "+50499887766", "9988-7766"),
        ("50433445566", "+50433445566", "3344-5566"),
        ("00504 7788-9900", "+50477889900", "7788-9900"),
        ("2234–5678", "+50422345678", "2234-5678"),
        ("٢٢٣٤٥٦٧٨", "+50422345678", "2234-5678"),
        ("8002 1234567", "+50480021234567", "+504 80021234567"),
        ("+1 305 555 0100", "+13055550100", "+1 305 555 0100"),
        ("+1 (305) 555-0100", "+13055550100", "+1 305 555 0100"),
        ("00 1 305 555 0100", "+13055550100", "+1 305 555 0100"),
        ("011 502 2345 6789", "+50223456789", "+502 2345 6789"),
        ("+503 7012-3456", "+50370123456", "+503 7012 3456"),
        ("+34 912 345 678", "+34912345678", "+34 912 34 56 78"),
        ("+39 06 698 12345", "+390669812345", "+39 06 6981 2345"),
    ],
)
def test_phones_without_a_problem(raw: str, value: str, shown: str) -> None:
    cleaned = clean_phone("phone", raw)
    assert cleaned.value == value
    assert cleaned.problems == ()
    assert show_phone(value) == shown


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("2123-4567", "+50421234567"),
        ("6234-5678", "+50462345678"),
        ("1234-5678", "+50412345678"),
        ("0234-5678", "+50402345678"),
        ("234-5678", "+5042345678"),
        ("223456789", "+504223456789"),
        ("+999 1234 5678", "+99912345678"),
        ("+1 305 55", "+130555"),
        ("12345678901234", "+12345678901234"),
    ],
)
def test_an_implausible_phone_is_a_warning_and_is_kept(raw: str, value: str) -> None:
    if len(value) < 8:
        assert codes(raw) == ["phone_invalid"]
        return
    cleaned = clean_phone("phone", raw)
    assert cleaned.value == value
    assert [(one.code, one.level) for one in cleaned.problems] == [
        ("phone_implausible", Level.WARNING)
    ]
    assert clean_phone("phone", show_phone(value)).value == value


@pytest.mark.parametrize(
    "raw", ["12", "123456", "1" * 16, "9999-FLOW", "llamar a Suyapa", "+", "ext. 12", "2234-5678 #"]
)
def test_garbage_is_an_error(raw: str) -> None:
    cleaned = clean_phone("phone", raw)
    assert cleaned.value is None
    assert [(one.code, one.level) for one in cleaned.problems] == [("phone_invalid", Level.ERROR)]


@pytest.mark.parametrize(
    "raw", ["Tel. 2234-5678", "TELÉFONO: 22345678", "PBX 2234-5678", "Cel:22345678"]
)
def test_a_label_is_dropped_and_listed(raw: str) -> None:
    assert clean_phone("phone", raw).value == "+50422345678"
    assert codes(raw) == ["phone_label"]


@pytest.mark.parametrize(
    "raw",
    [
        "2234-5678 ext. 12",
        "2234-5678 Ext 12",
        "2234-5678 x12",
        "2234-5678, extensión 12",
        "22345678 (ext.12)",
    ],
)
def test_an_extension_is_a_warning_that_names_it(raw: str) -> None:
    cleaned = clean_phone("phone", raw)
    assert cleaned.value == "+50422345678"
    assert [one.code for one in cleaned.problems] == ["phone_extension"]
    assert "12" in cleaned.problems[0].message


@pytest.mark.parametrize(
    ("raw", "rest"),
    [
        ("2234-5678 / 9988-7766", "9988-7766"),
        ("2234-5678/9988-7766", "9988-7766"),
        ("22345678;99887766", "99887766"),
        ("2234-5678 y 9988-7766", "9988-7766"),
        ("2234-5678, 9988-7766, 3344-5566", "9988-7766, 3344-5566"),
        ("2234-5678 9988-7766", "9988-7766"),
        ("2234-5678/79", "79"),
    ],
)
def test_several_phones_in_one_cell_keep_the_first_and_name_the_rest(raw: str, rest: str) -> None:
    cleaned = clean_phone("phone", raw)
    assert cleaned.value == "+50422345678"
    assert [(one.code, one.level) for one in cleaned.problems] == [("phone_several", Level.WARNING)]
    assert rest in cleaned.problems[0].message
    assert second_phone(raw) == rest


def test_one_phone_leaves_nothing() -> None:
    assert second_phone("2234-5678") == ""
    assert second_phone("1/305/555-0100") == ""


def test_a_foreign_number_without_plus_is_understood_and_listed() -> None:
    cleaned = clean_phone("phone", "1 305 555 0100")
    assert cleaned.value == "+13055550100"
    assert [(one.code, one.level) for one in cleaned.problems] == [
        ("phone_international", Level.FIX)
    ]


def test_a_trunk_prefix_is_dropped_and_listed() -> None:
    assert clean_phone("phone", "+44 (0)20 7946 0958").value == "+442079460958"
    assert codes("+44 (0)20 7946 0958") == ["phone_normalized"]


@pytest.mark.parametrize("raw", ["N/A", "-", "no tiene", "S/N"])
def test_placeholders_are_blank(raw: str) -> None:
    assert clean_phone("phone", raw).value == ""
    assert codes(raw) == ["blank_placeholder"]


@pytest.mark.parametrize(
    ("value", "terms"),
    [
        ("+50422345678", ["22345678", "5678"]),
        ("+13055550100", ["3055550100", "13055550100", "0100"]),
        ("+50223456789", ["23456789", "50223456789", "6789"]),
        ("+34912345678", ["912345678", "34912345678", "5678"]),
        ("+390669812345", ["0669812345", "390669812345", "2345"]),
        ("+99912345678", ["99912345678", "5678"]),
        ("", []),
    ],
)
def test_a_phone_is_found_by_these_digits(value: str, terms: list[str]) -> None:
    assert phone_terms(value) == terms


def test_honduran_phones_need_no_library() -> None:
    code = (
        "import sys; from aduanas_tui.domain.phone import *;"
        "[clean_phone('phone', raw) for raw in ('2234-5678', '+504 99887766', '2123-4567', '12')];"
        "show_phone('+13055550100'), phone_terms('+50422345678');"
        "assert 'phonenumbers' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
