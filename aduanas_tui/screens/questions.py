"""A dialog of a few questions, one a line: filters, what to export and where to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from textual import on

from aduanas_tui.screens.base import CANCEL, AduanasModal
from aduanas_tui.screens.pick import PickScreen
from aduanas_tui.widgets.commands import Command
from aduanas_tui.widgets.entry import ChoiceField
from aduanas_tui.widgets.picklist import PickItem
from aduanas_tui.widgets.texts import TextField

T = TypeVar("T")


class QuestionDialog(AduanasModal[T], Generic[T]):
    """Enter goes from question to question, F4 lists the options of one.

    Subclasses yield the fields and say in ``action_apply`` what comes of the answers.
    """

    KEYS_PLACE = "preguntas"
    LETTERS_TYPE = True
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command(
            "choices",
            ("f4", "ctrl+o"),
            "Ver opciones",
            "Muestra las opciones de la pregunta.",
            "choices",
        ),
        CANCEL,
    )

    @on(TextField.Submitted)
    def _entered(self, event: TextField.Submitted) -> None:
        """Go to the next question; after the last one it is done."""
        event.stop()
        if event.control is self.query(TextField).last():
            self.action_apply()
        else:
            self.focus_next("TextField")

    @on(ChoiceField.Asked)
    def _asked(self, event: ChoiceField.Asked) -> None:
        """List the options of a question."""
        event.stop()
        entry = event.field

        def chosen(label: str | None) -> None:
            if label is not None:
                entry.value = label

        items = [PickItem(label, label) for label in entry.labels]
        self.app.push_screen(PickScreen("Elija", items, entry.value), chosen)

    def action_choices(self) -> None:
        """Show the options of the question that one is at."""
        if isinstance(self.focused, ChoiceField):
            self.focused.action_ask()
        else:
            self.notify("Esta pregunta no tiene opciones: escriba la respuesta.")

    def options_chosen(self, entries: Sequence[ChoiceField], *, blank_is_first: bool) -> bool:
        """Complete what was typed in some fields; say which is no option, and go there.

        ``blank_is_first``: a field that was emptied means its first option.
        """
        for entry in entries:
            entry.complete()
            if blank_is_first and not entry.value.strip():
                entry.value = entry.labels[0]
            if entry.value not in entry.labels:
                self.notify(
                    f"«{entry.value}» no es una opción: elija con las flechas o "
                    f"{self.key_of('choices')}.",
                    severity="warning",
                )
                entry.focus()
                return False
        return True

    def action_apply(self) -> object:
        """Do what the answers ask for."""
        raise NotImplementedError
