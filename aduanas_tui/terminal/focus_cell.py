"""Where the cursor belongs: braille lines and screen readers read there.

A widget says so by a property ``cursor_cell``: the offset in its region, or ``None`` for its first
cell. Textual's own text fields have ``cursor_screen_offset``. A field in which one moves in a list
beside it leaves the cursor to the list by ``cursor_widget``.
"""

from __future__ import annotations

from typing import Any

from textual.errors import NoWidget
from textual.geometry import Offset
from textual.screen import Screen
from textual.widget import Widget


def focus_cell(screen: Screen[Any]) -> Offset | None:
    """Return the cell of the screen that has the focus; ``None`` when nothing seen has it."""
    widget = screen.focused
    if widget is None:
        return None
    widget = getattr(widget, "cursor_widget", None) or widget
    try:
        place = screen.find_widget(widget)
    except NoWidget:
        return None
    region = place.region.intersection(place.clip).intersection(screen.size.region)
    if not region:
        return None
    cell = _wished(widget, place.region.offset)
    return Offset(
        min(max(cell.x, region.x), region.right - 1),
        min(max(cell.y, region.y), region.bottom - 1),
    )


def _wished(widget: Widget, origin: Offset) -> Offset:
    """Return the cell that a widget wants, which may be out of sight."""
    cell = getattr(widget, "cursor_cell", None)
    if isinstance(cell, Offset):
        return origin + cell
    place = getattr(widget, "cursor_screen_offset", None)
    return place if isinstance(place, Offset) else origin
