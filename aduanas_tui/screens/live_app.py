"""What the app does when somebody else wrote: the screen in front reads again, quietly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.message import Message

from aduanas_tui.screens.base import AduanasScreen
from aduanas_tui.widgets.commands import CommandHost

if TYPE_CHECKING:
    from textual.screen import Screen

    from aduanas_tui.terminal.key_gate import KeyGate

_AGAIN_AFTER = 0.2
"""Seconds until it is tried again, while keys are still at work."""


class OthersWrote(Message):
    """Somebody committed something."""


class LiveApp(CommandHost):
    """Mixin of the app: it stands before Textual's class.

    What a screen shows changes only between keys, and never under a dialog: the screen below
    reads when it is in front again.
    """

    if TYPE_CHECKING:
        screen: Screen[Any]
        screen_stack: list[Screen[Any]]
        post_message: Any
        set_timer: Any
        read_role: Any
        _gate: KeyGate

    _waits_for_calm = False

    def others_wrote(self) -> None:
        """Take notice that somebody wrote; may be called in any thread."""
        self.post_message(OthersWrote())

    def on_others_wrote(self, event: OthersWrote) -> None:
        """Mark all that is open as outdated; Textual knows a mixin's handlers by their names."""
        event.stop()
        for screen in self.screen_stack:
            if isinstance(screen, AduanasScreen):
                screen.is_outdated = True
        self.read_role()
        self.show_news()

    def show_news(self) -> None:
        """Let the screen in front read again, if there is a reason to and no key is at work."""
        if self._waits_for_calm or not self.screen_stack:
            return
        screen = self.screen
        if not isinstance(screen, AduanasScreen) or not screen.is_outdated:
            return
        if screen.is_calm and self._gate.is_idle:
            screen.is_outdated = False
            screen.catch_up()
        else:
            self._waits_for_calm = True
            self.set_timer(_AGAIN_AFTER, self._try_again)

    def _try_again(self) -> None:
        self._waits_for_calm = False
        self.show_news()
