"""Which column of a file is which field: asked only where something is doubtful or missing."""

from __future__ import annotations

import threading
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult

from aduanas_tui.domain.fields import Field, field
from aduanas_tui.domain.text import clean_line
from aduanas_tui.screens.ask import AskScreen
from aduanas_tui.screens.base import BACK, AduanasScreen
from aduanas_tui.screens.import_columns import (
    IGNORED,
    MappingRow,
    contact_targets,
    key_of,
    layout_words,
    mapping_columns,
    mapping_rows,
    target_words,
)
from aduanas_tui.screens.import_texts import ignored_columns
from aduanas_tui.screens.jobs import in_thread
from aduanas_tui.screens.pick import PickScreen
from aduanas_tui.screens.progress import ProgressScreen, Report
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.importing.records import RecordKind
from aduanas_tui.services.importing.session import ImportSession
from aduanas_tui.services.importing.verdict import FROM_RTN
from aduanas_tui.services.sheets import ENCODINGS
from aduanas_tui.terminal.signs import signs
from aduanas_tui.widgets.commands import Command
from aduanas_tui.widgets.picklist import PickItem
from aduanas_tui.widgets.row_list import RowList
from aduanas_tui.widgets.texts import Plain

_MISSING = "El archivo no trae esta columna. Se puede dar un mismo valor a todas las filas."


def _of(record: RecordKind) -> str:
    return f"de la {record.one}" if record.feminine else f"del {record.one}"


class ImportMappingScreen(AduanasScreen[None]):
    """Asks about doubtful columns, then checks all rows and opens the preview."""

    KEYS_PLACE = "columnas"
    PLACE = "clients"
    CSS_PATH = "import_mapping.tcss"
    ready = False
    HELP_TITLE = "Columnas del archivo"
    HELP = (
        "Las columnas dudosas llevan un signo: Intro elige a qué campo van. A un campo obligatorio "
        "que el archivo no trae se le puede dar un mismo valor para todas las filas. Lo elegido "
        "se recuerda para los archivos con los mismos encabezados."
    )
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("choose", ("enter",), "Elegir", "Elige a qué campo va la columna.", "choose"),
        Command("check", ("f2", "ctrl+g", "ctrl+s"), "Seguir", "Revisa todas las filas.", "check"),
        Command("header", ("h",), "Encabezados", "Cambia la fila de encabezados.", "header"),
        Command("encoding", ("k",), "Codificación", "Cambia la codificación.", "encoding"),
        Command("separator", ("p",), "Separador", "Cambia el separador.", "separator"),
        Command("erase", ("b",), "Vacía borra", "Una celda vacía borra el dato guardado.", "erase"),
        BACK,
    )

    def __init__(self, session: ImportSession) -> None:
        super().__init__()
        self._session = session
        self._targets: dict[int, str] = {}
        self._fill: dict[str, str] = {}
        self._erase: set[str] = set()
        self._settled: set[int] = set()
        self._facts = Plain("", id="facts")
        self._record = session.record
        self._rows: RowList[MappingRow] = RowList(mapping_columns(self._record), id="rows")
        self._ignored = Plain("", id="ignored")

    def compose_body(self) -> ComposeResult:
        """Yield what is known of the file, its columns, and what is ignored."""
        yield self._facts
        yield self._rows
        yield self._ignored

    def on_mount(self) -> None:
        """Ask only if there is something to ask."""
        self._take_columns()
        self._rows.focus()
        self.ready = True
        if self._session.is_checked:
            self._preview()
        elif not self._session.doubtful and not self._session.missing_required:
            self._check()

    def reason(self, command_id: str) -> str | None:
        """Say why a command has nothing to act on."""
        row = self._rows.current
        if command_id in ("choose", "erase") and row is None:
            return "No hay ninguna columna señalada."
        if command_id == "erase" and row is not None and not key_of(self._record, row.target):
            return f"Esa columna no va a un campo {_of(self._record)}."
        if command_id in ("encoding", "separator") and self._session.book_facts.separator is None:
            return "Solo los archivos de texto (CSV) la tienen."
        return None

    def shown(self, command_id: str) -> bool:
        """Leave out what is only for text files."""
        if command_id in ("encoding", "separator"):
            return self.reason(command_id) is None
        return super().shown(command_id)

    # -- what is shown -----------------------------------------------------------------------

    def _take_columns(self) -> None:
        """Start from what the columns were said to be, or are taken for.

        A type that is missing is offered from the RTN.
        """
        session = self._session
        said = session.targets if session.is_mapped else None
        self._targets = {
            match.index: match.target if said is None else said.get(match.index, IGNORED)
            for match in session.matches
        }
        self._fill, self._erase = session.fill, set(session.erase)
        self._settled.clear()
        missing = {item.key for item in session.missing_required}
        if "kind" in missing and "rtn" not in missing:
            self._fill.setdefault("kind", FROM_RTN)
        self._show()

    def _show(self) -> None:
        session, facts = self._session, self._session.book_facts
        self.set_title(f"Importar {signs().crumb} {facts.file_name} {signs().crumb} Columnas")
        self._facts.show(f" {self._record.title} {signs().dot} {layout_words(facts)}")
        doubtful = {match.index for match in session.doubtful} - self._settled
        rows = mapping_rows(
            self._record, session.headers, self._targets, doubtful, self._fill, self._erase
        )
        keep = self._rows.current.id if self._rows.current else None
        self._rows.show(rows, first_known=True, last_known=True, keep=keep)
        ignored = ignored_columns(session.headers, self._targets)
        self._ignored.show(f" No se importan: {ignored}" if ignored else "")
        self.refresh_keys()

    # -- choosing ----------------------------------------------------------------------------

    @on(RowList.Opened)
    async def _opened(self, event: RowList.Opened) -> None:
        event.stop()
        await self.run_command("choose")

    @work(exclusive=True, group="dialog")
    async def action_choose(self) -> None:
        """Choose the field of a column, or the value of a missing field."""
        row = self._rows.current
        if row is None:
            return
        if row.missing:
            await self._fill_in(field(self._record.fields, row.missing))
            return
        items = [PickItem(IGNORED, "No importar")]
        items += [PickItem(item.column, item.label) for item in self._record.fields]
        record = self._record
        items += [
            PickItem(one, target_words(record, one))
            for one in contact_targets(record, self._targets)
        ]
        chosen = await self.app.push_screen_wait(
            PickScreen(f"¿A qué campo va «{row.header}»?", items, row.target)
        )
        if chosen is None:
            return
        for index, target in self._targets.items():
            if target == chosen and chosen != IGNORED:
                self._targets[index] = IGNORED
        self._targets[row.id] = chosen
        self._settled.add(row.id)
        self._show()

    async def _fill_in(self, item: Field) -> None:
        """Ask for the one value of a required field that no column brings."""
        before = self._fill.get(item.key, "")
        if item.choices:
            labels = [one.label for one in item.choices]
            items = [PickItem(label, label) for label in labels]
            if item.key == "kind":
                items.insert(0, PickItem(FROM_RTN, "Según el RTN de cada fila"))
            text = await self.app.push_screen_wait(PickScreen(item.label, items, before))
        else:
            asked = await self.app.push_screen_wait(AskScreen(item.label, [_MISSING], item, before))
            text = asked.text if asked is not None else None
        if text is not None:
            self._fill[item.key] = text
            self._show()

    def action_erase(self) -> None:
        """Let blank cells of a column erase what is stored, or keep it."""
        row = self._rows.current
        if row is not None:
            self._erase ^= {key_of(self._record, row.target)}
            self._show()

    # -- how the file is read ----------------------------------------------------------------

    @work(exclusive=True, group="dialog")
    async def action_header(self) -> None:
        """Choose the row with the headers from the first rows."""
        session = self._session
        try:
            rows = await in_thread(lambda: session.first_rows(20), self)
        except ServiceError as error:
            self.notify(str(error), severity="error")
            return
        items = [
            PickItem(
                str(row.number),
                clean_line(f"{row.number}: {' | '.join(cell.text for cell in row.cells)}", 70),
            )
            for row in rows
        ]
        chosen = await self.app.push_screen_wait(
            PickScreen(
                "¿En qué fila están los encabezados?", items, str(session.book_facts.header_row)
            )
        )
        if chosen is not None:
            await self._read_again(header_row=int(chosen))

    @work(exclusive=True, group="dialog")
    async def action_encoding(self) -> None:
        """Choose the encoding of a text file."""
        items = [PickItem(name, name) for name in ENCODINGS]
        now = self._session.book_facts.encoding or ""
        chosen = await self.app.push_screen_wait(PickScreen("Codificación", items, now))
        if chosen is not None:
            await self._read_again(encoding=chosen)

    @work(exclusive=True, group="dialog")
    async def action_separator(self) -> None:
        """Choose the separator of a text file."""
        names = {";": "punto y coma ;", ",": "coma ,", "\t": "tabulador", "|": "barra |"}
        items = [PickItem(sign, name) for sign, name in names.items()]
        now = self._session.book_facts.separator or ""
        chosen = await self.app.push_screen_wait(PickScreen("Separador", items, now))
        if chosen is not None:
            await self._read_again(separator=chosen)

    async def _read_again(self, **layout: Any) -> None:
        session = self._session

        def read(report: Report, stop: threading.Event) -> None:
            session.set_layout(**layout, progress=report, cancel=stop)

        result = await self.app.push_screen_wait(ProgressScreen("Leyendo", "filas", read))
        if isinstance(result, ServiceError):
            self.notify(str(result), severity="error", timeout=12)
            return
        self._take_columns()

    # -- going on ----------------------------------------------------------------------------

    def action_check(self) -> None:
        """Check all rows with what was chosen."""
        self._check()

    @work(exclusive=True, group="dialog")
    async def _check(self) -> None:
        session = self._session
        targets, fill, erase = dict(self._targets), dict(self._fill), frozenset(self._erase)

        def check(report: Report, stop: threading.Event) -> None:
            session.set_mapping(targets, fill=fill, erase=erase)
            session.check(progress=report, cancel=stop)

        result = await self.app.push_screen_wait(ProgressScreen("Revisando", "filas", check))
        if isinstance(result, ServiceError):
            self.notify(str(result), severity="error", timeout=12)
            return
        self._preview()

    def _preview(self) -> None:
        from aduanas_tui.screens.import_preview import ImportPreviewScreen

        self.app.push_screen(ImportPreviewScreen(self._session), self._preview_left)

    def _preview_left(self, outcome: str | None) -> None:
        """Stay here when the operator came back to the columns."""
        if outcome == "columns":
            self._take_columns()
        else:
            self.dismiss(None)

    def on_unmount(self) -> None:
        """Let go of the staged file; an unfinished import stays for later."""
        self._session.close()
