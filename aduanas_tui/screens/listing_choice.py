"""Which clients a list shows and in which order: chosen in dialogs, said in words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from aduanas_tui.domain.search_text import Filters
from aduanas_tui.screens.client_texts import MOST_FIRST, ORDER_NAMES
from aduanas_tui.services.lookup import Order
from aduanas_tui.terminal.signs import signs
from aduanas_tui.widgets.picklist import PickItem

if TYPE_CHECKING:
    from aduanas_tui.screens.base import AduanasScreen

    _Base = AduanasScreen[Any]
else:
    _Base = object


class ChoosesListing(_Base):
    """Mixin of the screen of a list of clients: filters and order."""

    filters = Filters()
    order = Order.NAME
    descending = False

    def listing_chosen(self) -> None:
        """Show what was chosen."""
        raise NotImplementedError

    def filter_words(self) -> list[str]:
        """Return each filter in words."""
        if self.filters == Filters():
            return []
        from aduanas_tui.screens.filters import filter_words

        return filter_words(self.filters)

    def action_choose_filters(self) -> None:
        """Choose the filters in a dialog."""
        from aduanas_tui.screens.filters import FilterScreen

        self.app.push_screen(FilterScreen(self.filters), self.show_filtered)

    def show_filtered(self, filters: Filters | None) -> None:
        """Show other filters, if any were chosen."""
        if filters is not None and filters != self.filters:
            self.filters = filters
            self.listing_chosen()

    def action_toggle_inactive(self) -> None:
        """Add inactive clients to the active ones, or leave them out again."""
        self.show_filtered(replace(self.filters, active=None if self.filters.active else True))

    def action_choose_order(self) -> None:
        """Choose the order; the present one again turns it round."""
        from aduanas_tui.screens.pick import PickScreen

        items = []
        for order, name in ORDER_NAMES.items():
            present = order is self.order
            sign = signs().descending if self.descending else signs().ascending
            items.append(PickItem(order, name, sign if present else ""))
        self.app.push_screen(PickScreen("Ordenar por", items, self.order), self._ordered)

    def _ordered(self, chosen: str | None) -> None:
        if chosen is None:
            return
        order = Order(chosen)
        if order is self.order:
            self.descending = not self.descending
        else:
            self.order, self.descending = order, order in MOST_FIRST
        self.listing_chosen()
