"""The line with the sections of a record: ``1 Datos generales  2 Contactos (3)``."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.widget import Widget

_GAP = "   "


class SectionLine(Widget):
    """One row; the open section is reversed."""

    DEFAULT_CSS = """
    SectionLine { height: 1; width: 1fr; padding: 0 1; }
    """

    class Chosen(Message):
        """A section was clicked."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self) -> None:
        super().__init__()
        self._labels: tuple[str, ...] = ()
        self._open = 0

    def show(self, labels: Sequence[str], open_index: int) -> None:
        """Show the sections, one of them open."""
        if (tuple(labels), open_index) != (self._labels, self._open):
            self._labels, self._open = tuple(labels), open_index
            self.refresh()

    @property
    def _gap(self) -> str:
        """What stands between two sections."""
        return _GAP

    def _parts(self) -> list[Content]:
        return [
            Content.assemble(
                (f" {number + 1} {label} ", "bold reverse" if number == self._open else "")
            )
            for number, label in enumerate(self._labels)
        ]

    def render(self) -> Content:
        """Draw the sections."""
        return Content(self._gap).join(self._parts())

    def on_click(self, event: Click) -> None:
        """Report the section under the mouse."""
        at = event.x - 1
        for index, part in enumerate(self._parts()):
            if 0 <= at < part.cell_length:
                self.post_message(self.Chosen(index))
                return
            at -= part.cell_length + len(self._gap)
