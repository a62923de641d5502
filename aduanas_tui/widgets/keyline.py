"""The last line of a screen: the keys that do something here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.widget import Widget

from aduanas_tui.terminal.signs import key_names, spells_out
from aduanas_tui.widgets.commands import Command

_GAP = 2


class Key(NamedTuple):
    """One entry of the line."""

    command: Command
    enabled: bool
    """Whether pressing the key would do it now; drawn dim when not, or in parentheses."""

    @property
    def keys(self) -> str:
        """How its keys are written."""
        return key_names(self.command.shown_keys or self.command.keys[:1])

    @property
    def width(self) -> int:
        """Cells that it takes."""
        return self.content().cell_length

    def content(self) -> Content:
        """Draw it: the keys bold, the label plain; all of it dim when it would do nothing."""
        if not self.enabled:
            text = f"{self.keys} {self.command.label}"
            return Content.styled(f"({text})" if spells_out() else text, "dim")
        return Content.assemble((self.keys, "bold"), f" {self.command.label}")


def fit(keys: Sequence[Key], width: int) -> list[Key]:
    """Return the entries that fit in ``width`` cells; the last one and the way back always stay.

    The others are dropped from the right.
    """
    if not keys:
        return []
    stays = [key.command.id == "back" for key in keys[:-1]] + [True]
    room = width + _GAP - sum(key.width + _GAP for key, its in zip(keys, stays, strict=True) if its)
    kept: list[Key] = []
    for key, its in zip(keys, stays, strict=True):
        if its:
            kept.append(key)
        else:
            room -= key.width + _GAP
            if room >= 0:
                kept.append(key)
            else:
                room = 0
    return kept


class KeyLine(Widget):
    """One row of keys, fitted to the width; a click on an entry does what its key does."""

    DEFAULT_CSS = """
    KeyLine { height: 1; width: 1fr; padding: 0 1 0 0; }
    """

    class Clicked(Message):
        """An entry was clicked."""

        def __init__(self, command: Command) -> None:
            super().__init__()
            self.command = command

    def __init__(self) -> None:
        super().__init__()
        self._keys: tuple[Key, ...] = ()

    def show(self, keys: Sequence[Key]) -> None:
        """Show entries, the most important first; the last one (help) is never dropped."""
        if tuple(keys) != self._keys:
            self._keys = tuple(keys)
            self.refresh()

    def render(self) -> Content:
        """Draw what fits."""
        shown = fit(self._keys, self.content_size.width)
        return Content(" " * _GAP).join([key.content() for key in shown])

    def on_click(self, event: Click) -> None:
        """Report which entry is under the mouse."""
        at = event.x
        for key in fit(self._keys, self.content_size.width):
            if 0 <= at < key.width:
                self.post_message(self.Clicked(key.command))
                return
            at -= key.width + _GAP
