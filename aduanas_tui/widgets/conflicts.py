"""Fields that two people changed, each with its texts one under the other to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click, MouseScrollDown, MouseScrollUp, Resize
from textual.geometry import Offset
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from aduanas_tui.terminal.signs import signs
from aduanas_tui.widgets.cells import TEXT_AT, fit

T = TypeVar("T")

_LABEL = 12
"""Cells of what stands before a text: key, label, sign of what is chosen."""
_INDENT = 2


@dataclass(frozen=True, slots=True)
class Option(Generic[T]):
    """One of the texts of a field: the key that chooses it, whose it is, the text."""

    value: T
    key: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Disputed(Generic[T]):
    """A field with the texts that it could have."""

    label: str
    options: Sequence[Option[T]]


@dataclass(frozen=True, slots=True)
class _Line:
    field: int
    option: int | None
    """``None`` for the line that names the field, and for the blank one before it."""
    head: str
    text: str


class ConflictList(Widget, Generic[T], can_focus=True):
    """The fields; one is current, and the keys of its texts choose."""

    DEFAULT_CSS = """
    ConflictList { height: 1fr; width: 1fr; }
    ConflictList > .conflict-list--mark { text-style: bold; }
    ConflictList > .conflict-list--heading { text-style: bold; }
    ConflictList > .conflict-list--chosen { text-style: reverse; }
    ConflictList > .conflict-list--head { text-style: dim; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "conflict-list--mark",
        "conflict-list--heading",
        "conflict-list--chosen",
        "conflict-list--head",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "move(-1000)", show=False),
        Binding("end", "move(1000)", show=False),
    ]

    class Chosen(Message):
        """Something was chosen."""

    def __init__(self, fields: Sequence[Disputed[T]], chosen: Sequence[T | None]) -> None:
        super().__init__()
        self._fields = tuple(fields)
        self.chosen: list[T | None] = list(chosen)
        """What was chosen of each field, ``None`` while nothing was."""
        self._current = 0
        self._top = 0
        self._lines: list[_Line] = []

    @property
    def cursor_cell(self) -> Offset | None:
        """Where the terminal's cursor belongs: at the name of the current field."""
        places = (at for at, line in enumerate(self._lines) if line.field == self._current)
        named = next((at for at in places if self._lines[at].text), None)
        return None if named is None else Offset(TEXT_AT, max(0, named - self._top))

    def choose(self, number: int) -> None:
        """Choose a text of the current field, and go to the next field that has none yet."""
        self.chosen[self._current] = self._fields[self._current].options[number].value
        self.refresh()
        self.post_message(self.Chosen())
        self.go_to_open()

    def choose_everywhere(self, value: T) -> None:
        """Choose the same in all fields."""
        self.chosen = [value] * len(self._fields)
        self.refresh()
        self.post_message(self.Chosen())

    def go_to_open(self) -> bool:
        """Go to the next field of which nothing is chosen; ``False`` when there is none."""
        order = [*range(self._current, len(self._fields)), *range(self._current)]
        found = next((at for at in order if self.chosen[at] is None), None)
        if found is not None:
            self._go_to(found)
        return found is not None

    def action_move(self, by: int) -> None:
        """Move to another field."""
        self._go_to(max(0, min(self._current + by, len(self._fields) - 1)))

    def action_page(self, pages: int) -> None:
        """Read on, for texts longer than the screen; the field on top becomes the current one."""
        height = max(1, self.size.height)
        self._top = max(0, min(self._top + pages * height, len(self._lines) - height))
        if self._lines:
            self._current = self._lines[self._top].field
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one line of a field."""
        width, at = self.size.width, self._top + y
        if at >= len(self._lines):
            return Strip.blank(width)
        line = self._lines[at]
        is_current = line.field == self._current
        mark = Segment(
            signs().cursor if is_current and line.text else " ",
            self.get_component_rich_style("conflict-list--mark"),
        )
        if line.option is None:
            style = self.get_component_rich_style("conflict-list--heading")
            return Strip([mark, Segment(fit(line.text, width - 1), style)], width)
        is_chosen = self._fields[line.field].options[line.option].value == self.chosen[line.field]
        kind = "chosen" if is_chosen and line.head else "head"
        head_style = self.get_component_rich_style(f"conflict-list--{kind}")
        room = width - _LABEL - _INDENT - 2
        text = line.text
        if y == self.size.height - 1 and at < len(self._lines) - 1:
            text = f"{fit(text, room - 2)} {signs().more}"  # it goes on below
        sign = signs().ok if is_chosen and line.head else " "
        return Strip(
            [
                mark,
                Segment(" " * _INDENT),
                Segment(fit(f"{sign}{line.head}", _LABEL), head_style),
                Segment(fit(f" {text}", room + 1)),
            ],
            width,
        )

    def on_resize(self, event: Resize) -> None:
        """Break the lines for the new width."""
        self._wrap(event.size.width)
        self._scroll_to_current()
        self.refresh()

    def on_click(self, event: Click) -> None:
        """Choose the text that was clicked."""
        at = self._top + event.y
        if at < len(self._lines):
            line = self._lines[at]
            self._current = line.field
            if line.option is None:
                self.refresh()
            else:
                self.choose(line.option)

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Read on with the wheel."""
        event.stop()
        self._scroll_by(3)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Read back with the wheel."""
        event.stop()
        self._scroll_by(-3)

    def _scroll_by(self, lines: int) -> None:
        self._top = max(0, min(self._top + lines, len(self._lines) - self.size.height))
        self.refresh()

    def _go_to(self, at: int) -> None:
        self._current = at
        self._scroll_to_current()
        self.refresh()

    def _wrap(self, width: int) -> None:
        room = max(10, width - _LABEL - _INDENT - 2)
        self._lines = []
        for at, field in enumerate(self._fields):
            if at:
                self._lines.append(_Line(at, None, "", ""))
            self._lines.append(_Line(at, None, "", f" {field.label}"))
            for number, option in enumerate(field.options):
                wrapped = [line.plain for line in Content(option.text).wrap(room)] or [""]
                for place, text in enumerate(wrapped):
                    head = f"{option.key} {option.label}" if place == 0 else ""
                    shown = text if option.text else signs().none
                    self._lines.append(_Line(at, number, head, shown))

    def _scroll_to_current(self) -> None:
        """Show the current field whole where it fits, else from its name on."""
        height = self.size.height
        places = [at for at, line in enumerate(self._lines) if line.field == self._current]
        if not places or not height:
            return
        first = places[0] if self._current == 0 else places[1]  # without the blank line
        top = max(places[-1] - height + 1, self._top)
        self._top = max(0, min(top, first, len(self._lines) - height))
