"""What clients were invoiced and what they still owe."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from aduanas_tui.domain.money import Currency
from aduanas_tui.store.connection import rows


class Billed(NamedTuple):
    """Amounts of one client in one currency, in cents; annulled invoices and payments apart."""

    total: int
    balance: int
    """What is owed, invoice by invoice: one paid in excess hides no other."""


NOTHING = Billed(0, 0)


def billed(client_ids: Sequence[int]) -> dict[tuple[int, Currency], Billed]:
    """Return the amounts by client and currency; who was never invoiced is not among them."""
    places = ", ".join("?" * len(client_ids))
    found = rows(
        "SELECT client_id, currency, sum(total), sum(max(total - paid, 0)) FROM invoice "
        f"WHERE client_id IN ({places}) AND annulled_on IS NULL GROUP BY client_id, currency",
        client_ids,
    )
    return {
        (client_id, Currency(currency)): Billed(total, balance)
        for client_id, currency, total, balance in found
    }
