"""New clients of a checked list made ready to be written: all but their ids and ranks.

In a second process this goes on while the first one writes. It sees the office as it was before
the import, which others cannot change meanwhile: who asks for it holds the write lock.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing, suppress
from functools import lru_cache
from itertools import islice
from json.encoder import encode_basestring
from pathlib import Path
from typing import Any

from aduanas_tui.domain.text import sort_key
from aduanas_tui.services import clients
from aduanas_tui.services.importing.second_process import WORTH_ROWS, SecondProcess
from aduanas_tui.services.importing.staging import Staging
from aduanas_tui.services.sheets import SEPARATOR
from aduanas_tui.store import ranking
from aduanas_tui.store.connection import database
from aduanas_tui.store.ranking import Run

CREATED = "FROM verdict WHERE base = 'crear' AND skipped = 0 AND action = 'crear'"
"""The rows that become new clients."""

ReadyRow = Sequence[Any]
"""Row number, sort text, sort text of the city, text that the index holds, changes as JSON, and
the values in the order of the fields; only the first two of a row that is not plain."""

Piece = tuple[Run | None, Sequence[ReadyRow]]
"""Rows of one run; ``None`` when they go on with the run before."""

_AT_ONCE = 500
_FROM_THE_START = ("", -1)
_CITY = clients.KEYS.index("city")

city_key = lru_cache(maxsize=2048)(sort_key)


def created_json(keys: Sequence[str], values: Sequence[str]) -> str:
    """Return the changes of a record that is new as ``audit.created`` has them, as stored."""
    changes = [
        f'"{key}":[null,{encode_basestring(value)}]'
        for key, value in zip(keys, values, strict=True)
        if value
    ]
    return f"{{{','.join(changes)}}}"


class NewClients:
    """The pieces of a list, in the order of names; made ready by a second process where it pays."""

    def __init__(self, staging: Staging) -> None:
        self._staging = staging
        self._after: tuple[str, int] = _FROM_THE_START
        self._second: SecondProcess | None = None
        ((count,),) = staging.rows(f"SELECT count(*) {CREATED}")
        if count >= WORTH_ROWS:
            job = {"staged": str(staging.path), "office": str(database.database)}
            self._second = SecondProcess(__name__, json.dumps(job))

    def pieces(self, left: Collection[int]) -> Iterator[Piece]:
        """Yield all but the rows ``left``; inside the write transaction.

        What a piece holds is to be written before the next one is asked for.
        """
        with suppress(EOFError, OSError, ValueError, TypeError):
            yield from self._from_second(left)
            return
        yield from self._here(left)

    def go_on_here(self) -> None:
        """Do without the second process; for one, because ranks changed that it had looked up."""
        if self._second is not None:
            self._second.close()
        self._second = None

    def _here(self, left: Collection[int]) -> Iterator[Piece]:
        self.go_on_here()
        return _pieces(self._staging.execute, left, self._after)

    def _from_second(self, left: Collection[int]) -> Iterator[Piece]:
        """Yield what the second process says; ``EOFError`` when it cannot say more."""
        if self._second is not None:
            self._second.send(json.dumps(sorted(left)))
        while self._second is not None:
            pieces = json.loads(self._second.line())
            if not pieces:
                return
            for run, rows in pieces:
                yield (None if run is None else Run(*run)), rows
                self._after = rows[-1][1], rows[-1][0]
                if self._second is None:
                    break
        raise EOFError


def _pieces(
    execute: Callable[[str, Sequence[Any]], sqlite3.Cursor],
    left: Collection[int],
    after: tuple[str, int],
) -> Iterator[Piece]:
    """Yield the pieces after a row; runs are looked up one by one."""
    order = f"{CREATED} AND (sort_text, number) > (?, ?) ORDER BY sort_text, number"
    texts = execute(f"SELECT number, sort_text {order}", after)
    rows = execute(f"SELECT number, sort_text, plain, search_text {order}", after)
    good = (row for row in rows if row[0] not in left)
    for run in ranking.runs_of(text for number, text in texts if number not in left):
        first: Run | None = run
        for start in range(0, run.count, _AT_ONCE):
            some = islice(good, min(_AT_ONCE, run.count - start))
            yield first, [_ready(*row) for row in some]
            first = None


def _ready(number: int, sort_text: str, packed: str, search_text: str) -> ReadyRow:
    if not search_text:
        return number, sort_text
    values = packed.split(SEPARATOR)
    changes = created_json(clients.KEYS, values)
    return number, sort_text, city_key(values[_CITY]), search_text, changes, *values


def main() -> None:
    """Wait until it is asked, and say all pieces, some in each line; an empty line of them ends."""
    job = json.loads(sys.argv[1])
    left = frozenset(json.loads(sys.stdin.readline() or "null") or ())
    database.init(job["office"], pragmas={"query_only": 1, "cache_size": -8000})
    staged = sqlite3.connect(f"{Path(job['staged']).as_uri()}?mode=ro", uri=True)
    with closing(staged):
        some: list[Any] = []
        count = 0
        for run, rows in _pieces(staged.execute, left, _FROM_THE_START):
            some.append((None if run is None else (run.count, run.below, run.above), rows))
            count += len(rows)
            if count >= _AT_ONCE:
                _say(some)
                some, count = [], 0
        if some:
            _say(some)
        _say([])


def _say(pieces: list[Any]) -> None:
    line = json.dumps(pieces, ensure_ascii=False, separators=(",", ":"))
    sys.stdout.buffer.write(line.encode() + b"\n")
    sys.stdout.buffer.flush()
