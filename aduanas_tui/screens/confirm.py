"""Dialogs that ask one question with a few answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click, Key
from textual.geometry import Offset, Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from aduanas_tui.screens.base import AduanasModal
from aduanas_tui.terminal.signs import signs
from aduanas_tui.widgets.cells import TEXT_AT
from aduanas_tui.widgets.texts import Plain

T = TypeVar("T")

_GAP = 2


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """One answer: its key (a letter), its label, and what the dialog returns for it."""

    key: str
    label: str
    result: T


class AnswerLine(Widget, can_focus=True):
    """The answers in a row; arrows and Tab move, Enter or the letter answers."""

    DEFAULT_CSS = """
    AnswerLine { height: 1; width: auto; max-width: 100%; margin-top: 1; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,up,shift+tab", "move(-1)", show=False),
        Binding("right,down,tab", "move(1)", show=False),
        Binding("enter", "answer", show=False),
    ]

    index: reactive[int] = reactive(0)

    class Answered(Message):
        """The operator answered."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self, answers: Sequence[tuple[str, str]], index: int) -> None:
        super().__init__()
        self._answers = tuple(answers)
        self.set_reactive(AnswerLine.index, index)

    def _parts(self) -> list[Content]:
        """Return the answers as drawn, the current one marked with a sign and reversed."""
        parts = []
        for at, (key, label) in enumerate(self._answers):
            current = at == self.index
            mark = signs().cursor if current else " "
            style = "reverse" if current else ""
            parts.append(Content.assemble(mark, (f" {label} ({key}) ", style)))
        return parts

    @property
    def cursor_cell(self) -> Offset | None:
        """Where the terminal's cursor belongs: at the label of the current answer."""
        before = self._parts()[: self.index]
        return Offset(sum(part.cell_length + _GAP for part in before) + TEXT_AT, 0)

    def render(self) -> Content:
        """Draw the answers."""
        return Content(" " * _GAP).join(self._parts())

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """Ask for the width of all answers."""
        return self.render().cell_length

    def action_move(self, by: int) -> None:
        """Move to another answer, around the ends."""
        self.index = (self.index + by) % len(self._answers)

    def action_answer(self) -> None:
        """Give the current answer."""
        self.post_message(self.Answered(self.index))

    def on_key(self, event: Key) -> None:
        """Answer by letter."""
        for at, (key, _label) in enumerate(self._answers):
            if event.character is not None and event.character.lower() == key:
                event.stop()
                self.index = at
                self.action_answer()

    def on_click(self, event: Click) -> None:
        """Answer with the mouse."""
        at = event.x
        for index, part in enumerate(self._parts()):
            if 0 <= at < part.cell_length:
                self.index = index
                self.action_answer()
                return
            at -= part.cell_length + _GAP


class ChoiceScreen(AduanasModal[T], Generic[T]):
    """Asks a question and returns the result of the answer; Esc returns that of ``cancel``.

    ``lines`` is plain text, never markup. ``default`` and ``cancel`` are positions in ``answers``:
    the answer that Enter gives, and the one that loses nothing.
    """

    def __init__(
        self,
        title: str,
        lines: Sequence[str | Content],
        answers: Sequence[Answer[T]],
        *,
        default: int = 0,
        cancel: int = -1,
    ) -> None:
        super().__init__(title)
        self._lines = lines
        self._answers = tuple(answers)
        self._default = default % len(self._answers)
        self._cancel = cancel

    def compose_body(self) -> ComposeResult:
        """Yield the text and the answers."""
        for line in self._lines:
            yield Plain(line, classes="dialog-line")
        yield AnswerLine([(answer.key, answer.label) for answer in self._answers], self._default)

    @on(AnswerLine.Answered)
    def _answered(self, event: AnswerLine.Answered) -> None:
        event.stop()
        self.dismiss(self._answers[event.index].result)

    def action_cancel(self) -> None:
        """Answer with what loses nothing."""
        self.dismiss(self._answers[self._cancel].result)


class ConfirmScreen(ChoiceScreen[bool]):
    """Asks yes or no; Enter and Esc give the safe answer, no, unless ``default_yes``."""

    def __init__(
        self,
        title: str,
        lines: Sequence[str | Content] = (),
        yes_label: str = "Sí",
        no_label: str = "No",
        *,
        default_yes: bool = False,
    ) -> None:
        answers = (Answer("s", yes_label, True), Answer("n", no_label, False))
        super().__init__(title, lines, answers, default=0 if default_yes else 1, cancel=1)
