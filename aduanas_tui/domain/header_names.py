"""The names under which lists bring the fields of a table, and what is like them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache

from aduanas_tui.domain.client_fields import CLIENT_FIELDS
from aduanas_tui.domain.contact_fields import CONTACT_FIELDS
from aduanas_tui.domain.fields import FieldTable, field
from aduanas_tui.domain.header_words import (
    CONTACT,
    MEANING,
    OWNER,
    Meaning,
    header_words,
    meaning_of,
    plain_words,
)

MAX_CONTACTS = 999
"""Contacts that one row of a list may bring: our own export has columns for as many as there are,
and beyond this the number is none of a contact."""

CONTACT_SHEET_FIELDS = FieldTable(
    (field(CLIENT_FIELDS, "rtn"), *CONTACT_FIELDS), CONTACT_FIELDS.rules
)
"""The table of a sheet of contacts: the RTN of the client, and the contact."""

LIKE_ENOUGH = 0.8
"""Similarity from which a column is proposed; below, it is ignored."""
WORTH_LISTING = 0.6

_IGNORED_WORDS = frozenset(["facturado", "saldo", "pagado", "expediente"])
_IGNORED = frozenset(
    tuple(sorted(name.split()))
    for name in (
        *("ultima operacion", "ult operacion", "activo", "inactivo", "id", "codigo", "item"),
        *("codigo cliente", "correlativo", "fila", "registro", "fecha registro", "creado"),
        *("fecha creacion", "cantidad", "total", "problema", "sugerencia"),
    )
)
"""What our own export adds, and what numbers or dates a row: not taken, and nothing to ask."""
_OF_THE_CLIENT = frozenset(["cliente", "empresa", "razon", "social"])
_UNSURE: dict[Meaning, str] = {
    ("estado",): "departamento",
    ("state",): "departamento",
    ("dni",): "rtn",
    ("identidad",): "rtn",
    ("cedula",): "rtn",
}
"""Names that mean something else as often: asked, unless another column brings the field."""
_TOO_GENERAL = frozenset(
    (
        *("tipo", "estado", "state", "region", "persona", "cliente", "empresa", "fijo", "detalle"),
        *("portal", "pagina", "web"),
    )
)
"""Names that say nothing when they are only part of a header ("Tipo de cambio")."""


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


class Names:
    """The names of the fields of one table."""

    def __init__(self, fields: FieldTable) -> None:
        self.fields = fields
        self._is_contact_sheet = fields is CONTACT_SHEET_FIELDS
        self._owner = frozenset((CONTACT,)) if self._is_contact_sheet else OWNER
        self._exact: dict[tuple[str, ...], str] = {}
        self._names: dict[Meaning, Reading] = {}
        for item in fields:
            for name in (item.label, item.column):
                self._exact.setdefault(plain_words(name), item.column)
        for item in fields:
            for rank, name in enumerate((item.label, item.column, *item.synonyms)):
                meaning = self._meaning(header_words(name))
                self._names.setdefault(meaning, Reading(item.column, Certainty.SYNONYM, rank))

    def readings(self, header: str) -> Iterator[Reading]:
        """Yield the ways to take a header, the best first; a target may be ``""``."""
        exact = self._exact.get(plain_words(header))
        if exact:
            yield Reading(exact, Certainty.EXACT)
            return
        words = header_words(header)
        if self.fields is CLIENT_FIELDS:
            contact = contact_reading(words)
            if contact:
                is_exact = _is_contact_column(plain_words(header))
                yield Reading(contact.target, Certainty.EXACT) if is_exact else contact
        yield from self._by_meaning(words)

    def is_ignored(self, header: str) -> bool:
        """Tell whether a column is known, and known to be none of the table."""
        words = header_words(header)
        meaning = self._meaning(words)
        if self._is_contact_sheet and not _OF_THE_CLIENT.isdisjoint(words):
            return True
        return meaning in _IGNORED or not _IGNORED_WORDS.isdisjoint(meaning)

    def likenesses(self, header: str) -> list[tuple[float, str]]:
        """Return the targets that a header is like, the likest first."""
        words = header_words(header)
        meaning = self._meaning(words)
        if not meaning or len(meaning) > 8:
            return []
        scores: dict[str, float] = {}
        for target in self._unsure(meaning):
            scores[target] = 0.95
        corrected = tuple(self._corrected(word) for word in words)
        if corrected != words:
            contact = contact_reading(corrected) if self.fields is CLIENT_FIELDS else None
            for reading in (contact, *self._by_meaning(corrected)):
                if reading:
                    scores.setdefault(reading.target, 0.9)
        if CONTACT not in words:
            self._compare(meaning, scores)
        return sorted(((score, target) for target, score in scores.items()), reverse=True)

    def _meaning(self, words: tuple[str, ...]) -> Meaning:
        return meaning_of(words, self._owner)

    def _by_meaning(self, words: tuple[str, ...]) -> Iterator[Reading]:
        meaning = self._meaning(words)
        found = self._names.get(meaning)
        if found and meaning not in _UNSURE:
            yield found

    def _unsure(self, meaning: Meaning) -> Iterator[str]:
        target = _UNSURE.get(meaning)
        if target and any(item.column == target for item in self.fields):
            yield target

    def _compare(self, meaning: Meaning, scores: dict[str, float]) -> None:
        from difflib import SequenceMatcher

        words = set(meaning)
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(" ".join(meaning))
        for name, reading in self._names.items():
            if words.issuperset(name) and not _TOO_GENERAL.issuperset(name):
                score = 0.8 + 0.1 * len(name) / len(words)
            else:
                matcher.set_seq1(" ".join(name))
                if matcher.real_quick_ratio() < WORTH_LISTING:
                    continue
                if matcher.quick_ratio() < WORTH_LISTING:
                    continue
                score = matcher.ratio()
            if score >= WORTH_LISTING:
                scores[reading.target] = max(score, scores.get(reading.target, 0.0))

    @cached_property
    def _vocabulary(self) -> list[str]:
        words = {word for name in self._names for word in name if len(word) > 4}
        if self.fields is CLIENT_FIELDS:
            words |= {word for name in _contact_columns() for word in name if len(word) > 4}
        words |= {word for word in MEANING if len(word) > 4}
        return sorted(words)

    def _corrected(self, word: str) -> str:
        """Return the known word that a mistyped one is like, or the word."""
        if len(word) < 5 or word in self._vocabulary:
            return word
        from difflib import get_close_matches

        found = get_close_matches(word, self._vocabulary, 1, 0.8)
        return MEANING.get(found[0], found[0]) if found else word


@lru_cache(maxsize=2)
def _kept_names(is_contact_sheet: bool) -> Names:
    return Names(CONTACT_SHEET_FIELDS if is_contact_sheet else CLIENT_FIELDS)


def names_of(fields: FieldTable) -> Names:
    """Return the names of a table; those of clients and of contacts are made once."""
    if fields is CLIENT_FIELDS or fields is CONTACT_SHEET_FIELDS:
        return _kept_names(fields is CONTACT_SHEET_FIELDS)
    return Names(fields)


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
        column = _contact_columns().get(meaning)
        return Reading(contact_target(number, column), Certainty.SYNONYM) if column else None
    if numbers and "principal" in words:
        return Reading(contact_target(number, "principal"), Certainty.SYNONYM)
    return Reading(contact_target(number, "nombre"), Certainty.SIMILAR)


@lru_cache(maxsize=1)
def _contact_columns() -> dict[Meaning, str]:
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


def _is_contact_column(words: tuple[str, ...]) -> bool:
    """Tell whether these are the words of "Contacto 2 Teléfono" as our own export writes it."""
    return (
        len(words) > 2
        and words[0] == CONTACT
        and words[1].isdecimal()
        and words[2:] in _EXACT_CONTACT_COLUMNS
    )
