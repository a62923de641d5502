"""The imports that were confirmed, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from aduanas_tui.services.errors import ServiceError
from aduanas_tui.store.models import ImportBatch


@dataclass(frozen=True, slots=True)
class BatchInfo:
    """A confirmed import: who, when, which file, and what it did."""

    id: int
    kind: str
    """What it brought: ``clientes``, ``facturas``."""
    at: datetime
    operator: str
    file_name: str
    fingerprint: str
    created: int
    updated: int
    undone_at: datetime | None = None
    undone_by: str = ""


@dataclass(frozen=True, slots=True)
class UndoResult:
    """What undoing an import came to."""

    restored: int
    deleted: int
    left: tuple[str, ...]
    """What stays as it is, with why."""


def batches(limit: int = 200, before: int | None = None) -> list[BatchInfo]:
    """Return confirmed imports, the newest first; ``before`` is the id of the last one seen."""
    query = ImportBatch.select().order_by(ImportBatch.id.desc()).limit(limit)
    if before is not None:
        query = query.where(ImportBatch.id < before)
    return [_info(batch) for batch in query]


def batch(batch_id: int) -> BatchInfo:
    """Return a confirmed import; raises ``ServiceError`` when there is none."""
    found = ImportBatch.get_or_none(ImportBatch.id == batch_id)
    if found is None:
        raise ServiceError(f"No existe la importación {batch_id}: vea la lista de Importaciones.")
    return _info(found)


def already_imported(fingerprint: str) -> BatchInfo | None:
    """Return the latest import of these very bytes that was not undone."""
    found = (
        ImportBatch.select()
        .where(ImportBatch.fingerprint == fingerprint, ImportBatch.undone_at.is_null())
        .order_by(ImportBatch.id.desc())
        .first()
    )
    return _info(found) if found else None


def batch_of_staging(fingerprint: str, staging: str) -> int | None:
    """Return the batch that a staged import became, if it was confirmed."""
    query = ImportBatch.select().where(ImportBatch.fingerprint == fingerprint)
    return next((one.id for one in query if one.summary.get("staging") == staging), None)


def undo_batch(operator: str, batch_id: int) -> UndoResult:
    """Undo a confirmed import in one transaction; see :mod:`.undo`.

    Raises:
        ServiceError: there is no such import, or it was undone before.

    """
    from aduanas_tui.services.importing.undo import undo

    return undo(operator, batch_id)


def _info(one: ImportBatch) -> BatchInfo:
    summary = one.summary
    return BatchInfo(
        id=one.id,
        kind=one.kind,
        at=one.at,
        operator=one.operator,
        file_name=one.file_name,
        fingerprint=one.fingerprint,
        created=int(summary.get("crear", 0)),
        updated=int(summary.get("actualizar", 0)),
        undone_at=one.undone_at,
        undone_by=one.undone_by,
    )
