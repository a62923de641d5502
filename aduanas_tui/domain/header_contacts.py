"""Headers of columns that speak of a contact, in a list of clients."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from aduanas_tui.domain.contact_fields import CONTACT_FIELDS
from aduanas_tui.domain.header_words import CONTACT, Meaning, header_words, meaning_of, plain_words

MAX_CONTACTS = 999
"""Contacts that one row of a list may bring: our own export has columns for as many as there are,
and beyond this the number is none of a contact."""


class Certainty(StrEnum):
    """How sure it is that a column brings its target."""

    EXACT = "exact"
    """The header is the label or the column name."""
    SYNONYM = "synonym"
    REMEMBERED = "remembered"
    """The office said so for a list with the same headers."""
    SIMILAR = "similar"
    """Only like a name that is known: to be asked."""
    SECOND = "second"
    """Another column brings the field already: to be asked."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to take a header."""

    target: str
    certainty: Certainty
    rank: int = 0
    """Place of the name among those of the field; of two columns the earlier name is taken."""


def contact_target(number: int, column: str) -> str:
    """Return the target of a column of the n-th contact, from 1."""
    return f"{CONTACT}.{number}.{column}"


def contact_reading(words: tuple[str, ...]) -> Reading | None:
    """Return how a header that speaks of a contact is taken, or ``None``.

    "Contacto 2 Principal" is the mark of the second contact, "Contacto Principal Email" the e-mail
    of the first, and a bare "Contacto" probably a name.
    """
    if CONTACT not in words:
        return None
    numbers = [word for word in words if word.isdecimal()]
    rest = tuple(
        word
        for word in words
        if word != CONTACT and word not in numbers and word not in ("principal", "secundario")
    )
    if len(numbers) > 1:
        return None
    number = int(numbers[0]) if numbers else 2 if "secundario" in words else 1
    if not 1 <= number <= MAX_CONTACTS:
        return None
    meaning = meaning_of(rest)
    if meaning and meaning != ("cliente",) and meaning != ("empresa",):
        column = contact_columns().get(meaning)
        return Reading(contact_target(number, column), Certainty.SYNONYM) if column else None
    if numbers and "principal" in words:
        return Reading(contact_target(number, "principal"), Certainty.SYNONYM)
    return Reading(contact_target(number, "nombre"), Certainty.SIMILAR)


@lru_cache(maxsize=1)
def contact_columns() -> dict[Meaning, str]:
    """Return the columns of a contact by what their headers mean."""
    columns: dict[Meaning, str] = {("persona",): "nombre"}
    for item in CONTACT_FIELDS:
        for name in (item.label, item.column, *item.synonyms):
            words = tuple(word for word in header_words(name) if word != CONTACT)
            if words:
                columns.setdefault(meaning_of(words), item.column)
    del columns[("1",)]
    return columns


_EXACT_CONTACT_COLUMNS = frozenset(
    plain_words(name) for item in CONTACT_FIELDS for name in (item.label, item.column)
)


def is_contact_column(words: tuple[str, ...]) -> bool:
    """Tell whether these are the words of "Contacto 2 Teléfono" as our own export writes it."""
    return (
        len(words) > 2
        and words[0] == CONTACT
        and words[1].isdecimal()
        and words[2:] in _EXACT_CONTACT_COLUMNS
    )
