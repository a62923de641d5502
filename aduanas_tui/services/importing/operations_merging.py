"""What a row of operations changes of what exists, and what forbids it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aduanas_tui.domain.fields import clean_record, show_record
from aduanas_tui.domain.problems import Level, Problem, error
from aduanas_tui.domain.states import CustomsFileState, next_states
from aduanas_tui.services import audit
from aduanas_tui.services.importing.judging import Judged, Settings
from aduanas_tui.services.importing.operations_known import KnownOperation
from aduanas_tui.services.operations.kinds import INFO, Kind
from aduanas_tui.services.operations.lists import OperationList

_OF_THE_CELL = ("blank_placeholder", "cell_date")
"""Warnings that tell of the file, also where the value in the end does not change."""


def merged(
    listed: OperationList, settings: Settings, row: Judged, known: KnownOperation
) -> tuple[dict[str, Any], list[str], list[Problem]]:
    """Return the values of a row together with what is stored, the keys it gives, its problems.

    Blank cells keep what is stored unless they are to erase it.
    """
    verdict = row.verdict
    required = {problem.field for problem in verdict.problems if problem.code == "required"}
    kept = ((verdict.blank | required) - settings.erase) | verdict.filled
    given = [key for key in listed.keys if key not in kept and key != "client"]
    raw = {**show_record(listed.fields, known.values)}
    raw |= {key: verdict.raw.get(key, "") for key in given}
    record = clean_record(listed.fields, raw)
    values = dict(record.values)
    # What cannot be mended in its cell has an error already, and is nothing for the rules.
    broken = {one.field for one in verdict.problems if one.level is Level.ERROR} & set(given)
    values |= dict.fromkeys(broken)
    said = {(one.field, one.code) for one in verdict.problems}
    found = [
        one
        for one in verdict.problems
        if one.field in given or (one.field == "client" and one.code != "required")
    ]
    found += [
        one
        for one in record.problems
        if (one.field, one.code) not in said and one.level is not Level.FIX and one.field in given
    ]
    return values, given, found


def told(problems: Sequence[Problem], changed: set[str]) -> list[Problem]:
    """Leave out warnings about what stays as it is stored."""
    return [
        one
        for one in problems
        if one.level is not Level.WARNING or one.field in changed or one.code in _OF_THE_CELL
    ]


def forbidden(
    listed: OperationList, known: KnownOperation, changes: audit.Changes
) -> list[Problem]:
    """Return an error for each change that its state, or what hangs on it, forbids."""
    if not changes:
        return []
    info = INFO[listed.kind]
    this = "Esta" if info.feminine else "Este"
    if _is_annulled(listed.kind, known):
        end = "anulada" if info.feminine else "anulado"
        message = f"{this} {info.one} está {end} y ya no se cambia: omita la fila."
        return [error("number", "annulled_frozen", message)]
    if listed.kind is Kind.CUSTOMS_FILE:
        return _forbidden_step(known, changes)
    if not known.hanging:
        return []
    frozen = {"currency": "la moneda", "total": "el total"}
    if listed.kind is Kind.QUOTE:
        code, why = "has_invoices", "Tiene facturas: anúlelas antes para cambiar"
        frozen["state"] = "el estado"
    else:
        code, why = "has_payments", "Tiene pagos: anúlelos antes para cambiar"
    problems = [
        error(key, code, f"{why} {name}.") for key, name in frozen.items() if key in changes
    ]
    for key in ("annulment_reason", "annulled_on"):
        if key in changes and not problems:
            problems.append(error(key, code, f"{why.removesuffix('cambiar')}anularla."))
    return problems


def _forbidden_step(known: KnownOperation, changes: audit.Changes) -> list[Problem]:
    """Return the error of annulling a customs file that was released; other steps are history."""
    _, to_state = changes.get("state", ("", ""))
    annuls = to_state == CustomsFileState.ANNULLED
    if not annuls or CustomsFileState.ANNULLED in next_states(known.values["state"]):
        return []
    message = "Este expediente ya tuvo levante y no se puede anular: corrija el estado."
    return [error("state", "annulled_released", message)]


def _is_annulled(kind: Kind, known: KnownOperation) -> bool:
    if kind is Kind.CUSTOMS_FILE:
        return bool(known.values["state"] == CustomsFileState.ANNULLED)
    return known.values["annulled_on"] is not None
