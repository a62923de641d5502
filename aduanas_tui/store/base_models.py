"""What the tables of the office have in common."""

from __future__ import annotations

from typing import Any

from peewee import SQL, AutoField, Check, IntegerField, Model, TextField

from aduanas_tui.store.columns import MomentField
from aduanas_tui.store.connection import database


def one_of(column: str, *values: str) -> Any:
    """Return the constraint that a column has one of these texts."""
    listed = ", ".join(f"'{value}'" for value in values)
    return Check(f"{column} IN ({listed})")


class OfficeModel(Model):
    """Base of all tables."""

    id = AutoField()

    class Meta:
        """peewee's settings of the model."""

        database = database
        legacy_table_names = False


class RecordModel(OfficeModel):
    """A record that operators edit: its version guards against lost updates.

    Ids are never used twice: the audit log still tells of those that were deleted.
    """

    id = AutoField(constraints=[SQL("AUTOINCREMENT")])
    version = IntegerField(default=1, constraints=[Check("version >= 1")])
    created_at = MomentField()
    created_by = TextField()
    updated_at = MomentField()
    updated_by = TextField()


def blank() -> TextField:
    """Return a column of text that is blank unless something is said."""
    return TextField(default="", constraints=[SQL("DEFAULT ''")])
