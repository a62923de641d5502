"""The tables of the office.

The database itself keeps what must always hold: RTNs of 14 digits and unique, one primary contact
a client, no client deleted under its operations, an audit log that only grows.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from peewee import (
    SQL,
    AutoField,
    BigIntegerField,
    BooleanField,
    Check,
    DateField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)

from aduanas_tui.store.columns import CentsField, DayOrBlankField, JsonField, MomentField
from aduanas_tui.store.connection import database


def _one_of(column: str, *values: str) -> Any:
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


class OperationModel(RecordModel):
    """Base of what is done for a client.

    ``party`` keeps the client as it was on the day of the document: name, RTN, address, billing
    e-mail, phone and primary contact; empty for what was loaded in bulk.
    """

    @classmethod
    def in_order_of(cls, day: str) -> None:
        """Index the history of a client, newest first, which also serves the foreign key."""
        table = cls._meta.table_name
        fields = (cls._meta.fields[name] for name in ("client", day, "id"))
        cls.add_index(cls.index(*fields, name=f"{table}_of_client"))


def _party() -> JsonField:
    return JsonField(default=dict, constraints=[SQL("DEFAULT '{}'")])


def _blank() -> TextField:
    return TextField(default="", constraints=[SQL("DEFAULT ''")])


class Client(RecordModel):
    """A client of the broker (importer, exporter, ...).

    ``rank`` is its place in name order (sparse, see ``ranking``) and the row of the search index;
    ``search_text`` is exactly what the index holds for it, which deleting from it needs.
    """

    rank = BigIntegerField(unique=True)
    name = TextField(constraints=[Check("name <> ''")])
    rtn = TextField(
        unique=True, constraints=[Check("length(rtn) = 14 AND rtn NOT GLOB '*[^0-9]*'")]
    )
    kind = TextField(constraints=[_one_of("kind", "natural", "juridica")])
    address = TextField(constraints=[Check("address <> ''")])
    city = TextField(constraints=[Check("city <> ''")])
    department = TextField(constraints=[Check("department <> ''")])
    phone = TextField(constraints=[Check("phone <> ''")])
    phone2 = TextField(default="")
    email = TextField(constraints=[Check("email <> ''")])
    billing_email = TextField(default="")
    website = TextField(default="")
    active = BooleanField(default=True)
    file_count = IntegerField(default=0, constraints=[Check("file_count >= 0")])
    has_operations = BooleanField(default=False)
    last_operation = DayOrBlankField(default="")
    sort_text = TextField(index=True)
    city_sort = TextField()
    notes = TextField(default="")
    search_text = TextField()

    class Meta:
        """Indexes of the sort orders; name order is ``rank``, RTN order is its unique index."""

        indexes = ((("city_sort", "rank"), False),)


# All keys of order beside the rank: many matches are sorted without reading their rows.
Client.add_index(
    Client.index(
        Client.rank,
        Client.rtn,
        Client.city_sort,
        Client.file_count,
        Client.last_operation,
        name="client_order_keys",
    )
)
# The orders "most first" and "newest first", with names still from A to Z among equals.
Client.add_index(Client.index(Client.file_count.desc(), Client.rank, name="client_most_files"))
Client.add_index(
    Client.index(Client.last_operation.desc(), Client.rank, name="client_newest_operation")
)


class Contact(RecordModel):
    """A person at a client's. At most one is primary (a partial unique index says so)."""

    client = ForeignKeyField(Client, backref="contacts", on_delete="CASCADE")
    client_id: int
    name = TextField(constraints=[Check("name <> ''")])
    position = TextField(default="")
    phone = TextField(default="")
    email = TextField(default="")
    is_primary = BooleanField(default=False)


Contact.add_index(
    Contact.index(
        Contact.client,
        unique=True,
        where=SQL("is_primary = 1"),
        name="contact_one_primary",
    )
)


class CustomsFile(OperationModel):
    """An import or export that the office handles (*expediente*)."""

    client = ForeignKeyField(Client, backref="customs_files", on_delete="RESTRICT", index=False)
    number = TextField(unique=True, constraints=[Check("number <> ''")])
    operation_type = TextField(
        default="",  # transit is neither
        constraints=[_one_of("operation_type", "", "importacion", "exportacion")],
    )
    state = TextField(constraints=[Check("state <> ''")])
    opened_on = DateField()
    closed_on = DateField(null=True)
    office = TextField(default="")
    regime = TextField(default="")
    channel = TextField(
        default="", constraints=[_one_of("channel", "", "verde", "amarillo", "rojo")]
    )
    declaration = TextField(default="")
    transport_document = TextField(default="")
    description = TextField(default="")
    annulment_reason = _blank()
    party = _party()


CustomsFile.in_order_of("opened_on")


class Quote(OperationModel):
    """A price offered to a client (*cotización*)."""

    client = ForeignKeyField(Client, backref="quotes", on_delete="RESTRICT", index=False)
    customs_file = ForeignKeyField(CustomsFile, null=True, backref="quotes", on_delete="RESTRICT")
    number = TextField(unique=True, constraints=[Check("number <> ''")])
    issued_on = DateField()
    valid_until = DateField()
    operation_type = TextField(
        constraints=[_one_of("operation_type", "importacion", "exportacion")]
    )
    currency = TextField(constraints=[_one_of("currency", "HNL", "USD")])
    total = CentsField(constraints=[Check("total >= 0")])
    state = TextField(constraints=[_one_of("state", "pendiente", "aceptada", "rechazada")])
    description = TextField(default="")
    annulled_on = DateField(null=True)
    annulment_reason = _blank()
    party = _party()


Quote.in_order_of("issued_on")


class Invoice(OperationModel):
    """An invoice of the office's billing system, recorded here (*factura*).

    Its payment state is not stored: it follows from the total, ``paid``, the due date and
    ``annulled_on``. ``paid`` is the sum of the payments that are not annulled; triggers keep it.
    """

    client = ForeignKeyField(Client, backref="invoices", on_delete="RESTRICT", index=False)
    customs_file = ForeignKeyField(CustomsFile, null=True, backref="invoices", on_delete="RESTRICT")
    quote = ForeignKeyField(Quote, null=True, backref="invoices", on_delete="RESTRICT")
    number = TextField(unique=True, constraints=[Check("number <> ''")])
    issued_on = DateField()
    due_on = DateField(null=True)
    currency = TextField(constraints=[_one_of("currency", "HNL", "USD")])
    subtotal = CentsField(constraints=[Check("subtotal >= 0")])
    isv = CentsField(constraints=[Check("isv >= 0")])
    total = CentsField(constraints=[Check("total = subtotal + isv")])
    annulled_on = DateField(null=True)
    annulment_reason = TextField(default="")
    paid = CentsField(default=Decimal(0), constraints=[SQL("DEFAULT 0")])
    party = _party()


Invoice.in_order_of("issued_on")


class Payment(OperationModel):
    """Money received against one invoice, in its currency (*pago*)."""

    client = ForeignKeyField(Client, backref="payments", on_delete="RESTRICT", index=False)
    invoice = ForeignKeyField(Invoice, backref="payments", on_delete="RESTRICT")
    paid_on = DateField()
    amount = CentsField(constraints=[Check("amount > 0")])
    method = TextField(constraints=[Check("method <> ''")])
    reference = TextField(default="")
    annulled_on = DateField(null=True)
    annulment_reason = TextField(default="")
    party = _party()


Payment.in_order_of("paid_on")


class StateChange(OfficeModel):
    """A step of a customs file or the answer to a quote: from what, to what, on which day, by whom.

    Without foreign keys: what it tells of may be undone with its import.
    """

    entity = TextField()
    entity_id = IntegerField()
    from_state = TextField()
    to_state = TextField()
    on_day = DateField()
    at = MomentField()
    operator = TextField()
    reason = TextField(default="")

    class Meta:
        """The changes of one record are read together."""

        indexes = ((("entity", "entity_id"), False),)


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
    role = TextField(constraints=[_one_of("role", "consulta", "operador", "supervisor")])
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
