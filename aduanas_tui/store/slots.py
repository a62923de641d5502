"""Bits that tell where the clients with a frequent word may be, in the order of names.

The full-text index finds the first clients with a rare word, or with words that are often
together, at once; but to learn that two frequent words are hardly ever together it reads the whole
lists of both: 10-60 ms at a million clients. For the frequent beginnings of words, and the
frequent filter words, there is therefore a bit for each *slot*: a stretch of ``1 << SLOT_BITS``
ranks, in which there is one client as a rule. What the bits of all words of a search have in
common is known in a fraction of a millisecond.

Bits are only ever set: they say where a client *may* be, and its text decides (see ``narrowing``).
So a client that left costs nothing but a note that its slot is in doubt. Every client that is
there has its bits, or its slot is on the list of those still to be folded in, which large writes
leave to be done later. Small offices have no bits; they need none.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from aduanas_tui.store import ranking
from aduanas_tui.store.connection import database, execute, rows
from aduanas_tui.store.schema import PREFIX_LENGTHS

SLOT_BITS = 8
"""Ranks of a slot as a power of two: the gap between neighbours that were placed in bulk."""

CHUNK_BITS = 16
CHUNK_SLOTS = 1 << CHUNK_BITS
"""Slots whose bits are stored together."""

CHUNK_BYTES = CHUNK_SLOTS // 8

DOUBT = "*"
"""The term whose bits tell of which slots the others are not exact: somebody left, or there are
several clients."""

FEWEST_CLIENTS = 20_000
"""Clients from which on there are bits."""

FREQUENT = 1 / 24
"""Part of the clients that a word must have to get bits."""

MOST_UNFOLDED = 1_000
"""Slots to be folded in with which searches still use the bits."""

FREQUENT_FILTER = 1 / 256
"""The same of filter words, which contradict each other more often than what is typed."""

_SAMPLE = 20_000
_AT_ONCE = 1_000
_CLIENTS_AT_ONCE = 1_000
"""Of those slots; more than one slot can have."""

Tell = Callable[[int], None]
"""Is told how much of the work is done, in percent."""


def parts_of(word: str) -> tuple[str, ...]:
    """Return the terms that a word of a client's text has bits under, if they are frequent."""
    if word.startswith("_"):
        return (word,)
    return tuple(word[:length] for length in PREFIX_LENGTHS if length <= len(word))


def terms_of(search_text: str) -> set[str]:
    """Return every term of a client's text."""
    return {term for word in search_text.split() for term in parts_of(word)}


def frequent_of(terms: Iterable[str]) -> set[str]:
    """Return those of some terms that have bits."""
    found = rows(
        "SELECT value FROM json_each(?) "
        "WHERE EXISTS (SELECT 1 FROM client_bits WHERE term = value)",
        (json.dumps(list(terms)),),
    )
    return {term for (term,) in found}


def are_there() -> bool:
    """Tell whether the office has bits."""
    return bool(rows("SELECT 1 FROM client_bits LIMIT 1"))


def unfolded() -> list[int] | None:
    """Return the slots whose clients' bits are not all set; ``None`` when they are too many."""
    found = rows("SELECT slot FROM client_unfolded LIMIT ?", (MOST_UNFOLDED + 1,))
    return None if len(found) > MOST_UNFOLDED else [slot for (slot,) in found]


def bits_of(terms: Sequence[str], chunk: int | None = None) -> dict[int, dict[str, int]]:
    """Return the bits of terms by chunk, of one or of all; its first slot is the lowest bit."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for number, term, bits in rows(
        "SELECT chunk, term, bits FROM client_bits "
        f"WHERE term IN ({', '.join('?' * len(terms))}) {'' if chunk is None else 'AND chunk = ?'}",
        (*terms, *(() if chunk is None else (chunk,))),
    ):
        found[number][term] = int.from_bytes(bits, "little")
    return found


def add(rank: int, search_text: str) -> None:
    """Set the bits of a client; inside a write transaction."""
    terms = terms_of(search_text)
    slot = rank >> SLOT_BITS
    chunk, place = slot >> CHUNK_BITS, slot & (CHUNK_SLOTS - 1)
    known = rows(
        "SELECT term, max(CASE WHEN chunk = ? THEN id END) FROM client_bits "
        f"WHERE term IN ({', '.join('?' * len(terms))}) GROUP BY term",
        (chunk, *terms),
    )
    for term, row_id in known:
        _set(_new_row(term, chunk) if row_id is None else row_id, place)
    others = rows(
        "SELECT 1 FROM client WHERE rank BETWEEN ? AND ? AND rank <> ? LIMIT 1",
        (slot << SLOT_BITS, (slot + 1 << SLOT_BITS) - 1, rank),
    )
    if others:
        doubt([rank])


def doubt(ranks: Iterable[int]) -> None:
    """Note that the bits of some slots are not exact any more; inside a write transaction."""
    if not are_there():
        return
    places = {rank >> SLOT_BITS for rank in ranks}
    _add(DOUBT, places)


def _set(row_id: int, place: int) -> None:
    """Set one bit; only the page of its byte is written."""
    with database.connection().blobopen("client_bits", "bits", row_id) as blob:
        byte = blob[place >> 3]
        changed = byte | 1 << (place & 7)
        if changed != byte:
            blob[place >> 3] = changed


def _add(term: str, slots: Iterable[int]) -> None:
    """Set some bits of a term; only the pages of the bytes between them are written."""
    chunks: dict[int, list[int]] = defaultdict(list)
    for slot in slots:
        chunks[slot >> CHUNK_BITS].append(slot & (CHUNK_SLOTS - 1))
    for chunk, places in chunks.items():
        found = rows("SELECT id FROM client_bits WHERE term = ? AND chunk = ?", (term, chunk))
        row_id = found[0][0] if found else _new_row(term, chunk)
        first, last = min(places) >> 3, max(places) >> 3
        with database.connection().blobopen("client_bits", "bits", row_id) as blob:
            before = int.from_bytes(blob[first : last + 1], "little")
            flags = bytearray((last - first + 1) << 3)
            for place in places:
                flags[place - (first << 3)] = 1
            changed = before | _bits(flags)
            if changed != before:
                blob[first : last + 1] = changed.to_bytes(last - first + 1, "little")


def add_later(ranks: Iterable[int]) -> None:
    """Leave the bits of many clients to be set later; inside a write transaction."""
    if are_there():
        database.connection().executemany(
            "INSERT OR IGNORE INTO client_unfolded (slot) VALUES (?)",
            ((slot,) for slot in sorted({rank >> SLOT_BITS for rank in ranks})),
        )


def make(tell: Tell = lambda _percent: None) -> None:
    """Make all bits anew from the full-text index; inside a write transaction."""
    execute("DELETE FROM client_unfolded")
    execute("DELETE FROM client_bits")
    terms = missing()
    for done, term in enumerate(terms):
        tell(100 * done // len(terms))
        build(term)


def missing() -> list[str]:
    """Return the frequent terms that have no bits yet; an office of few clients needs none."""
    ((clients,),) = rows("SELECT count(*) FROM client")
    if clients < FEWEST_CLIENTS:
        return []
    found = {DOUBT, *_frequent()}
    return sorted(found - frequent_of(found))


def build(term: str) -> None:
    """Give a term its bits, from the full-text index; inside a write transaction."""
    if term == DOUBT:
        _new_row(DOUBT, ranking.FIRST_RANK >> SLOT_BITS + CHUNK_BITS)
    _write(term, due_slots(term))


def due_slots(term: str) -> Iterator[int]:
    """Yield the slots whose bits a term has, as the full-text index has it; some repeatedly."""
    if term == DOUBT:
        slot = f"rank >> {SLOT_BITS}"
        sql = f"SELECT {slot} FROM client GROUP BY {slot} HAVING count(*) > 1"
        found = database.connection().execute(sql)
    else:
        match = f'"{term}"' if term.startswith("_") else f'"{term}"*'
        found = database.connection().execute(
            f"SELECT rowid >> {SLOT_BITS} FROM client_index WHERE client_index MATCH ?", (match,)
        )
    yield from (slot for (slot,) in found)


def fold_some() -> bool:
    """Set the bits of some clients that large writes left; inside a write transaction.

    Tell whether there were any. Few at a time: whoever saves meanwhile is not to notice.
    """
    left = [
        slot
        for (slot,) in rows("SELECT slot FROM client_unfolded ORDER BY slot LIMIT ?", (_AT_ONCE,))
    ]
    if not left:
        return False
    clients = _clients_in(left)
    if len(clients) > _CLIENTS_AT_ONCE:  # of the slot of the last one there may be more
        last = clients[-1][0] >> SLOT_BITS
        clients = [one for one in clients if one[0] >> SLOT_BITS < last]
        left = [slot for slot in left if slot < last]
    _set_bits_of(clients)
    execute("DELETE FROM client_unfolded WHERE slot <= ?", (left[-1],))
    return True


def _set_bits_of(clients: Iterable[tuple[int, str]]) -> None:
    """Set the bits of clients, given by rank and text, in order of rank."""
    frequent = {term for (term,) in rows("SELECT DISTINCT term FROM client_bits")}
    places: dict[str, list[int]] = defaultdict(list)
    last: int | None = None
    slots_of_word: dict[str, list[int]] = defaultdict(list)
    for rank, text in clients:
        slot = rank >> SLOT_BITS
        if slot == last:
            places[DOUBT].append(slot)
        last = slot
        for word in text.split():
            slots_of_word[word].append(slot)
    for word, some in slots_of_word.items():
        for term in parts_of(word):
            if term in frequent:
                places[term] += some
    for term in sorted(places):
        _add(term, places[term])


def _clients_in(slots: Sequence[int]) -> list[tuple[int, str]]:
    return rows(
        "SELECT rank, search_text FROM (SELECT value AS slot FROM json_each(?)) CROSS JOIN client "
        f"ON rank BETWEEN slot << {SLOT_BITS} AND (slot << {SLOT_BITS}) + {(1 << SLOT_BITS) - 1} "
        "ORDER BY slot, rank LIMIT ?",
        (str(list(slots)), _CLIENTS_AT_ONCE + 1),
    )


def _frequent() -> set[str]:
    """Return the terms that many clients have, as a sample of them tells."""
    ((last,),) = rows("SELECT max(id) FROM client")
    step = max(1, last // _SAMPLE)
    seen: Counter[str] = Counter()
    sampled = 0
    for (text,) in database.connection().execute(
        "WITH RECURSIVE place(id) AS (SELECT 1 UNION ALL SELECT id + ? FROM place WHERE id < ?) "
        "SELECT search_text FROM place CROSS JOIN client USING (id)",
        (step, last),
    ):
        seen.update(terms_of(text))
        sampled += 1
    return {
        term
        for term, times in seen.items()
        if times >= sampled * (FREQUENT_FILTER if term.startswith("_") else FREQUENT)
    }


def _write(term: str, slots: Iterable[int]) -> None:
    """Set bits of a term."""
    for chunk, bits in as_bits(slots).items():
        found = rows("SELECT id, bits FROM client_bits WHERE term = ? AND chunk = ?", (term, chunk))
        row_id = found[0][0] if found else _new_row(term, chunk)
        if found:
            bits |= int.from_bytes(found[0][1], "little")
        execute(
            "UPDATE client_bits SET bits = ? WHERE id = ?",
            (bits.to_bytes(CHUNK_BYTES, "little"), row_id),
        )


def as_bits(slots: Iterable[int]) -> dict[int, int]:
    """Return the bits of some slots by chunk."""
    chunks: dict[int, bytearray] = {}
    mask = CHUNK_SLOTS - 1
    for slot in slots:
        chunk = slot >> CHUNK_BITS
        try:
            places = chunks[chunk]
        except KeyError:
            places = chunks[chunk] = bytearray(CHUNK_SLOTS)
        places[slot & mask] = 1
    return {chunk: _bits(places) for chunk, places in chunks.items()}


def _bits(flags: bytearray) -> int:
    """Return as bits what is set in bytes of 0 and 1, the first one as the lowest bit."""
    # As the digits of a binary number, the last one first.
    return int(flags.translate(_DIGITS)[::-1], 2)


_DIGITS = bytes([48, 49]) + bytes(254)


def _new_row(term: str, chunk: int) -> int:
    cursor = execute(
        "INSERT INTO client_bits (term, chunk, bits) VALUES (?, ?, zeroblob(?))",
        (term, chunk, CHUNK_BYTES),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid
