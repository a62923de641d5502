"""How the demo's clients pay: most about when it is due, some in parts, late or never."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from aduanas_tui.domain.states import PaymentMethod

_METHODS = (
    *(PaymentMethod.TRANSFER,) * 6,
    *(PaymentMethod.CHEQUE,) * 2,
    PaymentMethod.CASH,
    PaymentMethod.CARD,
)
_OLD = 150
"""Days after which nearly everybody has paid."""


class Received(NamedTuple):
    """One payment of an invoice: day, cents, how; ``annulled_on`` when it came to nothing."""

    day: int
    amount: int
    method: PaymentMethod
    reference: str
    annulled_on: int | None = None


@dataclass(slots=True)
class Payer:
    """Decides what is paid of an invoice until ``last_day``."""

    rng: Random
    last_day: int

    def payments(self, day: int, due: int, subtotal: int, isv: int) -> list[Received]:
        """Return the payments, until today, of an invoice of a day, due on another."""
        rng = self.rng
        total = subtotal + isv
        chance = rng.random()
        unpaid = 0.015 if self.last_day - day > _OLD else 0.09
        if chance < unpaid:
            return []
        if chance < unpaid + 0.05:
            part = int(total * rng.uniform(0.2, 0.7))
            old_debt = self.last_day - day > _OLD and rng.random() < 0.85
            parts = [part, total - part] if old_debt else [part]
        elif chance < 0.28:
            part = int(total * rng.uniform(0.3, 0.6))
            parts = [part, total - part]
        else:
            parts = [total]
        found: list[Received] = []
        paid_on = day if due == day else max(day, due + int(rng.gauss(-1, 9)))
        if len(parts) > 1 and rng.random() < 0.5:
            paid_on = day  # an advance
        for amount in parts:
            if paid_on > self.last_day:
                break
            found += self._received(paid_on, amount, subtotal)
            paid_on += rng.randint(5, 35)
        return found

    def _received(self, day: int, amount: int, subtotal: int) -> list[Received]:
        """Return one payment as it comes in: bounced first, or with a part withheld."""
        rng = self.rng
        method = rng.choice(_METHODS)
        if method is PaymentMethod.CHEQUE and rng.random() < 0.06 and day + 4 <= self.last_day:
            bounced = Received(day, amount, method, self._reference(method), day + 2)
            later = PaymentMethod.TRANSFER
            return [bounced, Received(day + 4, amount, later, self._reference(later))]
        # 12.5 % of fees is withheld as income tax (ISR art. 50) by those who must.
        withheld = subtotal * 125 // 1000
        if withheld < amount and rng.random() < 0.07:
            voucher = PaymentMethod.WITHHOLDING
            return [
                Received(day, amount - withheld, method, self._reference(method)),
                Received(day, withheld, voucher, self._reference(voucher)),
            ]
        return [Received(day, amount, method, self._reference(method))]

    def _reference(self, method: PaymentMethod) -> str:
        if method is PaymentMethod.CASH:
            return f"Recibo {self.rng.randint(1_000, 9_999)}"
        if method is PaymentMethod.CHEQUE:
            return f"Cheque {self.rng.randint(100_000, 999_999)}"
        return f"{self.rng.randint(10_000_000, 99_999_999)}"
