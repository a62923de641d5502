"""Mending the rows of an import in place: cells, whole rows, and taking each step back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from textual import on, work

from aduanas_tui.domain.fields import clean_field
from aduanas_tui.screens.ask import AskScreen
from aduanas_tui.screens.import_detail import ImportDetailScreen
from aduanas_tui.screens.import_texts import (
    field_of,
    is_of_a_cell,
    problem_sign,
    suggested_text,
    worst,
)
from aduanas_tui.screens.import_view import ImportView
from aduanas_tui.screens.jobs import in_thread
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.importing.records import RecordKind
from aduanas_tui.services.importing.session import PreviewRow
from aduanas_tui.terminal.signs import signs
from aduanas_tui.widgets.row_list import RowList

IF_EXISTS = {"omitir": "actualizar", "actualizar": "omitir"}


def _those(record: RecordKind) -> str:
    return f"{'Las' if record.feminine else 'Los'} {record.name}"


class ImportMending(ImportView):
    """What an operator does to the rows; each step is staged at once."""

    @contextmanager
    def _holding_keys(self) -> Iterator[None]:
        """Hold keys back over several jobs: what is typed is meant for what they show."""
        self.jobs += 1
        try:
            yield
        finally:
            self.jobs -= 1

    # -- cells -------------------------------------------------------------------------------

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
        record = self._session.record
        if problem is None or not is_of_a_cell(problem) or field_of(record, problem.field) is None:
            self.action_detail()
        else:
            self._ask(row, problem.field, then_next=True)

    @work(exclusive=True, group="dialog")
    async def action_detail(self) -> None:
        """Show every field of the current row; Enter there corrects one."""
        row = self._rows.current
        if row is None:
            return
        key = await self.app.push_screen_wait(ImportDetailScreen(self._session.record, row))
        if key is not None:
            self._ask(row, key, then_next=False)

    @work(exclusive=True, group="dialog")
    async def _ask(self, row: PreviewRow, key: str, then_next: bool) -> None:
        session, record = self._session, self._session.record
        item = field_of(record, key)
        if item is None:
            return
        try:
            equals = await in_thread(lambda: session.equal_cells(row.id, key), self)
        except ServiceError as error:
            self.notify(str(error), severity="error")
            return
        text = row.shown.get(key, "")
        said_by_the_dialog = {problem.message for problem in clean_field(item, text).problems}
        lines = [f"Fila {row.id:,} {signs().dot} {row.shown.get(record.headline, '')}"]
        lines += [
            f"{problem_sign(one)} {one.message}"
            for one in row.problems
            if one.field == key and one.message not in said_by_the_dialog
        ]
        asked = await self.app.push_screen_wait(
            AskScreen(record.label(key), lines, item, text or suggested_text(row, key), equals)
        )
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

    # -- whole rows --------------------------------------------------------------------------

    @work(exclusive=True, group="dialog")
    async def _step(self, work: Callable[[], Any], done: Callable[[Any], str]) -> None:
        with self._holding_keys():
            try:
                result = await in_thread(work, self)
            except ServiceError as error:
                self.notify(str(error), severity="error")
                return
            self._if_exists = self._session.if_exists
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

    def action_skip_all(self) -> None:
        """Skip all rows of the view."""
        view, session = self._rows.view, self._session
        self._step(
            lambda: session.skip_all(view),
            lambda number: f"Omitidas {number:,} filas. Con u se toman de nuevo.",
        )

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
            value = IF_EXISTS[self._if_exists]
            self._step(
                lambda: session.set_if_exists(value),
                lambda _: f"{_those(session.record)} que ya existen se van a {value}.",
            )
        elif row is not None:
            value = "omitir" if row.action == "actualizar" else "actualizar"
            self._step(lambda: session.set_if_exists(value, row.id), lambda _: "")

    def action_toggle_reactivate(self) -> None:
        """Reactivate the inactive client of the row when the import is confirmed, or not."""
        row, session = self._rows.current, self._session
        if row is not None:
            value = not row.reactivates
            self._step(
                lambda: session.set_reactivate(row.id, value),
                lambda _: "Se reactivará al confirmar." if value else "Seguirá inactivo.",
            )
