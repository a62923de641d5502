"""Confirming an import: one transaction that writes every good row, or nothing."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import replace

from aduanas_tui.domain.problems import error
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.importing import mappings
from aduanas_tui.services.importing.batches import batch_of_staging
from aduanas_tui.services.importing.judging import Placed
from aduanas_tui.services.importing.known import audit_mark
from aduanas_tui.services.importing.model import ERROR, CancelledError, Progress, Result
from aduanas_tui.services.importing.records import Confirmation, RecordKind
from aduanas_tui.services.importing.staging import Staging
from aduanas_tui.services.importing.stored_rows import save
from aduanas_tui.services.roles import Right, require
from aduanas_tui.store.bulk_update import appending_to_log, large_write
from aduanas_tui.store.columns import now
from aduanas_tui.store.connection import write_transaction
from aduanas_tui.store.models import ImportBatch

_AT_ONCE = 500
_NAMED = 200
"""Rows left out that are named at most."""

Remembered = tuple[Sequence[str], dict[int, str]]
"""Headers, and targets by position."""


def confirm(
    staging: Staging,
    record: RecordKind,
    confirmation: Confirmation,
    remembered: Remembered | None,
    progress: Progress | None,
    cancel: threading.Event | None,
) -> Result:
    """Write what the rows of a checked import will do, and return what it came to.

    What somebody else changed since the check is left out and named: a number taken meanwhile, a
    record saved or deleted meanwhile.

    Raises:
        ServiceError: the import was confirmed before, or the operator's role does not allow it.
        CancelledError: ``cancel`` was set; nothing was written.

    """
    with closing(confirmation), large_write():
        job = _Job(staging, record, confirmation, progress, cancel)
        result = job.run(remembered)
    # What is in the office's database is done, also when the operator's own disk is full now; the
    # batch tells that this import was confirmed.
    with suppress(sqlite3.Error), staging.transaction():
        save(staging, record, job.left)
        if result.batch_id is not None:
            staging.put(done=result.batch_id)
    return result


class _Job:
    """One confirmation."""

    def __init__(
        self,
        staging: Staging,
        record: RecordKind,
        confirmation: Confirmation,
        progress: Progress | None,
        cancel: threading.Event | None,
    ) -> None:
        self._staging = staging
        self._record = record
        self._confirmation = confirmation
        self._operator = str(staging.get("operator"))
        self._progress = progress
        self._cancel = cancel
        self._done = 0
        self._counts = dict(staging.rows("SELECT action, count(*) FROM verdict GROUP BY action"))
        self._total = self._counts.get("crear", 0) + self._counts.get("actualizar", 0)
        self.left: list[Placed] = []
        """Rows left out because somebody was faster."""

    def run(self, remembered: Remembered | None) -> Result:
        """Write in one transaction."""
        counts = self._counts
        note = f"{self._operator} está importando «{self._staging.get('file_name')}»"
        batch_id: int | None = None
        with write_transaction(note):
            require(self._operator, Right.IMPORT)
            fingerprint = self._staging.get("fingerprint")
            if batch_of_staging(fingerprint, self._staging.id) is not None:
                raise ServiceError("Esta importación ya se confirmó: véala en Importaciones.")
            if audit_mark() != self._staging.get("audit_mark"):
                for one, why in self._confirmation.changed():
                    self._leave(one, why)
            created = counts.get("crear", 0) - self._left_of("crear")
            updated = counts.get("actualizar", 0) - self._left_of("actualizar")
            if created or updated:
                batch_id = self._write(fingerprint, created, updated)
                if remembered is not None:
                    headers, targets = remembered
                    mappings.save(self._operator, headers, self._record.name, targets)
            self._stop_if_asked()
        return Result(
            batch_id=batch_id,
            created=created,
            updated=updated,
            unchanged=counts.get("sin_cambios", 0),
            skipped=counts.get("omitir", 0),
            left_out=counts.get("error", 0) + len(self.left),
            left=tuple(
                f"Fila {one.number:,} «{one.values[self._record.headline] or ''}»: "
                f"{one.problems[-1].message}"
                for one in self.left[:_NAMED]
            ),
        )

    def _write(self, fingerprint: str, created: int, updated: int) -> int:
        summary = {
            **self._counts,
            "crear": created,
            "actualizar": updated,
            "error": self._counts.get("error", 0) + len(self.left),
            "staging": self._staging.id,
        }
        batch = ImportBatch.create(
            at=now(),
            operator=self._operator,
            kind=self._record.name,
            file_name=self._staging.get("file_name"),
            fingerprint=fingerprint,
            summary=summary,
        )
        with appending_to_log():
            self._confirmation.write(batch.id, {one.number for one in self.left}, self._step)
        return int(batch.id)

    def _leave(self, one: Placed, why: str) -> None:
        message = f"{why[0].upper()}{why[1:]}: revise la fila e impórtela de nuevo."
        problem = error(self._record.key, "taken_meanwhile", message)
        self.left.append(replace(one, action=ERROR, problems=(*one.problems, problem)))

    def _left_of(self, base: str) -> int:
        return sum(one.base == base for one in self.left)

    def _stop_if_asked(self) -> None:
        if self._cancel is not None and self._cancel.is_set():
            raise CancelledError

    def _step(self) -> None:
        self._done += 1
        if self._done % _AT_ONCE:
            return
        self._stop_if_asked()
        if self._progress is not None:
            self._progress(self._done, self._total)
