"""What the catalogue knows of the clients that rows name; asked for many rows at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from aduanas_tui.services import clients, contacts
from aduanas_tui.store.connection import rows

_AT_ONCE = 500


@dataclass(slots=True)
class KnownContact:
    """A contact as stored."""

    id: int
    version: int
    values: dict[str, Any]


@dataclass(slots=True)
class Known:
    """A client as stored, with its contacts, the primary one first."""

    id: int
    version: int
    active: bool
    values: dict[str, Any]
    contacts: list[KnownContact] = field(default_factory=list)

    def stamp(self) -> list[Any]:
        """Return what changes whenever somebody saves the client or one of its contacts."""
        return [
            self.id,
            self.version,
            int(self.active),
            *(part for one in self.contacts for part in (one.id, one.version)),
        ]


def audit_mark() -> int:
    """Return what grows whenever anybody saves anything."""
    ((mark,),) = rows("SELECT coalesce(max(id), 0) FROM audit_entry")
    return int(mark)


def known_by_rtn(rtns: Iterable[str]) -> dict[str, Known]:
    """Return the clients that have these RTNs."""
    found: dict[str, Known] = {}
    for some in _chunks(sorted({rtn for rtn in rtns if rtn})):
        places = ", ".join("?" * len(some))
        query = f"SELECT id, version, active, {', '.join(clients.KEYS)} FROM client WHERE rtn IN "
        for client_id, version, active, *values in rows(f"{query}({places})", some):
            client = Known(
                client_id, version, bool(active), dict(zip(clients.KEYS, values, strict=True))
            )
            found[client.values["rtn"]] = client
    _add_contacts({client.id: client for client in found.values()})
    return found


def names_known(sort_texts: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """Return name and RTN of the clients whose names read like these, a few of each."""
    found: dict[str, list[tuple[str, str]]] = {}
    for some in _chunks(sorted({text for text in sort_texts if text})):
        places = ", ".join("?" * len(some))
        for sort_text, name, rtn in rows(
            f"SELECT sort_text, name, rtn FROM client WHERE sort_text IN ({places}) LIMIT 5000",
            some,
        ):
            found.setdefault(sort_text, []).append((name, rtn))
    return found


def rtns_taken(rtns: Sequence[str]) -> set[str]:
    """Return those of the RTNs that clients have."""
    return _taken("rtn", rtns)


def names_taken(sort_texts: Sequence[str]) -> set[str]:
    """Return those of the sort texts that clients have."""
    return _taken("sort_text", sort_texts)


def _taken(column: str, values: Sequence[str]) -> set[str]:
    taken: set[str] = set()
    for some in _chunks(sorted(set(values))):
        places = ", ".join("?" * len(some))
        found = rows(f"SELECT DISTINCT {column} FROM client WHERE {column} IN ({places})", some)
        taken.update(value for (value,) in found)
    return taken


def _add_contacts(known: dict[int, Known]) -> None:
    for some in _chunks(sorted(known)):
        places = ", ".join("?" * len(some))
        for contact_id, client_id, version, *values in rows(
            f"SELECT id, client_id, version, {', '.join(contacts.KEYS)} FROM contact "
            f"WHERE client_id IN ({places}) ORDER BY is_primary DESC, id",
            some,
        ):
            one = KnownContact(contact_id, version, dict(zip(contacts.KEYS, values, strict=True)))
            one.values["is_primary"] = bool(one.values["is_primary"])
            known[client_id].contacts.append(one)


def _chunks(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]
