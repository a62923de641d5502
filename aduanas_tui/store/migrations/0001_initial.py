"""The first schema: clients, contacts, operations, audit log, drafts and import batches.

The statements are frozen: later changes of the models come as later migrations.
"""

from __future__ import annotations

from typing import Any

STATEMENTS = """
CREATE TABLE "client" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL CHECK (version >= 1),
    "created_at" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by" TEXT NOT NULL,
    "rank" INTEGER NOT NULL,
    "name" TEXT NOT NULL CHECK (name <> ''),
    "rtn" TEXT NOT NULL CHECK (length(rtn) = 14 AND rtn NOT GLOB '*[^0-9]*'),
    "kind" TEXT NOT NULL CHECK (kind IN ('natural', 'juridica')),
    "address" TEXT NOT NULL CHECK (address <> ''),
    "city" TEXT NOT NULL CHECK (city <> ''),
    "department" TEXT NOT NULL CHECK (department <> ''),
    "phone" TEXT NOT NULL CHECK (phone <> ''),
    "phone2" TEXT NOT NULL,
    "email" TEXT NOT NULL CHECK (email <> ''),
    "billing_email" TEXT NOT NULL,
    "website" TEXT NOT NULL,
    "active" INTEGER NOT NULL,
    "file_count" INTEGER NOT NULL CHECK (file_count >= 0),
    "has_operations" INTEGER NOT NULL,
    "last_operation" TEXT NOT NULL,
    "sort_text" TEXT NOT NULL,
    "city_sort" TEXT NOT NULL,
    "notes" TEXT NOT NULL,
    "search_text" TEXT NOT NULL
)

CREATE UNIQUE INDEX "client_rank" ON "client" ("rank")

CREATE UNIQUE INDEX "client_rtn" ON "client" ("rtn")

CREATE INDEX "client_sort_text" ON "client" ("sort_text")

CREATE INDEX "client_city_sort_rank" ON "client" ("city_sort", "rank")

CREATE INDEX "client_order_keys" ON "client" ("rank", "rtn", "city_sort", "file_count", "last_operation")

CREATE INDEX "client_most_files" ON "client" ("file_count" DESC, "rank")

CREATE INDEX "client_newest_operation" ON "client" ("last_operation" DESC, "rank")

CREATE TABLE "contact" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL CHECK (version >= 1),
    "created_at" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by" TEXT NOT NULL,
    "client_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL CHECK (name <> ''),
    "position" TEXT NOT NULL,
    "phone" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "is_primary" INTEGER NOT NULL,
    FOREIGN KEY ("client_id") REFERENCES "client" ("id") ON DELETE CASCADE
)

CREATE INDEX "contact_client_id" ON "contact" ("client_id")

CREATE UNIQUE INDEX "contact_one_primary" ON "contact" ("client_id") WHERE is_primary = 1

CREATE TABLE "customs_file" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL CHECK (version >= 1),
    "created_at" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by" TEXT NOT NULL,
    "client_id" INTEGER NOT NULL,
    "number" TEXT NOT NULL CHECK (number <> ''),
    "operation_type" TEXT NOT NULL CHECK (operation_type IN ('', 'importacion', 'exportacion')),
    "state" TEXT NOT NULL CHECK (state <> ''),
    "opened_on" DATE NOT NULL,
    "closed_on" DATE,
    "office" TEXT NOT NULL,
    "regime" TEXT NOT NULL,
    "channel" TEXT NOT NULL CHECK (channel IN ('', 'verde', 'amarillo', 'rojo')),
    "declaration" TEXT NOT NULL,
    "transport_document" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    FOREIGN KEY ("client_id") REFERENCES "client" ("id") ON DELETE RESTRICT
)

CREATE INDEX "customs_file_client_id" ON "customs_file" ("client_id")

CREATE UNIQUE INDEX "customs_file_number" ON "customs_file" ("number")

CREATE TABLE "quote" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL CHECK (version >= 1),
    "created_at" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by" TEXT NOT NULL,
    "client_id" INTEGER NOT NULL,
    "customs_file_id" INTEGER,
    "number" TEXT NOT NULL CHECK (number <> ''),
    "issued_on" DATE NOT NULL,
    "valid_until" DATE NOT NULL,
    "operation_type" TEXT NOT NULL CHECK (operation_type IN ('importacion', 'exportacion')),
    "currency" TEXT NOT NULL CHECK (currency IN ('HNL', 'USD')),
    "total" INTEGER NOT NULL CHECK (total >= 0),
    "state" TEXT NOT NULL CHECK (state IN ('pendiente', 'aceptada', 'rechazada')),
    "description" TEXT NOT NULL,
    FOREIGN KEY ("client_id") REFERENCES "client" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("customs_file_id") REFERENCES "customs_file" ("id") ON DELETE RESTRICT
)

CREATE INDEX "quote_client_id" ON "quote" ("client_id")

CREATE INDEX "quote_customs_file_id" ON "quote" ("customs_file_id")

CREATE UNIQUE INDEX "quote_number" ON "quote" ("number")

CREATE TABLE "invoice" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL CHECK (version >= 1),
    "created_at" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by" TEXT NOT NULL,
    "client_id" INTEGER NOT NULL,
    "customs_file_id" INTEGER,
    "quote_id" INTEGER,
    "number" TEXT NOT NULL CHECK (number <> ''),
    "issued_on" DATE NOT NULL,
    "due_on" DATE,
    "currency" TEXT NOT NULL CHECK (currency IN ('HNL', 'USD')),
    "subtotal" INTEGER NOT NULL CHECK (subtotal >= 0),
    "isv" INTEGER NOT NULL CHECK (isv >= 0),
    "total" INTEGER NOT NULL CHECK (total = subtotal + isv),
    "annulled_on" DATE,
    "annulment_reason" TEXT NOT NULL,
    FOREIGN KEY ("client_id") REFERENCES "client" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("customs_file_id") REFERENCES "customs_file" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("quote_id") REFERENCES "quote" ("id") ON DELETE RESTRICT
)

CREATE INDEX "invoice_client_id" ON "invoice" ("client_id")

CREATE INDEX "invoice_customs_file_id" ON "invoice" ("customs_file_id")

CREATE INDEX "invoice_quote_id" ON "invoice" ("quote_id")

CREATE UNIQUE INDEX "invoice_number" ON "invoice" ("number")

CREATE TABLE "payment" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL CHECK (version >= 1),
    "created_at" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "updated_at" TEXT NOT NULL,
    "updated_by" TEXT NOT NULL,
    "client_id" INTEGER NOT NULL,
    "invoice_id" INTEGER NOT NULL,
    "paid_on" DATE NOT NULL,
    "amount" INTEGER NOT NULL CHECK (amount > 0),
    "method" TEXT NOT NULL CHECK (method <> ''),
    "reference" TEXT NOT NULL,
    "annulled_on" DATE,
    "annulment_reason" TEXT NOT NULL,
    FOREIGN KEY ("client_id") REFERENCES "client" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("invoice_id") REFERENCES "invoice" ("id") ON DELETE RESTRICT
)

CREATE INDEX "payment_client_id" ON "payment" ("client_id")

CREATE INDEX "payment_invoice_id" ON "payment" ("invoice_id")

CREATE TABLE "audit_entry" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "at" TEXT NOT NULL,
    "operator" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "entity" TEXT NOT NULL,
    "entity_id" INTEGER NOT NULL,
    "client_id" INTEGER NOT NULL,
    "label" TEXT NOT NULL,
    "changes" TEXT NOT NULL,
    "batch_id" INTEGER
)

CREATE INDEX "audit_entry_at" ON "audit_entry" ("at")

CREATE INDEX "audit_entry_client_id" ON "audit_entry" ("client_id")

CREATE INDEX "audit_entry_batch_id" ON "audit_entry" ("batch_id")

CREATE TABLE "draft" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "operator" TEXT NOT NULL,
    "form" TEXT NOT NULL,
    "target_id" INTEGER NOT NULL,
    "base_version" INTEGER NOT NULL,
    "content" TEXT NOT NULL,
    "saved_at" TEXT NOT NULL
)

CREATE UNIQUE INDEX "draft_operator_form_target_id" ON "draft" ("operator", "form", "target_id")

CREATE TABLE "import_batch" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "at" TEXT NOT NULL,
    "operator" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "summary" TEXT NOT NULL,
    "undone_at" TEXT,
    "undone_by" TEXT NOT NULL
)

CREATE INDEX "import_batch_fingerprint" ON "import_batch" ("fingerprint")

CREATE VIRTUAL TABLE client_index USING fts5(
    terms, content='', detail=none, prefix='1 2 3 4 5 7 9', tokenize="ascii tokenchars '_'"
)

CREATE VIRTUAL TABLE client_terms USING fts5vocab(client_index, 'row')

CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END

CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END

CREATE TRIGGER audit_entry_no_replace BEFORE INSERT ON audit_entry
WHEN EXISTS (SELECT 1 FROM audit_entry WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END
"""
"""SQL, one statement a paragraph."""


def up(migrator: Any, db: Any) -> None:
    """Create the tables, indexes and triggers."""
    for statement in STATEMENTS.strip().split("\n\n"):
        db.execute_sql(statement)
