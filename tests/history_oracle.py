"""The history of a client by brute force, written from the words of the specification alone.

"Filters hold across the four parts: date range (each part by its own date), type of operation,
state of the customs file, state of payment. A filter reaches a part through its links: a payment
through its invoice, an invoice or quote through its customs file (a quote also has its own type),
and the payment state keeps the customs files and quotes that have such an invoice; what has no link
shows only when that filter is Todos. Payment states are exclusive (anulada, pagada, vencida,
parcial, pendiente) and Por cobrar covers the last three. Quotes show aceptada, rechazada,
pendiente, and vencida by date."

Nothing here calls what it is compared with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from tests.oracle import alphabetical

FLOW = (
    *("abierto", "en_digitacion", "preliquidado", "duca_registrada", "impuestos_pagados"),
    *("selectivo", "en_revision", "levante", "despachado", "facturado", "cerrado", "anulado"),
)
QUOTE_STATES = ("pendiente", "aceptada", "rechazada", "vencida", "anulada")
PAYMENT_STATES = ("pendiente", "parcial", "vencida", "pagada", "anulada")
OWED = ("pendiente", "parcial", "vencida")
METHODS = ("cheque", "efectivo", "retencion", "tarjeta", "transferencia")
PARTS = ("customs_file", "quote", "invoice", "payment")

Row = dict[str, Any]
"""An operation by column; ``client``, ``customs_file``, ``quote`` and ``invoice`` are ids."""


@dataclass
class Operations:
    """All operations of an office, on a day."""

    today: date
    tables: dict[str, dict[int, Row]] = field(default_factory=lambda: {part: {} for part in PARTS})

    # What is derived

    def paid(self, invoice: Row) -> Decimal:
        return sum(
            (
                one["amount"]
                for one in self.tables["payment"].values()
                if one["invoice"] == invoice["id"] and not one["annulled_on"]
            ),
            Decimal("0.00"),
        )

    def payment_state(self, invoice: Row) -> str:
        if invoice["annulled_on"]:
            return "anulada"
        paid = self.paid(invoice)
        if paid >= invoice["total"]:
            return "pagada"
        if invoice["due_on"] and invoice["due_on"] < self.today:
            return "vencida"
        return "parcial" if paid else "pendiente"

    def state(self, part: str, row: Row) -> str:
        """Return the state that is shown of an operation."""
        if part == "customs_file":
            return str(row["state"])
        if part == "invoice":
            return self.payment_state(row)
        if part == "payment":
            return "anulado" if row["annulled_on"] else ""
        if row["annulled_on"]:
            return "anulada"
        if row["state"] == "pendiente" and row["valid_until"] < self.today:
            return "vencida"
        return str(row["state"])

    def day(self, part: str, row: Row) -> date:
        names = {"customs_file": "opened_on", "payment": "paid_on"}
        found: date = row[names.get(part, "issued_on")]
        return found

    def file_of(self, part: str, row: Row) -> Row | None:
        """Return the customs file that an operation is, or is linked to."""
        if part == "customs_file":
            return row
        if part == "payment":
            row = self.tables["invoice"][row["invoice"]]
        return self.tables["customs_file"].get(row["customs_file"])

    def invoices_of(self, part: str, row: Row) -> list[Row]:
        """Return the invoices by which an operation is kept or not."""
        invoices = self.tables["invoice"]
        if part == "invoice":
            return [row]
        if part == "payment":
            return [invoices[row["invoice"]]]
        return [one for one in invoices.values() if one[part] == row["id"]]

    # Filters

    def shown(
        self,
        client: int,
        part: str,
        since: date | None = None,
        until: date | None = None,
        operation_type: str = "",
        file_state: str = "",
        payment_state: str = "",
    ) -> list[Row]:
        """Return the operations of a part that the filters show, in no order."""
        wanted = OWED if payment_state == "por_cobrar" else (payment_state,)
        found = []
        for row in self.tables[part].values():
            file = self.file_of(part, row)
            direction = row if part == "quote" else file
            if (
                row["client"] == client
                and (since is None or self.day(part, row) >= since)
                and (until is None or self.day(part, row) <= until)
                and (
                    not operation_type or (direction or {}).get("operation_type") == operation_type
                )
                and (not file_state or (file or {}).get("state") == file_state)
                and (
                    not payment_state
                    or any(self.payment_state(one) in wanted for one in self.invoices_of(part, row))
                )
            ):
                found.append(row)
        return found

    def totals(self, client: int, **filters: Any) -> dict[str, dict[str, Any]]:
        """Return the sums of what is shown, by currency."""
        found: dict[str, dict[str, Any]] = {}

        def of(currency: str) -> dict[str, Any]:
            zeros = dict.fromkeys(("billed", "paid", "balance", "overdue"), Decimal("0.00"))
            return found.setdefault(currency, {**zeros, "quotes": {}})

        for row in self.shown(client, "invoice", **filters):
            if row["annulled_on"]:
                continue
            sums, paid = of(row["currency"]), self.paid(row)
            sums["billed"] += row["total"]
            sums["paid"] += paid
            sums["balance"] += max(row["total"] - paid, Decimal(0))
            if self.payment_state(row) == "vencida":
                sums["overdue"] += row["total"] - paid
        for row in self.shown(client, "quote", **filters):
            quotes = of(row["currency"])["quotes"]
            count, total = quotes.get(self.state("quote", row), (0, Decimal("0.00")))
            quotes[self.state("quote", row)] = (count + 1, total + row["total"])
        return found

    # What is listed

    def listed(self, part: str, row: Row) -> Row:
        """Return an operation as the history lists it."""
        file = None if part == "customs_file" else self.file_of(part, row)
        invoice = self.tables["invoice"][row["invoice"]] if part == "payment" else {}
        quote = self.tables["quote"].get(row.get("quote") or 0) or {}
        direction = row if part in ("customs_file", "quote") else file or {}
        found = {
            "id": row["id"],
            "day": self.day(part, row),
            "state": self.state(part, row),
            "operation_type": direction.get("operation_type", ""),
            "customs_file": (file or {}).get("number", ""),
            "quote": quote.get("number", ""),
            "invoice": invoice.get("number", ""),
            "currency": (invoice or row).get("currency", ""),
            "total": row.get("amount", row.get("total")),
            "annulled": self.state(part, row) in ("anulado", "anulada"),
        }
        if part == "invoice":
            paid = self.paid(row)
            owed = Decimal("0.00") if row["annulled_on"] else row["total"] - paid
            found |= {"paid": paid, "balance": owed}
        for key in (
            *("number", "due_on", "valid_until", "closed_on", "method", "reference", "office"),
            *("regime", "declaration", "description"),
        ):
            if key in row:
                found[key] = row[key]
        return found

    def ordered(self, part: str, rows: Iterable[Row], order: str, descending: bool) -> list[Row]:
        """Return rows in an order: blanks last, currencies apart, equals newest first."""
        found = sorted(rows, key=lambda row: row["id"])
        if order == "day":
            found.sort(key=lambda row: self.day(part, row))
            return found[::-1] if descending else found
        found = sorted(found, key=lambda row: self.day(part, row))[::-1]
        seen = {row["id"]: self.listed(part, row) for row in found}
        key = self._key(part, order)
        found.sort(key=lambda row: key(seen[row["id"]]), reverse=descending)
        found.sort(key=lambda row: _is_blank(seen[row["id"]], order))
        if order in ("total", "paid", "balance"):
            found.sort(key=lambda row: str(seen[row["id"]]["currency"]))
        return found

    def _key(self, part: str, order: str) -> Callable[[Row], Any]:
        places: dict[str, tuple[str, ...]] = {
            "customs_file": FLOW,
            "quote": QUOTE_STATES,
            "invoice": PAYMENT_STATES,
            "payment": ("", "anulado"),
        }
        if order == "state":
            return lambda row: places[part].index(row["state"])
        if order == "method":
            return lambda row: METHODS.index(row["method"])
        if order in ("office", "description", "reference"):
            return lambda row: alphabetical(row[order])
        if order in ("number", "declaration", "customs_file", "quote", "invoice"):
            return lambda row: row[order].upper()
        return lambda row: row[order] if row[order] is not None else date.min


def _is_blank(row: Row, order: str) -> bool:
    return order not in ("state", "method") and row[order] in ("", None)
