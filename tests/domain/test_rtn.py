from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aduanas_tui.domain.problems import Level
from aduanas_tui.domain.rtn import (
    check_digit,
    clean_rtn,
    format_rtn,
    kind_of,
    rtn_problems,
    with_leading_zero,
)

TODAY = date(2026, 11, 24)

PUBLIC = (
    *("08019995354420", "08019003243825", "08019995223469", "05069999182490", "08019003238214"),
    *("08019003245353", "08019003250037", "05019995143200", "05019995108892", "08019998391040"),
    *("08019999399510", "05029995001355", "01019010322912", "08019001210297", "08019007097710"),
    *("08019011442659",),
)
NOT_FITTING = ("08019999419531", "05019015805580", "08019015798479")


def codes(rtn: str) -> list[str]:
    return [one.code for one in rtn_problems(rtn, TODAY)]


@pytest.mark.parametrize("rtn", PUBLIC)
def test_public_numbers_have_no_problem(rtn: str) -> None:
    assert rtn_problems(rtn, TODAY) == ()
    assert clean_rtn("rtn", rtn, TODAY).value == rtn
    assert clean_rtn("rtn", format_rtn(rtn), TODAY).problems == ()
    assert kind_of(rtn) == "juridica"


@pytest.mark.parametrize("rtn", NOT_FITTING)
def test_printed_numbers_that_do_not_fit_can_be_saved_over(rtn: str) -> None:
    problems = rtn_problems(rtn, TODAY)
    assert [one.code for one in problems] == ["rtn_check_digit"]
    assert problems[0].level is Level.WARNING
    assert "puede guardarlo" in problems[0].message


def test_ten_is_written_zero() -> None:
    first13 = next(
        f"08019099{serial:05}"
        for serial in range(100)
        if sum(
            int(digit) * weight
            for digit, weight in zip(f"08019099{serial:05}", [1, 7, 5, 3] * 4, strict=False)
        )
        % 11
        == 10
    )
    assert check_digit(first13) == "0"


@pytest.mark.parametrize(
    ("rtn", "expected"),
    [
        ("19019995354420", ["rtn_prefix"]),
        ("08299995354420", ["rtn_prefix"]),
        ("08019099000000", ["rtn_year"]),
        ("08019979000000", ["rtn_year"]),
        ("08019980000000", []),
        ("08019026000000", []),
        ("08019027000000", ["rtn_year"]),
        ("08011899000000", ["rtn_year"]),
        ("08011900000000", []),
        ("08012026000000", []),
        ("08012027000000", ["rtn_year"]),
        ("08010995000000", ["rtn_year"]),
        ("08013000000000", ["rtn_year"]),
    ],
)
def test_prefix_and_year(rtn: str, expected: list[str]) -> None:
    rtn = rtn[:13] + check_digit(rtn[:13])
    assert codes(rtn) == expected


@pytest.mark.parametrize(
    ("rtn", "kind"),
    [
        ("08019995354420", "juridica"),
        ("08011985123450", "natural"),
        ("08012001123450", "natural"),
        ("0801", None),
        ("08010", None),
        ("08018", None),
        ("08019", "juridica"),
        ("", None),
    ],
)
def test_kind_of_person(rtn: str, kind: str | None) -> None:
    assert kind_of(rtn) == kind


@pytest.mark.parametrize(
    "raw",
    [
        *("0801-9995-354420", " 0801 9995 354420 ", "0801.9995.354420", "0801/9995/354420"),
        *("0801–9995—354420", "0801−9995‑354420", "0801\u00a09995\u2009354420", "'08019995354420"),
        *(
            "０８０１９９９５３５４４２０",
            "٠٨٠١٩٩٩٥٣٥٤٤٢٠",
            "0801\n9995\t354420",
            "08019995-354420",
        ),
    ],
)
def test_separators_are_dropped_in_silence(raw: str) -> None:
    cleaned = clean_rtn("rtn", raw, TODAY)
    assert cleaned.value == "08019995354420"
    assert cleaned.problems == ()


@pytest.mark.parametrize(
    "raw", ["RTN: 08019995354420", "R.T.N. No. 0801-9995-354420", "rtn#08019995354420"]
)
def test_a_label_before_it_is_dropped_and_listed(raw: str) -> None:
    cleaned = clean_rtn("rtn", raw, TODAY)
    assert cleaned.value == "08019995354420"
    assert [(one.code, one.level) for one in cleaned.problems] == [("rtn_label", Level.FIX)]


@pytest.mark.parametrize(
    ("raw", "part"),
    [
        ("080199953544", "tiene 12: complete los 2 que faltan"),
        ("080199953544201", "tiene 15: quite el que sobra"),
        ("0801999535442011", "quite los 2 que sobran"),
        ("8019995354420", "parece faltar el cero inicial (0801-9995-354420)"),
        ("0801198512345", "identidad (DNI) sin el dígito final"),
    ],
)
def test_any_other_length_is_an_error_that_says_what_to_do(raw: str, part: str) -> None:
    cleaned = clean_rtn("rtn", raw, TODAY)
    assert cleaned.value is None
    assert [(one.code, one.level) for one in cleaned.problems] == [("rtn_length", Level.ERROR)]
    assert part in cleaned.problems[0].message


@pytest.mark.parametrize(
    "raw", ["0801999535442O", "0801999535442²", "abc", "0801-9995-354420,", "½"]
)
def test_letters_and_other_signs_are_an_error(raw: str) -> None:
    cleaned = clean_rtn("rtn", raw, TODAY)
    assert cleaned.value is None
    assert [one.code for one in cleaned.problems] == ["rtn_invalid"]


def test_a_placeholder_is_a_blank() -> None:
    cleaned = clean_rtn("rtn", "N/A")
    assert cleaned.value == ""
    assert [one.code for one in cleaned.problems] == ["blank_placeholder"]


def test_the_leading_zero_comes_back_only_when_it_explains_all() -> None:
    assert with_leading_zero("8019995354420") == "08019995354420"
    assert with_leading_zero("8019995354421") is None
    assert with_leading_zero("0801198512345") is None
    assert with_leading_zero("08019995354420") is None


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("", ""), ("08", "08"), ("0801", "0801"), ("08019", "0801-9"), ("08019099", "0801-9099"),
        ("080190993", "0801-9099-3"), ("08019099354423", "0801-9099-354423"),
        ("0801-9099-354423", "0801-9099-354423"), ("080190993544239", "0801-9099-3544239"),
        (None, ""),
    ],
)  # fmt: skip
def test_formatting_while_typing(typed: str | None, shown: str) -> None:
    assert format_rtn(typed) == shown


@given(st.text(alphabet="0123456789", min_size=13, max_size=13))
def test_the_check_digit_is_one_digit_and_catches_a_changed_one(first13: str) -> None:
    digit = check_digit(first13)
    assert len(digit) == 1
    assert digit.isdigit()
    other = str((int(first13[0]) + 1) % 10) + first13[1:]
    if "0" not in (digit, check_digit(other)):
        assert check_digit(other) != digit
