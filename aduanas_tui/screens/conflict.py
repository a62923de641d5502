"""Choosing field by field when two operators changed the same: before, one's own, what is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from aduanas_tui.domain.fields import FieldTable, field
from aduanas_tui.domain.merging import Choice, Conflict
from aduanas_tui.screens.base import BACK, AduanasScreen
from aduanas_tui.services.errors import Change
from aduanas_tui.widgets.commands import Command
from aduanas_tui.widgets.conflicts import ConflictList, Disputed, Option
from aduanas_tui.widgets.texts import Plain
from aduanas_tui.widgets.titleline import crumbs

_ORDER = (Choice.BASE, Choice.MINE, Choice.THEIRS)
_LABELS = {Choice.BASE: "Antes", Choice.MINE: "Suyo", Choice.THEIRS: "Actual"}


class ConflictScreen(AduanasScreen[dict[str, Choice] | None]):
    """Returns what was chosen of each field by key, or ``None`` to go back to the form.

    Args:
        place: what is edited, as the title line of the form says it.
        fields: the table of the record.
        conflicts: what both changed.
        change: who stored the present texts, and when.
        chosen: what was chosen of some of them before.

    """

    KEYS_PLACE = "dos-cambios"
    CSS_PATH = "conflict.tcss"
    PLACE = "clients"
    HELP_TITLE = "Dos cambios del mismo campo"
    HELP = (
        "Otra persona guardó este registro mientras usted lo tenía abierto, y los dos cambiaron "
        "estos campos. Antes es lo que decía cuando usted lo abrió; Suyo, lo que usted escribió; "
        "Actual, lo que está guardado ahora. Elija en cada campo lo que queda; AvPág y RePág leen "
        "los textos largos. Con Esc vuelve al formulario con todo lo que escribió."
    )
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("base", ("1",), "Antes", "Deja lo que decía antes.", "choose(0)"),
        Command("mine", ("2",), "Suyo", "Deja lo que usted escribió.", "choose(1)"),
        Command("theirs", ("3",), "Actual", "Deja lo que está guardado ahora.", "choose(2)"),
        Command(
            "save", ("f2", "enter", "ctrl+g", "ctrl+s"), "Guardar", "Guarda lo elegido.", "save"
        ),
        Command(
            "all_mine", ("s",), "Todo suyo", "Deja lo suyo en todos los campos.", "choose_all(1)"
        ),
        Command(
            "all_theirs",
            ("a",),
            "Todo actual",
            "Deja lo que está guardado en todos los campos.",
            "choose_all(2)",
        ),
        BACK,
    )

    def __init__(
        self,
        place: str,
        fields: FieldTable,
        conflicts: Sequence[Conflict],
        change: Change,
        chosen: Mapping[str, Choice],
    ) -> None:
        super().__init__()
        self._place = place
        self._conflicts = tuple(conflicts)
        self._change = change
        disputed = [
            Disputed(
                field(fields, one.key).label,
                [
                    Option(choice, str(number), _LABELS[choice], one.text(choice))
                    for number, choice in enumerate(_ORDER, start=1)
                ],
            )
            for one in self._conflicts
        ]
        known = [chosen.get(one.key) for one in self._conflicts]
        self._list: ConflictList[Choice] = ConflictList(disputed, known)

    def compose_body(self) -> ComposeResult:
        """Yield what happened, and the fields."""
        number = len(self._conflicts)
        what = "este campo" if number == 1 else "estos campos"
        yield Plain(
            f"{self._change.operator} guardó otra cosa en {what} {self._change.ago}. "
            "Elija lo que queda.",
            id="what-happened",
        )
        yield self._list

    def on_mount(self) -> None:
        """Start in the first field that has to be decided."""
        self._list.focus()
        self._list.go_to_open()
        self._show_state()

    @on(ConflictList.Chosen)
    def _chosen(self, event: ConflictList.Chosen) -> None:
        event.stop()
        self._show_state()

    def _show_state(self) -> None:
        left = self._list.chosen.count(None)
        self.set_title(
            crumbs(self._place, "Dos cambios"),
            f"Falta{'n' if left > 1 else ''} {left} por elegir" if left else "Todo elegido",
        )

    def action_choose(self, number: int) -> None:
        """Choose for the current field."""
        self._list.choose(number)

    def action_choose_all(self, number: int) -> None:
        """Choose for all fields."""
        self._list.choose_everywhere(_ORDER[number])

    def action_save(self) -> None:
        """Close with what was chosen, unless something is still to be chosen."""
        chosen = self._list.chosen
        decided = {
            one.key: choice
            for one, choice in zip(self._conflicts, chosen, strict=True)
            if choice is not None
        }
        if len(decided) < len(self._conflicts):
            self._list.go_to_open()
            self.notify("Elija qué queda en cada campo: 1, 2 o 3.", severity="warning")
        else:
            self.dismiss(decided)
