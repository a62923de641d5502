"""Registering and correcting a customs file, a quote, an invoice or a payment."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from textual import events
from textual.app import ComposeResult

from aduanas_tui.domain.dates import complete_date, show_date
from aduanas_tui.domain.fields import FieldTable, clean_field, field
from aduanas_tui.domain.invoice_number import format_invoice_number
from aduanas_tui.domain.money import show_amount
from aduanas_tui.domain.operation_rules import OVER_BALANCE, over_balance
from aduanas_tui.domain.problems import Problem
from aduanas_tui.domain.text import digits_of
from aduanas_tui.screens.base import helps_out
from aduanas_tui.screens.documents.filling import computed, filling_of
from aduanas_tui.screens.documents.notices import Stored, read_stored, saved_words
from aduanas_tui.screens.documents.offers import Offers, bare
from aduanas_tui.screens.documents.party import PartyLines
from aduanas_tui.screens.documents.pointing import PointsToOthers
from aduanas_tui.screens.record_form import RecordForm
from aduanas_tui.services.clients import Saved
from aduanas_tui.services.errors import InvalidError, ServiceError
from aduanas_tui.services.operations import registering
from aduanas_tui.services.operations.documents import Document
from aduanas_tui.services.operations.kinds import INFO, Kind
from aduanas_tui.services.operations.links import Linkable
from aduanas_tui.services.operations.proposing import Proposal
from aduanas_tui.services.operations.records import LINKS
from aduanas_tui.widgets.form import FieldRow, Helpers
from aduanas_tui.widgets.picklist import PickItem
from aduanas_tui.widgets.texts import Plain
from aduanas_tui.widgets.titleline import crumbs

_STEPPED = ("state", "closed_on")
"""What changes by a step, which keeps its day and reason; a new document begins with them."""


class DocumentFormScreen(PointsToOthers, RecordForm):
    """The form of a new document (``proposal``), or of one that exists (``document``).

    Returns the id of what was saved, or ``None``.
    """

    PLACE = "clients"
    CSS_PATH = "../record_form.tcss"
    AS_NEW = "Registrar de nuevo"
    HELP_TITLE = "Datos de la operación"
    HELP = (
        f"{RecordForm.HELP} El cliente va arriba, como queda guardado en el documento. Lo que se "
        "propone se reemplaza al escribir; con una flecha se corrige. En las fechas valen hoy, "
        "ayer y 12/10. En expediente, cotización y factura, {choices} muestra los de este cliente."
    )

    def __init__(
        self,
        kind: Kind,
        client_id: int,
        proposal: Proposal | None = None,
        document: Document | None = None,
    ) -> None:
        self._kind = kind  # before the base class asks for the fields
        self._client_id = client_id
        self._document = document
        self._offers = Offers(kind, lambda: str(self.value("operation_type") or ""))
        self._stored: Stored | None = None
        self._stored_by_other: dict[str, str] = {}
        left_out = {"annulment_reason"} & {item.key for item in self.fields}
        if document is None:
            known = proposal or Proposal({}, {})
            raw, party = known.raw, known.party
            title = crumbs("Clientes", party.get("name", ""), INFO[kind].new_one)
        else:
            raw, party = self.stored(document.values), document.party
            title = crumbs("Clientes", document.client_name, document.number, "Editar")
            left_out |= {key for key in _STEPPED if key in raw}
        super().__init__(raw, title, self._helpers(), left_out=left_out)
        self._party = PartyLines(party)
        self._party_name = party.get("name", "")
        self._linked = Plain("", id="linked")
        self._taken = {key: bare(raw.get(key, "")) for key in self._offers.link_keys}
        self._proposed_number = ""
        if document is None:
            self.proposed = dict(raw)
            self._proposed_number = raw.get("number", "")
        else:
            self.version = document.version
            self.proposed = computed(kind, document.values)
        self._filling = filling_of(kind, self, is_new=document is None)

    @property
    def fields(self) -> FieldTable:
        """The table of the kind, what it points to first: the rest may follow from it."""
        table = INFO[self._kind].fields
        links = {link.value for link in LINKS[self._kind]}
        order = sorted(table, key=lambda item: (item.key != "number", item.key not in links))
        return FieldTable(order, table.rules)

    def compose_body(self) -> ComposeResult:
        """Yield the client, what is owed of the invoice that is paid, the fields."""
        yield self._party
        if self._kind is Kind.PAYMENT:
            yield self._linked
        yield from super().compose_body()

    def on_mount(self) -> None:
        """Find out what can be pointed to."""
        if not self._offers.is_read:
            self._read_offers()

    def key_must_wait(self, event: events.Event) -> bool:
        """Hold keys back in a field that points to what is not read yet."""
        row = self.form.current
        in_link = row is not None and row.item.key in self._offers.link_keys
        waits = self._looking > 0 or (in_link and not self._offers.is_read)
        return super().key_must_wait(event) or (waits and not helps_out(event))

    # -- what fields offer -------------------------------------------------------------------

    def _helpers(self) -> Helpers:
        dates = [item.key for item in self.fields if item.show is show_date]
        money = [item.key for item in self.fields if item.show is show_amount]
        listed = self._offers.keys
        return Helpers(
            suggest={key: partial(self._offers.suggestions, key) for key in listed},
            write={"number": _with_dashes} if self._kind is Kind.INVOICE else {},
            complete=dict.fromkeys(dates, complete_date),
            lists=listed,
            replaced=[*listed, *dates, *money, "number"],
        )

    def options_of(self, row: FieldRow) -> Sequence[PickItem]:
        """Return what can be chosen in a field."""
        key = row.item.key
        return self._offers.picks(key) if key in self._offers.keys else super().options_of(row)

    def offered(self, kind: Kind) -> Iterable[Linkable]:
        """Return the documents of a kind that can be pointed to, once they are read."""
        return self._offers.documents(kind)

    # -- what one field tells of another -----------------------------------------------------

    def value(self, key: str) -> Any:
        """Return the value of a field as it would be stored; ``None`` when it has an error."""
        return clean_field(field(self.fields, key), self.form.row(key).raw).value

    def edited(self, key: str) -> None:
        """Propose what follows from what the operator typed."""
        super().edited(key)
        if key in self._offers.link_keys:
            self._show_linked()
        elif self.form.row(key).raw == self._stored_by_other.pop(key, None):
            return
        elif not self.is_proposal(key):
            self._filling.edited(key)

    def left(self, key: str) -> None:
        """Fill in what follows from the document that was named."""
        if key in self._offers.link_keys:
            self._take_link(key)
        super().left(key)

    def check(self, keys: set[str]) -> tuple[Problem, ...]:
        """Add what is wrong with a payment of more than is owed."""
        if self._kind is Kind.PAYMENT:
            self._check_balance()
        return super().check(keys)

    def _check_balance(self) -> None:
        for known in [one for one in self.extra_problems.values() if one.code in OVER_BALANCE]:
            del self.extra_problems[known.field]
        invoice, amount = self._pointed("invoice"), self.value("amount")
        if invoice is None or invoice.balance is None or not amount:
            return
        balance = invoice.balance
        before = self._document.values if self._document is not None else {}
        if before.get("invoice") == invoice.number:
            balance += before["amount"]
        problem = over_balance(amount, balance, invoice.number, invoice.currency)
        if problem is not None:
            self.extra_problems[problem.field] = problem

    # -- saving ------------------------------------------------------------------------------

    def action_save(self) -> None:
        """Save; the field one is in was not left, but what it names counts."""
        row = self.form.current
        if row is not None and row.item.key in self._offers.link_keys and not self.jobs:
            self._take_link(row.item.key)
        super().action_save()

    def draft_place(self) -> tuple[str, int, int]:
        """Return where a draft of this form belongs."""
        return str(self._kind), self._document.id if self._document else 0, self._client_id

    def save(self, raw: Mapping[str, str], accept_warnings: bool) -> Saved:
        """Register or correct, and read what was stored, for the notice."""
        operator, kind, document = self.app.operator, self._kind, self._document
        if document is None:
            saved = registering.register(
                operator,
                kind,
                self._client_id,
                raw,
                accept_warnings=accept_warnings,
                proposed_number=self._proposed_number,
            )
        else:
            saved = registering.edit(
                operator, kind, document.id, self.version, raw, accept_warnings=accept_warnings
            )
        self._stored = read_stored(kind, saved.id)
        return saved

    @property
    def this(self) -> str:
        """The document, by its kind."""
        info = INFO[self._kind]
        return f"{'esta' if info.feminine else 'este'} {info.one}"

    def whole(self) -> dict[str, str]:
        """Return all of the document, also what its form leaves to the steps."""
        return {**self._hidden, **super().whole()}

    def take_over(self, texts: Mapping[str, str], equal: Collection[str]) -> None:
        """Propose nothing any more over what somebody else stored."""
        self.proposed.clear()
        self._stored_by_other = dict(texts)
        super().take_over(texts, equal)
        self._taken |= {key: bare(text) for key, text in texts.items() if key in self._taken}

    def become_new(self) -> None:
        """Register what is typed."""
        self._document = None
        self.set_title(crumbs("Clientes", self._party_name, INFO[self._kind].new_one))

    def refused(self, error: ServiceError) -> None:
        """Read a new balance."""
        super().refused(error)
        if isinstance(error, InvalidError) and error.problems[0].code in OVER_BALANCE:
            self._look_for("invoice", self.form.row("invoice").raw, fill=False)

    def saved(self, saved: Saved) -> None:
        """Say what was saved, by its number, and leave."""
        if self._document is not None and saved.version == self.version:
            self.app.notify("Sin cambios que guardar.")
        else:
            self.app.notify(saved_words(self._kind, self._stored))
        super().saved(saved)


def _with_dashes(text: str) -> str:
    return format_invoice_number(digits_of(text))
