"""What the models do not say of the schema: the search index and the append-only audit log."""

from __future__ import annotations

SCHEMA_VERSION = 2
"""Number of the newest migration; kept in ``PRAGMA user_version``."""

PREFIX_LENGTHS = (1, 2, 3, 4, 5, 7, 9)
"""Prefixes that the index answers at once; for others see ``matching``. Seven and nine are for RTNs
typed digit by digit, most of which share their first eight with thousands."""

SQLITE_ONLY = (
    # Text is folded and cut into words by our own code, so the plainest tokenizer will do: it
    # takes every non-ASCII character as part of a word, whatever SQLite's Unicode tables say.
    "CREATE VIRTUAL TABLE client_index USING fts5(terms, content='', detail=none, "
    "prefix='1 2 3 4 5 7 9', tokenize=\"ascii tokenchars '_'\")",
    "CREATE VIRTUAL TABLE client_terms USING fts5vocab(client_index, 'row')",
    "CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry BEGIN "
    "SELECT RAISE(ABORT, 'audit_entry is append-only'); END",
    "CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry BEGIN "
    "SELECT RAISE(ABORT, 'audit_entry is append-only'); END",
    # REPLACE deletes what it replaces without telling the triggers of deletion.
    "CREATE TRIGGER audit_entry_no_replace BEFORE INSERT ON audit_entry "
    "WHEN EXISTS (SELECT 1 FROM audit_entry WHERE id = NEW.id) BEGIN "
    "SELECT RAISE(ABORT, 'audit_entry is append-only'); END",
)
"""Statements that complete the models' tables on SQLite."""
