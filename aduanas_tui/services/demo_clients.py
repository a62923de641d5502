"""The demo's clients: client ``i`` of a seed is always the same, and made without the others."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from aduanas_tui.domain.rtn import check_digit
from aduanas_tui.domain.states import PersonKind
from aduanas_tui.domain.text import split_words
from aduanas_tui.services import demo_words as words
from aduanas_tui.services.demo_places import PLACES, Place, address_in, city_of, pick_place

FIRST_YEAR = 2060
"""RTNs name a year of registration or birth still to come, so they cannot be anyone's."""

_YEARS = 40
_SERIALS = 100_000
MOST_CLIENTS = _YEARS * _SERIALS
"""Clients that can have an RTN of their own."""

_MAIL_HOUSES = ("correo.example", "buzon.example", "micorreo.example")
"""``.example`` is reserved (RFC 2606): mail to it reaches nobody."""


@dataclass(frozen=True, slots=True)
class Person:
    """A natural person with two surnames."""

    given: str
    surnames: str
    is_female: bool

    @property
    def name(self) -> str:
        """Given names and surnames."""
        return f"{self.given} {self.surnames}"


@dataclass(frozen=True, slots=True)
class Identity:
    """What other facts of a client follow from."""

    name: str
    kind: PersonKind
    place: int
    """Position in ``PLACES``."""
    line: int
    """Position in ``LINES``."""
    slug: str
    """What its internet domain is called."""
    owner: Person | None


def client_random(seed: int, number: int) -> Random:
    """Return the source of chance of client ``number``."""
    return Random((seed << 40) | number)


def identity_of(rng: Random) -> Identity:
    """Return who a client is: the first draws of its chance."""
    place, line, kind = pick_place(rng), int(rng.random() * len(words.LINES)), rng.random()
    if kind < 0.24:
        owner = _person(rng)
        return Identity(owner.name, PersonKind.NATURAL, place, line, "", owner)
    if kind < 0.38:
        owner = _person(rng)
        word = rng.choice(words.MADE_WORDS)
        shop = f"{rng.choice(words.LINES[line].shops)} {word}"
        slug = _slug(shop)
        return Identity(f"{shop} / {owner.name}", PersonKind.NATURAL, place, line, slug, owner)
    name, slug = _firm(rng, line)
    return Identity(name, PersonKind.LEGAL, place, line, slug, None)


def client_values(rng: Random, who: Identity, seed: int, number: int) -> dict[str, Any]:
    """Return the fields of a client as they are stored; the next draws after its identity."""
    place = PLACES[who.place]
    domain = f"{who.slug}.example" if who.slug else rng.choice(_MAIL_HOUSES)
    is_firm = who.owner is None
    if who.owner is None or who.slug:
        email = f"{rng.choice(('info', 'ventas', 'gerencia', 'compras', 'oficina'))}@{domain}"
    else:
        email = _personal_email(rng, who.owner, domain)
    has_office = is_firm or rng.random() < 0.35
    return {
        "name": who.name,
        "rtn": _rtn(rng, who.kind, place, seed, number),
        "kind": who.kind.value,
        "address": address_in(rng, place),
        "city": city_of(rng, place),
        "department": place.department,
        "phone": _fixed(rng, place) if has_office else _mobile(rng),
        "phone2": _mobile(rng) if rng.random() < 0.55 else "",
        "email": email,
        "billing_email": f"facturas@{domain}" if is_firm and rng.random() < 0.4 else "",
        "website": f"https://www.{domain}" if is_firm and rng.random() < 0.45 else "",
        "notes": rng.choice(words.NOTES) if rng.random() < 0.18 else "",
    }


def contacts_of(rng: Random, who: Identity) -> list[dict[str, Any]]:
    """Return the contacts of a client, the primary one first; the draws after its fields."""
    chance = rng.random()
    if who.owner is not None:
        if chance < 0.5:
            return []
        return [_contact(rng, who, who.owner if who.slug else _person(rng), is_primary=True)]
    count = 0 if chance < 0.06 else 1 if chance < 0.5 else 2 if chance < 0.8 else 3
    return [_contact(rng, who, _person(rng), is_primary=not number) for number in range(count)]


def _person(rng: Random) -> Person:
    is_female = rng.random() < 0.42
    names = words.FEMALE_NAMES if is_female else words.MALE_NAMES
    given = rng.choice(names)
    second = rng.choice(names)
    if second != given and rng.random() < 0.75:
        given = f"{given} {second}"
    return Person(given, f"{rng.choice(words.SURNAMES)} {rng.choice(words.SURNAMES)}", is_female)


def _firm(rng: Random, line: int) -> tuple[str, str]:
    """Return the name of a legal person and what its domain is called."""
    kind = rng.random()
    word = rng.choice(words.MADE_WORDS)
    firm = rng.choice(words.LINES[line].firms)
    if kind < 0.04:
        guild = rng.choice(("Cafetalera", "Agropecuaria", "de Transporte", "de Ahorro y Crédito"))
        return f"Cooperativa {guild} {word} Limitada", _slug(f"coop {word}")
    if kind < 0.07:
        return f"Fundación {word} para el Desarrollo", _slug(f"fundacion {word}")
    form = rng.choice(words.LEGAL_FORMS)
    if kind < 0.1:
        return f"{word}, {form}", _slug(word)
    if kind < 0.13:
        surname, other = rng.choice(words.SURNAMES), rng.choice(words.SURNAMES)
        return f"{firm} {surname} {other}, {form}", _slug(f"{firm} {surname}")
    if kind < 0.14:
        return _long_firm(rng, line, word, form), _slug(f"grupo {word}")
    stem = f"{firm} {word}"
    slug = _slug(stem)
    if rng.random() < 0.45:
        stem = f"{stem} {rng.choice(words.QUALIFIERS)}"
    if rng.random() < 0.1:
        stem = f"{stem} ({_acronym(stem)})"
    return f"{stem}, {form}", slug


def _long_firm(rng: Random, line: int, word: str, form: str) -> str:
    """Return one of the names that do not fit any column."""
    firms = words.LINES[line].firms
    other = words.LINES[(line + 1) % len(words.LINES)].firms[0]
    stem = (
        f"Compañía Hondureña de {firms[0]}, {firms[-1]} y {other} {word} "
        f"{rng.choice(words.QUALIFIERS)}, Importación, Exportación y Representaciones"
    )
    return f"{stem} ({_acronym(stem)}), {form}"


def _acronym(name: str) -> str:
    pieces = [piece[:2].upper() for piece in split_words(name) if len(piece) > 2]
    return "".join(pieces[:5])


def _slug(name: str) -> str:
    return "".join(split_words(name))


def _personal_email(rng: Random, person: Person, domain: str) -> str:
    given, surname = split_words(person.given)[0], split_words(person.surnames)[0]
    return f"{given}.{surname}{rng.randint(1, 999)}@{domain}"


def _rtn(rng: Random, kind: PersonKind, place: Place, seed: int, number: int) -> str:
    """Return the RTN of client ``number``: like no other's, because year and serial are not."""
    chance = rng.random()
    if chance < 0.7:
        prefix = rng.choice(place.codes)
    elif chance < 0.9:
        prefix = rng.choice(("0801", "0501"))
    else:
        prefix = rng.choice(rng.choice(PLACES).codes)
    block, place_in_block = divmod(number, _SERIALS)
    serial = (place_in_block * 61_657 + seed * 7_919) % _SERIALS
    year = FIRST_YEAR + (block + serial * 7) % _YEARS
    stated = f"9{year % 1000:03}" if kind is PersonKind.LEGAL else f"{year}"
    first = f"{prefix}{stated}{serial:05}"
    return first + check_digit(first)


def _fixed(rng: Random, place: Place) -> str:
    return f"+504{rng.choice(place.fixed)}{int(rng.random() * 10_000):04}"


def _mobile(rng: Random) -> str:
    if rng.random() < 0.03:
        return _foreign(rng)
    return f"+504{rng.choice('998873')}{int(rng.random() * 10_000_000):07}"


def _foreign(rng: Random) -> str:
    """Return a foreign phone: of the range kept for fiction (555-01xx), or a neighbour's."""
    if rng.random() < 0.6:
        return f"+1{rng.choice(('305', '786', '713', '504', '212'))}55501{rng.randint(0, 99):02}"
    return f"{rng.choice(('+50223', '+50322'))}{rng.randint(0, 999_999):06}"


def _contact(rng: Random, who: Identity, person: Person, *, is_primary: bool) -> dict[str, Any]:
    place = PLACES[who.place]
    position = rng.choice(words.POSITIONS)[person.is_female]
    if person is who.owner:
        position = "Propietaria" if person.is_female else "Propietario"
    chance = rng.random()
    domain = f"{who.slug}.example" if who.slug else rng.choice(_MAIL_HOUSES)
    return {
        "name": person.name,
        "position": position,
        "phone": "" if chance < 0.12 else _mobile(rng) if chance < 0.8 else _fixed(rng, place),
        "email": _personal_email(rng, person, domain) if chance < 0.85 else "",
        "is_primary": is_primary,
    }
