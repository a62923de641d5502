"""Rows of new clients that are right, or mended at once: nearly all of an honest list.

They are judged in a fraction of the time that :mod:`.judging` takes, because most of their texts
are right at first sight (see ``Field.plain``). They come to the same, a test holds both together;
what has an error, a blank that should not be, or contacts is left to the longer way.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from aduanas_tui.domain.fields import FieldTable
from aduanas_tui.domain.import_rules import MENDERS, Mender, as_import_warning
from aduanas_tui.domain.problems import Cleaned, Level, Problem
from aduanas_tui.domain.text import sort_key
from aduanas_tui.services.importing.judging import Settings
from aduanas_tui.services.sheets import SEPARATOR
from aduanas_tui.store.catalogue import search_text_of

PlainRow = tuple[int, str, str, str, str, str]
"""A new client: row number, RTN, sort text, packed values in the order of the fields, the text
that the index holds, and its problems as JSON (blank when there is nothing to say)."""

_KINDS = "tn."
"""Texts, numbers, which are as good, and blanks."""


@dataclass(frozen=True, slots=True)
class _Column:
    """A field, and where the list has it."""

    key: str
    index: int
    """Position in the row, -1 when no column brings it."""
    fill: str
    plain: Callable[[str], str | None]
    mend: Mender | None
    clean: Callable[[str], Cleaned]
    required: bool


class PlainRows:
    """Tells the plain rows of a list under settings that do not change meanwhile."""

    def __init__(self, settings: Settings, fields: FieldTable) -> None:
        self._rules = fields.rules
        self._special = settings.totals | settings.hidden
        indexes = {target: index for index, target in settings.targets.items()}
        columns = {item.column for item in fields}
        self._others = [index for target, index in indexes.items() if target not in columns]
        self._width = 1 + max(indexes.values(), default=-1)
        self._columns = [
            _Column(
                item.key,
                indexes.get(item.column, -1),
                settings.fill.get(item.key, ""),
                item.plain or _never,
                MENDERS.get(item.key),
                item.clean,
                item.required,
            )
            for item in fields
        ]
        self._plan = [(one, one.key, one.index, one.plain) for one in self._columns]

    def among(self, rows: Iterable[Sequence[Any]]) -> Iterator[PlainRow]:
        """Yield the plain ones of staged rows: number, kinds, texts, what the operator did."""
        for number, kinds, texts, state in rows:
            if state is not None or number in self._special:
                continue
            found = self._judged(kinds, texts)
            if found is not None:
                values, problems = found
                yield (
                    number,
                    values["rtn"],
                    sort_key(values["name"]),
                    SEPARATOR.join(values.values()),
                    search_text_of(values, [], active=True, has_operations=False),
                    _as_json(problems) if problems else "",
                )

    def _judged(self, kinds: str, texts: str) -> tuple[dict[str, str], list[Problem]] | None:
        """Return the values of a row and its problems, ``None`` when it is not plain."""
        cells = self._cells(kinds, texts)
        if cells is None:
            return None
        values: dict[str, str] = {}
        raw: dict[str, str] = {}
        noted: list[Problem] = []
        problems: list[Problem] = []
        for column, key, index, plain in self._plan:
            raw[key] = text = cells[index] if index >= 0 else column.fill
            value = plain(text) if text else ""
            if value is None:
                mended = _mended(column, text, noted, problems)
                if mended is None:
                    return None
                raw[key], value = mended
            elif not value and column.required:
                return None
            values[key] = value
        for rule in self._rules:
            rule(values, raw, problems)
        if not (noted or problems):
            return values, problems
        problems = [*map(as_import_warning, (*noted, *problems))]
        return None if any(one.level is Level.ERROR for one in problems) else (values, problems)

    def _cells(self, kinds: str, texts: str) -> list[str] | None:
        """Return the texts of a row by their columns, ``None`` when it has more than texts."""
        if kinds.strip(_KINDS):
            return None
        cells = texts.split(SEPARATOR)
        if "." in kinds:
            rest = iter(cells)
            cells = [next(rest) if kind != "." else "" for kind in kinds]
        if len(cells) < self._width:
            cells += [""] * (self._width - len(cells))
        return None if any(map(cells.__getitem__, self._others)) else cells


def _mended(
    column: _Column, text: str, noted: list[Problem], problems: list[Problem]
) -> tuple[str, str] | None:
    """Return the text after mending and its value, ``None`` where there is more to it."""
    if "#" in text or text.count("@") > 1:  # perhaps an error of the sheet, or two addresses
        return None
    if column.mend is not None:
        text, found = column.mend(column.key, text)
        noted.extend(found)
    cleaned = column.clean(text)
    if not cleaned.value:
        return None
    problems.extend(cleaned.problems)
    return text, cleaned.value


def _as_json(problems: Iterable[Problem]) -> str:
    found = [[one.field, one.level, one.code, one.message] for one in problems]
    return json.dumps(found, ensure_ascii=False)


def _never(_: str) -> None:
    """Tell that no text of a field is plain."""
