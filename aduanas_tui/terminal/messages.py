"""Messages that are shown for some seconds.

Private: it fills in ``App._on_notify`` of Textual 8.2.8, which stacks equal messages, and
``App._refresh_notifications``, which leaves the lines of those that are over;
tests/screens/test_shell_app.py holds it to the pinned version.
"""

from __future__ import annotations

from typing import TypeVar

from textual.app import App
from textual.notifications import Notify
from textual.widgets._toast import Toast, ToastHolder

T = TypeVar("T")


class OneOfEach(App[T]):
    """An app that shows a message once, however often it is told.

    A key may be pressed in vain again and again, and messages lie over what one is working on.
    """

    def _on_notify(self, event: Notify) -> None:
        """Take the older one away; the newer one has its full time."""
        new = event.notification
        for old in list(self._notifications):
            if (old.message, old.title) == (new.message, new.title):
                self._unnotify(old, refresh=False)

    def _refresh_notifications(self) -> None:
        """Take away those that are over with their lines, then show those that are not."""
        if self.screen_stack:
            for toast in self.screen.query(Toast):
                line = toast.parent
                if toast._notification not in self._notifications and isinstance(line, ToastHolder):
                    line.remove()
        super()._refresh_notifications()
