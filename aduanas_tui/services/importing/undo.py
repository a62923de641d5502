"""Undoing a confirmed import in one transaction; what was used since stays, and is named.

What an import did is read from its audit entries.
"""

from __future__ import annotations

from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.importing.batches import UndoResult
from aduanas_tui.services.importing.records import record_kind
from aduanas_tui.services.roles import Right, require
from aduanas_tui.store import bulk_update
from aduanas_tui.store.columns import now
from aduanas_tui.store.connection import write_transaction
from aduanas_tui.store.models import ImportBatch


def undo(operator: str, batch_id: int) -> UndoResult:
    """Undo a confirmed import.

    Raises:
        ServiceError: there is no such import, it was undone before, or it is another operator's
            and the role of ``operator`` does not allow that.

    """
    with (
        bulk_update.large_write(),
        write_transaction(f"{operator} está deshaciendo una importación"),
    ):
        batch = ImportBatch.get_or_none(ImportBatch.id == batch_id)
        if batch is None:
            require(operator, Right.UNDO_OWN)  # first of all: another number would not help
            raise ServiceError(
                f"No existe la importación {batch_id}: vea la lista de Importaciones."
            )
        require(operator, Right.UNDO_OWN if batch.operator == operator else Right.UNDO_ANY)
        if batch.undone_at is not None:
            raise ServiceError(f"La importación {batch_id} ya la deshizo {batch.undone_by}.")
        job = record_kind(batch.kind).undoing(operator, batch_id)
        job.run()
        if job.restored or job.deleted or not job.left:
            batch.undone_at = now()
            batch.undone_by = operator
            batch.save()
    bulk_update.finish_tidying()
    return UndoResult(job.restored, job.deleted, tuple(job.left))
