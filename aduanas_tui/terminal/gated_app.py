"""A Textual app whose input passes the key gate and whose output passes the control filter."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from time import monotonic
from typing import Any, TypeVar

from textual import events
from textual.filter import LineFilter, NoColor
from textual.screen import Screen

from aduanas_tui.terminal.capabilities import Terminal
from aduanas_tui.terminal.clipboard import ClipboardTooLongError, osc52
from aduanas_tui.terminal.colour_filter import ColourFilter
from aduanas_tui.terminal.driver import AduanasDriver
from aduanas_tui.terminal.key_gate import KeyGate
from aduanas_tui.terminal.messages import OneOfEach
from aduanas_tui.terminal.output_filter import ControlFilter
from aduanas_tui.terminal.removal import EndsWorkersFirst
from aduanas_tui.terminal.thin_app import ThinApp

T = TypeVar("T")

_WORK_PAUSE = 1.0
"""Seconds until the next look at a program that is at work, though nobody is there."""


class GatedApp(ThinApp[T], EndsWorkersFirst[T], OneOfEach[T]):
    """What stands between the app and the line, in both directions."""

    def __init__(self, terminal: Terminal | None = None) -> None:
        self.terminal = terminal or Terminal()
        """What the operator's terminal can do."""
        # ansi_color here and not only in the theme: NO_COLOR looks at it before a theme is chosen.
        super().__init__(driver_class=AduanasDriver, ansi_color=True)
        self._gate = KeyGate(self, super().on_event, self.keys_are_done)
        self._control_filter = ControlFilter()
        self._colour_filter = ColourFilter(self.terminal)
        self.idle_limit = 0.0
        """Seconds without a key after which the program ends; 0: it never does."""
        self._last_input = monotonic()

    async def on_event(self, event: events.Event) -> None:
        """Send what the operator does through the gate, everything else straight on."""
        if isinstance(event, events.AppFocus | events.AppBlur):
            # Textual takes the focus from its widget while another window is in front: a repaint
            # each way, and keys that were read together with the report would land nowhere.
            return
        is_input = isinstance(event, events.InputEvent | events.Paste) and not event.is_forwarded
        if is_input and not isinstance(event, events.MouseMove):
            self._last_input = monotonic()
            await self._gate.enter(event)
        else:
            await super().on_event(event)

    def on_mount(self) -> None:
        """Begin to wait for the end of the patience with somebody who is away."""
        if self.idle_limit:
            self.set_timer(self.idle_limit, self._look_at_idleness)

    def _look_at_idleness(self) -> None:
        """End the program when nobody did anything for too long, unless it is at work."""
        left = self._last_input + self.idle_limit - monotonic()
        if left > 0 or self.is_at_work():
            self.set_timer(max(left, _WORK_PAUSE), self._look_at_idleness)
        else:
            self.idled_out()

    def is_at_work(self) -> bool:
        """Tell whether something is under way that must not be cut short."""
        return False

    def idled_out(self) -> None:
        """End the program: nobody is there."""
        self.exit()

    def on_unmount(self) -> None:
        """Drop the keys that still wait when the program ends."""
        self._gate.close()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return Textual's filters and, last, the one that deletes control characters.

        Without the one for ``NO_COLOR``, which is but one of the reasons for no colours.
        """
        of_textual = [one for one in super().get_line_filters() if not isinstance(one, NoColor)]
        colours = [self._colour_filter] if self._colour_filter.enabled else []
        return [*of_textual, *colours, self._control_filter]

    def copy(self, text: str) -> bool:
        """Put ``text`` on the clipboard of the operator's terminal; ``False`` when too long.

        Where the terminal has none, ``Ctrl+V`` still pastes it inside the program.
        """
        if self._driver is None:
            return False
        try:
            sequence = osc52(text, os.environ)
        except ClipboardTooLongError:
            return False
        self._clipboard = text
        if self.terminal.clipboard:
            self._driver.write(sequence)
            self._driver.flush()
        return True

    def copy_to_clipboard(self, text: str) -> None:
        """Copy what is selected in a text field: Textual's own does not get through tmux."""
        self.copy(text)

    def read_css(self, screen: Screen[Any]) -> None:
        """Add the CSS of the first screen, which Textual would not load.

        Private: the same method loads the CSS of a pushed screen. Files are read here before it
        sees them, because it would parse everything at once, and Textual does that anyway later.
        """
        for path in screen.css_path:
            self.stylesheet.read(path)
        self._load_screen_css(screen)

    async def show_instead(self, screen: Screen[Any]) -> None:
        """Show another screen in the place of the one on top.

        Private: Textual expects somebody who waits for the result of the screen that goes; of the
        one that the program opened with nobody does.
        """
        if not self.screen._result_callbacks:
            self.screen._push_result_callback(self, None)
        await self.switch_screen(screen)

    @property
    def failure(self) -> Exception | None:
        """The error that ended the program, for whoever ran it to log; ``None`` after a normal end.

        Private: Textual keeps it for its tests.
        """
        return self._exception

    def _fatal_error(self) -> None:
        """End after an error without writing a traceback on the terminal.

        Private: Textual's own takes seconds and prints the local variables, that is, data.
        """
        self.keep_what_is_typed()
        self._close_messages_no_wait()

    def keep_what_is_typed(self) -> str:
        """Write what is typed, in any thread and while the loop may be stuck.

        Returns what to say about it, if somebody still reads.
        """
        return ""

    def at_end(self) -> None:
        """Remove what must not stay behind when the line drops: no ``finally`` will run."""

    def keys_wait(self) -> bool:
        """Tell whether more input is there already, also in the gate."""
        return not self._gate.is_idle or super().keys_wait()

    async def settled(self, patience: float | None = None) -> bool:
        """Wait until all keys have had their effect and the screen is ready (for tests)."""
        return await self._gate.settled(patience)

    def _set_pointer_shape(self, shape: str) -> None:
        """Leave the mouse pointer as it is.

        Private: Textual writes 13 bytes for it whenever a screen opens.
        """

    async def _press_keys(self, keys: Iterable[str]) -> None:
        """Press keys for Textual's ``Pilot``, and wait until they have had their effect.

        Private: it is how ``Pilot.press`` sends keys in the pinned version.
        """
        await super()._press_keys(keys)
        await self.settled()
