"""A dialog to pick one thing from a short list."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult

from aduanas_tui.domain.text import fold
from aduanas_tui.screens.base import AduanasModal
from aduanas_tui.widgets.picklist import PickItem, PickList

_FRAME_ROWS = 4
_FRAME_COLUMNS = 6
_USUAL_WIDTH = 46


class PickScreen(AduanasModal[str | None]):
    """Returns the id of the row picked, or ``None``. A letter goes to the next row with it."""

    CSS_PATH = "pick.tcss"

    def __init__(self, title: str, items: Sequence[PickItem], chosen: str = "") -> None:
        super().__init__(title)
        self._items = tuple(items)
        self._at = next((at for at, item in enumerate(items) if item.id == chosen), 0)

    def compose_body(self) -> ComposeResult:
        """Yield the list."""
        yield PickList(self._items, index=self._at)

    def on_mount(self) -> None:
        """Make the frame wide enough for long rows."""
        rows = (cell_len(f"{one.label}{one.right}{one.reason}") + 3 for one in self._items)
        width = max(rows, default=0) + _FRAME_COLUMNS
        if width > _USUAL_WIDTH:
            self.query_one("#frame").styles.width = width

    def on_resize(self, event: events.Resize) -> None:
        """Scroll the rows in what the frame and the title leave of the terminal."""
        self.query_one(PickList).styles.max_height = max(1, event.size.height - _FRAME_ROWS)

    def on_key(self, event: events.Key) -> None:
        """Go to the next row that starts with a letter, or has it as its key."""
        letter = fold(event.character or "")
        if len(letter) != 1 or not letter.isalnum():
            return
        rows = self.query_one(PickList)
        order = [(rows.index + 1 + step) % len(self._items) for step in range(len(self._items))]
        for at in order:
            if fold(self._items[at].label).startswith(letter):
                event.stop()
                rows.index = at
                return

    @on(PickList.Picked)
    def _picked(self, event: PickList.Picked) -> None:
        event.stop()
        self.dismiss(event.item.id)

    @on(PickList.Refused)
    def _refused(self, event: PickList.Refused) -> None:
        event.stop()
        self.notify(event.item.reason, severity="warning")
