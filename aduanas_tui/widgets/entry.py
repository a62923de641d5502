"""Text fields that help with what they know: choices, known words, a written form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets.input import Selection

from aduanas_tui.domain.text import fold
from aduanas_tui.terminal.signs import spells_out
from aduanas_tui.widgets.texts import TextField

Options = Callable[[], Sequence[str]]
"""Gives the words that can be suggested now."""


class _Prefixed(Suggester):
    """Suggests the first option that starts with what was typed, accents and case apart."""

    def __init__(self, options: Options) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._options = options

    async def get_suggestion(self, value: str) -> str | None:
        """Return the option to complete ``value`` with, or ``None``."""
        wanted = fold(value)
        starting = (option for option in self._options() if fold(option).startswith(wanted))
        return next(starting, None)


def starting_with(options: Sequence[str], typed: str) -> list[str]:
    """Return the options that start with ``typed``, or whose later words do; the former first."""
    wanted = fold(typed)
    first = [option for option in options if fold(option).startswith(wanted)]
    inner = [option for option in options if f" {wanted}" in fold(option) and option not in first]
    return first + inner


class SuggestField(TextField):
    """A text field that suggests words but takes any: ↓ and ↑ go through them.

    The end of the word is only shown ahead where it cannot be taken for something typed.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "cycle(1)", show=False),
        Binding("up", "cycle(-1)", show=False),
    ]

    def __init__(self, value: str, options: Options, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(value, id=id, suggester=None if spells_out() else _Prefixed(options))
        self._options = options
        self._stem: str | None = None
        self._cycled = ""

    def action_cycle(self, by: int) -> None:
        """Go to the next of the words that start with what was typed."""
        if self.value != self._cycled:
            self._stem = self.value
        found = starting_with(self._options(), self._stem or "") or list(self._options())
        if not found:
            return
        at = found.index(self.value) + by if self.value in found else (0 if by > 0 else -1)
        self._cycled = self.value = found[at % len(found)]
        self.cursor_position = len(self.value)


class ChoiceField(SuggestField):
    """A field with a fixed set of values: typing its beginning, or ↓, is enough.

    What is typed replaces what was there; leaving the field completes it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f4,ctrl+o,alt+down", "ask", show=False)]

    class Asked(Message):
        """The operator wants to see all choices."""

        def __init__(self, field: ChoiceField) -> None:
            super().__init__()
            self.field = field

    def __init__(self, value: str, labels: Sequence[str], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(value, lambda: labels, id=id)
        self.select_on_focus = True
        self.labels = tuple(labels)

    def action_cycle(self, by: int) -> None:
        """Go to the next choice, from the one that is there."""
        self._stem = self._cycled = ""
        at = self.labels.index(self.value) + by if self.value in self.labels else 0
        found = starting_with(self.labels, self.value) if self.value not in self.labels else []
        self.value = found[0] if found and self.value else self.labels[at % len(self.labels)]
        self.selection = Selection(0, len(self.value))

    def action_ask(self) -> None:
        """Ask for the list of all choices."""
        self.post_message(self.Asked(self))

    def on_blur(self) -> None:
        """Complete what was typed when the field is left."""
        self.complete()

    def complete(self) -> None:
        """Complete what was typed when it is one choice, or only one starts with it."""
        if self.value and self.value not in self.labels:
            typed = fold(self.value)
            found = [label for label in self.labels if fold(label) == typed]
            found = found or [label for label in self.labels if fold(label).startswith(typed)]
            found = found or starting_with(self.labels, self.value)
            if len(found) == 1:
                self.value = found[0]


class CompletedField(TextField):
    """A field that writes out what was typed in short (``hoy``) when it is left."""

    def __init__(
        self,
        value: str,
        complete: Callable[[str], str],
        *,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(value, id=id)
        self._complete = complete

    def complete(self) -> None:
        """Write out what is typed."""
        self.value = self._complete(self.value)

    def on_blur(self) -> None:
        """Write out what was typed when the field is left."""
        self.complete()


class WrittenField(TextField):
    """A field that writes what is typed in its usual form (an RTN with its dashes)."""

    def __init__(
        self,
        value: str,
        write: Callable[[str], str],
        *,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(value, id=id)
        self._write = write

    def on_input_changed(self, event: TextField.Changed) -> None:
        """Write the value in its form, the cursor staying after the same digit."""
        written = self._write(self.value)
        if written == self.value or _digits(self.value) != len(self.value.replace("-", "").strip()):
            return
        before = _digits(self.value[: self.cursor_position])
        self.value = written
        self.cursor_position = _place_after(written, before)

    def on_key(self, event: events.Key) -> None:
        """Let Backspace and Delete take the digit beyond a dash, not only the dash."""
        at = self.cursor_position
        if not self.selection.is_empty:
            return
        if event.key == "backspace" and self.value[at - 1 : at] == "-":
            self.cursor_position = at - 1
        elif event.key == "delete" and self.value[at : at + 1] == "-":
            self.cursor_position = at + 1


def _digits(text: str) -> int:
    return sum(character.isdigit() for character in text)


def _place_after(text: str, digits: int) -> int:
    """Return the position after so many digits of ``text``, past a dash that follows them."""
    seen = 0
    for position, character in enumerate(text):
        if seen == digits and character != "-":
            return position
        seen += character.isdigit()
    return len(text)
