"""The preview of an import: every row, what it will do, and mending it in place."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from textual import events, on, work
from textual.app import ComposeResult

from aduanas_tui.domain.client_fields import CLIENT_FIELDS
from aduanas_tui.domain.fields import clean_field, field
from aduanas_tui.screens.ask import AskScreen
from aduanas_tui.screens.base import BACK, AduanasScreen
from aduanas_tui.screens.confirm import ConfirmScreen
from aduanas_tui.screens.import_detail import ImportDetailScreen
from aduanas_tui.screens.import_rows import ImportRows
from aduanas_tui.screens.import_texts import (
    LABELS,
    confirm_lines,
    problem_sign,
    summary_words,
    worst,
)
from aduanas_tui.screens.jobs import in_thread
from aduanas_tui.screens.pick import PickScreen
from aduanas_tui.screens.progress import ProgressScreen, Report
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.importing.session import ImportSession, PreviewRow, Result, Summary, View
from aduanas_tui.terminal.signs import signs
from aduanas_tui.widgets.commands import Command
from aduanas_tui.widgets.picklist import PickItem
from aduanas_tui.widgets.row_list import RowList
from aduanas_tui.widgets.texts import Plain

VIEWS = {
    "all": "Todas las filas",
    "new": "Nuevas",
    "updates": "Actualizan",
    "problems": "Con problemas",
    "errors": "Con error",
    "unchanged": "Iguales a lo guardado",
    "skipped": "Omitidas",
}
IF_EXISTS = {"omitir": "actualizar", "actualizar": "omitir"}


COLUMNS = "columns"
CONFIRMED = "confirmed"


class ImportPreviewScreen(AduanasScreen[str | None]):
    """Returns ``CONFIRMED``, ``COLUMNS`` to go back to them, or ``None``: it waits for later."""

    PLACE = "clients"
    CSS_PATH = "import_preview.tcss"
    ready = False
    HELP_TITLE = "Vista previa de la importación"
    HELP = (
        "Nada se ha guardado todavía. Intro corrige el problema de la fila; al aceptar se pasa al "
        "error siguiente. Las filas con error no estorban: al confirmar quedan fuera y se pueden "
        "guardar en un archivo para corregirlas en Excel. Al salir, la importación espera en "
        "Importar, sección 2."
    )
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("fix", ("enter",), "Corregir", "Corrige el problema de la fila.", "fix"),
        Command("next", ("s",), "Sig. error", "Va al error siguiente.", "next_problem(False)"),
        Command(
            "confirm", ("f2", "ctrl+s"), "Confirmar", "Guarda todo lo que está bien.", "confirm"
        ),
        Command(
            "previous",
            ("S", "b"),
            "Error anterior",
            "Va al error anterior.",
            "next_problem(True)",
            show=False,
        ),
        Command(
            "fix_equal",
            ("equals_sign",),
            "Iguales",
            "Corrige el problema; F6 al aceptar corrige también las celdas iguales.",
            "fix",
            show=False,
        ),
        Command("skip", ("o",), "Omitir", "Omite la fila, o la vuelve a tomar.", "toggle_skip"),
        Command("undo", ("u",), "Deshacer", "Deshace el último paso.", "undo_step"),
        Command("view", ("f",), "Ver", "Elige qué filas se ven.", "choose_view"),
        Command("detail", ("d",), "Detalle", "Muestra y corrige toda la fila.", "detail"),
        Command(
            "if_exists",
            ("a",),
            "Actualizar u omitir",
            "Cambia qué se hace con la fila de un cliente que ya existe.",
            "toggle_if_exists(False)",
            show=False,
        ),
        Command(
            "if_exists_all",
            ("A", "t"),
            "Actualizar u omitir todas",
            "Lo mismo para todas las filas de clientes que ya existen.",
            "toggle_if_exists(True)",
            show=False,
        ),
        Command(
            "reactivate",
            ("r",),
            "Reactivar",
            "Reactiva el cliente inactivo de la fila al confirmar.",
            "toggle_reactivate",
            show=False,
        ),
        Command(
            "columns",
            ("c",),
            "Columnas",
            "Vuelve a las columnas, los encabezados y la codificación.",
            "columns",
            show=False,
        ),
        BACK,
    )

    def __init__(self, session: ImportSession) -> None:
        super().__init__()
        self._session = session
        self._summary: Summary | None = None
        self._if_exists = session.if_exists
        self._counts = Plain("", id="counts")
        self._line = Plain("", id="view-line")
        self._message = Plain("", id="message")
        self._rows = ImportRows(session, id="rows")

    def compose_body(self) -> ComposeResult:
        """Yield counts, view, rows and the problem of the current row."""
        yield self._counts
        yield self._line
        yield self._rows
        yield self._message

    def on_mount(self) -> None:
        """Start at the first error, else with the problems, if there are any."""
        facts = self._session.book_facts
        sheet = f" {signs().dot} hoja «{facts.sheet}»" if facts.sheet else ""
        text = f" {signs().dot} {facts.separator} {facts.encoding}" if facts.separator else ""
        title = f"Importar {signs().crumb} {facts.file_name}{sheet}{text}"
        self.set_title(title, f"encabezados en la fila {facts.header_row}")
        self._rows.focus()
        self._tell_of_the_file()
        self._start()

    def _tell_of_the_file(self) -> None:
        """Say what one should know before looking at the rows."""
        session = self._session
        before = session.book_facts.already_imported
        if before is not None:
            at = f"{before.at.astimezone():%d/%m/%Y %H:%M}"
            message = f"Este archivo ya se importó el {at} ({before.operator})."
            self.notify(message, severity="warning", timeout=12)
        ignored = [one.header for one in session.matches if not session.targets.get(one.index)]
        if ignored:
            self.notify(f"No se importan estas columnas (c): {', '.join(ignored)}", timeout=10)

    @work(exclusive=True, group="summary")
    async def _start(self) -> None:
        summary = await self._read_summary()
        which = "problems" if summary is not None and summary.con_problemas else "all"
        first: int | None = None
        if summary is not None and summary.error:
            session = self._session
            try:
                first = await in_thread(lambda: session.next_problem(None, errors_only=True))
            except ServiceError as error:
                self.notify(str(error), severity="error")
        self._rows.find(View(which), first, first)

    def key_must_wait(self, event: events.Event) -> bool:
        """Hold keys back while rows are being read."""
        return super().key_must_wait(event) or self._rows.is_pending or self._rows.is_waiting

    @contextmanager
    def _holding_keys(self) -> Iterator[None]:
        """Hold keys back over several jobs: what is typed is meant for what they show."""
        self.jobs += 1
        try:
            yield
        finally:
            self.jobs -= 1

    def reason(self, command_id: str) -> str | None:
        """Say why a command has nothing to act on."""
        row = self._rows.current
        on_row = ("fix", "fix_equal", "skip", "detail", "if_exists", "reactivate")
        if command_id in on_row and row is None:
            return "No hay ninguna fila señalada."
        if command_id == "if_exists" and row is not None and row.client_id is None:
            return "Esta fila no es de un cliente que ya exista."
        if command_id == "reactivate" and row is not None and row.other_active is not False:
            return "El cliente de esta fila no está inactivo."
        if command_id == "confirm" and self._summary is not None:
            summary = self._summary
            if not summary.crear and not summary.actualizar:
                return "No hay nada que guardar: ninguna fila crea ni cambia un cliente."
        return None

    # -- what is shown -----------------------------------------------------------------------

    async def _read_summary(self) -> Summary | None:
        try:
            summary = await in_thread(self._session.summary, self)
        except ServiceError as error:
            self.notify(str(error), severity="error")
            return None
        self._summary = summary
        self._counts.show(f" {summary_words(summary)}")
        self._show_view()
        self.refresh_keys()
        return summary

    def _show_view(self) -> None:
        view, summary = self._rows.view, self._summary
        if summary is None:
            return
        words = VIEWS.get(view.which, "")
        if view.code:
            words = next((label for code, label, _ in summary.kinds if code == view.code), words)
        exists = f"clientes que ya existen: {self._if_exists}"
        self._line.show(f" Mostrar: {words} {signs().dot} {exists}")

    @on(RowList.Highlighted)
    def _highlighted(self, event: RowList.Highlighted) -> None:
        event.stop()
        self._show_message(event.row)
        self.refresh_keys()

    def _show_message(self, row: PreviewRow | None) -> None:
        problem = worst(row) if row is not None else None
        if row is None:
            self._message.show("")
        elif problem is not None:
            label = LABELS.get(problem.field, "")
            others = f" (y {len(row.problems) - 1} más: d)" if len(row.problems) > 1 else ""
            text = f" {problem_sign(problem)} {label}: {problem.message}{others}"
            self._message.show(text)
        elif row.differences:
            parts = [
                f"{LABELS.get(key, key)}: {old or signs().none} → {new or signs().none}"
                for key, (old, new) in row.differences.items()
            ]
            self._message.show(f" Cambia {f' {signs().dot} '.join(parts)}")
        else:
            self._message.show("")

    @on(ImportRows.Listed)
    def _listed(self, event: ImportRows.Listed) -> None:
        event.stop()
        self.ready = True
        self._rows.show_empty("Ninguna fila aquí. f muestra otras; F2 confirma.")
        self._show_view()
        self._show_message(self._rows.current)
        self.refresh_keys()

    @on(ImportRows.Failed)
    def _failed(self, event: ImportRows.Failed) -> None:
        event.stop()
        self.ready = True
        self.notify(event.sentence, severity="error")

    # -- moving ------------------------------------------------------------------------------

    def action_choose_view(self) -> None:
        """Choose which rows are shown."""
        summary = self._summary
        if summary is None:
            return
        counts = {
            "all": summary.filas,
            "new": summary.crear,
            "updates": summary.actualizar,
            "problems": summary.con_problemas,
            "errors": summary.error,
            "unchanged": summary.sin_cambios,
            "skipped": summary.omitir,
        }
        items = [PickItem(which, label, f"{counts[which]:,}") for which, label in VIEWS.items()]
        items += [
            PickItem(f"code:{code}", label, f"{count:,}") for code, label, count in summary.kinds
        ]
        self.app.push_screen(
            PickScreen("¿Qué filas se ven?", items, self._rows.view.which), self._chosen
        )

    def _chosen(self, which: str | None) -> None:
        if which is None:
            return
        if which.startswith("code:"):
            self._rows.find(View("problems", which.removeprefix("code:")))
        else:
            self._rows.find(View(which))

    @work(exclusive=True, group="move")
    async def action_next_problem(self, backwards: bool) -> None:
        """Go to the next row with an error; when there is none, to the next with a problem."""
        await self._go_to_problem(backwards)

    async def _go_to_problem(self, backwards: bool = False) -> None:
        row = self._rows.current
        here = row.id if row is not None else 0
        session = self._session

        def find() -> int | None:
            for errors_only in (True, False):
                for start in (here, None):
                    number = session.next_problem(start, backwards, errors_only)
                    if number is not None and number != here:
                        return number
            return None

        try:
            number = await in_thread(find, self)
        except ServiceError as error:
            self.notify(str(error), severity="error")
            return
        if number is None:
            self.notify("No queda ningún otro problema.")
            return
        view = self._rows.view if self._rows.view.which in ("all", "problems") else View("problems")
        self._rows.find(view, number, number)

    # -- mending -----------------------------------------------------------------------------

    @on(RowList.Opened)
    async def _opened(self, event: RowList.Opened) -> None:
        event.stop()
        await self.run_command("fix")

    def action_fix(self) -> None:
        """Correct the problem of the current row; a row without one is shown whole."""
        row = self._rows.current
        if row is None:
            return
        problem = worst(row)
        if problem is None or problem.field not in LABELS:
            self.action_detail()
        else:
            self._ask(row, problem.field, then_next=True)

    @work(exclusive=True, group="dialog")
    async def _ask(self, row: PreviewRow, key: str, then_next: bool) -> None:
        session = self._session
        item = field(CLIENT_FIELDS, key)
        try:
            equals = await in_thread(lambda: session.equal_cells(row.id, key), self)
        except ServiceError as error:
            self.notify(str(error), severity="error")
            return
        lines = [f"Fila {row.id:,} {signs().dot} {row.shown.get('name', '')}"]
        text = row.shown.get(key, "")
        said_by_the_dialog = {problem.message for problem in clean_field(item, text).problems}
        lines += [
            f"{problem_sign(one)} {one.message}"
            for one in row.problems
            if one.field == key and one.message not in said_by_the_dialog
        ]
        asked = await self.app.push_screen_wait(AskScreen(item.label, lines, item, text, equals))
        if asked is None:
            return

        def apply() -> int:
            if asked.for_all:
                return session.apply_to_equals(row.id, key, asked.text)
            session.set_cell(row.id, key, asked.text)
            return 1

        with self._holding_keys():
            try:
                number = await in_thread(apply, self)
            except ServiceError as error:
                self.notify(str(error), severity="error")
                return
            if asked.for_all:
                self.notify(f"Corregidas {number:,} celdas iguales.")
            summary = await self._read_summary()
            if then_next and summary is not None and summary.error:
                await self._go_to_problem()
            else:
                self._rows.reload()

    @work(exclusive=True, group="dialog")
    async def action_detail(self) -> None:
        """Show every field of the current row; Enter there corrects one."""
        row = self._rows.current
        if row is None:
            return
        key = await self.app.push_screen_wait(ImportDetailScreen(row))
        if key is not None:
            self._ask(row, key, then_next=False)

    def _step(self, work: Callable[[], Any], done: Callable[[Any], str]) -> None:
        self._run_step(work, done)

    @work(exclusive=True, group="dialog")
    async def _run_step(self, work: Callable[[], Any], done: Callable[[Any], str]) -> None:
        with self._holding_keys():
            try:
                result = await in_thread(work, self)
            except ServiceError as error:
                self.notify(str(error), severity="error")
                return
            sentence = done(result)
            if sentence:
                self.notify(sentence)
            await self._read_summary()
            self._rows.reload()

    def action_toggle_skip(self) -> None:
        """Skip the current row, or take it again."""
        row, session = self._rows.current, self._session
        if row is not None:
            change = session.unskip if row.skipped else session.skip
            self._step(lambda: change(row.id), lambda _: "")

    def action_undo_step(self) -> None:
        """Undo the last step."""
        self._step(
            self._session.undo,
            lambda undone: f"Deshecho: {undone}" if undone else "No hay pasos que deshacer.",
        )

    def action_toggle_if_exists(self, for_all: bool) -> None:
        """Change what is done with clients that exist: update them, or skip the rows."""
        row, session = self._rows.current, self._session
        if for_all:
            value = self._if_exists = IF_EXISTS[self._if_exists]
            self._step(
                lambda: session.set_if_exists(value),
                lambda _: f"Los clientes que ya existen se van a {value}.",
            )
        elif row is not None:
            value = "omitir" if row.action == "actualizar" else "actualizar"
            self._step(lambda: session.set_if_exists(value, row.id), lambda _: "")

    def action_toggle_reactivate(self) -> None:
        """Reactivate the inactive client of the row when the import is confirmed, or not."""
        row, session = self._rows.current, self._session
        if row is not None:
            self._step(
                lambda: session.set_reactivate(row.id, True),
                lambda _: "Se reactivará al confirmar.",
            )

    def action_columns(self) -> None:
        """Go back to how the file is read."""
        self.dismiss(COLUMNS)

    # -- confirming --------------------------------------------------------------------------

    @work(exclusive=True, group="dialog")
    async def action_confirm(self) -> None:
        """Confirm, after saying exactly what will be done."""
        from aduanas_tui.screens.import_result import ImportResultScreen

        summary = await self._read_summary()
        if summary is None:
            return
        question = ConfirmScreen(
            "¿Confirmar la importación?",
            confirm_lines(summary),
            "Confirmar",
            "Revisar",
            default_yes=True,
        )
        if not await self.app.push_screen_wait(question):
            return
        session = self._session

        def confirm(report: Report, stop: threading.Event) -> Result:
            return session.confirm(progress=report, cancel=stop)

        result = await self.app.push_screen_wait(
            ProgressScreen("Guardando la importación", "filas", confirm)
        )
        if isinstance(result, ServiceError):
            self.notify(str(result), severity="error", timeout=12)
            await self._read_summary()
            self._rows.reload()
            return
        await self.app.push_screen_wait(ImportResultScreen(session, result))
        self.dismiss(CONFIRMED)
