"""Correcting an import: each step is durable when it returns, and can be undone."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from aduanas_tui.domain.cells import BLANK, Cell, CellKind
from aduanas_tui.domain.headers import is_target
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.importing.judging import Choice
from aduanas_tui.services.importing.model import PreviewRow, View
from aduanas_tui.services.importing.reading import decode
from aduanas_tui.services.importing.records import Checker, RecordKind
from aduanas_tui.services.importing.staging import Staging
from aduanas_tui.services.importing.stored_rows import where
from aduanas_tui.services.sheets import SEPARATOR

IF_EXISTS = ("omitir", "actualizar")


class Steps:
    """What an operator does to the rows of a session."""

    _staging: Staging
    _guard: threading.RLock

    @property
    def record(self) -> RecordKind:
        """What the rows are."""
        raise NotImplementedError

    def row(self, number: int) -> PreviewRow:
        """Return one row."""
        raise NotImplementedError

    def _checker(self) -> Checker:
        raise NotImplementedError

    @property
    def targets(self) -> dict[int, str]:
        """The target of each column that is taken."""
        raise NotImplementedError

    # -- what exists ----------------------------------------------------------------------------

    @property
    def if_exists(self) -> str:
        """What is done with clients that exist: ``omitir`` or ``actualizar``."""
        with self._guard:
            return str(self._staging.get("if_exists"))

    def set_if_exists(self, value: str, row: int | None = None) -> None:
        """Choose what is done with clients that exist: for one row, or for all."""
        if value not in IF_EXISTS:
            raise ValueError(value)
        if row is not None:
            self._change({row: replace(self._choice(row), if_exists=value)}, f"fila {row}: {value}")
            return
        with self._guard, self._staging.transaction():
            before = {
                number: choice for number, choice in self._choices().items() if choice.if_exists
            }
            step = self._begin(f"los que ya existen: {value}", self.if_exists)
            self._staging.put(if_exists=value)
            self._write(step, {key: replace(one, if_exists="") for key, one in before.items()})
            self._settle_existing()

    def set_reactivate(self, row: int, value: bool) -> None:
        """Choose whether the inactive client of a row is reactivated."""
        what = f"fila {row}: {'reactivar' if value else 'dejar inactivo'}"
        self._change({row: replace(self._choice(row), reactivate=value)}, what)

    # -- cells ----------------------------------------------------------------------------------

    def set_cell(self, number: int, key: str, text: str) -> PreviewRow:
        """Correct a cell; the row, those with its RTN and the counts are judged again at once.

        ``key`` is that of a field, or the target of a contact's column.
        """
        target = self._target(key)
        choice = self._choice(number)
        edited = replace(choice, edits={**choice.edits, target: text})
        self._change({number: edited}, f"{self.record.label(key)} de la fila {number}")
        return self.row(number)

    def equal_cells(self, number: int, key: str) -> int:
        """Return how many rows have the same in that cell, this one included."""
        return len(self._equals(number, self._target(key)))

    def apply_to_equals(self, number: int, key: str, text: str) -> int:
        """Correct every cell that is equal to this one, and return how many."""
        target = self._target(key)
        with self._guard:
            equals = self._equals(number, target)
            choices = self._choices()
            changed = {
                one: replace(
                    choices.get(one, Choice()),
                    edits={**choices.get(one, Choice()).edits, target: text},
                )
                for one in equals
            }
            self._change(changed, f"{self.record.label(key)} de {len(equals):,} filas")
        return len(equals)

    def skip(self, number: int) -> None:
        """Leave a row out."""
        self._change({number: replace(self._choice(number), skip=True)}, f"omitir fila {number}")

    def skip_all(self, view: View) -> int:
        """Leave out all rows of a view that are not yet, and return how many."""
        condition, parameters = where(view)
        with self._guard:
            found = self._staging.rows(
                f"SELECT number FROM verdict WHERE {condition} AND skipped = 0", parameters
            )
            choices = self._choices()
            changed = {
                number: replace(choices.get(number, Choice()), skip=True) for (number,) in found
            }
            self._change(changed, f"omitir {len(changed):,} filas")
        return len(changed)

    def unskip(self, number: int) -> None:
        """Take a row again that was left out, also one of totals."""
        self._change(
            {number: replace(self._choice(number), skip=False)}, f"no omitir fila {number}"
        )

    def undo(self) -> str | None:
        """Undo the last step and return what it was; ``None`` when there is none."""
        with self._guard, self._staging.transaction():
            last = self._staging.rows("SELECT id, what, setting FROM step ORDER BY id DESC LIMIT 1")
            if not last:
                return None
            step, what, setting = last[0]
            states = self._staging.rows(
                "SELECT number, state FROM step_row WHERE step = ?", (step,)
            )
            for number, state in states:
                self._put(number, state)
            self._staging.execute("DELETE FROM step_row WHERE step = ?", (step,))
            self._staging.execute("DELETE FROM step WHERE id = ?", (step,))
            if setting is not None:
                self._staging.put(if_exists=json.loads(setting))
                self._settle_existing()
            self._checker().settle(number for number, _ in states)
            return str(what)

    # -- keeping --------------------------------------------------------------------------------

    def _change(self, choices: Mapping[int, Choice], what: str) -> None:
        with self._guard, self._staging.transaction():
            step = self._begin(what, None)
            self._write(step, choices)
            self._checker().settle(choices)

    def _begin(self, what: str, setting: str | None) -> int:
        cursor = self._staging.execute(
            "INSERT INTO step (what, setting) VALUES (?, ?)",
            (what, None if setting is None else json.dumps(setting)),
        )
        return int(cursor.lastrowid or 0)

    def _write(self, step: int, choices: Mapping[int, Choice]) -> None:
        staging = self._staging
        for number, choice in choices.items():
            before = staging.rows("SELECT state FROM choice WHERE number = ?", (number,))
            staging.execute(
                "INSERT INTO step_row VALUES (?, ?, ?)",
                (step, number, before[0][0] if before else None),
            )
            self._put(number, choice.encoded())

    def _put(self, number: int, state: str | None) -> None:
        if state is None:
            self._staging.execute("DELETE FROM choice WHERE number = ?", (number,))
        else:
            self._staging.execute("INSERT OR REPLACE INTO choice VALUES (?, ?)", (number, state))

    def _settle_existing(self) -> None:
        """Judge again the rows whose client exists and whose values differ."""
        found = self._staging.rows(
            "SELECT number FROM verdict WHERE base IN ('actualizar', 'omitir')"
        )
        self._checker().settle(number for (number,) in found)

    def _target(self, key: str) -> str:
        fields = self.record.fields
        target = next((item.column for item in fields if item.key == key), key)
        if not target or not is_target(target, fields):
            raise KeyError(key)
        return target

    def _choice(self, number: int) -> Choice:
        with self._guard:
            if not self._staging.rows("SELECT 1 FROM verdict WHERE number = ?", (number,)):
                raise ServiceError(f"La fila {number:,} no está en la importación.")
            found = self._staging.rows("SELECT state FROM choice WHERE number = ?", (number,))
        return Choice.decoded(found[0][0]) if found else Choice()

    def _choices(self) -> dict[int, Choice]:
        with self._guard:
            return {
                number: Choice.decoded(state)
                for number, state in self._staging.rows("SELECT number, state FROM choice")
            }

    def _equals(self, number: int, target: str) -> list[int]:
        self._choice(number)
        with self._guard:
            index = next((at for at, one in self.targets.items() if one == target), None)
            edits = {one: choice.edits for one, choice in self._choices().items()}
            ((kinds, texts),) = self._staging.rows(
                "SELECT kinds, texts FROM cell_row WHERE number = ?", (number,)
            )
            wanted = _cell(edits.get(number), target, index, (kinds, texts))
            # Only rows that have the text anywhere are looked at cell by cell.
            text = wanted.text.replace(SEPARATOR, "\n")
            rows = self._staging.rows(
                "SELECT number, kinds, texts FROM cell_row WHERE number IN "
                "(SELECT number FROM verdict WHERE skipped = 0 OR number = ?) AND "
                "(instr(texts, ?) OR number IN (SELECT number FROM choice)) ORDER BY number",
                (number, text),
            )
        return [one for one, *rest in rows if _cell(edits.get(one), target, index, rest) == wanted]


def _cell(
    edits: Mapping[str, str] | None, target: str, index: int | None, row: Iterable[Any]
) -> Cell:
    """Return what a row has for a target; blank when it has no such column."""
    if edits and target in edits:
        text = edits[target]
        return Cell(CellKind.TEXT, text) if text.strip() else BLANK
    cells = decode(*row)
    return cells[index] if index is not None and index < len(cells) else BLANK
