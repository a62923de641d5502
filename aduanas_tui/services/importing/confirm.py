"""Confirming an import: one transaction that writes every good row, or nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from aduanas_tui.domain.problems import error
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.importing import mappings
from aduanas_tui.services.importing.batches import KIND, batch_of_staging
from aduanas_tui.services.importing.judging import Placed
from aduanas_tui.services.importing.known import Known, audit_mark, known_by_rtn
from aduanas_tui.services.importing.model import ERROR, CancelledError, Progress, Result
from aduanas_tui.services.importing.staging import Staging
from aduanas_tui.services.importing.stored_rows import COLUMNS, decoded, save
from aduanas_tui.services.importing.writing import Writer
from aduanas_tui.store import ranking
from aduanas_tui.store.bulk_update import large_cache
from aduanas_tui.store.columns import now
from aduanas_tui.store.connection import write_transaction
from aduanas_tui.store.models import ImportBatch

_AT_ONCE = 500
_CREATED = "FROM verdict WHERE base = 'crear' AND skipped = 0 AND action = 'crear'"
_UPDATED = "FROM verdict WHERE action = 'actualizar'"
_NAMED = 200
"""Rows left out that are named at most."""

Remembered = tuple[Sequence[str], dict[int, str]]
"""Headers, and targets by position."""


def confirm(
    staging: Staging,
    operator: str,
    remembered: Remembered | None,
    progress: Progress | None,
    cancel: threading.Event | None,
) -> Result:
    """Write what the rows of a checked import will do, and return what it came to.

    What somebody else changed since the check is left out and named: an RTN taken meanwhile, a
    client saved or deleted meanwhile.

    Raises:
        ServiceError: the import was confirmed before.
        CancelledError: ``cancel`` was set; nothing was written.

    """
    with large_cache():
        job = _Job(staging, operator, progress, cancel)
        result = job.run(remembered)
    with staging.transaction():
        save(staging, job.left)
        if result.batch_id is not None:
            staging.put(done=result.batch_id)
    return result


class _Job:
    """One confirmation."""

    def __init__(
        self,
        staging: Staging,
        operator: str,
        progress: Progress | None,
        cancel: threading.Event | None,
    ) -> None:
        self._staging = staging
        self._operator = operator
        self._progress = progress
        self._cancel = cancel
        self._done = 0
        self._total = self._count(_CREATED) + self._count(_UPDATED)
        self.left: list[Placed] = []
        """Rows left out because somebody was faster."""
        self._left_numbers: set[int] = set()

    def run(self, remembered: Remembered | None) -> Result:
        counts = dict(self._staging.rows("SELECT action, count(*) FROM verdict GROUP BY action"))
        note = f"{self._operator} está importando «{self._staging.get('file_name')}»"
        batch_id: int | None = None
        created = updated = 0
        with write_transaction(note):
            fingerprint = self._staging.get("fingerprint")
            if batch_of_staging(fingerprint, self._staging.id) is not None:
                raise ServiceError("Esta importación ya se confirmó: véala en Importaciones.")
            if audit_mark() != self._staging.get("audit_mark"):
                self._find_changed()
            created = counts.get("crear", 0) - self._left_of("crear")
            updated = counts.get("actualizar", 0) - self._left_of("actualizar")
            if created or updated:
                batch_id = self._write(fingerprint, counts, created, updated)
                if remembered is not None:
                    mappings.save(self._operator, *remembered)
        return Result(
            batch_id=batch_id,
            created=created,
            updated=updated,
            unchanged=counts.get("sin_cambios", 0),
            skipped=counts.get("omitir", 0),
            left_out=counts.get("error", 0) + len(self.left),
            left=tuple(
                f"Fila {one.number:,} «{one.values['name'] or ''}»: {one.problems[-1].message}"
                for one in self.left[:_NAMED]
            ),
        )

    def _write(self, fingerprint: str, counts: dict[str, int], created: int, updated: int) -> int:
        summary = {
            **counts,
            "crear": created,
            "actualizar": updated,
            "error": counts.get("error", 0) + len(self.left),
            "staging": self._staging.id,
        }
        batch = ImportBatch.create(
            at=now(),
            operator=self._operator,
            kind=KIND,
            file_name=self._staging.get("file_name"),
            fingerprint=fingerprint,
            summary=summary,
        )
        writer = Writer(self._operator, batch.id)
        if created:
            self._create(writer)
        if updated:
            for placed in self._placed(f"{_UPDATED} AND number > ? ORDER BY number"):
                writer.update(placed)
                self._step()
            writer.flush()
        return int(batch.id)

    def _create(self, writer: Writer) -> None:
        texts = self._staging.execute(
            f"SELECT number, sort_text {_CREATED} ORDER BY sort_text, number"
        )
        runs = list(
            ranking.runs_of(text for number, text in texts if number not in self._left_numbers)
        )
        ordered = self._staging.execute(f"SELECT {COLUMNS} {_CREATED} ORDER BY sort_text, number")
        good = (row for row in ordered if row[0] not in self._left_numbers)
        for run in runs:
            if ranking.needs_room(run.count, run.above_id):
                writer.flush()
            for rank in ranking.free_ranks(run.count, run.above_id, writer.move):
                writer.create(decoded(next(good)), rank)
                self._step()
        writer.flush()

    def _placed(self, query: str) -> Iterator[Placed]:
        """Yield rows of a query in batches, without those left out."""
        after = 0
        while True:
            found = self._staging.rows(f"SELECT {COLUMNS} {query} LIMIT {_AT_ONCE}", (after,))
            for row in found:
                if row[0] not in self._left_numbers:
                    yield decoded(row)
            if len(found) < _AT_ONCE:
                return
            after = found[-1][0]

    # -- what changed since the check -----------------------------------------------------------

    def _find_changed(self) -> None:
        for some in _batches(self._placed(f"{_CREATED} AND number > ? ORDER BY number")):
            known = known_by_rtn(one.rtn for one in some)
            for one in some:
                if one.rtn in known:
                    name = known[one.rtn].values["name"]
                    self._leave(one, f"ese RTN lo registró otra persona mientras tanto («{name}»)")
        for some in _batches(self._placed(f"{_UPDATED} AND number > ? ORDER BY number")):
            known = known_by_rtn(one.rtn for one in some)
            for one in some:
                why = _why_not(one, known.get(one.rtn))
                if why:
                    self._leave(one, why)
        self._left_numbers = {one.number for one in self.left}

    def _leave(self, one: Placed, why: str) -> None:
        message = f"{why[0].upper()}{why[1:]}: revise la fila e impórtela de nuevo."
        problem = error("rtn", "taken_meanwhile", message)
        self.left.append(replace(one, action=ERROR, problems=(*one.problems, problem)))

    def _left_of(self, base: str) -> int:
        return sum(one.base == base for one in self.left)

    def _count(self, query: str) -> int:
        ((count,),) = self._staging.rows(f"SELECT count(*) {query}")
        return int(count)

    def _step(self) -> None:
        self._done += 1
        if self._done % _AT_ONCE:
            return
        if self._cancel is not None and self._cancel.is_set():
            raise CancelledError
        if self._progress is not None:
            self._progress(self._done, self._total)


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
