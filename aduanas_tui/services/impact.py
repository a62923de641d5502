"""What hangs on a client: shown before deactivating it, and the reason why it cannot be deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from aduanas_tui.domain.money import Currency, from_cents, show_money
from aduanas_tui.domain.states import CLOSING_STATES
from aduanas_tui.store.connection import rows


class Operations(NamedTuple):
    """How many operations a client has; the payments hang on the invoices."""

    customs_files: int
    quotes: int
    invoices: int

    def __bool__(self) -> bool:
        return any(self)

    def in_words(self) -> str:
        """Return the counts as in "2 expedientes y 1 factura"."""
        return in_words(
            [
                counted(self.customs_files, "expediente", "expedientes"),
                counted(self.quotes, "cotización", "cotizaciones"),
                counted(self.invoices, "factura", "facturas"),
            ]
        )


@dataclass(frozen=True, slots=True)
class Impact:
    """What deactivating a client touches."""

    open_files: int
    balances: tuple[tuple[Currency, Decimal], ...]
    """What it owes in each currency, where it owes anything."""
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
    ((files, quotes, invoices),) = rows(
        "SELECT (SELECT count(*) FROM customs_file WHERE client_id = ?1), "
        "(SELECT count(*) FROM quote WHERE client_id = ?1), "
        "(SELECT count(*) FROM invoice WHERE client_id = ?1)",
        (client_id,),
    )
    return Operations(files, quotes, invoices)


def impact_of(client_id: int) -> Impact:
    """Return what is open with a client."""
    places = ", ".join("?" for _ in CLOSING_STATES)
    ((open_files,),) = rows(
        f"SELECT count(*) FROM customs_file WHERE client_id = ? AND state NOT IN ({places})",
        (client_id, *CLOSING_STATES),
    )
    balances = rows(
        "SELECT currency, sum(total - paid) AS balance FROM (SELECT currency, total, "
        "(SELECT coalesce(sum(amount), 0) FROM payment "
        "WHERE invoice_id = invoice.id AND annulled_on IS NULL) AS paid "
        "FROM invoice WHERE client_id = ? AND annulled_on IS NULL) "
        "GROUP BY currency HAVING balance > 0 ORDER BY currency",
        (client_id,),
    )
    ((pending,),) = rows(
        "SELECT count(*) FROM quote WHERE client_id = ? AND state = 'pendiente' "
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
