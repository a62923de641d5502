"""What an import costs, from file to commit, against the plain way in the same run.

``python -m tests.bench.importing --base OFICINA.db [--filas 100000]``: both import the same
invented workbook of 12 columns into a copy of the office, each in a process of its own. What the
plain way is, ``import_plain`` says. The backup before a large import is measured by ``backups``:
the plain way makes none.
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
from pathlib import Path
from typing import Any

from tests.bench import import_plain
from tests.bench.import_list import write_workbook
from tests.factories import OPERATOR, enroll


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
    if way == "plain":
        import_plain.prepare(office)
    os.sync()
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
    for one in (*folder.glob("oficina.db*"), *folder.glob("respaldos/*")):
        if one.is_file():
            one.unlink()
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def _ours(book: Path) -> dict[str, float]:
    from aduanas_tui.services.backups import before_import
    from aduanas_tui.services.importing.session import ImportSession

    before_import.back_up_before_import = lambda *_: ""
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


def _run(way: str, base: Path, book: Path) -> dict[str, Any]:
    from aduanas_tui.store.connection import rows
    from aduanas_tui.store.opening import close_database, open_database

    open_database(base)
    enroll()
    ((before,),) = rows("SELECT count(*) FROM client")
    start, cpu = time.perf_counter(), _cpu()
    if way == "ours":
        stages = _ours(book)
        ((after,),) = rows("SELECT count(*) FROM client")
        created = after - before
    else:
        stages, created = {}, import_plain.run(base, book)
    seconds = sum(stages.values()) or time.perf_counter() - start
    close_database()
    own, children = (now - then for now, then in zip(_cpu(), cpu, strict=True))
    return {
        "clients before": before,
        "created": created,
        "seconds": seconds,
        "rows a second": created / seconds,
        "own CPU microseconds a row": own / created * 1e6,
        "children CPU microseconds a row": children / created * 1e6,
        "peak MB": _peak_kb() / 1024,
        "largest child peak MB": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
        **stages,
    }


def _peak_kb() -> int:
    """Return the most memory that this program held; ``ru_maxrss`` begins with its starter's."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0])


def _cpu() -> tuple[float, float]:
    """Return the CPU seconds of this process and of those that it ended."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    own, children = (one.ru_utime + one.ru_stime for one in used)
    return own, children


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
