"""The clients and whom to ask for there."""

from __future__ import annotations

from peewee import (
    SQL,
    BigIntegerField,
    BooleanField,
    Check,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from aduanas_tui.store.base_models import RecordModel, one_of
from aduanas_tui.store.columns import DayOrBlankField


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
    kind = TextField(constraints=[one_of("kind", "natural", "juridica")])
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
