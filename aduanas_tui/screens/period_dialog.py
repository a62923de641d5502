"""A dialog of questions of which the first are a period: by its name, or by its days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal

from aduanas_tui.domain.dates import DateError, complete_date, parse_date, show_date
from aduanas_tui.domain.periods import Period, period
from aduanas_tui.screens.base import CANCEL
from aduanas_tui.screens.questions import QuestionDialog
from aduanas_tui.terminal.signs import signs
from aduanas_tui.widgets.commands import Command
from aduanas_tui.widgets.entry import ChoiceField
from aduanas_tui.widgets.texts import Plain, TextField

T = TypeVar("T")

Span = tuple[date | None, date | None]
"""First and last day; ``None`` does not limit."""

_ALWAYS = "Siempre"
_OTHER = "Otras fechas"
_PERIODS = {one.label: one for one in Period}


class PeriodDialog(QuestionDialog[T], Generic[T]):
    """Subclasses yield :meth:`questions` and ask :meth:`chosen_span` what was chosen."""

    COMMANDS: ClassVar[tuple[Command, ...]] = (CANCEL,)

    def __init__(self, title: str, span: Span) -> None:
        super().__init__(title)
        since, until = span
        self.period = ChoiceField(_period_label(span), [_ALWAYS, *_PERIODS, _OTHER])
        self._since = TextField(show_date(since), select_on_focus=True)
        self._until = TextField(show_date(until), select_on_focus=True)

    def questions(self, more: Sequence[tuple[str, TextField]]) -> ComposeResult:
        """Yield one line for each question, those of the period first."""
        of_period = (("Período", self.period), ("Desde", self._since), ("Hasta", self._until))
        for label, entry in (*of_period, *more):
            opens = f" {signs().open}" if isinstance(entry, ChoiceField) else ""
            with Horizontal(classes="filter"):
                yield Plain(f"{label}{opens}", classes="label")
                yield entry

    def on_mount(self) -> None:
        """Start at the period."""
        self.period.focus()

    @on(TextField.Changed)
    def _changed(self, event: TextField.Changed) -> None:
        """Let the dates follow the period that is chosen, and its name the dates that are typed."""
        event.stop()
        if event.control is self.period:
            if self.period.value == _ALWAYS:
                self._show_span((None, None))
            elif self.period.value in _PERIODS:
                self._show_span(period(_PERIODS[self.period.value], date.today()))
        elif event.control in (self._since, self._until):
            name = self._typed_period()
            if self.period.value != name and not self.period.has_focus:
                with self.prevent(TextField.Changed):  # what is typed stays as it is
                    self.period.value = name

    def _show_span(self, span: Span) -> None:
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

    def chosen_span(self) -> Span | None:
        """Return the days chosen; ``None`` after saying what is wrong with them.

        A period that was named just now has not reached the dates yet.
        """
        if self.period.value == _ALWAYS:
            return None, None
        if self.period.value in _PERIODS:
            return period(_PERIODS[self.period.value], date.today())
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


def _day(entry: TextField) -> date | None:
    """Return the day typed, ``None`` for a blank; raises :class:`DateError` for no date."""
    text = entry.value.strip()
    return parse_date(complete_date(text)) if text else None


def _period_label(span: Span) -> str:
    """Return the name of the period with these days."""
    if span == (None, None):
        return _ALWAYS
    today = date.today()
    return next((name for name, one in _PERIODS.items() if period(one, today) == span), _OTHER)
