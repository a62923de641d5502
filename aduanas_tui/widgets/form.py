"""A form made from a table of fields: labels, entries, and problems under the field."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message

from aduanas_tui.domain.fields import Field, FieldTable
from aduanas_tui.domain.problems import Level, Problem
from aduanas_tui.terminal.signs import signs
from aduanas_tui.terminal.theme import ERROR_STYLE, WARNING_STYLE
from aduanas_tui.widgets.entry import (
    ChoiceField,
    CompletedField,
    Options,
    SuggestField,
    WrittenField,
)
from aduanas_tui.widgets.text_block import TextBlock
from aduanas_tui.widgets.texts import Plain, TextField

LABEL_WIDTH = 25

_STYLES = {Level.ERROR: ERROR_STYLE, Level.WARNING: WARNING_STYLE, Level.FIX: ""}

Entry = TextField | TextBlock


@dataclass(frozen=True)
class Helpers:
    """What some fields of a form are helped with, by key."""

    suggest: Mapping[str, Options] = field(default_factory=dict)
    """Words to suggest; any other text is taken too."""
    write: Mapping[str, Callable[[str], str]] = field(default_factory=dict)
    """How what is typed is written."""
    complete: Mapping[str, Callable[[str], str]] = field(default_factory=dict)
    """What is meant by what was typed in short, once the field is left."""
    lists: Collection[str] = ()
    """Fields that have a list to choose from although any other text is taken too."""
    replaced: Collection[str] = ()
    """Fields whose text is a proposal: typing replaces it, an arrow key starts correcting it."""


class FieldRow(Vertical):
    """A field: its label, its entry, and under it what is wrong."""

    DEFAULT_CSS = """
    FieldRow { height: auto; }
    FieldRow > Horizontal { height: auto; }
    FieldRow .label { width: 25; }
    FieldRow .mark { width: 1; text-style: bold; }
    FieldRow .problem { display: none; padding-left: 26; }
    FieldRow TextField { width: 1fr; }
    FieldRow TextBlock { width: 1fr; height: 3; }
    """

    class Left(Message):
        """The focus left the field."""

        def __init__(self, row: FieldRow) -> None:
            super().__init__()
            self.row = row

    def __init__(self, item: Field, raw: str, helpers: Helpers) -> None:
        super().__init__(id=f"row-{item.key}")
        self.item = item
        self.entry: Entry = _entry(item, raw, helpers)
        if isinstance(self.entry, TextField) and item.key in helpers.replaced:
            self.entry.select_on_focus = True
        self._opens = bool(item.choices) or item.key in helpers.lists
        self._mark = Plain(" ", classes="mark")
        self._problem = Plain("", classes="problem")

    def compose(self) -> ComposeResult:
        """Label and entry in one line, the problem below."""
        required = signs().required if self.item.required else " "
        opens = f" {signs().open}" if self._opens else ""
        label = f"{self.item.label}{opens}"
        with Horizontal():
            yield self._mark
            room = LABEL_WIDTH - (3 if self.item.required else 1)
            yield Plain(f"{label[:room]} {required}", classes="label")
            yield self.entry
        yield self._problem

    @property
    def raw(self) -> str:
        """What is typed."""
        return self.entry.value if isinstance(self.entry, TextField) else self.entry.text

    @raw.setter
    def raw(self, text: str) -> None:
        if text == self.raw:
            return
        if isinstance(self.entry, TextField):
            self.entry.value = text
            if self.entry.has_focus and self.entry.select_on_focus:
                self.entry.select_all()  # as if it had been there when the field was entered
        else:
            self.entry.text = text

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Show what is wrong with the value, each with the sign of its level; nothing hides it."""
        found = sorted(problems, key=lambda problem: list(Level).index(problem.level))
        sign = {Level.ERROR: signs().error, Level.WARNING: signs().warning, Level.FIX: signs().fix}
        lines = [Content.styled(f"{sign[p.level]} {p.message}", _STYLES[p.level]) for p in found]
        self._problem.show(Content("\n").join(lines))
        self._problem.display = bool(found)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Mark the line where one types: a sign that needs no colour."""
        self._mark.show(signs().cursor)

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Report that the field was left."""
        self._mark.show(" ")
        self.post_message(self.Left(self))


class Form(VerticalScroll, can_focus=False):
    """All fields of a table, filled with texts by key; Enter and Tab go to the next one."""

    DEFAULT_CSS = """
    Form { height: 1fr; }
    """

    class Left(Message):
        """The focus left a field."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    class Edited(Message):
        """The text of a field changed."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    class ChoicesAsked(Message):
        """The operator wants to see all choices of a field."""

        def __init__(self, row: FieldRow) -> None:
            super().__init__()
            self.row = row

    def __init__(
        self, fields: FieldTable, raw: Mapping[str, str], helpers: Helpers | None = None
    ) -> None:
        super().__init__()
        self._rows = {
            item.key: FieldRow(item, raw.get(item.key, ""), helpers or Helpers()) for item in fields
        }
        self._original = {key: row.raw for key, row in self._rows.items()}

    def compose(self) -> ComposeResult:
        """One row a field."""
        yield from self._rows.values()

    def row(self, key: str) -> FieldRow:
        """Return the row of a field."""
        return self._rows[key]

    def raw(self) -> dict[str, str]:
        """Return what is typed, by key."""
        return {key: row.raw for key, row in self._rows.items()}

    def fill(self, raw: Mapping[str, str]) -> None:
        """Put texts in as if they had been typed; nothing is proposed because of them.

        What the form does not show is passed over.
        """
        with self.prevent(TextField.Changed, TextBlock.Changed):
            for key, text in raw.items():
                if key in self._rows:
                    self._rows[key].raw = text

    def changed(self) -> dict[str, str]:
        """Return what is typed in the fields that were changed since the form was filled."""
        return {key: text for key, text in self.raw().items() if text != self._original[key]}

    def original(self) -> dict[str, str]:
        """Return what the form was filled with, by key."""
        return dict(self._original)

    def rebase(self, raw: Mapping[str, str]) -> None:
        """Take ``raw`` as what is stored now in those fields, keeping what the operator typed.

        What the form does not show is passed over.
        """
        typed = self.changed()
        for key, text in raw.items():
            if key not in self._rows:
                continue
            if key not in typed:
                self._rows[key].raw = text
            self._original[key] = text

    def show_problems(self, problems: Iterable[Problem], keys: Iterable[str] | None = None) -> None:
        """Show the problems of ``keys`` (of all fields by default) and hide solved ones."""
        found = tuple(problems)
        for key in self._rows if keys is None else keys:
            self._rows[key].show_problems(p for p in found if p.field == key)

    def focus_first(self, problems: Iterable[Problem] = ()) -> None:
        """Focus the first field that has one of the problems, else the first field."""
        wanted = {problem.field for problem in problems}
        key = next((key for key in self._rows if key in wanted), next(iter(self._rows)))
        entry = self._rows[key].entry
        entry.focus()
        if isinstance(entry, TextField) and entry.select_on_focus:
            entry.select_all()  # also when one is in it already

    @property
    def current(self) -> FieldRow | None:
        """The row that has the focus; known before the widgets have been told."""
        focused = self.screen.focused if self.is_attached else None
        return next((row for row in self._rows.values() if row.entry is focused), None)

    @on(FieldRow.Left)
    def _left(self, event: FieldRow.Left) -> None:
        event.stop()
        self.post_message(self.Left(event.row.item.key))

    @on(TextField.Changed)
    @on(TextBlock.Changed)
    def _edited(self, event: TextField.Changed | TextBlock.Changed) -> None:
        event.stop()
        for key, row in self._rows.items():
            if row.entry is event.control:
                self.post_message(self.Edited(key))

    @on(TextField.Submitted)
    def _entered(self, event: TextField.Submitted) -> None:
        event.stop()
        self.screen.focus_next(_entries)

    @on(ChoiceField.Asked)
    def _choices_asked(self, event: ChoiceField.Asked) -> None:
        event.stop()
        for row in self._rows.values():
            if row.entry is event.field:
                self.post_message(self.ChoicesAsked(row))


_entries = "TextField, TextBlock"


def _entry(item: Field, raw: str, helpers: Helpers) -> Entry:
    name = f"field-{item.key}"
    if item.choices:
        return ChoiceField(raw, [choice.label for choice in item.choices], id=name)
    if item.key in helpers.suggest:
        return SuggestField(raw, helpers.suggest[item.key], id=name)
    if item.key in helpers.complete:
        return CompletedField(raw, helpers.complete[item.key], id=name)
    if item.key in helpers.write:
        return WrittenField(raw, helpers.write[item.key], id=name)
    if item.multiline:
        return TextBlock(raw, id=name)
    return TextField(raw, id=name)
