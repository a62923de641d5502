"""Finding a command by its name, and choosing one from a menu of actions."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from textual import on
from textual.app import ComposeResult
from textual.events import Key
from textual.widgets import Input

from aduanas_tui.domain.text import fold
from aduanas_tui.screens.base import AduanasModal
from aduanas_tui.terminal.signs import key_name
from aduanas_tui.widgets.commands import Offer
from aduanas_tui.widgets.picklist import PickItem, PickList
from aduanas_tui.widgets.texts import Plain, TextField

_IN_FIELD = frozenset({"left", "right", "home", "end"})
"""Keys that move in what is typed."""


def _item(position: int, offer: Offer) -> PickItem:
    keys = offer.command.keys
    return PickItem(
        str(position),
        offer.command.full_name,
        key_name(keys[0]) if keys else "",
        offer.reason or "",
    )


def matching(items: Sequence[PickItem], typed: str) -> list[PickItem]:
    """Return the items that have every word typed, accents and case aside; best start first."""
    words = fold(typed).split()
    found = [item for item in items if all(word in fold(item.label) for word in words)]
    if words:
        found.sort(key=lambda item: not fold(item.label).lstrip("+ ").startswith(words[0]))
    return found


class _Finder(TextField):
    """The field of the palette: it keeps the focus while one moves in the list."""

    cursor_widget: PickList | None = None
    """The list, while one moves in it: the terminal's cursor stands there."""


class PaletteScreen(AduanasModal[Offer | None]):
    """Everything that can be done from where one is; returns what was chosen.

    What is not allowed now stays in the list with its reason and cannot be chosen.
    """

    OFFERS_PALETTE = False

    def __init__(self, offers: Sequence[Offer]) -> None:
        super().__init__("¿Qué desea hacer?")
        self._offers = tuple(offers)
        self._items = [_item(position, offer) for position, offer in enumerate(offers)]

    def compose_body(self) -> ComposeResult:
        """Yield a text field above the list; the field keeps the focus."""
        yield _Finder(placeholder="Escriba parte del nombre")
        yield PickList(self._items, empty="Ningún comando se llama así")
        yield Plain(id="palette-help")

    def on_mount(self) -> None:
        """Show what the first one does; the field has the focus, so the list need not take it."""
        self.query_one(PickList).can_focus = False
        self.query_one(_Finder).focus()
        self._explain()

    @on(Input.Changed)
    def _filter(self, event: Input.Changed) -> None:
        self.query_one(_Finder).cursor_widget = None
        self.query_one(PickList).show(matching(self._items, event.value))
        self._explain()

    def on_key(self, event: Key) -> None:
        """Move in the list while the field has the focus."""
        pick_list = self.query_one(PickList)
        moves = {"up": -1, "down": 1}
        pages = {"pageup": -1, "pagedown": 1}
        if event.key in moves:
            pick_list.action_move(moves[event.key])
        elif event.key in pages:
            pick_list.action_page(pages[event.key])
        else:
            if event.key in _IN_FIELD:
                self.query_one(_Finder).cursor_widget = None
            return
        event.stop()
        self.query_one(_Finder).cursor_widget = pick_list
        self._explain()

    def _explain(self) -> None:
        """Show the help of the highlighted command below the list."""
        item = self.query_one(PickList).highlighted
        text = self._offers[int(item.id)].command.help if item else ""
        self.query_one("#palette-help", Plain).show(text)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.query_one(PickList).action_pick()

    @on(PickList.Picked)
    def _picked(self, event: PickList.Picked) -> None:
        event.stop()
        self.dismiss(self._offers[int(event.item.id)])

    @on(PickList.Refused)
    def _refused(self, event: PickList.Refused) -> None:
        event.stop()
        self.app.notify(event.item.reason, severity="warning")


class ActionMenu(AduanasModal[Offer | None]):
    """A short menu (*Acciones*): arrows and Enter, or the letter of the command.

    What is not allowed says why when it is chosen; the commands in ``anyway`` are returned
    nevertheless, for who opened the menu knows what else to offer.
    """

    def __init__(self, title: str, offers: Sequence[Offer], anyway: Collection[str] = ()) -> None:
        super().__init__(title)
        self._offers = tuple(offers)
        self._anyway = anyway

    def compose_body(self) -> ComposeResult:
        """Yield the list."""
        yield PickList([_item(position, offer) for position, offer in enumerate(self._offers)])

    def on_key(self, event: Key) -> None:
        """Choose by letter."""
        pick_list = self.query_one(PickList)
        for position, offer in enumerate(self._offers):
            if event.key in offer.command.keys:
                event.stop()
                pick_list.index = position
                pick_list.action_pick()
                return

    @on(PickList.Picked)
    def _picked(self, event: PickList.Picked) -> None:
        event.stop()
        self.dismiss(self._offers[int(event.item.id)])

    @on(PickList.Refused)
    def _refused(self, event: PickList.Refused) -> None:
        event.stop()
        offer = self._offers[int(event.item.id)]
        if offer.command.id in self._anyway:
            self.dismiss(offer)
        else:
            self.app.notify(event.item.reason, severity="warning")
