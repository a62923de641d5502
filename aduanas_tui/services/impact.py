"""What hangs on a client: shown before deactivating it, and the reason why it cannot be deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from aduanas_tui.domain.money import Currency, from_cents, show_money
from aduanas_tui.store.connection import rows
from aduanas_tui.store.schema import FILE_IS_OPEN, INVOICE_IS_OWED, QUOTE_IS_PENDING


class Operations(NamedTuple):
    """How many operations a client has, annulled ones too: they are history as well."""

    customs_files: int
    quotes: int
    invoices: int
    payments: int = 0

    def __bool__(self) -> bool:
        return any(self)

    def in_words(self) -> str:
        """Return the counts as in "2 expedientes y 1 factura"."""
        return in_words(
            [
                counted(self.customs_files, "expediente", "expedientes"),
                counted(self.quotes, "cotización", "cotizaciones"),
                counted(self.invoices, "factura", "facturas"),
                counted(self.payments, "pago", "pagos"),
            ]
        )


@dataclass(frozen=True, slots=True)
class Impact:
    """What deactivating a client touches."""

    open_files: int
    balances: tuple[tuple[Currency, Decimal], ...]
    """What it owes in each currency, invoice by invoice: one paid in excess hides no other."""
    pending_quotes: int

    def lines(self) -> list[str]:
        """Return a sentence for each thing that is open; empty when nothing is."""
        found = []
        if self.open_files:
            count = counted(self.open_files, "expediente abierto", "expedientes abiertos")
            found.append(f"Tiene {count}.")
        for currency, balance in self.balances:
            found.append(f"Debe {show_money(balance, currency)}.")
        if self.pending_quotes:
            count = counted(self.pending_quotes, "cotización pendiente", "cotizaciones pendientes")
            found.append(f"Tiene {count}.")
        return found


def operations_of(client_id: int) -> Operations:
    """Return the numbers of operations of a client."""
    counts = ", ".join(
        f"(SELECT count(*) FROM {table} WHERE client_id = ?1)"
        for table in ("customs_file", "quote", "invoice", "payment")
    )
    (found,) = rows(f"SELECT {counts}", (client_id,))
    return Operations(*found)


def impact_of(client_id: int) -> Impact:
    """Return what is open with a client."""
    ((open_files,),) = rows(
        f"SELECT count(*) FROM customs_file WHERE client_id = ? AND {FILE_IS_OPEN}", (client_id,)
    )
    balances = rows(
        "SELECT currency, sum(total - paid) FROM invoice "
        f"WHERE client_id = ? AND {INVOICE_IS_OWED} GROUP BY currency ORDER BY currency",
        (client_id,),
    )
    ((pending,),) = rows(
        f"SELECT count(*) FROM quote WHERE client_id = ? AND {QUOTE_IS_PENDING} "
        "AND valid_until >= ?",
        (client_id, date.today().isoformat()),
    )
    return Impact(
        open_files,
        tuple((Currency(currency), from_cents(cents)) for currency, cents in balances),
        pending,
    )


def counted(number: int, one: str, many: str) -> str:
    """Return ``1 factura``, ``2 facturas``, or nothing for none."""
    if not number:
        return ""
    return f"{number:,} {one if number == 1 else many}"


def in_words(parts: list[str]) -> str:
    """Join what is not empty as Spanish does: ``a, b y c``."""
    present = [part for part in parts if part]
    if len(present) < 2:
        return "".join(present)
    return f"{', '.join(present[:-1])} y {present[-1]}"
