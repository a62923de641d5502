"""The four kinds of operations, and how each is called."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from aduanas_tui.domain.fields import FieldTable
from aduanas_tui.domain.operation_fields import (
    CUSTOMS_FILE_FIELDS,
    INVOICE_FIELDS,
    PAYMENT_FIELDS,
    QUOTE_FIELDS,
)


class Kind(StrEnum):
    """A kind of operation; its value names the table and the audit log's entity."""

    CUSTOMS_FILE = "customs_file"
    QUOTE = "quote"
    INVOICE = "invoice"
    PAYMENT = "payment"


@dataclass(frozen=True, slots=True)
class KindInfo:
    """What screens and services say of a kind."""

    kind: Kind
    fields: FieldTable
    one: str
    many: str
    title: str
    """Heading of its part of the history."""
    day: str
    """Key of its own date."""
    feminine: bool

    @property
    def noun(self) -> str:
        """The word with its article: ``la factura``."""
        return f"{'la' if self.feminine else 'el'} {self.one}"

    @property
    def to_noun(self) -> str:
        """The same after the preposition ``a``: ``a la factura``, ``al pago``."""
        return f"{'a la' if self.feminine else 'al'} {self.one}"

    @property
    def new_one(self) -> str:
        """What a form of a new one is called: ``Nueva factura``."""
        return f"{'Nueva' if self.feminine else 'Nuevo'} {self.one}"


def _info(kind: Kind, fields: FieldTable, one: str, many: str, day: str, sex: str) -> KindInfo:
    return KindInfo(kind, fields, one, many, many.capitalize(), day, feminine=sex == "f")


INFO: dict[Kind, KindInfo] = {
    info.kind: info
    for info in (
        _info(
            Kind.CUSTOMS_FILE, CUSTOMS_FILE_FIELDS, "expediente", "expedientes", "opened_on", "m"
        ),
        _info(Kind.QUOTE, QUOTE_FIELDS, "cotización", "cotizaciones", "issued_on", "f"),
        _info(Kind.INVOICE, INVOICE_FIELDS, "factura", "facturas", "issued_on", "f"),
        _info(Kind.PAYMENT, PAYMENT_FIELDS, "pago", "pagos", "paid_on", "m"),
    )
}
"""What is said of each kind, in the order of the parts of the history."""
