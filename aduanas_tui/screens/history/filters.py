"""The dialog that chooses which operations the history shows."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal

from aduanas_tui.domain.dates import DateError, complete_date, parse_date, show_date
from aduanas_tui.domain.history_filters import HistoryFilters
from aduanas_tui.domain.periods import Period, period
from aduanas_tui.screens.base import CANCEL
from aduanas_tui.screens.history.words import FILE_STATES, PAYMENT_STATES, TYPES, label_of
from aduanas_tui.screens.questions import QuestionDialog
from aduanas_tui.terminal.signs import signs
from aduanas_tui.widgets.commands import Command
from aduanas_tui.widgets.entry import ChoiceField
from aduanas_tui.widgets.texts import Plain, TextField

_ALWAYS = "Siempre"
_OTHER = "Otras fechas"
_PERIODS = {one.label: one for one in Period}

_Span = tuple[date | None, date | None]


class HistoryFilterScreen(QuestionDialog[HistoryFilters | None]):
    """Returns the chosen filters, or ``None`` when nothing shall change."""

    CSS_PATH = "filters.tcss"
    HELP_TITLE = "Filtros del historial"
    HELP = (
        "Elija un período por su nombre, o escriba las fechas como 12/10/2026 (también 12/10 u "
        "hoy); los dos días cuentan, y una fecha vacía no limita. Cada parte se filtra por su "
        "propia fecha. Por cobrar reúne pendiente, parcial y vencida. F4 muestra las opciones."
    )
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("apply", ("f2", "ctrl+s"), "Aplicar", "Muestra lo que pasa.", "apply"),
        Command("none", ("f6",), "Quitar todos", "Vuelve a mostrar todo.", "none"),
        CANCEL,
    )

    def __init__(self, filters: HistoryFilters) -> None:
        super().__init__("Filtros del historial")
        span = (filters.since, filters.until)
        self._period = ChoiceField(_period_label(span), [_ALWAYS, *_PERIODS, _OTHER])
        self._since = TextField(show_date(filters.since), select_on_focus=True)
        self._until = TextField(show_date(filters.until), select_on_focus=True)
        self._type = ChoiceField(label_of(TYPES, filters.operation_type), list(TYPES))
        self._file = ChoiceField(label_of(FILE_STATES, filters.file_state), list(FILE_STATES))
        self._payment = ChoiceField(
            label_of(PAYMENT_STATES, filters.payment_state), list(PAYMENT_STATES)
        )

    def compose_body(self) -> ComposeResult:
        """One line a filter, and the keys."""
        for label, entry in (
            ("Período", self._period),
            ("Desde", self._since),
            ("Hasta", self._until),
            ("Operación", self._type),
            ("Expediente", self._file),
            ("Pago", self._payment),
        ):
            opens = f" {signs().open}" if isinstance(entry, ChoiceField) else ""
            with Horizontal(classes="filter"):
                yield Plain(f"{label}{opens}", classes="label")
                yield entry
        yield Plain("F2 Aplicar   F4 Ver opciones   F6 Quitar todos   Esc Cancelar", id="keys")

    def on_mount(self) -> None:
        """Start at the period."""
        self._period.focus()

    @on(TextField.Changed)
    def _changed(self, event: TextField.Changed) -> None:
        """Let the dates follow the period that is chosen, and its name the dates that are typed."""
        event.stop()
        if event.control is self._period:
            if self._period.value == _ALWAYS:
                self._show_span((None, None))
            elif self._period.value in _PERIODS:
                self._show_span(period(_PERIODS[self._period.value], date.today()))
        elif event.control in (self._since, self._until):
            name = self._typed_period()
            if self._period.value != name and not self._period.has_focus:
                with self.prevent(TextField.Changed):  # what is typed stays as it is
                    self._period.value = name

    def _show_span(self, span: _Span) -> None:
        for entry, day in zip((self._since, self._until), span, strict=True):
            entry.value = show_date(day)
            if entry.has_focus:
                entry.select_all()  # as if it had been there before the focus came

    def _typed_period(self) -> str:
        """Return the name of the period that the dates make."""
        try:
            return _period_label((_day(self._since), _day(self._until)))
        except DateError:
            return _OTHER

    def action_apply(self) -> None:
        """Close with the filters chosen; what is no option or no date is said and stays."""
        options = (self._period, self._type, self._file, self._payment)
        if not self.options_chosen(options, blank_is_first=True):
            return
        span = self._chosen_span()
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

    def _chosen_span(self) -> _Span | None:
        """Return the days chosen; ``None`` after saying what is wrong with them.

        A period that was named just now has not reached the dates yet.
        """
        if self._period.value == _ALWAYS:
            return None, None
        if self._period.value in _PERIODS:
            return period(_PERIODS[self._period.value], date.today())
        days: list[date | None] = []
        for entry in (self._since, self._until):
            try:
                days.append(_day(entry))
            except DateError as error:
                self.notify(str(error), severity="warning")
                entry.focus()
                return None
        since, until = days
        if since and until and since > until:
            self.notify("Desde va después de Hasta: cambie una de las fechas.", severity="warning")
            self._since.focus()
            return None
        return since, until

    def action_none(self) -> None:
        """Close without any filter."""
        self.dismiss(HistoryFilters())


def _day(entry: TextField) -> date | None:
    """Return the day typed, ``None`` for a blank; raises :class:`DateError` for no date."""
    text = entry.value.strip()
    return parse_date(complete_date(text)) if text else None


def _period_label(span: _Span) -> str:
    """Return the name of the period with these days."""
    if span == (None, None):
        return _ALWAYS
    today = date.today()
    return next((name for name, one in _PERIODS.items() if period(one, today) == span), _OTHER)
