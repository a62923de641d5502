"""Messages that go straight to whoever answers them.

Textual hands a message from widget to widget up the tree, and each takes it out of a queue of its
own, in a turn of the event loop: a tenth of a millisecond for each frame around a list.

Private: it looks for handlers as ``MessagePump`` of Textual 8.2.8 does;
tests/terminal/test_straight.py holds it to the pinned version.
"""

from __future__ import annotations

from textual.message import Message
from textual.message_pump import MessagePump
from textual.widget import Widget


class StraightMessage(Message):
    """A message that leaves out the widgets on its way which have no handler for it."""

    def send_from(self, widget: Widget) -> None:
        """Post it to the first that may answer: the widget itself, or one above it."""
        self._bubble_to(widget)

    def _bubble_to(self, widget: MessagePump) -> None:
        """Go on to the next one that may answer, or to the app."""
        kind = type(self)
        while not _may_answer(type(widget), kind) and widget._parent is not None:
            widget = widget._parent
        super()._bubble_to(widget)


_answers: dict[tuple[type[MessagePump], type[Message]], bool] = {}


def _may_answer(pump: type[MessagePump], message: type[Message]) -> bool:
    """Tell whether there is a handler in a class, by decorator or by name."""
    known = _answers.get((pump, message))
    if known is None:
        known = _answers[pump, message] = any(_has_handler(one, message) for one in pump.__mro__)
    return known


def _has_handler(of: type, message: type[Message]) -> bool:
    decorated = of.__dict__.get("_decorated_handlers") or {}
    name = message.handler_name
    return (
        any(kind in decorated for kind in message.__mro__)
        or name in of.__dict__
        or f"_{name}" in of.__dict__
    )
