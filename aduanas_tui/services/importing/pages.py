"""The rows of an import as they are shown: pages of views, counts, the next problem."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence

from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.importing.judging import Placed
from aduanas_tui.services.importing.kinds import kind_label
from aduanas_tui.services.importing.model import PreviewRow, Summary, View
from aduanas_tui.services.importing.records import CLIENTS, RecordKind, record_kind
from aduanas_tui.services.importing.staging import Staging
from aduanas_tui.services.importing.stored_rows import COLUMNS, decoded, preview, where

_END = 1 << 62


class Pages:
    """What a session shows of its rows."""

    _staging: Staging
    _guard: threading.RLock

    @property
    def record(self) -> RecordKind:
        """What the rows are."""
        with self._guard:
            return record_kind(self._staging.get("what", CLIENTS.name))

    def summary(self) -> Summary:
        """Count the rows by what will happen to them."""
        with self._guard:
            counts = dict(
                self._staging.rows("SELECT action, count(*) FROM verdict GROUP BY action")
            )
            ((with_problems,),) = self._staging.rows("SELECT count(*) FROM verdict WHERE level > 0")
            kinds = self._staging.rows(
                "SELECT code, count(*) AS rows FROM kind GROUP BY code ORDER BY rows DESC, code"
            )
        return Summary(
            **counts,
            filas=sum(counts.values()),
            con_problemas=with_problems,
            kinds=tuple((code, kind_label(code), count) for code, count in kinds),
        )

    def page(
        self,
        view: View,
        size: int,
        after: int | None = None,
        before: int | None = None,
        *,
        inclusive: bool = False,
        backwards: bool = False,
    ) -> list[PreviewRow]:
        """Return at most ``size`` rows of a view in the order of the file.

        Those after row ``after``, or the last ones before row ``before``; ``inclusive`` takes that
        row too. Without either the first rows, or with ``backwards`` the last ones.
        """
        from_end = backwards or before is not None
        mark = before if before is not None else after
        condition, parameters = where(view)
        if from_end:
            sign, order = "<=" if inclusive else "<", "DESC"
            limit = _END if mark is None else mark
        else:
            sign, order = ">=" if inclusive else ">", "ASC"
            limit = -1 if mark is None else mark
        rows = self._select(
            f"{condition} AND number {sign} ? ORDER BY number {order} LIMIT ?",
            (*parameters, limit, size),
        )
        return rows[::-1] if from_end else rows

    def count(self, view: View) -> int:
        """Return how many rows a view has."""
        condition, parameters = where(view)
        return self._count(condition, parameters)

    def position(self, view: View, number: int) -> int:
        """Return how many rows of a view come before row ``number``."""
        condition, parameters = where(view)
        return self._count(f"{condition} AND number < ?", (*parameters, number))

    def row(self, number: int) -> PreviewRow:
        """Return one row; raises ``ServiceError`` when there is none."""
        found = self._select("number = ?", (number,))
        if not found:
            raise ServiceError(f"La fila {number:,} no está en la importación.")
        return found[0]

    def next_problem(
        self, number: int | None, backwards: bool = False, errors_only: bool = False
    ) -> int | None:
        """Return the next row with a problem, or an error, after ``number`` (or before it)."""
        condition, _ = where(View("errors" if errors_only else "problems"))
        if backwards:
            end, mark = "number < ? ORDER BY number DESC LIMIT 1", _END
        else:
            end, mark = "number > ? ORDER BY number LIMIT 1", -1
        with self._guard:
            found = self._staging.rows(
                f"SELECT number FROM verdict WHERE {condition} AND {end}",
                (mark if number is None else number,),
            )
        return found[0][0] if found else None

    def placed(self) -> Iterator[Placed]:
        """Yield all rows as they were judged, in the order of the file."""
        after, record = -1, self.record
        while True:
            with self._guard:
                rows = self._staging.rows(
                    f"SELECT {COLUMNS} FROM verdict WHERE number > ? ORDER BY number LIMIT 500",
                    (after,),
                )
            if not rows:
                return
            for row in rows:
                yield decoded(record, row)
            after = rows[-1][0]

    def orphan_contacts(self) -> int:
        """Return how many rows of the sheet of contacts name no client of the file."""
        with self._guard:
            ((count,),) = self._staging.rows(
                "SELECT count(*) FROM contact_row WHERE rtn NOT IN (SELECT rtn FROM verdict)"
            )
        return int(count)

    def _select(self, condition: str, parameters: Sequence[object]) -> list[PreviewRow]:
        with self._guard:
            rows = self._staging.rows(
                f"SELECT {COLUMNS} FROM verdict WHERE {condition}", parameters
            )
        record = self.record
        return [preview(record, decoded(record, row)) for row in rows]

    def _count(self, condition: str, parameters: Sequence[object]) -> int:
        with self._guard:
            ((count,),) = self._staging.rows(
                f"SELECT count(*) FROM verdict WHERE {condition}", parameters
            )
        return int(count)
