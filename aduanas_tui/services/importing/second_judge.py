"""A second process that judges plain rows of a staged file, so that both cores are at work.

It reads the staged rows itself, and answers for one stretch of row numbers at a time.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from collections import deque
from pathlib import Path

from aduanas_tui.domain.client_fields import CLIENT_FIELDS
from aduanas_tui.services.importing.judging import Settings
from aduanas_tui.services.importing.plain_rows import PlainRow, PlainRows
from aduanas_tui.services.importing.second_process import SecondProcess, say

_AHEAD = 2
"""Stretches that it has been given and not answered yet."""

ROWS = (
    "SELECT number, kinds, texts, state FROM cell_row LEFT JOIN choice USING (number) "
    "WHERE number > ? AND number <= ? ORDER BY number"
)
"""The staged rows of a stretch."""

Stretch = tuple[int, int]
"""Row numbers: after the first, up to the last."""


class SecondJudge:
    """The process, and what it was given to do."""

    def __init__(self, staged: Path, settings: Settings) -> None:
        self._given: deque[Stretch] = deque()
        job = {
            "staged": str(staged),
            "targets": list(settings.targets.items()),
            "fill": dict(settings.fill),
            "totals": sorted(settings.totals),
            "hidden": sorted(settings.hidden),
        }
        self._process = SecondProcess(__name__, json.dumps(job))

    @property
    def has_work(self) -> bool:
        """Whether there are stretches that it has not answered yet."""
        return bool(self._given)

    def wants(self) -> bool:
        """Tell whether it should be given another stretch."""
        return bool(self._process) and len(self._given) < _AHEAD

    def give(self, stretch: Stretch) -> None:
        """Give it a stretch."""
        self._given.append(stretch)
        try:
            self._process.send(json.dumps(stretch))
        except (EOFError, OSError):
            self._process.close()

    def has_answer(self) -> bool:
        """Tell whether an answer can be read without waiting, or will not come."""
        return self._process.has_answer()

    def answer(self) -> tuple[Stretch, list[PlainRow] | None]:
        """Return the first stretch with its plain rows, ``None`` when it cannot say; waits."""
        stretch = self._given.popleft()
        try:
            numbers, rtns, names, values, texts, problems = self._process.answer()
            return stretch, list(zip(numbers, rtns, names, values, texts, problems, strict=True))
        except (EOFError, OSError, ValueError, TypeError):
            self._process.close()
            return stretch, None

    def close(self) -> None:
        """End the process."""
        self._process.close()


def main() -> None:
    """Answer until there is nothing more to read."""
    job = json.loads(sys.argv[1])
    settings = Settings(
        targets=dict(job["targets"]),
        fill=job["fill"],
        erase=frozenset(),
        if_exists="",
        totals=frozenset(job["totals"]),
        hidden=frozenset(job["hidden"]),
    )
    judge = PlainRows(settings, CLIENT_FIELDS)
    staged = sqlite3.connect(f"{Path(job['staged']).as_uri()}?mode=ro", uri=True)
    for line in sys.stdin:
        rows = judge.among(staged.execute(ROWS, json.loads(line)))
        say(list(zip(*rows, strict=True)) or [()] * 6)
