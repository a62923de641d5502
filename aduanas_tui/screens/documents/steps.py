"""Dialogs of one step: moving a customs file, answering a quote, annulling."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aduanas_tui.domain.field_builders import choice_field, date_field, text_field
from aduanas_tui.domain.fields import Choice
from aduanas_tui.domain.operation_choices import CHANNEL_CHOICES, CHANNEL_SYNONYMS
from aduanas_tui.domain.operation_fields import MAX_REASON_LENGTH
from aduanas_tui.domain.states import Channel, CustomsFileState, QuoteState, next_states
from aduanas_tui.screens.documents.step import StepScreen
from aduanas_tui.services.clients import Saved
from aduanas_tui.services.errors import NotAllowedError
from aduanas_tui.services.operations import stepping
from aduanas_tui.services.operations.documents import Document
from aduanas_tui.services.operations.kinds import INFO
from aduanas_tui.services.operations.reasons import ANSWERS, needs_reason, reasons, targets

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
_TO_STATE_LABEL = "Pasa a"
_CHANNEL = choice_field(
    "channel",
    "Canal",
    "canal",
    CHANNEL_CHOICES,
    CHANNEL_SYNONYMS,
    required=True,
    required_message="Elija el canal: Verde, Amarillo o Rojo.",
)


LABELS = {
    "to_state": _TO_STATE_LABEL,
    **{item.key: item.label for item in (_DAY, _REASON, _CHANNEL)},
}
"""What the fields of steps are called."""


class MoveScreen(StepScreen):
    """Brings a customs file to another state."""

    CHANGES_STATE = True
    reason_key = "move"
    done = "Estado cambiado."

    def __init__(self, document: Document) -> None:
        self._targets = targets(document)
        state = CustomsFileState(document.values["state"])
        self._asks_channel = (
            state is CustomsFileState.SELECTIVITY and not document.values["channel"]
        )
        choices = tuple(Choice(one.value, one.label) for one in self._targets)
        to_state = choice_field(
            "to_state",
            _TO_STATE_LABEL,
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

    CHANGES_STATE = True

    def __init__(self, document: Document, state: QuoteState) -> None:
        lines = [f"{document.number}: {document.state_label}, queda {state.label.lower()}."]
        super().__init__(_QUESTIONS[state], lines, document, [_DAY], {})
        self._state = state
        self.done = f"Cotización {state.label.lower()}."

    @property
    def reason_key(self) -> str:
        """Each answer has a reason of its own."""
        return ANSWERS[self._state]

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

    reason_key = "annul"

    def __init__(self, document: Document) -> None:
        info = INFO[document.kind]
        lines = [
            document.number,
            "Se conserva en el historial con su motivo y ya no cuenta; no se puede deshacer.",
        ]
        super().__init__(f"Anular {info.one}", lines, document, [_REASON, _DAY], {})
        self.done = f"{info.one.capitalize()} {'anulada' if info.feminine else 'anulado'}."

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


def step_screen(document: Document, key: str) -> StepScreen:
    """Return the dialog of a step, by its key among the reasons.

    Raises:
        NotAllowedError: the step is not possible with the document; the sentence says why.

    """
    why = reasons(document).get(key)
    if why is not None:
        raise NotAllowedError(why)
    if key == MoveScreen.reason_key:
        return MoveScreen(document)
    if key == AnnulScreen.reason_key:
        return AnnulScreen(document)
    return AnswerScreen(document, next(state for state, own in ANSWERS.items() if own == key))


STEP_KEYS = frozenset({MoveScreen.reason_key, AnnulScreen.reason_key, *ANSWERS.values()})
"""The keys of all steps that have a dialog."""
