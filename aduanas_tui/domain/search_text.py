"""What a client is found by, and what a typed search means.

Both sides are cut into the same folded words: :func:`document` writes the words of a client, and
:func:`parse_query` turns what an operator typed into prefixes that those words must start with.
Filters (kind, department, city, ...) are words too; they start with ``_``, which folding removes
from everything that people type, so nobody can type one.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from aduanas_tui.domain.text import fold, split_words, words

MAX_WORDS = 24
"""Words of a search that count; a pasted page of text would only cost time."""

_MAX_GROUPS = 5
"""Neighbouring groups of digits that are tried joined and apart (16 ways)."""

_COUNTRY_CODE = "504"

_MIN_NUMBER, _MAX_NUMBER = 4, 60
"""Fewest letters and digits, and most characters, of what may be the number of a document."""

_DIGIT = re.compile("[0-9]")
_DIGIT_GROUP = re.compile("[0-9.-]+")

_NUMBER_SIGNS = {
    **{ord(sign): None for sign in "-. "},
    **{ord(letter): letter.upper() for letter in "abcdefghijklmnopqrstuvwxyz"},
}
"""As the database makes the keys of numbers: its ``upper`` knows the letters of ASCII."""

Prefixes = tuple[str, ...]
"""Prefixes that must all be found."""


@dataclass(frozen=True, slots=True)
class Query:
    """A typed search: every condition holds when one of its alternatives holds whole.

    What looks like the number of a document finds its client too, by ``number``: its key.
    """

    conditions: tuple[tuple[Prefixes, ...], ...] = ()
    number: str = ""

    def __bool__(self) -> bool:
        return bool(self.conditions)

    def matches(self, document_text: str) -> bool:
        """Tell whether a text made by :func:`document` satisfies the search."""
        return all(
            any(all(f" {prefix}" in document_text for prefix in way) for way in condition)
            for condition in self.conditions
        )


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a list of clients besides the typed words."""

    kind: str = ""
    department: str = ""
    city: str = ""
    operations: bool | None = None
    active: bool | None = True

    def tokens(self) -> tuple[str, ...]:
        """Return the words of the index that a client must have to pass."""
        found: list[str] = []
        if self.kind:
            found.append(kind_token(self.kind))
        if self.department:
            found.append(department_token(self.department))
        if self.city:
            found.append(city_token(self.city))
        if self.operations is not None:
            found.append(operations_token(self.operations))
        if self.active is not None:
            found.append(active_token(self.active))
        return tuple(found)


def kind_token(kind: str) -> str:
    """Return the filter word of a person kind (``natural`` or ``juridica``)."""
    return "_k" + fold(kind)[:1]


def department_token(department: str) -> str:
    """Return the filter word of a department's name."""
    return "_d" + _hash(department)


def city_token(city: str) -> str:
    """Return the filter word of a city; spelled alike but for accents and case is the same."""
    return "_c" + _hash(city)


def operations_token(has_operations: bool) -> str:
    """Return the filter word of clients with, or without, operations."""
    return "_o1" if has_operations else "_o0"


def active_token(active: bool) -> str:
    """Return the filter word of active, or inactive, clients."""
    return "_a1" if active else "_a0"


@lru_cache(maxsize=2048)
def _hash(text: str) -> str:
    return format(zlib.crc32(" ".join(words(text)).encode()), "x")


def document(
    *,
    name_words: Iterable[str],
    rtn: str,
    kind: str,
    city: str,
    department: str,
    emails: Iterable[str],
    phone_terms: Iterable[str],
    contact_names: Iterable[str],
    active: bool,
    has_operations: bool,
) -> str:
    """Return the text that the index holds for a client: its words between single blanks.

    The text starts and ends with a blank, so that "a word starts with x" is "contains ' x'".
    ``name_words`` are the words of its name, ``phone_terms`` the digit strings by which its phones
    are found; ``emails`` and ``contact_names`` include those of the contacts.
    """
    found = [*name_words, *_city_words(city), *split_words(" ".join(emails))]
    for contact_name in contact_names:
        found += words(contact_name)
    found += (rtn, rtn[-6:], *phone_terms)
    found += _tokens_of(kind, department, city, active, has_operations)
    unique = dict.fromkeys(found)
    unique.pop("", None)
    return f" {' '.join(unique)} "


@lru_cache(maxsize=2048)
def _city_words(city: str) -> tuple[str, ...]:
    return tuple(words(city))


@lru_cache(maxsize=4096)
def _tokens_of(
    kind: str, department: str, city: str, active: bool, has_operations: bool
) -> tuple[str, ...]:
    """Return the filter words of a client; lists share them."""
    return (
        kind_token(kind),
        department_token(department),
        city_token(city),
        active_token(active),
        operations_token(has_operations),
    )


def parse_query(text: str) -> Query:
    """Return what an operator typed as conditions on the words of a client.

    Dots are dropped (``s.a.`` is ``sa``), pieces with ``@`` are split like e-mails, and groups of
    digits with nothing but blanks or punctuation between them are tried joined and apart, so that
    ``0801-9099 354423`` and ``0801 9099-354423`` find the same RTN.
    """
    conditions: list[tuple[Prefixes, ...]] = []
    run: list[str] = []
    international = False

    def end_run() -> None:
        nonlocal international
        if run:
            conditions.append(_ways_to_join(run, international))
            run.clear()
        international = False

    for chunk in text.split():
        if "@" in chunk:
            end_run()
            conditions.extend(_email_or_name(chunk))
            continue
        if chunk.lstrip("(").startswith("+") and not run:
            international = True
        for token in _tokens(chunk):
            if token.isdecimal():
                run.append(token)
                if len(run) == _MAX_GROUPS:
                    end_run()
            else:
                end_run()
                conditions.append(_with_dots(token))
    end_run()
    return Query(tuple(dict.fromkeys(conditions))[:MAX_WORDS], number_key(text))


def number_key(text: str) -> str:
    """Return the key by which a document of that number is found; blank when it is none.

    One word, or groups of digits after one word or none, may be a number when there is a digit and
    there are at least four letters and digits. Hyphens and dots do not count, nor does the case of
    its letters.
    """
    if len(text) > _MAX_NUMBER:
        return ""
    pieces = text.split()
    if not all(map(_DIGIT_GROUP.fullmatch, pieces[1:])):
        return ""
    number = "".join(pieces)
    if not number.isprintable():  # such as half a surrogate pair, which no database takes
        return ""
    if sum(map(str.isalnum, number)) < _MIN_NUMBER or not _DIGIT.search(number):
        return ""
    return number.translate(_NUMBER_SIGNS)


def _email_or_name(chunk: str) -> list[tuple[Prefixes, ...]]:
    """Return the conditions of a chunk with ``@``: the pieces of an e-mail, or words of a name."""
    pieces = tuple(split_words(chunk)[:MAX_WORDS])
    joined = tuple(words(chunk)[:MAX_WORDS])
    if pieces == joined:
        return [((piece,),) for piece in pieces]
    return [(pieces, joined)]


def _tokens(chunk: str) -> list[str]:
    """Cut a chunk without blanks into words (inner dots kept) and groups of digits."""
    if chunk.replace(".", "").isdecimal():
        return words(chunk)
    # Folding makes dots of other signs ("…"), which ``words`` takes for signs between words.
    folded = ".".join(fold(part).replace(".", " ") for part in chunk.split("."))
    found: list[str] = []
    for piece in re.split(r"[^\w.]+|_", folded):
        bare = piece.strip(".")
        if bare:
            found.append(bare if not bare.replace(".", "").isdecimal() else bare.replace(".", ""))
    return found


def _with_dots(token: str) -> tuple[Prefixes, ...]:
    """Return the ways to read a word with inner dots: joined, and as the pieces of an e-mail.

    Single letters between dots are initials (``s.a.``) and only joined; one before a name
    (``j.pineda``) may be either.
    """
    joined = token.replace(".", "")
    pieces = tuple(piece for piece in token.split(".") if piece)
    initial_and_name = len(pieces) == 2 and max(map(len, pieces)) > 1
    if initial_and_name or (len(pieces) > 2 and min(map(len, pieces)) > 1):
        return ((joined,), pieces)
    return ((joined,),)


def _ways_to_join(groups: Sequence[str], international: bool) -> tuple[Prefixes, ...]:
    """Return every way of joining neighbouring groups; a Honduran country code may be left out.

    Honduran phones are indexed by their eight national digits, so ``+504 2234-5678`` looks for
    those.
    """
    readings = [list(groups)]
    digits = "".join(groups)
    if digits.startswith(_COUNTRY_CODE) and len(digits) > len(_COUNTRY_CODE):
        first = groups[0].removeprefix(_COUNTRY_CODE)
        national = [first, *groups[1:]] if first else list(groups[1:])
        if international:
            readings = [national]
        elif not first or len(digits) >= len(_COUNTRY_CODE) + 8:
            readings.append(national)
    ways: dict[Prefixes, None] = {}
    for reading in readings:
        for cuts in range(1 << (len(reading) - 1)):
            parts = [reading[0]]
            for position, group in enumerate(reading[1:]):
                if cuts >> position & 1:
                    parts.append(group)
                else:
                    parts[-1] += group
            ways[tuple(parts)] = None
    return tuple(ways)
