"""Operators and their roles; whose entries the audit log has; triggers that early bases lack.

Drafts are files of their operators (see ``services.drafts``): their table, never used, goes.

The statements are frozen: later changes of the models come as later migrations.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from aduanas_tui.store.accounts import account_name

STATEMENTS = """
CREATE TABLE "operator" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL CHECK (name <> ''),
    "role" TEXT NOT NULL CHECK (role IN ('consulta', 'operador', 'supervisor')),
    "shared" INTEGER NOT NULL
)

CREATE UNIQUE INDEX "operator_name" ON "operator" ("name")

CREATE INDEX "audit_entry_operator_id" ON "audit_entry" ("operator", "id")

CREATE INDEX audit_entry_rare_entity ON audit_entry (entity) WHERE entity <> 'client'

CREATE INDEX audit_entry_rare_action ON audit_entry (action) WHERE action <> 'create'

CREATE TRIGGER IF NOT EXISTS client_has_customs_file BEFORE DELETE ON client WHEN EXISTS (SELECT 1 FROM customs_file WHERE client_id = OLD.id) BEGIN SELECT RAISE(ABORT, 'a client with operations cannot be deleted'); END

CREATE TRIGGER IF NOT EXISTS client_has_quote BEFORE DELETE ON client WHEN EXISTS (SELECT 1 FROM quote WHERE client_id = OLD.id) BEGIN SELECT RAISE(ABORT, 'a client with operations cannot be deleted'); END

CREATE TRIGGER IF NOT EXISTS client_has_invoice BEFORE DELETE ON client WHEN EXISTS (SELECT 1 FROM invoice WHERE client_id = OLD.id) BEGIN SELECT RAISE(ABORT, 'a client with operations cannot be deleted'); END

CREATE TRIGGER IF NOT EXISTS client_has_payment BEFORE DELETE ON client WHEN EXISTS (SELECT 1 FROM payment WHERE client_id = OLD.id) BEGIN SELECT RAISE(ABORT, 'a client with operations cannot be deleted'); END

DROP TABLE IF EXISTS "draft"

INSERT INTO operator (name, role, shared) SELECT name, 'operador', 0 FROM (SELECT operator AS name FROM audit_entry UNION SELECT operator FROM import_batch UNION SELECT undone_by FROM import_batch UNION SELECT operator FROM header_mapping) WHERE name <> ''
"""
"""SQL, one statement a paragraph."""

SUPERVISOR = """
INSERT INTO operator (name, role, shared) VALUES (?, 'supervisor', 0)
ON CONFLICT (name) DO UPDATE SET role = 'supervisor'
"""


def up(migrator: Any, db: Any) -> None:
    """Create the table: who wrote until now are operators, the file's owner is supervisor."""
    for statement in STATEMENTS.strip().split("\n\n"):
        db.execute_sql(statement)
    db.execute_sql(SUPERVISOR, (account_name(Path(db.database).stat().st_uid),))
