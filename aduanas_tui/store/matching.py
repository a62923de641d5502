"""Turning a search into expressions that the full-text index answers at once, at any size.

Prefixes of some lengths have an index of their own and are read lazily, in rank order. For any
other SQLite would merge the lists of every word that starts with it, before the
first row (40-75 ms for "distribuidora" at a million clients). Four ways avoid that:

* few words start with it (the rule): they are listed, and searched as whole words;
* none does: nothing is found, without a search;
* many do, but the words one letter longer have indexes: all of those are searched together;
* otherwise the longest prefix with an index gives candidates, lazily, whose text is then checked.
  Where that would read too many candidates for one page, few rows have the whole prefix and the
  merge is cheap, so the plain search takes over.
"""

from __future__ import annotations

import string
from dataclasses import dataclass

from aduanas_tui.domain.search_text import Filters, Prefixes, Query
from aduanas_tui.store.connection import rows
from aduanas_tui.store.schema import PREFIX_LENGTHS
from aduanas_tui.store.slots import frequent_of

_SIGNS = string.digits + string.ascii_lowercase
"""With what nearly all words go on; "{" is the sign after them."""

MOST_WORDS = 48
"""Words that a long prefix is replaced by; more, and it counts as one that many share."""


@dataclass(frozen=True, slots=True)
class Match:
    """A search as the index understands it.

    ``exact`` finds just the clients wanted. ``loose`` (empty when not needed) finds those and
    more, but lazily; ``check`` is the SQL that then decides on a row of ``client``, with its
    parameters.
    """

    exact: str
    loose: str = ""
    check: str = ""
    check_parameters: tuple[str, ...] = ()


def build_match(query: Query, filters: Filters) -> Match | None:
    """Return how to search for ``query`` within ``filters``; ``None`` when nothing can match."""
    exact = [f'"{token}"' for token in filters.tokens()]
    loose = list(exact)
    checks: list[str] = []
    check_parameters: list[str] = []
    for condition in query.conditions:
        resolved = [found for way in condition if (found := _resolve_way(way)) is not None]
        if not resolved:
            return None
        exact.append(any_of([way.exact for way in resolved]))
        loose.append(any_of([way.loose for way in resolved]))
        if any(way.is_shared for way in resolved):
            check, parameters = _check(condition)
            checks.append(check)
            check_parameters.extend(parameters)
    if not checks:
        return Match(" AND ".join(exact))
    return Match(
        " AND ".join(exact), " AND ".join(loose), " AND ".join(checks), tuple(check_parameters)
    )


def full_check(query: Query, filters: Filters) -> tuple[str, tuple[str, ...]]:
    """Return SQL, and its parameters, that decides a whole search on a client's own text."""
    checks = ["instr(search_text, ?) > 0" for _ in filters.tokens()]
    parameters = [f" {token} " for token in filters.tokens()]
    for condition in query.conditions:
        check, check_parameters = _check(condition)
        checks.append(check)
        parameters.extend(check_parameters)
    return " AND ".join(checks) or "1", tuple(parameters)


def _check(condition: tuple[Prefixes, ...]) -> tuple[str, list[str]]:
    ways = [" AND ".join(["instr(search_text, ?) > 0"] * len(way)) for way in condition]
    parameters = [f" {prefix}" for way in condition for prefix in way]
    return f"({' OR '.join(f'({way})' for way in ways)})", parameters


@dataclass(frozen=True, slots=True)
class _Way:
    exact: str
    loose: str
    is_shared: bool


def _resolve_way(prefixes: Prefixes) -> _Way | None:
    exact: list[str] = []
    loose: list[str] = []
    is_shared = False
    for prefix in prefixes:
        if len(prefix) in PREFIX_LENGTHS:
            exact.append(f'"{prefix}"*')
            loose.append(exact[-1])
            continue
        found = words_with(prefix, MOST_WORDS)
        if not found:
            return None
        longer = "" if len(found) <= MOST_WORDS else longer_lists(prefix, MOST_WORDS)
        if len(found) <= MOST_WORDS or longer:
            exact.append(longer or any_of([f'"{word}"' for word in found]))
            loose.append(exact[-1])
        else:
            is_shared = True
            exact.append(f'"{prefix}"*')
            indexed = max(length for length in PREFIX_LENGTHS if length < len(prefix))
            loose.append(f'"{prefix[:indexed]}"*')
    return _Way(all_of(exact), all_of(loose), is_shared)


def words_with(prefix: str, most: int) -> list[str]:
    """Return the words in use that start with ``prefix``, at most one more than ``most``."""
    return _words_between(prefix, after(prefix), prefix, most)


def longer_lists(prefix: str, most: int) -> str:
    """Return a match of the words that start with ``prefix``, by the lists of one sign more.

    Blank where there are no such lists, or more than ``most`` words go on with an unusual sign.
    """
    if len(prefix) + 1 not in PREFIX_LENGTHS:
        return ""
    found = _words_between(f"{prefix}{{", after(prefix), prefix, most)
    if len(found) > most:
        return ""
    words = [f'"{word}"' for word in (prefix, *found)]
    return any_of([*words, *(f'"{prefix}{sign}"*' for sign in _SIGNS)])


_LISTED = "SELECT term FROM client_terms WHERE term >= ?1 AND term < ?2 LIMIT ?3"
"""SQLite counts the clients of each word that it lists: at once, unless a word is frequent."""

_STEPPED = """
WITH RECURSIVE word (term) AS (
    SELECT (SELECT term FROM client_places WHERE term >= ?1 LIMIT 1)
    UNION ALL
    SELECT (SELECT term FROM client_places WHERE term >= word.term || '!' LIMIT 1)
    FROM word WHERE word.term < ?2
)
SELECT term FROM word WHERE term < ?2 LIMIT ?3
"""
"""From each word to the next one: slower for many words, but whatever their clients are. No sign of
a word comes before "!"."""


def stepped_words(first: str, end: str, most: int) -> list[str]:
    """Return the words from ``first`` to before ``end``, but no more than so many."""
    return [word for (word,) in rows(_STEPPED, (first, end, most))]


def _words_between(first: str, end: str, prefix: str, most: int) -> list[str]:
    """Return the words from ``first`` to ``end``, which begin with ``prefix``."""
    parts = [prefix[:length] for length in PREFIX_LENGTHS if length <= len(prefix)]
    is_frequent = bool(frequent_of(parts[-1:]))
    found = rows(_STEPPED if is_frequent else _LISTED, (first, end, most + 1))
    return [word for (word,) in found]


def after(prefix: str) -> str:
    """Return what comes after all words that start with ``prefix``."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)


def any_of(expressions: list[str]) -> str:
    """Return a match of those that one of some matches finds."""
    return expressions[0] if len(expressions) == 1 else f"({' OR '.join(expressions)})"


def all_of(expressions: list[str]) -> str:
    """Return a match of those that all of some matches find."""
    return expressions[0] if len(expressions) == 1 else f"({' AND '.join(expressions)})"
