"""Operations: who they were for, annulments, states by date, what was paid, numbers to be found.

The statements are frozen: later changes of the models come as later migrations.
"""

from __future__ import annotations

from typing import Any

STATEMENTS = """
ALTER TABLE "customs_file" ADD COLUMN "annulment_reason" TEXT NOT NULL DEFAULT ''

ALTER TABLE "customs_file" ADD COLUMN "party" TEXT NOT NULL DEFAULT '{}'

ALTER TABLE "quote" ADD COLUMN "annulled_on" DATE

ALTER TABLE "quote" ADD COLUMN "annulment_reason" TEXT NOT NULL DEFAULT ''

ALTER TABLE "quote" ADD COLUMN "party" TEXT NOT NULL DEFAULT '{}'

ALTER TABLE "invoice" ADD COLUMN "paid" INTEGER NOT NULL DEFAULT 0

ALTER TABLE "invoice" ADD COLUMN "party" TEXT NOT NULL DEFAULT '{}'

ALTER TABLE "payment" ADD COLUMN "party" TEXT NOT NULL DEFAULT '{}'

DROP INDEX "customs_file_client_id"

DROP INDEX "quote_client_id"

DROP INDEX "invoice_client_id"

DROP INDEX "payment_client_id"

CREATE INDEX "customs_file_of_client" ON "customs_file" ("client_id", "opened_on", "id")

CREATE INDEX "quote_of_client" ON "quote" ("client_id", "issued_on", "id")

CREATE INDEX "invoice_of_client" ON "invoice" ("client_id", "issued_on", "id")

CREATE INDEX "payment_of_client" ON "payment" ("client_id", "paid_on", "id")

CREATE TABLE "state_change" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "entity" TEXT NOT NULL,
    "entity_id" INTEGER NOT NULL,
    "from_state" TEXT NOT NULL,
    "to_state" TEXT NOT NULL,
    "on_day" DATE NOT NULL,
    "at" TEXT NOT NULL,
    "operator" TEXT NOT NULL,
    "reason" TEXT NOT NULL
)

CREATE INDEX "state_change_entity_entity_id" ON "state_change" ("entity", "entity_id")

CREATE INDEX customs_file_number_key ON customs_file (upper(replace(replace(replace(number, '-', ''), ' ', ''), '.', '')))

CREATE INDEX customs_file_declaration_key ON customs_file (upper(replace(replace(replace(declaration, '-', ''), ' ', ''), '.', '')))

CREATE INDEX quote_number_key ON quote (upper(replace(replace(replace(number, '-', ''), ' ', ''), '.', '')))

CREATE INDEX invoice_number_key ON invoice (upper(replace(replace(replace(number, '-', ''), ' ', ''), '.', '')))

CREATE TRIGGER client_has_customs_file BEFORE DELETE ON client WHEN EXISTS (SELECT 1 FROM customs_file WHERE client_id = OLD.id) BEGIN SELECT RAISE(ABORT, 'a client with operations cannot be deleted'); END

CREATE TRIGGER client_has_quote BEFORE DELETE ON client WHEN EXISTS (SELECT 1 FROM quote WHERE client_id = OLD.id) BEGIN SELECT RAISE(ABORT, 'a client with operations cannot be deleted'); END

CREATE TRIGGER client_has_invoice BEFORE DELETE ON client WHEN EXISTS (SELECT 1 FROM invoice WHERE client_id = OLD.id) BEGIN SELECT RAISE(ABORT, 'a client with operations cannot be deleted'); END

CREATE TRIGGER client_has_payment BEFORE DELETE ON client WHEN EXISTS (SELECT 1 FROM payment WHERE client_id = OLD.id) BEGIN SELECT RAISE(ABORT, 'a client with operations cannot be deleted'); END

CREATE TRIGGER payment_paid_insert AFTER INSERT ON payment BEGIN UPDATE invoice SET paid = (SELECT coalesce(sum(amount), 0) FROM payment WHERE invoice_id = invoice.id AND annulled_on IS NULL) WHERE id = NEW.invoice_id; END

CREATE TRIGGER payment_paid_delete AFTER DELETE ON payment BEGIN UPDATE invoice SET paid = (SELECT coalesce(sum(amount), 0) FROM payment WHERE invoice_id = invoice.id AND annulled_on IS NULL) WHERE id = OLD.invoice_id; END

CREATE TRIGGER payment_paid_update AFTER UPDATE OF invoice_id, amount, annulled_on ON payment BEGIN UPDATE invoice SET paid = (SELECT coalesce(sum(amount), 0) FROM payment WHERE invoice_id = invoice.id AND annulled_on IS NULL) WHERE id = OLD.invoice_id; UPDATE invoice SET paid = (SELECT coalesce(sum(amount), 0) FROM payment WHERE invoice_id = invoice.id AND annulled_on IS NULL) WHERE id = NEW.invoice_id; END

UPDATE invoice SET paid = (SELECT coalesce(sum(amount), 0) FROM payment WHERE invoice_id = invoice.id AND annulled_on IS NULL)
"""
"""SQL, one statement a paragraph."""


def up(migrator: Any, db: Any) -> None:
    """Add the columns, indexes and triggers, and count what was paid until now."""
    for statement in STATEMENTS.strip().split("\n\n"):
        db.execute_sql(statement)
