"""The same keys in what people would use instead: a stock ``DataTable``, VisiData if installed.

Their figures stand beside those of the program; they have no targets. Each shows the same list of
invented clients, all of which it reads into memory.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from pathlib import Path

from tests.bench.programs import DOWN, FIRST_RTN, PAGE_DOWN, table_of, visidata, write_list
from tests.bench.table import Measure
from tests.bench.terminal import Key, press, start
from tests.pty_program import PtyProgram


def _median(keys: Sequence[Key]) -> str:
    sent = statistics.median(one.sent for one in keys)
    first = statistics.median(one.first for one in keys)
    return f"{sent:,.0f} B a los {first:.1f} ms"


def _keys(program: PtyProgram, times: int) -> str:
    """Return what an arrow, one that scrolls, and a page cost: medians, until the first byte."""
    press(program, DOWN)
    down = [press(program, DOWN) for _ in range(times)]
    program.write(DOWN * 24)
    program.wait_quiet()
    scrolling = [press(program, DOWN) for _ in range(times)]
    page = [press(program, PAGE_DOWN) for _ in range(times)]
    return f"↓ {_median(down)}; ↓ que desplaza {_median(scrolling)}; AvPág {_median(page)}"


def _line(what: str, command: Sequence[str], expected: str, times: int) -> Measure:
    first, program = start(command, expected)
    with program:
        return Measure(
            what,
            f"abre en {first.ready:,.0f} ms con {first.sent:,} B y {first.memory:.0f} MB; "
            + _keys(program, times),
        )


def measure(folder: Path, rows: int, times: int) -> list[Measure]:
    """Return the lines of the other programs on a list of ``rows`` clients."""
    file = write_list(folder, rows)
    found = [
        _line(f"Otros: DataTable de Textual ({rows:,} filas)", table_of(file), FIRST_RTN, times)
    ]
    if (its := visidata()) is not None:
        command = [its, "--config", "/dev/null", "--visidata-dir", str(folder), str(file)]
        found.append(_line(f"Otros: VisiData ({rows:,} filas)", command, FIRST_RTN, times))
    return found
