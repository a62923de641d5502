"""The list of clients: search as you type, filters, order, a glance; everything starts here."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.geometry import Size

from aduanas_tui.domain.search_text import Filters, parse_query
from aduanas_tui.screens.base import AduanasScreen
from aduanas_tui.screens.client_glance import ClientGlance, place_in
from aduanas_tui.screens.client_list_commands import COMMANDS, HELP
from aduanas_tui.screens.client_list_ways import LeavesList
from aduanas_tui.screens.client_rows import ClientRows, Found
from aduanas_tui.screens.client_texts import (
    ORDER_NAMES,
    count_words,
    document_words,
    empty_words,
    first_and_more,
)
from aduanas_tui.screens.documents.commands import NEW
from aduanas_tui.screens.listing_choice import ChoosesListing
from aduanas_tui.services.lookup import Listing, Order
from aduanas_tui.terminal.signs import signs
from aduanas_tui.widgets.commands import Command
from aduanas_tui.widgets.row_list import RowList
from aduanas_tui.widgets.texts import Plain, TextField

if TYPE_CHECKING:
    from aduanas_tui.services.lookup import FoundDocument

_EDITING = frozenset({"backspace", "delete", "left", "right", "home", "end", "ctrl+u", "ctrl+w"})


class ClientListScreen(ChoosesListing, LeavesList, AduanasScreen[None]):
    """Find a client by typing, walk through the list, open, register."""

    PLACE = "clients"
    KEYS_PLACE = "lista"
    DIGITS_SEARCH = True
    CSS_PATH = "client_list.tcss"
    ready = False
    HELP_TITLE = "Lista de clientes"
    HELP = HELP
    COMMANDS: ClassVar[tuple[Command, ...]] = COMMANDS

    def __init__(self, notice: str = "", found: Found | None = None) -> None:
        """Take a sentence to show, and what to begin with where that was read already."""
        super().__init__()
        self._notice = notice
        self._found_before = found
        self._glance_wanted = False
        self._glance_stays = False
        self._search = TextField(id="search")
        self._rows = ClientRows(id="clients")
        self._glance = ClientGlance(id="glance")

    def compose_body(self) -> ComposeResult:
        """Search, list, glance."""
        with Horizontal(id="search-line"):
            yield Plain(" Buscar: ", id="search-label")
            yield self._search
            yield Plain("", id="filters")
        with Horizontal(id="found"):
            yield self._rows
            yield self._glance

    def on_mount(self) -> None:
        """Start typing at once."""
        self._rows.show_order(self.order, self.descending)
        self._search.focus()
        if self._found_before is not None:
            self._rows.begin_with(self._found_before.listing, self._found_before)
            self._found_before = None
        else:
            self._find()
        self._place_glance(self.app.size)  # now, so that it is painted with the rest
        self._show_state()
        if self._notice:
            self.notify(self._notice)

    def key_must_wait(self, event: events.Event) -> bool:
        """Hold keys that act on the result of a search back until it is there."""
        if super().key_must_wait(event) or self._rows.is_waiting:
            return True
        if not self._rows.is_pending or not isinstance(event, events.Key):
            return self._rows.is_pending
        return not (self._search.has_focus and (event.is_printable or event.key in _EDITING))

    def reason(self, command_id: str) -> str | None:
        """Say why a command has nothing to act on."""
        if command_id in ("open", "glance", "copy") and self._rows.current is None:
            return "No hay ningún cliente en la lista."
        if command_id == "glance" and self._glance_stays:
            return "En una terminal tan grande está siempre a la vista."
        if command_id == "clear" and not (self._is_narrowed or self._is_elsewhere):
            return "No hay búsqueda ni filtros que quitar."
        return self.registering_reason() if command_id in NEW else None

    def shown(self, command_id: str) -> bool:
        """Leave out of the key line what would do nothing."""
        if command_id in ("clear", "open", "glance", "copy"):
            return self.reason(command_id) is None
        return super().shown(command_id)

    @property
    def _is_narrowed(self) -> bool:
        return bool(self._search.value) or self.filters != Filters()

    @property
    def _is_elsewhere(self) -> bool:
        return self.focused not in (self._search, self._rows)

    # -- searching ---------------------------------------------------------------------------

    def _find(self) -> None:
        """Show the clients that what is typed and chosen asks for."""
        self._rows.find(self.listing)

    @property
    def listing(self) -> Listing:
        """What is listed, in its order."""
        query = parse_query(self._search.value)
        return Listing(query, self.filters, self.order, self.descending)

    def listing_chosen(self) -> None:
        """Show what was chosen."""
        self._rows.show_order(self.order, self.descending)
        self._find()

    @on(ClientRows.Listed)
    def _listed(self, event: ClientRows.Listed) -> None:
        event.stop()
        self._can_be_used()
        self._rows.show_empty(
            *empty_words(event.catalogue_is_empty, self._search.value, self.filters, self.key_of)
        )
        if event.catalogue_is_empty and not self._search.value:
            # There is nothing to search: n must register, not be typed.
            self._rows.focus()
        self._show_state()
        self.refresh_keys()

    @on(ClientRows.Counted)
    def _counted(self, event: ClientRows.Counted) -> None:
        event.stop()
        self._show_state()

    @on(ClientRows.Failed)
    def _failed(self, event: ClientRows.Failed) -> None:
        event.stop()
        self._can_be_used()
        self.notify(event.sentence, severity="error")

    def _can_be_used(self) -> None:
        if not self.ready:
            self.ready = True
            self.call_after_refresh(self.app.started)

    @property
    def is_calm(self) -> bool:
        """Whether no search is under way either."""
        return super().is_calm and not (self._rows.is_pending or self._rows.is_waiting)

    def catch_up(self) -> None:
        """Read the list again."""
        self.action_reload()

    def action_reload(self) -> None:
        """Read the list again without moving the cursor or the rows."""
        self.is_outdated = False
        self.app.read_role()
        self._rows.reload()
        self._glance.look(self._rows.current)

    # -- what is shown -----------------------------------------------------------------------

    def role_changed(self) -> None:
        """Show the role also in the title."""
        super().role_changed()
        self._show_state()

    def _show_state(self) -> None:
        count = count_words(self._rows.count, self._search.value, self.filters)
        self.set_title("Clientes", f"{count} {signs().dot} {self.app.operator_words}", "new")
        words = self.filter_words()
        if self.order is not Order.NAME or self.descending:
            words.append(f"por {ORDER_NAMES[self.order].lower()}")
        shown = [f"Filtros: {first_and_more(words)} "] if words else []
        found = self._document
        if found is not None:
            shown.insert(0, f"{document_words(found)} ")
        self.query_one("#filters", Plain).show(f"{signs().dot} ".join(shown))

    @property
    def _document(self) -> FoundDocument | None:
        """The document by whose number the current client was found."""
        current = self._rows.current
        return self._rows.document_of(current.id) if current is not None else None

    # -- moving ------------------------------------------------------------------------------

    @on(TextField.Changed, "#search")
    def _typed(self, event: TextField.Changed) -> None:
        event.stop()
        self._rows.find(self.listing, painted=False)

    @on(TextField.Submitted, "#search")
    def _entered(self, event: TextField.Submitted) -> None:
        event.stop()
        self._rows.focus()

    def on_key(self, event: events.Key) -> None:
        """Go from the search into the list, and start a search by a digit in the list."""
        if self._search.has_focus and event.key in ("down", "pagedown", "up", "pageup"):
            event.stop()
            self._rows.focus()
            if event.key.startswith("page"):
                self._rows.action_page(1 if event.key == "pagedown" else -1)
        elif self._rows.has_focus and event.character and event.character in "0123456789":
            event.stop()
            self._search.focus()
            self._search.value = event.character
            self._search.cursor_position = 1

    @on(RowList.Highlighted)
    def _highlighted(self, event: RowList.Highlighted) -> None:
        event.stop()
        self._glance.look(event.row)
        self._show_state()

    @on(RowList.Opened)
    async def _opened(self, event: RowList.Opened) -> None:
        event.stop()
        self.open_client(event.row.id)

    def on_resize(self, event: events.Resize) -> None:
        """Put the glance where there is room for it."""
        self._place_glance(event.size)

    def _place_glance(self, size: Size) -> None:
        """Put the glance beside or below the list where there is room for it."""
        place = "" if self.app.terminal.linear else place_in(size)
        self.set_class(place == "beside", "-beside")
        self._glance_stays = bool(place)
        self._show_glance()

    # -- commands ----------------------------------------------------------------------------

    def action_focus_search(self) -> None:
        """Type a search; what was there is replaced by it."""
        self._search.focus()
        self._search.select_all()

    def action_clear(self) -> None:
        """Empty the search; when it is empty, drop the filters. From the menu, come back."""
        if self._is_elsewhere:
            self._rows.focus()
        elif self._search.value:
            self._search.value = ""
            self._search.focus()
        else:
            self.show_filtered(Filters())

    # -- glance ------------------------------------------------------------------------------

    def action_glance(self) -> None:
        """Show or hide the glance under the list."""
        self._glance_wanted = not self._glance_wanted
        self._show_glance()

    def _show_glance(self) -> None:
        shown = self._glance_wanted or self._glance_stays
        if shown != self._glance.display:
            self._glance.display = shown
        self._glance.look(self._rows.current)


def import_ahead() -> None:
    """Import what the list came up without, before a key has to wait for it."""
    import aduanas_tui.screens.client_form
    import aduanas_tui.screens.client_record
    import aduanas_tui.screens.documents.form
    import aduanas_tui.screens.documents.record
    import aduanas_tui.screens.filters  # noqa: F401
