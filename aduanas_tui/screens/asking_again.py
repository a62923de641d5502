"""Asking again when a record was changed after an operator was asked what to do with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from aduanas_tui.domain.fields import FieldTable
from aduanas_tui.screens.confirm import ConfirmScreen
from aduanas_tui.services.errors import StaleError
from aduanas_tui.terminal.signs import signs
from aduanas_tui.widgets.differing import cut_both

if TYPE_CHECKING:
    from textual.app import App

_CELLS = 30
"""Of each of the two texts of a field; whole they are on the record."""
_MOST_FIELDS = 6


async def still_wanted(
    app: App[Any],
    error: StaleError,
    fields: FieldTable,
    before: Mapping[str, Any],
    yes_label: str,
    *more: str,
) -> bool:
    """Say who changed what since ``before`` was read, and ask whether to do it all the same.

    Where nothing of it differs there is nothing to ask. ``more`` are lines to say besides.
    """
    lines = [*more, *changed_lines(fields, before, error.current)]
    if not lines:
        return True
    if len(lines) > _MOST_FIELDS:
        lines = [*lines[: _MOST_FIELDS - 1], f"y {len(lines) - _MOST_FIELDS + 1} campos más"]
    title = f"{error.change.operator} lo cambió {error.change.ago}"
    answer: bool = await app.push_screen_wait(ConfirmScreen(title, lines, yes_label, "Cancelar"))
    return answer


def changed_lines(
    fields: FieldTable, before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[str]:
    """Return the fields that differ between two readings, one a line: ``Ciudad: a → b``."""
    lines = []
    for item in fields:
        was, now = item.show(before.get(item.key)), item.show(after.get(item.key))
        if was != now:
            one, other = cut_both(was, now, _CELLS)
            lines.append(f"{item.label}: {one} {signs().becomes} {other}")
    return lines
