"""Remembered mappings of the columns of imported files.

The statements are frozen: later changes of the models come as later migrations.
"""

from __future__ import annotations

from typing import Any

STATEMENTS = """
CREATE TABLE "header_mapping" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "signature" TEXT NOT NULL,
    "content" TEXT NOT NULL,
    "operator" TEXT NOT NULL,
    "saved_at" TEXT NOT NULL
)

CREATE UNIQUE INDEX "header_mapping_signature" ON "header_mapping" ("signature")
"""
"""SQL, one statement a paragraph."""


def up(migrator: Any, db: Any) -> None:
    """Create the table and its index."""
    for statement in STATEMENTS.strip().split("\n\n"):
        db.execute_sql(statement)
