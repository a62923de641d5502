"""Changes of state: the steps of a customs file, the answer to a quote, annulments."""

from __future__ import annotations

from datetime import date
from typing import Any

from aduanas_tui.domain.cleaning import clean_text
from aduanas_tui.domain.dates import show_date
from aduanas_tui.domain.operation_choices import CHANNEL_CHOICES
from aduanas_tui.domain.operation_fields import MAX_REASON_LENGTH
from aduanas_tui.domain.problems import Problem, error
from aduanas_tui.domain.states import (
    CustomsFileState,
    QuoteState,
    is_open,
    next_states,
)
from aduanas_tui.services import audit
from aduanas_tui.services.clients import Saved
from aduanas_tui.services.errors import InvalidError, NotAllowedError
from aduanas_tui.services.operations import writing
from aduanas_tui.services.operations.documents import Document, document
from aduanas_tui.services.operations.kinds import INFO, Kind
from aduanas_tui.services.operations.reasons import ANSWERS, needs_reason, reasons, targets
from aduanas_tui.services.operations.records import ANNULLED_STATES
from aduanas_tui.services.roles import Right, require
from aduanas_tui.store.connection import write_transaction

__all__ = ["annul", "answer", "move", "needs_reason", "reasons", "targets"]


def move(
    operator: str,
    file_id: int,
    version: int,
    to_state: CustomsFileState | str,
    *,
    on_day: date | None = None,
    channel: str = "",
    reason: str = "",
) -> Saved:
    """Bring a customs file to one of its :func:`targets`, on a day that is not to come.

    Leaving selectivity needs the channel, here unless it was stored before; annulling and going
    back need a reason.

    Raises:
        GoneError, StaleError: as in ``registering.edit``.
        NotAllowedError: it is annulled, that state cannot follow, or the role of ``operator``
            does not allow it.
        InvalidError: ``to_state``, ``on_day``, ``channel`` or ``reason`` has an error.

    """
    to_state = CustomsFileState(to_state)
    if to_state is CustomsFileState.ANNULLED:
        return annul(operator, Kind.CUSTOMS_FILE, file_id, version, reason, on_day=on_day)
    day = on_day or date.today()
    with write_transaction():
        require(operator, Right.WRITE)
        record = writing.present(Kind.CUSTOMS_FILE, file_id, version)
        whole = document(Kind.CUSTOMS_FILE, file_id)
        why = reasons(whole)["move"]
        if why is not None:
            raise NotAllowedError(why)
        if to_state not in targets(whole):
            raise NotAllowedError(_wrong_target(record.state, to_state))
        back = needs_reason(whole, to_state)
        columns: dict[str, Any] = {"state": to_state.value}
        channel = record.channel or channel
        if channel != record.channel:
            columns["channel"] = channel
        problems = _day_problems(whole, day)
        cleaned, wrong = _reason(reason, needed=back)
        problems += [*wrong, *_channel_problems(record.state, channel, to_state, back=back)]
        if problems:
            raise InvalidError(tuple(problems))
        if to_state is CustomsFileState.CLOSED:
            columns["closed_on"] = max(day, record.opened_on)
        elif record.closed_on is not None and is_open(to_state) and not is_open(record.state):
            columns["closed_on"] = None
        _write(operator, "move", whole, record, columns)
        writing.add_step(
            operator, Kind.CUSTOMS_FILE, file_id, record.state, to_state.value, day, cleaned
        )
    return Saved(file_id, version + 1)


def answer(
    operator: str,
    quote_id: int,
    version: int,
    state: QuoteState | str,
    *,
    on_day: date | None = None,
) -> Saved:
    """Keep that a client accepted or rejected a quote, or that it is pending again.

    Raises:
        GoneError, StaleError: as in ``registering.edit``.
        NotAllowedError: it has that answer, is annulled, an invoice hangs on it, or the role of
            ``operator`` does not allow it.
        InvalidError: ``on_day`` has an error.

    """
    state = QuoteState(state)
    day = on_day or date.today()
    with write_transaction():
        require(operator, Right.WRITE)
        record = writing.present(Kind.QUOTE, quote_id, version)
        whole = document(Kind.QUOTE, quote_id)
        why = reasons(whole)[ANSWERS[state]]
        if why is not None:
            raise NotAllowedError(why)
        problems = _day_problems(whole, day)
        if problems:
            raise InvalidError(tuple(problems))
        _write(operator, "answer", whole, record, {"state": state.value})
        writing.add_step(operator, Kind.QUOTE, quote_id, record.state, state.value, day)
    return Saved(quote_id, version + 1)


def annul(
    operator: str,
    kind: Kind,
    record_id: int,
    version: int,
    reason: str,
    *,
    on_day: date | None = None,
) -> Saved:
    """Annul an operation that was a mistake: it is kept, with the reason, and counts no more.

    Raises:
        GoneError, StaleError: as in ``registering.edit``.
        NotAllowedError: the role of ``operator`` does not allow it, it is annulled already, the
            customs file was released, or something that is not annulled hangs on it.
        InvalidError: ``reason`` is blank or too long, or ``on_day`` has an error.

    """
    day = on_day or date.today()
    with write_transaction():
        require(operator, Right.WRITE)
        record = writing.present(kind, record_id, version)
        whole = document(kind, record_id)
        why = reasons(whole)["annul"]
        if why is not None:
            raise NotAllowedError(why)
        cleaned, problems = _reason(reason, needed=True)
        problems = [*_day_problems(whole, day), *problems]
        if problems:
            raise InvalidError(tuple(problems))
        columns: dict[str, Any] = {"annulment_reason": cleaned}
        from_state = ""
        if kind is Kind.CUSTOMS_FILE:
            columns |= {
                "state": CustomsFileState.ANNULLED.value,
                "closed_on": max(day, record.opened_on),
            }
        else:
            columns["annulled_on"] = day
        if kind in (Kind.CUSTOMS_FILE, Kind.QUOTE):
            from_state = record.state
        _write(operator, "annul", whole, record, columns)
        annulled = ANNULLED_STATES[kind]
        writing.add_step(operator, kind, record_id, from_state, annulled, day, cleaned)
    return Saved(record_id, version + 1)


def _write(
    operator: str, action: str, whole: Document, record: Any, columns: dict[str, Any]
) -> None:
    before = writing.plain({key: getattr(record, key) for key in columns})
    changes = audit.differences(before, writing.plain(columns))
    writing.update(operator, whole.kind, record, action, columns, changes)


def _wrong_target(state: str, to_state: CustomsFileState) -> str:
    present = CustomsFileState(state).label
    return f"Un expediente en {present} no puede pasar a {to_state.label}."


def _reason(reason: str, *, needed: bool) -> tuple[str, list[Problem]]:
    cleaned = clean_text("reason", MAX_REASON_LENGTH, reason)
    problems = [one for one in cleaned.problems if one.level == "error"]
    if needed and not cleaned.value and not problems:
        problems.append(error("reason", "required", "Escriba el motivo."))
    return cleaned.value or "", problems


def _day_problems(whole: Document, day: date) -> list[Problem]:
    """Refuse a day to come, and one before the document or its last step."""
    if day > date.today():
        message = f"{show_date(day)} aún no llega: escriba la fecha en que ocurrió."
        return [error("on_day", "date_future", message)]
    first = whole.values[INFO[whole.kind].day]
    if day < min(first, date.today()):
        message = f"Es anterior {INFO[whole.kind].to_noun}, del {show_date(first)}."
        return [error("on_day", "dates_order", message)]
    if whole.steps and day < max(step.on_day for step in whole.steps):
        last = max(step.on_day for step in whole.steps)
        return [error("on_day", "dates_order", f"El cambio anterior es del {show_date(last)}.")]
    return []


def _channel_problems(
    state: str, channel: str, to_state: CustomsFileState, *, back: bool
) -> list[Problem]:
    """Refuse a channel that is none, is missing, or leads elsewhere."""
    if channel and channel not in {choice.value for choice in CHANNEL_CHOICES}:
        return [error("channel", "choice_unknown", "Elija el canal: Verde, Amarillo o Rojo.")]
    if back or state != CustomsFileState.SELECTIVITY or to_state in next_states(state, channel):
        return []
    if not channel:
        return [error("channel", "required", "Elija el canal: Verde, Amarillo o Rojo.")]
    (following, *_) = next_states(state, channel)
    label = next(choice.label for choice in CHANNEL_CHOICES if choice.value == channel)
    return [error("channel", "channel_state", f"Con canal {label} pasa a {following.label}.")]
