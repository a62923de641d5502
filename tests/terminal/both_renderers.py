"""An app whose terminal is emulated twice: as our renderer draws it and as Textual's would.

Ours draws first, since Textual's would leave it nothing to draw.
"""

from __future__ import annotations

from collections.abc import Iterable

from rich.color import ColorSystem
from textual._compositor import CompositorUpdate
from textual.drivers.headless_driver import HeadlessDriver
from textual.geometry import Region, Size

from aduanas_tui.terminal.seen_compositor import Piece
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

    def take(self, changes: Iterable[Piece], size: Size) -> None:
        """Show them in both."""
        changes = list(changes)
        super().take(changes, size)
        self._show_stock({Region(x, y, strip.cell_length, 1) for x, y, strip in changes})

    def _show_stock(self, regions: set[Region]) -> None:
        """Let Textual's own compositor and renderer show the same changes."""
        compositor = self.screen._compositor
        compositor._dirty_regions = regions
        update = compositor.render_update(screen_stack=self._background_screens)
        if isinstance(update, CompositorUpdate) and not self._batch_count:
            self.stock.show(update.render_segments(self.console))

    def compare_whole(self) -> None:
        """The same with Textual drawing the whole screen anew.

        (Not where something moves over wide characters: of one that was half covered it leaves the
        other half blank until its own place is drawn again.)
        """
        self._show_stock({self.screen.size.region})
        self.compare()

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
