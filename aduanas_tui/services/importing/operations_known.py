"""What the office knows of the clients and documents that rows name; for many rows at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from aduanas_tui.services.operations.kinds import Kind
from aduanas_tui.services.operations.lists import OperationList, stored_value
from aduanas_tui.store.connection import rows
from aduanas_tui.store.schema import NUMBER_KEY

_AT_ONCE = 400
_NO_SEPARATORS = str.maketrans(
    {"-": None, " ": None, ".": None}
    | {chr(code): chr(code - 32) for code in range(ord("a"), ord("z") + 1)}
)


class ClientFacts(NamedTuple):
    """Whose an operation is."""

    id: int
    rtn: str
    name: str
    active: bool


@dataclass(slots=True)
class KnownOperation:
    """An operation as stored."""

    id: int
    version: int
    client: ClientFacts
    values: dict[str, Any]
    """By key of its list, links by number."""
    hanging: int = 0
    """Invoices of a quote, payments of an invoice; annulled ones apart."""


class Linked(NamedTuple):
    """A document that rows point to; what an invoice alone has is blank of the others."""

    id: int
    number: str
    client: ClientFacts
    currency: str = ""
    total: int = 0
    paid: int = 0
    """In cents, like the total."""
    annulled: bool = False
    issued_on: str = ""
    """In ISO 8601."""


class Declared(NamedTuple):
    """A customs file that has a declaration."""

    id: int
    number: str
    client: str


@dataclass(slots=True)
class Surroundings:
    """All that some rows of a list name."""

    clients: dict[str, ClientFacts] = field(default_factory=dict)
    """By RTN."""
    numbers: dict[str, KnownOperation] = field(default_factory=dict)
    """Operations of the list's own kind by exact number."""
    keys: dict[str, list[KnownOperation]] = field(default_factory=dict)
    """The same by :func:`number_key`."""
    links: dict[Kind, dict[str, list[Linked]]] = field(default_factory=dict)
    """What rows point to, by :func:`number_key` of the number."""
    declarations: dict[str, list[Declared]] = field(default_factory=dict)
    """Customs files that are not annulled, by :func:`number_key` of their declarations."""
    payments: dict[int, list[KnownOperation]] = field(default_factory=dict)
    """Payments of the invoices that rows of payments point to, by the invoice's id."""

    def alike(self, number: str) -> KnownOperation | None:
        """Return what has this number with other separators, and is not the same."""
        found = self.keys.get(number_key(number), ())
        return next((one for one in found if one.values["number"] != number), None)

    def linked(self, kind: Kind, number: str, rtn: str) -> list[Linked]:
        """Return what has this number; of several with other separators that client's, if any."""
        found = self.links.get(kind, {}).get(number_key(number), [])
        exact = [one for one in found if one.number == number]
        own = [one for one in found if one.client.rtn == rtn]
        return exact or own or found


def number_key(number: str) -> str:
    """Return by what a number is found, however it is separated, as ``NUMBER_KEY`` in SQL."""
    return number.translate(_NO_SEPARATORS)


def clients_known(rtns: Iterable[str]) -> dict[str, ClientFacts]:
    """Return the clients that have these RTNs."""
    found = {}
    for some in _chunks({rtn for rtn in rtns if rtn}):
        for client_id, rtn, name, active in rows(
            f"SELECT id, rtn, name, active FROM client WHERE rtn IN ({_places(some)})", some
        ):
            found[rtn] = ClientFacts(client_id, rtn, name, bool(active))
    return found


def operations_known(listed: OperationList, numbers: Iterable[str]) -> list[KnownOperation]:
    """Return the operations that have these numbers, however they are separated."""
    keys = {number_key(number) for number in numbers if number}
    found: list[KnownOperation] = []
    for some in _chunks(keys):
        key = NUMBER_KEY.format("o.number")
        found += _stored(listed, f"{key} IN ({_places(some)})", some)
    return found


def payments_known(listed: OperationList, invoice_ids: Iterable[int]) -> list[KnownOperation]:
    """Return the payments of these invoices, the oldest first."""
    found: list[KnownOperation] = []
    for some in _chunks(set(invoice_ids)):
        found += _stored(listed, f"o.invoice_id IN ({_places(some)})", some)
    return found


def operations_by_id(listed: OperationList, ids: Iterable[int]) -> dict[int, KnownOperation]:
    """Return the operations with these ids."""
    found: list[KnownOperation] = []
    for some in _chunks(set(ids)):
        found += _stored(listed, f"o.id IN ({_places(some)})", some)
    return {one.id: one for one in found}


_HANGING = {
    Kind.QUOTE: "(SELECT count(*) FROM invoice WHERE quote_id = o.id AND annulled_on IS NULL)",
    Kind.INVOICE: "(SELECT count(*) FROM payment WHERE invoice_id = o.id AND annulled_on IS NULL)",
}


def _stored(listed: OperationList, where: str, parameters: Sequence[Any]) -> list[KnownOperation]:
    columns = ", ".join(map(listed.expression, listed.keys))
    hanging = _HANGING.get(listed.kind, "0")
    found = []
    for one, version, client_id, name, active, hangs, *values in rows(
        f"SELECT o.id, o.version, c.id, c.name, c.active, {hanging}, {columns} "
        f"FROM {listed.source} WHERE {where} ORDER BY o.id",
        parameters,
    ):
        client = ClientFacts(client_id, values[0], name, bool(active))
        typed = {
            item.key: stored_value(item, value)
            for item, value in zip(listed.fields, values, strict=True)
        }
        found.append(KnownOperation(one, version, client, typed, hangs))
    return found


def links_known(kind: Kind, numbers: Iterable[str]) -> dict[str, list[Linked]]:
    """Return the documents of a kind with these numbers, by :func:`number_key`."""
    money = kind is Kind.INVOICE
    more = ", d.currency, d.total, d.paid, d.annulled_on IS NOT NULL, d.issued_on" if money else ""
    key = NUMBER_KEY.format("d.number")
    found: dict[str, list[Linked]] = defaultdict(list)
    for some in _chunks({number_key(number) for number in numbers if number}):
        for one, number, client_id, rtn, name, active, *facts in rows(
            f"SELECT d.id, d.number, c.id, c.rtn, c.name, c.active{more} FROM {kind.value} d "
            f"JOIN client c ON c.id = d.client_id WHERE {key} IN ({_places(some)}) ORDER BY d.id",
            some,
        ):
            client = ClientFacts(client_id, rtn, name, bool(active))
            if money:
                currency, total, paid, annulled, day = facts
                linked = Linked(one, number, client, currency, total, paid, bool(annulled), day)
            else:
                linked = Linked(one, number, client)
            found[number_key(number)].append(linked)
    return found


def declarations_known(declarations: Iterable[str]) -> dict[str, list[Declared]]:
    """Return the customs files with these declarations, by their :func:`number_key`."""
    key = NUMBER_KEY.format("f.declaration")
    found: dict[str, list[Declared]] = defaultdict(list)
    for some in _chunks({number_key(one) for one in declarations if one}):
        for one, number, name, declaration in rows(
            "SELECT f.id, f.number, c.name, f.declaration FROM customs_file f "
            f"JOIN client c ON c.id = f.client_id WHERE {key} IN ({_places(some)}) "
            "AND f.state <> 'anulado' ORDER BY f.id",
            some,
        ):
            found[number_key(declaration)].append(Declared(one, number, name))
    return found


def _chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    ordered = sorted(values)
    for start in range(0, len(ordered), _AT_ONCE):
        yield ordered[start : start + _AT_ONCE]


def _places(values: Sequence[Any]) -> str:
    return ", ".join("?" * len(values))
