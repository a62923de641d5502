"""The first line of a screen: where one is at the left, its state at the right."""

from __future__ import annotations

from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.widget import Widget

from aduanas_tui.terminal.signs import signs

_GAP = 2
_LEAST_LEFT = 12
"""Cells that a long state leaves to where one is, when there is an action too."""


_LEAST_INNER = 8
"""Cells of a name below which it is not worth keeping the end of the path."""


class TitleLine(Widget):
    """One row: ``left`` is cut with a sign when both do not fit; ``action`` stands at the end."""

    DEFAULT_CSS = """
    TitleLine { height: 1; width: 1fr; padding: 0 1; }
    """

    class ActionClicked(Message):
        """The action at the right was clicked."""

    def __init__(self, left: str = "", right: str = "", action: str = "") -> None:
        super().__init__()
        self._left, self._right, self._action = left, right, action

    def show(self, left: str, right: str = "", action: str = "") -> None:
        """Show plain texts: ``left`` bold, ``right``, and ``action`` (``+ Nuevo Cliente``)."""
        if (left, right, action) != (self._left, self._right, self._action):
            self._left, self._right, self._action = left, right, action
            self.refresh()

    def render(self) -> Content:
        """Draw the line as wide as the widget."""
        width = self.content_size.width
        end = Content.styled(self._right)
        if self._action:
            gap = "  " if self._right else ""
            action = Content.assemble(gap, (self._action, "bold"))
            end = cut(end, max(0, width - action.cell_length - _LEAST_LEFT)) + action
        room = max(0, width - end.cell_length - _GAP) if end.cell_length else width
        left = cut(_fit_path(self._left, room), room).stylize("bold")
        return left + Content(" " * (width - left.cell_length - end.cell_length)) + end

    def on_click(self, event: Click) -> None:
        """Report a click on the action."""
        if self._action and event.x > self.size.width - 1 - Content(self._action).cell_length:
            self.post_message(self.ActionClicked())


def crumbs(*places: str) -> str:
    """Return places, each inside the one before, as the title line writes them."""
    return f" {signs().crumb} ".join(places)


def _fit_path(path: str, width: int) -> Content:
    """Cut what is in the middle of a path (a client's name), so that its end stays in sight."""
    places = path.split(crumbs("", ""))
    if len(places) > 2 and Content(path).cell_length > width:
        first, *inner, last = places
        room = width - Content(crumbs(first, "", last)).cell_length
        if room >= _LEAST_INNER:
            return Content(crumbs(first, cut(Content(crumbs(*inner)), room).plain, last))
    return Content(path)


def cut(content: Content, width: int) -> Content:
    """Return ``content`` in at most ``width`` cells, ended with the sign of what was cut."""
    if content.cell_length <= width:
        return content
    if width <= 1:
        return Content(signs().more[:width])
    return content.truncate(width - 1) + Content(signs().more)
