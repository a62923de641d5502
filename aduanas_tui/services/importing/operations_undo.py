"""Undoing an import of operations: those it created go, what it changed comes back."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from aduanas_tui.services import audit
from aduanas_tui.services.impact import counted, in_words
from aduanas_tui.services.importing.operations_known import (
    KnownOperation,
    Linked,
    links_known,
    operations_by_id,
)
from aduanas_tui.services.importing.operations_writing import stored_columns
from aduanas_tui.services.importing.writing import AuditLog
from aduanas_tui.services.operations.kinds import INFO, Kind
from aduanas_tui.services.operations.lists import OperationList
from aduanas_tui.services.operations.writing import plain
from aduanas_tui.store import bulk_update
from aduanas_tui.store.connection import execute, rows

_HANGING: dict[Kind, tuple[tuple[Kind, str], ...]] = {
    Kind.CUSTOMS_FILE: ((Kind.QUOTE, "customs_file_id"), (Kind.INVOICE, "customs_file_id")),
    Kind.QUOTE: ((Kind.INVOICE, "quote_id"),),
    Kind.INVOICE: ((Kind.PAYMENT, "invoice_id"),),
    Kind.PAYMENT: (),
}
"""What points to each kind, and by which column."""

_HELD = {"currency", "total", "subtotal", "isv", "state", "annulled_on"}
"""What may not come back while something hangs on it that holds."""


@dataclass(slots=True)
class _Done:
    """What an import did to one operation."""

    created: bool = False
    label: str = ""
    client_id: int = 0
    changes: audit.Changes = field(default_factory=dict)


class OperationUndoing:
    """One undoing, inside its transaction."""

    def __init__(self, listed: OperationList, operator: str, batch_id: int) -> None:
        self._listed = listed
        self._operator = operator
        self._batch_id = batch_id
        self._log = AuditLog(operator, batch_id)
        self._clients: set[int] = set()
        self.restored = self.deleted = 0
        self.left: list[str] = []

    def run(self) -> None:
        """Undo the batch; what it did is read from its audit entries."""
        ((last,),) = rows(
            "SELECT coalesce(max(id), 0) FROM audit_entry WHERE batch_id = ?", (self._batch_id,)
        )
        touched = rows(
            "SELECT DISTINCT entity_id FROM audit_entry WHERE batch_id = ? ORDER BY entity_id",
            (self._batch_id,),
        )
        for some in bulk_update.chunks([entity_id for (entity_id,) in touched]):
            self._undo(some, last)
        bulk_update.recount(sorted(self._clients))

    def _undo(self, ids: Sequence[int], last: int) -> None:
        done = self._what_was_done(ids)
        stored = operations_by_id(self._listed, ids)
        reasons = self._changed_since(done, last)
        hanging = self._hanging(ids)
        gone: list[int] = []
        back: list[int] = []
        for one in ids:
            what, present = done[one], stored.get(one)
            why = reasons.get(one) or ("" if present else "ya no existe")
            if present is not None and not why:
                why = self._why_not(what, present, hanging.get(one, {}))
            if why:
                self.left.append(f"{INFO[self._listed.kind].one} {what.label}: {why}")
            elif what.created:
                gone.append(one)
            else:
                back.append(one)
        self._delete(gone, done, stored)
        self._restore(back, done, stored)
        self._log.flush()

    def _why_not(self, what: _Done, present: KnownOperation, hanging: dict[Kind, int]) -> str:
        if what.created and hanging:
            found = [counted(n, INFO[kind].one, INFO[kind].many) for kind, n in hanging.items()]
            return f"ya tiene {in_words(found)}"
        if not what.created and present.hanging and _HELD & what.changes.keys():
            return "ya tiene documentos que dependen de ese monto o estado"
        values = plain(present.values)
        if any(values[key] != new for key, (_, new) in what.changes.items() if new is not None):
            return "cambió después de importarse"
        return ""

    def _what_was_done(self, ids: Sequence[int]) -> dict[int, _Done]:
        done: dict[int, _Done] = defaultdict(_Done)
        for action, entity_id, client_id, label, text in rows(
            "SELECT action, entity_id, client_id, label, changes FROM audit_entry "
            f"WHERE batch_id = ? AND entity_id IN ({_places(ids)}) ORDER BY id",
            (self._batch_id, *ids),
        ):
            one = done[entity_id]
            one.created |= action == "create"
            one.label, one.client_id = label, client_id
            one.changes.update(json.loads(text))
        return done

    def _changed_since(self, done: dict[int, _Done], last: int) -> dict[int, str]:
        """Return who changed which of the operations after entry ``last``.

        What an import did that was itself undone does not count.
        """
        clients = sorted({one.client_id for one in done.values()})
        found: dict[int, str] = {}
        for entity_id, operator, action in rows(
            "SELECT entity_id, operator, action FROM audit_entry "
            f"WHERE client_id IN ({_places(clients)}) AND entity = ? AND id > ? "
            "AND (batch_id IS NULL OR batch_id NOT IN "
            "(SELECT id FROM import_batch WHERE undone_at IS NOT NULL)) ORDER BY id",
            (*clients, self._listed.table, last),
        ):
            if entity_id in done:
                what = "lo eliminó" if action == "delete" else "lo cambió"
                found[entity_id] = f"{what} {operator} después de importarlo"
        return found

    def _hanging(self, ids: Sequence[int]) -> dict[int, dict[Kind, int]]:
        """Return how many documents point to each operation, annulled ones too."""
        found: dict[int, dict[Kind, int]] = defaultdict(dict)
        for kind, column in _HANGING[self._listed.kind]:
            for one, number in rows(
                f"SELECT {column}, count(*) FROM {kind.value} WHERE {column} IN ({_places(ids)}) "
                f"GROUP BY {column}",
                ids,
            ):
                found[one][kind] = number
        return found

    def _delete(
        self, ids: Sequence[int], done: dict[int, _Done], stored: dict[int, KnownOperation]
    ) -> None:
        table = self._listed.table
        for one in ids:
            values = plain({key: stored[one].values[key] for key in self._listed.stored_keys})
            self._note("delete", one, done[one], audit.deleted(values))
        execute(f"DELETE FROM {table} WHERE id IN ({_places(ids)})", ids)
        execute(
            f"DELETE FROM state_change WHERE entity = ? AND entity_id IN ({_places(ids)})",
            (table, *ids),
        )
        self.deleted += len(ids)

    def _restore(
        self, ids: Sequence[int], done: dict[int, _Done], stored: dict[int, KnownOperation]
    ) -> None:
        linked = self._links(done[one].changes for one in ids)
        for one in ids:
            changes = done[one].changes
            before = {key: old for key, (old, _) in changes.items()}
            ids_of_links: dict[str, int | None] = {
                kind.value: self._link(linked, kind, before[kind.value])
                for kind in self._listed.links
                if kind.value in before
            }
            columns = stored_columns(self._listed, before, ids_of_links)
            stamp = {**self._log.stamp(), "version": stored[one].version + 1}
            bulk_update.update_rows(self._listed.table, [(one, {**columns, **stamp})])
            self._unstep(one)
            turned = {key: [new, old] for key, (old, new) in changes.items()}
            self._note("update", one, done[one], turned)
        self.restored += len(ids)

    def _unstep(self, operation_id: int) -> None:
        """Take back the step that the import kept, which is the last one."""
        execute(
            "DELETE FROM state_change WHERE entity = ?1 AND entity_id = ?2 AND at = ("
            "SELECT max(at) FROM audit_entry WHERE batch_id = ?3 AND entity_id = ?2)",
            (self._listed.table, operation_id, self._batch_id),
        )

    def _links(self, changes: Iterable[audit.Changes]) -> dict[Kind, dict[str, list[Linked]]]:
        wanted = list(changes)
        return {
            kind: links_known(kind, [one[kind.value][0] or "" for one in wanted if kind in one])
            for kind in self._listed.links
        }

    def _link(
        self, linked: dict[Kind, dict[str, list[Linked]]], kind: Kind, number: str
    ) -> int | None:
        found = [one for each in linked[kind].values() for one in each if one.number == number]
        return found[0].id if found else None

    def _note(self, action: str, one: int, done: _Done, changes: audit.Changes) -> None:
        self._log.add(action, self._listed.table, one, done.client_id, done.label, changes)
        self._clients.add(done.client_id)


def _places(values: Sequence[Any]) -> str:
    return ", ".join("?" * len(values))
