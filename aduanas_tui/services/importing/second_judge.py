"""A second process that judges plain rows of a staged file, so that both cores are at work.

It reads the staged rows itself, and answers for one stretch of row numbers at a time. It is a help
and no more: without it, or when it fails, everything is judged here.
"""

from __future__ import annotations

import json
import os
import select
import sqlite3
import subprocess
import sys
from collections import deque
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import aduanas_tui
from aduanas_tui.domain.client_fields import CLIENT_FIELDS
from aduanas_tui.services.importing.judging import Settings
from aduanas_tui.services.importing.plain_rows import PlainRow, PlainRows

_ROOT = str(Path(aduanas_tui.__file__).resolve().parent.parent)
_START = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); "
    "from aduanas_tui.services.importing.second_judge import main; main()"
)
WORTH_ROWS = 5_000
"""Rows from which starting a process pays."""

_AHEAD = 2
"""Stretches that it has been given and not answered yet."""

ROWS = (
    "SELECT number, kinds, texts, state FROM cell_row LEFT JOIN choice USING (number) "
    "WHERE number > ? AND number <= ? ORDER BY number"
)
"""The staged rows of a stretch."""

_PIPE_BYTES = 1 << 20
"""Room for more than one answer, so that it goes on while this process is at something else."""

Stretch = tuple[int, int]
"""Row numbers: after the first, up to the last."""


class SecondJudge:
    """The process, and what it was given to do."""

    def __init__(self, staged: Path, settings: Settings) -> None:
        self._given: deque[Stretch] = deque()
        self._rest = bytearray()
        self._process: subprocess.Popen[bytes] | None = None
        if len(os.sched_getaffinity(0)) < 2:
            return
        job = {
            "staged": str(staged),
            "targets": list(settings.targets.items()),
            "fill": dict(settings.fill),
            "totals": sorted(settings.totals),
        }
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-c", _START, _ROOT, json.dumps(job)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                pipesize=_PIPE_BYTES,
                cwd="/",
                start_new_session=True,
            )
        except OSError:
            self._process = None

    @property
    def has_work(self) -> bool:
        """Whether there are stretches that it has not answered yet."""
        return bool(self._given)

    def wants(self) -> bool:
        """Tell whether it should be given another stretch."""
        return self._process is not None and len(self._given) < _AHEAD

    def give(self, stretch: Stretch) -> None:
        """Give it a stretch."""
        self._given.append(stretch)
        if self._process is not None and self._process.stdin is not None:
            try:
                self._process.stdin.write(f"{json.dumps(stretch)}\n".encode())
            except OSError:
                self._end()

    def has_answer(self) -> bool:
        """Tell whether an answer can be read without waiting, or will not come."""
        if self._process is None or self._process.stdout is None or b"\n" in self._rest:
            return True
        poll = select.poll()
        poll.register(self._process.stdout, select.POLLIN)
        return bool(poll.poll(0))

    def answer(self) -> tuple[Stretch, list[PlainRow] | None]:
        """Return the first stretch with its plain rows, ``None`` when it cannot say; waits."""
        stretch = self._given.popleft()
        try:
            numbers, rtns, names, values, texts, problems = json.loads(self._line())
            return stretch, list(zip(numbers, rtns, names, values, texts, problems, strict=True))
        except (EOFError, OSError, ValueError, TypeError):
            self._end()
            return stretch, None

    def close(self) -> None:
        """End the process."""
        self._end()

    def _line(self) -> bytes:
        if self._process is None or self._process.stdout is None:
            raise EOFError
        end = self._rest.find(b"\n")
        while end < 0:
            chunk = os.read(self._process.stdout.fileno(), _PIPE_BYTES)
            if not chunk:
                raise EOFError
            seen = len(self._rest)
            self._rest += chunk
            end = self._rest.find(b"\n", seen)
        line = bytes(self._rest[:end])
        del self._rest[: end + 1]
        return line

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            with process:
                pass


def main() -> None:
    """Answer until there is nothing more to read."""
    job = json.loads(sys.argv[1])
    settings = Settings(
        targets=dict(job["targets"]),
        fill=job["fill"],
        erase=frozenset(),
        if_exists="",
        totals=frozenset(job["totals"]),
    )
    judge = PlainRows(settings, CLIENT_FIELDS)
    staged = sqlite3.connect(f"{Path(job['staged']).as_uri()}?mode=ro", uri=True)
    for line in sys.stdin:
        answer = _answer(judge, staged.execute(ROWS, json.loads(line)))
        sys.stdout.buffer.write(answer.encode() + b"\n")
        sys.stdout.buffer.flush()


def _answer(judge: PlainRows, rows: Iterable[Any]) -> str:
    columns: list[Any] = list(zip(*judge.among(rows), strict=True)) or [[]] * 6
    return json.dumps(columns, ensure_ascii=False, separators=(",", ":"))
