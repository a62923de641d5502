"""What the models do not say of the schema: indexes and triggers that are SQLite's alone."""

from __future__ import annotations

SCHEMA_VERSION = 5
"""Number of the newest migration; kept in ``PRAGMA user_version``."""

PREFIX_LENGTHS = (1, 2, 3, 4, 5, 7, 9)
"""Prefixes that the index answers at once; for others see ``matching``. Seven and nine are for RTNs
typed digit by digit, most of which share their first eight with thousands."""

NUMBER_KEY = "upper(replace(replace(replace({0}, '-', ''), ' ', ''), '.', ''))"
"""SQL of the key by which a document's number is found, however it was separated."""

NUMBERED = (
    ("customs_file", "number"),
    ("customs_file", "declaration"),
    ("quote", "number"),
    ("invoice", "number"),
)
"""Tables and columns of the numbers by which documents are found."""

OPERATIONS = ("customs_file", "quote", "invoice", "payment")
"""Tables whose rows keep their client from being deleted."""

FILE_IS_OPEN = "state NOT IN ('cerrado', 'anulado')"
QUOTE_IS_PENDING = "state = 'pendiente' AND annulled_on IS NULL"
INVOICE_IS_OWED = "annulled_on IS NULL AND paid < total"
"""SQL of what is open with a client, word for word as the indexes have it."""

_PAID = (
    "UPDATE invoice SET paid = (SELECT coalesce(sum(amount), 0) FROM payment "
    "WHERE invoice_id = invoice.id AND annulled_on IS NULL) WHERE id = {0}.invoice_id;"
)

SQLITE_ONLY = (
    # Text is folded and cut into words by our own code, so the plainest tokenizer will do: it
    # takes every non-ASCII character as part of a word, whatever SQLite's Unicode tables say.
    "CREATE VIRTUAL TABLE client_index USING fts5(terms, content='', detail=none, "
    "prefix='1 2 3 4 5 7 9', tokenize=\"ascii tokenchars '_'\")",
    "CREATE VIRTUAL TABLE client_terms USING fts5vocab(client_index, 'row')",
    # Where a word is, once for each client: tells the next word without counting those of the last.
    "CREATE VIRTUAL TABLE client_places USING fts5vocab(client_index, 'instance')",
    "CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry BEGIN "
    "SELECT RAISE(ABORT, 'audit_entry is append-only'); END",
    "CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry BEGIN "
    "SELECT RAISE(ABORT, 'audit_entry is append-only'); END",
    # REPLACE deletes what it replaces without telling the triggers of deletion.
    "CREATE TRIGGER audit_entry_no_replace BEFORE INSERT ON audit_entry "
    "WHEN EXISTS (SELECT 1 FROM audit_entry WHERE id = NEW.id) BEGIN "
    "SELECT RAISE(ABORT, 'audit_entry is append-only'); END",
    # What is rare in the audit log is found at once; a list of new clients adds nothing to these.
    "CREATE INDEX audit_entry_rare_entity ON audit_entry (entity) WHERE entity <> 'client'",
    "CREATE INDEX audit_entry_rare_action ON audit_entry (action) WHERE action <> 'create'",
    *(
        f"CREATE INDEX {table}_{column}_key ON {table} ({NUMBER_KEY.format(column)})"
        for table, column in NUMBERED
    ),
    # Holds also for a program that opens the file without asking SQLite to keep its foreign keys.
    *(
        f"CREATE TRIGGER client_has_{table} BEFORE DELETE ON client "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE client_id = OLD.id) BEGIN "
        "SELECT RAISE(ABORT, 'a client with operations cannot be deleted'); END"
        for table in OPERATIONS
    ),
    # What is open with a client, which is little of what a large one has, without its rows.
    f"CREATE INDEX customs_file_open ON customs_file (client_id, state) WHERE {FILE_IS_OPEN}",
    "CREATE INDEX quote_pending ON quote (client_id, valid_until, state, annulled_on) "
    f"WHERE {QUOTE_IS_PENDING}",
    "CREATE INDEX invoice_owed ON invoice (client_id, currency, total, paid, annulled_on) "
    f"WHERE {INVOICE_IS_OWED}",
    # See ``slots``: bits of frequent words, and the slots that these do not know yet.
    "CREATE TABLE client_bits (id INTEGER PRIMARY KEY, term TEXT NOT NULL, "
    "chunk INTEGER NOT NULL, bits BLOB NOT NULL)",
    "CREATE UNIQUE INDEX client_bits_term_chunk ON client_bits (term, chunk)",
    "CREATE TABLE client_unfolded (slot INTEGER PRIMARY KEY)",
    f"CREATE TRIGGER payment_paid_insert AFTER INSERT ON payment BEGIN {_PAID.format('NEW')} END",
    f"CREATE TRIGGER payment_paid_delete AFTER DELETE ON payment BEGIN {_PAID.format('OLD')} END",
    "CREATE TRIGGER payment_paid_update AFTER UPDATE OF invoice_id, amount, annulled_on "
    f"ON payment BEGIN {_PAID.format('OLD')} {_PAID.format('NEW')} END",
)
"""Statements that complete the models' tables on SQLite."""
