"""What the fields of a document's form offer: the catalogues, and documents of the client."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from aduanas_tui.domain.customs import (
    REGIMES,
    customs_offices,
    office_label,
    regime_direction,
    regime_label,
)
from aduanas_tui.domain.dates import show_date
from aduanas_tui.domain.money import show_money
from aduanas_tui.domain.states import QuoteState
from aduanas_tui.services.operations.kinds import INFO, Kind
from aduanas_tui.services.operations.links import Linkable, linkable
from aduanas_tui.services.operations.records import LINKS
from aduanas_tui.terminal.signs import signs
from aduanas_tui.widgets.picklist import PickItem

_CATALOGUES = {"office", "regime"}

Linkables = Mapping[Kind, Sequence[Linkable]]


class Offers:
    """The offers of one form; ``direction`` tells the type of operation chosen in it."""

    def __init__(self, kind: Kind, direction: Callable[[], str]) -> None:
        keys = {item.key for item in INFO[kind].fields}
        self.link_keys = tuple(link.value for link in LINKS[kind])
        self.keys = (*self.link_keys, *(keys & _CATALOGUES))
        """Fields that have a list."""
        self._kinds = LINKS[kind]
        self._direction = direction
        self._linkables: Linkables | None = None if self._kinds else {}
        self._found: dict[tuple[str, str], Linkable] = {}

    @property
    def is_read(self) -> bool:
        """Whether it is known what can be pointed to."""
        return self._linkables is not None

    def read(self, client_id: int) -> Linkables:
        """Return what can be pointed to, for a thread to read."""
        return {kind: linkable(kind, client_id) for kind in self._kinds}

    def take(self, linkables: Linkables) -> None:
        """Offer what was read."""
        self._linkables = linkables
        for kind, found in linkables.items():
            for one in found:
                self.know(kind.value, one.number, one)

    def know(self, key: str, number: str, found: Linkable) -> None:
        """Keep the document that has a number."""
        self._found[key, bare(number)] = found

    def pointed(self, key: str, number: str) -> Linkable | None:
        """Return the document that has a number, if it is known."""
        return self._found.get((key, bare(number)))

    def documents(self, kind: Kind) -> Iterable[Linkable]:
        """Return the documents of a kind that can be pointed to, once they are read."""
        return (self._linkables or {}).get(kind, ())

    def suggestions(self, key: str) -> Sequence[str]:
        """Return the words to suggest in a field."""
        if key == "office":
            offices = customs_offices()
            names = [one.name for one in offices]
            return names + [office_label(one) for one in offices if one.code]
        if key == "regime":
            codes = self._regimes()
            return [regime_label(code) for code in codes] + [REGIMES[code] for code in codes]
        return [one.number for one in self.documents(Kind(key)) if not why_unfit(one)]

    def picks(self, key: str) -> Sequence[PickItem]:
        """Return the list of a field; a document with its state, amount and date."""
        if key == "office":
            return [PickItem(one.name, one.name, one.code) for one in customs_offices()]
        if key == "regime":
            return [PickItem(regime_label(code), regime_label(code)) for code in self._regimes()]
        return [
            PickItem(one.number, one.number, "" if why else _in_short(one), why)
            for one in self.documents(Kind(key))
            for why in (why_unfit(one),)
        ]

    def _regimes(self) -> list[str]:
        """Return the codes, those of the direction chosen first."""
        chosen = self._direction()
        return sorted(REGIMES, key=lambda code: regime_direction(code) not in (None, chosen))


def bare(number: str) -> str:
    """Return a number as it is compared: without separators and case."""
    return "".join(char for char in number if char not in "- .").upper()


def owed_words(invoice: Linkable) -> str:
    """Return total, what was paid, balance and state of an invoice."""
    amounts = (("Total", invoice.total), ("Pagado", invoice.paid), ("Saldo", invoice.balance))
    parts = [
        f"{name} {show_money(amount, invoice.currency)}"
        for name, amount in amounts
        if amount is not None
    ]
    return f" {signs().dot} ".join((*parts, invoice.state_label))


def why_unfit(one: Linkable) -> str:
    """Return why a document that is offered cannot be chosen yet."""
    if one.kind is Kind.QUOTE and one.state != QuoteState.ACCEPTED:
        return f"está {one.state_label.lower()}: acéptela antes"
    return ""


def _in_short(one: Linkable) -> str:
    """Return what tells one document from another: state, amount and date."""
    amount = one.balance if one.balance is not None else one.total
    parts = (
        one.state_label,
        show_money(amount, one.currency) if amount is not None else "",
        show_date(one.day),
    )
    return f" {signs().dot} ".join(part for part in parts if part)
