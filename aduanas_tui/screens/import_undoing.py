"""Taking imports back: an unfinished one is thrown away, a confirmed one undone."""

from __future__ import annotations

from typing import Any

from aduanas_tui.screens.base import AduanasScreen
from aduanas_tui.screens.confirm import ConfirmScreen
from aduanas_tui.screens.jobs import in_thread
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.importing import batches
from aduanas_tui.services.importing.batches import BatchInfo, UndoResult
from aduanas_tui.services.importing.records import RecordKind, record_kind
from aduanas_tui.services.importing.session import ImportSession, PendingImport

_NAMED = 10
"""What stays as it is of which so many are named."""


async def ask_to_discard(screen: AduanasScreen[Any], pending: PendingImport) -> None:
    """Throw an unfinished import away, if the operator says so."""
    question = ConfirmScreen(
        "¿Descartar esta importación?",
        [pending.file_name, "Se pierden las correcciones hechas; el archivo queda."],
        "Descartar",
        "Cancelar",
    )
    if not await screen.app.push_screen_wait(question):
        return
    try:
        await in_thread(lambda: ImportSession.resume(pending.id).discard(), screen)
    except ServiceError as error:
        screen.notify(str(error), severity="error")


async def ask_to_undo(screen: AduanasScreen[Any], batch: BatchInfo) -> None:
    """Undo a confirmed import, if the operator says so; what has to stay is named."""
    record = record_kind(batch.kind)
    created, updated, end = batch.created, batch.updated, record.ending
    goes = "se elimina" if created == 1 else "se eliminan"
    comes = "vuelve a como estaba" if updated == 1 else "vuelven a como estaban"
    lines = [
        batch.file_name,
        f"{record.counted(created)} cread{end(created)} {goes}, "
        f"{updated:,} cambiad{end(updated)} {comes}.",
        "Lo que se cambió o se usó después se deja como está.",
    ]
    question = ConfirmScreen("¿Deshacer importación?", lines, "Deshacer", "Cancelar")
    if not await screen.app.push_screen_wait(question):
        return
    operator = screen.app.operator
    try:
        result = await in_thread(lambda: batches.undo_batch(operator, batch.id), screen)
    except ServiceError as error:
        screen.notify(str(error), severity="error")
        return
    await _tell(screen, record, result)


async def _tell(screen: AduanasScreen[Any], record: RecordKind, result: UndoResult) -> None:
    deleted, restored, end = result.deleted, result.restored, record.ending
    done = f"Deshecha: {deleted:,} eliminad{end(deleted)}, {restored:,} restaurad{end(restored)}."
    if not result.left:
        screen.notify(done)
        return
    names = [*result.left[:_NAMED]]
    if len(result.left) > len(names):
        names.append(f"y {len(result.left) - len(names):,} más")
    await screen.app.push_screen_wait(
        ConfirmScreen("Quedaron como están", [done, *names], "Entendido", "Cerrar")
    )
