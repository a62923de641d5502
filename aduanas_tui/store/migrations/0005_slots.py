"""Where frequent words are in the order of names, as bits; what is open with a client.

The statements are frozen: later changes of the models come as later migrations.
"""

from __future__ import annotations

from typing import Any

STATEMENTS = """
CREATE TABLE client_bits (id INTEGER PRIMARY KEY, term TEXT NOT NULL, chunk INTEGER NOT NULL, bits BLOB NOT NULL)

CREATE UNIQUE INDEX client_bits_term_chunk ON client_bits (term, chunk)

CREATE TABLE client_unfolded (slot INTEGER PRIMARY KEY)

CREATE VIRTUAL TABLE client_places USING fts5vocab(client_index, 'instance')

CREATE INDEX customs_file_open ON customs_file (client_id, state) WHERE state NOT IN ('cerrado', 'anulado')

CREATE INDEX quote_pending ON quote (client_id, valid_until, state, annulled_on) WHERE state = 'pendiente' AND annulled_on IS NULL

CREATE INDEX invoice_owed ON invoice (client_id, currency, total, paid, annulled_on) WHERE annulled_on IS NULL AND paid < total
"""
"""SQL, one statement a paragraph."""


def up(migrator: Any, db: Any) -> None:
    """Create tables and indexes; the bits are set after the migration, see ``store.slots``."""
    for statement in STATEMENTS.strip().split("\n\n"):
        db.execute_sql(statement)
