"""How long the audit log takes to show its first page, whatever narrows it.

``python -m tests.bench.audit [--cambios 1000000]`` writes a log of so many changes and prints the
table.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from aduanas_tui.services import audit_log
from aduanas_tui.services.audit_log import AuditFilters
from aduanas_tui.store.columns import MomentField
from aduanas_tui.store.connection import database, write_transaction
from aduanas_tui.store.opening import close_database, open_database
from tests.bench.table import Measure, lines, spread

PAGE = 40
"""Rows of a first page: two screens."""

_COLUMNS = ("at", "operator", "action", "entity", "entity_id", "client_id", "label", "changes")
_FIRST = datetime(2024, 1, 1, tzinfo=UTC)
_CHANGES = '{"phone":["+50422345678","+50499887766"],"notes":["","Entrega solo por la mañana."]}'
_REPEATS = 20


def make(path: Path, number: int) -> None:
    """Write a log: twenty operators, ten changes a client, few deletions, one change of a role."""
    open_database(path, create=True)
    with write_transaction():
        database.connection().executemany(
            f"INSERT INTO audit_entry ({', '.join(_COLUMNS)}) "
            f"VALUES ({', '.join('?' * len(_COLUMNS))})",
            _entries(number),
        )


def _entries(number: int) -> Iterator[tuple[Any, ...]]:
    as_stored = MomentField().db_value
    for one in range(number):
        moment = as_stored(_FIRST + timedelta(minutes=one))
        action, entity = ("create", "update", "update")[one % 3], "client"
        if one % 5 == 0:
            entity = "contact"
        if one % 100_000 == 7:
            action = "delete"
        if one == number // 2:
            entity = "operator"
        client = one // 10 + 1
        yield moment, f"op{one % 20}", action, entity, client, client, f"Cliente {client}", _CHANGES


def measure(number: int) -> Iterator[Measure]:
    """Yield what each first page takes; the log is open."""
    middle = (_FIRST + timedelta(minutes=number // 2)).date()
    for what, filters in (
        ("todo", AuditFilters()),
        ("un operador", AuditFilters(operator="op3")),
        ("un cliente", AuditFilters(client_id=number // 20 + 1)),
        ("un día", AuditFilters(since=middle, until=middle)),
        ("hasta un día", AuditFilters(until=middle)),
        ("desde el primer día", AuditFilters(since=date(2024, 1, 1))),
        ("contactos", AuditFilters(kind="contact")),
        ("operadores", AuditFilters(kind="operator")),
        ("eliminaciones", AuditFilters(action="delete")),
        ("un operador en un día", AuditFilters(operator="op3", since=middle, until=middle)),
    ):
        yield _measured(f"Bitácora, {what}: primera página ({number:,} cambios)", filters, None)
    yield _measured(f"Bitácora, página del medio ({number:,} cambios)", AuditFilters(), number // 2)


def _measured(what: str, filters: AuditFilters, mark: int | None) -> Measure:
    times = []
    for _ in range(_REPEATS):
        start = time.perf_counter()
        audit_log.page(filters, PAGE, mark=mark)
        times.append((time.perf_counter() - start) * 1000)
    return Measure(what, spread(times))


def main(arguments: list[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.audit")
    parser.add_argument("--cambios", type=int, default=1_000_000)
    number = parser.parse_args(arguments).cambios
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder) / "oficina.db", number)
        print("\n".join(lines(list(measure(number)))))
        close_database()
        database.init(None)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
