"""Writing the clients of a confirmed import: new ones in the order of names, then changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from aduanas_tui.services.importing.judging import Placed
from aduanas_tui.services.importing.known import Known, known_by_rtn
from aduanas_tui.services.importing.records import CLIENTS, Left
from aduanas_tui.services.importing.staging import Staging
from aduanas_tui.services.importing.stored_rows import COLUMNS, decoded
from aduanas_tui.services.importing.writing import Writer
from aduanas_tui.store import ranking

_AT_ONCE = 500
_CREATED = "FROM verdict WHERE base = 'crear' AND skipped = 0 AND action = 'crear'"
_UPDATED = "FROM verdict WHERE action = 'actualizar'"


class ClientConfirmation:
    """Writes the good rows of a list of clients; inside the transaction."""

    def __init__(self, staging: Staging, operator: str) -> None:
        self._staging = staging
        self._operator = operator

    def changed(self) -> Iterator[Left]:
        """Yield the rows whose RTN was taken, or whose client was saved, since the check."""
        for some in _batches(self._placed(f"{_CREATED} AND number > ? ORDER BY number")):
            known = known_by_rtn(one.rtn for one in some)
            for one in some:
                if one.rtn in known:
                    name = known[one.rtn].values["name"]
                    yield one, f"ese RTN lo registró otra persona mientras tanto («{name}»)"
        for some in _batches(self._placed(f"{_UPDATED} AND number > ? ORDER BY number")):
            known = known_by_rtn(one.rtn for one in some)
            for one in some:
                why = _why_not(one, known.get(one.rtn))
                if why:
                    yield one, why

    def write(self, batch_id: int, left: set[int], step: Callable[[], None]) -> None:
        """Write all but the rows ``left``."""
        writer = Writer(self._operator, batch_id)
        self._create(writer, left, step)
        for placed in self._placed(f"{_UPDATED} AND number > ? ORDER BY number"):
            if placed.number not in left:
                writer.update(placed)
                step()
        writer.flush()

    def _create(self, writer: Writer, left: set[int], step: Callable[[], None]) -> None:
        order = f"{_CREATED} ORDER BY sort_text, number"
        texts = self._staging.execute(f"SELECT number, sort_text {order}")
        rows = self._staging.execute(f"SELECT search_text, {COLUMNS} {order}")
        good = (row for row in rows if row[1] not in left)
        for run in ranking.runs_of(text for number, text in texts if number not in left):
            if not ranking.has_room(run):
                writer.flush()
            for rank in ranking.free_ranks(run, writer.move):
                search_text, *row = next(good)
                if search_text:
                    writer.create_plain(row[-1], rank, row[5], search_text)
                else:
                    writer.create(decoded(CLIENTS, row), rank)
                step()
        writer.flush()

    def _placed(self, query: str) -> Iterator[Placed]:
        """Yield rows of a query in batches."""
        after = 0
        while True:
            found = self._staging.rows(f"SELECT {COLUMNS} {query} LIMIT {_AT_ONCE}", (after,))
            for row in found:
                yield decoded(CLIENTS, row)
            if len(found) < _AT_ONCE:
                return
            after = found[-1][0]


def _why_not(one: Placed, known: Known | None) -> str:
    """Say why a row cannot change its client any more; blank when it can."""
    if known is None:
        return "el cliente se eliminó o cambió de RTN mientras tanto"
    if known.stamp() != one.stamp:
        return "otra persona cambió el cliente mientras tanto"
    return ""


def _batches(placed: Iterable[Placed]) -> Iterator[list[Placed]]:
    some: list[Placed] = []
    for one in placed:
        some.append(one)
        if len(some) == _AT_ONCE:
            yield some
            some = []
    if some:
        yield some
