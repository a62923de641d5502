"""Which column of a file is which field: asked only where something is doubtful or missing."""

from __future__ import annotations

import threading
from typing import Any, ClassVar, NamedTuple

from textual import on, work
from textual.app import ComposeResult

from aduanas_tui.domain.client_fields import CLIENT_FIELDS
from aduanas_tui.domain.fields import Field, field
from aduanas_tui.screens.ask import AskScreen
from aduanas_tui.screens.base import BACK, AduanasScreen
from aduanas_tui.screens.jobs import in_thread
from aduanas_tui.screens.pick import PickScreen
from aduanas_tui.screens.progress import ProgressScreen, Report
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.importing.session import ImportSession
from aduanas_tui.terminal.signs import signs
from aduanas_tui.widgets.cells import fit
from aduanas_tui.widgets.columns import Column
from aduanas_tui.widgets.commands import Command
from aduanas_tui.widgets.picklist import PickItem
from aduanas_tui.widgets.row_list import RowList
from aduanas_tui.widgets.texts import Plain

IGNORED = ""
_BY_COLUMN = {item.column: item for item in CLIENT_FIELDS}


class MappingRow(NamedTuple):
    """One column of the file, or one required field that no column brings."""

    id: int
    header: str
    target: str
    doubtful: bool
    missing: str = ""
    """Key of the required field that is missing."""
    fill: str = ""
    erases: bool = False


def target_words(target: str) -> str:
    """Return a target as an operator reads it."""
    if target == IGNORED:
        return "no se importa"
    if target.startswith("contacto."):
        _, number, column = target.split(".", 2)
        return f"Contacto {number}: {column}"
    return _BY_COLUMN[target].label if target in _BY_COLUMN else target


def _what(row: MappingRow, cells: int) -> str:
    if row.missing:
        words = f"todas: {row.fill}" if row.fill else f"{signs().error} falta: Intro lo llena"
    else:
        doubt = f"{signs().warning} " if row.doubtful else ""
        words = f"{doubt}{target_words(row.target)}"
        if row.erases:
            words += " (vacía borra)"
    return fit(words, cells)


_COLUMNS: tuple[Column[MappingRow], ...] = (
    Column(
        "header",
        "Columna del archivo",
        0,
        lambda row, _: row.header if not row.missing else signs().none,
    ),
    Column(
        "field",
        "Campo que falta",
        24,
        lambda row, _: field(CLIENT_FIELDS, row.missing).label if row.missing else "",
        from_width=70,
    ),
    Column("target", "Va a", 32, _what),
)


class ImportMappingScreen(AduanasScreen[None]):
    """Asks about doubtful columns, then checks all rows and opens the preview."""

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
        Command("erase", ("b",), "Vacía borra", "Una celda vacía borra el dato guardado.", "erase"),
        Command("header", ("h",), "Encabezados", "Cambia la fila de encabezados.", "header"),
        Command("encoding", ("k",), "Codificación", "Cambia la codificación.", "encoding"),
        Command("separator", ("p",), "Separador", "Cambia el separador.", "separator"),
        Command("check", ("f2", "ctrl+s"), "Seguir", "Revisa todas las filas.", "check"),
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
        self._rows: RowList[MappingRow] = RowList(_COLUMNS, id="rows")
        self._ignored = Plain("", id="ignored")

    def compose_body(self) -> ComposeResult:
        """Yield what is known of the file, its columns, and what is ignored."""
        yield self._facts
        yield self._rows
        yield self._ignored

    def on_mount(self) -> None:
        """Ask only if there is something to ask."""
        self._take_matches()
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
        if command_id == "erase" and row is not None and row.target not in _BY_COLUMN:
            return "Esa columna no va a un campo del cliente."
        if command_id in ("encoding", "separator") and self._session.book_facts.separator is None:
            return "Solo los archivos de texto (CSV) la tienen."
        return None

    def shown(self, command_id: str) -> bool:
        """Leave out what is only for text files."""
        if command_id in ("encoding", "separator"):
            return self.reason(command_id) is None
        return super().shown(command_id)

    # -- what is shown -----------------------------------------------------------------------

    def _take_matches(self) -> None:
        self._targets = {match.index: match.target for match in self._session.matches}
        self._settled.clear()
        self._show()

    def _show(self) -> None:
        session, facts = self._session, self._session.book_facts
        self.set_title(f"Importar {signs().crumb} {facts.file_name} {signs().crumb} Columnas")
        parts = [f"hoja «{facts.sheet}»"] if facts.sheet else []
        parts.append(f"encabezados en la fila {facts.header_row}")
        if facts.separator is not None:
            separator = {"\t": "tabulador"}.get(facts.separator, facts.separator)
            parts.append(f"separador {separator} {signs().dot} {facts.encoding}")
        if facts.already_imported is not None:
            at = f"{facts.already_imported.at.astimezone():%d/%m/%Y %H:%M}"
            parts.append(f"{signs().warning} ya se importó el {at}")
        self._facts.show(f" {f' {signs().dot} '.join(parts)}")
        doubtful = {match.index for match in session.doubtful} - self._settled
        rows = [
            MappingRow(
                match.index,
                match.header,
                self._targets[match.index],
                match.index in doubtful,
                erases=self._key_of(self._targets[match.index]) in self._erase,
            )
            for match in session.matches
        ]
        taken = set(self._targets.values())
        for number, item in enumerate(CLIENT_FIELDS):
            if item.required and item.column not in taken:
                fill = self._fill.get(item.key, "")
                rows.append(
                    MappingRow(10_000 + number, "", IGNORED, False, missing=item.key, fill=fill)
                )
        rows.sort(key=lambda row: (not row.doubtful, not row.missing))
        keep = self._rows.current.id if self._rows.current else None
        self._rows.show(rows, first_known=True, last_known=True, keep=keep)
        ignored = [match.header for match in session.matches if self._targets[match.index] == ""]
        words = f" No se importan: {', '.join(ignored)}" if ignored else ""
        self._ignored.show(words)
        self.refresh_keys()

    @staticmethod
    def _key_of(target: str) -> str:
        return _BY_COLUMN[target].key if target in _BY_COLUMN else ""

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
            await self._fill_in(field(CLIENT_FIELDS, row.missing))
            return
        items = [PickItem(IGNORED, "No importar")]
        items += [PickItem(item.column, item.label) for item in CLIENT_FIELDS]
        if row.target.startswith("contacto."):
            items.append(PickItem(row.target, target_words(row.target)))
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
        lines = ["El archivo no trae esta columna. Se puede dar un mismo valor a todas las filas."]
        asked = await self.app.push_screen_wait(
            AskScreen(item.label, lines, item, self._fill.get(item.key, ""))
        )
        if asked is not None:
            self._fill[item.key] = asked.text
            self._show()

    def action_erase(self) -> None:
        """Let blank cells of a column erase what is stored, or keep it."""
        row = self._rows.current
        if row is not None:
            self._erase ^= {self._key_of(row.target)}
            self._show()

    # -- how the file is read ----------------------------------------------------------------

    @work(exclusive=True, group="dialog")
    async def action_header(self) -> None:
        """Choose the row with the headers from the first rows."""
        session = self._session
        rows = await in_thread(lambda: session.first_rows(20), self)
        items = [
            PickItem(str(row.number), f"{row.number}: {' | '.join(c.text for c in row.cells)}"[:70])
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
        names = ["utf-8", "cp1252", "latin-1", "utf-16"]
        chosen = await self.app.push_screen_wait(
            PickScreen("Codificación", [PickItem(name, name) for name in names])
        )
        if chosen is not None:
            await self._read_again(encoding=chosen)

    @work(exclusive=True, group="dialog")
    async def action_separator(self) -> None:
        """Choose the separator of a text file."""
        names = {";": "punto y coma ;", ",": "coma ,", "\t": "tabulador", "|": "barra |"}
        chosen = await self.app.push_screen_wait(
            PickScreen("Separador", [PickItem(sign, name) for sign, name in names.items()])
        )
        if chosen is not None:
            await self._read_again(separator=chosen)

    async def _read_again(self, **layout: Any) -> None:
        try:
            await in_thread(lambda: self._session.set_layout(**layout), self)
        except ServiceError as error:
            self.notify(str(error), severity="error", timeout=12)
            return
        self._take_matches()

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
            self._take_matches()
        else:
            self.dismiss(None)

    def on_unmount(self) -> None:
        """Let go of the staged file; an unfinished import stays for later."""
        self._session.close()
