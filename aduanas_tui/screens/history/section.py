"""The history of a client: four parts under the same filters, with counts and totals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from aduanas_tui.domain.history_filters import HistoryFilters
from aduanas_tui.screens.base import AduanasScreen
from aduanas_tui.screens.history.columns import COLUMNS, MOST_FIRST, NEWEST_FIRST
from aduanas_tui.screens.history.commands import COMMANDS, HELP
from aduanas_tui.screens.history.lines import FilterLine, PartLine
from aduanas_tui.screens.history.rows import HistoryRows, Listing
from aduanas_tui.screens.history.totals import TotalsBlock
from aduanas_tui.screens.history.words import empty_words, filter_words
from aduanas_tui.services.impact import Operations
from aduanas_tui.services.operations.kinds import INFO, Kind
from aduanas_tui.terminal.signs import signs
from aduanas_tui.widgets.commands import Command, CommandHost
from aduanas_tui.widgets.picklist import PickItem
from aduanas_tui.widgets.row_list import RowList
from aduanas_tui.widgets.section_line import SectionLine

if TYPE_CHECKING:
    from aduanas_tui.app import AduanasApp

_PARTS = tuple(INFO)


class HistorySection(CommandHost, Vertical):
    """The section *Historial de Operaciones* of a record."""

    KEYS_PLACE = "historial"
    HELP_TITLE = "Historial de Operaciones"
    HELP = HELP
    COMMANDS: ClassVar[tuple[Command, ...]] = COMMANDS
    DEFAULT_CSS = """
    HistorySection { height: 1fr; width: 1fr; }
    """

    if TYPE_CHECKING:
        app: AduanasApp

    class Changed(Message):
        """Operations may have changed: a document was open."""

    def __init__(self, client_id: int, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._client_id = client_id
        self._filters = HistoryFilters()
        self._kind = _PARTS[0]
        self._lists = {kind: HistoryRows(client_id, kind) for kind in _PARTS}
        self._orders = dict.fromkeys(_PARTS, ("day", True))
        self._filter_line = FilterLine()
        self._part_line = PartLine()
        self._totals = TotalsBlock(client_id)
        self._must_recount = True
        self._wanted: int | None = None

    def compose(self) -> ComposeResult:
        """Yield filters, parts, rows, totals."""
        yield self._filter_line
        yield self._part_line
        for kind, rows in self._lists.items():
            rows.display = kind is self._kind
            yield rows
        yield self._totals

    def on_mount(self) -> None:
        """Name the parts."""
        self._part_line.open_part(self._kind)

    # -- what the record asks ------------------------------------------------------------------

    @property
    def rows(self) -> HistoryRows:
        """The list of the part that is open."""
        return self._lists[self._kind]

    @property
    def owed_invoice(self) -> int | None:
        """Id of the invoice under the cursor, when something is owed of it."""
        current = self.rows.current
        if self._kind is not Kind.INVOICE or current is None or not current.row.balance:
            return None
        return current.id

    @property
    def is_waiting(self) -> bool:
        """Whether what is typed must wait for rows."""
        return self.display and (self.rows.is_pending or self.rows.is_waiting)

    def expect(self, operations: Operations) -> None:
        """Tell how many operations there are in all, before they are counted as filtered."""
        self._part_line.expect(dict(zip(_PARTS, operations, strict=True)))

    def enter(self, document: tuple[Kind, int] | None = None) -> None:
        """Take the focus; with a document, show its part with the cursor on it."""
        if document is not None:
            self._kind, self._wanted = document
            self._show_part()
            self.rows.find(self._listing, self._wanted)
        elif self.rows.listing != self._listing:
            self.rows.find(self._listing)
        self.rows.focus()

    def reload(self) -> None:
        """Read everything again; the cursor stays on its row. What is not seen is read later."""
        self._must_recount = True
        for rows in self._lists.values():
            if rows is self.rows and self.display:
                rows.reload()
            else:
                rows.listing = None

    # -- reading -------------------------------------------------------------------------------

    @property
    def _listing(self) -> Listing:
        return Listing(self._filters, *self._orders[self._kind])

    @on(HistoryRows.Listed)
    def _listed(self, event: HistoryRows.Listed) -> None:
        event.stop()
        if self._hides_wanted():
            return
        event.rows.show_empty(*empty_words(event.rows.kind, self._filters))
        self._screen.refresh_keys()
        if self._must_recount:
            self._must_recount = False
            self._totals.count(self._filters)

    def _hides_wanted(self) -> bool:
        """Take the filters away when they hide the document that was asked for."""
        wanted, self._wanted = self._wanted, None
        current = self.rows.current
        is_there = current is not None and current.id == wanted
        if wanted is None or is_there or not self._filters.any_set:
            return False
        self._set_filters(HistoryFilters())
        self.rows.find(self._listing, wanted)
        self.notify("Se quitaron los filtros, que no dejaban verlo.")
        return True

    @on(TotalsBlock.Counted)
    def _counted(self, event: TotalsBlock.Counted) -> None:
        event.stop()
        if event.filters == self._filters:
            self._part_line.show_counts(event.counts)

    @on(HistoryRows.Failed)
    def _failed(self, event: HistoryRows.Failed) -> None:
        event.stop()
        self.notify(event.sentence, severity="error")

    # -- what is shown -------------------------------------------------------------------------

    @property
    def _screen(self) -> AduanasScreen[Any]:
        screen = self.screen
        assert isinstance(screen, AduanasScreen)
        return screen

    def _show_part(self) -> None:
        """Show the list of the part that is open."""
        for kind, rows in self._lists.items():
            rows.display = kind is self._kind
        self._part_line.open_part(self._kind)
        self._totals.show_for(self._kind)

    def _set_filters(self, filters: HistoryFilters) -> None:
        self._filters = filters
        self._must_recount = True
        self._filter_line.show(filters)

    # -- commands ------------------------------------------------------------------------------

    def reason(self, command_id: str) -> str | None:
        """Say why a command has nothing to act on."""
        if command_id == "open" and self.rows.current is None:
            return "No hay ninguna operación señalada."
        if command_id == "clear" and not self._filters.any_set:
            return "No hay filtros que quitar."
        return None

    def shown(self, command_id: str) -> bool:
        """Leave out of the key line what would do nothing."""
        return command_id not in ("open", "clear") or self.reason(command_id) is None

    def action_next_part(self, by: int) -> None:
        """Open the next part, around the ends."""
        self._open_part(_PARTS[(_PARTS.index(self._kind) + by) % len(_PARTS)])

    def _open_part(self, kind: Kind) -> None:
        self._kind = kind
        self._show_part()
        self.enter()
        self._screen.refresh_keys()

    @on(SectionLine.Chosen)
    def _chosen(self, event: SectionLine.Chosen) -> None:
        event.stop()
        self._open_part(_PARTS[event.index])

    def action_choose_filters(self) -> None:
        """Choose the filters in a dialog."""
        from aduanas_tui.screens.history.filters import HistoryFilterScreen

        self.app.push_screen(HistoryFilterScreen(self._filters), self._filtered)

    def action_clear_filters(self) -> None:
        """Take all filters away."""
        self._filtered(HistoryFilters())

    def _filtered(self, filters: HistoryFilters | None) -> None:
        if filters is not None and filters != self._filters:
            self._set_filters(filters)
            self.rows.find(self._listing)

    def action_choose_order(self) -> None:
        """Choose the order of the part; the present one again turns it round."""
        from aduanas_tui.screens.pick import PickScreen

        order, descending = self._orders[self._kind]
        sign = signs().descending if descending else signs().ascending
        items = [
            PickItem(column.key, column.title, sign if column.key == order else "")
            for column in COLUMNS[self._kind]
        ]
        self.app.push_screen(PickScreen("Ordenar por", items, order), self._ordered)

    def _ordered(self, chosen: str | None) -> None:
        if chosen is None:
            return
        order, descending = self._orders[self._kind]
        if chosen == order:
            descending = not descending
        else:
            order, descending = chosen, chosen in NEWEST_FIRST | MOST_FIRST
        self._orders[self._kind] = order, descending
        self.rows.find(self._listing)

    def action_open(self) -> None:
        """Open the current document."""
        from aduanas_tui.screens.documents.record import DocumentScreen

        current = self.rows.current
        if current is not None:
            self.app.push_screen(DocumentScreen(self._kind, current.id), self._back)

    @on(RowList.Opened)
    def _opened(self, event: RowList.Opened) -> None:
        event.stop()
        self.action_open()

    @on(RowList.Highlighted)
    def _highlighted(self, event: RowList.Highlighted) -> None:
        event.stop()

    def _back(self, _result: Any) -> None:
        self.post_message(self.Changed())

    def copied(self) -> tuple[str, str]:
        """Return what to copy of the current row, with its label; of a payment its invoice."""
        current = self.rows.current
        if current is None:
            return "", ""
        if self._kind is Kind.PAYMENT:
            return "número de la factura", current.row.invoice
        return f"número {current.row.number}", current.row.number

    def action_export(self) -> None:
        """Write what the filters show to a file."""
        from aduanas_tui.screens.export import ExportedScreen
        from aduanas_tui.screens.history.export import HistoryExportScreen

        def done(exported: Any) -> None:
            if exported is not None:
                self.app.push_screen(ExportedScreen(exported))

        words = filter_words(self._filters) or ["todo"]
        self.app.push_screen(
            HistoryExportScreen(self._client_id, self._filters, self._kind, words), done
        )

    def on_resize(self, event: events.Resize) -> None:
        """Lines fit themselves to the width."""
        self._filter_line.refresh()
        self._part_line.refresh()
