from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aduanas_tui.domain.money import (
    MAX_AMOUNT,
    Currency,
    MoneyError,
    clean_money,
    from_cents,
    money_currency,
    parse_money,
    show_amount,
    show_money,
    to_cents,
)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1234.56", "1234.56"), ("1,234.56", "1234.56"), ("L 1,234.56", "1234.56"),
        ("L. 1,234.56", "1234.56"), ("Lps. 500", "500.00"), ("500 lempiras", "500.00"),
        ("HNL 7.5", "7.50"), ("$ 10", "10.00"), ("US$10.00", "10.00"), ("USD 10", "10.00"),
        ("10 dólares", "10.00"), ("1,000,000", "1000000.00"), ("1 234.56", "1234.56"),
        (".5", "0.50"),
        ("0", "0.00"), ("1234.560000000001", "1234.56"), ("1234.5599999999999", "1234.56"),
        ("١٢٣", "123.00"), ("7.", "7.00"), ("999,999,999,999.99", "999999999999.99"),
    ],
)  # fmt: skip
def test_amounts(text: str, amount: str) -> None:
    assert parse_money(text) == Decimal(amount)
    assert str(parse_money(text)) == amount


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("-5", "money_negative"), ("(5.00)", "money_negative"), ("L -5", "money_negative"),
        ("1.234,56", "money_invalid"), ("1234,56", "money_invalid"), ("1,23", "money_invalid"),
        ("1,2345", "money_invalid"), ("12,34,567", "money_invalid"), ("1e5", "money_invalid"),
        ("nan", "money_invalid"), ("mil", "money_invalid"), ("", "money_invalid"),
        ("1.234", "money_decimals"), ("1.239", "money_decimals"), ("1" * 13, "money_too_large"),
        ("1" * 5000, "money_too_large"), ("999,999,999,999.9999999", "money_too_large"),
    ],
)  # fmt: skip
def test_what_is_no_amount(text: str, code: str) -> None:
    with pytest.raises(MoneyError) as caught:
        parse_money(text)
    assert caught.value.code == code
    assert str(caught.value).endswith(".")


def test_the_currency_written_with_an_amount() -> None:
    assert money_currency("L 5") is Currency.HNL
    assert money_currency("5 Lps") is Currency.HNL
    assert money_currency("US$ 5") is Currency.USD
    assert money_currency("$5") is Currency.USD
    assert money_currency("5") is None


def test_showing() -> None:
    assert show_money(Decimal("1234.5"), Currency.HNL) == "L 1,234.50"
    assert show_money(Decimal("1234.5"), "USD") == "$ 1,234.50"
    assert show_money(Decimal("-12")) == "L -12.00"
    assert show_amount(None) == ""


def test_cleaning() -> None:
    assert clean_money("total", " ").value is None
    assert clean_money("total", "1,234.5").value == Decimal("1234.50")
    assert [one.code for one in clean_money("total", "x").problems] == ["money_invalid"]


@given(st.integers(min_value=0, max_value=10**14 - 1))
def test_cents_come_back(cents: int) -> None:
    amount = from_cents(cents)
    assert to_cents(amount) == cents
    assert parse_money(show_money(amount)) == amount


def test_fractions_of_a_cent_are_refused() -> None:
    with pytest.raises(ValueError, match="fraction"):
        to_cents(Decimal("0.001"))
    assert to_cents(MAX_AMOUNT) < 2**63 // 1000
