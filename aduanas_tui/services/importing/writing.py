"""Writing the rows of an import: many at a time, each with its audit entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from aduanas_tui.services import clients, contacts
from aduanas_tui.services.importing.judging import Placed
from aduanas_tui.services.importing.merging import ContactChange
from aduanas_tui.services.importing.new_clients import Created, Piece, city_key, created_json
from aduanas_tui.store import bulk, bulk_update, index, index_pieces, ranking
from aduanas_tui.store.catalogue import search_text_of
from aduanas_tui.store.columns import JsonField, MomentField, now
from aduanas_tui.store.ranking import Run

AUDIT_COLUMNS = (
    *("at", "operator", "action", "entity", "entity_id", "client_id", "label", "changes"),
    "batch_id",
)
_STAMPS = ("version", "created_at", "created_by", "updated_at", "updated_by")
_CLIENT_COLUMNS = ("id", "rank", "sort_text", "city_sort", "search_text", *clients.KEYS)
_NEW_CLIENT = {"active": 1, "file_count": 0, "has_operations": 0, "last_operation": ""}
_CONTACT_COLUMNS = ("id", "client_id", *contacts.KEYS)
_AT_ONCE = 500
_INDEXED_AT_ONCE = 10_000
_TOGETHER = 50
_as_json = JsonField().db_value


class AuditLog:
    """Entries of one batch, written many at a time."""

    def __init__(self, operator: str, batch_id: int) -> None:
        self.moment = str(MomentField().db_value(now()))
        self.operator = operator
        self._batch_id = batch_id
        self._entries: list[tuple[Any, ...]] = []

    def add(
        self,
        action: str,
        entity: str,
        entity_id: int,
        client_id: int,
        label: str,
        changes: Mapping[str, Any],
    ) -> None:
        """Note one change."""
        self.add_json(action, entity, entity_id, client_id, label, str(_as_json(changes)))

    def add_json(
        self, action: str, entity: str, entity_id: int, client_id: int, label: str, changes: str
    ) -> None:
        """Note one change that is JSON already."""
        self._entries.append(
            (
                self.moment,
                self.operator,
                action,
                entity,
                entity_id,
                client_id,
                label,
                changes,
                self._batch_id,
            )
        )

    def flush(self) -> None:
        """Write what was noted."""
        bulk.insert("audit_entry", AUDIT_COLUMNS, self._entries)
        self._entries = []

    def write_created(self, entity: str, records: Sequence[Created]) -> None:
        """Write at once that records are new: id, client's id, label, changes as JSON of each."""
        same = (self.moment, self.operator, "create", entity, self._batch_id)
        columns = ("at", "operator", "action", "entity", "batch_id")
        bulk.insert(
            "audit_entry",
            ("entity_id", "client_id", "label", "changes"),
            records,
            dict(zip(columns, same, strict=True)),
            together=_TOGETHER,
        )

    def stamp(self) -> dict[str, Any]:
        """Return the columns that say who changed a row last, as they are stored."""
        return {"updated_at": self.moment, "updated_by": self.operator}


class Writer:
    """Writes the rows of one batch; inside a write transaction."""

    def __init__(self, operator: str, batch_id: int) -> None:
        self._log = AuditLog(operator, batch_id)
        self.next_client = bulk_update.next_id("client")
        self._next_contact = bulk_update.next_id("contact")
        moment = self._log.moment
        stamps = (1, moment, operator, moment, operator)
        self._stamps = dict(zip(_STAMPS, stamps, strict=True))
        self._clients: list[Sequence[Any]] = []
        self._created: list[Created] = []
        self._not_indexed: list[tuple[int, str]] = []
        self._promised: list[tuple[int, str]] = []
        """Those for which a piece of the index is being made."""
        self._contacts: list[tuple[Any, ...]] = []
        self._client_changes: list[tuple[int, dict[str, Any]]] = []
        self._contact_changes: list[tuple[int, dict[str, Any]]] = []
        self._touched: list[int] = []

    def create_ready(self, piece: Piece) -> None:
        """Write clients that are new and were made ready."""
        self._clients += piece.clients
        self._created += piece.created
        entries = [(one[1], one[4]) for one in piece.clients]
        if piece.is_indexed:
            self._promised += entries
        else:
            self._not_indexed += entries
        if piece.made:
            self._take_over(index_pieces.Made(*piece.made))
        self.next_client += len(piece)
        if len(self._clients) >= _AT_ONCE:
            self._write()

    def create(self, row: Placed, client_id: int, rank: int) -> None:
        """Write a client that is new."""
        people = []
        for change in row.contacts:
            person = self._add_contact(client_id, change)
            people.append((person["name"], person["phone"], person["email"]))
        values = tuple(row.values.values())
        search_text = search_text_of(row.values, people, active=True, has_operations=False)
        city_sort = city_key(row.values["city"])
        self._clients.append((client_id, rank, row.sort_text, city_sort, search_text, *values))
        changes = created_json(clients.KEYS, values)
        self._created.append((client_id, client_id, row.values["name"], changes))
        self._not_indexed.append((rank, search_text))
        if len(self._clients) >= _AT_ONCE:
            self._write()

    def ranks(self, run: Run) -> Iterator[int]:
        """Return free ranks for a run of new names; others move only after all is written."""
        if not ranking.has_room(run):
            self.flush()
        return ranking.free_ranks(run, index.move)

    def update(self, row: Placed) -> None:
        """Write the changes of a client that exists."""
        client_id, version, *_ = row.stamp
        values = {key: new for key, (_, new) in row.changes.items()}
        name = values.get("name") or row.kept.get("name") or row.values["name"]
        if values:
            self._log.add("update", "client", client_id, client_id, name, row.changes)
        if row.reactivates:
            values["active"] = 1
            self._log.add(
                "reactivate", "client", client_id, client_id, name, {"active": [False, True]}
            )
        if values:
            stamp = self._log.stamp()
            self._client_changes.append((client_id, {**values, "version": version + 1, **stamp}))
        versions = dict(zip(row.stamp[3::2], row.stamp[4::2], strict=True))
        for change in row.contacts:
            if change.id:
                self._change_contact(client_id, versions[change.id], change)
            else:
                self._add_contact(client_id, change)
        self._touched.append(client_id)
        if len(self._touched) >= _AT_ONCE:
            self._write()

    def flush(self) -> None:
        """Write what was held back, and bring the index up to it."""
        self._write()
        self._not_indexed += self._promised
        self._promised = []
        self._index()

    def _take_over(self, made: index_pieces.Made) -> None:
        """Enter a piece of the index, if it is the one that was promised."""
        is_it = made.ranks == [rank for rank, _ in self._promised]
        if not (is_it and index_pieces.take_over(made)):
            self._not_indexed += self._promised
        self._promised = []

    def _index(self) -> None:
        """Put into the index the new clients that are not there yet."""
        # In the order of ranks: the index is quickest at that.
        index.add_many(sorted(self._not_indexed))
        self._not_indexed = []

    def _write(self) -> None:
        bulk.insert("client", _CLIENT_COLUMNS, self._clients, {**self._stamps, **_NEW_CLIENT})
        self._log.write_created("client", sorted(self._created))
        bulk_update.update_rows("client", self._client_changes)
        # First those who lose the primary mark: at most one may have it at every moment.
        bulk_update.update_rows("contact", self._contact_changes)
        bulk.insert("contact", _CONTACT_COLUMNS, self._contacts, self._stamps)
        bulk_update.refresh(self._touched)
        self._log.flush()
        # Each of these other statements makes the index write what it has: better a few times.
        if len(self._not_indexed) >= _INDEXED_AT_ONCE:
            self._index()
        self._clients, self._created, self._contacts = [], [], []
        self._client_changes, self._contact_changes, self._touched = [], [], []

    def _add_contact(self, client_id: int, change: ContactChange) -> dict[str, Any]:
        values = dict.fromkeys(contacts.KEYS, "")
        values.update({key: new for key, (_, new) in change.changes.items()})
        contact_id = self._next_contact
        self._next_contact += 1
        self._contacts.append((contact_id, client_id, *values.values()))
        self._log.add("create", "contact", contact_id, client_id, change.name, change.changes)
        return values

    def _change_contact(self, client_id: int, version: int, change: ContactChange) -> None:
        values = {key: new for key, (_, new) in change.changes.items()}
        stamp = self._log.stamp()
        self._contact_changes.append((change.id, {**values, "version": version + 1, **stamp}))
        self._log.add("update", "contact", change.id, client_id, change.name, change.changes)
