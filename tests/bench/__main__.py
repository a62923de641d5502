"""Measure the program and print a table in Markdown; nothing is asserted about time.

``python -m tests.bench [--clientes 1000,10000,100000,1000000] [--carpeta DIR]
[--filas N] [--breve] [--huecos]``

Offices of invented clients are made in the folder once and kept there for the next run; what is
written to goes to a copy. ``--breve`` is a quick form, for trying out the measurements themselves.
"""

from __future__ import annotations

import argparse
import platform
import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path

from aduanas_tui.services.demo import generate
from aduanas_tui.store.opening import close_database
from tests.bench import backups, files, history, others, saving, searching, slow_line, terminal
from tests.bench.table import Measure, lines


def office(folder: Path, clients: int) -> Path:
    """Return the office with so many clients, made if it is not there yet."""
    path = folder / f"banco-{clients}.db"
    if not path.exists():
        print(f"Se genera {path.name}…", file=sys.stderr)
        generate(path, clients=clients)
    return path


def main(arguments: list[str] | None = None) -> int:
    """Run the measurements and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--clientes", default="1000,10000,100000,1000000")
    parser.add_argument("--carpeta", type=Path, default=Path(tempfile.gettempdir()) / "banco")
    parser.add_argument("--filas", type=int, default=100_000, help="of the import; 0: none")
    parser.add_argument("--breve", action="store_true")
    parser.add_argument("--huecos", action="store_true", help="100,000 names in every order")
    options = parser.parse_args(arguments)
    sizes = [int(one) for one in ("1000" if options.breve else options.clientes).split(",")]
    rounds = 1 if options.breve else 5
    options.carpeta.mkdir(parents=True, exist_ok=True)
    print(f"{date.today():%d/%m/%Y}, {platform.machine()}, Python {platform.python_version()}\n")
    found: list[Measure] = []
    by_size: list[list[Measure]] = []
    for size in sizes:
        by_size.append(searching.measure(office(options.carpeta, size), size, rounds))
        close_database()
        found += by_size[-1]
    if len(sizes) > 1:
        found.append(searching.growth(by_size[0], by_size[-1]))
    largest = office(options.carpeta, sizes[-1])
    with tempfile.TemporaryDirectory(dir=options.carpeta) as folder:
        copy = Path(shutil.copy(largest, folder))
        found += terminal.measure(copy, sizes[-1], rounds, 1 if options.breve else 60)
        rows = 1_000 if options.breve else 100_000
        found += slow_line.measure(copy, Path(folder), sizes[-1], rows, 5 if options.breve else 60)
        found += others.measure(Path(folder), rows, 2 if options.breve else 10)
        found += saving.measure(
            copy,
            sizes[-1],
            20 if options.breve else 500,
            300 if options.breve else 100_000,
            every_order=options.huecos,
        )
        longest = 2_000 if options.breve else 200_000
        found += history.measure(Path(folder), rounds, (20, longest // 100, longest))
        found += backups.measure(copy, sizes[-1])
    found += history.orders_of_clients(largest, rounds)
    middle = office(options.carpeta, min(sizes[-1], 100_000))
    if options.filas:
        found += files.measure(largest, middle, 200 if options.breve else options.filas)
    print("\n".join(lines(found)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
