"""Writing the operations of a confirmed import: many at a time, each with its audit entry."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from aduanas_tui.domain.fields import Field
from aduanas_tui.domain.money import show_amount, to_cents
from aduanas_tui.domain.states import CustomsFileState
from aduanas_tui.services import audit
from aduanas_tui.services.importing.judging import Placed, Settings
from aduanas_tui.services.importing.records import Left, OperationRecords
from aduanas_tui.services.importing.staging import Staging
from aduanas_tui.services.importing.stored_rows import COLUMNS, decoded
from aduanas_tui.services.importing.writing import AuditLog
from aduanas_tui.services.operations.kinds import Kind
from aduanas_tui.services.operations.lists import OperationList
from aduanas_tui.store import bulk, bulk_update
from aduanas_tui.store.columns import now

_AT_ONCE = 500
_GOOD = ("crear", "actualizar")
_STAMPS = ("version", "created_at", "created_by", "updated_at", "updated_by")
_STEP_COLUMNS = (
    *("entity", "entity_id", "from_state", "to_state", "on_day", "at", "operator", "reason"),
)


class OperationConfirmation:
    """Writes the good rows of a list of operations; inside the transaction."""

    def __init__(
        self, record: OperationRecords, staging: Staging, settings: Settings, operator: str
    ) -> None:
        self._record = record
        self._staging = staging
        self._settings = settings
        self._operator = operator

    def changed(self) -> Iterator[Left]:
        """Yield the good rows that come to something else now than when they were checked."""
        from aduanas_tui.services.importing.operations_checking import OperationChecker

        checker = OperationChecker(self._record, self._staging, self._settings)
        good = self._good()
        before = next(good, None)
        for present in checker.placed_again():
            if before is None:
                return
            if present.number != before.number:
                continue
            why = _why_not(before, present)
            if why:
                yield before, why
            before = next(good, None)

    def write(self, batch_id: int, left: set[int], step: Callable[[], None]) -> None:
        """Write all but the rows ``left``, in the order of the file."""
        writer = OperationWriter(self._record.listed, self._operator, batch_id)
        for placed in self._good():
            if placed.number in left:
                continue
            if placed.action == "crear":
                writer.create(placed)
            else:
                writer.update(placed)
            step()
        writer.finish()

    def close(self) -> None:
        """Nothing helped."""

    def _good(self) -> Iterator[Placed]:
        after = 0
        while True:
            found = self._staging.rows(
                f"SELECT {COLUMNS} FROM verdict WHERE action IN (?, ?) AND number > ? "
                f"ORDER BY number LIMIT {_AT_ONCE}",
                (*_GOOD, after),
            )
            for row in found:
                yield decoded(self._record, row)
            if len(found) < _AT_ONCE:
                return
            after = found[-1][0]


def _why_not(before: Placed, present: Placed) -> str:
    """Say why a row cannot be written any more; blank when it can."""
    errors = [one for one in present.problems if one.level == "error"]
    if errors:
        return f"otra persona se adelantó: {errors[0].message}"
    if before.action != present.action:
        return "otra persona lo registró mientras tanto"
    if before.stamp != present.stamp or before.changes != present.changes:
        return "otra persona lo cambió mientras tanto"
    return ""


class OperationWriter:
    """Writes the operations of one batch; inside a write transaction."""

    def __init__(self, listed: OperationList, operator: str, batch_id: int) -> None:
        self._listed = listed
        self._log = AuditLog(operator, batch_id)
        self._next = bulk_update.next_id(listed.table)
        self._stamps = (1, self._log.moment, operator, self._log.moment, operator)
        stored = listed.stored_keys
        self._items = {item.key: item for item in listed.fields if item.key in stored}
        self._columns = (
            *("id", "client_id", *_STAMPS, "party"),
            *(_column(listed, key) for key in self._items),
        )
        self._today = now().astimezone().date().isoformat()
        self._new: list[tuple[Any, ...]] = []
        self._changes: list[tuple[int, dict[str, Any]]] = []
        self._steps: list[tuple[Any, ...]] = []
        self._clients: set[int] = set()

    def create(self, row: Placed) -> None:
        """Write an operation that is new; who the client was on its day is not known."""
        _, _, _, client_id, links = row.stamp
        operation_id, self._next = self._next, self._next + 1
        values = {key: row.values[key] for key in self._items}
        self._new.append(
            (
                operation_id,
                client_id,
                *self._stamps,
                "{}",
                *(_stored(item, values[key], links, key) for key, item in self._items.items()),
            )
        )
        changes = audit.created(values)
        self._note("create", operation_id, client_id, values, changes)
        self._annulled(operation_id, values)
        if len(self._new) >= _AT_ONCE:
            self.flush()

    def update(self, row: Placed) -> None:
        """Write the changes of an operation that exists."""
        operation_id, version, _, client_id, links = row.stamp
        values = {key: new for key, (_, new) in row.changes.items()}
        columns = stored_columns(self._listed, values, links)
        stamp = {**self._log.stamp(), "version": version + 1}
        self._changes.append((operation_id, {**columns, **stamp}))
        named = {**row.values, **values}
        self._note("update", operation_id, client_id, named, row.changes)
        if "state" in row.changes:
            before, state = row.changes["state"]
            self._step(operation_id, before, state, self._today, "")
        else:
            self._annulled(operation_id, values)
        if len(self._changes) >= _AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Write what was held back."""
        bulk.insert(self._listed.table, self._columns, self._new)
        bulk_update.update_rows(self._listed.table, self._changes)
        bulk.insert("state_change", _STEP_COLUMNS, self._steps)
        self._log.flush()
        self._new, self._changes, self._steps = [], [], []

    def finish(self) -> None:
        """Write the rest, and bring the counters of the clients up to it, each once."""
        self.flush()
        bulk_update.recount(sorted(self._clients))

    def _note(
        self,
        action: str,
        operation_id: int,
        client_id: int,
        values: dict[str, Any],
        changes: audit.Changes,
    ) -> None:
        listed = self._listed
        label = values["invoice" if listed.kind is Kind.PAYMENT else "number"]
        self._log.add(action, listed.table, operation_id, client_id, label, changes)
        self._clients.add(client_id)

    def _annulled(self, operation_id: int, values: dict[str, Any]) -> None:
        """Keep the step of what comes annulled, as an annulment on screen does."""
        reason = values.get("annulment_reason") or ""
        if values.get("annulled_on"):
            end = "anulado" if self._listed.kind is Kind.PAYMENT else "anulada"
            self._step(operation_id, "", end, values["annulled_on"], reason)
        elif values.get("state") == CustomsFileState.ANNULLED:
            day = values.get("closed_on") or values.get("opened_on") or self._today
            self._step(operation_id, "", values["state"], day, reason)

    def _step(
        self, operation_id: int, from_state: str, to_state: str, day: str, reason: str
    ) -> None:
        log = self._log
        self._steps.append(
            (
                *(self._listed.table, operation_id, from_state or "", to_state, day),
                *(log.moment, log.operator, reason),
            )
        )


def _column(listed: OperationList, key: str) -> str:
    return f"{key}_id" if key in listed.links else key


def _stored(item: Field, plain: Any, links: dict[str, int | None], key: str) -> Any:
    """Return the value of a column, from the plain value of its field."""
    if key in links:
        return links[key]
    if item.show is show_amount:
        return None if plain is None else to_cents(Decimal(plain))
    if plain == "" and _is_link(item.key):
        return None
    return plain


def _is_link(key: str) -> bool:
    return key in (Kind.CUSTOMS_FILE, Kind.QUOTE, Kind.INVOICE)


def stored_columns(
    listed: OperationList, values: dict[str, Any], links: dict[str, int | None]
) -> dict[str, Any]:
    """Return plain values of fields as the columns of the table."""
    items = {item.key: item for item in listed.fields}
    return {
        _column(listed, key): _stored(items[key], value, links, key)
        for key, value in values.items()
    }
