"""The demo's operations: two years of an office, day by day.

The days are gone through in order, so that numbers rise with the dates as they do in an office.
What a day starts and a later day goes on with waits in the bucket of that day; only some weeks of
work are held at a time, however many clients there are.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from aduanas_tui.domain.states import CustomsFileState, OperationType
from aduanas_tui.services import demo_terms as terms
from aduanas_tui.services.demo_courses import EARLY_STATES, course
from aduanas_tui.services.demo_payments import Payer, Received
from aduanas_tui.services.demo_records import DAYS, Calendar, Ledger
from aduanas_tui.services.demo_words import LINES

_WITH_DECLARATION = (
    frozenset(CustomsFileState) - set(EARLY_STATES[:3]) - {CustomsFileState.ANNULLED}
)
_WITH_CHANNEL = _WITH_DECLARATION - set(EARLY_STATES[3:5])


@dataclass(slots=True)
class Clients:
    """What the operations need of each client, and what they leave there; index is its number."""

    places: array[int] = field(default_factory=lambda: array("B"))
    lines: array[int] = field(default_factory=lambda: array("B"))
    file_counts: array[int] = field(default_factory=lambda: array("I"))
    latest: array[int] = field(default_factory=lambda: array("h"))
    """Day of the last operation; -1 for none."""
    busy: bytearray = field(default_factory=bytearray)
    """1 for those with operations."""


class _Quote(NamedTuple):
    """A quote whose answer is still to come; the amount is in cents."""

    id: int
    number: str
    day: int
    currency: str
    total: int


class _Job(NamedTuple):
    """Work for one client that goes on another day."""

    client: int
    operation: OperationType
    quote: _Quote | None
    """The accepted quote it began with."""
    file_id: int
    currency: str
    subtotal: int


@dataclass(slots=True)
class Simulation:
    """An office at work: :meth:`run` writes its operations."""

    seed: int
    calendar: Calendar
    clients: Clients
    agenda: list[array[int]]
    """For each day the numbers of the clients that bring something new."""
    ledger: Ledger
    progress: Callable[[int], None]
    """Is told each day that begins."""
    _rng: Random = field(init=False)
    _openings: dict[int, list[_Job]] = field(default_factory=dict)
    _invoicings: dict[int, list[_Job]] = field(default_factory=dict)
    _payer: Payer = field(init=False)

    def run(self) -> None:
        """Go through all days and write what happens."""
        self._rng = Random(f"{self.seed} operaciones")
        self._payer = Payer(self._rng, DAYS - 1)
        for day in range(DAYS):
            self.progress(day)
            for client in self.agenda[day]:
                self._begin(day, client)
            for job in self._openings.pop(day, ()):
                self._open(day, job)
            for job in self._invoicings.pop(day, ()):
                self._invoice(day, job)
        self.ledger.finish()

    def _begin(self, day: int, client: int) -> None:
        """Let a client ask for a quote, or bring the papers at once."""
        rng = self._rng
        line = LINES[self.clients.lines[client]]
        is_export = rng.random() < line.exports
        operation = OperationType.EXPORT if is_export else OperationType.IMPORT
        currency = "USD" if rng.random() < 0.2 else "HNL"
        subtotal = terms.fee(rng, currency)
        job = _Job(client, operation, None, 0, currency, subtotal)
        chance = rng.random()
        if chance > 0.38:
            self._open(day, job)
            return
        quote = _Quote(
            self.ledger.next_id("quote"),
            self.ledger.number("COT", day),
            day,
            currency,
            subtotal + _isv(subtotal),
        )
        accepted_on = day + rng.randint(0, 6)
        if chance < 0.24 and accepted_on < DAYS:
            job = job._replace(quote=quote)
            self._openings.setdefault(accepted_on, []).append(job)
            return
        answered = chance < 0.31 and day < DAYS - 12
        self._write_quote(client, operation, quote, None, "rechazada" if answered else "pendiente")
        if answered:
            self.ledger.step("quote", quote.id, "pendiente", "rechazada", day + 1 + quote.id % 11)

    def _write_quote(
        self,
        client: int,
        operation: OperationType,
        quote: _Quote,
        file_id: int | None,
        state: str,
    ) -> None:
        day = quote.day
        validity = 30 if self._rng.random() < 0.2 else 15
        self.ledger.write(
            "quote",
            day,
            quote.id,
            client,
            file_id,
            quote.number,
            self.calendar.text(day),
            self.calendar.text(day + validity),
            operation.value,
            quote.currency,
            quote.total,
            state,
            terms.quote_text(self._rng, self._goods(client, operation)),
        )
        self._touch(client, day)

    def _open(self, day: int, job: _Job) -> None:
        """Open a customs file, which is written in the state that it has today."""
        rng = self._rng
        client = job.client
        file_id = self.ledger.next_id("customs_file")
        if job.quote is not None:
            self._write_quote(client, job.operation, job.quote, file_id, "aceptada")
            self.ledger.step("quote", job.quote.id, "pendiente", "aceptada", day)
        office, transport = terms.route(rng, self.clients.places[client])
        channel = terms.channel_of(rng)
        found = course(rng, DAYS - 1 - day, channel)
        state = found.state
        has_document = state is not CustomsFileState.OPEN or rng.random() < 0.5
        declaration = f"D{self.calendar.text(day)[2:4]}-{file_id:07}"
        self.ledger.write(
            "customs_file",
            day,
            file_id,
            client,
            self.ledger.number("EXP", day),
            job.operation.value,
            state.value,
            self.calendar.text(day),
            None if found.closed is None else self.calendar.text(day + found.closed),
            office,
            terms.regime_of(rng, job.operation, transport),
            channel.value if state in _WITH_CHANNEL else "",
            declaration if state in _WITH_DECLARATION else "",
            terms.transport_document(rng, transport) if has_document else "",
            terms.goods_text(rng, self._goods(client, job.operation)),
            terms.file_reason(file_id) if state is CustomsFileState.ANNULLED else "",
        )
        for before, after, step in found.steps(DAYS - 1 - day):
            reason = terms.file_reason(file_id) if after is CustomsFileState.ANNULLED else ""
            self.ledger.step("customs_file", file_id, before, after, day + step, reason)
        self.clients.file_counts[client] += 1
        if state is not CustomsFileState.ANNULLED:
            self._touch(client, day)
        if found.invoiced is not None:
            work = job._replace(file_id=file_id)
            self._invoicings.setdefault(day + found.invoiced, []).append(work)

    def _invoice(self, day: int, job: _Job) -> None:
        """Record the invoice of a file, and what was paid of it until today."""
        rng = self._rng
        invoice_id = self.ledger.next_id("invoice")
        isv = _isv(job.subtotal)
        due = day + rng.choice((0, 15, 15, 30, 30, 30))
        annulled_on = None
        if rng.random() < 0.025 and day < DAYS - 5:
            annulled_on = day + rng.randint(0, 3)
            self._invoicings.setdefault(annulled_on + 1, []).append(job)
        is_annulled = annulled_on is not None
        payments = [] if is_annulled else self._payer.payments(day, due, job.subtotal, isv)
        self.ledger.write(
            "invoice",
            day,
            invoice_id,
            job.client,
            job.file_id,
            job.quote.id if job.quote else None,
            self.ledger.invoice_number(),
            self.calendar.text(day),
            self.calendar.text(due),
            job.currency,
            job.subtotal,
            isv,
            job.subtotal + isv,
            None if annulled_on is None else self.calendar.text(annulled_on),
            rng.choice(terms.ANNULMENT_REASONS) if is_annulled else "",
            sum(payment.amount for payment in payments if payment.annulled_on is None),
        )
        if is_annulled:
            return
        self._touch(job.client, day)
        for payment in payments:
            self._write_payment(job.client, invoice_id, payment)

    def _write_payment(self, client: int, invoice_id: int, payment: Received) -> None:
        is_annulled = payment.annulled_on is not None
        self.ledger.write(
            "payment",
            payment.day,
            self.ledger.next_id("payment"),
            client,
            invoice_id,
            self.calendar.text(payment.day),
            payment.amount,
            payment.method.value,
            payment.reference,
            None if payment.annulled_on is None else self.calendar.text(payment.annulled_on),
            self._rng.choice(terms.PAYMENT_REASONS) if is_annulled else "",
        )
        if not is_annulled:
            self._touch(client, payment.day)

    def _goods(self, client: int, operation: OperationType) -> tuple[str, ...]:
        line = LINES[self.clients.lines[client]]
        return line.exported if operation is OperationType.EXPORT else line.imported

    def _touch(self, client: int, day: int) -> None:
        if day > self.clients.latest[client]:
            self.clients.latest[client] = day


def _isv(subtotal: int) -> int:
    """Return the sales tax of 15 % in cents."""
    return (subtotal * 15 + 50) // 100
