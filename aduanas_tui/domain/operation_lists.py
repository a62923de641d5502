"""The tables of lists of operations: the client's RTN, the fields, and how one was annulled.

An import reads them and an export writes them. On screen the client is already known, and what is
annulled is so by an action of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from aduanas_tui.domain.field_builders import date_field, text_field
from aduanas_tui.domain.fields import Field, FieldTable, field
from aduanas_tui.domain.operation_fields import (
    CUSTOMS_FILE_FIELDS,
    INVOICE_FIELDS,
    OPERATION_CLIENT_FIELD,
    PAYMENT_FIELDS,
    QUOTE_FIELDS,
)
from aduanas_tui.domain.operation_rules import in_order, not_in_future
from aduanas_tui.domain.problems import Problem, error, warning
from aduanas_tui.domain.states import CustomsFileState

__all__ = ["CUSTOMS_FILE_LIST", "INVOICE_LIST", "PAYMENT_LIST", "QUOTE_LIST"]

_REASON = field(INVOICE_FIELDS, "annulment_reason")

_ANNULLED_ON = date_field(
    "annulled_on",
    "Fecha de anulación",
    "fecha_anulacion",
    synonyms=("fecha anulacion", "anulado el", "anulada el", "fecha de la anulacion"),
    help="Sin fecha, y con motivo, se toma la del documento.",
)

_CLIENT_OF_PAYMENT = replace(
    OPERATION_CLIENT_FIELD,
    required=False,
    required_message="",
    help="Puede faltar: el cliente es el de la factura.",
)


_CURRENCY_OF_PAYMENT = replace(
    field(INVOICE_FIELDS, "currency"),
    required=False,
    required_message="",
    help="Puede faltar: es la de la factura.",
)


def _annulment(day: str) -> Any:
    """Return the rule of a table whose own date is ``day``: a reason or a date annuls."""

    def rule(values: dict[str, Any], raw: Mapping[str, str], problems: list[Problem]) -> None:
        not_in_future(values, problems, "annulled_on")
        in_order(values, problems, day, "annulled_on", "La anulación es anterior a la fecha")
        if values["annulment_reason"] and values["annulled_on"] is None:
            if not (raw.get("annulled_on") or "").strip():
                values["annulled_on"] = values[day]
        elif values["annulled_on"] and not values["annulment_reason"]:
            message = "Está anulada y falta el motivo. Si está bien, puede guardarlo así."
            problems.append(warning("annulment_reason", "annulled_without_reason", message))

    return rule


def _annulled_file(values: dict[str, Any], raw: Mapping[str, str], problems: list[Problem]) -> None:
    """Refuse the reason of an annulment on a file that is in another state."""
    state = values["state"]
    if not values["annulment_reason"] or not state or state == CustomsFileState.ANNULLED:
        return
    if not (raw.get("state") or "").strip():
        values["state"] = CustomsFileState.ANNULLED.value
        problems[:] = [one for one in problems if one.code != "state_assumed"]
        return
    label = CustomsFileState(state).label
    message = f"Tiene motivo de anulación y el estado es {label}: corrija uno de los dos."
    problems.append(error("state", "annulled_state", message))


def _list(client: Field, fields: FieldTable, *more: Field, rule: Any) -> FieldTable:
    return FieldTable((client, *fields, *more), (*fields.rules, rule))


CUSTOMS_FILE_LIST = _list(
    OPERATION_CLIENT_FIELD,
    CUSTOMS_FILE_FIELDS,
    text_field(
        "annulment_reason",
        _REASON.label,
        _REASON.column,
        _REASON.max_length,
        synonyms=_REASON.synonyms,
        help="Si se escribe, el estado es Anulado.",
    ),
    rule=_annulled_file,
)
"""A list of customs files; annulled ones are so by their state."""

QUOTE_LIST = _list(
    OPERATION_CLIENT_FIELD, QUOTE_FIELDS, _REASON, _ANNULLED_ON, rule=_annulment("issued_on")
)
"""A list of quotes."""

INVOICE_LIST = _list(
    OPERATION_CLIENT_FIELD, INVOICE_FIELDS, _ANNULLED_ON, rule=_annulment("issued_on")
)
"""A list of invoices."""

PAYMENT_LIST = _list(
    _CLIENT_OF_PAYMENT,
    PAYMENT_FIELDS,
    _ANNULLED_ON,
    _CURRENCY_OF_PAYMENT,
    rule=_annulment("paid_on"),
)
"""A list of payments."""
