"""Making anew what follows from what was typed; inside one write transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from aduanas_tui.store import derived, index, ranking, slots, soundness
from aduanas_tui.store.bulk_update import chunks
from aduanas_tui.store.connection import database, execute, rows
from aduanas_tui.store.soundness import Part

_KINDS = ("index", "trigger")
_DERIVED = ("client_terms", "client_places", "client_bits", "client_unfolded")
"""Tables in which nothing is that was typed."""

_RANKS = "client_rank"
_AT_ONCE = 5_000


def can_be_made(part: Part) -> bool:
    """Tell whether a part of the schema can be made anew without touching what was typed."""
    return part.kind in _KINDS or (part.is_missing and part.name in _DERIVED)


def has_equals(part: Part) -> bool:
    """Tell whether an index that allows no equals cannot be made, because there are some.

    Those of ranks do not count: they are made anew before.
    """
    return part.name != _RANKS and soundness.has_equals(part)


def make_parts(parts: Iterable[Part]) -> None:
    """Make indexes, triggers and derived tables anew; what is in these comes afterwards."""
    for part in parts:
        if not part.is_missing:
            execute(f'DROP {part.kind} "{part.name}"')
        execute(part.sql)


def make_indexes() -> None:
    """Make every index anew from its table."""
    execute("REINDEX")


def recount(client_ids: Sequence[int]) -> None:
    """Bring the counters of clients up to their operations; their search texts come afterwards."""
    for some in chunks(client_ids):
        execute(
            f"UPDATE client SET file_count = {derived.FILE_COUNT}, "
            f"has_operations = {derived.HAS_OPERATIONS}, "
            f"last_operation = {derived.LAST_OPERATION} WHERE id IN ({_places(some)})",
            some,
        )


def sum_payments(invoice_ids: Sequence[int]) -> None:
    """Bring what was paid of invoices up to their payments."""
    for some in chunks(invoice_ids):
        execute(f"UPDATE invoice SET paid = {derived.PAID} WHERE id IN ({_places(some)})", some)


def make_texts(step: derived.Step) -> int:
    """Bring keys of order and search texts up to what was typed; return of how many clients.

    The search index still has the old ones afterwards.
    """
    changed = after = 0
    while some := list(islice(derived.stale_texts(step, after), _AT_ONCE)):
        database.connection().executemany(
            "UPDATE client SET sort_text = ?, city_sort = ?, search_text = ? WHERE id = ?",
            [(name, city, text, client_id) for client_id, name, city, text in some],
        )
        changed += len(some)
        after = some[-1][0]
    return changed


def make_ranks() -> None:
    """Rank every client anew in the order of names, with the usual room between neighbours."""
    execute(
        "CREATE TEMP TABLE new_rank AS SELECT id AS client_id, "
        f"{ranking.FIRST_RANK} + {ranking.GAP} * (row_number() OVER (ORDER BY sort_text, id) - 1) "
        "AS rank FROM client"
    )
    execute("CREATE UNIQUE INDEX temp.new_rank_client ON new_rank (client_id)")
    # Indexes are made from the finished table in a fraction of what keeping them would cost; and
    # no two clients may have the same rank at any moment while the unique one is there.
    dropped = rows(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'client' "
        "AND sql LIKE '%rank%'"
    )
    for name, _ in dropped:
        execute(f'DROP INDEX "{name}"')
    execute("UPDATE client SET rank = (SELECT rank FROM new_rank WHERE client_id = client.id)")
    for _, sql in dropped:
        execute(sql)
    execute("DROP TABLE new_rank")


def make_search_index() -> None:
    """Make the search index anew from the search texts."""
    index.clear()
    entries = database.connection().execute("SELECT rank, search_text FROM client ORDER BY rank")
    index.add_many(entries)
    index.optimize()
    slots.make()


def _places(values: Sequence[int]) -> str:
    return ", ".join("?" * len(values))
