"""Strain the program and print a table; status 1 when anything was lost, shown or left broken.

``python -m tests.stress [--procesos 20] [--ediciones 500] [--registros 50] [--muertes 1000]
[--caidas 100] [--ssh] [--semilla N] [--carpeta DIR]``

So many processes edit the same records, so many programs are killed with kill -9 at random moments
of saving, importing and migrating, and so many terminals vanish under a half-filled form. The same
seed kills after the same delays. What was wrong, if anything, is listed after the table.
"""

from __future__ import annotations

import argparse
import platform
import random
import tempfile
import time
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tests.bench.table import spread
from tests.e2e import drops
from tests.stress import editing, killing


@dataclass
class Line:
    """One line of the table."""

    what: str
    times: str
    outcome: str
    seconds: float
    wrong: list[str] = field(default_factory=list)


def main(arguments: list[str] | None = None) -> int:
    """Run what is asked and print the table."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.stress",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--procesos", type=int, default=20)
    parser.add_argument("--ediciones", type=int, default=500, help="of each process; 0: none")
    parser.add_argument("--registros", type=int, default=50)
    parser.add_argument("--muertes", type=int, default=1_000, help="in all; 0: none")
    parser.add_argument("--caidas", type=int, default=100, help="dropped terminals; 0: none")
    parser.add_argument("--ssh", action="store_true", help="drop real SSH connections too")
    parser.add_argument("--semilla", type=int, default=None)
    parser.add_argument("--carpeta", type=Path, default=None)
    options = parser.parse_args(arguments)
    seed = random.randrange(1_000_000) if options.semilla is None else options.semilla
    print(
        f"{date.today():%d/%m/%Y}, {platform.machine()}, Python {platform.python_version()}, "
        f"--semilla {seed}\n"
    )
    lines: list[Line] = []
    with tempfile.TemporaryDirectory(dir=options.carpeta) as name:
        folder = Path(name)
        if options.ediciones:
            lines.append(_edited(folder, options.procesos, options.ediciones, options.registros))
        if options.muertes:
            lines += _killed(folder / "muertes", options.muertes, seed)
    if options.caidas:
        lines += _dropped(options.caidas, options.ssh)
    print("| Qué | Veces | Qué pasó | Mal | Duró |")
    print("|---|---|---|---|---|")
    for one in lines:
        wrong = len(one.wrong) or "0"
        print(f"| {one.what} | {one.times} | {one.outcome} | {wrong} | {one.seconds:,.0f} s |")
    for one in lines:
        for wrong in one.wrong:
            print(f"\n{one.what}: {wrong}")
    return 1 if any(one.wrong for one in lines) else 0


def _edited(folder: Path, processes: int, edits: int, records: int) -> Line:
    done = editing.in_a_process(folder, processes=processes, edits=edits, records=records)
    asked = processes * edits
    missing = [f"{asked} pedidas y {done.accepted} aceptadas"] if asked != done.accepted else []
    return Line(
        f"Ediciones de {processes} procesos sobre {records} clientes",
        f"{asked:,}",
        f"{done.accepted:,} aceptadas, {len(done.lost)} perdidas, {len(done.errors)} errores a la "
        f"vista; {done.late:,} veces llegó antes otro y se repitió; espera de guardar "
        f"{spread(done.waits) if done.waits else '—'}",
        done.seconds,
        [*done.lost, *done.errors, *missing],
    )


def _killed(folder: Path, kills: int, seed: int) -> list[Line]:
    folder.mkdir()
    began = time.monotonic()
    found = killing.in_a_process(folder, kills, seed)
    seconds = (time.monotonic() - began) / len(found)
    return [
        Line(
            f"kill -9 al {one.job}",
            f"{one.kills:,}",
            f"{one.midway:,} a medio trabajo; {one.acknowledged:,} confirmados, todos están; "
            "base íntegra, todo o nada, y lo cortado se pudo terminar"
            if not one.wrong
            else "vea abajo",
            seconds,
            one.wrong,
        )
        for one in found
    ]


def _dropped(times: int, ssh: bool) -> list[Line]:
    began = time.monotonic()
    try:
        rows = drops.run(times, ssh)
    except AssertionError as error:
        what = "Línea perdida con un formulario a medias"
        told = str(error).strip()
        return [Line(what, f"{times:,}", "no se terminó", time.monotonic() - began, [told])]
    seconds = (time.monotonic() - began) / len(rows)
    return [
        Line(
            f"Línea perdida con un formulario a medias: {row.way}",
            f"{row.drops:,}",
            f"{row.restored:,} borradores vuelven; ningún proceso duró más de {row.slowest:.2f} s",
            seconds,
            []
            if row.is_good
            else [f"{row.drops - row.restored} perdidos, {row.slowest:.2f} s el más lento"],
        )
        for row in rows
    ]


if __name__ == "__main__":
    raise SystemExit(main())
