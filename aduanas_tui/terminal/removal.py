"""Taking screens and widgets away while they still work.

This module overrides a private part of Textual's ``App`` (8.2.8); tests/terminal/test_removal.py
holds it to the pinned version.
"""

from __future__ import annotations

from typing import TypeVar

from textual.app import App
from textual.await_remove import AwaitRemove
from textual.dom import DOMNode
from textual.widget import Widget
from textual.worker import NoActiveWorker, get_current_worker

T = TypeVar("T")


class EndsWorkersFirst(App[T]):
    """An app whose widgets stop working before they go away.

    Textual takes the children away first and then ends the workers of their screen: one that gets
    its answer in between looks for widgets that are gone, and ends the program.
    """

    def _prune(self, *nodes: Widget, parent: DOMNode | None = None) -> AwaitRemove:
        """Cancel the workers of what goes away, except the one that takes it away."""
        if self.workers:
            try:
                own = get_current_worker()
            except NoActiveWorker:
                own = None
            going = {one for node in nodes for one in node.walk_children(with_self=True)}
            for worker in list(self.workers):
                if worker.node in going and worker is not own:
                    worker.cancel()
        return super()._prune(*nodes, parent=parent)
