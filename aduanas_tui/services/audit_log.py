"""Reading the audit log: who did what, when, by which way, with before and after of each field."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from aduanas_tui.domain.audit_filters import AuditAction, AuditFilters, AuditKind
from aduanas_tui.domain.rtn import format_rtn
from aduanas_tui.domain.text import words
from aduanas_tui.services import audit_words
from aduanas_tui.services.audit_words import BY_HAND, IMPORTED, UNDONE, FieldChange
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.store import audit_pages as store
from aduanas_tui.store.audit_pages import StoredEntry
from aduanas_tui.store.columns import MomentField
from aduanas_tui.store.snapshot import snapshot

if TYPE_CHECKING:
    from aduanas_tui.services.importing.batches import BatchInfo

__all__ = [
    "BY_HAND",
    "IMPORTED",
    "UNDONE",
    "AuditAction",
    "AuditFilters",
    "AuditKind",
    "EntryDetail",
    "LogClient",
    "LogEntry",
    "clients_matching",
    "entry_detail",
    "operators",
    "page",
]

_MOST_CLIENTS = 20
"""Clients offered of those that are there, and of those that are not."""
_LEAST_DIGITS = 4
"""Digits from which an RTN is looked for."""

operators = store.operators


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One write, as a list shows it."""

    id: int
    at: datetime
    """On the clocks of the office."""
    operator: str
    action: str
    entity: str
    entity_id: int
    client_id: int
    """0 when it was about no client."""
    client_name: str
    """Its name now; of a deleted one the last that it had."""
    client_exists: bool
    label: str
    """What the record was called."""
    what: str
    """What was done, in one line."""
    way: str
    """``BY_HAND``, ``IMPORTED`` or ``UNDONE`` (the undoing of an import)."""
    batch_id: int | None


@dataclass(frozen=True, slots=True)
class EntryDetail:
    """One write whole."""

    entry: LogEntry
    changes: tuple[FieldChange, ...]
    batch: BatchInfo | None
    """The import that it came with, or whose undoing it is of."""


@dataclass(frozen=True, slots=True)
class LogClient:
    """A client by whom the log can be filtered."""

    id: int
    name: str
    rtn: str
    exists: bool


def page(
    filters: AuditFilters,
    size: int,
    *,
    mark: int | None = None,
    newer: bool = False,
    inclusive: bool = False,
) -> list[LogEntry]:
    """Return up to ``size`` entries, the newest first; the arguments are those of the store."""
    with snapshot():
        found = store.page(filters, size, mark=mark, newer=newer, inclusive=inclusive)
        return in_words(found)


def in_words(found: Sequence[StoredEntry]) -> list[LogEntry]:
    """Return stored entries as they are read."""
    names = store.client_names([one.client_id for one in found])
    moments = store.import_moments([one.batch_id for one in found if one.batch_id is not None])
    return [_entry(one, names, moments) for one in found]


def entry_detail(entry_id: int) -> EntryDetail:
    """Return one entry whole; raises ``ServiceError`` when there is none."""
    with snapshot():
        stored = stored_entry(entry_id)
        (entry,) = in_words([stored])
        changes = audit_words.field_changes(stored.entity, changes_of(stored))
        return EntryDetail(entry, changes, _batch(stored.batch_id))


def stored_entry(entry_id: int) -> StoredEntry:
    """Return one entry as it is stored; raises ``ServiceError`` when there is none."""
    stored = store.entry(entry_id)
    if stored is None:
        raise ServiceError(f"No existe el cambio {entry_id}: vea la lista de la Bitácora.")
    return stored


def changes_of(stored: StoredEntry) -> dict[str, Any]:
    """Return before and after of each field."""
    found = json.loads(stored.changes)
    return found if isinstance(found, dict) else {}


def local(at: str) -> datetime:
    """Return a stored moment on the clocks of the office."""
    moment = MomentField().python_value(at)
    assert moment is not None
    return moment.astimezone()


def clients_matching(text: str) -> list[LogClient]:
    """Return the clients that ``text`` finds by name or RTN: active, inactive and deleted ones."""
    from aduanas_tui.domain.search_text import Filters, parse_query
    from aduanas_tui.services import lookup

    wanted = words(text)
    if not wanted:
        return []
    digits = "".join(filter(str.isdigit, text))
    with snapshot():
        listing = lookup.Listing(parse_query(text), Filters(active=None))
        present = lookup.page(listing, _MOST_CLIENTS)
        deleted = (
            LogClient(client_id, name, format_rtn(rtn), False)
            for client_id, name, rtn in store.deleted_clients()
            if _starts_words(name, wanted)
            or (len(digits) >= _LEAST_DIGITS and rtn.startswith(digits))
        )
        found = [LogClient(one.id, one.name, format_rtn(one.rtn), True) for one in present]
        return [*found, *islice(deleted, _MOST_CLIENTS)]


def _starts_words(name: str, wanted: Sequence[str]) -> bool:
    """Tell whether each wanted word begins one of a name's."""
    parts = words(name)
    return all(any(part.startswith(word) for part in parts) for word in wanted)


def _entry(
    one: StoredEntry, names: dict[int, tuple[str, bool]], moments: dict[int, str]
) -> LogEntry:
    way = BY_HAND
    if one.batch_id is not None:
        way = IMPORTED if one.at == moments.get(one.batch_id) else UNDONE
    name, exists = names.get(one.client_id, ("", False))
    return LogEntry(
        id=one.id,
        at=local(one.at),
        operator=one.operator,
        action=one.action,
        entity=one.entity,
        entity_id=one.entity_id,
        client_id=one.client_id,
        client_name=name,
        client_exists=exists,
        label=one.label,
        what=audit_words.sentence(one.action, one.entity, one.label, changes_of(one), way),
        way=way,
        batch_id=one.batch_id,
    )


def _batch(batch_id: int | None) -> BatchInfo | None:
    if batch_id is None:
        return None
    from aduanas_tui.services.importing import batches

    try:
        return batches.batch(batch_id)
    except ServiceError:
        return None
