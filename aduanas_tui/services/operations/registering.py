"""Registering operations of active clients, and correcting them while nothing hangs on them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from aduanas_tui.domain.fields import CleanRecord, clean_record, show_record
from aduanas_tui.domain.problems import Problem, error, fix
from aduanas_tui.domain.states import CustomsFileState, QuoteState, next_states
from aduanas_tui.services import audit
from aduanas_tui.services.clients import Saved
from aduanas_tui.services.errors import InvalidError, NotAllowedError, UnconfirmedError
from aduanas_tui.services.operations import linking, records, writing
from aduanas_tui.services.operations.documents import Document, document
from aduanas_tui.services.operations.judging import judged
from aduanas_tui.services.operations.kinds import INFO, Kind
from aduanas_tui.services.operations.numbering import PREFIXES, next_number
from aduanas_tui.services.operations.proposing import active_client
from aduanas_tui.services.operations.reasons import ANSWERS, reasons
from aduanas_tui.services.roles import Right, require
from aduanas_tui.store.connection import write_transaction


def register(
    operator: str,
    kind: Kind,
    client_id: int,
    raw: Mapping[str, str],
    *,
    accept_warnings: bool = False,
    proposed_number: str = "",
) -> Saved:
    """Register an operation of a client, which is kept on it as it is at this moment.

    When somebody else took ``proposed_number`` meanwhile and it was left as it was proposed, the
    next one is taken, and said as a fix.

    Raises:
        NotAllowedError: the client is inactive, or the role of ``operator`` does not allow it.
        GoneError: the client was deleted.
        InvalidError: a field has an error.
        UnconfirmedError: there are warnings and ``accept_warnings`` is false.

    """
    record = clean_record(INFO[kind].fields, raw)
    with write_transaction():
        require(operator, Right.WRITE)
        client = active_client(client_id)
        values, fixes = dict(record.values), list(record.fixes)
        number = values.get("number")
        if number and number == proposed_number and kind in PREFIXES:
            values["number"] = _still_free(kind, number, fixes)
        asked = set(values)
        linked, problems = linking.resolve(kind, client_id, values, asked)
        problems += judged(kind, values, raw, linked, asked)
        if values.get("state") == CustomsFileState.ANNULLED:
            message = "Registre el expediente en su último estado y anúlelo después, con el motivo."
            problems.append(error("state", "new_annulled", message))
        _refuse((*record.problems, *problems), accept_warnings)
        more: dict[str, Any] = {}
        annulled = bool(values.get("annulment_reason"))
        if annulled:
            more["annulled_on"] = date.today()
        created = writing.insert(operator, kind, client, values, **linked, **more)
        if annulled:
            reason, state = values["annulment_reason"], records.ANNULLED_STATES[kind]
            writing.add_step(operator, kind, created.id, "", state, date.today(), reason)
    return Saved(created.id, 1, tuple(fixes))


def edit(
    operator: str,
    kind: Kind,
    record_id: int,
    version: int,
    raw: Mapping[str, str],
    *,
    accept_warnings: bool = False,
) -> Saved:
    """Correct the fields of an operation that are in ``raw``; the others stay.

    Warnings about values that were stored before are not asked again. What hangs on it holds some
    fields: the amounts of a paid invoice, those of an invoiced quote.

    Raises:
        GoneError: its import was undone.
        StaleError: somebody saved it after ``version``.
        NotAllowedError: it is annulled, or the role of ``operator`` does not allow it.
        InvalidError, UnconfirmedError: as in :func:`register`.

    """
    fields = INFO[kind].fields
    with write_transaction():
        require(operator, Right.WRITE)
        stored = writing.present(kind, record_id, version)
        whole = document(kind, record_id)
        why = reasons(whole)["edit"]
        if why is not None:
            raise NotAllowedError(why)
        before = whole.values
        shown = show_record(fields, before)
        record = clean_record(fields, {**shown, **raw})
        values = dict(record.values)
        asked = set(audit.differences(before, _given(record, raw, before)))
        linked, problems = linking.resolve(kind, whole.client_id, values, asked)
        changes = audit.differences(before, {key: values[key] for key in asked})
        problems += judged(kind, values, raw, linked, set(changes), stored)
        problems += _held(whole, changes, values)
        known = clean_record(fields, shown).warnings
        warnings = tuple(one for one in record.warnings if one not in known)
        _refuse((*record.errors, *warnings, *problems), accept_warnings)
        if not changes:
            return Saved(record_id, version)
        columns = {key: linked.get(key, values[key]) for key in changes}
        said = {key: writing.plain_pair(pair) for key, pair in changes.items()}
        writing.update(operator, kind, stored, "update", columns, said)
        if "state" in changes:
            from_state, to_state = changes["state"]
            today = date.today()
            writing.add_step(operator, kind, record_id, from_state, to_state, today)
    fixes = tuple(one for one in record.fixes if one.field in changes)
    return Saved(record_id, version + 1, fixes)


def _still_free(kind: Kind, number: str, fixes: list[Problem]) -> str:
    """Return a proposed number, or the next one when it was taken meanwhile."""
    if not records.found_by_number(kind, number):
        return number
    following = next_number(kind, date.today())
    message = f"{number} ya se había tomado: quedó {following}."
    fixes.append(fix("number", "number_taken", message))
    return following


def _given(
    record: CleanRecord, raw: Mapping[str, str], before: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what was typed, and what a rule put into a blank field."""
    return {
        key: value
        for key, value in record.values.items()
        if key in raw or (value and not before[key])
    }


def _held(whole: Document, changes: Mapping[str, Any], values: Mapping[str, Any]) -> list[Problem]:
    """Return an error for each change that what hangs on a document forbids."""
    problems = []
    payments = whole.holding(Kind.PAYMENT)
    invoices = whole.holding(Kind.INVOICE)
    if whole.kind is Kind.INVOICE and payments:
        problems += _amounts(changes, "has_payments", "Tiene pagos: anúlelos para cambiar")
    if whole.kind is Kind.QUOTE and invoices:
        message = f"Ya tiene la factura {invoices[0].number}: anúlela para cambiar"
        problems += _amounts(changes, "has_invoices", message)
    if "annulment_reason" in changes:
        message = "Para anular use Acciones, Anular; aquí deje el motivo en blanco."
        problems.append(error("annulment_reason", "annul_by_action", message))
    if "state" in changes and values["state"]:
        why = _state_refused(whole, values)
        if why is not None:
            problems.append(error("state", "state_step", why))
    return problems


def _amounts(changes: Mapping[str, Any], code: str, message: str) -> list[Problem]:
    names = {"currency": "la moneda", "total": "el total"}
    return [error(key, code, f"{message} {name}.") for key, name in names.items() if key in changes]


def _state_refused(whole: Document, values: Mapping[str, Any]) -> str | None:
    """Return why a form may not bring a document to its new state."""
    state = values["state"]
    if whole.kind is Kind.QUOTE:
        return reasons(whole)[ANSWERS[QuoteState(state)]]
    following = next_states(whole.values["state"], values["channel"])
    if state in following and state != CustomsFileState.ANNULLED:
        return None
    return "Para ese estado use Acciones, Cambiar estado: pide la fecha y el motivo."


def _refuse(problems: tuple[Problem, ...], accept_warnings: bool) -> None:
    record = CleanRecord({}, problems)
    if record.errors:
        raise InvalidError(record.errors)
    if record.warnings and not accept_warnings:
        raise UnconfirmedError(record.warnings)
