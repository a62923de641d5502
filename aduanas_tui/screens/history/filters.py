"""The dialog that chooses which operations the history shows."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult

from aduanas_tui.domain.history_filters import HistoryFilters
from aduanas_tui.screens.base import CANCEL
from aduanas_tui.screens.history.words import FILE_STATES, PAYMENT_STATES, TYPES, label_of
from aduanas_tui.screens.period_dialog import PeriodDialog
from aduanas_tui.widgets.commands import Command
from aduanas_tui.widgets.entry import ChoiceField


class HistoryFilterScreen(PeriodDialog[HistoryFilters | None]):
    """Returns the chosen filters, or ``None`` when nothing shall change."""

    CSS_PATH = "filters.tcss"
    HELP_TITLE = "Filtros del historial"
    HELP = (
        "Elija un período por su nombre, o escriba las fechas como 12/10/2026 (también 12/10 u "
        "hoy); los dos días cuentan, y una fecha vacía no limita. Cada parte se filtra por su "
        "propia fecha. Por cobrar reúne pendiente, parcial y vencida. "
        "{choices} muestra las opciones."
    )
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("apply", ("f2", "ctrl+g", "ctrl+s"), "Aplicar", "Muestra lo que pasa.", "apply"),
        Command("none", ("f6", "ctrl+n"), "Quitar todos", "Vuelve a mostrar todo.", "none"),
        CANCEL,
    )

    def __init__(self, filters: HistoryFilters) -> None:
        super().__init__("Filtros del historial", (filters.since, filters.until))
        self._type = ChoiceField(label_of(TYPES, filters.operation_type), list(TYPES))
        self._file = ChoiceField(label_of(FILE_STATES, filters.file_state), list(FILE_STATES))
        self._payment = ChoiceField(
            label_of(PAYMENT_STATES, filters.payment_state), list(PAYMENT_STATES)
        )

    def compose_body(self) -> ComposeResult:
        """One line a filter, and the keys."""
        yield from self.questions(
            [("Operación", self._type), ("Expediente", self._file), ("Pago", self._payment)]
        )
        yield self.keys_text("apply", "choices", "none", "cancel")

    def action_apply(self) -> None:
        """Close with the filters chosen; what is no option or no date is said and stays."""
        options = (self.period, self._type, self._file, self._payment)
        if not self.options_chosen(options, blank_is_first=True):
            return
        span = self.chosen_span()
        if span is None:
            return
        self.dismiss(
            HistoryFilters(
                since=span[0],
                until=span[1],
                operation_type=TYPES[self._type.value],
                file_state=FILE_STATES[self._file.value],
                payment_state=PAYMENT_STATES[self._payment.value],
            )
        )

    def action_none(self) -> None:
        """Close without any filter."""
        self.dismiss(HistoryFilters())
