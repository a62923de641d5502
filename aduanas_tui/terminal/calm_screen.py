"""A screen that lays out and paints no more than a change needs, and that at once.

This module overrides private parts of Textual's ``Screen`` (8.2.8);
tests/terminal/test_calm_screen.py holds it to the pinned version.
"""

from __future__ import annotations

from asyncio import TimerHandle, get_running_loop, sleep
from time import monotonic
from typing import TYPE_CHECKING, Any

from textual import events
from textual._styles_cache import StylesCache
from textual.geometry import Size
from textual.reactive import Reactive

from aduanas_tui.terminal.seen_compositor import SeenCompositor
from aduanas_tui.terminal.thin_app import ThinApp

if TYPE_CHECKING:
    from textual._compositor import Compositor
    from textual.widget import Widget


class CalmScreen:
    """Mixin that stands before Textual's screen class among the bases."""

    if TYPE_CHECKING:
        app: Any
        _compositor: Compositor
        set_class: Any
        check_idle: Any
        _message_queue: Any
        _pending_message: Any
        _layout_required: bool
        _scroll_required: bool
        _repaint_required: bool
        _recompose_required: bool
        _dirty_widgets: set[Widget]
        _get_breakpoint_classes: Any
        _on_timer_update: Any

        @property
        def is_current(self) -> bool:
            """Whether it is in front."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._compositor = self._seen = SeenCompositor()

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """As in Textual, which paints the whole screen when the focus moves; the widget that loses it
    and the one that gets it paint themselves."""

    def on_compose(self) -> None:
        """Wear the classes of the app's breakpoints before there is anything to style.

        Textual adds them once the screen is laid out, and then styles every widget again.
        """
        breakpoints = self.app.HORIZONTAL_BREAKPOINTS or []
        self.set_class(True, *self._get_breakpoint_classes(self.app.size.width, breakpoints))

    _next_paint = 0.0
    """When the screen may be painted again: painting takes half of the time at most."""

    _waiting: TimerHandle | None = None

    async def _on_idle(self, event: events.Idle) -> None:
        """Paint what changed as soon as nothing else is to be done.

        Textual waits for a tick of its clock, which after a paint takes up to two frames (33 ms):
        the letter would be seen at once, and what it finds much later than it is found.
        """
        if not self.is_current or self.app._batch_count:
            return  # Textual's own does what else there is
        await sleep(0)  # what other widgets change at the same time is painted at the same time
        if self._message_queue.values or self._pending_message is not None:
            event.prevent_default()
            return  # this is called again after that
        if not self._must_paint:
            if isinstance(self.app, ThinApp):
                self.app.cursor_may_have_moved()
            return
        event.prevent_default()
        left = self._next_paint - monotonic()
        if left > 0:
            if self._waiting is None:
                self._waiting = get_running_loop().call_later(left, self._wake)
            return
        began = monotonic()
        self._on_timer_update()
        now = monotonic()
        self._next_paint = now + (now - began)

    def _compositor_refresh(self) -> None:
        """Hand over what changed; to the thin renderer not as Textual's own would take it."""
        app = self.app
        if self is not app.screen or not isinstance(app, ThinApp) or not app.paints_thin:
            super()._compositor_refresh()  # type: ignore[misc]
            return
        app.take(self._seen.changes(app._background_screens), self._seen.size)
        self._dirty_widgets.clear()
        app._update_mouse_over(self)

    def _wake(self) -> None:
        self._waiting = None
        self.check_idle()

    @property
    def _must_paint(self) -> bool:
        return bool(
            self._layout_required
            or self._scroll_required
            or self._repaint_required
            or self._recompose_required
            or self._dirty_widgets
        )

    def on_unmount(self) -> None:
        """Let go of what was drawn of widgets that are gone, 30 kB of each.

        A cache of Textual's keeps it by mistake, up to a thousand of them.
        """
        StylesCache.get_inner_outer.cache_clear()

    def _screen_resized(self, size: Size) -> None:
        """Lay out for a new size; Textual does it again for every report of the same one."""
        if self._compositor.size != size:
            super()._screen_resized(size)  # type: ignore[misc]
