"""The client of a document as it is on its day: copied when it is registered, never changed."""

from __future__ import annotations

from aduanas_tui.store.models import Client, Contact


def party_of(client: Client) -> dict[str, str]:
    """Return what a document keeps of its client; the main e-mail where there is no billing one."""
    primary = Contact.get_or_none(
        Contact.client == client.id,
        Contact.is_primary == True,  # noqa: E712 - an SQL expression
    )
    return {
        "name": client.name,
        "rtn": client.rtn,
        "address": client.address,
        "billing_email": client.billing_email or client.email,
        "phone": client.phone,
        "contact": primary.name if primary is not None else "",
    }
