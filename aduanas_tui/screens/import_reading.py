"""Reading a file into an import of its own: which sheet, and what it contains."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from aduanas_tui.domain.text import clean_line
from aduanas_tui.screens.base import AduanasScreen
from aduanas_tui.screens.import_lists import what_items
from aduanas_tui.screens.jobs import in_thread
from aduanas_tui.screens.pick import PickScreen
from aduanas_tui.screens.progress import ProgressScreen, Report
from aduanas_tui.services import importing_files
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.importing.records import CLIENTS
from aduanas_tui.services.importing.session import ImportSession
from aduanas_tui.widgets.picklist import PickItem


async def read_file(screen: AduanasScreen[Any], path: Path, what: str) -> ImportSession | None:
    """Read a file, asking for its sheet and, unless ``what`` says it, for what it contains.

    ``None`` when the operator went back, or it cannot be read, which is said.
    """
    named = what or CLIENTS.name
    try:
        lists = await in_thread(lambda: importing_files.lists_in(path, named), screen)
    except ServiceError as error:
        screen.notify(str(error), severity="error", timeout=12)
        return None
    sheet: str | None = lists[0].name
    if len(lists) > 1 or not lists[0].visible:
        items = [
            PickItem(one.name, clean_line(one.name, 60), "" if one.visible else "oculta")
            for one in lists
        ]
        sheet = await screen.app.push_screen_wait(PickScreen("¿Qué hoja se importa?", items))
        if sheet is None:
            return None

    def read(report: Report, stop: threading.Event) -> ImportSession:
        return ImportSession.begin(
            path, screen.app.operator, what=named, sheet=sheet, progress=report, cancel=stop
        )

    session: ImportSession | ServiceError = await screen.app.push_screen_wait(
        ProgressScreen(f"Leyendo {path.name}", "filas", read)
    )
    if isinstance(session, ServiceError):
        screen.notify(str(session), severity="error", timeout=12)
        return None
    if what or await _ask_what(screen, session):
        return session
    return None


async def _ask_what(screen: AduanasScreen[Any], session: ImportSession) -> bool:
    """Ask what a file contains that seems to be of no clients; tell whether to go on."""
    try:
        name = (await in_thread(lambda: session.proposed, screen)).name
        if name == CLIENTS.name:
            return True
        chosen = await screen.app.push_screen_wait(
            PickScreen("¿Qué contiene el archivo?", what_items(), name)
        )
        if chosen is None:
            await in_thread(session.discard, screen)
            return False
        await in_thread(lambda: session.set_record(chosen), screen)
    except ServiceError as error:
        screen.notify(str(error), severity="error")
    return True
