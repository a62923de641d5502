"""The side menu: the places of the program, as a drawer or docked beside the content."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import on
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Key
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

from aduanas_tui.screens.base import AduanasModal
from aduanas_tui.terminal.signs import key_name
from aduanas_tui.widgets.picklist import PickItem, PickList


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A place of the program; it is in the menu only once its screen works."""

    id: str
    """The ``PLACE`` of its screens."""
    label: str
    """The word of the manual: ``Clientes``."""
    key: str
    """The letter that opens it from the menu."""
    open: Callable[[], Screen[Any]]
    """Makes its screen."""


def _items(entries: Sequence[MenuEntry]) -> list[PickItem]:
    return [PickItem(entry.id, entry.label, key_name(entry.key)) for entry in entries]


def _position(entries: Sequence[MenuEntry], place: str) -> int:
    return next((at for at, entry in enumerate(entries) if entry.id == place), 0)


class MenuPanel(PickList, can_focus=False):
    """The menu docked at the left; only wide terminals show it (``menu.tcss``).

    It takes the focus only when asked to (``m``), so that Tab stays inside the content.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False)]

    class Chosen(Message):
        """A place was chosen."""

        def __init__(self, place: str) -> None:
            super().__init__()
            self.place = place

    def __init__(self, entries: Sequence[MenuEntry], place: str) -> None:
        super().__init__(_items(entries), index=_position(entries, place))
        self._entries = tuple(entries)
        self._came_from: Widget | None = None

    def enter(self) -> None:
        """Take the focus, until Esc gives it back or something else takes it."""
        self._came_from = self.screen.focused
        self.can_focus = True
        self.focus()

    def action_leave(self) -> None:
        """Give the focus back."""
        if self.screen.is_modal or self._came_from is None:
            raise SkipAction
        self._came_from.focus()

    def on_blur(self) -> None:
        """Leave the order of Tab."""
        self.can_focus = False

    @on(PickList.Picked)
    def _picked(self, event: PickList.Picked) -> None:
        event.stop()
        self.post_message(self.Chosen(event.item.id))

    def on_key(self, event: Key) -> None:
        """Open a place by its letter."""
        for entry in self._entries:
            if event.character == entry.key:
                event.stop()
                self.post_message(self.Chosen(entry.id))


class MenuScreen(AduanasModal[str | None]):
    """The menu as a drawer over the left of the screen; returns the id of the place chosen."""

    def __init__(self, entries: Sequence[MenuEntry], place: str) -> None:
        super().__init__("Menú")
        self._entries = tuple(entries)
        self._place = place

    def compose_body(self) -> ComposeResult:
        """Yield the places."""
        yield MenuPanel(self._entries, self._place)

    def on_mount(self) -> None:
        """Give the focus to the places."""
        self.query_one(MenuPanel).enter()

    @on(MenuPanel.Chosen)
    def _chosen(self, event: MenuPanel.Chosen) -> None:
        event.stop()
        self.dismiss(event.place)
