"""Keeping what is derived from a client true: its place in the order, its index, its counters.

Every service that writes calls these in its own transaction.
"""

from __future__ import annotations

from typing import Any

from aduanas_tui.domain.phone import phone_terms
from aduanas_tui.domain.search_text import document
from aduanas_tui.domain.text import sort_key, sorted_words
from aduanas_tui.store import index, ranking
from aduanas_tui.store.connection import execute, rows
from aduanas_tui.store.models import Client
from aduanas_tui.store.single_rows import insert_row, read_row

_NEWEST_ID = 1 << 62
"""Stands for the id of a client not yet inserted: larger than any."""

ContactFacts = tuple[str, str, str]
"""Name, phone and e-mail of a contact."""


def search_text_of(
    values: dict[str, Any],
    contacts: list[ContactFacts],
    active: bool,
    has_operations: bool,
    sort_text: str | None = None,
) -> str:
    """Return the text by which a client with these values and contacts is found.

    ``sort_text`` is that of its name, for who has it already.
    """
    phones = [values["phone"], values.get("phone2", "")]
    emails = [values["email"], values.get("billing_email", "")]
    names: list[str] = []
    for name, phone, email in contacts:
        names.append(name)
        phones.append(phone)
        emails.append(email)
    return document(
        name_words=sorted_words(sort_key(values["name"]) if sort_text is None else sort_text),
        rtn=values["rtn"],
        kind=values["kind"],
        city=values["city"],
        department=values["department"],
        emails=emails,
        phone_terms=[term for phone in phones if phone for term in phone_terms(phone)],
        contact_names=names,
        active=active,
        has_operations=has_operations,
    )


def insert_client(values: dict[str, Any], stamps: dict[str, Any]) -> Client:
    """Insert a client with its place in the order and its index row, and return it."""
    sort_text = sort_key(values["name"])
    search_text = search_text_of(values, [], active=True, has_operations=False)
    client = Client(
        **values,
        **stamps,
        rank=ranking.free_rank(sort_text, _NEWEST_ID, index.move),
        sort_text=sort_text,
        city_sort=sort_key(values["city"]),
        search_text=search_text,
    )
    client.id = insert_row(Client, client.__data__)
    index.add(client.rank, search_text)
    return client


def delete_client(client_id: int) -> None:
    """Delete a client, its contacts and its index row."""
    ((rank, search_text),) = rows("SELECT rank, search_text FROM client WHERE id = ?", (client_id,))
    index.remove(rank, search_text)
    Client.delete().where(Client.id == client_id).execute()


def refresh(client_id: int) -> None:
    """Bring order and index of a client up to its present name, contacts, state and operations."""
    client = read_row(Client, client_id)
    assert client is not None
    contacts = rows("SELECT name, phone, email FROM contact WHERE client_id = ?", (client_id,))
    values = client.__data__
    search_text = search_text_of(values, contacts, client.active, client.has_operations)
    sort_text = sort_key(client.name)
    city_sort = sort_key(client.city)
    if sort_text != client.sort_text:
        rank = ranking.free_rank(sort_text, client_id, index.move)
        # Making room may have moved this client too.
        ((present,),) = rows("SELECT rank FROM client WHERE id = ?", (client_id,))
    else:
        rank = present = client.rank
    if (rank, search_text) != (present, client.search_text):
        index.remove(present, client.search_text)
        index.add(rank, search_text)
    elif city_sort == client.city_sort:
        return
    execute(
        "UPDATE client SET rank = ?, sort_text = ?, city_sort = ?, search_text = ? WHERE id = ?",
        (rank, sort_text, city_sort, search_text, client_id),
    )


COUNTERS = """
UPDATE client SET
    file_count = (SELECT count(*) FROM customs_file WHERE client_id = client.id),
    has_operations = EXISTS (SELECT 1 FROM customs_file WHERE client_id = client.id)
        OR EXISTS (SELECT 1 FROM quote WHERE client_id = client.id)
        OR EXISTS (SELECT 1 FROM invoice WHERE client_id = client.id),
    last_operation = coalesce((SELECT max(latest) FROM (
        SELECT max(opened_on) AS latest FROM customs_file
            WHERE client_id = client.id AND state <> 'anulado'
        UNION ALL SELECT max(issued_on) FROM quote
            WHERE client_id = client.id AND annulled_on IS NULL
        UNION ALL SELECT max(issued_on) FROM invoice
            WHERE client_id = client.id AND annulled_on IS NULL
        UNION ALL SELECT max(paid_on) FROM payment
            WHERE client_id = client.id AND annulled_on IS NULL
    )), '')
WHERE id IN ({0})
"""
"""SQL that brings the counters of some clients up to their operations."""


def recount(client_id: int) -> None:
    """Bring the counters of a client up to its operations, and its index with them."""
    execute(COUNTERS.format("?"), (client_id,))
    refresh(client_id)
