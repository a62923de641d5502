"""Asking again when a record was changed after an operator was asked what to do with it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from textual.content import Content

from aduanas_tui.domain.fields import FieldTable
from aduanas_tui.screens.confirm import ConfirmScreen
from aduanas_tui.services.errors import StaleError
from aduanas_tui.terminal.signs import signs
from aduanas_tui.widgets.titleline import cut

if TYPE_CHECKING:
    from textual.app import App

_CELLS = 30
"""Of each of the two texts of a field; whole they are on the record."""
_ALIKE = 8
"""Letters that stay of what both texts begin with, at least."""
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
            one, other = _shorter(" ".join(was.split()), " ".join(now.split()))
            lines.append(f"{item.label}: {one} {signs().becomes} {other}")
    return lines


def _shorter(was: str, now: str) -> tuple[str, str]:
    """Cut two texts so that what differs is seen: long ones that begin alike lose what is alike."""
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(was, now, strict=False)))
    most = max(0, alike - _ALIKE)
    skipped = was.rfind(" ", 0, most) + 1 or most
    if skipped and max(cell_len(was), cell_len(now)) > _CELLS:
        was, now = signs().more + was[skipped:], signs().more + now[skipped:]
    none = signs().none
    return cut(Content(was), _CELLS).plain or none, cut(Content(now), _CELLS).plain or none
