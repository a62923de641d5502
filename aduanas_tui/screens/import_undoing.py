"""Taking imports back: an unfinished one is thrown away, a confirmed one undone."""

from __future__ import annotations

from typing import Any

from aduanas_tui.screens.base import AduanasScreen
from aduanas_tui.screens.confirm import ConfirmScreen
from aduanas_tui.screens.import_texts import counted
from aduanas_tui.screens.jobs import in_thread
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.importing import batches
from aduanas_tui.services.importing.batches import BatchInfo, UndoResult
from aduanas_tui.services.importing.session import ImportSession, PendingImport

_NAMED = 10
"""Clients that stay as they are which are named."""


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
    deleted = counted(batch.created, "cliente creado se elimina", "clientes creados se eliminan")
    restored = counted(
        batch.updated, "cambiado vuelve a como estaba", "cambiados vuelven a como estaban"
    )
    lines = [
        batch.file_name,
        f"{deleted}, {restored}.",
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
    await _tell(screen, result)


async def _tell(screen: AduanasScreen[Any], result: UndoResult) -> None:
    deleted = counted(result.deleted, "eliminado", "eliminados")
    restored = counted(result.restored, "restaurado", "restaurados")
    done = f"Deshecha: {deleted}, {restored}."
    if not result.left:
        screen.notify(done)
        return
    names = [*result.left[:_NAMED]]
    if len(result.left) > len(names):
        names.append(f"y {len(result.left) - len(names):,} más")
    await screen.app.push_screen_wait(
        ConfirmScreen("Quedaron como están", [done, *names], "Entendido", "Cerrar")
    )
