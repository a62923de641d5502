"""The names under which lists bring the fields of a table, and what is like them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from aduanas_tui.domain.client_fields import CLIENT_FIELDS
from aduanas_tui.domain.contact_fields import CONTACT_FIELDS
from aduanas_tui.domain.fields import FieldTable, field
from aduanas_tui.domain.header_contacts import (
    Certainty,
    Reading,
    contact_columns,
    contact_reading,
    is_contact_column,
)
from aduanas_tui.domain.header_words import (
    CONTACT,
    MEANING,
    OWNER,
    Meaning,
    header_words,
    meaning_of,
    plain_words,
)

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
_INFORMING = frozenset(
    plain_words(name) for name in ("Cliente", "Estado a la fecha", "Estado de pago")
)
"""Columns of our own lists of operations that only inform."""
_OF_THE_CLIENT = frozenset(["cliente", "empresa", "razon", "social"])
_UNSURE: dict[Meaning, str] = {
    ("estado",): "departamento",
    ("state",): "departamento",
    ("identidad",): "rtn",
}
"""Names that mean something else as often: asked, unless another column brings the field."""
_TOO_GENERAL = frozenset(
    (
        *("tipo", "estado", "state", "region", "persona", "cliente", "empresa", "fijo", "detalle"),
        *("portal", "pagina", "web"),
    )
)
"""Names that say nothing when they are only part of a header ("Tipo de cambio")."""


_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


class Names:
    """The names of the fields of one table."""

    def __init__(self, fields: FieldTable) -> None:
        self.fields = fields
        self._is_contact_sheet = fields is CONTACT_SHEET_FIELDS
        self._of_operations = not self._is_contact_sheet and fields is not CLIENT_FIELDS
        self._owner = frozenset((CONTACT,)) if self._is_contact_sheet else OWNER
        self._exact: dict[tuple[str, ...], str] = {}
        self._names: dict[Meaning, Reading] = {}
        for item in fields:
            for name in (item.label, item.column):
                self._exact.setdefault(plain_words(name), item.column)
        for item in fields:
            for rank, name in enumerate((item.label, item.column, *item.synonyms)):
                meaning = self._meaning(header_words(name))
                if meaning:  # "No." and "N°" number the rows as often as the documents
                    self._names.setdefault(meaning, Reading(item.column, Certainty.SYNONYM, rank))
        self._words: dict[str, set[str]] = {}
        for meaning, reading in self._names.items():
            self._words.setdefault(reading.target, set()).update(meaning)

    def readings(self, header: str) -> Iterator[Reading]:
        """Yield the ways to take a header, the best first.

        What stands in brackets counts only when the rest is not enough: "RTN (14 dígitos)".
        """
        found = list(self._readings(header))
        bare = _BRACKETS.sub(" ", header) if not found else header
        if bare != header:
            for reading in self._readings(bare):
                sure = reading.certainty is Certainty.EXACT
                found.append(replace(reading, certainty=Certainty.SYNONYM) if sure else reading)
        yield from found

    def _readings(self, header: str) -> Iterator[Reading]:
        exact = self._exact.get(plain_words(header))
        if exact:
            yield Reading(exact, Certainty.EXACT)
            return
        words = header_words(header)
        if self.fields is CLIENT_FIELDS:
            contact = contact_reading(words)
            if contact:
                is_exact = is_contact_column(plain_words(header))
                yield Reading(contact.target, Certainty.EXACT) if is_exact else contact
        yield from self._by_meaning(words)

    def is_ignored(self, header: str) -> bool:
        """Tell whether a column is known, and known to be none of the table."""
        words = header_words(header)
        meaning = self._meaning(words)
        if self._of_operations and plain_words(header) in _INFORMING:
            return True
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
        if meaning in _UNSURE:
            return
        found = found or self._of_joined_names(set(meaning))
        if found:
            yield found

    def _of_joined_names(self, words: set[str]) -> Reading | None:
        """Return the one field of whose names a header is joined: "Nombre completo o razón social".

        It holds a whole name, and no word that is in none.
        """
        if CONTACT in words:
            return None
        found = {
            reading.target: reading
            for name, reading in self._names.items()
            if words.issuperset(name)
            and not _TOO_GENERAL.issuperset(name)
            and words <= self._words[reading.target]
        }
        return next(iter(found.values())) if len(found) == 1 else None

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
            words |= {word for name in contact_columns() for word in name if len(word) > 4}
        words |= {word for word in MEANING if len(word) > 4}
        return sorted(words)

    def _corrected(self, word: str) -> str:
        """Return the known word that a mistyped one is like, or the word."""
        if len(word) < 5 or word in self._vocabulary:
            return word
        from difflib import get_close_matches

        found = get_close_matches(word, self._vocabulary, 1, 0.8)
        return MEANING.get(found[0], found[0]) if found else word


_kept: dict[int, Names] = {}
"""Names by the identity of their table, which is slow to hash."""


def names_of(fields: FieldTable) -> Names:
    """Return the names of a table; they are made once for each."""
    kept = _kept.get(id(fields))
    if kept is None or kept.fields is not fields:
        kept = _kept[id(fields)] = Names(fields)
    return kept
