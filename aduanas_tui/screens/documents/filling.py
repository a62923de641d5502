"""What one field of a document's form tells of another: proposals, never over what was typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Protocol

from aduanas_tui.domain.dates import show_date
from aduanas_tui.domain.money import CENT, Currency, show_amount
from aduanas_tui.domain.operation_rules import QUOTE_VALIDITY
from aduanas_tui.domain.states import OperationType, QuoteState
from aduanas_tui.services.operations.kinds import Kind
from aduanas_tui.services.operations.links import Linkable
from aduanas_tui.services.operations.proposing import ISV_RATE, without_isv

_AMOUNTS = ("subtotal", "isv", "total")


class Filled(Protocol):
    """The form, as the one who fills it in sees it."""

    def value(self, key: str) -> Any:
        """Return the value of a field as it would be stored; ``None`` when it has an error."""

    def propose(self, key: str, text: str) -> None:
        """Fill a field that is blank or still holds a proposal."""

    def is_proposal(self, key: str) -> bool:
        """Tell whether a field still holds what was proposed."""

    def offered(self, kind: Kind) -> Iterable[Linkable]:
        """Return the documents that can be pointed to."""


class Filling:
    """Proposals of a kind that has none."""

    def __init__(self, form: Filled) -> None:
        self._form = form

    def edited(self, key: str) -> None:
        """React to the text of a field, typed by the operator."""

    def linked(self, found: Linkable) -> None:
        """React to the document that a field points to."""


class QuoteFilling(Filling):
    """The validity follows the date, the direction the customs file."""

    def edited(self, key: str) -> None:
        """Propose the validity."""
        issued = self._form.value("issued_on")
        if key == "issued_on" and issued:
            self._form.propose("valid_until", show_date(issued + QUOTE_VALIDITY))

    def linked(self, found: Linkable) -> None:
        """Take the direction of the customs file."""
        if found.operation_type:
            self._form.propose("operation_type", OperationType(found.operation_type).label)


class InvoiceFilling(Filling):
    """ISV and total follow the subtotal; amounts and file the quote; the due date the date.

    ``term`` is what the client is usually given to pay.
    """

    def __init__(self, form: Filled, term: timedelta | None) -> None:
        super().__init__(form)
        self._term = term

    def edited(self, key: str) -> None:
        """Add up, and move the due date."""
        form = self._form
        subtotal = form.value("subtotal")
        if key == "subtotal" and subtotal is not None:
            form.propose("isv", show_amount(_isv(subtotal)))
        isv = form.value("isv")
        if key in ("subtotal", "isv") and subtotal is not None and isv is not None:
            form.propose("total", show_amount(subtotal + isv))
        issued = form.value("issued_on")
        if key == "issued_on" and issued and self._term is not None:
            form.propose("due_on", show_date(issued + self._term))

    def linked(self, found: Linkable) -> None:
        """Take the amounts of an accepted quote; of a file, its only accepted quote."""
        if found.kind is Kind.CUSTOMS_FILE:
            self._linked_file(found)
        elif found.state == QuoteState.ACCEPTED and found.total is not None:
            self._linked_quote(found, found.total)

    def _linked_file(self, found: Linkable) -> None:
        form = self._form
        accepted = [
            one
            for one in form.offered(Kind.QUOTE)
            if one.customs_file == found.number
            and one.state == QuoteState.ACCEPTED
            and not one.invoiced
        ]
        if len(accepted) == 1 and self._amounts_are_open:
            form.propose("quote", accepted[0].number)
            if form.value("quote") == accepted[0].number:
                self.linked(accepted[0])

    def _linked_quote(self, quote: Linkable, total: Decimal) -> None:
        form = self._form
        if self._amounts_are_open:
            subtotal, isv = without_isv(total)
            form.propose("currency", Currency(quote.currency).label)
            for key, amount in zip(_AMOUNTS, (subtotal, isv, total), strict=True):
                form.propose(key, show_amount(amount))
        if quote.customs_file:
            form.propose("customs_file", quote.customs_file)

    @property
    def _amounts_are_open(self) -> bool:
        """Whether no amount was typed: they are filled in together or not at all."""
        form = self._form
        return all(form.value(key) is None or form.is_proposal(key) for key in _AMOUNTS)


class PaymentFilling(Filling):
    """The amount is what is still owed."""

    def linked(self, found: Linkable) -> None:
        """Propose the balance."""
        if found.balance is not None and found.balance > 0:
            self._form.propose("amount", show_amount(found.balance))


def filling_of(kind: Kind, form: Filled, *, is_new: bool) -> Filling:
    """Return what fills in a form of that kind."""
    if kind is Kind.QUOTE:
        return QuoteFilling(form)
    if kind is Kind.PAYMENT:
        return PaymentFilling(form)
    if kind is Kind.CUSTOMS_FILE:
        return Filling(form)
    issued, due = form.value("issued_on"), form.value("due_on")
    return InvoiceFilling(form, due - issued if is_new and issued and due else None)


def computed(kind: Kind, values: Mapping[str, Any]) -> dict[str, str]:
    """Return the stored values that follow from others: they change when those are corrected."""
    if kind is not Kind.INVOICE:
        return {}
    follow = {"total": show_amount(values["total"])}
    if values["isv"] == _isv(values["subtotal"]):
        follow["isv"] = show_amount(values["isv"])
    return follow


def _isv(subtotal: Decimal) -> Decimal:
    return (subtotal * ISV_RATE).quantize(CENT, ROUND_HALF_UP)
