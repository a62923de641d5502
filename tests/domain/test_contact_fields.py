from __future__ import annotations

import pytest

from aduanas_tui.domain.contact_fields import CONTACT_FIELDS
from aduanas_tui.domain.fields import clean_record, field
from aduanas_tui.domain.problems import Level

GOOD = {"name": "Suyapa Mejía", "phone": "9988-7766", "email": "compras@empresa.hn"}


def test_the_table_in_order() -> None:
    assert [(one.key, one.column, one.max_length) for one in CONTACT_FIELDS] == [
        ("name", "nombre", 120),
        ("position", "cargo", 80),
        ("phone", "telefono", 16),
        ("email", "email", 254),
        ("is_primary", "principal", 2),
    ]


def test_a_good_contact() -> None:
    record = clean_record(CONTACT_FIELDS, GOOD)
    assert record.problems == ()
    assert record.values == {
        "name": "Suyapa Mejía",
        "position": "",
        "phone": "+50499887766",
        "email": "compras@empresa.hn",
        "is_primary": False,
    }


def test_neither_phone_nor_email_is_a_warning() -> None:
    record = clean_record(CONTACT_FIELDS, {"name": "Suyapa"})
    assert [(one.code, one.level) for one in record.problems] == [
        ("contact_without_reach", Level.WARNING)
    ]


@pytest.mark.parametrize("key", ["phone", "email"])
def test_one_of_them_is_enough(key: str) -> None:
    assert clean_record(CONTACT_FIELDS, {"name": "Suyapa", key: GOOD[key]}).problems == ()


def test_a_faulty_phone_is_not_also_out_of_reach() -> None:
    record = clean_record(CONTACT_FIELDS, {"name": "Suyapa", "phone": "12"})
    assert [one.code for one in record.problems] == ["phone_invalid"]


def test_a_placeholder_is_out_of_reach() -> None:
    record = clean_record(CONTACT_FIELDS, {"name": "Suyapa", "phone": "n/a"})
    assert [one.code for one in record.problems] == ["blank_placeholder", "contact_without_reach"]


@pytest.mark.parametrize(
    ("written", "mark"),
    [
        *((one, True) for one in ("Sí", "si", "S", "x", "1", "TRUE", "verdadero", "Principal")),
        *((one, False) for one in ("No", "n", "0", "false", "", " ", "-")),
    ],
)
def test_marks(written: str, mark: bool) -> None:
    cleaned = field(CONTACT_FIELDS, "is_primary").clean(written)
    assert cleaned.value is mark
    assert cleaned.problems == ()
