"""A text of one line that says when it does not fit."""

from __future__ import annotations

from textual.content import Content

from aduanas_tui.widgets.texts import Plain
from aduanas_tui.widgets.titleline import cut


class OneLine(Plain):
    """Text in one line, cut with a sign where there is no room for all of it."""

    DEFAULT_CSS = """
    OneLine { height: 1; width: 1fr; }
    """

    def render(self) -> Content:
        """Draw what fits."""
        content = self.content
        assert isinstance(content, Content)  # as ``Plain`` takes no other
        return cut(content, self.content_size.width)
