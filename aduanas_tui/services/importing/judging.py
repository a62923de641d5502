"""What happens to each row: judged by itself, then against the file and the catalogue."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aduanas_tui.domain.cells import BLANK, Cell, CellKind
from aduanas_tui.domain.client_fields import CLIENT_FIELDS
from aduanas_tui.domain.headers import contact_target, parse_contact_target
from aduanas_tui.domain.problems import Level, Problem, error, warning
from aduanas_tui.domain.text import clean_line, sort_key
from aduanas_tui.services import clients
from aduanas_tui.services.importing.known import Known
from aduanas_tui.services.importing.merging import ContactChange, merge, new_contacts
from aduanas_tui.services.importing.model import CREATE, ERROR, SKIP, UNCHANGED, UPDATE
from aduanas_tui.services.importing.verdict import RowVerdict, judge_cells

_LEVELS = {Level.FIX: 1, Level.WARNING: 2, Level.ERROR: 3}
_HIDDEN = "La fila está oculta en la hoja (un filtro, quizá): omítala si no es de la lista."
_NAMED = 3
"""Rows or clients that a message names."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What the operator did with a row."""

    edits: dict[str, str] = field(default_factory=dict)
    """Corrected texts by target."""
    skip: bool | None = None
    """``None``: nothing was said, so that a row of totals is skipped."""
    if_exists: str = ""
    reactivate: bool = False

    def encoded(self) -> str:
        """Return it as it is staged."""
        return json.dumps([self.edits, self.skip, self.if_exists, self.reactivate])

    @classmethod
    def decoded(cls, text: str | None) -> Choice:
        """Return what :meth:`encoded` wrote; without text, nothing was done."""
        return cls(*json.loads(text)) if text else NO_CHOICE


NO_CHOICE = Choice()


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for all rows."""

    targets: Mapping[int, str]
    """Target of each column that is taken, by position."""
    fill: Mapping[str, str]
    erase: frozenset[str]
    if_exists: str
    totals: frozenset[int]
    contact_columns: tuple[str, ...] = ()
    hidden: frozenset[int] = frozenset()
    """Rows that the sheet does not show."""


@dataclass(slots=True)
class Judged:
    """A row by itself."""

    number: int
    choice: Choice
    cells: dict[str, Cell]
    verdict: RowVerdict
    rtn: str
    sort_text: str


@dataclass(slots=True)
class Placed:
    """A row as it is staged: what happens to it, and why."""

    number: int
    action: str
    base: str
    """The action if no other row had its RTN."""
    skipped: bool
    rtn: str
    sort_text: str
    problems: tuple[Problem, ...]
    values: dict[str, Any]
    """What is left after cleaning, by key; ``None`` where there is an error."""
    raw: dict[str, str]
    """What was typed where it is wrong, by key; of contacts by target."""
    changes: dict[str, list[Any]] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)
    """Stored values of the fields that the row says nothing of."""
    contacts: list[ContactChange] = field(default_factory=list)
    stamp: list[Any] = field(default_factory=list)
    """The client that exists, see ``Known.stamp``."""
    reactivates: bool = False

    @property
    def level(self) -> int:
        """The worst problem: 0 none, 1 repair, 2 warning, 3 error; of skipped rows none."""
        return 0 if self.skipped else worst(self.problems)


def worst(problems: Sequence[Problem]) -> int:
    """Return how bad the worst problem is: 0 none, 1 repair, 2 warning, 3 error."""
    return max([_LEVELS[problem.level] for problem in problems], default=0)


def judge(
    settings: Settings,
    number: int,
    cells: Sequence[Cell],
    choice: Choice,
    people: Sequence[Sequence[Cell]] = (),
) -> Judged:
    """Judge a row by itself; ``people`` are its rows of the sheet of contacts."""
    by_target: dict[str, Cell] = {}
    width = len(cells)
    for index, target in settings.targets.items():
        by_target[target] = cells[index] if index < width else BLANK
    if people:
        _add_people(by_target, settings.contact_columns, people)
    for target, text in choice.edits.items():
        by_target[target] = Cell(CellKind.TEXT, text) if text.strip() else BLANK
    fill = settings.fill
    if fill and choice.edits:
        columns = _COLUMNS
        fill = {key: text for key, text in fill.items() if columns[key] not in choice.edits}
    verdict = judge_cells(by_target, fill, CLIENT_FIELDS)
    name = verdict.values.get("name") or ""
    return Judged(
        number,
        choice,
        by_target,
        verdict,
        verdict.values.get("rtn") or "",
        sort_key(name) if name else "",
    )


def _add_people(
    by_target: dict[str, Cell], columns: Sequence[str], people: Sequence[Sequence[Cell]]
) -> None:
    taken = [parse_contact_target(target) for target in by_target]
    first = 1 + max((one[0] for one in taken if one), default=0)
    for number, cells in enumerate(people, first):
        for column, cell in zip(columns, cells, strict=False):
            by_target[contact_target(number, column)] = cell


def place(
    settings: Settings,
    row: Judged,
    known: Known | None,
    twins: Sequence[int] = (),
    twins_differ: bool = True,
    alike: Sequence[str] = (),
) -> Placed:
    """Say what happens to a row.

    Args:
        settings: what holds for all rows.
        row: the row, judged by itself.
        known: the client that has its RTN.
        twins: other rows of the file with its RTN.
        twins_differ: whether one of them changes something.
        alike: what has a like name and another RTN, to be named in a warning.

    """
    placed = _against_catalogue(settings, row, known)
    # What has an RTN of its own is a client, whatever it is called.
    skip = row.number in settings.totals and not row.rtn
    if row.choice.skip is not None:
        skip = row.choice.skip
    if skip:
        placed.action, placed.skipped = SKIP, True
        if row.choice.skip is None:
            message = "Parece la fila de totales de la lista: se omite."
            placed.problems = (warning("name", "total_row", message),)
        return placed
    if twins and (twins_differ or placed.base != UNCHANGED):
        placed.problems = (*placed.problems, _repeated(twins))
        placed.action = ERROR
    if alike and placed.base == CREATE:
        placed.problems = (*placed.problems, _similar(alike))
    return with_hidden(settings, placed, "name")


def with_hidden(settings: Settings, placed: Placed, key: str) -> Placed:
    """Warn, at field ``key``, of a row that does something though the sheet does not show it."""
    if placed.number in settings.hidden and placed.action not in (UNCHANGED, SKIP):
        placed.problems = (*placed.problems, warning(key, "row_hidden", _HIDDEN))
    return placed


def _against_catalogue(settings: Settings, row: Judged, known: Known | None) -> Placed:
    verdict, choice = row.verdict, row.choice
    placed = Placed(
        number=row.number,
        action=CREATE,
        base=CREATE,
        skipped=False,
        rtn=row.rtn,
        sort_text=row.sort_text,
        problems=verdict.problems,
        values=verdict.values,
        raw=_wrong(row),
    )
    if known is None:
        if verdict.problems and verdict.has_errors:
            placed.action = placed.base = ERROR
        elif verdict.contacts:
            placed.contacts = new_contacts(verdict.contacts)
        return placed
    placed.stamp = known.stamp()
    merged = merge(known, verdict, settings.erase)
    placed.problems = merged.problems
    placed.changes, placed.contacts = merged.changes, merged.contacts
    said = verdict.blank | verdict.filled
    placed.kept = {key: known.values[key] for key in clients.KEYS if key in said}
    placed.reactivates = choice.reactivate and not known.active
    if merged.has_errors:
        action = ERROR
    elif placed.reactivates:
        action = UPDATE
    elif not merged:
        action = UNCHANGED
    else:
        action = UPDATE if (choice.if_exists or settings.if_exists) == "actualizar" else SKIP
        if action == UPDATE and not known.active:
            message = "El cliente está inactivo y sigue inactivo: puede reactivarlo."
            placed.problems = (*placed.problems, warning("name", "client_inactive", message))
    placed.action = placed.base = action
    return placed


def _wrong(row: Judged) -> dict[str, str]:
    """Return what was typed in the fields that have an error, and in all of the contacts."""
    wrong: dict[str, str] = {}
    if None in row.verdict.values.values():
        for key, value in row.verdict.values.items():
            if value is None:
                wrong[key] = row.verdict.raw.get(key, "")
    for target in row.cells.keys() - _TARGETS:
        if row.cells[target].kind is not CellKind.BLANK:
            wrong[target] = row.cells[target].text
    return wrong


def _repeated(twins: Sequence[int]) -> Problem:
    named = _listed([f"{number:,}" for number in twins])
    where = "la fila" if len(twins) == 1 else "las filas"
    message = f"El mismo RTN está en {where} {named}: corrija uno u omita las que sobran."
    return error("rtn", "rtn_repeated", message)


def _similar(alike: Sequence[str]) -> Problem:
    message = f"Hay otro con ese nombre y otro RTN: {_listed(alike)}. Revise si es el mismo."
    return warning("name", "similar_name", message)


def _listed(texts: Sequence[str]) -> str:
    if len(texts) > _NAMED:
        return f"{', '.join(texts[:_NAMED])} y otras"
    return " y ".join([", ".join(texts[:-1]), texts[-1]] if len(texts) > 1 else texts)


def named(name: str, rtn: str) -> str:
    """Return how a message names a client of the catalogue."""
    return f"«{clean_line(name, 60)}» (RTN {rtn})"


_COLUMNS = {item.key: item.column for item in CLIENT_FIELDS}
_TARGETS = frozenset(_COLUMNS.values())
