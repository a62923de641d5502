"""The lines below the rows of the history: what is shown, added up in each currency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from textual import on, work
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from aduanas_tui.domain.history_filters import HistoryFilters
from aduanas_tui.domain.money import show_money
from aduanas_tui.domain.states import QuoteState
from aduanas_tui.screens.history.rows import HistoryRows
from aduanas_tui.screens.jobs import explain
from aduanas_tui.services import history
from aduanas_tui.services.history import CurrencyTotals
from aduanas_tui.services.lookup import Interrupter, QueryInterruptedError
from aduanas_tui.services.operations.kinds import INFO, Kind
from aduanas_tui.terminal.signs import signs


class TotalsTable(NamedTuple):
    """A heading and its lines, and which columns may be left out, by place, the first one first."""

    lines: list[list[str]]
    spare: tuple[int, ...] = ()


class TotalsBlock(Widget):
    """A heading and one line a currency, at the right; it keeps its height whatever it shows.

    It counts and adds up what filters show, in a thread: that may take longer than the rows.
    """

    DEFAULT_CSS = """
    TotalsBlock { height: 3; width: 1fr; padding: 0 1; }
    """

    class Counted(Message):
        """It is known how many rows each part has."""

        def __init__(self, filters: HistoryFilters, counts: Mapping[Kind, int]) -> None:
            super().__init__()
            self.filters = filters
            self.counts = counts

    class _Totalled(Message):
        def __init__(self, filters: HistoryFilters, totals: Sequence[CurrencyTotals]) -> None:
            super().__init__()
            self.filters = filters
            self.totals = totals

    def __init__(self, client_id: int) -> None:
        super().__init__()
        self._client_id = client_id
        self._kind = next(iter(INFO))
        self._filters = HistoryFilters()
        self._interrupter = Interrupter()
        self._totals: Sequence[CurrencyTotals] | None = None
        self._table = TotalsTable([])

    def count(self, filters: HistoryFilters) -> None:
        """Find out what filters show; what is shown stays until then."""
        self._filters = filters
        self._interrupter.interrupt()
        self._interrupter = Interrupter()
        self._read(filters, self._interrupter)

    def show_for(self, kind: Kind) -> None:
        """Show what matters in a part of the history."""
        self._kind = kind
        if self._totals is not None:
            table = quotes_table if kind is Kind.QUOTE else billed_table
            self._show(table(self._totals))

    def _show(self, table: TotalsTable) -> None:
        if table != self._table:
            self._table = table
            self.refresh()

    @work(thread=True, exclusive=True, group="history-totals")
    def _read(self, filters: HistoryFilters, interrupter: Interrupter) -> None:
        try:
            with interrupter:
                self.post_message(self.Counted(filters, history.counts(self._client_id, filters)))
                found = history.totals(self._client_id, filters)
                self.post_message(self._Totalled(filters, found))
        except QueryInterruptedError:
            return
        except Exception as error:
            self.post_message(HistoryRows.Failed(explain(error)))

    @on(_Totalled)
    def _totalled(self, event: _Totalled) -> None:
        event.stop()
        if event.filters == self._filters:
            self._totals = event.totals
            self.show_for(self._kind)

    def render(self) -> Content:
        """Draw the columns closer and closer; those that still do not fit are left out."""
        room = self.content_size.width
        columns = list(zip(*self._table.lines, strict=True))
        spare = [columns[at] for at in self._table.spare if at < len(columns)]
        tries = [(gap, columns) for gap in (3, 2, 1)]
        for column in spare:
            columns = [one for one in columns if one is not column]
            tries.append((1, columns))
        for gap, some in tries:
            if _width(some, gap) <= room:
                break
        drawn = []
        for number in range(len(self._table.lines)):
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
