"""The lines around the rows of the history: filters, parts with their counts, totals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from textual.content import Content
from textual.widget import Widget

from aduanas_tui.domain.history_filters import HistoryFilters
from aduanas_tui.domain.money import show_money
from aduanas_tui.domain.states import QuoteState
from aduanas_tui.screens.history.words import filter_line
from aduanas_tui.services.history import CurrencyTotals
from aduanas_tui.services.operations.kinds import INFO, Kind
from aduanas_tui.terminal.signs import signs
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
        self._counts = dict(counts)
        for kind, count in counts.items():
            self._cells[kind] = max(self._cells.get(kind, 0), len(f"{count:,}"))
        self.refresh()

    def open_part(self, kind: Kind) -> None:
        """Mark the part that is open."""
        self.show([INFO[one].title for one in INFO], list(INFO).index(kind))

    @property
    def _gap(self) -> str:
        return f" {signs().dot} "

    def _parts(self) -> list[Content]:
        titles = {kind: INFO[kind].title for kind in INFO}
        parts = self._drawn(titles)
        if Content(self._gap).join(parts).cell_length > self.content_size.width:
            parts = self._drawn(_SHORT_TITLES)
        return parts

    def _drawn(self, titles: Mapping[Kind, str]) -> list[Content]:
        parts = []
        for number, (kind, title) in enumerate(titles.items()):
            count = f"{self._counts[kind]:,}" if kind in self._counts else ""
            text = f"{title} {count:<{self._cells.get(kind, 0)}}".rstrip(" ")
            cells = len(title) + 1 + self._cells.get(kind, 0)
            is_open = number == self._open
            parts.append(
                Content.assemble(
                    (text, "bold reverse" if is_open else ""), " " * (cells - len(text))
                )
            )
        return parts


class TotalsTable(NamedTuple):
    """A heading and its lines, and which columns may be left out, by place, the first one first."""

    lines: list[list[str]]
    spare: tuple[int, ...] = ()


class TotalsBlock(Widget):
    """A heading and one line a currency, at the right; it keeps its height whatever it shows."""

    DEFAULT_CSS = """
    TotalsBlock { height: 3; width: 1fr; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._totals = TotalsTable([])

    def show(self, totals: TotalsTable) -> None:
        """Show a heading and its lines."""
        if totals != self._totals:
            self._totals = totals
            self.refresh()

    def render(self) -> Content:
        """Draw the columns closer and closer; those that still do not fit are left out."""
        room = self.content_size.width
        columns = list(zip(*self._totals.lines, strict=True))
        spare = [columns[at] for at in self._totals.spare if at < len(columns)]
        tries = [(gap, columns) for gap in (3, 2, 1)]
        for column in spare:
            columns = [one for one in columns if one is not column]
            tries.append((1, columns))
        for gap, some in tries:
            if _width(some, gap) <= room:
                break
        drawn = []
        for number in range(len(self._totals.lines)):
            cells = [f"{column[number]:>{_cells(column)}}" for column in some]
            text = f"{(' ' * gap).join(cells):>{room}}"
            drawn.append(Content.styled(text, "dim" if number == 0 else ""))
        return Content("\n").join(drawn)


def _cells(column: Sequence[str]) -> int:
    return max(map(len, column))


def _width(columns: Sequence[Sequence[str]], gap: int) -> int:
    return sum(map(_cells, columns)) + gap * (len(columns) - 1)


def billed_table(totals: Sequence[CurrencyTotals]) -> TotalsTable:
    """Return what was billed, paid, is owed and is overdue, a line a currency.

    What was paid is spared first: the others tell it.
    """
    lines = [["Facturado", "Pagado", "Saldo", "Vencido"]]
    for one in totals:
        amounts = (one.billed, one.paid, one.balance, one.overdue)
        if any(amounts):
            lines.append([show_money(amount, one.currency) for amount in amounts])
    return _with_none(lines, spare=(1, 0))


def quotes_table(totals: Sequence[CurrencyTotals]) -> TotalsTable:
    """Return how many quotes are in each state, and for how much, a line a currency."""
    states = (QuoteState.PENDING, QuoteState.ACCEPTED, QuoteState.REJECTED, QuoteState.EXPIRED)
    lines = [[f"{state.label}s" for state in states]]
    for one in totals:
        cells = []
        for state in states:
            count, amount = one.quotes.get(state, (0, Decimal(0)))
            money = f"{count:,} {signs().dot} {show_money(amount, one.currency)}"
            cells.append(money if count else signs().none)
        if any(one.quotes.get(state) for state in states):
            lines.append(cells)
    return _with_none(lines, spare=(2, 3))


def _with_none(lines: list[list[str]], spare: tuple[int, ...]) -> TotalsTable:
    if len(lines) == 1:
        lines.append([signs().none] * len(lines[0]))
    return TotalsTable(lines, spare)
