"""How long the history of a client takes to open, and to sort, by how long it is.

``python -m tests.bench.history [--operaciones 20,2000,200000] [--base OFICINA.db]`` prints the
table; of the office, what its list of clients costs sorted by their operations.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from aduanas_tui.services import history, lookup
from aduanas_tui.services.history import ORDERS, POR_COBRAR, HistoryFilters
from aduanas_tui.services.impact import impact_of
from aduanas_tui.services.lookup import Listing, Order
from aduanas_tui.services.operations.documents import document
from aduanas_tui.services.operations.kinds import Kind
from aduanas_tui.store import catalogue
from aduanas_tui.store.connection import database, rows, write_transaction
from aduanas_tui.store.opening import close_database, open_database
from tests.bench.table import Measure, lines, spread
from tests.factories import client, insert_many
from tests.pty_program import PtyProgram

PAGE = 40
"""Rows of a first page: two screens."""

_STAMPS = ("id", "version", "created_at", "created_by", "updated_at", "updated_by", "client_id")
_COLUMNS: dict[str, tuple[str, ...]] = {
    "customs_file": (
        *("number", "operation_type", "state", "opened_on", "office", "regime", "channel"),
        *("declaration", "transport_document", "description"),
    ),
    "quote": (
        *("customs_file_id", "number", "issued_on", "valid_until", "operation_type"),
        *("currency", "total", "state", "description"),
    ),
    "invoice": (
        *("customs_file_id", "quote_id", "number", "issued_on", "due_on", "currency"),
        *("subtotal", "isv", "total", "annulment_reason"),
    ),
    "payment": ("invoice_id", "paid_on", "amount", "method", "reference", "annulment_reason"),
}
_STATES = ("abierto", "selectivo", "levante", "facturado", "cerrado", "cerrado", "cerrado")
_METHODS = ("transferencia", "cheque", "efectivo", "retencion")


def make(path: Path, sizes: Sequence[int]) -> None:
    """Write an office with a client for each number of operations, a fourth of them of a kind."""
    open_database(path, create=True)
    ids = insert_many(client(number) for number in range(len(sizes)))
    first = 1
    for client_id, size in zip(ids, sizes, strict=True):
        count = max(1, size // 4)
        with write_transaction():
            for table, columns in _COLUMNS.items():
                names = (*_STAMPS, *columns)
                database.connection().executemany(
                    f"INSERT INTO {table} ({', '.join(names)}) "
                    f"VALUES ({', '.join('?' * len(names))})",
                    _rows(table, client_id, first, count),
                )
            catalogue.recount(client_id)
        first += count
    close_database()


def _rows(table: str, client_id: int, first: int, count: int) -> Iterator[tuple[Any, ...]]:
    stamps = (1, "2026-01-05T14:30:00.000000Z", "banco", "2026-01-05T14:30:00.000000Z", "banco")
    today = date.today()
    for one in range(first, first + count):
        day = today - timedelta(days=one * 7 % 1_500)
        values: tuple[Any, ...]
        total = 115_00 * (one % 900 + 1)
        if table == "customs_file":
            values = (
                *(f"EXP-{one % 90 + 10}-{one:06}", ("importacion", "exportacion")[one % 3 == 0]),
                *(_STATES[one % 7], day, "Puerto Cortés", "4000", "verde", f"D-{one:08}"),
                *(f"BL-{one}", f"Repuestos, partida {one % 400}"),
            )
        elif table == "quote":
            values = (
                *(one, f"COT-{one:07}", day, day + timedelta(days=15), "importacion"),
                *(("HNL", "USD")[one % 5 == 0], total, ("pendiente", "aceptada")[one % 2]),
                f"Trámite {one % 300}",
            )
        elif table == "invoice":
            values = (
                *(one, one, f"000-001-01-{one:08}", day, day + timedelta(days=30)),
                *(("HNL", "USD")[one % 5 == 0], total * 100 // 115, total - total * 100 // 115),
                *(total, ""),
            )
        else:
            values = (one, day, total // (one % 4 + 1), _METHODS[one % 4], f"{one * 37}", "")
        yield (
            *(one, *stamps, client_id),
            *(value.isoformat() if isinstance(value, date) else value for value in values),
        )


def _times(rounds: int, *jobs: Callable[[], Any]) -> list[float]:
    found = []
    for job in jobs * rounds:
        began = time.perf_counter()
        job()
        found.append((time.perf_counter() - began) * 1000)
    return found


def measure(folder: Path, rounds: int, sizes: Sequence[int]) -> list[Measure]:
    """Return the lines of opening and sorting the history of clients with so many operations."""
    path = folder / "historial.db"
    make(path, sizes)
    open_database(path)
    found: list[Measure] = []
    for client_id, size in enumerate(sizes, 1):
        found += _client(client_id, size, rounds)
    close_database()
    return found + _on_screen(path, sizes, min(rounds, 7))


def _on_screen(path: Path, sizes: Sequence[int], rounds: int) -> list[Measure]:
    """Return the lines of opening the section in the program, in a pty."""
    found = []
    reference = 0.0
    for place, size in enumerate(sizes):
        times = [_opened(path, place) for _ in range(rounds)]
        shown, summed = (statistics.median(one) for one in zip(*times, strict=True))
        reference = reference or shown
        found.append(
            Measure(
                f"Historial en pantalla, de la tecla a las filas ({size:,} operaciones)",
                f"{shown:.0f} ms; totales a los {summed:.0f} ms",
                f"{sizes[0]:,} operaciones {reference:.0f} ms",
                shown / reference,
                "≤ 1.5 ×",
                shown / reference <= 1.5,
            )
        )
    return found


def _opened(path: Path, place: int) -> tuple[float, float]:
    """Return milliseconds from the key to the rows, and to the totals, of one client's history."""
    command = [sys.executable, "-m", "aduanas_tui", "--base", str(path)]
    with PtyProgram(command) as program:
        program.wait_for("activos")
        program.wait_quiet(0.5)
        program.write("\x1b[B" * (place + 1))
        program.wait_quiet()
        program.write("\r")
        program.wait_for("Historial")
        program.wait_quiet(0.8)
        began = time.perf_counter()
        program.write("3")
        program.wait_for("EXP-")
        shown = time.perf_counter()
        program.wait_for("Saldo")
        return (shown - began) * 1000, (time.perf_counter() - began) * 1000


def _client(client_id: int, size: int, rounds: int) -> list[Measure]:
    everything = HistoryFilters()
    narrow = HistoryFilters(payment_state=POR_COBRAR, operation_type="importacion")
    of = f"({size:,} operaciones)"

    def page(kind: Kind, filters: HistoryFilters = everything, **how: Any) -> Callable[[], Any]:
        return lambda: history.page(client_id, kind, filters, limit=PAGE, **how)

    first = _times(max(3, rounds), *(page(kind) for kind in Kind))
    orders = [
        page(kind, order=order, descending=descending)
        for kind in Kind
        for order in ORDERS[kind]
        if order != "day"
        for descending in (False, True)
    ]
    (file_id,) = rows("SELECT id FROM customs_file WHERE client_id = ? LIMIT 1", (client_id,))[0]
    middle = {kind: count // 2 for kind, count in history.counts(client_id, everything).items()}
    return [
        Measure(
            f"Abrir la ficha {of}",
            spread(_times(rounds, lambda: lookup.client_record(client_id))),
        ),
        Measure(
            f"Lo pendiente, antes de desactivar {of}",
            spread(_times(rounds, lambda: impact_of(client_id))),
        ),
        Measure(
            f"Abrir un expediente {of}",
            spread(_times(rounds, lambda: document(Kind.CUSTOMS_FILE, file_id))),
        ),
        Measure(
            f"Historial: primera página de una parte {of}",
            spread(first),
            target="p50 ≤ 5 ms",
            reached=statistics.median(first) <= 5,
        ),
        Measure(
            f"Historial: página del medio {of}",
            spread(_times(rounds, *(page(kind, offset=middle[kind]) for kind in Kind))),
        ),
        Measure(
            f"Historial: números de las partes {of}",
            spread(_times(rounds, lambda: history.counts(client_id, everything))),
        ),
        Measure(
            f"Historial: totales {of}",
            spread(_times(rounds, lambda: history.totals(client_id, everything))),
        ),
        Measure(
            f"Historial filtrado por pago y operación: primera página {of}",
            spread(_times(rounds, *(page(kind, narrow) for kind in Kind))),
        ),
        Measure(
            f"Historial filtrado: números y totales {of}",
            spread(
                _times(
                    rounds,
                    lambda: history.counts(client_id, narrow),
                    lambda: history.totals(client_id, narrow),
                )
            ),
        ),
        Measure(
            f"Historial en los otros órdenes: primera página {of}",
            spread(_times(max(1, rounds // 2), *orders)),
        ),
    ]


def orders_of_clients(base: Path, rounds: int) -> list[Measure]:
    """Return the lines of the client list by what comes of its operations."""
    open_database(base)
    clients = lookup.count(Listing())
    found = []
    for order, name in ((Order.FILES, "Exp."), (Order.LAST_OPERATION, "Últ. op.")):
        listing = Listing(order=order, descending=True)
        times = _times(rounds * 4, lambda it=listing: lookup.page(it, PAGE))
        found.append(Measure(f"Clientes por {name}, primera página ({clients:,})", spread(times)))
    close_database()
    return found


def main() -> None:
    """Print what was measured as a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--operaciones", default="20,2000,200000")
    parser.add_argument("--rondas", type=int, default=10)
    parser.add_argument("--base", type=Path)
    options = parser.parse_args()
    sizes = [int(one) for one in options.operaciones.split(",")]
    with tempfile.TemporaryDirectory() as folder:
        found = measure(Path(folder), options.rondas, sizes)
    if options.base:
        found += orders_of_clients(options.base, options.rondas)
    print("\n".join(lines(found)))


if __name__ == "__main__":
    main()
