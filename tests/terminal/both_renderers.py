"""An app whose terminal is emulated twice: as our renderer draws it and as Textual's would."""

from __future__ import annotations

from typing import Any

from rich.color import ColorSystem
from textual._compositor import CompositorUpdate
from textual.drivers.headless_driver import HeadlessDriver

from aduanas_tui.terminal.thin_app import ThinApp
from tests.display import Display


class Captured(HeadlessDriver):
    """A terminal of which only the bytes are known."""

    is_headless = False

    def write(self, data: str) -> None:
        """Show it."""
        assert isinstance(self._app, BothRenderers)
        self._app.ours.show(data)


class BothRenderers(ThinApp[None]):
    """Mixin that stands before the app's class; :meth:`emulate` comes first."""

    def emulate(self, width: int, height: int) -> None:
        """Make the terminals."""
        self.driver_class = Captured
        self.console._color_system = ColorSystem.EIGHT_BIT
        self.ours, self.stock = Display((width, height)), Display((width, height))
        for display in (self.ours, self.stock):
            display.show("\x1b[?7l")

    def _display(self, screen: Any, renderable: Any) -> None:
        if isinstance(renderable, CompositorUpdate) and not self._batch_count:
            self.stock.show(renderable.render_segments(self.console))
        super()._display(screen, renderable)

    def resized(self, width: int, height: int) -> None:
        """Resize the terminals."""
        for display in (self.ours, self.stock):
            display.resize(width, height)

    def compare(self) -> None:
        """Fail unless both show the same, and the cursor is where the focus is."""
        self._paint()
        for line in sorted(self.ours.touched() | self.stock.touched()):
            assert self.ours.line(line) == self.stock.line(line), f"line {line}"
        assert self.ours.cursor == self.focus_cell()
