"""Rows of the demo: their days, ids, numbers and columns, and the batches they are written in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

DAYS = 730
"""Days of history, up to and including today."""

DAYS_BEFORE = 6 * 365
"""Days before the history in which older clients were registered."""

OPERATOR = "demo"

Insert = Callable[[str, Sequence[str], list[tuple[Any, ...]]], None]
"""Writes rows of a table: its name, the columns, the rows."""

_STAMPS = ("version", "created_at", "created_by", "updated_at", "updated_by")
CLIENT_COLUMNS = (
    *("id", *_STAMPS, "rank", "name", "rtn", "kind", "address", "city", "department", "phone"),
    *("phone2", "email", "billing_email", "website", "active", "file_count", "has_operations"),
    *("last_operation", "sort_text", "city_sort", "notes", "search_text"),
)
CONTACT_COLUMNS = ("id", *_STAMPS, "client_id", "name", "position", "phone", "email", "is_primary")
AUDIT_COLUMNS = (
    *("at", "operator", "action", "entity", "entity_id", "client_id", "label", "changes"),
)
FILE_COLUMNS = (
    *("id", *_STAMPS, "client_id", "number", "operation_type", "state", "opened_on", "closed_on"),
    *("office", "regime", "channel", "declaration", "transport_document", "description"),
    "annulment_reason",
)
QUOTE_COLUMNS = (
    *("id", *_STAMPS, "client_id", "customs_file_id", "number", "issued_on", "valid_until"),
    *("operation_type", "currency", "total", "state", "description"),
)
INVOICE_COLUMNS = (
    *("id", *_STAMPS, "client_id", "customs_file_id", "quote_id", "number", "issued_on", "due_on"),
    *("currency", "subtotal", "isv", "total", "annulled_on", "annulment_reason", "paid"),
)
PAYMENT_COLUMNS = (
    *("id", *_STAMPS, "client_id", "invoice_id", "paid_on", "amount", "method", "reference"),
    *("annulled_on", "annulment_reason"),
)
STEP_COLUMNS = (
    *("entity", "entity_id", "from_state", "to_state", "on_day", "at", "operator", "reason"),
)
COLUMNS = {
    "customs_file": FILE_COLUMNS,
    "quote": QUOTE_COLUMNS,
    "invoice": INVOICE_COLUMNS,
    "payment": PAYMENT_COLUMNS,
}
BATCH = 2_000
"""Rows written at a time."""


class Calendar:
    """The days of the demo as texts; day 0 is the first of history, earlier ones are negative."""

    def __init__(self, today: date) -> None:
        first = today - timedelta(days=DAYS - 1)
        self._days = [
            (first + timedelta(days=day)).isoformat() for day in range(-DAYS_BEFORE, DAYS + 60)
        ]
        self.is_sunday = [(first + timedelta(days=day)).weekday() == 6 for day in range(DAYS)]

    def text(self, day: int) -> str:
        """Return a day in ISO 8601."""
        return self._days[day + DAYS_BEFORE]

    def moment(self, day: int, minute: int) -> str:
        """Return a moment of a day's office hours in UTC, as the database keeps it."""
        if day == DAYS - 1:
            # The office hours of today may be still to come; midnight in Honduras is past.
            return f"{self.text(day)}T06:00:00.000000Z"
        hour, rest = divmod(minute % 540, 60)
        return f"{self.text(day)}T{hour + 14:02}:{rest:02}:00.000000Z"


@dataclass(slots=True)
class Ledger:
    """Gives operations their ids and numbers and writes them in batches."""

    calendar: Calendar
    insert: Insert
    keeps_steps: bool = True
    """Whether the steps of files and quotes are written: some six rows for each file."""
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COLUMNS, 0))
    """Rows of each table so far."""
    _serials: dict[str, int] = field(default_factory=dict)
    _rows: dict[str, list[tuple[Any, ...]]] = field(
        default_factory=lambda: {table: [] for table in COLUMNS}
    )
    _steps: list[tuple[Any, ...]] = field(default_factory=list)

    def next_id(self, table: str) -> int:
        """Return the id of a row that is going to be written."""
        self.counts[table] += 1
        return self.counts[table]

    def number(self, prefix: str, day: int) -> str:
        """Return the next number of the year: ``EXP-26-0419``."""
        key = f"{prefix}-{self.calendar.text(day)[2:4]}"
        serial = self._serials[key] = self._serials.get(key, 0) + 1
        return f"{key}-{serial:04}"

    def invoice_number(self) -> str:
        """Return the next number of the office's billing system (Acuerdo 481-2017 art. 10)."""
        serial = self._serials["factura"] = self._serials.get("factura", 1_200) + 1
        return f"000-001-01-{serial:08}"

    def write(self, table: str, day: int, row_id: int, client: int, *values: Any) -> None:
        """Add a row of ``COLUMNS[table]``, created on ``day``, of client number ``client``."""
        moment = self.calendar.moment(day, row_id * 7)
        rows = self._rows[table]
        rows.append((row_id, 1, moment, OPERATOR, moment, OPERATOR, client + 1, *values))
        if len(rows) >= BATCH:
            self._flush(table)

    def step(
        self, table: str, row_id: int, before: str, after: str, day: int, reason: str = ""
    ) -> None:
        """Add that a file or a quote went from one state to another on a day."""
        if self.keeps_steps:
            on_day, moment = self.calendar.text(day), self.calendar.moment(day, row_id * 7)
            change = (table, row_id, str(before), str(after), on_day, moment, OPERATOR, reason)
            self._steps.append(change)
            if len(self._steps) >= BATCH:
                self._flush_steps()

    def finish(self) -> None:
        """Write what is left."""
        self._flush_steps()
        for table in COLUMNS:
            self._flush(table)

    def _flush_steps(self) -> None:
        self.insert("state_change", STEP_COLUMNS, self._steps)
        self._steps = []

    def _flush(self, table: str) -> None:
        self.insert(table, COLUMNS[table], self._rows[table])
        self._rows[table] = []
