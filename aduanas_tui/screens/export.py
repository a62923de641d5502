"""Exporting from the list: what, in which format, where to; and how to fetch the file."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from threading import Event
from typing import Any, ClassVar, Protocol

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal

from aduanas_tui.domain.search_text import Filters
from aduanas_tui.domain.text import clean_line
from aduanas_tui.screens.base import CANCEL, AduanasModal
from aduanas_tui.screens.confirm import ConfirmScreen
from aduanas_tui.screens.progress import ProgressScreen, Report
from aduanas_tui.screens.questions import QuestionDialog
from aduanas_tui.services.downloads import downloads_folder, fetch_line, free_path
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.exporting import SUFFIXES, Exported, export_clients, format_of
from aduanas_tui.services.lookup import Listing
from aduanas_tui.services.output_file import OutputExistsError, refuse_existing
from aduanas_tui.services.typed_paths import path_typed
from aduanas_tui.terminal.signs import signs
from aduanas_tui.widgets.commands import Command
from aduanas_tui.widgets.entry import ChoiceField
from aduanas_tui.widgets.texts import Plain, TextField

LISTED = "Los de la lista"
EVERYBODY = "Todos, también los inactivos"
FORMATS = {"Excel (.xlsx)": ".xlsx", "CSV (.csv)": ".csv"}
_LONGEST_PATH = 1_000


class ExportDialog(QuestionDialog[Any]):
    """Asks what to export and where to, writes it, and returns what was written.

    The dialog stays open while the file cannot be written, so that another place can be typed.

    Args:
        subject: label of the first question.
        choices: its answers; the first one is proposed.
        words: what narrows what is exported.
        name: of the file that is proposed, without its end.
        unit: what the progress counts.

    """

    CSS_PATH = "export.tcss"
    HELP_TITLE = "Exportar"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("apply", ("f2", "ctrl+g", "ctrl+s"), "Exportar", "Escribe el archivo.", "apply"),
        CANCEL,
    )

    def __init__(
        self, subject: str, choices: Sequence[str], words: str, name: str, unit: str
    ) -> None:
        super().__init__("Exportar")
        self._subject = subject
        self._words = words
        self._unit = unit
        self._which = ChoiceField(choices[0], tuple(choices))
        self._format = ChoiceField(next(iter(FORMATS)), tuple(FORMATS))
        proposed = free_path(name, ".xlsx")
        self._path = TextField(str(proposed))
        self._proposed = str(proposed.with_suffix(""))

    def write(self, path: Path, replace: bool, report: Report, stop: Event) -> Any:
        """Write the file in a thread and return what was written."""
        raise NotImplementedError

    def compose_body(self) -> ComposeResult:
        """Yield one line for each question, and the keys."""
        for label, entry in (
            (self._subject, self._which),
            ("Formato", self._format),
            ("Archivo", self._path),
        ):
            opens = f" {signs().open}" if isinstance(entry, ChoiceField) else ""
            with Horizontal(classes="question"):
                yield Plain(f"{label}{opens}", classes="label")
                yield entry
            if entry is self._which:
                yield Plain(self._words, id="words")
        yield self.keys_text("apply", "choices", "cancel")

    def on_mount(self) -> None:
        """Start at the first question; the end of the path is what one changes."""
        self._which.focus()
        self._path.cursor_position = len(self._path.value)

    @on(TextField.Changed)
    def _changed(self, event: TextField.Changed) -> None:
        """Let the end of the path follow the format."""
        event.stop()
        suffix = FORMATS.get(self._format.value)
        path = Path(self._path.value)
        if event.control is self._format and suffix and path.suffix.lower() in SUFFIXES:
            self._path.value = str(path.with_suffix(suffix))

    @work(exclusive=True, group="dialog")
    async def action_apply(self) -> None:
        """Write the file, asking before another one is replaced."""
        if not self.options_chosen((self._which, self._format), blank_is_first=False):
            return
        path = self._chosen_path()
        try:
            replace = await self._may_write(path)
            if replace is None:
                return
            outcome = await self.app.push_screen_wait(
                ProgressScreen(
                    "Exportando",
                    self._unit,
                    lambda report, stop: self.write(path, replace, report, stop),
                )
            )
            if isinstance(outcome, ServiceError):
                raise outcome
        except ServiceError as error:
            self.notify(str(error), severity="error")
            self._path.focus()
            return
        self.dismiss(outcome)

    def _chosen_path(self) -> Path:
        """Return the path typed: below the downloads when it is relative, with an end.

        Nothing is below the proposed file: a path typed after its name counts by itself.
        """
        typed = clean_line(self._path.value, _LONGEST_PATH)
        for suffix in SUFFIXES:
            later = typed.removeprefix(f"{self._proposed}{suffix}")
            if later.startswith(("/", "~/")):
                typed = later
        path = path_typed(typed, downloads_folder())
        if path.suffix or os.path.isdir(path):  # noqa: PTH112 - both take any text
            return path
        return path.with_name(path.name + FORMATS[self._format.value])

    async def _may_write(self, path: Path) -> bool | None:
        """Return whether a file is there that may be replaced; ``None`` when it may not.

        Raises:
            ServiceError: nothing can be written there.

        """
        format_of(path)
        try:
            refuse_existing(path, replace=False)
        except OutputExistsError:
            refuse_existing(path, replace=True)
            question = ConfirmScreen(
                "¿Reemplazar el archivo?", [f"Ya existe {path}."], "Reemplazar", "No"
            )
            return True if await self.app.push_screen_wait(question) else None
        return False


class ExportScreen(ExportDialog):
    """Exports the clients of the list; ``words`` say what narrows it."""

    HELP = (
        "Escribe los clientes en un archivo de Excel o CSV, con sus contactos y lo que se sabe de "
        "sus operaciones. El archivo queda en el servidor; al terminar se muestra la orden que lo "
        "trae a su computadora."
    )

    def __init__(self, listing: Listing, words: Sequence[str]) -> None:
        narrowed = f"En la lista: {', '.join(words)}."
        super().__init__("Clientes", (LISTED, EVERYBODY), narrowed, "clientes", "clientes")
        self._listing = listing

    def write(self, path: Path, replace: bool, report: Report, stop: Event) -> Exported:
        """Write the clients."""
        listing = self._listing
        if self._which.value == EVERYBODY:
            listing = Listing(filters=Filters(active=None))
        return export_clients(listing, path, replace=replace, progress=report, cancel=stop)


class Written(Protocol):
    """What an export tells when it is done."""

    @property
    def path(self) -> Path:
        """Where the file is."""
        ...

    def in_words(self) -> str:
        """Return what it holds."""
        ...


class ExportedScreen(AduanasModal[None]):
    """Tells where the file is and how to bring it to the operator's computer."""

    KEYS_PLACE = "exportado"
    CSS_PATH = "export.tcss"
    HELP_TITLE = "Exportado"
    HELP = (
        "La orden se ejecuta en su computadora, no aquí: cópiela con y, y péguela en una terminal "
        "de su computadora."
    )
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("copy", ("y",), "Copiar", "Copia la orden que trae el archivo.", "copy_line"),
        Command("cancel", ("escape", "enter"), "Cerrar", "Vuelve a la lista.", "cancel"),
    )

    def __init__(self, done: Written) -> None:
        super().__init__(f"{signs().ok} {done.in_words()}")
        self._done = done
        self._line = fetch_line(done.path)

    def compose_body(self) -> ComposeResult:
        """Yield the path and the command, each whole."""
        yield Plain("Quedaron en", classes="caption")
        yield Plain(str(self._done.path), classes="whole")
        yield Plain("Para traerlo, en su computadora:", classes="caption")
        yield Plain(self._line, classes="whole")
        yield Plain("y Copiar la orden   Intro Cerrar", id="keys")

    def action_copy_line(self) -> None:
        """Copy the command to the clipboard of the operator's computer."""
        if self.app.copy(self._line):
            self.notify("Orden copiada: péguela en una terminal de su computadora.")
