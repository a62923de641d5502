"""What the program costs the line and the operator: start, bytes and milliseconds a key, memory.

Measured from outside, in a pty: a key is written, and what comes back is counted until the program
has been quiet for a while. References are an empty Textual program, in turn in the same run.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from aduanas_tui.screens.client_rows import COUNT_AFTER
from tests.bench.programs import DOWN, PAGE_DOWN, UP, empty_app, ours
from tests.bench.table import Measure, percentile
from tests.pty_program import PtyProgram

QUIET = 0.12


SETTLED = 1.0
"""Seconds of rest after which all that a start puts off is done, and in memory."""


@dataclass(frozen=True, slots=True)
class Start:
    """A start: milliseconds, those of the processor, and bytes until usable; megabytes at rest."""

    ready: float
    processor: float
    sent: int
    memory: float


@dataclass(frozen=True, slots=True)
class Key:
    """A key: bytes that came back, milliseconds until the first and the last of them."""

    sent: int
    first: float
    last: float


def _processor(pid: int) -> float:
    """Return the milliseconds that all threads of a process have had of the processors."""
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e6


def _memory(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def start(command: Sequence[str], expected: str) -> tuple[Start, PtyProgram]:
    """Start a program; return what that cost until ``expected`` was on its screen, and it."""
    began = time.perf_counter()
    # The backup of the day would be measured with whatever comes first.
    program = PtyProgram(command, env={"ADUANAS_RESPALDO_DIARIO": "no"})
    program.wait_for(expected, timeout=60)
    ready = (time.perf_counter() - began) * 1000
    processor, sent = _processor(program.pid), len(program.raw)
    program.wait_quiet(SETTLED)
    return Start(ready, processor, sent, _memory(program.pid)), program


def press(program: PtyProgram, key: str) -> Key:
    """Press a key and wait until nothing comes any more."""
    before = len(program.raw)
    began = time.perf_counter()
    program.write(key)
    first = last = 0.0
    while program.read(QUIET):
        last = (time.perf_counter() - began) * 1000
        first = first or last
    return Key(len(program.raw) - before, first, last)


def measure(base: Path, clients: int, rounds: int, idle_seconds: float) -> list[Measure]:
    """Return the lines of the program on ``base`` beside an empty Textual app."""
    starts: list[Start] = []
    references: list[Start] = []
    for _ in range(rounds):
        reference, program = start(empty_app(), "READY")
        references.append(reference)
        program.__exit__(None, None, None)
        own, program = start(ours(base), "activos")
        starts.append(own)
        program.__exit__(None, None, None)
    found = _start_lines(starts, references, clients)
    _, program = start(ours(base), "activos")
    with program:
        at_first = _memory(program.pid)
        found += _key_lines(program, clients, rounds)
        found.append(_count_line(program, clients, rounds))
        used = _memory(program.pid)
        found.append(
            Measure("Memoria tras pasear y buscar", f"{used:.0f} MB", f"antes {at_first:.0f} MB")
        )
        found.append(_idle_line(program, idle_seconds))
    return found


def _start_lines(starts: list[Start], references: list[Start], clients: int) -> list[Measure]:
    ready = statistics.median(one.ready for one in starts)
    reference = statistics.median(one.ready for one in references)
    memory = statistics.median(one.memory for one in starts)
    empty_memory = statistics.median(one.memory for one in references)
    sent = starts[0].sent
    busy = min(one.processor for one in starts)
    empty_busy = min(one.processor for one in references)
    return [
        Measure(
            f"Abrir hasta una lista usable, {clients:,} clientes",
            f"{ready:.0f} ms",
            f"Textual vacío {reference:.0f} ms",
            ready / reference,
            "≤ 1.5 ×",
            ready / reference <= 1.5,
        ),
        Measure(
            "Abrir: procesador, lo menos de varias veces",
            f"{busy:.0f} ms",
            f"Textual vacío {empty_busy:.0f} ms",
            busy / empty_busy,
        ),
        Measure(
            "Primera pantalla",
            f"{sent:,} B",
            f"Textual vacío {references[0].sent:,} B",
            sent / references[0].sent,
            "≤ 2.5 KB",
            sent <= 2_560,
        ),
        Measure(
            "Memoria, en reposo",
            f"{memory:.0f} MB",
            f"Textual vacío {empty_memory:.0f} MB",
            memory / empty_memory,
            "≤ 1.5 ×",
            memory / empty_memory <= 1.5,
        ),
    ]


def _key_lines(program: PtyProgram, clients: int, rounds: int) -> list[Measure]:
    times = 18 if rounds > 1 else 2
    press(program, DOWN)
    down = [press(program, key) for key in (DOWN, UP) for _ in range(times)]
    program.write(DOWN * 22)
    program.wait_quiet(0.3)
    scrolling = [press(program, DOWN) for _ in range(2 * times)]
    page = [press(program, PAGE_DOWN) for _ in range(max(3, times))]
    press(program, "/")
    letters = []
    for word in ("distri", "maria", "inver"):
        letters += [press(program, letter) for letter in word]
        program.write("\x1b")
        program.wait_gone("encontrado")
        program.wait_quiet(SETTLED)
    at = f"({clients:,} clientes)"
    return [
        _key_line(f"Flecha que no desplaza {at}", down, 16, 5),
        _key_line(f"Flecha abajo que desplaza {at}", scrolling, 120, 5),
        _key_line(f"AvPág {at}", page, 1_638, 10),
        _key_line(f"Letra en Buscar, hasta las filas {at}", letters, 1_638, 20),
    ]


def _count_line(program: PtyProgram, clients: int, times: int) -> Measure:
    """Measure when the exact number of what was found is there: it waits until typing rests."""
    found = []
    for letter in "dmis"[: max(1, times - 1)]:
        began = time.perf_counter()
        program.write(letter)
        program.wait_until(lambda screen: "encontrado" in screen, "what was found")
        program.wait_gone("+ encontrados")
        found.append((time.perf_counter() - began) * 1000)
        program.write("\x1b")
        program.wait_gone("encontrado")
    return Measure(
        f"Letra frecuente, hasta la cuenta exacta ({clients:,})",
        f"{statistics.median(found):.0f} ms, con {1000 * COUNT_AFTER:.0f} de pausa",
    )


def _key_line(what: str, keys: list[Key], most_bytes: int, most_ms: int) -> Measure:
    sent = percentile([one.sent for one in keys], 0.95)
    first = percentile([one.first for one in keys], 0.95)
    last = percentile([one.last for one in keys], 0.95)
    return Measure(
        what,
        f"{sent:,.0f} B; pinta a los {first:.1f} ms, termina a los {last:.1f} ms (p95)",
        target=f"≤ {most_bytes:,} B; ≤ {most_ms} ms",
        reached=sent <= most_bytes and last <= most_ms,
    )


def _idle_line(program: PtyProgram, seconds: float) -> Measure:
    program.wait_quiet(1.0)
    before, busy = len(program.raw), _processor(program.pid)
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        program.read(0.5)
    sent = len(program.raw) - before
    share = (_processor(program.pid) - busy) / seconds / 10
    return Measure(
        f"En reposo {seconds:.0f} s",
        f"{sent} B; {share:.2f} % de un núcleo",
        target="0 B; < 0.2 %",
        reached=sent == 0 and share < 0.2,
    )
