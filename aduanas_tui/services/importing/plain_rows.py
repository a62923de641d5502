"""Rows of new clients that are right, or mended at once: nearly all of an honest list.

They are judged in a fraction of the time that :mod:`.judging` takes, because most of their texts
are right at first sight (see ``Field.plain``), and because each field is looked at in many rows at
once. They come to the same, a test holds both together; what has an error, a blank that should not
be, or contacts is left to the longer way.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from typing import Any

from aduanas_tui.domain.fields import FieldTable
from aduanas_tui.domain.import_rules import MENDERS, Mender, as_import_warning
from aduanas_tui.domain.problems import Cleaned, Level, Problem
from aduanas_tui.domain.text import sort_key
from aduanas_tui.services.importing.judging import Settings
from aduanas_tui.services.sheets import SEPARATOR
from aduanas_tui.services.sheets.packed import pack
from aduanas_tui.store.catalogue import search_text_of

PlainRow = tuple[int, str, str, str, str, str]
"""A new client: row number, RTN, sort text, packed values in the order of the fields, the text
that the index holds, and its problems as JSON (blank when there is nothing to say)."""

_KINDS = "tn."
"""Texts, numbers, which are as good, and blanks."""

_AT_ONCE = 500
_MOST_PLANS = 2048
"""Arrangements of blanks that are remembered; honest lists have a few dozen."""

_Plan = Callable[[Sequence[str]], tuple[str, ...]]
"""Puts the texts of a row, and what comes behind them, in the order of the fields."""


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

    def values(self, texts: Iterable[str]) -> list[str | None]:
        """Return the values of plain texts; ``None`` where there is more to it."""
        plain = self.plain
        if self.required:
            return [plain(text) or None if text else None for text in texts]
        return [plain(text) if text else "" for text in texts]


class PlainRows:
    """Tells the plain rows of a list under settings that do not change meanwhile."""

    def __init__(self, settings: Settings, fields: FieldTable) -> None:
        self._rules = fields.rules
        self._special = settings.totals | settings.hidden
        indexes = {target: index for index, target in settings.targets.items()}
        columns = {item.column for item in fields}
        self._others = [index for target, index in indexes.items() if target not in columns]
        self._keys = [item.key for item in fields]
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
        # Behind the texts of a row: what fills the columns that the list lacks, and a blank.
        self._tail = SEPARATOR + pack([*(one.fill for one in self._columns), ""])
        self._plans: dict[str, _Plan | None] = {}

    def among(self, rows: Iterable[Sequence[Any]]) -> Iterator[PlainRow]:
        """Yield the plain ones of staged rows: number, kinds, texts, what the operator did."""
        rest = iter(rows)
        while some := list(islice(rest, _AT_ONCE)):
            yield from self._judged(some)

    def _judged(self, rows: Sequence[Sequence[Any]]) -> Iterator[PlainRow]:
        numbers: list[int] = []
        typed: list[tuple[str, ...]] = []
        for number, kinds, texts, state in rows:
            plan = self._plans[kinds] if kinds in self._plans else self._planned(kinds)
            if plan is not None and state is None and number not in self._special:
                numbers.append(number)
                typed.append(plan(f"{texts}{self._tail}".split(SEPARATOR)))
        columns = zip(*typed, strict=True)
        found = [one.values(texts) for one, texts in zip(self._columns, columns, strict=False)]
        for number, texts, cleaned in zip(numbers, typed, zip(*found, strict=True), strict=True):
            values = dict(zip(self._keys, cleaned, strict=True))
            problems = self._settled(values, dict(zip(self._keys, texts, strict=True)))
            if problems is None:
                continue
            name = sort_key(values["name"])
            yield (
                number,
                values["rtn"],
                name,
                SEPARATOR.join(values.values()),
                search_text_of(values, [], active=True, has_operations=False, sort_text=name),
                _as_json(problems) if problems else "",
            )

    def _settled(self, values: dict[str, Any], raw: dict[str, str]) -> list[Problem] | None:
        """Complete the values of a row; return what to say, ``None`` when it is not plain."""
        noted: list[Problem] = []
        problems: list[Problem] = []
        if None in values.values() and not self._mend(values, raw, noted, problems):
            return None
        for rule in self._rules:
            rule(values, raw, problems)
        if not (noted or problems):
            return problems
        problems = [*map(as_import_warning, (*noted, *problems))]
        return None if any(one.level is Level.ERROR for one in problems) else problems

    def _planned(self, kinds: str) -> _Plan | None:
        """Return how rows with these kinds of cells are arranged, ``None`` for no plain rows."""
        if len(self._plans) >= _MOST_PLANS:
            self._plans.clear()
        self._plans[kinds] = plan = None if self._has_more(kinds) else self._made(kinds)
        return plan

    def _has_more(self, kinds: str) -> bool:
        """Tell whether a row has more than the texts of the fields."""
        filled = (kinds[index : index + 1].strip(".") for index in self._others)
        return bool(kinds.strip(_KINDS)) or any(filled)

    def _made(self, kinds: str) -> _Plan:
        count = len(self._columns)
        places = []
        for position, one in enumerate(self._columns):
            if one.index < 0:
                places.append(position - count - 1)
            elif kinds[one.index : one.index + 1].strip("."):
                places.append(one.index - kinds.count(".", 0, one.index))
            else:
                places.append(-1)
        return itemgetter(*places)

    def _mend(
        self,
        values: dict[str, Any],
        raw: dict[str, str],
        noted: list[Problem],
        problems: list[Problem],
    ) -> bool:
        """Complete the values of a row by mending what is not right; tell whether that is all."""
        for column in self._columns:
            if values[column.key] is not None:
                continue
            mended = _mended(column, raw[column.key], noted, problems)
            if mended is None:
                return False
            raw[column.key], values[column.key] = mended
        return True


def _mended(
    column: _Column, text: str, noted: list[Problem], problems: list[Problem]
) -> tuple[str, str] | None:
    """Return the text after mending and its value, ``None`` where there is more to it."""
    if (
        not text or "#" in text or text.count("@") > 1
    ):  # perhaps an error of the sheet, or two addresses
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
