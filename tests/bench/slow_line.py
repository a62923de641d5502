"""What is left behind when a key is held on a slow line: the last key's effect comes late.

Everything that a program writes for each of the keys travels before what it writes for the last
one. The line is the pty read no faster than so many bytes a second; what is not read fills the
buffers of the system, and then the program has to wait.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from tests.bench.programs import DOWN, FIRST_RTN, ours, table_of, write_list
from tests.bench.table import Measure
from tests.pty_program import PtyProgram

BYTES_A_SECOND = 4_800
CADENCE = 0.033
"""Seconds between the keys that a keyboard repeats."""

_QUIET = 0.4
_LONGEST = 30.0
"""Seconds after which one stops waiting for what comes behind."""


def _take(program: PtyProgram, until: float, quiet: float | None = None) -> float:
    """Read at the speed of the line until ``until`` or ``quiet`` seconds; tell of the last byte."""
    last = now = time.perf_counter()
    while (now := time.perf_counter()) < until and (quiet is None or now - last < quiet):
        count = program.read(min(0.01, until - now), most=BYTES_A_SECOND // 50)
        if count:
            time.sleep(count / BYTES_A_SECOND)
            last = time.perf_counter()
    return last


def lag(program: PtyProgram, key: str, times: int) -> tuple[float, int]:
    """Hold a key; return the milliseconds from the last one to the last byte, and all bytes."""
    before, began = len(program.raw), time.perf_counter()
    sent = last = began
    for number in range(1, times + 1):
        program.write(key)
        sent = time.perf_counter()
        last = max(last, _take(program, began + number * CADENCE))
    last = max(last, _take(program, sent + _LONGEST, _QUIET))
    received = len(program.raw) - before
    return (max(0.0, last - sent) * 1000 if received else 0.0), received


def _held(command: Sequence[str], expected: str, times: int) -> tuple[float, int]:
    with PtyProgram(command, env={"ADUANAS_RESPALDO_DIARIO": "no"}) as program:
        program.wait_for(expected)
        program.wait_quiet(0.3)
        return lag(program, DOWN, times)


def measure(base: Path, folder: Path, clients: int, rows: int, times: int = 60) -> list[Measure]:
    """Return the line of the program beside that of a ``DataTable`` of Textual."""
    milliseconds, sent = _held(ours(base), "activos", times)
    its, its_bytes = _held(table_of(write_list(folder, rows)), FIRST_RTN, times)
    return [
        Measure(
            f"Atraso tras {times} ↓ seguidas a {BYTES_A_SECOND:,} B/s ({clients:,} clientes)",
            f"{milliseconds:.0f} ms, {sent:,} B",
            f"DataTable {its:,.0f} ms, {its_bytes:,} B",
            milliseconds / its if its else None,
            "≤ 100 ms",
            milliseconds <= 100,
        )
    ]
