"""Rows of which there is nothing to say: most of an honest list, judged in a fraction of the time.

Such a row has only texts, each right at first sight (see ``Field.plain``), and no rule between its
fields says anything. What it comes to is what :mod:`.judging` says of it, a test holds both
together; everything else is left to that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from aduanas_tui.domain.fields import FieldTable
from aduanas_tui.domain.problems import Problem
from aduanas_tui.domain.text import sort_key
from aduanas_tui.services.importing.judging import Settings
from aduanas_tui.services.sheets import SEPARATOR
from aduanas_tui.store.catalogue import search_text_of

PlainRow = tuple[int, str, str, str, str]
"""A new client: row number, RTN, sort text, packed values in the order of the fields, the text
that the index holds."""

_BLANK_OR_TEXT = "t."


class PlainRows:
    """Tells the plain rows of a list under settings that do not change meanwhile."""

    def __init__(self, settings: Settings, fields: FieldTable) -> None:
        self._rules = fields.rules
        self._totals = settings.totals
        indexes = {target: index for index, target in settings.targets.items()}
        columns = {item.column for item in fields}
        self._others = [index for target, index in indexes.items() if target not in columns]
        self._width = 1 + max(indexes.values(), default=-1)
        self._plan = [
            (
                item.key,
                indexes.get(item.column, -1),
                settings.fill.get(item.key, "") if item.column not in indexes else "",
                item.plain or _never,
                item.required,
            )
            for item in fields
        ]

    def among(self, rows: Iterable[Sequence[Any]]) -> Iterator[PlainRow]:
        """Yield the plain ones of staged rows: number, kinds, texts, what the operator did."""
        for number, kinds, texts, state in rows:
            if state is not None or number in self._totals:
                continue
            values = self._values(kinds, texts)
            if values is not None:
                yield (
                    number,
                    values["rtn"],
                    sort_key(values["name"]),
                    SEPARATOR.join(values.values()),
                    search_text_of(values, [], active=True, has_operations=False),
                )

    def _values(self, kinds: str, texts: str) -> dict[str, str] | None:
        if kinds.strip(_BLANK_OR_TEXT):
            return None
        cells = texts.split(SEPARATOR)
        if "." in kinds:
            rest = iter(cells)
            cells = [next(rest) if kind == "t" else "" for kind in kinds]
        if len(cells) < self._width:
            cells += [""] * (self._width - len(cells))
        for index in self._others:
            if cells[index]:
                return None
        values: dict[str, str] = {}
        for key, index, fill, plain, required in self._plan:
            text = cells[index] if index >= 0 else fill
            if text:
                value = plain(text)
                if value is None:
                    return None
                values[key] = value
            elif required:
                return None
            else:
                values[key] = ""
        problems: list[Problem] = []
        for rule in self._rules:
            rule(values, values, problems)
        return None if problems else values


def _never(_: str) -> None:
    """Tell that no text of a field is plain."""
