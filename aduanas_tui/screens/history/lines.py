"""The lines above the rows of the history: filters, parts with their counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from textual.content import Content
from textual.widget import Widget

from aduanas_tui.domain.history_filters import HistoryFilters
from aduanas_tui.screens.history.words import filter_line
from aduanas_tui.services.operations.kinds import INFO, Kind
from aduanas_tui.terminal.signs import signs, spells_out
from aduanas_tui.widgets.section_line import SectionLine

_SHORT_TITLES = {
    Kind.CUSTOMS_FILE: "Exp.",
    Kind.QUOTE: "Cot.",
    Kind.INVOICE: "Fact.",
    Kind.PAYMENT: "Pagos",
}


class FilterLine(Widget):
    """What narrows the history, on one line however narrow it is; what is set is bold."""

    DEFAULT_CSS = """
    FilterLine { height: 1; width: 1fr; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._filters = HistoryFilters()

    def show(self, filters: HistoryFilters) -> None:
        """Show other filters."""
        if filters != self._filters:
            self._filters = filters
            self.refresh()

    def render(self) -> Content:
        """Draw the line as wide as the widget."""
        return filter_line(self._filters, date.today(), self.content_size.width)


class PartLine(SectionLine):
    """The parts of the history with their counts; the open one is reversed.

    Each count has the cells that the largest one seen took, so that a smaller one moves nothing.
    """

    def __init__(self) -> None:
        super().__init__()
        self._counts: dict[Kind, int] = {}
        self._cells: dict[Kind, int] = {}

    def show_counts(self, counts: Mapping[Kind, int]) -> None:
        """Show how many rows each part has."""
        if counts != self._counts:
            self._counts = dict(counts)
            self.refresh()
        self._reserve(counts)

    def expect(self, counts: Mapping[Kind, int]) -> None:
        """Keep the room that all rows of each part need; shown until others are counted."""
        self.show_counts(self._counts or counts)
        self._reserve(counts)

    def _reserve(self, counts: Mapping[Kind, int]) -> None:
        for kind, count in counts.items():
            cells = len(f"{count:,}")
            if cells > self._cells.get(kind, 0):
                self._cells[kind] = cells
                self.refresh()

    def open_part(self, kind: Kind) -> None:
        """Mark the part that is open."""
        self.show([INFO[one].title for one in INFO], list(INFO).index(kind))

    def _fitted(self) -> tuple[str, list[Content]]:
        gap = f" {signs().dot} "
        parts = self._drawn({kind: INFO[kind].title for kind in INFO})
        if Content(gap).join(parts).cell_length > self.content_size.width:
            parts = self._drawn(_SHORT_TITLES)
        return gap, parts

    def _drawn(self, titles: Mapping[Kind, str]) -> list[Content]:
        parts = []
        for number, (kind, title) in enumerate(titles.items()):
            count = f"{self._counts[kind]:,}" if kind in self._counts else ""
            text = f"{title} {count:<{self._cells.get(kind, 0)}}".rstrip(" ")
            cells = len(title) + 1 + self._cells.get(kind, 0)
            is_open = number == self._open
            if is_open and spells_out():
                text = f"[{text}]"
            parts.append(
                Content.assemble(
                    (text, "bold reverse" if is_open else ""), " " * (cells - len(text))
                )
            )
        return parts
