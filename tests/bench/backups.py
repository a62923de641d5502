"""What a backup, a restoration and a verification cost, beside copying the file and SQLite's check.

Alone: ``python -m tests.bench.backups --base OFICINA.db``, which is not written to.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from aduanas_tui.services.backups import back_up
from aduanas_tui.services.backups.restoring import restore
from aduanas_tui.services.verifying import repair, verify
from aduanas_tui.store.connection import database, rows
from aduanas_tui.store.opening import close_database, open_database
from tests.bench.table import Measure, lines
from tests.factories import enroll

T = TypeVar("T")


def measure(base: Path, size: int) -> list[Measure]:
    """Return the lines of the office at ``base``, which is written to and restored."""
    copied = _seconds(lambda: _plain_copy(base))[0]
    open_database(base)
    enroll("banco")
    checked = _seconds(lambda: rows("PRAGMA integrity_check"))[0]
    backed_up, made = _seconds(lambda: back_up(base))
    verified, report = _seconds(verify)
    mended, _ = _seconds(lambda: repair("banco")[1])
    close_database()
    database.init(None)
    restored = _seconds(lambda: restore(base, made.path, replace=True))[0]
    shutil.rmtree(made.path.parent)
    reference = f"copiar y fsync {copied:.1f} s + integrity_check {checked:.1f} s"
    state = "sin faltas" if report.is_good else f"{len(report.faults)} faltas"
    return [
        Measure(
            f"Respaldar, revisado ({size:,})",
            f"{backed_up:.1f} s",
            reference,
            _ratio(backed_up, copied + checked),
        ),
        Measure(
            f"Restaurar, revisado ({size:,})",
            f"{restored:.1f} s",
            reference,
            _ratio(restored, copied + checked),
        ),
        Measure(
            f"Verificar ({size:,}), {state}",
            f"{verified:.1f} s",
            f"integrity_check {checked:.1f} s",
            _ratio(verified, checked),
        ),
        Measure(
            f"Verificar y reparar ({size:,})",
            f"{mended:.1f} s",
            f"integrity_check {checked:.1f} s",
            _ratio(mended, checked),
        ),
    ]


def _ratio(value: float, reference: float) -> float:
    return value / max(reference, 1e-9)


def _seconds(work: Callable[[], T]) -> tuple[float, T]:
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


def _plain_copy(base: Path) -> None:
    place = base.with_name("copia-simple.db")
    shutil.copyfile(base, place)
    with place.open("rb+") as file:
        os.fsync(file.fileno())
    with sqlite3.connect(place) as connection:
        connection.execute("SELECT count(*) FROM client").fetchall()
    connection.close()
    for left in base.parent.glob("copia-simple.db*"):
        left.unlink()


def main() -> None:
    """Measure a copy, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.base.parent, prefix=".medida-") as folder:
        copy = Path(shutil.copy(options.base, folder))
        open_database(copy)
        ((size,),) = rows("SELECT count(*) FROM client")
        close_database()
        print("\n".join(lines(measure(copy, size))))


if __name__ == "__main__":
    main()
