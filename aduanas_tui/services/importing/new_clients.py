"""New clients of a checked list made ready to be written.

In a second process this goes on while the first one writes. When it is ahead, it makes pieces of
the full-text index too. It sees the office as it was before
the import, which others cannot change meanwhile: who asks for it holds the write lock.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, fields
from functools import lru_cache
from json.encoder import encode_basestring
from pathlib import Path
from typing import Any, NamedTuple

from aduanas_tui.domain.text import sort_key
from aduanas_tui.services import clients
from aduanas_tui.services.importing.second_process import (
    WORTH_ROWS,
    SecondProcess,
    is_ahead,
    say,
)
from aduanas_tui.services.importing.staging import Staging
from aduanas_tui.services.sheets import SEPARATOR
from aduanas_tui.store import index_pieces, ranking
from aduanas_tui.store.connection import database
from aduanas_tui.store.ranking import Run
from aduanas_tui.store.runs_ahead import runs_ahead

CREATED = "FROM verdict WHERE base = 'crear' AND skipped = 0 AND action = 'crear'"
"""The rows that become new clients."""

_BY_NAME = CREATED.replace("verdict", "verdict INDEXED BY verdict_name")
"""Left to itself SQLite sorts them all before it gives the first one."""

Ranks = Callable[[Run], Iterator[int]]
"""Returns rising free ranks for the names of a run, which may change the ranks of others."""


Runs = Callable[[Iterable[str]], Iterator[Run]]
"""Tells which of the names, given in order, have no client between them."""

Execute = Callable[[str, Sequence[Any]], sqlite3.Cursor]
"""Runs a statement on the staged file."""

Created = tuple[int, int, str, str]
"""Of a new client: id, id, name, changes as JSON."""


@dataclass(slots=True)
class Piece:
    """Some new clients, in the order of names; their ids follow each other."""

    clients: list[Sequence[Any]] = field(default_factory=list)
    """Id, rank, sort text, sort text of the city, text that the index holds, values."""
    created: list[Created] = field(default_factory=list)
    others: list[Sequence[int]] = field(default_factory=list)
    """Row number, id and rank of those that are not plain."""
    done: Sequence[Any] = ()
    """As :class:`Done` after it."""
    is_indexed: bool = False
    """Whether a piece of the index with its clients follows."""
    made: Sequence[Any] = ()
    """A piece of the index, see ``index_pieces.Made``: of these and earlier ones."""

    def __len__(self) -> int:
        return len(self.clients) + len(self.others)


_AT_ONCE = 500
_READY = "listo"
_NAME, _CITY = clients.KEYS.index("name"), clients.KEYS.index("city")

city_key = lru_cache(maxsize=2048)(sort_key)


def created_json(keys: Sequence[str], values: Sequence[str]) -> str:
    """Return the changes of a record that is new as ``audit.created`` has them, as stored."""
    changes = [
        f'"{key}":[null,{encode_basestring(value)}]'
        for key, value in zip(keys, values, strict=True)
        if value
    ]
    return f"{{{','.join(changes)}}}"


class Done(NamedTuple):
    """What was written, in the order of names."""

    next_id: int
    rank: int | None = None
    """Of the last one."""
    sort_text: str = ""
    number: int = -1


class NewClients:
    """The pieces of a list, made ready by a second process where it pays."""

    def __init__(self, staging: Staging) -> None:
        self._staging = staging
        self._second: SecondProcess | None = None
        ((count,),) = staging.rows(f"SELECT count(*) {CREATED}")
        if count >= WORTH_ROWS:
            job = {
                "staged": str(staging.path),
                "office": str(database.database),
                "at_once": _AT_ONCE,
            }
            self._second = SecondProcess(__name__, json.dumps(job))

    def pieces(self, left: Collection[int], next_id: int, ranks: Ranks) -> Iterator[Piece]:
        """Yield all but the rows ``left``, with ids from ``next_id``; in the write transaction.

        A piece is to be taken over before the next one is asked for, and written before ``ranks``
        changes ranks of others.
        """
        done = Done(next_id)

        def ranks_here(run: Run) -> Iterator[int]:
            if not ranking.has_room(run):
                self.close()  # the second process would not see who moves
            return ranks(run)

        while True:
            for piece in _pieces(self._staging.execute, left, done, ranks_here, _AT_ONCE):
                yield piece
                done = Done(*piece.done)
                if self._second is not None and self._second.has_answer():
                    break
            else:
                return
            with suppress(EOFError, OSError, ValueError, TypeError):
                for piece in self._from_second(left, done):
                    yield piece
                    done = Done(*piece.done) if piece.done else done
                return
            self.close()

    def close(self) -> None:
        """End the second process."""
        if self._second is not None:
            self._second.close()
        self._second = None

    def _from_second(self, left: Collection[int], done: Done) -> Iterator[Piece]:
        """Yield what the second process says; ``EOFError`` when it cannot say more."""
        second = self._second
        if second is None or second.answer() != _READY:
            raise EOFError
        second.send(json.dumps([sorted(left), *done]))
        while parts := second.answer():
            yield Piece(*parts)


def _pieces(
    execute: Execute,
    left: Collection[int],
    done: Done,
    ranks: Ranks,
    at_once: int,
    runs_of: Runs = ranking.runs_of,
) -> Iterator[Piece]:
    """Yield the pieces that come after what is done."""
    next_id, last_rank, *after = done
    order = f"{_BY_NAME} AND (sort_text, number) > (?, ?) ORDER BY sort_text, number"
    texts = execute(f"SELECT number, sort_text {order}", after)
    rows = execute(f"SELECT number, sort_text, plain, search_text {order}", after)
    good = (row for row in rows if row[0] not in left)
    keys = clients.KEYS
    piece = Piece()
    for run in runs_of(text for number, text in texts if number not in left):
        # What was done last may be invisible from here, and is a neighbour of the first run alone.
        run, last_rank = run.above_rank(last_rank), None
        if piece and not ranking.has_room(run):
            yield piece
            piece = Piece()
        for rank in ranks(run):
            number, sort_text, packed, search_text = next(good)
            if search_text:
                values = packed.split(SEPARATOR)
                city_sort = city_key(values[_CITY])
                piece.clients.append((next_id, rank, sort_text, city_sort, search_text, *values))
                piece.created.append((next_id, next_id, values[_NAME], created_json(keys, values)))
            else:
                piece.others.append((number, next_id, rank))
            piece.done = next_id + 1, rank, sort_text, number
            next_id += 1
            if len(piece) >= at_once:
                yield piece
                piece = Piece()
    if piece:
        yield piece


class _NoRoomError(Exception):
    """Others have to move: only who writes can do that."""


def _ranks(run: Run) -> Iterator[int]:
    if not ranking.has_room(run):
        raise _NoRoomError
    return ranking.free_ranks(run, lambda _: None)


class _IndexPieces:
    """Pieces of the full-text index, made of what the other process need not index itself."""

    def __init__(self) -> None:
        self._definition = index_pieces.definition()
        self._entries: list[index_pieces.Entry] = []

    def take(self, piece: Piece) -> None:
        """Take the clients of a piece."""
        self._entries += [(one[1], one[4]) for one in piece.clients]
        piece.is_indexed = True
        if len(self._entries) >= index_pieces.ENTRIES:
            piece.made = self.rest()

    def rest(self) -> Sequence[Any]:
        """Return a piece of the index with those that were taken and are in none yet."""
        if not self._entries:
            return ()
        made = index_pieces.make(self._definition, self._entries)
        self._entries = []
        return tuple(made or ())


def main() -> None:
    """Wait until it is asked, and say all pieces; an empty one ends them."""
    job = json.loads(sys.argv[1])
    database.init(job["office"], pragmas={"query_only": 1, "cache_size": -8000})
    say(_READY)
    left, *done = json.loads(sys.stdin.readline() or "[[], 0]")
    staged = sqlite3.connect(f"{Path(job['staged']).as_uri()}?mode=ro", uri=True)
    with closing(staged), suppress(_NoRoomError):
        for piece in _with_index(staged.execute, left, Done(*done), job["at_once"]):
            _say(piece)
        say(())


def _with_index(
    execute: Execute, left: Collection[int], done: Done, at_once: int
) -> Iterator[Piece]:
    """Yield the pieces with pieces of the index as far as there is time.

    Raises `_NoRoomError` after the last one before which others would have to move.
    """
    index = _IndexPieces()
    found = _pieces(execute, frozenset(left), done, _ranks, at_once, runs_ahead)
    while True:
        try:
            piece = next(found, None)
        except _NoRoomError:
            yield Piece(made=index.rest())
            raise
        if piece is None:
            break
        if is_ahead():
            index.take(piece)
        yield piece
    yield Piece(made=index.rest())


def _say(piece: Piece) -> None:
    say([getattr(piece, one.name) for one in fields(piece)])
