"""Labelled values to read, one of them current, so that it can be copied."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click, MouseScrollDown, MouseScrollUp, Resize
from textual.geometry import Offset, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from aduanas_tui.terminal.signs import signs
from aduanas_tui.widgets.cells import TEXT_AT, fit


@dataclass(frozen=True, slots=True)
class Fact:
    """One value with its label."""

    label: str
    text: str
    copy: str = ""
    """What is copied when it differs from what is shown (an RTN without its dashes)."""
    is_heading: bool = False
    """Whether it only names those below it; the cursor passes over it."""
    target: Hashable = None
    """What Enter on it opens."""


def _name(fact: Fact) -> tuple[str, Hashable]:
    return fact.label, fact.target


class FactList(Widget, can_focus=True):
    """Facts one under the other; long values go on in the next lines."""

    DEFAULT_CSS = """
    FactList { height: 1fr; width: 1fr; }
    FactList > .fact-list--mark { text-style: bold; }
    FactList > .fact-list--label { text-style: dim; }
    FactList > .fact-list--heading { text-style: bold; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "fact-list--mark",
        "fact-list--label",
        "fact-list--heading",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "scroll_page(-1)", show=False),
        Binding("pagedown", "scroll_page(1)", show=False),
        Binding("home", "move(-1000)", show=False),
        Binding("end", "move(1000)", show=False),
    ]

    class Highlighted(Message):
        """The cursor is on another fact."""

    class Opened(Message):
        """A fact with a target was chosen: by :meth:`FactList.action_open` or a second click."""

        def __init__(self, fact: Fact) -> None:
            super().__init__()
            self.fact = fact

    def __init__(
        self,
        *,
        label_width: int = 24,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self._label_width = label_width
        self._facts: tuple[Fact, ...] = ()
        self._lines: list[tuple[int, str, str]] = []
        self._current = 0
        self._top = 0

    @property
    def current(self) -> Fact | None:
        """The fact under the cursor."""
        return self._facts[self._current] if self._facts else None

    @property
    def cursor_cell(self) -> Offset | None:
        """Where the terminal's cursor belongs: at the label of the current fact."""
        return Offset(TEXT_AT, self._line_of_current() - self._top) if self._facts else None

    def show(self, facts: Sequence[Fact]) -> None:
        """Show facts, staying on the same one, else on the same place; and on the same line."""
        if tuple(facts) != self._facts:
            line = self._line_of_current()
            place = self._place_after_change(facts)
            self._facts = tuple(facts)
            self._current = self._near(min(place, max(0, len(facts) - 1)), 1)
            self._wrap(self.size.width)
            top = self._top + self._line_of_current() - line
            self._top = max(0, min(top, len(self._lines) - self.size.height))
            height = self.styles.height
            self.refresh(layout=height is None or height.is_auto)

    def _line_of_current(self) -> int:
        """Return the line, of all, in which the current fact begins."""
        found = (at for at, (index, _, _) in enumerate(self._lines) if index == self._current)
        return next(found, 0)

    def _place_after_change(self, facts: Sequence[Fact]) -> int:
        """Return the place in ``facts`` of the current one: its label, of those with the same."""
        if self.current is None:
            return 0
        named = _name(self.current)
        number = sum(_name(fact) == named for fact in self._facts[: self._current])
        places = [at for at, fact in enumerate(facts) if _name(fact) == named]
        return places[number] if number < len(places) else self._current

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Ask for as many lines as the facts take in ``width`` cells."""
        self._wrap(width)
        return max(1, len(self._lines))

    def action_move(self, by: int) -> None:
        """Move to another fact."""
        if self._facts:
            wanted = max(0, min(self._current + by, len(self._facts) - 1))
            self._go_to(self._near(wanted, by))
            self._scroll_to_current()
            self.refresh()

    def action_next_group(self, by: int) -> None:
        """Move to the first fact under the next heading, around the ends."""
        starts = [at + 1 for at, fact in enumerate(self._facts[:-1]) if fact.is_heading]
        starts = [self._near(0, 1), *starts]
        group = max(at for at, start in enumerate(starts) if start <= self._current or at == 0)
        self.action_move(starts[(group + by) % len(starts)] - self._current)

    def action_open(self) -> None:
        """Choose the current fact, when it leads anywhere."""
        if self.current is not None and self.current.target is not None:
            self.post_message(self.Opened(self.current))

    def _go_to(self, at: int) -> None:
        if at != self._current:
            self._current = at
            self.post_message(self.Highlighted())

    def _near(self, wanted: int, by: int) -> int:
        """Return the place of the fact at ``wanted``, or of the next one that is no heading."""
        step = -1 if by < 0 else 1
        for direction in (step, -step):
            at = wanted
            while 0 <= at < len(self._facts):
                if not self._facts[at].is_heading:
                    return at
                at += direction
        return wanted

    def action_scroll_page(self, pages: int) -> None:
        """Read on: for values longer than the screen."""
        height = max(1, self.size.height)
        self._top = max(0, min(self._top + pages * height, len(self._lines) - height))
        if self._lines:
            self._go_to(self._near(self._lines[self._top][0], 1))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one line of a fact; the last one says with a sign when more follow."""
        width = self.size.width
        at = self._top + y
        if at >= len(self._lines):
            return Strip.blank(width)
        index, label, text = self._lines[at]
        is_current = index == self._current and self.has_focus
        first = at == 0 or self._lines[at - 1][0] != index
        room = width - self._label_width - 1
        if y == self.size.height - 1 and at < len(self._lines) - 1:
            text = f"{fit(text, room - 2)} {signs().more}"
        if self._facts[index].is_heading:
            style = self.get_component_rich_style("fact-list--heading")
            return Strip([Segment(fit(f" {label}", width), style)], width)
        return Strip(
            [
                Segment(
                    signs().cursor if is_current and first else " ",
                    self.get_component_rich_style("fact-list--mark"),
                ),
                Segment(
                    fit(f" {label}", self._label_width),
                    self.get_component_rich_style("fact-list--label"),
                ),
                Segment(fit(text, room)),
            ],
            width,
        )

    def on_resize(self, event: Resize) -> None:
        """Break the lines for the new width."""
        self._wrap(self.size.width)
        self._scroll_to_current()
        self.refresh()

    def on_focus(self) -> None:
        """Show the mark."""
        self.refresh()

    def on_blur(self) -> None:
        """Hide the mark."""
        self.refresh()

    def on_click(self, event: Click) -> None:
        """Move to the fact that was clicked."""
        at = self._top + event.y
        if at < len(self._lines) and not self._facts[self._lines[at][0]].is_heading:
            if self._lines[at][0] == self._current:
                self.action_open()
            self._go_to(self._lines[at][0])
            self.refresh()

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Move with the wheel."""
        event.stop()
        self.action_move(1)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Move with the wheel."""
        event.stop()
        self.action_move(-1)

    def _wrap(self, width: int) -> None:
        room = max(10, width - self._label_width - 1)
        self._lines = []
        for index, fact in enumerate(self._facts):
            if fact.is_heading and index:
                self._lines.append((index, "", ""))
            wrapped = [line.plain for line in Content(fact.text).wrap(room)] or [""]
            for number, text in enumerate(wrapped):
                self._lines.append((index, fact.label if number == 0 else "", text))
        self._top = max(0, min(self._top, len(self._lines) - self.size.height))

    def _scroll_to_current(self) -> None:
        height = max(1, self.size.height)
        places = [at for at, (index, _, _) in enumerate(self._lines) if index == self._current]
        if places:
            start = places[0]
            while start and self._facts[self._lines[start - 1][0]].is_heading:
                start -= 1  # with the heading above it, if there is room
            first = max(places[-1] - height + 1, min(self._top, start))
            first = min(first, places[0])
            self._top = max(0, min(first, len(self._lines) - height))
