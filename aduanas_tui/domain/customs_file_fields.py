"""The table of customs file fields, and the fields that quotes and invoices share with it."""

from __future__ import annotations

from functools import partial

from aduanas_tui.domain import operation_choices as choices
from aduanas_tui.domain import operation_rules as rules
from aduanas_tui.domain.customs import (
    MAX_OFFICE_LENGTH,
    MAX_REGIME_LENGTH,
    clean_office,
    clean_regime,
    show_regime,
)
from aduanas_tui.domain.field_builders import choice_field, date_field, text_field
from aduanas_tui.domain.fields import Field, FieldTable

MAX_NUMBER_LENGTH = 40
MAX_TRANSPORT_DOCUMENT_LENGTH = 60
MAX_DESCRIPTION_LENGTH = 500

FILE_NUMBER_HEADERS = (
    *("no. expediente", "numero de expediente", "no. de expediente", "exp", "exp."),
    *("expediente no.", "referencia interna", "numero expediente"),
)
DESCRIPTION_HEADERS = ("detalle", "concepto", "mercaderia", "mercancia", "observaciones", "notas")

OPERATION_TYPE = choice_field(
    "operation_type",
    "Tipo de operación",
    "tipo_operacion",
    choices.OPERATION_TYPE_CHOICES,
    choices.OPERATION_TYPE_SYNONYMS,
    synonyms=("tipo", "operacion", "tipo operacion", "importacion / exportacion"),
    example="Importación",
    required_message="Elija el tipo de operación: Importación o Exportación.",
)
"""Optional in a customs file: goods in transit are neither."""
DESCRIPTION = text_field(
    "description",
    "Descripción",
    "descripcion",
    MAX_DESCRIPTION_LENGTH,
    multiline=True,
    synonyms=DESCRIPTION_HEADERS,
)

CUSTOMS_FILE_FIELDS = FieldTable(
    (
        text_field(
            "number",
            "Número",
            "numero",
            MAX_NUMBER_LENGTH,
            required=True,
            required_message="Escriba el número del expediente.",
            synonyms=("expediente", *FILE_NUMBER_HEADERS),
            example="EXP-26-0419",
        ),
        OPERATION_TYPE,
        choice_field(
            "state",
            "Estado",
            "estado",
            choices.CUSTOMS_FILE_STATE_CHOICES,
            choices.CUSTOMS_FILE_STATE_SYNONYMS,
            synonyms=("situacion", "status", "etapa", "estado del expediente"),
            example="Abierto",
        ),
        date_field(
            "opened_on",
            "Fecha de apertura",
            "fecha_apertura",
            required=True,
            required_message="Escriba la fecha de apertura, como 12/10/2026.",
            synonyms=("fecha", "apertura", "fecha apertura", "abierto el", "fecha de ingreso"),
            example="12/10/2026",
        ),
        date_field(
            "closed_on",
            "Fecha de cierre",
            "fecha_cierre",
            synonyms=("cierre", "fecha cierre", "cerrado el", "fecha de salida"),
            example="20/10/2026",
        ),
        Field(
            key="office",
            label="Aduana",
            column="aduana",
            max_length=MAX_OFFICE_LENGTH,
            clean=partial(clean_office, "office"),
            synonyms=("aduana de ingreso", "aduana de salida", "administracion", "puesto"),
            example="Puerto Cortés",
        ),
        Field(
            key="regime",
            label="Régimen",
            column="regimen",
            max_length=MAX_REGIME_LENGTH,
            clean=partial(clean_regime, "regime"),
            show=show_regime,
            synonyms=("regimen aduanero", "codigo de regimen", "modalidad"),
            example="4000 Importación definitiva",
            help="Código de 4 dígitos.",
        ),
        choice_field(
            "channel",
            "Canal",
            "canal",
            choices.CHANNEL_CHOICES,
            choices.CHANNEL_SYNONYMS,
            synonyms=("selectivo", "selectividad", "canal selectivo", "color", "semaforo"),
            example="Verde",
        ),
        text_field(
            "declaration",
            "Declaración",
            "declaracion",
            MAX_NUMBER_LENGTH,
            synonyms=("duca", "no. duca", "poliza", "no. poliza", "declaracion unica", "dua"),
            help="Número de la DUCA.",
        ),
        text_field(
            "transport_document",
            "Documento de transporte",
            "documento_transporte",
            MAX_TRANSPORT_DOCUMENT_LENGTH,
            synonyms=("bl", "b/l", "awb", "guia", "guia aerea", "carta de porte", "conocimiento"),
            help="BL, guía aérea o carta de porte.",
        ),
        DESCRIPTION,
    ),
    rules=(rules.customs_file_dates, rules.customs_file_state, rules.regime_of_operation),
)
"""What is known of a customs file (expediente)."""
