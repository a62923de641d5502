"""Choosing a file to import: a folder with its newest files first, or a path that Tab completes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message

from aduanas_tui.domain.text import clean_line
from aduanas_tui.screens.import_lists import FILE_COLUMNS
from aduanas_tui.screens.jobs import in_thread
from aduanas_tui.services import importing_files
from aduanas_tui.services.downloads import upload_line
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.importing_files import FileFacts
from aduanas_tui.services.typed_paths import path_typed
from aduanas_tui.widgets.row_list import RowList
from aduanas_tui.widgets.texts import Plain, TextField

if TYPE_CHECKING:
    from aduanas_tui.app import AduanasApp
    from aduanas_tui.screens.base import AduanasScreen

_LONGEST_PATH = 4_000


class FileChooser(Vertical):
    """A path to type, the files and folders of a folder, and the command that fills it."""

    if TYPE_CHECKING:
        app: AduanasApp
        screen: AduanasScreen[Any]

    class Chosen(Message):
        """A file was chosen; a typed path may lead nowhere."""

        def __init__(self, path: Path) -> None:
            super().__init__()
            self.path = path

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.folder = Path.home()
        self._path = TextField(id="path")
        self.rows: RowList[FileFacts] = RowList(FILE_COLUMNS, id="files")
        self._upload = Plain("", id="upload")

    def compose(self) -> ComposeResult:
        """Yield path, files and the command that brings one here."""
        with Horizontal(id="path-line"):
            yield Plain(" Archivo: ", id="path-label")
            yield self._path
        yield self.rows
        yield self._upload

    def take(self, folder: Path, found: list[FileFacts]) -> None:
        """Show what was found in a folder; coming from one inside it, stay on that."""
        before, self.folder = self.folder, folder
        current = self.rows.current
        keep = current.id if current else ""
        if before != folder:
            keep = before.name if before.parent == folder else ""
        # Where that is gone, one is on the newest file.
        ids = [one.id for one in found]
        keep = keep if keep in ids else next(iter(ids), "")
        self.rows.show(found, first_known=True, last_known=True, keep=keep)
        self._path.placeholder = clean_line(f"{folder}/".replace("//", "/"), _LONGEST_PATH)
        self.rows.show_empty(
            "Esta carpeta no tiene archivos de Excel ni CSV.",
            "Suba uno con la orden de abajo (y la copia), o escriba la ruta de otro (/).",
        )
        self._upload.show(f" Desde su equipo: {upload_line(folder)}")

    @work(exclusive=True, group="folder")
    async def open_folder(self, folder: Path) -> None:
        """Show another folder."""
        try:
            found = await in_thread(lambda: importing_files.in_folder(folder), self.screen)
        except ServiceError as error:
            self.app.notify(str(error), severity="error")
            return
        self.take(folder, found)
        self.rows.focus()

    def open_current(self) -> None:
        """Choose the file under the cursor, or go into the folder."""
        current = self.rows.current
        if current is None:
            return
        if current.is_folder:
            self.open_folder(current.path)
        else:
            self.post_message(self.Chosen(current.path))

    def go_up(self) -> None:
        """Show the folder above."""
        if self.folder.parent != self.folder:
            self.open_folder(self.folder.parent)

    # -- the path ----------------------------------------------------------------------------

    def focus_path(self) -> None:
        """Type a path, from the folder that is shown."""
        if not self._path.value:
            self._path.value = f"{self.folder}/".replace("//", "/")
        self._path.focus()
        self._path.cursor_position = len(self._path.value)

    def on_key(self, event: events.Key) -> None:
        """Complete the path by Tab; go from it into the list by the arrow."""
        if not self._path.has_focus:
            return
        if event.key == "tab":
            event.stop()
            event.prevent_default()
            self._path.value = importing_files.complete_path(self._path.value)
            self._path.cursor_position = len(self._path.value)
        elif event.key in ("down", "escape"):
            event.stop()
            event.prevent_default()
            self.rows.focus()

    @on(TextField.Submitted)
    def _path_entered(self, event: TextField.Submitted) -> None:
        event.stop()
        typed = clean_line(event.value, _LONGEST_PATH).strip("'\"")
        if not typed:
            self.rows.focus()
            return
        path = path_typed(typed, self.folder)
        if os.path.isdir(path):  # noqa: PTH112 - for a name that is too long neither
            self._path.value = ""
            self.open_folder(path)
        else:
            self.post_message(self.Chosen(path))
