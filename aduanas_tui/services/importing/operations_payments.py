"""What happens to the rows of a list of payments: they have no number, and share a balance.

A row equal to a stored payment (invoice, date, amount, method and reference) is that payment: the
k-th equal row is the k-th equal one stored. What is left is new, and all of an invoice's payments
together, in the order of the file, must not be more than its total.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from aduanas_tui.domain.money import Currency, from_cents, money_currency, show_money, to_cents
from aduanas_tui.domain.problems import Level, Problem, error, warning
from aduanas_tui.services import audit
from aduanas_tui.services.importing.judging import Judged, Placed, Settings
from aduanas_tui.services.importing.model import ERROR, SKIP, UNCHANGED, UPDATE
from aduanas_tui.services.importing.operations_known import (
    KnownOperation,
    Linked,
    Surroundings,
)
from aduanas_tui.services.importing.operations_links import (
    client_problems,
    has_errors,
    resolve_links,
)
from aduanas_tui.services.importing.operations_placing import base_of, stamp, with_skip
from aduanas_tui.services.operations.lists import OperationList
from aduanas_tui.services.operations.writing import plain, plain_pair

_SAME = ("paid_on", "amount", "method", "reference")
_ANNULMENT = ("annulment_reason", "annulled_on")


@dataclass(slots=True)
class Accounts:
    """What the rows placed so far leave of each invoice: its balance, its payments not matched."""

    room: dict[int, int] = field(default_factory=dict)
    """Cents that may still be paid, by the invoice's id."""
    unmatched: dict[int, dict[tuple[Any, ...], list[KnownOperation]]] = field(default_factory=dict)

    def open(self, invoice: Linked, payments: Iterable[KnownOperation]) -> None:
        """Begin with an invoice, unless rows before were of it."""
        if invoice.id in self.room:
            return
        self.room[invoice.id] = invoice.total - invoice.paid
        equals: dict[tuple[Any, ...], list[KnownOperation]] = defaultdict(list)
        for one in payments:
            equals[_identity(one.values)].append(one)
        self.unmatched[invoice.id] = equals

    def match(self, invoice: Linked, values: dict[str, Any]) -> KnownOperation | None:
        """Return the stored payment that a row is, annulled or not as the row rather than not."""
        equals = self.unmatched[invoice.id].get(_identity(values))
        if not equals:
            return None
        annulled = values["annulled_on"] is not None
        for one in equals:
            if (one.values["annulled_on"] is not None) == annulled:
                equals.remove(one)
                return one
        return equals.pop(0)


def _identity(values: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(values[key] for key in _SAME)


def place_payments(
    listed: OperationList,
    settings: Settings,
    rows: Iterable[Judged],
    around: Surroundings,
    accounts: Accounts,
) -> list[Placed]:
    """Say what happens to rows, in the order of the file; ``accounts`` are those of rows before."""
    return [_place(listed, settings, row, around, accounts) for row in rows]


def _place(
    listed: OperationList,
    settings: Settings,
    row: Judged,
    around: Surroundings,
    accounts: Accounts,
) -> Placed:
    placed = base_of(row)
    skipped = with_skip(settings, row, placed)
    if skipped.skipped:
        return skipped
    values = dict(row.verdict.values)
    rtn = values.get("client") or ""
    problems = list(row.verdict.problems)
    if rtn and around.clients.get(rtn) is None:
        problems += client_problems(rtn, None)
    links, found = resolve_links(listed, values, rtn, around)
    problems += found
    invoice = links.get("invoice")
    if invoice is None or has_errors(problems):
        placed.problems, placed.action = tuple(problems), ERROR
        placed.base = ERROR
        return placed
    told = {"invoice": invoice.number, "client": invoice.client.rtn, "currency": invoice.currency}
    wrong = _wrong_currency(row, values, invoice)
    if wrong is not None:
        placed.problems = (*problems, wrong)
        placed.action = placed.base = ERROR
        return placed
    placed.values |= told
    accounts.open(invoice, around.payments.get(invoice.id, ()))
    known = accounts.match(invoice, values)
    if known is not None:
        _place_known(placed, settings, row, known, invoice, accounts)
    else:
        _place_new(placed, row, problems, invoice, accounts)
    return placed


def _wrong_currency(row: Judged, values: dict[str, Any], invoice: Linked) -> Problem | None:
    """Return the error of a row in another currency than its invoice: it is no stored payment."""
    label = Currency(invoice.currency).label
    if (values["currency"] or invoice.currency) != invoice.currency:
        message = f"La factura {invoice.number} es en {label}: corrija la moneda o la factura."
        return error("currency", "currency_mismatch", message)
    written = money_currency(row.verdict.raw.get("amount", ""))
    if written is None or written == invoice.currency:
        return None
    message = (
        f"El monto está escrito en {written.label.lower()} y la factura es en {label.lower()}."
    )
    return error("amount", "currency_mismatch", message)


def _place_known(
    placed: Placed,
    settings: Settings,
    row: Judged,
    known: KnownOperation,
    invoice: Linked,
    accounts: Accounts,
) -> None:
    """Take a row for a stored payment; all that it may change is that it was annulled."""
    values = row.verdict.values
    changes: audit.Changes = {}
    if known.values["annulled_on"] is None and values["annulled_on"] is not None:
        changes = audit.differences(known.values, {key: values[key] for key in _ANNULMENT})
    problems: list[Problem] = []
    if changes:
        problems = [
            one
            for one in row.verdict.problems
            if one.level is not Level.WARNING or one.field in changes
        ]
        if not known.client.active:
            problems += client_problems(known.client.rtn, known.client)
    placed.problems = tuple(problems)
    placed.changes = {key: plain_pair(pair) for key, pair in changes.items()}
    kept = {key: known.values[key] for key in _ANNULMENT if key not in changes}
    placed.kept = plain(kept)
    placed.values |= placed.kept
    placed.stamp = stamp(known, known.client, {})
    if has_errors(problems):
        placed.action = placed.base = ERROR
    elif not changes:
        placed.action = placed.base = UNCHANGED
    else:
        is_update = (row.choice.if_exists or settings.if_exists) == "actualizar"
        placed.action = placed.base = UPDATE if is_update else SKIP
        if is_update:
            accounts.room[invoice.id] += to_cents(known.values["amount"])


def _place_new(
    placed: Placed,
    row: Judged,
    problems: list[Problem],
    invoice: Linked,
    accounts: Accounts,
) -> None:
    values = row.verdict.values
    if not invoice.client.active:
        problems += client_problems(invoice.client.rtn, invoice.client)
    if values["paid_on"].isoformat() < invoice.issued_on:
        message = "El pago es anterior a la factura. Si está bien, puede guardarlo así."
        problems.append(warning("paid_on", "payment_before_invoice", message))
    amount = to_cents(values["amount"])
    holds = values["annulled_on"] is None
    if holds and invoice.annulled:
        message = f"La factura {invoice.number} está anulada: corrija el número u omita la fila."
        problems.append(error("invoice", "link_annulled", message))
    elif holds and amount > accounts.room[invoice.id]:
        problems.append(_too_much(invoice, accounts.room[invoice.id]))
    placed.problems = tuple(problems)
    if has_errors(problems):
        placed.action = placed.base = ERROR
        return
    if holds:
        accounts.room[invoice.id] -= amount
    placed.stamp = stamp(None, invoice.client, {"invoice": invoice.id})


def _too_much(invoice: Linked, room: int) -> Problem:
    """Return the error of the row that goes beyond what is owed."""
    owed = show_money(from_cents(max(room, 0)), invoice.currency)
    if room <= 0:
        message = (
            f"La factura {invoice.number} ya queda pagada con lo guardado y las filas anteriores: "
            "corrija el monto o la factura, u omita la fila."
        )
    else:
        message = (
            f"Pasa del saldo: a la factura {invoice.number} le quedan {owed} después de lo "
            "guardado y de las filas anteriores."
        )
    return error("amount", "payment_over_balance", message)
