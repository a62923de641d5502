"""What must hold in a database at every moment, checked from scratch."""

from __future__ import annotations

from collections import Counter

from aduanas_tui.domain.text import sort_key
from aduanas_tui.store import catalogue, slots
from aduanas_tui.store.connection import execute, rows
from aduanas_tui.store.models import Client


def assert_consistent() -> None:
    """Check order, index, counters, primary contacts and the file itself."""
    _check_order()
    _check_search_texts()
    _check_index()
    _check_bits()
    _check_counters()
    _check_primaries()
    _check_money()
    assert rows("PRAGMA foreign_key_check") == []
    assert rows("PRAGMA integrity_check") == [("ok",)]


def _check_order() -> None:
    places = rows("SELECT rank, sort_text, id, name, city_sort, city FROM client ORDER BY rank")
    keys = [(sort_text, client_id) for _, sort_text, client_id, *_ in places]
    assert keys == sorted(keys)
    for _, sort_text, _, name, city_sort, city in places:
        assert sort_text == sort_key(name)
        assert city_sort == sort_key(city)


def _check_search_texts() -> None:
    for client in Client.select():
        contacts = rows("SELECT name, phone, email FROM contact WHERE client_id = ?", (client.id,))
        fresh = catalogue.search_text_of(
            client.__data__, contacts, client.active, client.has_operations
        )
        assert client.search_text == fresh


def _check_index() -> None:
    """Compare the index, word by word, with the texts that it should hold."""
    places: dict[str, list[int]] = {}
    for rank, search_text in rows("SELECT rank, search_text FROM client ORDER BY rank"):
        for word in search_text.split():
            places.setdefault(word, []).append(rank)
    in_index = dict(rows("SELECT term, doc FROM client_terms"))
    assert in_index == Counter({word: len(ranks) for word, ranks in places.items()})
    for word, ranks in places.items():
        found = rows(
            "SELECT rowid FROM client_index WHERE client_index MATCH ? ORDER BY rowid",
            (f'"{word}"',),
        )
        assert [rank for (rank,) in found] == ranks, word
    execute("INSERT INTO client_index(client_index) VALUES ('integrity-check')")


def _check_bits() -> None:
    """Check that every client has the bits of its frequent words, unless its slot is to come.

    In slots that are not in doubt nobody else has any.
    """
    frequent = {term for (term,) in rows("SELECT DISTINCT term FROM client_bits")}
    to_come = {slot for (slot,) in rows("SELECT slot FROM client_unfolded")}
    bits = {chunk: slots.bits_of(sorted(frequent), chunk)[chunk] for chunk in _chunks()}
    certain: Counter[str] = Counter()
    for rank, search_text in rows("SELECT rank, search_text FROM client"):
        slot = rank >> slots.SLOT_BITS
        chunk, place = divmod(slot, slots.CHUNK_SLOTS)
        known = bits.get(chunk, {})
        if slot in to_come:
            continue
        certain_slot = not known.get(slots.DOUBT, 0) >> place & 1
        for term in slots.terms_of(search_text) & frequent:
            assert known[term] >> place & 1, (rank, term)
            certain[term] += certain_slot
    for term in frequent - {slots.DOUBT}:
        found = 0
        for chunk, known in bits.items():
            doubtful = known.get(slots.DOUBT, 0)
            for slot in to_come:
                if slot // slots.CHUNK_SLOTS == chunk:
                    doubtful |= 1 << slot % slots.CHUNK_SLOTS
            found += (known.get(term, 0) & ~doubtful).bit_count()
        assert found == certain[term], term


def _chunks() -> list[int]:
    return [chunk for (chunk,) in rows("SELECT DISTINCT chunk FROM client_bits")]


def _check_counters() -> None:
    wrong = rows(
        """
        SELECT id FROM client WHERE file_count <>
            (SELECT count(*) FROM customs_file WHERE client_id = client.id)
        OR has_operations <> (
            EXISTS (SELECT 1 FROM customs_file WHERE client_id = client.id)
            OR EXISTS (SELECT 1 FROM quote WHERE client_id = client.id)
            OR EXISTS (SELECT 1 FROM invoice WHERE client_id = client.id))
        OR last_operation <> coalesce((SELECT max(day) FROM (
            SELECT opened_on AS day FROM customs_file
                WHERE client_id = client.id AND state <> 'anulado'
            UNION SELECT issued_on FROM quote
                WHERE client_id = client.id AND annulled_on IS NULL
            UNION SELECT issued_on FROM invoice
                WHERE client_id = client.id AND annulled_on IS NULL
            UNION SELECT paid_on FROM payment
                WHERE client_id = client.id AND annulled_on IS NULL)), '')
        """
    )
    assert wrong == []


def _check_primaries() -> None:
    assert not rows("SELECT client_id FROM contact GROUP BY client_id HAVING sum(is_primary) <> 1")


def _check_money() -> None:
    """Check what was paid of each invoice, and that everything belongs to one client."""
    wrong = rows(
        "SELECT id FROM invoice WHERE paid <> (SELECT coalesce(sum(amount), 0) FROM payment "
        "WHERE invoice_id = invoice.id AND annulled_on IS NULL)"
    )
    assert wrong == []
    links = (
        ("quote", "customs_file"),
        ("invoice", "customs_file"),
        ("invoice", "quote"),
        ("payment", "invoice"),
    )
    for table, link in links:
        astray = rows(
            f"SELECT one.id FROM {table} one JOIN {link} other ON other.id = one.{link}_id "
            "WHERE one.client_id <> other.client_id"
        )
        assert astray == [], (table, link)
