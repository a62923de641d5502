"""Dialogs of one step: moving a customs file, answering a quote, annulling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.message import Message

from aduanas_tui.domain.dates import complete_date, show_date
from aduanas_tui.domain.field_builders import choice_field, date_field, text_field
from aduanas_tui.domain.fields import Choice, Field, FieldTable, clean_record
from aduanas_tui.domain.operation_choices import CHANNEL_CHOICES, CHANNEL_SYNONYMS
from aduanas_tui.domain.operation_fields import MAX_REASON_LENGTH
from aduanas_tui.domain.problems import Level, Problem
from aduanas_tui.domain.states import Channel, CustomsFileState, QuoteState, next_states
from aduanas_tui.screens.base import CANCEL, AduanasModal
from aduanas_tui.screens.jobs import in_thread
from aduanas_tui.screens.pick import PickScreen
from aduanas_tui.services.clients import Saved
from aduanas_tui.services.errors import InvalidError, ServiceError
from aduanas_tui.services.operations import stepping
from aduanas_tui.services.operations.documents import Document
from aduanas_tui.services.operations.kinds import INFO
from aduanas_tui.services.operations.reasons import needs_reason, targets
from aduanas_tui.widgets.commands import Command
from aduanas_tui.widgets.form import Form, Helpers
from aduanas_tui.widgets.picklist import PickItem
from aduanas_tui.widgets.texts import Plain, TextField

_DAY = date_field(
    "on_day",
    "Fecha",
    "fecha",
    required=True,
    required_message="Escriba la fecha en que ocurrió, como 12/10/2026.",
)
_REASON = text_field(
    "reason",
    "Motivo",
    "motivo",
    MAX_REASON_LENGTH,
    required=True,
    required_message="Escriba el motivo.",
)
_CHANNEL = choice_field(
    "channel",
    "Canal",
    "canal",
    CHANNEL_CHOICES,
    CHANNEL_SYNONYMS,
    required=True,
    required_message="Elija el canal: Verde, Amarillo o Rojo.",
)


class StepForm(Form):
    """A short form whose last field, when it is entered, ends it."""

    class Finished(Message):
        """Enter was pressed in the last field."""

    @on(TextField.Submitted)
    def _last_entered(self, event: TextField.Submitted) -> None:
        if event.control is [row.entry for row in self._rows.values() if row.display][-1]:
            event.stop()
            event.prevent_default()
            self.post_message(self.Finished())


class StepScreen(AduanasModal[Saved | None]):
    """Asks what a step needs and takes it; returns what was saved, or ``None``.

    When it cannot be taken any more the reason is said and it closes: who opened it reads again.
    """

    CSS_PATH = "step.tcss"
    HELP_TITLE = "Paso"
    HELP = "Intro pasa al campo siguiente y en el último acepta. En la fecha valen hoy y 12/10."
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("accept", ("f2", "ctrl+s"), "Aceptar", "Da el paso.", "accept"),
        Command("choices", ("f4",), "Opciones", "Muestra las opciones del campo.", "choices"),
        CANCEL,
    )

    def __init__(
        self,
        title: str,
        lines: Sequence[str],
        document: Document,
        fields: Sequence[Field],
        raw: Mapping[str, str],
    ) -> None:
        super().__init__(title)
        self._lines = lines
        self.document = document
        self.fields = FieldTable(fields)
        proposed = {"on_day": show_date(date.today()), **raw}
        helpers = Helpers(complete={"on_day": complete_date}, replaced=("on_day",))
        self.form = StepForm(self.fields, proposed, helpers)
        self._visited: set[str] = set()
        self._refused: dict[str, Problem] = {}
        """What the service had against fields, until they are edited."""
        self._sent: dict[str, str] = {}

    def compose_body(self) -> ComposeResult:
        """Yield what will happen, the fields, the keys."""
        for line in self._lines:
            yield Plain(line, classes="dialog-line")
        yield self.form
        opens = "F4 Opciones   " if any(item.choices for item in self.fields) else ""
        yield Plain(f"F2 Aceptar   {opens}Esc Cancelar", id="keys")

    def on_mount(self) -> None:
        """Start in the first field."""
        self.show_asked()
        self.form.focus_first()

    def step(self, values: Mapping[str, Any]) -> Saved:
        """Take the step, in a thread; raises what the service raises."""
        raise NotImplementedError

    def asked(self) -> set[str]:
        """Return the keys of the fields that count."""
        return {item.key for item in self.fields}

    def show_asked(self) -> None:
        """Show the fields that count and hide the others."""
        asked = self.asked()
        for item in self.fields:
            self.form.row(item.key).display = item.key in asked

    # -- as one goes -------------------------------------------------------------------------

    @on(Form.Left)
    def _left(self, event: Form.Left) -> None:
        event.stop()
        self._visited.add(event.key)
        self.form.show_problems((*self._checked()[1], *self._refused.values()), self._visited)

    @on(Form.Edited)
    def _edited(self, event: Form.Edited) -> None:
        event.stop()
        if self.form.row(event.key).raw != self._sent.get(event.key):
            self._refused.pop(event.key, None)
        self.edited(event.key)

    def edited(self, key: str) -> None:
        """React to typing."""

    @on(Form.ChoicesAsked)
    def _choices_asked(self, event: Form.ChoicesAsked) -> None:
        event.stop()
        self.action_choices()

    def action_choices(self) -> None:
        """Open the list of choices of the field one is in."""
        row = self.form.current
        if row is None or not row.item.choices:
            self.notify("Este campo no tiene opciones: escriba el valor.")
            return

        def chosen(label: str | None) -> None:
            if label is not None:
                row.raw = label

        items = [PickItem(choice.label, choice.label) for choice in row.item.choices]
        self.app.push_screen(PickScreen(row.item.label, items, row.raw), chosen)

    def _checked(self) -> tuple[dict[str, Any], tuple[Problem, ...]]:
        """Return the values, and the errors of the fields that count."""
        record = clean_record(self.fields, self.form.raw())
        asked = self.asked()
        return record.values, tuple(one for one in record.errors if one.field in asked)

    # -- accepting ---------------------------------------------------------------------------

    @on(StepForm.Finished)
    def _finished(self, event: StepForm.Finished) -> None:
        event.stop()
        self.action_accept()

    def action_accept(self) -> None:
        """Take the step."""
        if self.jobs:
            return
        for key in self.form.raw():
            complete = getattr(self.form.row(key).entry, "complete", None)
            if complete is not None:
                complete()
        self.show_asked()
        self._sent = self.form.raw()
        values, errors = self._checked()
        if errors:
            self._show_errors(errors)
        else:
            self._take(values)

    @work(exclusive=True, group="dialog")
    async def _take(self, values: Mapping[str, Any]) -> None:
        try:
            saved = await in_thread(lambda: self.step(values), self)
        except InvalidError as error:
            self._refused = {problem.field: problem for problem in error.problems}
            self._show_errors(error.problems)
        except ServiceError as error:
            self.app.notify(str(error), severity="error")
            self.dismiss(None)
        else:
            self.dismiss(saved)

    def _show_errors(self, problems: Sequence[Problem]) -> None:
        self._visited.update(self.form.raw())
        self.form.show_problems(problems)
        self.form.focus_first(one for one in problems if one.level is Level.ERROR)


class MoveScreen(StepScreen):
    """Brings a customs file to another state."""

    def __init__(self, document: Document) -> None:
        self._targets = targets(document)
        state = CustomsFileState(document.values["state"])
        self._asks_channel = (
            state is CustomsFileState.SELECTIVITY and not document.values["channel"]
        )
        choices = tuple(Choice(one.value, one.label) for one in self._targets)
        to_state = choice_field(
            "to_state",
            "Pasa a",
            "estado",
            choices,
            {},
            required=True,
            required_message="Elija el estado al que pasa.",
        )
        fields = [to_state, _DAY, _REASON]
        usual = "" if self._asks_channel else self._targets[0].label
        if self._asks_channel:
            fields.insert(0, _CHANNEL)
        lines = [f"{document.number}: {state.label}"]
        super().__init__("Cambiar estado", lines, document, fields, {"to_state": usual})
        self._proposed = usual

    @property
    def _target(self) -> CustomsFileState | None:
        label = self.form.row("to_state").raw
        return next((one for one in self._targets if one.label == label), None)

    @property
    def _needs_reason(self) -> bool:
        target = self._target
        return target is not None and needs_reason(self.document, target)

    def asked(self) -> set[str]:
        """Leave out the reason of a step ahead, and the channel of any other."""
        asked = super().asked() - (set() if self._needs_reason else {"reason"})
        return asked - ({"channel"} if self._needs_reason else set())

    def edited(self, key: str) -> None:
        """Propose what follows from the channel; ask for a reason where one is needed."""
        if key == "channel":
            row, channel = self.form.row("to_state"), self._channel
            if channel and row.raw in ("", self._proposed):
                following = next_states(CustomsFileState.SELECTIVITY, channel)[0]
                self._proposed = row.raw = following.label
        self.show_asked()

    @property
    def _channel(self) -> str:
        if not self._asks_channel:
            return ""
        typed = self.form.row("channel").raw
        return next((one.value for one in Channel if one.label == typed), "")

    def step(self, values: Mapping[str, Any]) -> Saved:
        """Move the file."""
        needed = needs_reason(self.document, CustomsFileState(values["to_state"]))
        return stepping.move(
            self.app.operator,
            self.document.id,
            self.document.version,
            values["to_state"],
            on_day=values["on_day"],
            channel=values.get("channel") or "",
            reason=values["reason"] if needed else "",
        )


_QUESTIONS = {
    QuoteState.ACCEPTED: "Aceptar cotización",
    QuoteState.REJECTED: "Rechazar cotización",
    QuoteState.PENDING: "Reabrir cotización",
}


class AnswerScreen(StepScreen):
    """Keeps the answer of a client to a quote."""

    def __init__(self, document: Document, state: QuoteState) -> None:
        lines = [f"{document.number}: {document.state_label}, queda {state.label.lower()}."]
        super().__init__(_QUESTIONS[state], lines, document, [_DAY], {})
        self._state = state

    def step(self, values: Mapping[str, Any]) -> Saved:
        """Keep the answer."""
        return stepping.answer(
            self.app.operator,
            self.document.id,
            self.document.version,
            self._state,
            on_day=values["on_day"],
        )


class AnnulScreen(StepScreen):
    """Annuls an operation, with its reason."""

    def __init__(self, document: Document) -> None:
        info = INFO[document.kind]
        lines = [
            document.number,
            "Se conserva en el historial con su motivo y ya no cuenta; no se puede deshacer.",
        ]
        super().__init__(f"Anular {info.one}", lines, document, [_REASON, _DAY], {})

    def step(self, values: Mapping[str, Any]) -> Saved:
        """Annul it."""
        return stepping.annul(
            self.app.operator,
            self.document.kind,
            self.document.id,
            self.document.version,
            values["reason"],
            on_day=values["on_day"],
        )
