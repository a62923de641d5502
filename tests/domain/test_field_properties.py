"""What must hold of every field of every table, whatever is typed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aduanas_tui.domain.client_fields import CLIENT_FIELDS
from aduanas_tui.domain.contact_fields import CONTACT_FIELDS
from aduanas_tui.domain.fields import Field, FieldTable, clean_field, clean_record, show_record
from aduanas_tui.domain.operation_fields import (
    CUSTOMS_FILE_FIELDS,
    INVOICE_FIELDS,
    OPERATION_CLIENT_FIELD,
    PAYMENT_FIELDS,
    QUOTE_FIELDS,
)
from aduanas_tui.domain.operation_lists import (
    CUSTOMS_FILE_LIST,
    INVOICE_LIST,
    PAYMENT_LIST,
    QUOTE_LIST,
)
from aduanas_tui.domain.problems import Cleaned, Level
from aduanas_tui.domain.text import fold, words

TABLES = {
    "client": CLIENT_FIELDS,
    "contact": CONTACT_FIELDS,
    "customs_file": CUSTOMS_FILE_FIELDS,
    "quote": QUOTE_FIELDS,
    "invoice": INVOICE_FIELDS,
    "payment": PAYMENT_FIELDS,
}
WITH_LISTS = {
    **TABLES,
    "expedientes": CUSTOMS_FILE_LIST,
    "cotizaciones": QUOTE_LIST,
    "facturas": INVOICE_LIST,
    "pagos": PAYMENT_LIST,
}
"""The lists have the same fields, one or two more, and rules of their own."""
FIELDS = [
    pytest.param(item, id=f"{name}.{item.key}") for name, table in TABLES.items() for item in table
] + [pytest.param(OPERATION_CLIENT_FIELD, id="client")]

PIECES = (
    *(
        "0801",
        "9099",
        "354423",
        "08019995354420",
        "801999535442",
        "-",
        " ",
        ".",
        "/",
        "–",
        "\u00a0",
    ),
    *(
        "2234",
        "5678",
        "99887766",
        "+1",
        "+504",
        "+44 (0)",
        "00",
        "011",
        "ext. 12",
        " x3",
        " y ",
        " o ",
    ),
    *("tel ", "Cel:", "PBX ", ";", ",", "|", "(", ")", "a", "@", "b.hn", "ñandú", "İ", "ß", "www."),
    *(
        "http://",
        "https://",
        "HTTPS:",
        "x.hn:80",
        "/ruta?x=1",
        "#",
        "<",
        ">",
        "mailto:",
        "Nombre <",
    ),
    *("Fco. ", "Morazán", "Gracias a Dios", "Depto. de ", "08", "8", "PJ", "Jurídica", "natural"),
    *(
        "L ",
        "Lps. ",
        "$",
        "1,234",
        "56",
        "1e5",
        "nan",
        "12/10/2026",
        "12 de octubre de ",
        "31",
        "2026",
    ),
    *(
        "_x001B_",
        "_x000",
        "A_",
        "\x1b[31m",
        "\x00",
        "\u202e",
        "\u200b",
        "\x85",
        "\r\n",
        "\n\n\n",
        "\t",
    ),
    *(
        "é",
        "e\u0301",
        "\u0301\u0301\u0301",
        "\ud800",
        "٣",
        "１",
        "n/a",
        "Sí",
        "true",
        "x",
        "4000 - x",
    ),
    *("000-001-01-00001234", "vencida", "[/foo]", "\U000e0041", "ᅟ", "ﬁ", "²", "½"),
)
HOSTILE = st.one_of(st.lists(st.sampled_from(PIECES), max_size=8).map("".join), st.text())


def is_safe(text: str) -> bool:
    """No control, format mark, surrogate or line separator, but line breaks."""
    unsafe = {"Cc", "Cs", "Co", "Zl", "Zp"}
    bidi = set("\u200b\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    return not any(
        (unicodedata.category(char) in unsafe and char != "\n") or char in bidi for char in text
    )


@pytest.mark.parametrize("item", FIELDS)
@settings(deadline=None, max_examples=120)
@given(raw=HOSTILE)
def test_cleaning_is_safe_and_idempotent(item: Field, raw: str) -> None:
    cleaned = item.clean(raw)
    assert all(problem.field == item.key for problem in cleaned.problems)
    assert all(is_safe(one.message) and "\n" not in one.message for one in cleaned.problems)
    has_error = any(one.level is Level.ERROR for one in cleaned.problems)
    assert not has_error or cleaned.value is None

    shown = item.show(cleaned.value)
    assert is_safe(shown)
    assert item.multiline or "\n" not in shown
    if isinstance(cleaned.value, str):
        assert is_safe(cleaned.value)
        assert len(cleaned.value) <= item.max_length
        # What is stored is understood too: files and the command line may carry it.
        assert item.clean(cleaned.value).value == cleaned.value
    if cleaned.value is not None:
        again = item.clean(shown)
        assert again.value == cleaned.value
        assert item.show(again.value) == shown
        # What was fixed once is not fixed again.
        assert all(one.level is not Level.FIX for one in again.problems)


MARKS = st.sampled_from(("-", " ", "", ".", "_", "#", "x", "A", "ñ", "0", "@", "_x0041_", "\x1e"))


@st.composite
def almost_plain(draw: st.DrawFn, item: Field) -> str:
    """Return what looks like the field's values, sometimes with a sign in a wrong place."""
    good = [item.example, *(each for one in item.choices for each in (one.value, one.label))]
    good += ["08019981000013", "0801-9099-354423", "22345678", "+50499887766", "a.b@c-d.hn", "N/A"]
    text = draw(st.sampled_from([one for one in good if one]))
    at = draw(st.integers(0, len(text)))
    return text[:at] + draw(MARKS) + text[at + draw(st.integers(0, 1)) :]


@pytest.mark.parametrize("item", [one for one in FIELDS if one.values[0].plain])
@settings(deadline=None, max_examples=150)
@given(data=st.data())
def test_what_is_plain_at_first_sight_is_what_cleaning_says(
    item: Field, data: st.DataObject
) -> None:
    raw = data.draw(st.one_of(almost_plain(item), HOSTILE))
    value = item.plain(raw) if item.plain else None
    if value is not None:
        assert item.clean(raw) == Cleaned(value)


def test_examples_are_plain() -> None:
    plain = {item.key for item in CLIENT_FIELDS if item.plain and item.plain(item.example)}
    assert plain >= {item.key for item in CLIENT_FIELDS} - {"rtn"}


@pytest.mark.parametrize("table", WITH_LISTS.values(), ids=WITH_LISTS)
@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_a_shown_record_cleans_to_itself(table: FieldTable, data: st.DataObject) -> None:
    good = {item.key: item.example for item in table}
    raw = good | data.draw(st.dictionaries(st.sampled_from([one.key for one in table]), HOSTILE))
    record = clean_record(table, raw)
    assert set(record.values) == {item.key for item in table}
    assert len(record.problems) == len(record.errors + record.warnings + record.fixes)
    if record.errors:
        return
    again = clean_record(table, show_record(table, record.values))
    assert again.values == record.values
    assert again.fixes == ()


@pytest.mark.parametrize("item", FIELDS)
def test_every_field_is_described(item: Field) -> None:
    assert item.key.isidentifier()
    assert item.key.isascii()
    assert item.column.isidentifier()
    assert item.column.isascii()
    assert item.label
    assert not item.required or item.required_message.endswith(".")
    assert item.clean("").problems == ()
    assert item.clean(" \t\n ").problems == ()
    if item.example:
        assert item.show(item.clean(item.example).value) == item.example
        assert all(one.level is Level.WARNING for one in item.clean(item.example).problems)


@pytest.mark.parametrize("item", FIELDS)
def test_a_blank_required_field_is_an_error_with_one_sentence(item: Field) -> None:
    problems = clean_field(item, "  ").problems
    assert [one.code for one in problems] == (["required"] if item.required else [])


@pytest.mark.parametrize("item", FIELDS)
def test_choices_are_understood_by_value_and_label_without_a_fix(item: Field) -> None:
    for choice in item.choices:
        for written in (choice.value, choice.label, choice.label.upper(), fold(choice.label)):
            cleaned = item.clean(written)
            assert cleaned.problems == ()
            assert item.show(cleaned.value) == choice.label


@pytest.mark.parametrize("item", [one for one in FIELDS if one.values[0].choices])
def test_an_unknown_choice_lists_the_choices(item: Field) -> None:
    cleaned = item.clean("qwerty")
    assert cleaned.value is None
    assert [one.code for one in cleaned.problems] == ["choice_unknown"]
    assert all(choice.label in cleaned.problems[0].message for choice in item.choices)


@pytest.mark.parametrize("table", WITH_LISTS.values(), ids=WITH_LISTS)
def test_headers_name_one_field_each(table: FieldTable) -> None:
    seen: dict[str, str] = {}
    for item in table:
        names = {" ".join(words(name.replace("_", " "))) for name in (item.label, item.column)}
        names |= {" ".join(words(name)) for name in item.synonyms}
        for name in names:
            assert seen.setdefault(name, item.key) == item.key, name


@pytest.mark.parametrize("table", WITH_LISTS.values(), ids=WITH_LISTS)
def test_an_empty_record_has_only_missing_values(table: FieldTable) -> None:
    record = clean_record(table, {})
    assert [one.field for one in record.errors] == [one.key for one in table if one.required]
    assert {one.code for one in record.errors} == {"required"}
