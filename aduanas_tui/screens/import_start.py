"""Where an import begins: choosing a file, going on with one, and the imports made so far."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Container, Horizontal

from aduanas_tui.domain.text import clean_line
from aduanas_tui.screens.base import BACK, REFRESH, AduanasScreen
from aduanas_tui.screens.confirm import ConfirmScreen
from aduanas_tui.screens.import_texts import BATCH_COLUMNS, FILE_COLUMNS, PENDING_COLUMNS
from aduanas_tui.screens.jobs import in_thread
from aduanas_tui.screens.pick import PickScreen
from aduanas_tui.screens.progress import ProgressScreen, Report
from aduanas_tui.services import importing_files
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.importing import batches
from aduanas_tui.services.importing.batches import BatchInfo
from aduanas_tui.services.importing.session import ImportSession, PendingImport
from aduanas_tui.services.importing_files import FileFacts
from aduanas_tui.services.sheets import open_book
from aduanas_tui.widgets.commands import Command
from aduanas_tui.widgets.picklist import PickItem
from aduanas_tui.widgets.row_list import RowList
from aduanas_tui.widgets.section_line import SectionLine
from aduanas_tui.widgets.texts import Plain, TextField

MOST_BATCHES = 200


class ImportStartScreen(AduanasScreen[None]):
    """Choose a file (type its path, or from the list), go on with an import, undo one."""

    PLACE = "clients"
    CSS_PATH = "import_start.tcss"
    ready = False
    HELP_TITLE = "Importar"
    HELP = (
        "Elija un archivo de Excel, LibreOffice o CSV de la lista, o escriba su ruta: Tab la "
        "completa. Nada se guarda antes de confirmar. En la sección 2 están las importaciones que "
        "quedaron a medias, y en la 3 las hechas, que se pueden deshacer enteras."
    )
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("open", ("enter",), "Abrir", "Abre lo señalado.", "open_current"),
        Command("path", ("slash",), "Ruta", "Escribe la ruta de un archivo.", "focus_path"),
        Command("discard", ("delete", "d"), "Descartar", "Bota la que está a medias.", "discard"),
        Command("undo", ("u",), "Deshacer", "Deshace la importación señalada.", "undo"),
        Command("template", ("p",), "Plantilla", "Guarda una plantilla de Excel.", "template"),
        Command("copy", ("y",), "Copiar scp", "Copia la orden que sube un archivo.", "copy_scp"),
        Command("section_1", ("1",), "Archivos", "Va a la sección.", "section(0)", show=False),
        Command("section_2", ("2",), "Sin terminar", "Va a la sección.", "section(1)", show=False),
        Command("section_3", ("3",), "Importaciones", "Va a la sección.", "section(2)", show=False),
        Command(
            "next_section",
            ("right",),
            "Sección",
            "Va a la sección siguiente.",
            "next_section(1)",
            shown_keys=("left", "right"),
        ),
        Command(
            "previous_section",
            ("left",),
            "Sección anterior",
            "Va a la sección anterior.",
            "next_section(-1)",
            show=False,
        ),
        BACK,
        REFRESH,
    )

    def __init__(self) -> None:
        super().__init__()
        self._folder = Path.home()
        self._open_section = 0
        self._path = TextField(id="path")
        self._files: RowList[FileFacts] = RowList(FILE_COLUMNS, id="files")
        self._pending: RowList[PendingImport] = RowList(PENDING_COLUMNS, id="pending")
        self._batches: RowList[BatchInfo] = RowList(BATCH_COLUMNS, id="batches")

    @property
    def _lists(self) -> tuple[RowList[Any], ...]:
        return (self._files, self._pending, self._batches)

    def compose_body(self) -> ComposeResult:
        """Yield path, sections and lists."""
        with Horizontal(id="path-line"):
            yield Plain(" Archivo: ", id="path-label")
            yield self._path
        yield SectionLine()
        with Container(id="section"):
            yield from self._lists
        yield Plain("", id="upload")

    def on_mount(self) -> None:
        """Start in the list of files."""
        self.set_title("Importar", self.app.operator)
        self._files.show_empty(
            f"No hay archivos de Excel ni CSV en {self._folder}.",
            "Suba uno con la orden de abajo (y la copia), o escriba la ruta de otro (/).",
        )
        self._pending.show_empty("Ninguna importación quedó a medias.")
        self._batches.show_empty("Todavía no se ha importado nada.")
        line = importing_files.upload_line(self._folder)
        self.query_one("#upload", Plain).show(f" Desde su equipo: {line}")
        self.action_section(0)
        self.action_reload()

    def reason(self, command_id: str) -> str | None:
        """Say why a command has nothing to act on here."""
        current = self._lists[self._open_section].current
        if command_id == "open" and self._open_section == 2:
            return "Una importación hecha solo se puede deshacer (u)."
        if command_id == "open" and current is None:
            return "No hay nada señalado."
        if command_id == "discard" and (self._open_section != 1 or current is None):
            return "Señale una importación sin terminar (sección 2)."
        if command_id == "undo":
            if self._open_section != 2 or current is None:
                return "Señale una importación hecha (sección 3)."
            if current.undone_at:
                return f"Ya la deshizo {current.undone_by}."
        return None

    def shown(self, command_id: str) -> bool:
        """Show in the key line what is for the open section."""
        sections = {"discard": 1, "undo": 2, "copy": 0, "path": 0, "template": 0}
        if command_id in sections:
            return sections[command_id] == self._open_section
        return super().shown(command_id)

    # -- reading -----------------------------------------------------------------------------

    @work(exclusive=True, group="lists")
    async def action_reload(self) -> None:
        """Read the three lists."""
        operator = self.app.operator
        try:
            files, pending, made = await in_thread(
                lambda: (
                    importing_files.newest_files(self._folder),
                    ImportSession.pending(operator),
                    batches.batches(MOST_BATCHES),
                ),
                self,
            )
        except ServiceError as error:
            self.notify(str(error), severity="error")
            files, pending, made = [], [], []
        listed: tuple[Sequence[Any], ...] = (files, pending, made)
        for rows, found in zip(self._lists, listed, strict=True):
            keep = rows.current.id if rows.current else None
            rows.show(found, first_known=True, last_known=True, keep=keep)
        self.ready = True
        self._show_sections()

    def _show_sections(self) -> None:
        pending = len(self._pending)
        labels = ["Archivos", f"Sin terminar ({pending})", "Importaciones"]
        self.query_one(SectionLine).show(labels, self._open_section)
        self.refresh_keys()

    def action_section(self, index: int) -> None:
        """Open a section."""
        self._open_section = index
        for at, rows in enumerate(self._lists):
            rows.display = at == index
        self._lists[index].focus()
        self._show_sections()

    def action_next_section(self, by: int) -> None:
        """Open the next section, around the ends."""
        self.action_section((self._open_section + by) % len(self._lists))

    @on(SectionLine.Chosen)
    def _chosen(self, event: SectionLine.Chosen) -> None:
        event.stop()
        self.action_section(event.index)

    @on(RowList.Highlighted)
    def _highlighted(self, event: RowList.Highlighted) -> None:
        event.stop()
        self.refresh_keys()

    # -- the path ----------------------------------------------------------------------------

    def action_focus_path(self) -> None:
        """Type a path."""
        if not self._path.value:
            self._path.value = f"{self._folder}/"
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
            self._lists[self._open_section].focus()

    @on(TextField.Submitted, "#path")
    def _path_entered(self, event: TextField.Submitted) -> None:
        event.stop()
        typed = clean_line(event.value, 4_000).strip("'\"")
        path = Path(typed).expanduser()
        if not typed:
            self._files.focus()
        elif path.is_dir():
            self._folder = path
            self.action_section(0)
            self.action_reload()
        else:
            self._begin(path)

    # -- opening -----------------------------------------------------------------------------

    @on(RowList.Opened)
    async def _opened(self, event: RowList.Opened) -> None:
        event.stop()
        await self.run_command("open")

    def action_open_current(self) -> None:
        """Open the file or the unfinished import under the cursor."""
        if self._open_section == 0 and self._files.current is not None:
            self._begin(self._files.current.path)
        elif self._open_section == 1 and self._pending.current is not None:
            self._resume(self._pending.current)

    @work(exclusive=True, group="dialog")
    async def _begin(self, path: Path) -> None:
        """Read a file into an import of its own, after asking for the sheet if there are more."""
        operator = self.app.operator
        try:
            book = await in_thread(lambda: open_book(path), self)
        except ServiceError as error:
            self.notify(str(error), severity="error", timeout=12)
            return
        sheet: str | None = None
        visible = [one.name for one in book.sheets if one.visible]
        lists = [name for name in visible if name.casefold() != "contactos"]
        if len(lists) > 1:
            items = [PickItem(name, clean_line(name, 60)) for name in lists]
            sheet = await self.app.push_screen_wait(PickScreen("¿Qué hoja se importa?", items))
            if sheet is None:
                return

        def read(report: Report, stop: threading.Event) -> ImportSession:
            return ImportSession.begin(path, operator, sheet=sheet, progress=report, cancel=stop)

        session = await self.app.push_screen_wait(
            ProgressScreen(f"Leyendo {path.name}", "filas", read)
        )
        self._enter(session)

    @work(exclusive=True, group="dialog")
    async def _resume(self, pending: PendingImport) -> None:
        try:
            session = await in_thread(lambda: ImportSession.resume(pending.id), self)
        except ServiceError as error:
            self.notify(str(error), severity="error")
            return
        self._enter(session)

    def _enter(self, session: ImportSession | ServiceError) -> None:
        from aduanas_tui.screens.import_mapping import ImportMappingScreen

        if isinstance(session, ServiceError):
            self.notify(str(session), severity="error", timeout=12)
            return
        self.app.push_screen(ImportMappingScreen(session), self._left)

    def _left(self, _result: Any) -> None:
        self.action_reload()

    @work(exclusive=True, group="dialog")
    async def action_template(self) -> None:
        """Save a template beside the operator's other downloads, and say how to fetch it."""
        from aduanas_tui.services import downloads
        from aduanas_tui.services.template import write_template

        path = downloads.free_path("plantilla-clientes", ".xlsx")
        try:
            await in_thread(lambda: write_template(path), self)
        except ServiceError as error:
            self.notify(str(error), severity="error")
            return
        line = downloads.fetch_line(path)
        question = ConfirmScreen(
            "Plantilla guardada",
            [str(path), f"Para traerla a su equipo: {line}"],
            "Copiar la orden",
            "Cerrar",
            default_yes=True,
        )
        if await self.app.push_screen_wait(question) and self.app.copy(line):
            self.notify("Copiada: péguela en una terminal de su equipo.")
        self.action_reload()

    # -- commands ----------------------------------------------------------------------------

    def action_copy_scp(self) -> None:
        """Copy the command that brings a file up."""
        if self.app.copy(importing_files.upload_line(self._folder)):
            self.notify("Copiada: péguela en una terminal de su equipo.")

    @work(exclusive=True, group="dialog")
    async def action_discard(self) -> None:
        """Throw an unfinished import away, after asking."""
        pending = self._pending.current
        if pending is None:
            return
        question = ConfirmScreen(
            "¿Descartar esta importación?",
            [pending.file_name, "Se pierden las correcciones hechas; el archivo queda."],
            "Descartar",
            "Cancelar",
        )
        if not await self.app.push_screen_wait(question):
            return
        try:
            await in_thread(lambda: ImportSession.resume(pending.id).discard(), self)
        except ServiceError as error:
            self.notify(str(error), severity="error")
        self.action_reload()

    @work(exclusive=True, group="dialog")
    async def action_undo(self) -> None:
        """Undo an import, after asking; what cannot be undone is named."""
        batch, operator = self._batches.current, self.app.operator
        if batch is None:
            return
        lines = [
            batch.file_name,
            f"{batch.created:,} clientes creados se eliminan y {batch.updated:,} vuelven a como "
            "estaban.",
            "Lo que se cambió o se usó después se deja como está.",
        ]
        question = ConfirmScreen("¿Deshacer importación?", lines, "Deshacer", "Cancelar")
        if not await self.app.push_screen_wait(question):
            return
        try:
            result = await in_thread(lambda: batches.undo_batch(operator, batch.id), self)
        except ServiceError as error:
            self.notify(str(error), severity="error")
        else:
            done = f"Deshecha: {result.deleted:,} eliminados, {result.restored:,} restaurados."
            if result.left:
                names = [*result.left[:10]]
                if len(result.left) > len(names):
                    names.append(f"y {len(result.left) - len(names):,} más")
                await self.app.push_screen_wait(
                    ConfirmScreen("Quedaron como están", [done, *names], "Entendido", "Cerrar")
                )
            else:
                self.notify(done)
        self.action_reload()
