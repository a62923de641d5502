"""The tables of the office.

The database itself keeps what must always hold: RTNs of 14 digits and unique, one primary contact
a client, no client deleted under its operations, an audit log that only grows.
"""

from __future__ import annotations

from peewee import BooleanField, Check, IntegerField, TextField

from aduanas_tui.store.base_models import OfficeModel, RecordModel, one_of
from aduanas_tui.store.client_models import Client, Contact
from aduanas_tui.store.columns import JsonField, MomentField
from aduanas_tui.store.operation_models import (
    CustomsFile,
    Invoice,
    OperationModel,
    Payment,
    Quote,
    StateChange,
)

__all__ = [
    "ALL_MODELS",
    "AuditEntry",
    "Client",
    "Contact",
    "CustomsFile",
    "HeaderMapping",
    "ImportBatch",
    "Invoice",
    "OfficeModel",
    "OperationModel",
    "Operator",
    "Payment",
    "Quote",
    "RecordModel",
    "StateChange",
]


class AuditEntry(OfficeModel):
    """One write: who, when, what, and each changed field as ``[before, after]``.

    Append-only by triggers, and without foreign keys, so that it outlives what it tells of.
    """

    at = MomentField(index=True)
    operator = TextField()
    action = TextField()
    entity = TextField()
    entity_id = IntegerField()
    client_id = IntegerField(index=True)
    label = TextField(default="")
    changes = JsonField()
    batch_id = IntegerField(null=True, index=True)

    class Meta:
        """What one operator did is read newest first."""

        indexes = ((("operator", "id"), False),)


class Operator(OfficeModel):
    """Somebody who may write here, or a system account that several persons use.

    ``shared`` accounts say with ``ADUANAS_OPERADOR`` who sits at them.
    """

    name = TextField(unique=True, constraints=[Check("name <> ''")])
    role = TextField(constraints=[one_of("role", "consulta", "operador", "supervisor")])
    shared = BooleanField(default=False)


class ImportBatch(OfficeModel):
    """A confirmed import; its rows are the audit entries that name it."""

    at = MomentField()
    operator = TextField()
    kind = TextField()
    file_name = TextField()
    fingerprint = TextField(index=True)
    summary = JsonField()
    undone_at = MomentField(null=True)
    undone_by = TextField(default="")


class HeaderMapping(OfficeModel):
    """What the columns of an office's own file were said to be, by their headers."""

    signature = TextField(unique=True)
    content = JsonField()
    operator = TextField()
    saved_at = MomentField()


ALL_MODELS: tuple[type[OfficeModel], ...] = (
    Client,
    Contact,
    CustomsFile,
    Quote,
    Invoice,
    Payment,
    StateChange,
    AuditEntry,
    Operator,
    ImportBatch,
    HeaderMapping,
)
