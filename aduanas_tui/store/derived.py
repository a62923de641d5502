"""Whether what is kept besides what was typed still follows from it; each check says where not.

The reverse of :mod:`.catalogue`, which keeps it true.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice, repeat, zip_longest

from aduanas_tui.domain.text import sort_key
from aduanas_tui.store.catalogue import ContactFacts, search_text_of
from aduanas_tui.store.connection import database, execute, rows

_AT_ONCE = 5_000
_SEARCHED = (
    *("name", "rtn", "kind", "city", "department", "phone", "phone2", "email", "billing_email"),
)

Step = Callable[[int], None]
"""Is told how many clients were looked at."""

Texts = tuple[int, str, str, str]
"""Id, sort text, sort text of the city, and search text of a client."""

FILE_COUNT = "(SELECT count(*) FROM customs_file WHERE client_id = client.id)"
HAS_OPERATIONS = """(EXISTS (SELECT 1 FROM customs_file WHERE client_id = client.id)
    OR EXISTS (SELECT 1 FROM quote WHERE client_id = client.id)
    OR EXISTS (SELECT 1 FROM invoice WHERE client_id = client.id))"""
LAST_OPERATION = """coalesce((SELECT max(latest) FROM (
    SELECT max(opened_on) AS latest FROM customs_file
        WHERE client_id = client.id AND state <> 'anulado'
    UNION ALL SELECT max(issued_on) FROM quote
        WHERE client_id = client.id AND annulled_on IS NULL
    UNION ALL SELECT max(issued_on) FROM invoice
        WHERE client_id = client.id AND annulled_on IS NULL
    UNION ALL SELECT max(paid_on) FROM payment
        WHERE client_id = client.id AND annulled_on IS NULL)), '')"""
PAID = """(SELECT coalesce(sum(amount), 0) FROM payment
    WHERE invoice_id = invoice.id AND annulled_on IS NULL)"""

_LINKS = (
    ("quote", "customs_file"),
    ("invoice", "customs_file"),
    ("invoice", "quote"),
    ("payment", "invoice"),
)
"""Documents that point to others, which must be of the same client."""


def misplaced() -> int:
    """Return how many clients have a rank that is not their place in the order of names."""
    ((shared,),) = rows("SELECT count(*) - count(DISTINCT rank) FROM client")
    by_name = database.connection().execute("SELECT id FROM client ORDER BY sort_text, id")
    by_rank = database.connection().execute("SELECT id FROM client ORDER BY rank")
    moved: int = sum(one != other for one, other in zip_longest(by_name, by_rank))
    return int(shared) + moved


def stale_texts(step: Step, after: int = 0) -> Iterator[Texts]:
    """Yield the clients whose keys of order or search text are not those of what was typed.

    Those with ids beyond ``after``.

    Each comes with what they should be. The order of the words of a search text does not matter.
    """
    people = _Contacts(after)
    clients = database.connection().execute(
        "SELECT id, active, has_operations, sort_text, city_sort, search_text, "
        f"{', '.join(_SEARCHED)} FROM client WHERE id > ? ORDER BY id",
        (after,),
    )
    for done, row in enumerate(clients, 1):
        client_id, active, has_operations, sort_text, city_sort, old, *values = row
        stored = dict(zip(_SEARCHED, values, strict=True))
        new = search_text_of(stored, people.of(client_id), bool(active), bool(has_operations))
        name_key, city_key = sort_key(stored["name"]), sort_key(stored["city"])
        same = new == old or set(new.split()) == set(old.split())
        if not same or name_key != sort_text or city_key != city_sort:
            yield client_id, name_key, city_key, old if same else new
        if done % _AT_ONCE == 0:
            step(done)


class _Contacts:
    """Contacts in the order of their clients, read along with these."""

    def __init__(self, after: int) -> None:
        self._found = database.connection().execute(
            "SELECT client_id, name, phone, email FROM contact WHERE client_id > ? "
            "ORDER BY client_id, id",
            (after,),
        )
        self._next = self._found.fetchone()

    def of(self, client_id: int) -> list[ContactFacts]:
        people: list[ContactFacts] = []
        while self._next is not None and self._next[0] <= client_id:
            if self._next[0] == client_id:
                people.append(self._next[1:])
            self._next = self._found.fetchone()
        return people


def index_is_true(step: Step) -> bool:
    """Tell whether the search index has exactly the words of every client's search text.

    Both sides are summed up: the sum of what every pair of word and rank hashes to.
    """
    execute("CREATE VIRTUAL TABLE temp.all_terms USING fts5vocab(main, client_index, instance)")
    try:
        pairs = database.connection().execute("SELECT term, doc FROM temp.all_terms")
        in_index = 0
        while some := sum(map(hash, islice(pairs, _AT_ONCE * 20))):
            in_index += some
            step(0)
    finally:
        execute("DROP TABLE temp.all_terms")
    in_texts = 0
    clients = database.connection().execute("SELECT rank, search_text FROM client")
    for done, (rank, text) in enumerate(clients, 1):
        in_texts += sum(map(hash, zip(set(text.split()), repeat(rank), strict=False)))
        if done % _AT_ONCE == 0:
            step(done)
    return in_index == in_texts


def wrong_counters() -> list[int]:
    """Return the ids of the clients whose counters are not those of their operations."""
    return _ids(
        f"SELECT id FROM client WHERE file_count <> {FILE_COUNT} "
        f"OR has_operations <> {HAS_OPERATIONS} OR last_operation <> {LAST_OPERATION}"
    )


def wrongly_paid() -> list[int]:
    """Return the ids of the invoices whose paid amount is not the sum of their payments."""
    return _ids(f"SELECT id FROM invoice WHERE paid <> {PAID}")


def without_primary() -> list[tuple[int, str]]:
    """Return id and name of the clients that have contacts but not one primary among them."""
    return rows(
        "SELECT id, name FROM client WHERE id IN "
        "(SELECT client_id FROM contact GROUP BY client_id HAVING sum(is_primary) <> 1) ORDER BY id"
    )


def strayed() -> list[tuple[str, int, int]]:
    """Return the documents that point to one of another client: table, id, client."""
    found: list[tuple[str, int, int]] = []
    for table, link in _LINKS:
        found += rows(
            f"SELECT '{table}', one.id, one.client_id FROM {table} one "
            f"JOIN {link} other ON other.id = one.{link}_id "
            "WHERE one.client_id <> other.client_id ORDER BY one.id"
        )
    return found


def _ids(sql: str) -> list[int]:
    return [row[0] for row in execute(sql)]
