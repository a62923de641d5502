"""What an import costs, from file to commit, against the plain way in the same run.

``python -m tests.bench.importing --base OFICINA.db [--filas 100000]``: both import the same
invented workbook of 12 columns into a copy of the office. The plain way reads it with openpyxl and
registers row by row through the service.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

from aduanas_tui.domain.client_fields import CLIENT_FIELDS
from tests.factories import OPERATOR, rtn

_WHAT = ("Distribuidora", "Importadora", "Inversiones", "Ferretería", "Textiles", "Comercial")
_WHERE = ("Copaneca", "Merendón", "Ulúa", "La Tigra", "Sula", "Celaque", "Guanacaste", "Lempira")
_FORM = ("S.A. de C.V.", "S. de R.L.", "S.A.", "y Asociados")
_PLACES = (
    ("San Pedro Sula", "Cortés"),
    ("Tegucigalpa", "Francisco Morazán"),
    ("La Ceiba", "Atlántida"),
    ("Choluteca", "Choluteca"),
)
_STARTS = tuple(f"{place:04d}9097" for place in (101, 301, 501, 601, 701, 801, 1001, 1201, 1801))
"""Beginnings of RTNs of a year to come, of which each has 100,000."""


def write_workbook(path: Path, count: int) -> None:
    """Write an invented list of clients."""
    import xlsxwriter

    random = Random(5)
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("Clientes")
    sheet.write_row(0, 0, [item.label for item in CLIENT_FIELDS])
    for number in range(count):
        sheet.write_row(number + 1, 0, _row(random, number))
    book.close()


def _row(random: Random, number: int) -> list[str]:
    city, department = random.choice(_PLACES)
    name = f"{random.choice(_WHAT)} {random.choice(_WHERE)} {random.randint(1, 999_999)}"
    return [
        f"{name}, {random.choice(_FORM)}",
        rtn(number % 100_000, _STARTS[number // 100_000]),
        "Persona Jurídica",
        f"Col. {random.choice(_WHERE)}, {random.randint(1, 30)} calle",
        city,
        department,
        f"22{random.randint(10, 99)}-{random.randint(0, 9_999):04d}",
        f"99{random.randint(10, 99)}-{random.randint(0, 9_999):04d}",
        f"ventas{number}@empresa{number % 977}.hn",
        "",
        f"https://empresa{number}.hn" if number % 5 == 0 else "",
        "Llamar antes" if number % 9 == 0 else "",
    ]


def measure(base: Path, count: int = 100_000) -> dict[str, Any]:
    """Return seconds, rows a second and peak memory of both ways."""
    with tempfile.TemporaryDirectory(dir=base.parent, prefix=".medida-") as name:
        folder = Path(name)
        book = folder / "lista.xlsx"
        write_workbook(book, count)
        found = {way: _timed(way, base, book, folder) for way in ("ours", "plain")}
    found["ratio"] = {"times faster": found["plain"]["seconds"] / found["ours"]["seconds"]}
    return {"rows": count, **found}


def _timed(way: str, base: Path, book: Path, folder: Path) -> dict[str, Any]:
    office = folder / "oficina.db"
    shutil.copy(base, office)
    done = subprocess.run(
        [
            *(sys.executable, "-m", "tests.bench.importing", "--via", way),
            *("--base", str(office), "--archivo", str(book)),
        ],
        env={**os.environ, "XDG_STATE_HOME": str(folder / "state")},
        capture_output=True,
        text=True,
        check=True,
    )
    for one in folder.glob("oficina.db*"):
        one.unlink()
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def _ours(book: Path) -> dict[str, float]:
    from aduanas_tui.services.importing.session import ImportSession

    marks = [time.perf_counter()]
    session = ImportSession.begin(book, OPERATOR)
    marks.append(time.perf_counter())
    session.check()
    marks.append(time.perf_counter())
    session.confirm()
    marks.append(time.perf_counter())
    session.close()
    names = ("read", "check", "confirm")
    return {name: marks[at + 1] - marks[at] for at, name in enumerate(names)}


def _plain(book: Path) -> dict[str, float]:
    from aduanas_tui.services import clients
    from aduanas_tui.services.errors import ServiceError

    for raw in _plain_rows(book):
        with suppress(ServiceError):  # an invented office may have the RTN
            clients.register(OPERATOR, raw, accept_warnings=True)
    return {}


def _plain_rows(book: Path) -> Iterator[dict[str, str]]:
    from openpyxl import load_workbook

    rows = load_workbook(book, read_only=True).worksheets[0].iter_rows(min_row=2, values_only=True)
    for row in rows:
        yield {
            item.key: "" if value is None else str(value)
            for item, value in zip(CLIENT_FIELDS, row, strict=False)
        }


def _run(way: str, base: Path, book: Path) -> dict[str, Any]:
    from aduanas_tui.store.connection import rows
    from aduanas_tui.store.opening import close_database, open_database

    open_database(base)
    ((before,),) = rows("SELECT count(*) FROM client")
    start, cpu = time.perf_counter(), time.process_time()
    stages = _ours(book) if way == "ours" else _plain(book)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    ((after,),) = rows("SELECT count(*) FROM client")
    close_database()
    return {
        "clients before": before,
        "created": after - before,
        "seconds": seconds,
        "own CPU seconds": cpu,
        "rows a second": (after - before) / seconds,
        "peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "reader child peak MB": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
        **stages,
    }


def main() -> None:
    """Measure, and print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--filas", type=int, default=100_000)
    parser.add_argument("--via", choices=("ours", "plain"))
    parser.add_argument("--archivo", type=Path)
    options = parser.parse_args()
    if options.via:
        found = _run(options.via, options.base, options.archivo)
    else:
        found = measure(options.base, options.filas)
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
