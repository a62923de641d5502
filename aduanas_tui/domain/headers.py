"""Which field each column of a stranger's list brings, judged by its header.

A target is the ``column`` of a field (``nombre``), ``contacto.<n>.<column>`` for the columns of the
n-th contact in a list of clients, or ``""`` for a column that is not taken.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from aduanas_tui.domain.client_fields import CLIENT_FIELDS
from aduanas_tui.domain.contact_fields import CONTACT_FIELDS
from aduanas_tui.domain.fields import FieldTable
from aduanas_tui.domain.header_contacts import MAX_CONTACTS, Certainty, Reading, contact_target
from aduanas_tui.domain.header_names import CONTACT_SHEET_FIELDS, LIKE_ENOUGH, Names, names_of
from aduanas_tui.domain.header_words import CONTACT, header_words, plain_words

__all__ = [
    "CONTACT_SHEET_FIELDS",
    "MAX_CONTACTS",
    "Certainty",
    "HeaderMatch",
    "contact_target",
    "header_keys",
    "header_signature",
    "is_target",
    "known_header",
    "match_headers",
    "parse_contact_target",
    "remember",
]

_PAIRS = {"telefono": "telefono_secundario", "email": "email_facturacion"}
"""Where the second column of a kind goes."""
_MAX_COMPARED = 200
"""Unknown headers that are compared with the known ones; a row of data has thousands."""
_MAX_ALTERNATIVES = 3
_SURENESS = (Certainty.EXACT, Certainty.SYNONYM, Certainty.SIMILAR)


@dataclass(frozen=True, slots=True)
class HeaderMatch:
    """What a column is taken for."""

    index: int
    """Position of the column, from 0."""
    header: str
    """The header as it is in the file."""
    target: str
    certainty: Certainty
    alternatives: tuple[str, ...] = ()
    """Other targets that come to mind, best first."""

    @property
    def doubtful(self) -> bool:
        """Whether the operator has to be asked."""
        return self.certainty in (Certainty.SIMILAR, Certainty.SECOND)


def match_headers(
    headers: Sequence[str], fields: FieldTable, remembered: Mapping[str, str] | None = None
) -> list[HeaderMatch]:
    """Return what each column is taken for; no target is given twice.

    ``remembered`` are targets by :func:`header_keys`, as :func:`remember` returns them. Columns
    that are known to be of no use (statistics of our own export) are ``EXACT`` with target ``""``.
    """
    matcher = _Matcher(headers, fields)
    matcher.take_remembered(remembered or {})
    matcher.take_known()
    matcher.take_similar()
    return matcher.matches()


class _Matcher:
    """The columns of one list while they are matched."""

    def __init__(self, headers: Sequence[str], fields: FieldTable) -> None:
        self._headers = headers
        self._fields = fields
        self._names: Names = names_of(fields)
        self._matches: dict[int, HeaderMatch] = {}
        self._taken: dict[str, Certainty] = {}

    def matches(self) -> list[HeaderMatch]:
        return [
            self._matches.get(index) or HeaderMatch(index, header, "", Certainty.NONE)
            for index, header in enumerate(self._headers)
        ]

    def take_remembered(self, remembered: Mapping[str, str]) -> None:
        if not remembered:
            return
        for index, key in enumerate(header_keys(self._headers)):
            target = remembered.get(key)
            if target is None or target in self._taken or not is_target(target, self._fields):
                continue
            self._give(index, target, Certainty.REMEMBERED)

    def take_known(self) -> None:
        readings = {
            index: found
            for index, header in self._open()
            if (found := list(self._names.readings(header)))
        }
        chosen = self._without_lone_second(self._one_each(readings))
        order = sorted(
            chosen, key=lambda at: (_SURENESS.index(chosen[at].certainty), chosen[at].rank, at)
        )
        repeated = []
        for index in order:
            if chosen[index].target in self._taken:
                repeated.append(index)
            else:
                self._give(index, chosen[index].target, chosen[index].certainty)
        for index in sorted(repeated):
            self._give_second(index, chosen[index])
        for index, header in list(self._open()):
            if self._names.is_ignored(header):
                self._give(index, "", Certainty.EXACT)

    def take_similar(self) -> None:
        found = []
        for index, header in list(self._open())[:_MAX_COMPARED]:
            likenesses = self._names.likenesses(header)
            if likenesses:
                found.append((-likenesses[0][0], index, [target for _, target in likenesses]))
        for score, index, targets in sorted(found):
            best, others = targets[0], tuple(targets)
            second = _PAIRS.get(best, "")
            if -score < LIKE_ENOUGH:
                self._give(index, "", Certainty.NONE, others)
            elif best not in self._taken:
                self._give(index, best, Certainty.SIMILAR, others[1:])
            elif self._is_free(second):
                self._give(index, second, Certainty.SECOND, others)
            else:
                self._give(index, "", Certainty.NONE, others)

    def _open(self) -> Iterable[tuple[int, str]]:
        return (
            (index, header)
            for index, header in enumerate(self._headers)
            if index not in self._matches and plain_words(header)
        )

    def _one_each(self, readings: Mapping[int, list[Reading]]) -> dict[int, Reading]:
        """Choose between the contact's and the client's: "Teléfono de contacto" is either.

        It is the contact's when another column brings the name of that contact.
        """
        named = {
            number: found[0].certainty
            for found in readings.values()
            if (contact := parse_contact_target(found[0].target))
            for number, column in [contact]
            if column == "nombre"
        }
        chosen = {}
        for index, found in readings.items():
            contact = parse_contact_target(found[0].target)
            of_contact = contact is not None and contact[0] in named
            reading = found[0] if of_contact or len(found) == 1 else found[-1]
            if of_contact and contact and named[contact[0]] is Certainty.SIMILAR:
                reading = Reading(reading.target, Certainty.SIMILAR, reading.rank)
            chosen[index] = reading
        return chosen

    def _without_lone_second(self, chosen: dict[int, Reading]) -> dict[int, Reading]:
        """Make the only phone of a list its main phone, though it is called "Celular"."""
        first, second = "telefono", "telefono_secundario"
        targets = [reading.target for reading in chosen.values()]
        if first in targets or first in self._taken:
            return chosen
        for index, reading in chosen.items():
            words = header_words(self._headers[index])
            if reading.target == second and not {"secundario", "2"} & set(words):
                return {**chosen, index: Reading(first, reading.certainty, reading.rank)}
        return chosen

    def _give_second(self, index: int, reading: Reading) -> None:
        """Place a column whose field another one brings already."""
        target = reading.target
        contact = parse_contact_target(target)
        if contact:
            number = contact[0]
            while number < MAX_CONTACTS and contact_target(number, contact[1]) in self._taken:
                number += 1
            second = contact_target(number, contact[1])
        else:
            second = _PAIRS.get(target, "")
        if self._is_free(second):
            self._give(index, second, Certainty.SECOND, (target,))
        elif reading.certainty is self._taken[target]:
            self._give(index, "", Certainty.SECOND, (target,))
        else:
            self._give(index, "", Certainty.NONE, (target,))

    def _is_free(self, target: str) -> bool:
        return bool(target) and target not in self._taken and is_target(target, self._fields)

    def _give(
        self, index: int, target: str, certainty: Certainty, others: tuple[str, ...] = ()
    ) -> None:
        header = self._headers[index]
        others = others[:_MAX_ALTERNATIVES]
        self._matches[index] = HeaderMatch(index, header, target, certainty, others)
        if target:
            self._taken[target] = certainty


def parse_contact_target(target: str) -> tuple[int, str] | None:
    """Return number and column of a target of a contact, or ``None`` when it is of no contact."""
    if not target.startswith(CONTACT):
        return None
    parts = target.split(".")
    if len(parts) != 3 or parts[0] != CONTACT or not parts[1].isdecimal():
        return None
    return int(parts[1]), parts[2]


def is_target(target: str, fields: FieldTable) -> bool:
    """Tell whether a column of a list of that table may have this target."""
    if not target or any(item.column == target for item in fields):
        return True
    contact = parse_contact_target(target) if fields is CLIENT_FIELDS else None
    return (
        contact is not None
        and 1 <= contact[0] <= MAX_CONTACTS
        and any(item.column == contact[1] for item in CONTACT_FIELDS)
    )


def header_keys(headers: Sequence[str]) -> list[str]:
    """Return what each header is remembered by: its folded words, counted when repeated."""
    seen: Counter[str] = Counter()
    keys = []
    for header in headers:
        words = " ".join(plain_words(header))
        seen[words] += 1
        keys.append(words if seen[words] == 1 else f"{words}#{seen[words]}")
    return keys


def header_signature(headers: Sequence[str]) -> str:
    """Return by what a list is recognised later: its headers, in any order, blank ones aside."""
    keys = sorted(key for key in header_keys(headers) if key and not key.startswith("#"))
    return hashlib.sha256("\n".join(keys).encode()).hexdigest()[:32]


def remember(headers: Sequence[str], targets: Mapping[int, str]) -> dict[str, str]:
    """Return the targets of columns as :func:`match_headers` takes them back later."""
    keys = header_keys(headers)
    return {keys[index]: target for index, target in sorted(targets.items()) if keys[index]}


def known_header(text: str, fields: FieldTable = CLIENT_FIELDS) -> bool:
    """Tell whether a cell reads like the header of a column of that table."""
    return 0 < len(text) <= 60 and _is_known(text, names_of(fields))


@lru_cache(maxsize=8192)
def _is_known(text: str, names: Names) -> bool:
    return next(names.readings(text), None) is not None
