"""What an export costs against openpyxl writing the same cells, in the same run.

``python -m tests.bench.exporting --base OFICINA.db``: openpyxl gets the rows ready-made and only
writes them, in its write-only mode; the export also reads them from the office and shows them.
Each runs in a process of its own. ``aduanas demo --solo-generar`` makes an office.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any


def measure(base: Path) -> dict[str, Any]:
    """Return seconds (wall and processor), peaks of memory in MB and sizes of both ways."""
    with tempfile.TemporaryDirectory() as folder:
        found: dict[str, Any] = {
            job: _run(job, base, Path(folder) / name)
            for job, name in (
                ("openpyxl", "openpyxl.xlsx"),
                ("xlsx", "clientes.xlsx"),
                ("csv", "clientes.csv"),
            )
        }
    for job in ("xlsx", "csv"):
        found[job]["ratio"] = round(found[job]["cpu_s"] / found["openpyxl"]["cpu_s"], 2)
        found[job]["wall_ratio"] = round(found[job]["wall_s"] / found["openpyxl"]["wall_s"], 2)
    return found


def _run(job: str, base: Path, path: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.exporting", "--base", base, "--job", job, path],
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found | {"file_mb": round(path.stat().st_size / 2**20, 1)}


def _job(job: str, base: Path, path: Path) -> dict[str, Any]:
    from aduanas_tui.services import office

    office.open_office(str(base))
    wall, cpu, rows = _with_openpyxl(path) if job == "openpyxl" else _with_export(path)
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = re.search(r"VmHWM:\s+(\d+)", status)
    assert peak
    return {
        "clients": rows,
        "wall_s": round(wall, 2),
        "cpu_s": round(cpu, 2),
        "peak_mb": int(peak[1]) // 1024,
    }


def _with_export(path: Path) -> tuple[float, float, int]:
    from aduanas_tui.services.exporting import export_clients
    from aduanas_tui.services.finding import matches

    wall, cpu = time.perf_counter(), time.process_time()
    done = export_clients(matches("", inactive_too=True), path)
    return time.perf_counter() - wall, time.process_time() - cpu, done.clients


def _with_openpyxl(path: Path) -> tuple[float, float, int]:
    """Write the rows of an export with openpyxl; reading them is not counted."""
    from openpyxl import Workbook

    from aduanas_tui.services.export_rows import (
        CONTACT_COLUMNS,
        EXPORT_COLUMNS,
        exported_clients,
        exported_contacts,
    )
    from aduanas_tui.store.connection import rows

    ids = [found for (found,) in rows("SELECT id FROM client ORDER BY rank")]
    chunks = [ids[start : start + 200] for start in range(0, len(ids), 200)]
    book = Workbook(write_only=True)
    wall = cpu = 0.0
    for name, columns, read in (
        ("Clientes", EXPORT_COLUMNS, lambda ids: [one.cells for one in exported_clients(ids)]),
        ("Contactos", CONTACT_COLUMNS, lambda ids: list(exported_contacts(ids))),
    ):
        sheet = book.create_sheet(name)
        sheet.append([column.header for column in columns])
        for chunk in chunks:
            lines = read(chunk)
            wall_start, cpu_start = time.perf_counter(), time.process_time()
            for line in lines:
                sheet.append(line)
            wall += time.perf_counter() - wall_start
            cpu += time.process_time() - cpu_start
    wall_start, cpu_start = time.perf_counter(), time.process_time()
    book.save(path)
    return (
        wall + time.perf_counter() - wall_start,
        cpu + time.process_time() - cpu_start,
        len(ids),
    )


def main() -> None:
    """Print what was measured as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--job", nargs=2, metavar=("JOB", "PATH"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.job:
        print(json.dumps(_job(options.job[0], options.base, Path(options.job[1]))))
    else:
        print(json.dumps(measure(options.base), indent=2))


if __name__ == "__main__":
    main()
