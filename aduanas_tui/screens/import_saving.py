"""Files that an import gives its operator, and how they come to the operator's computer."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from aduanas_tui.screens.base import AduanasScreen
from aduanas_tui.screens.confirm import ConfirmScreen
from aduanas_tui.screens.jobs import in_thread
from aduanas_tui.services import downloads
from aduanas_tui.services.importing.session import ImportSession


class SavedFile(NamedTuple):
    """A file that was saved, and the command that fetches it."""

    path: str
    line: str


async def save_rejected(screen: AduanasScreen[Any], session: ImportSession) -> SavedFile:
    """Save the rows with errors beside the operator's other downloads.

    Raises:
        ServiceError: it cannot be written.

    """

    def save() -> SavedFile:
        stem = Path(session.book_facts.file_name).stem
        path = downloads.free_path(f"rechazadas-{stem}", ".xlsx")
        session.write_rejected(path)
        return SavedFile(str(path), downloads.fetch_line(path))

    return await in_thread(save, screen)


async def save_template(screen: AduanasScreen[Any], what: str) -> SavedFile:
    """Save the template of some records beside the operator's other downloads.

    Raises:
        ServiceError: it cannot be written.

    """

    def save() -> SavedFile:
        from aduanas_tui.services.template import write_template

        path = downloads.free_path(f"plantilla-{what}", ".xlsx")
        write_template(path, what)
        return SavedFile(str(path), downloads.fetch_line(path))

    return await in_thread(save, screen)


async def tell_of_file(screen: AduanasScreen[Any], title: str, saved: SavedFile) -> None:
    """Say where a file is, and copy the command that fetches it when asked to."""
    lines = [saved.path, f"Para traerlo a su equipo: {saved.line}"]
    question = ConfirmScreen(title, lines, "Copiar la orden", "Cerrar", default_yes=True)
    if await screen.app.push_screen_wait(question) and screen.app.copy(saved.line):
        screen.notify("Copiada: péguela en una terminal de su equipo.")
