"""Choices of the operation fields, and the other words that lists use for them."""

from __future__ import annotations

from aduanas_tui.domain.fields import Choice
from aduanas_tui.domain.labelled import LabelledEnum
from aduanas_tui.domain.money import Currency
from aduanas_tui.domain.states import (
    Channel,
    CustomsFileState,
    OperationType,
    PaymentMethod,
    QuoteState,
)


def _choices(members: type[LabelledEnum]) -> tuple[Choice, ...]:
    return tuple(Choice(member.value, member.label) for member in members)


OPERATION_TYPE_CHOICES = _choices(OperationType)
CUSTOMS_FILE_STATE_CHOICES = _choices(CustomsFileState)
CHANNEL_CHOICES = _choices(Channel)
PAYMENT_METHOD_CHOICES = _choices(PaymentMethod)
CURRENCY_CHOICES = _choices(Currency)
QUOTE_STATE_CHOICES = tuple(
    Choice(state.value, state.label)
    for state in (QuoteState.PENDING, QuoteState.ACCEPTED, QuoteState.REJECTED)
)

OPERATION_TYPE_SYNONYMS = {
    "importacion": ("import", "imp", "i", "impo", "importaciones", "importar", "entrada"),
    "exportacion": ("export", "exp", "e", "expo", "exportaciones", "exportar", "salida"),
}
CUSTOMS_FILE_STATE_SYNONYMS = {
    "abierto": ("nuevo", "activo", "abierta", "en proceso", "iniciado", "pendiente"),
    "en_digitacion": ("digitacion", "digitando", "en captura"),
    "preliquidado": ("preliquidacion", "preliquidada"),
    "duca_registrada": ("registrado", "registrada", "duca", "poliza registrada", "declarado"),
    "impuestos_pagados": ("pagado", "pagada", "impuestos cancelados"),
    "selectivo": ("selectividad", "en selectivo"),
    "en_revision": ("revision", "aforo", "en aforo"),
    "levante": ("con levante", "levante otorgado", "liberado"),
    "despachado": ("despacho", "despachada", "entregado"),
    "facturado": ("facturada",),
    "cerrado": ("cerrada", "finalizado", "terminado", "completado", "concluido"),
    "anulado": ("anulada", "cancelado", "cancelada"),
}
CHANNEL_SYNONYMS = {
    "verde": ("v", "canal verde", "green"),
    "amarillo": ("a", "canal amarillo", "yellow"),
    "rojo": ("r", "canal rojo", "red"),
}
QUOTE_STATE_SYNONYMS = {
    "pendiente": ("abierta", "enviada", "vencida", "vigente", "en espera"),
    "aceptada": ("aprobada", "ganada", "aceptado", "aprobado"),
    "rechazada": ("perdida", "rechazado", "no aceptada", "declinada"),
}
PAYMENT_METHOD_SYNONYMS = {
    "efectivo": ("contado", "cash", "caja"),
    "transferencia": ("transf", "deposito", "ach", "transferencia bancaria", "trans", "banco"),
    "cheque": ("ck", "chq", "cheq"),
    "tarjeta": ("tc", "pos", "tarjeta de credito", "tarjeta de debito"),
    "retencion": ("comprobante de retencion", "ret", "retenido"),
}
CURRENCY_SYNONYMS = {
    "HNL": ("l", "lps", "lp", "lempira", "l."),
    "USD": ("$", "us", "us$", "dolar", "dolares americanos", "dolares estadounidenses", "dls"),
}
