"""Where frequent words are in the order of names, as bits.

The statements are frozen: later changes of the models come as later migrations.
"""

from __future__ import annotations

from typing import Any

STATEMENTS = """
CREATE TABLE client_bits (id INTEGER PRIMARY KEY, term TEXT NOT NULL, chunk INTEGER NOT NULL, bits BLOB NOT NULL)

CREATE UNIQUE INDEX client_bits_term_chunk ON client_bits (term, chunk)

CREATE TABLE client_unfolded (slot INTEGER PRIMARY KEY)
"""
"""SQL, one statement a paragraph."""


def up(migrator: Any, db: Any) -> None:
    """Create the tables; they are filled after the migration, see ``store.slots``."""
    for statement in STATEMENTS.strip().split("\n\n"):
        db.execute_sql(statement)
