"""The tables of fields of quotes, invoices and payments, beside that of customs files."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from aduanas_tui.domain import operation_choices as choices
from aduanas_tui.domain import operation_rules as rules
from aduanas_tui.domain.customs_file_fields import (
    CUSTOMS_FILE_FIELDS,
    DESCRIPTION,
    FILE_NUMBER_HEADERS,
    MAX_NUMBER_LENGTH,
    OPERATION_TYPE,
)
from aduanas_tui.domain.field_builders import choice_field, date_field, money_field, text_field
from aduanas_tui.domain.fields import Field, FieldTable
from aduanas_tui.domain.invoice_number import NUMBER_LENGTH, clean_invoice_number
from aduanas_tui.domain.rtn import RTN_LENGTH, clean_rtn, format_rtn

__all__ = [
    "CUSTOMS_FILE_FIELDS",
    "INVOICE_FIELDS",
    "OPERATION_CLIENT_FIELD",
    "PAYMENT_FIELDS",
    "QUOTE_FIELDS",
]

MAX_REASON_LENGTH = 200

_QUOTE_NUMBER_HEADERS = (
    *("no. cotizacion", "numero de cotizacion", "no. de cotizacion", "numero cotizacion"),
    *("oferta", "presupuesto"),
)
_INVOICE_NUMBER_HEADERS = (
    *("no. factura", "numero de factura", "no. de factura", "numero factura", "fact", "fact."),
    *("documento fiscal",),
)
_DATE_HEADERS = ("fecha de emision", "fecha emision", "emitida", "emision")
_CURRENCY_HEADERS = ("divisa", "tipo de moneda", "mon.")

_CURRENCY = choice_field(
    "currency",
    "Moneda",
    "moneda",
    choices.CURRENCY_CHOICES,
    choices.CURRENCY_SYNONYMS,
    required=True,
    required_message="Elija la moneda: Lempiras o Dólares.",
    synonyms=_CURRENCY_HEADERS,
    example="Lempiras",
)
_CUSTOMS_FILE = text_field(
    "customs_file",
    "Expediente",
    "expediente",
    MAX_NUMBER_LENGTH,
    synonyms=FILE_NUMBER_HEADERS,
    example="EXP-26-0419",
    help="Número de un expediente del mismo cliente.",
)
_ANNULMENT_REASON = text_field(
    "annulment_reason",
    "Motivo de anulación",
    "motivo_anulacion",
    MAX_REASON_LENGTH,
    synonyms=("motivo", "razon de anulacion", "motivo de la anulacion", "anulada por"),
    help="Si se escribe, queda anulada; nunca se borra.",
)

OPERATION_CLIENT_FIELD = Field(
    key="client",
    label="RTN del cliente",
    column="rtn",
    required=True,
    max_length=RTN_LENGTH,
    clean=partial(clean_rtn, "client"),
    show=format_rtn,
    synonyms=("rtn cliente", "rtn del cliente", "cliente rtn", "rtn de cliente"),
    example="0801-9099-354423",
    required_message="Escriba el RTN del cliente.",
)
"""By which an import of operations names the client; on screen the client is already known."""

QUOTE_FIELDS = FieldTable(
    (
        text_field(
            "number",
            "Número",
            "numero",
            MAX_NUMBER_LENGTH,
            required=True,
            required_message="Escriba el número de la cotización.",
            synonyms=("cotizacion", *_QUOTE_NUMBER_HEADERS),
            example="COT-26-0087",
        ),
        date_field(
            "issued_on",
            "Fecha",
            "fecha",
            required=True,
            required_message="Escriba la fecha de la cotización, como 12/10/2026.",
            synonyms=_DATE_HEADERS,
            example="12/10/2026",
        ),
        date_field(
            "valid_until",
            "Válida hasta",
            "valida_hasta",
            synonyms=("validez", "vence", "vencimiento", "vigencia", "fecha de vencimiento"),
            example="27/10/2026",
            help="Sin fecha se toman 15 días.",
        ),
        replace(OPERATION_TYPE, required=True),
        _CURRENCY,
        money_field(
            "total",
            "Total",
            "total",
            required=True,
            required_message="Escriba el total de la cotización.",
            synonyms=("monto", "valor", "importe", "total cotizado", "monto total"),
            example="18,400.00",
        ),
        choice_field(
            "state",
            "Estado",
            "estado",
            choices.QUOTE_STATE_CHOICES,
            choices.QUOTE_STATE_SYNONYMS,
            required=True,
            required_message="Elija el estado: Pendiente, Aceptada o Rechazada.",
            synonyms=("situacion", "status", "estado de la cotizacion"),
            example="Pendiente",
        ),
        _CUSTOMS_FILE,
        DESCRIPTION,
    ),
    rules=(rules.quote_dates, rules.amounts_in_currency),
)
"""What is known of a quote (cotización)."""

INVOICE_FIELDS = FieldTable(
    (
        Field(
            key="number",
            label="Número",
            column="numero",
            required=True,
            max_length=NUMBER_LENGTH,
            clean=partial(clean_invoice_number, "number"),
            synonyms=("factura", *_INVOICE_NUMBER_HEADERS),
            example="000-001-01-00001234",
            help="16 dígitos como en el documento fiscal; los guiones no importan.",
            required_message="Escriba el número de la factura, como 000-001-01-00001234.",
        ),
        date_field(
            "issued_on",
            "Fecha",
            "fecha",
            required=True,
            required_message="Escriba la fecha de la factura, como 12/10/2026.",
            synonyms=(*_DATE_HEADERS, "fecha de factura", "fecha factura"),
            example="12/10/2026",
        ),
        date_field(
            "due_on",
            "Vence",
            "vence",
            synonyms=("vencimiento", "fecha de vencimiento", "fecha vencimiento", "pagar antes de"),
            example="11/11/2026",
            help="Sin fecha nunca aparece como vencida.",
        ),
        _CURRENCY,
        money_field(
            "subtotal",
            "Subtotal",
            "subtotal",
            required=True,
            required_message="Escriba el subtotal, antes del ISV.",
            synonyms=("sub total", "sub-total", "monto", "importe", "valor neto", "neto"),
            example="16,000.00",
        ),
        money_field(
            "isv",
            "ISV",
            "isv",
            required=True,
            required_message="Escriba el ISV; si no lleva, 0.",
            synonyms=("impuesto", "impuesto sobre ventas", "isv 15%", "iva", "15%", "i.s.v."),
            example="2,400.00",
        ),
        money_field(
            "total",
            "Total",
            "total",
            required=True,
            required_message="Escriba el total: subtotal más ISV.",
            synonyms=("total a pagar", "monto total", "total factura", "total facturado"),
            example="18,400.00",
        ),
        _CUSTOMS_FILE,
        text_field(
            "quote",
            "Cotización",
            "cotizacion",
            MAX_NUMBER_LENGTH,
            synonyms=_QUOTE_NUMBER_HEADERS,
            example="COT-26-0087",
            help="Número de una cotización del mismo cliente.",
        ),
        _ANNULMENT_REASON,
    ),
    rules=(rules.invoice_dates, rules.invoice_sum, rules.amounts_in_currency),
)
"""What is recorded of an invoice that the office's billing system issued."""

PAYMENT_FIELDS = FieldTable(
    (
        Field(
            key="invoice",
            label="Factura",
            column="factura",
            required=True,
            max_length=NUMBER_LENGTH,
            clean=partial(clean_invoice_number, "invoice"),
            synonyms=(*_INVOICE_NUMBER_HEADERS, "factura pagada", "factura que paga"),
            example="000-001-01-00001234",
            required_message="Escriba el número de la factura que se paga.",
        ),
        date_field(
            "paid_on",
            "Fecha",
            "fecha",
            required=True,
            required_message="Escriba la fecha del pago, como 12/10/2026.",
            synonyms=("fecha de pago", "fecha pago", "pagado el", "fecha de deposito"),
            example="12/10/2026",
        ),
        money_field(
            "amount",
            "Monto",
            "monto",
            required=True,
            required_message="Escriba el monto del pago.",
            synonyms=("valor", "importe", "pago", "abono", "monto pagado", "cantidad", "total"),
            example="5,000.00",
            help="En la moneda de la factura.",
        ),
        choice_field(
            "method",
            "Forma",
            "forma",
            choices.PAYMENT_METHOD_CHOICES,
            choices.PAYMENT_METHOD_SYNONYMS,
            required=True,
            required_message="Elija la forma de pago.",
            synonyms=("forma de pago", "metodo", "metodo de pago", "medio de pago", "tipo de pago"),
            example="Transferencia",
        ),
        text_field(
            "reference",
            "Referencia",
            "referencia",
            MAX_NUMBER_LENGTH,
            synonyms=("no. referencia", "numero de cheque", "comprobante", "recibo", "boleta"),
            help="Número de cheque, de transferencia o del comprobante de retención.",
        ),
        _ANNULMENT_REASON,
    ),
    rules=(rules.payment_amount,),
)
"""What is recorded of a payment; its currency is that of the invoice."""
