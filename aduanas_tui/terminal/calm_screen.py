"""A screen that lays out and paints no more than a change needs: it all travels over the line.

This module overrides private parts of Textual's ``Screen`` (8.2.8);
tests/terminal/test_calm_screen.py holds it to the pinned version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.geometry import Size
from textual.reactive import Reactive

if TYPE_CHECKING:
    from textual._compositor import Compositor
    from textual.widget import Widget


class CalmScreen:
    """Mixin that stands before Textual's screen class among the bases."""

    if TYPE_CHECKING:
        app: Any
        _compositor: Compositor
        set_class: Any
        _get_breakpoint_classes: Any

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """As in Textual, which paints the whole screen when the focus moves; the widget that loses it
    and the one that gets it paint themselves."""

    def on_compose(self) -> None:
        """Wear the classes of the app's breakpoints before there is anything to style.

        Textual adds them once the screen is laid out, and then styles every widget again.
        """
        breakpoints = self.app.HORIZONTAL_BREAKPOINTS or []
        self.set_class(True, *self._get_breakpoint_classes(self.app.size.width, breakpoints))

    def _screen_resized(self, size: Size) -> None:
        """Lay out for a new size; Textual does it again for every report of the same one."""
        if self._compositor.size != size:
            super()._screen_resized(size)  # type: ignore[misc]
