"""The operations of one client: which of them pass the filters, in any order, and their sums.

Each part of the history is a table; links are followed by subqueries on their ids, so that without
filters a page, newest first, is read off the index ``<table>_of_client`` alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from aduanas_tui.domain.history_filters import HistoryFilters
from aduanas_tui.store.connection import rows
from aduanas_tui.store.history_parts import PARTS, payment_state, quote_state

_AT_ONCE = 500
"""Ids that one query names."""


class InvoiceSums(NamedTuple):
    """Sums of invoices in one currency, in cents; annulled ones apart."""

    currency: str
    billed: int
    paid: int
    balance: int
    """What is owed invoice by invoice: one paid in excess does not hide another's debt."""
    overdue: int


class QuoteSums(NamedTuple):
    """Quotes of one currency in one state: how many, and their sum in cents."""

    currency: str
    state: str
    number: int
    total: int


def ids(
    client_id: int,
    table: str,
    filters: HistoryFilters,
    order: str,
    descending: bool,
    *,
    today: date,
    offset: int = 0,
    limit: int = -1,
) -> list[int]:
    """Return the ids of a part in its order, all of them unless ``limit`` is given.

    Blanks come last in either direction, amounts of each currency together, lempiras first; equals
    are ordered newest first.

    Raises:
        KeyError: the part has no such order.

    """
    part = PARTS[table]
    where, parameters = _where(client_id, table, filters, today)
    ordering = part.orders(today)[order].sql(part.day, descending)
    found = rows(
        f"SELECT o.id FROM {table} o WHERE {where} ORDER BY {ordering} LIMIT ? OFFSET ?",
        (*parameters, limit, offset),
    )
    return [one for (one,) in found]


def counts(client_id: int, filters: HistoryFilters, today: date) -> dict[str, int]:
    """Return how many rows of each part pass the filters."""
    selects: list[str] = []
    parameters: list[Any] = []
    for table in PARTS:
        where, its_own = _where(client_id, table, filters, today)
        selects.append(f"(SELECT count(*) FROM {table} o WHERE {where})")
        parameters += its_own
    (found,) = rows(f"SELECT {', '.join(selects)}", parameters)
    return dict(zip(PARTS, found, strict=True))


def invoice_sums(client_id: int, filters: HistoryFilters, today: date) -> list[InvoiceSums]:
    """Return the sums of the invoices that pass the filters."""
    where, parameters = _where(client_id, "invoice", filters, today)
    owed = "max(o.total - o.paid, 0)"
    found = rows(
        f"SELECT o.currency, sum(o.total), sum(o.paid), sum({owed}), "
        f"sum(CASE WHEN o.due_on < ? THEN {owed} ELSE 0 END) "
        f"FROM invoice o WHERE {where} AND o.annulled_on IS NULL GROUP BY o.currency",
        (today.isoformat(), *parameters),
    )
    return [InvoiceSums._make(row) for row in found]


def quote_sums(client_id: int, filters: HistoryFilters, today: date) -> list[QuoteSums]:
    """Return the sums of the quotes that pass the filters, by their state of that day."""
    where, parameters = _where(client_id, "quote", filters, today)
    found = rows(
        f"SELECT o.currency, {quote_state('o', today)} AS shown, count(*), sum(o.total) "
        f"FROM quote o WHERE {where} GROUP BY o.currency, shown",
        parameters,
    )
    return [QuoteSums._make(row) for row in found]


def details(table: str, chosen: Sequence[int], today: date) -> list[dict[str, Any]]:
    """Return what the history shows of some rows of a part, in their order, by column.

    Days are ISO texts and amounts cents, as stored. Rows that are gone are left out.
    """
    part = PARTS[table]
    columns = part.columns(today)
    select = ", ".join(f"{sql} AS {name}" for name, sql in columns.items())
    found: dict[int, dict[str, Any]] = {}
    for start in range(0, len(chosen), _AT_ONCE):
        some = chosen[start : start + _AT_ONCE]
        places = ", ".join("?" * len(some))
        for row in rows(
            f"SELECT o.id, {select} FROM {table} o {part.joins} WHERE o.id IN ({places})", some
        ):
            found[row[0]] = dict(zip(("id", *columns), row, strict=True))
    return [found[one] for one in chosen if one in found]


def _where(
    client_id: int, table: str, filters: HistoryFilters, today: date
) -> tuple[str, list[Any]]:
    """Return the condition on the rows ``o`` of a part, and its parameters."""
    part = PARTS[table]
    conditions = ["o.client_id = ?"]
    parameters: list[Any] = [client_id]
    for sign, day in ((">=", filters.since), ("<=", filters.until)):
        if day is not None:
            conditions.append(f"o.{part.day} {sign} ?")
            parameters.append(day.isoformat())
    for sql, value in (
        (part.operation_type, filters.operation_type),
        (part.file_state, filters.file_state),
    ):
        if value:
            conditions.append(f"{sql} = ?")
            parameters.append(value)
    states = filters.payment_states
    if states:
        is_meant = f"{payment_state('i', today)} IN ({', '.join('?' * len(states))})"
        conditions.append(
            f"EXISTS (SELECT 1 FROM invoice i WHERE {part.its_invoices} AND {is_meant})"
        )
        parameters += [state.value for state in states]
    return " AND ".join(conditions), parameters
