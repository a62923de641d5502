"""What narrows the history of a client; it holds across files, quotes, invoices and payments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from aduanas_tui.domain.states import RECEIVABLE, PaymentState

POR_COBRAR = "por_cobrar"
"""Payment state of a filter that stands for all in which something is owed."""


@dataclass(frozen=True, slots=True)
class HistoryFilters:
    """Which operations of a client are seen; a blank is *Todos*.

    A filter reaches a part through its links: a payment through its invoice, an invoice or quote
    through its customs file (a quote has its own type), and ``payment_state`` keeps the customs
    files and quotes that have such an invoice. What has no link is seen only under *Todos*.
    """

    since: date | None = None
    """First day, each part by its own date."""
    until: date | None = None
    """Last day, which is seen too."""
    operation_type: str = ""
    file_state: str = ""
    payment_state: str = ""
    """A ``PaymentState`` or ``POR_COBRAR``."""

    @property
    def any_set(self) -> bool:
        """Whether anything is narrowed at all."""
        return self != HistoryFilters()

    @property
    def payment_states(self) -> tuple[PaymentState, ...]:
        """The states of invoices that are meant; none at all means every one."""
        if not self.payment_state:
            return ()
        if self.payment_state == POR_COBRAR:
            return tuple(state for state in PaymentState if state in RECEIVABLE)
        return (PaymentState(self.payment_state),)
