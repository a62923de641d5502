"""What an operator types and whom it finds, through the index of a real database."""

from __future__ import annotations

from pathlib import Path

import pytest

from aduanas_tui.domain.search_text import Filters, parse_query
from aduanas_tui.services import clients, contacts, lookup
from aduanas_tui.store import listing, matching
from aduanas_tui.store.connection import rows
from aduanas_tui.store.listing import Listing, count, page
from aduanas_tui.store.schema import PREFIX_LENGTHS
from tests.factories import (
    HOSTILE_NAMES,
    OPERATOR,
    add_contact,
    client,
    customs_file,
    insert_many,
    invoice,
    quote,
    register,
)


def find(typed: str, **filters: object) -> list[str]:
    """Return the names that a search lists."""
    wanted = Listing(parse_query(typed), Filters(**filters))  # type: ignore[arg-type]
    return [row.name for row in page(wanted, 50)]


@pytest.fixture
def cafe(office: Path) -> int:
    """One client with everything to be found by, and two that only look like it."""
    client_id = register(
        1,
        name="Exportadora de Café Ñandú, S.A. de C.V.",
        rtn="0801-9099-354423",
        city="Distrito Central",
        phone="2234-5678",
        phone2="+1 305 555 0100",
        email="J.Pineda@cafe-nandu.hn",
        billing_email="cobros_2@pagos.example",
    ).id
    add_contact(client_id, 1, name="Suyapa Núñez", email="suyapa@otra.hn", phone="9988-7766")
    add_contact(client_id, 2, name="O'Connor, María", email="", phone="")
    register(2, name="Comercial Nube", phone="2555-1111")
    register(3, name="Zapatería Central", city="Choluteca", phone="2555-2222")
    return client_id


CAFE = "Exportadora de Café Ñandú, S.A. de C.V."


@pytest.mark.parametrize(
    "typed",
    [
        # accents, case, ñ, in any order, only beginnings of words
        *("cafe", "CAFÉ", "café", "cafe\u0301", "ñandu", "nandu", "NANDÚ", "nan caf", "e d c n"),
        # dots dropped
        *("s.a.", "sa", "S.A. nandu", "c.v", "cv", "s.a. de c.v."),
        # punctuation between words
        *("ñandú, s.a.", "café/ñandú", "(cafe)", "«café»", "cafe-nandu"),
        # city
        *("distrito", "distrito cen", "cafe central"),
        # e-mails, whole and in pieces
        *("j.pineda@cafe-nandu.hn", "J.PINEDA@", "pineda", "@cafe", "nandu.hn", "cobros"),
        *("cobros_2@pagos.example", "pagos.example", "pagos exam"),
        # contacts
        *("suyapa", "nunez", "núñez suyapa", "suyapa@otra", "otra.hn", "connor", "maria o con"),
        # RTN with and without separators, its start and the start of its last six
        *("08019099354423", "0801-9099-354423", "0801 9099 354423", "0801.9099.354423"),
        *("0801", "0801-90", "080190993", "0801 9099", "354423", "3544", "3544-23", "354 423"),
        # phones of the client and its contacts, from the start or the last four
        *("22345678", "2234-5678", "2234 5678", "2234", "22-34-56-78", "5678", "56"),
        *("+504 2234-5678", "+50422345678", "504 2234 5678", "(504) 2234-5678", "+504 22"),
        *("9988-7766", "99887766", "9988", "7766", "+504 9988", "504 9988-7766"),
        *("+1 305 555 0100", "13055550100", "3055550100", "305 555", "(305) 555-0100", "0100"),
        # words and numbers together
        *("cafe 2234", "2234-5678 cafe", "0801-9099 7766", "suyapa 9988 nandu 0801"),
        *("354423 2234-5678", "0801 9099 354423 2234 5678"),
    ],
)
def test_finds(cafe: int, typed: str) -> None:
    assert CAFE in find(typed)


@pytest.mark.parametrize(
    "typed",
    [
        *("afe", "andu", "te", "cafe te", "cafes", "xsa", "cafe nube"),
        *("neda", "afe-nandu", "uyapa", "connors"),
        *("801", "9099", "54423", "08019099354424", "234-5678", "345678", "678", "887766"),
        *("+505 2234-5678", "555 0100", "0801-9099-354423 66", "2234-5679", "2234 5678 66"),
        *("'; DROP TABLE client; --", '"', "cafe*x", "cafe NOT nandu", "NEAR(cafe nandu)"),
        *("_a1", "_kj cafe zz"),
    ],
)
def test_does_not_find(cafe: int, typed: str) -> None:
    assert CAFE not in find(typed) or not parse_query(typed)


@pytest.mark.parametrize("typed", ["", " ", ".", "-", "@", "*", '"', "()", "_", "…", "'"])
def test_no_word_at_all_lists_everybody(cafe: int, typed: str) -> None:
    assert len(find(typed)) == 3


def test_what_is_typed_for_the_index_is_only_words(cafe: int) -> None:
    assert find("cafe OR nube") == []
    assert find("-cafe") == [CAFE]
    assert find("terms:cafe") == []
    assert find('"cafe" "nandu"') == [CAFE]
    assert find("cafe*") == [CAFE]
    assert find("^cafe") == [CAFE]
    assert find("cafe\x00nandu") == [CAFE]


def test_filter_words_cannot_be_typed(cafe: int) -> None:
    for token in Filters(kind="juridica", city="Distrito Central", operations=False).tokens():
        assert find(token.removeprefix("_")) == []
        assert find(token) in ([], find(token.removeprefix("_")))


def test_removed_contact_no_longer_finds(cafe: int) -> None:
    ((contact, version),) = rows("SELECT id, version FROM contact WHERE name LIKE 'Suyapa%'")
    contacts.remove(OPERATOR, contact, version)
    assert find("suyapa") == find("9988-7766") == find("7766") == []
    assert find("connor") == [CAFE]


def test_edit_moves_from_the_old_words_to_the_new(cafe: int) -> None:
    version = lookup.client_record(cafe).version
    changes = {"name": "Ahora Otra", "phone": "2777-8888", "city": "La Paz"}
    clients.edit(OPERATOR, cafe, version, changes, accept_warnings=True)
    for old in ("exporta", "s.a.", "distrito", "2234", "5678"):
        assert find(old) == []
    for new in ("ahora", "otra", "2777", "8888", "paz"):
        assert find(new) == ["Ahora Otra"]
    assert page(Listing(), 1)[0].name == "Ahora Otra"


def test_inactive_clients_only_on_request(cafe: int) -> None:
    saved = clients.deactivate(OPERATOR, cafe, lookup.client_record(cafe).version)
    assert find("cafe") == []
    assert len(find("")) == 2
    assert find("cafe", active=None) == [CAFE]
    assert find("", active=False) == [CAFE]
    assert count(Listing()) == 2
    clients.reactivate(OPERATOR, cafe, saved.version)
    assert find("cafe") == [CAFE]
    assert find("", active=False) == []


def test_filters(cafe: int) -> None:
    natural = register(
        4,
        name="Ana Inventada",
        rtn="0801209900001" + "0",
        kind="natural",
        city="San Pedro Sula",
        department="Cortés",
    )
    assert find("", kind="natural") == ["Ana Inventada"]
    assert len(find("", kind="juridica")) == 3
    assert find("", department="Cortés") == ["Ana Inventada"]
    assert find("", city="san pedro SULA") == ["Ana Inventada"]
    assert find("", city="San Pedro") == []
    assert find("", department="Choluteca") == []
    assert find("ana", kind="juridica") == []
    assert find("", operations=True) == []
    customs_file(natural.id)
    assert find("", operations=True) == ["Ana Inventada"]
    assert len(find("", operations=False)) == 3
    assert find("", operations=True, department="Cortés", kind="natural", city="San Pedro Sula")
    assert not find("", operations=True, department="Cortés", kind="juridica")


@pytest.mark.parametrize("record", [customs_file, quote, invoice])
def test_each_kind_of_operation_counts_as_operations(cafe: int, record) -> None:
    record(cafe)
    assert find("", operations=True) == [CAFE]


def test_hostile_names_are_found_by_their_own_words(office: Path) -> None:
    for number, name in enumerate(HOSTILE_NAMES):
        saved = register(number, name=name)
        ((stored_name,),) = rows("SELECT name FROM client WHERE id = ?", (saved.id,))
        for typed in (stored_name, stored_name.lower(), stored_name.upper()):
            assert stored_name in find(typed), typed


def test_pasted_page_of_text_is_answered(cafe: int) -> None:
    assert find("cafe " * 5_000) == [CAFE]
    assert find(" ".join(f"palabra{number}" for number in range(5_000))) == []
    assert find("1 2 3 4 5 6 7 8 9 " * 500) == []
    assert find("x" * 100_000) == []
    assert find("a.b@" * 5_000) == []
    assert find("2234-5678," * 5_000) == [CAFE]


# Long prefixes, which many words share.

LONG = "distribuidora"
SHARED = matching.MOST_WORDS + 30


@pytest.fixture
def shared(office: Path) -> list[str]:
    """Clients whose e-mail's domain starts alike, in order of name."""
    many = [
        client(number, name=f"Firma {number:03d}", email=f"x@{LONG}{number:03d}.hn")
        for number in range(SHARED)
    ]
    insert_many([*many, client(900, name=f"{LONG.title()} Sola", email="x@otro.hn")])
    return [f"Firma {number:03d}" for number in range(SHARED)]


def test_long_prefix_that_many_words_share(shared: list[str]) -> None:
    for length in range(1, len(LONG) + 1):
        typed = LONG[:length]
        wanted = Listing(parse_query(typed))
        assert [row.name for row in page(wanted, 200)] == ["Distribuidora Sola", *shared], typed
        assert count(wanted) == count(wanted, 1_001) == SHARED + 1
        assert count(wanted, 10) == 10
    assert [row.name for row in page(Listing(parse_query(LONG + "0")), 200)] == shared
    assert [row.name for row in page(Listing(parse_query(LONG + "01")), 200)] == shared[10:20]
    assert find(LONG + "x") == []
    assert find(LONG + " sola") == ["Distribuidora Sola"]
    assert find(LONG + "0 firma") == shared[:50]


@pytest.mark.parametrize("budget", [1, 5, 79, 80, 10**6])
def test_long_prefix_whose_candidates_are_mostly_others(
    shared: list[str], monkeypatch: pytest.MonkeyPatch, budget: int
) -> None:
    """The five first letters find everybody, the whole prefix the last few."""
    monkeypatch.setattr(listing, "LOOSE_BUDGET", budget)
    monkeypatch.setattr(matching, "MOST_WORDS", 3)
    wanted = Listing(parse_query(LONG + "07"))
    assert [row.name for row in page(wanted, 5)] == shared[70:75]
    last = page(wanted, 5)[-1]
    assert [row.name for row in page(wanted, 5, mark=last)] == shared[75:78]
    assert [row.name for row in page(wanted, 4, backwards=True)] == shared[74:78]
    assert count(wanted) == count(wanted, 100) == 8
    assert count(wanted, 3) == 3


def test_ways_of_a_long_prefix(shared: list[str]) -> None:
    """Each of the three ways that ``matching`` describes is taken."""

    def match(typed: str) -> matching.Match | None:
        return matching.build_match(parse_query(typed), Filters(active=None))

    assert match(LONG + "x") is None
    shared_by_many = match(LONG)
    assert shared_by_many is not None
    assert shared_by_many.loose == f'"{LONG[: max(PREFIX_LENGTHS)]}"*'
    assert shared_by_many.check
    few = match(LONG + "07")
    assert few is not None
    assert few.exact.count(" OR ") == 7
    assert not few.check
    for length in PREFIX_LENGTHS:
        short = match(LONG[:length])
        assert short is not None
        assert short.exact == f'"{LONG[:length]}"*'


@pytest.mark.parametrize("prefix", ["abcdef", "abcdefgh", "123456", "98765432"])
def test_lists_of_one_sign_more_miss_no_word(office: Path, prefix: str) -> None:
    signs = [*"059abyzжñ", ""]
    names = [
        f"{prefix}{sign}" + (f"{number:02d}" if sign else "")
        for sign in signs
        for number in range(9)
    ]
    insert_many([client(number, name=f"Z {name}") for number, name in enumerate(names)])
    assert matching.longer_lists(prefix, 50)
    assert not matching.longer_lists(prefix, 8), "nine words go on with an unusual letter"
    wanted = Listing(parse_query(prefix), Filters(active=None))
    assert len(page(wanted, 200)) == count(wanted) == len(names)


def test_alternatives_with_long_prefixes(shared: list[str]) -> None:
    """Groups of digits are found joined, apart, or partly joined; each client by its own way."""
    insert_many([client(901, name="Lote 0801909 9000100", email="x@otro.hn")])
    assert set(find("0801909 9000100")) == {"Lote 0801909 9000100", "Firma 010"}
    assert find("0801909 900010 lote") == ["Lote 0801909 9000100"]
    assert find("080190 99 000107") == []
    assert find("firma 0801 9099 00010") == ["Firma 010"]
