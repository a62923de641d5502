"""What a client is found by, and what a typed search means; without a database."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aduanas_tui.domain.phone import phone_terms
from aduanas_tui.domain.search_text import (
    MAX_WORDS,
    Filters,
    Query,
    document,
    parse_query,
)
from aduanas_tui.domain.text import clean_line, words


def text_of(**changes: Any) -> str:
    """Return the search text of an invented client."""
    facts: dict[str, Any] = {
        "name": "Café Ñandú, S.A. de C.V.",
        "rtn": "08019099354423",
        "kind": "juridica",
        "city": "La Ceiba",
        "department": "Atlántida",
        "emails": ("ventas@cafe.example", ""),
        "phone_terms": phone_terms("+50422345678"),
        "contact_names": ("Suyapa Núñez",),
        "active": True,
        "has_operations": False,
    }
    facts |= changes
    return document(name_words=words(facts.pop("name")), **facts)


def test_document_has_every_word_once() -> None:
    found = text_of().split()
    assert set(found) >= {"cafe", "nandu", "sa", "de", "cv", "la", "ceiba", "ventas", "example"}
    assert set(found) >= {"suyapa", "nunez", "08019099354423", "354423", "22345678", "5678"}
    assert len(found) == len(set(found))


def test_document_starts_and_ends_with_a_blank() -> None:
    text = text_of()
    assert text[0] == text[-1] == " "
    assert "  " not in text


def test_filter_words_cannot_come_from_data() -> None:
    text = text_of(name="_a0 _o1 _kn", city="_a0", contact_names=("_a0",), emails=("_a0@_o1.hn",))
    assert sorted(word for word in text.split() if word.startswith("_")) == sorted(
        Filters(
            kind="juridica", department="Atlántida", city="_a0", operations=False, active=True
        ).tokens()
    )


@given(st.text())
def test_filter_words_cannot_be_typed(typed: str) -> None:
    for condition in parse_query(typed).conditions:
        for way in condition:
            assert way
            for prefix in way:
                assert prefix
                assert not prefix.startswith("_")
                assert '"' not in prefix


def test_filters_tell_apart() -> None:
    assert Filters().tokens() == ("_a1",)
    assert Filters(active=None).tokens() == ()
    assert Filters(kind="natural").tokens() != Filters(kind="juridica").tokens()
    assert Filters(operations=True).tokens() != Filters(operations=False).tokens()
    assert Filters(active=False).tokens() != Filters(active=True).tokens()
    assert Filters(city="La Ceiba").tokens() == Filters(city="la CEIBA").tokens()
    assert Filters(city="Cortés").tokens() != Filters(department="Cortés").tokens()


names = st.text(min_size=1, max_size=60).map(lambda raw: clean_line(raw, 60)).filter(bool)


@given(names)
def test_client_is_found_by_its_own_name(name: str) -> None:
    text = text_of(name=name)
    for typed in (
        name,
        f"  {name} ",
        name.lower(),
        name.casefold(),
        unicodedata.normalize("NFD", name),
        unicodedata.normalize("NFD", name).casefold(),
    ):
        assert parse_query(typed).matches(text), typed


@given(names)
def test_contact_is_found_by_its_own_name(name: str) -> None:
    assert parse_query(name).matches(text_of(contact_names=("Otro", name)))


@given(names, st.data())
def test_client_is_found_by_the_start_of_each_word(name: str, data: st.DataObject) -> None:
    text = text_of(name=name)
    typed = [
        word[: data.draw(st.integers(1, len(word)))]
        for word in text.split()
        if not word.startswith("_")
    ]
    order = data.draw(st.permutations(typed))
    # Neighbouring groups of digits would be tried joined: letters stand between them.
    assert parse_query(" la ".join(order[:10])).matches(text)


@given(st.emails())
def test_client_is_found_by_its_email(email: str) -> None:
    text = text_of(emails=(email,))
    assert parse_query(email).matches(text)
    assert parse_query(email.upper()).matches(text) or email.upper().lower() != email.lower()
    assert parse_query(email.partition("@")[0] + "@").matches(text)
    assert parse_query("@" + email.partition("@")[2]).matches(text)


@given(st.text(max_size=400))
def test_parsing_never_fails_and_is_bounded(typed: str) -> None:
    query = parse_query(typed)
    assert len(query.conditions) <= MAX_WORDS
    assert all(len(condition) <= 32 for condition in query.conditions)


@given(st.text(alphabet="0123456789 -.()+@a,", max_size=60))
def test_parsing_digits_never_fails_and_is_bounded(typed: str) -> None:
    query = parse_query(typed)
    assert len(query.conditions) <= MAX_WORDS
    for condition in query.conditions:
        assert 1 <= len(condition) <= 32
        assert len(set(condition)) == len(condition)


@given(st.text(max_size=40), st.text(alphabet="abc 12-", max_size=5))
def test_typing_the_same_word_twice_is_typing_it_once(typed: str, other: str) -> None:
    once = parse_query(f"{other} cafe {typed}")
    assert parse_query(f"{other} cafe cafe {typed}") == once


@pytest.mark.parametrize("typed", ["", " \t\n", ".", "@", "-", "()", '"', "…", "_", "+", "\x1b"])
def test_nothing_typed(typed: str) -> None:
    query = parse_query(typed)
    assert query == Query()
    assert not query
    assert query.matches(text_of())


@pytest.mark.parametrize(
    ("typed", "ways"),
    [
        ("0801-9099", {("08019099",), ("0801", "9099")}),
        ("0801 9099", {("08019099",), ("0801", "9099")}),
        ("0801.9099", {("08019099",)}),
        ("2234-5678", {("22345678",), ("2234", "5678")}),
        ("+504 2234-5678", {("22345678",), ("2234", "5678")}),
        ("+50422345678", {("22345678",)}),
        ("(+504) 22345678", {("22345678",)}),
        ("50422345678", {("50422345678",), ("22345678",)}),
        ("504 22", {("50422",), ("504", "22"), ("22",)}),
        ("50422", {("50422",)}),
        ("+504", {("504",)}),
        ("1 2 3", {("123",), ("12", "3"), ("1", "23"), ("1", "2", "3")}),
    ],
)
def test_groups_of_digits(typed: str, ways: set[tuple[str, ...]]) -> None:
    (condition,) = parse_query(typed).conditions
    assert set(condition) == ways


def test_words_end_a_group_of_digits() -> None:
    assert parse_query("12 cafe 34").conditions == ((("12",),), (("cafe",),), (("34",),))
    assert parse_query("12 a@34.hn 56").conditions[0] == (("12",),)


def test_more_groups_than_are_joined_start_anew() -> None:
    conditions = parse_query("1 2 3 4 5 6 7").conditions
    assert len(conditions) == 2
    assert len(conditions[0]) == 16
    assert conditions[1] == (("67",), ("6", "7"))


def test_dots() -> None:
    assert parse_query("s.a.").conditions == ((("sa",),),)
    assert parse_query("cafe.com.hn").conditions == ((("cafecomhn",), ("cafe", "com", "hn")),)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("cafe ceiba suyapa", True),
        ("cafe ceiba suyapo", False),
        ("sa cv", True),
        ("afe", False),
        ("354423", True),
        ("4423", False),
        ("ventas@cafe", True),
        ("ventas@otro", False),
    ],
)
def test_matches(typed: str, found: bool) -> None:
    assert parse_query(typed).matches(text_of()) is found
