"""Undoing an import of clients: those it created go, what it changed comes back.

What was changed or used since is left as it is, and named.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from aduanas_tui.services import audit, clients, contacts
from aduanas_tui.services.impact import operations_of
from aduanas_tui.services.importing.writing import AuditLog
from aduanas_tui.store import bulk_update
from aduanas_tui.store.connection import execute, rows

_OPERATION_TABLES = ("customs_file", "quote", "invoice", "payment")
_COLUMNS = ("version", "active", *clients.KEYS)


@dataclass(slots=True)
class _Done:
    """What an import did to one client, in the order in which it was done."""

    created: bool = False
    client_changes: audit.Changes = field(default_factory=dict)
    contact_changes: list[tuple[int, str, audit.Changes]] = field(default_factory=list)
    new_contacts: list[int] = field(default_factory=list)
    name: str = ""


class ClientUndoing:
    """One undoing, inside its transaction."""

    def __init__(self, operator: str, batch_id: int) -> None:
        self._batch_id = batch_id
        self._log = AuditLog(operator, batch_id)
        self.restored = self.deleted = 0
        self.left: list[str] = []

    def run(self) -> None:
        """Undo the batch; what it did is read from its audit entries."""
        ((last,),) = rows(
            "SELECT coalesce(max(id), 0) FROM audit_entry WHERE batch_id = ?", (self._batch_id,)
        )
        touched = rows(
            "SELECT DISTINCT client_id FROM audit_entry WHERE batch_id = ? ORDER BY client_id",
            (self._batch_id,),
        )
        for some in bulk_update.chunks([client_id for (client_id,) in touched]):
            self._undo(some, last)

    def _undo(self, client_ids: Sequence[int], last: int) -> None:
        done = self._what_was_done(client_ids)
        stored = _stored(client_ids)
        reasons = _changed_since(client_ids, last)
        reasons |= {
            client_id: why
            for client_id, why in _used(client_ids).items()
            if done[client_id].created and client_id not in reasons
        }
        gone: list[int] = []
        back: list[int] = []
        for client_id in client_ids:
            present = stored.get(client_id)
            one = done[client_id]
            name = present["name"] if present else one.name
            if present is None:
                why = reasons.get(client_id, "ya no existe")
            else:
                why = reasons.get(client_id) or _difference(one, present)
            if why:
                self.left.append(f"«{name}»: {why}")
            elif one.created:
                gone.append(client_id)
            else:
                back.append(client_id)
        self._delete(gone, stored)
        self._restore(back, done, stored)
        self._log.flush()

    def _what_was_done(self, client_ids: Sequence[int]) -> dict[int, _Done]:
        done: dict[int, _Done] = defaultdict(_Done)
        for action, entity, entity_id, client_id, label, text in rows(
            "SELECT action, entity, entity_id, client_id, label, changes FROM audit_entry "
            f"WHERE client_id IN ({_places(client_ids)}) AND batch_id = ? ORDER BY id",
            (*client_ids, self._batch_id),
        ):
            one, changes = done[client_id], json.loads(text)
            if entity == "client":
                one.name = label
                one.created |= action == "create"
                one.client_changes.update(changes)
            elif action == "create":
                one.new_contacts.append(entity_id)
            else:
                one.contact_changes.append((entity_id, label, changes))
        return done

    def _delete(self, client_ids: Sequence[int], stored: dict[int, dict[str, Any]]) -> None:
        people = _contacts_of(client_ids)
        for client_id in client_ids:
            values = {key: stored[client_id][key] for key in clients.KEYS}
            changes = audit.deleted({**values, "contacts": people.get(client_id)})
            self._log.add("delete", "client", client_id, client_id, values["name"], changes)
        bulk_update.delete_clients(client_ids)
        self.deleted += len(client_ids)

    def _restore(
        self, client_ids: Sequence[int], done: dict[int, _Done], stored: dict[int, dict[str, Any]]
    ) -> None:
        new = [contact_id for one in client_ids for contact_id in done[one].new_contacts]
        self._remove_contacts(new)
        for client_id in client_ids:
            one, present = done[client_id], stored[client_id]
            before = {key: old for key, (old, _) in one.client_changes.items()}
            if before:
                stamp = {**self._log.stamp(), "version": present["version"] + 1}
                bulk_update.update_rows("client", [(client_id, {**before, **stamp})])
                name = before.get("name", present["name"])
                self._log.add(
                    "update", "client", client_id, client_id, name, _turned(one.client_changes)
                )
            # Backwards: whoever got the primary mark loses it before the other has it again.
            for contact_id, label, changes in reversed(one.contact_changes):
                self._restore_contact(client_id, contact_id, label, changes)
        bulk_update.refresh(client_ids)
        self.restored += len(client_ids)

    def _restore_contact(
        self, client_id: int, contact_id: int, label: str, changes: audit.Changes
    ) -> None:
        columns = ", ".join(f"{key} = ?" for key in changes)
        execute(
            f"UPDATE contact SET {columns}, version = version + 1, updated_at = ?, "
            "updated_by = ? WHERE id = ?",
            (
                *(old for old, _ in changes.values()),
                *self._log.stamp().values(),
                contact_id,
            ),
        )
        self._log.add("update", "contact", contact_id, client_id, label, _turned(changes))

    def _remove_contacts(self, contact_ids: Sequence[int]) -> None:
        for some in bulk_update.chunks(contact_ids):
            for contact_id, client_id, *values in rows(
                f"SELECT id, client_id, {', '.join(contacts.KEYS)} FROM contact "
                f"WHERE id IN ({_places(some)})",
                some,
            ):
                person = dict(zip(contacts.KEYS, values, strict=True))
                person["is_primary"] = bool(person["is_primary"])
                changes = audit.deleted(person)
                self._log.add("delete", "contact", contact_id, client_id, person["name"], changes)
            execute(f"DELETE FROM contact WHERE id IN ({_places(some)})", some)


def _stored(client_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    return {
        client_id: dict(zip(_COLUMNS, values, strict=True))
        for client_id, *values in rows(
            f"SELECT id, {', '.join(_COLUMNS)} FROM client WHERE id IN ({_places(client_ids)})",
            client_ids,
        )
    }


def _contacts_of(client_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for client_id, *values in rows(
        f"SELECT client_id, {', '.join(contacts.KEYS)} FROM contact "
        f"WHERE client_id IN ({_places(client_ids)}) ORDER BY id",
        client_ids,
    ):
        person = dict(zip(contacts.KEYS, values, strict=True))
        found[client_id].append({**person, "is_primary": bool(person["is_primary"])})
    return found


def _changed_since(client_ids: Sequence[int], last: int) -> dict[int, str]:
    """Return who changed which of the clients after entry ``last``.

    What an import did that was itself undone does not count, nor do the operations of the clients.
    """
    found: dict[int, str] = {}
    for client_id, operator, action, entity in rows(
        "SELECT client_id, operator, action, entity FROM audit_entry "
        f"WHERE client_id IN ({_places(client_ids)}) AND id > ? "
        "AND entity IN ('client', 'contact') AND (batch_id IS NULL OR batch_id NOT IN "
        "(SELECT id FROM import_batch WHERE undone_at IS NOT NULL)) ORDER BY id",
        (*client_ids, last),
    ):
        deleted = action == "delete" and entity == "client"
        what = "lo eliminó" if deleted else "lo cambió"
        found[client_id] = f"{what} {operator} después de importarlo"
    return found


def _used(client_ids: Sequence[int]) -> dict[int, str]:
    """Return the operations that the clients have by now."""
    used: set[int] = set()
    for table in _OPERATION_TABLES:
        found = rows(
            f"SELECT DISTINCT client_id FROM {table} WHERE client_id IN ({_places(client_ids)})",
            client_ids,
        )
        used.update(client_id for (client_id,) in found)
    return {client_id: f"ya tiene {operations_of(client_id).in_words()}" for client_id in used}


def _difference(one: _Done, present: dict[str, Any]) -> str:
    """Say so when a client is not as the import left it, whoever did that."""
    same = all(present[key] == new for key, (_, new) in one.client_changes.items())
    return "" if same else "cambió después de importarlo"


def _turned(changes: audit.Changes) -> audit.Changes:
    return {key: [new, old] for key, (old, new) in changes.items()}


def _places(values: Iterable[Any]) -> str:
    return ", ".join("?" for _ in values)
