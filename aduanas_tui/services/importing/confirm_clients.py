"""Writing the clients of a confirmed import: new ones in the order of names, then changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from aduanas_tui.services.importing.judging import Placed
from aduanas_tui.services.importing.known import Known, known_by_rtn
from aduanas_tui.services.importing.new_clients import CREATED, NewClients
from aduanas_tui.services.importing.records import CLIENTS, Left
from aduanas_tui.services.importing.staging import Staging
from aduanas_tui.services.importing.stored_rows import COLUMNS, decoded
from aduanas_tui.services.importing.writing import Writer
from aduanas_tui.store import index

_AT_ONCE = 500
_UPDATED = "FROM verdict WHERE action = 'actualizar'"


class ClientConfirmation:
    """Writes the good rows of a list of clients; inside the transaction."""

    def __init__(self, staging: Staging, operator: str) -> None:
        self._staging = staging
        self._operator = operator
        self._new = NewClients(staging)

    def changed(self) -> Iterator[Left]:
        """Yield the rows whose RTN was taken, or whose client was saved, since the check."""
        for some in _batches(self._placed(f"{CREATED} AND number > ? ORDER BY number")):
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
        with index.merging_later():
            self._write(Writer(self._operator, batch_id), left, step)

    def _write(self, writer: Writer, left: set[int], step: Callable[[], None]) -> None:
        self._create(writer, left, step)
        for placed in self._placed(f"{_UPDATED} AND number > ? ORDER BY number"):
            if placed.number not in left:
                writer.update(placed)
                step()
        writer.flush()

    def close(self) -> None:
        """Let go of the second process."""
        self._new.close()

    def _create(self, writer: Writer, left: set[int], step: Callable[[], None]) -> None:
        for piece in self._new.pieces(left, writer.next_client, writer.ranks):
            writer.create_ready(piece)
            for number, client_id, rank in piece.others:
                writer.create(self._whole(number), client_id, rank)
            for _ in range(len(piece)):
                step()
        writer.flush()

    def _whole(self, number: int) -> Placed:
        (row,) = self._staging.rows(f"SELECT {COLUMNS} FROM verdict WHERE number = ?", (number,))
        return decoded(CLIENTS, row)

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
