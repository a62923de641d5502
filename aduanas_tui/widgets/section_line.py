"""The line with the sections of a record: ``1 Datos generales  2 Contactos (3)``."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.widget import Widget

from aduanas_tui.terminal.signs import spells_out

_GAPS = ("   ", " ", "")


def _open_one(text: str) -> Content:
    return Content.styled(f"[{text}]" if spells_out() else f" {text} ", "bold reverse")


class SectionLine(Widget):
    """One row; the open section is reversed, or in brackets."""

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

    def _fitted(self) -> tuple[str, list[Content]]:
        """Return what stands between the sections, and the sections, as they fit the width.

        Where there is little room the sections that are not open keep their first word only, and
        at last the open one too.
        """
        whole = [
            _open_one(f"{at + 1} {label}") if at == self._open else Content(f" {at + 1} {label} ")
            for at, label in enumerate(self._labels)
        ]
        short = [
            part if at == self._open else Content(f" {at + 1} {self._labels[at].split(' ')[0]} ")
            for at, part in enumerate(whole)
        ]
        shortest = list(short)
        if self._labels:
            first_word = self._labels[self._open].split(" ")[0]
            shortest[self._open] = _open_one(f"{self._open + 1} {first_word}")
        for parts in (whole, short, shortest):
            for gap in _GAPS:
                if Content(gap).join(parts).cell_length <= self.content_size.width:
                    return gap, parts
        return _GAPS[-1], shortest

    def render(self) -> Content:
        """Draw the sections."""
        gap, parts = self._fitted()
        return Content(gap).join(parts)

    def on_click(self, event: Click) -> None:
        """Report the section under the mouse."""
        gap, parts = self._fitted()
        at = event.x - 1
        for index, part in enumerate(parts):
            if 0 <= at < part.cell_length:
                self.post_message(self.Chosen(index))
                return
            at -= part.cell_length + len(gap)
