"""What is done for clients: customs files, quotes, invoices, payments, and their steps."""

from __future__ import annotations

from decimal import Decimal

from peewee import SQL, Check, DateField, ForeignKeyField, IntegerField, TextField

from aduanas_tui.store.base_models import OfficeModel, RecordModel, blank, one_of
from aduanas_tui.store.client_models import Client
from aduanas_tui.store.columns import CentsField, JsonField, MomentField


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


class CustomsFile(OperationModel):
    """An import or export that the office handles (*expediente*)."""

    client = ForeignKeyField(Client, backref="customs_files", on_delete="RESTRICT", index=False)
    number = TextField(unique=True, constraints=[Check("number <> ''")])
    operation_type = TextField(
        default="",  # transit is neither
        constraints=[one_of("operation_type", "", "importacion", "exportacion")],
    )
    state = TextField(constraints=[Check("state <> ''")])
    opened_on = DateField()
    closed_on = DateField(null=True)
    office = TextField(default="")
    regime = TextField(default="")
    channel = TextField(
        default="", constraints=[one_of("channel", "", "verde", "amarillo", "rojo")]
    )
    declaration = TextField(default="")
    transport_document = TextField(default="")
    description = TextField(default="")
    annulment_reason = blank()
    party = _party()


CustomsFile.in_order_of("opened_on")


class Quote(OperationModel):
    """A price offered to a client (*cotización*)."""

    client = ForeignKeyField(Client, backref="quotes", on_delete="RESTRICT", index=False)
    customs_file = ForeignKeyField(CustomsFile, null=True, backref="quotes", on_delete="RESTRICT")
    number = TextField(unique=True, constraints=[Check("number <> ''")])
    issued_on = DateField()
    valid_until = DateField()
    operation_type = TextField(constraints=[one_of("operation_type", "importacion", "exportacion")])
    currency = TextField(constraints=[one_of("currency", "HNL", "USD")])
    total = CentsField(constraints=[Check("total >= 0")])
    state = TextField(constraints=[one_of("state", "pendiente", "aceptada", "rechazada")])
    description = TextField(default="")
    annulled_on = DateField(null=True)
    annulment_reason = blank()
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
    currency = TextField(constraints=[one_of("currency", "HNL", "USD")])
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
