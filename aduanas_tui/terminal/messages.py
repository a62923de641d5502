"""Messages that are shown for some seconds.

Private: it fills in ``App._on_notify`` of Textual 8.2.8, which stacks equal messages;
tests/screens/test_shell_app.py holds it to the pinned version.
"""

from __future__ import annotations

from typing import TypeVar

from textual.app import App
from textual.notifications import Notify

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
