"""A dialog that asks for the text of one field, with its choices and its rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult

from aduanas_tui.domain.fields import Field, clean_field
from aduanas_tui.domain.problems import Level
from aduanas_tui.screens.base import CANCEL, AduanasModal
from aduanas_tui.screens.pick import PickScreen
from aduanas_tui.terminal.signs import signs
from aduanas_tui.widgets.commands import Command
from aduanas_tui.widgets.entry import ChoiceField
from aduanas_tui.widgets.picklist import PickItem
from aduanas_tui.widgets.texts import Plain, TextField


class Asked(NamedTuple):
    """What was answered."""

    text: str
    for_all: bool
    """Whether it is for all equal cells."""


class AskScreen(AduanasModal[Asked | None]):
    """Returns the text typed for a field, or ``None``.

    Args:
        title: what it is for.
        lines: what is wrong, and whatever else helps.
        item: the field; its choices are offered and what is wrong with a text is said at once.
        text: what is there.
        equals: how many cells have the same text, this one included.

    """

    KEYS_PLACE = "corregir"
    LETTERS_TYPE = True
    CSS_PATH = "ask.tcss"
    HELP_TITLE = "Corregir"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command(
            "accept", ("f2", "ctrl+g", "ctrl+s"), "Aceptar", "Toma lo escrito.", "accept(False)"
        ),
        Command(
            "accept_all",
            ("f6", "ctrl+n"),
            "A todas las iguales",
            "Toma lo escrito para todas las celdas iguales.",
            "accept(True)",
        ),
        Command("choices", ("f4", "ctrl+o"), "Opciones", "Muestra las opciones.", "choices"),
        CANCEL,
    )

    def __init__(
        self, title: str, lines: Sequence[str], item: Field, text: str, equals: int = 1
    ) -> None:
        super().__init__(title)
        self._lines = lines
        self._item = item
        self._equals = equals
        if item.choices:
            self._entry: TextField = ChoiceField(text, [one.label for one in item.choices])
        else:
            self._entry = TextField(text, select_on_focus=True)
        self._problem = Plain("", id="problem")

    def compose_body(self) -> ComposeResult:
        """Yield what is wrong, the entry, what is wrong with what is typed, the keys."""
        for line in self._lines:
            yield Plain(line, classes="dialog-line")
        yield self._entry
        yield self._problem
        keys = ["Intro Aceptar", f"{self.key_of('cancel')} Cancelar"]
        if self._equals > 1:
            keys.insert(1, f"{self.key_of('accept_all')} A las {self._equals:,} iguales")
        if self._item.choices:
            keys.insert(1, f"{self.key_of('choices')} Opciones")
        yield Plain("   ".join(keys), id="keys")

    def on_mount(self) -> None:
        """Start typing."""
        self._entry.focus()

    def reason(self, command_id: str) -> str | None:
        """Say that there is only this one cell."""
        if command_id == "accept_all" and self._equals < 2:
            return "Ninguna otra celda dice lo mismo."
        if command_id == "choices" and not self._item.choices:
            return "Este campo no tiene opciones: escriba el valor."
        return None

    @on(TextField.Changed)
    def _typed(self, event: TextField.Changed) -> None:
        event.stop()
        problems = clean_field(self._item, event.value).problems
        errors = [problem for problem in problems if problem.level is Level.ERROR]
        sign = signs().error if errors else signs().warning
        worst = (errors or [one for one in problems if one.level is Level.WARNING])[:1]
        self._problem.show(f"{sign} {worst[0].message}" if worst else f"{signs().ok} Así se puede")

    @on(TextField.Submitted)
    def _entered(self, event: TextField.Submitted) -> None:
        event.stop()
        self.action_accept(False)

    def action_choices(self) -> None:
        """Show all choices."""
        if isinstance(self._entry, ChoiceField):
            self._entry.action_ask()

    @on(ChoiceField.Asked)
    def _asked(self, event: ChoiceField.Asked) -> None:
        """Show all choices."""
        event.stop()
        entry = event.field

        def chosen(label: str | None) -> None:
            if label is not None:
                entry.value = label

        items = [PickItem(label, label) for label in entry.labels]
        self.app.push_screen(PickScreen(self._item.label, items, entry.value), chosen)

    def action_accept(self, for_all: bool) -> None:
        """Close with what is typed; a wrong value too, since the preview shows what is wrong."""
        if isinstance(self._entry, ChoiceField):
            self._entry.complete()
        self.dismiss(Asked(self._entry.value, for_all))
