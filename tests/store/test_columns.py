"""Money, moments and days come back as they were, and order as they should."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from aduanas_tui.store.columns import CentsField, DayOrBlankField, JsonField, MomentField
from aduanas_tui.store.connection import rows
from aduanas_tui.store.models import Client, Invoice
from tests import factories

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@given(st.decimals(min_value=0, max_value=10**12, places=2))
def test_money_is_kept_to_the_cent(amount: Decimal) -> None:
    column = CentsField()
    cents = column.db_value(amount)
    assert isinstance(cents, int)
    assert column.python_value(cents) == amount


moments = st.integers(0, 4 * 10**15).map(
    lambda microseconds: EPOCH + timedelta(microseconds=microseconds)
)


@given(moments, st.integers(-14, 14))
def test_moment_is_kept_in_utc(moment: datetime, hours: int) -> None:
    column = MomentField()
    back = column.python_value(column.db_value(moment.astimezone(timezone(timedelta(hours=hours)))))
    assert back == moment
    assert back.tzinfo is UTC


@given(moments, moments)
def test_moments_order_as_text(one: datetime, other: datetime) -> None:
    column = MomentField()
    assert (column.db_value(one) < column.db_value(other)) is (one < other)


@given(st.none() | st.dates())
def test_day_or_blank_is_never_null(day: date | None) -> None:
    column = DayOrBlankField()
    assert column.db_value(day) is not None
    assert column.python_value(column.db_value(day)) == day


@given(st.dictionaries(st.text(), st.lists(st.none() | st.booleans() | st.text() | st.integers())))
def test_json_comes_back(document: dict[str, object]) -> None:
    column = JsonField()
    assert column.python_value(column.db_value(document)) == document


def test_stored_forms(office: Path) -> None:
    client = factories.register()
    invoice = factories.invoice(
        client.id, subtotal=Decimal("0.10"), isv=Decimal("0.02"), total=Decimal("0.12")
    )
    assert rows("SELECT subtotal, isv, total, issued_on FROM invoice") == [
        (10, 2, 12, "2026-03-01")
    ]
    assert Invoice.get_by_id(invoice.id).total == Decimal("0.12")
    assert rows("SELECT last_operation FROM client") == [("2026-03-01",)]
    assert Client.get_by_id(client.id).last_operation == date(2026, 3, 1)
