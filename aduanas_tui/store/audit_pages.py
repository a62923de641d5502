"""Pages of the audit log, newest first, never more rows than are shown.

Pages are cut by the id of the entry before them (keyset), in the order in which the entries were
written. The narrowest filter chooses the index that is walked; a ``+`` keeps SQLite from another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from aduanas_tui.domain.audit_filters import AuditAction, AuditFilters, AuditKind
from aduanas_tui.store.columns import MomentField
from aduanas_tui.store.connection import execute, rows

_COLUMNS = "id, at, operator, action, entity, entity_id, client_id, label, changes, batch_id"
_CLOCK_ERROR = timedelta(days=1)
"""By how much clocks may have gone back between two entries for a filter by date to find both."""
_LAST_ID = 2**62


class StoredEntry(NamedTuple):
    """An entry as it is stored."""

    id: int
    at: str
    operator: str
    action: str
    entity: str
    entity_id: int
    client_id: int
    label: str
    changes: str
    batch_id: int | None


def page(
    filters: AuditFilters,
    size: int,
    *,
    mark: int | None = None,
    newer: bool = False,
    inclusive: bool = False,
) -> list[StoredEntry]:
    """Return up to ``size`` entries, the newest first.

    Args:
        filters: which entries.
        size: entries wanted.
        mark: id of the entry after which (``newer``: before which) to start; none is the end.
        newer: read from older to newer ones; they still come newest first.
        inclusive: start with the marked entry itself.

    """
    conditions, parameters = _conditions(filters)
    if mark is not None:
        conditions.append(f"id {'>' if newer else '<'}{'=' if inclusive else ''} ?")
        parameters.append(mark)
    where = f"WHERE {' AND '.join(conditions)} " if conditions else ""
    found = rows(
        f"SELECT {_COLUMNS} FROM audit_entry {where}ORDER BY id {'ASC' if newer else 'DESC'} "
        "LIMIT ?",
        (*parameters, size),
    )
    entries = [StoredEntry(*one) for one in found]
    return entries[::-1] if newer else entries


def count(filters: AuditFilters) -> int:
    """Return how many entries there are."""
    conditions, parameters = _conditions(filters)
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    ((found,),) = rows(f"SELECT count(*) FROM audit_entry{where}", parameters)
    return int(found)


def entry(entry_id: int) -> StoredEntry | None:
    """Return one entry, if there is one with that id."""
    found = rows(f"SELECT {_COLUMNS} FROM audit_entry WHERE id = ?", (entry_id,))
    return StoredEntry(*found[0]) if found else None


def newer_of(one: StoredEntry) -> list[StoredEntry]:
    """Return what was done to the same record since an entry, the oldest first."""
    found = rows(
        f"SELECT {_COLUMNS} FROM audit_entry "
        "WHERE client_id = ? AND +entity = ? AND entity_id = ? AND id > ? ORDER BY id",
        (one.client_id, one.entity, one.entity_id, one.id),
    )
    return [StoredEntry(*each) for each in found]


def operators() -> list[str]:
    """Return everybody who did anything, in order.

    Steps from name to name along their index, so it reads as many rows as there are names.
    """
    found = rows(
        "WITH RECURSIVE step(name) AS (SELECT min(operator) FROM audit_entry UNION ALL "
        "SELECT (SELECT min(operator) FROM audit_entry WHERE operator > step.name) FROM step "
        "WHERE step.name IS NOT NULL) SELECT name FROM step WHERE name IS NOT NULL LIMIT 500"
    )
    return [name for (name,) in found]


def client_names(client_ids: Sequence[int]) -> dict[int, tuple[str, bool]]:
    """Return the names of clients, and whether each is still there, by id.

    A deleted client has the name that it had last.
    """
    wanted = sorted(set(client_ids) - {0})
    places = ", ".join("?" * len(wanted))
    found = {
        client_id: (name, True)
        for client_id, name in rows(f"SELECT id, name FROM client WHERE id IN ({places})", wanted)
    }
    for client_id in wanted:
        if client_id not in found:
            last = rows(
                "SELECT label FROM audit_entry WHERE client_id = ? AND +entity = 'client' "
                "ORDER BY id DESC LIMIT 1",
                (client_id,),
            )
            if last:
                found[client_id] = (last[0][0], False)
    return found


def deleted_clients() -> Iterator[tuple[int, str, str]]:
    """Yield id, last name and RTN of the clients that were deleted, the newest deletion first."""
    yield from execute(
        "SELECT client_id, label, coalesce(json_extract(changes, '$.rtn[0]'), '') "
        "FROM audit_entry WHERE action = 'delete' AND action <> 'create' "
        "AND +entity = 'client' ORDER BY id DESC"
    )


def import_moments(batch_ids: Sequence[int]) -> dict[int, str]:
    """Return the moment that all an import wrote has; what its undoing wrote has another."""
    wanted = sorted(set(batch_ids))
    places = ", ".join("?" * len(wanted))
    found = rows(
        "SELECT id, (SELECT at FROM audit_entry WHERE batch_id = batch.id ORDER BY id LIMIT 1) "
        f"FROM import_batch batch WHERE id IN ({places})",
        wanted,
    )
    return dict(found)


def _conditions(filters: AuditFilters) -> tuple[list[str], list[Any]]:
    conditions: list[str] = []
    parameters: list[Any] = []
    is_walked = False

    def add(column: str, value: Any, implied: str = "", walkable: bool = True) -> None:
        """Add a condition; the first one that can be walked in order of ids is."""
        nonlocal is_walked
        if is_walked or not walkable:
            conditions.append(f"+{column} = ?")
        else:
            conditions.append(f"{column} = ?{implied}")
            is_walked = True
        parameters.append(value)

    if filters.client_id is not None:
        add("client_id", filters.client_id)
    # Partial indexes serve only what repeats their condition.
    if filters.action:
        rare = filters.action != AuditAction.CREATE
        add("action", filters.action, " AND action <> 'create'", rare)
    if filters.kind:
        rare = filters.kind != AuditKind.CLIENT
        add("entity", filters.kind, " AND entity <> 'client'", rare)
    if filters.operator:
        add("operator", filters.operator)
    _add_days(filters, conditions, parameters)
    return conditions, parameters


def _add_days(filters: AuditFilters, conditions: list[str], parameters: list[Any]) -> None:
    """Limit to the days by their moments, and to the ids around them so that few are read."""
    if filters.since is not None:
        start = _midnight(filters.since)
        conditions += ["+at >= ?", "id >= ?"]
        parameters += [_stored(start), _nearest("<", start - _CLOCK_ERROR, "DESC") or 0]
    if filters.until is not None:
        end = _midnight(filters.until + timedelta(days=1))
        conditions += ["+at < ?", "id <= ?"]
        parameters += [_stored(end), _nearest(">=", end + _CLOCK_ERROR, "ASC") or _LAST_ID]


def _nearest(sign: str, moment: datetime, order: str) -> int | None:
    """Return the id of the entry on one side of a moment that is nearest to it."""
    found = rows(
        f"SELECT id FROM audit_entry WHERE at {sign} ? ORDER BY at {order} LIMIT 1",
        (_stored(moment),),
    )
    return found[0][0] if found else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min).astimezone()


def _stored(moment: datetime) -> str:
    return str(MomentField().db_value(moment))
