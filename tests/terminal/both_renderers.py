"""An app whose terminal is emulated twice: as our renderer draws it and as Textual's would."""

from __future__ import annotations

from typing import Any

import pyte
from rich.color import ColorSystem
from textual._compositor import CompositorUpdate
from textual.drivers.headless_driver import HeadlessDriver

from aduanas_tui.terminal.thin_app import ThinApp
from tests.terminal import emulator


class Captured(HeadlessDriver):
    """A terminal of which only the bytes are known."""

    is_headless = False

    def write(self, data: str) -> None:
        """Show it."""
        assert isinstance(self._app, BothRenderers)
        self._app.ours.feed(data)


class BothRenderers(ThinApp[None]):
    """Mixin that stands before the app's class; :meth:`emulate` comes first."""

    def emulate(self, width: int, height: int) -> None:
        """Make the terminals."""
        self.driver_class = Captured
        self.console._color_system = ColorSystem.EIGHT_BIT
        self._terminals = [emulator.Terminal(width, height) for _ in range(2)]
        self.ours, self.stock = map(pyte.Stream, self._terminals)
        for stream in (self.ours, self.stock):
            stream.feed("\x1b[?7l")

    def _display(self, screen: Any, renderable: Any) -> None:
        if isinstance(renderable, CompositorUpdate) and not self._batch_count:
            self.stock.feed(renderable.render_segments(self.console))
        super()._display(screen, renderable)

    def resized(self, width: int, height: int) -> None:
        """Resize the terminals."""
        for terminal in self._terminals:
            terminal.resize(height, width)

    def compare(self) -> None:
        """Fail unless both show the same, and the cursor is where the focus is."""
        self._paint()
        ours, stock = (
            [[emulator.seen(cell) for cell in line] for line in terminal.cells()]
            for terminal in self._terminals
        )
        for y, (mine, textuals) in enumerate(zip(ours, stock, strict=True)):
            assert mine == textuals, f"line {y}"
        cursor, place = self.focus_cell(), self._terminals[0].cursor
        assert place.hidden == (cursor is None)
        if cursor is not None:
            assert (place.x, place.y) == cursor
