"""Problems in a few words, for a narrow column; the whole sentence stands below the list."""

from __future__ import annotations

from aduanas_tui.domain.problems import Problem
from aduanas_tui.services.importing.kinds import kind_label
from aduanas_tui.services.importing.records import CLIENTS, RecordKind

_WORDS = {
    "rtn_length": "RTN sin 14 dígitos",
    "rtn_invalid": "no es un RTN",
    "rtn_label": "RTN con texto",
    "rtn_digits_lost": "RTN perdió dígitos",
    "rtn_zero_restored": "cero inicial del RTN",
    "rtn_repeated": "RTN repetido",
    "rtn_prefix": "municipio del RTN",
    "rtn_kind": "RTN de otro tipo",
    "rtn_year": "año del RTN",
    "rtn_check_digit": "dígito final del RTN",
    "kind_from_rtn": "tipo según el RTN",
    "similar_name": "nombre repetido",
    "client_inactive": "cliente inactivo",
    "total_row": "fila de totales",
    "cell_error": "error de la hoja",
    "cell_formula": "fórmula sin resultado",
    "cell_date": "fecha de la hoja",
    "blank_placeholder": "no dice nada",
    "choice_understood": "entendido de otro modo",
    "phone_invalid": "teléfono no válido",
    "phone_implausible": "teléfono dudoso",
    "phone_extension": "teléfono con extensión",
    "phone_international": "teléfono extranjero",
    "phone_label": "teléfono con texto",
    "phone_normalized": "teléfono corregido",
    "phone_split": "dos teléfonos",
    "phone_several": "varios teléfonos",
    "phone_digits_lost": "faltan dígitos",
    "email_invalid": "correo no válido",
    "email_bare": "correo con texto",
    "email_several": "varios correos",
    "email_split": "dos correos",
    "website_invalid": "sitio web no válido",
    "website_scheme": "faltaba https://",
    "city_spelling": "ortografía de la ciudad",
    "number_mended": "número de la hoja",
    "characters_removed": "caracteres quitados",
    "contact_without_reach": "contacto sin medio",
    "contact_primary_several": "varios principales",
    "taken_meanwhile": "otro se adelantó",
    "client_unknown": "cliente no registrado",
    "link_unknown": "no está registrado",
    "link_other_client": "es de otro cliente",
    "link_ambiguous": "número ambiguo",
    "link_understood": "número entendido",
    "link_annulled": "factura anulada",
    "number_taken": "número de otro cliente",
    "declaration_taken": "declaración repetida",
    "number_similar": "número parecido",
    "number_repeated": "número repetido",
    "annulled_frozen": "ya está anulado",
    "annulled_state": "motivo sin anular",
    "annulled_released": "ya tuvo levante",
    "annulled_without_reason": "falta el motivo",
    "has_invoices": "tiene facturas",
    "has_payments": "tiene pagos",
    "payment_over_balance": "pasa del saldo",
    "invoice_paid": "factura ya pagada",
    "payment_before_invoice": "antes de la factura",
    "amount_zero": "monto cero",
    "currency_mismatch": "otra moneda",
    "invoice_number": "número de factura",
    "invoice_type": "tipo de documento",
    "invoice_serial": "correlativo cero",
    "invoice_sum": "no suma el total",
    "invoice_zeros_restored": "ceros devueltos",
    "isv_rate": "ISV demasiado alto",
    "money_invalid": "no es un monto",
    "money_negative": "monto negativo",
    "money_decimals": "más de dos decimales",
    "money_too_large": "monto demasiado grande",
    "date_invalid": "no es una fecha",
    "date_impossible": "fecha que no existe",
    "date_range": "año de la fecha",
    "date_future": "fecha que no llega",
    "date_serial": "fecha sin formato",
    "date_time_dropped": "se quitó la hora",
    "dates_order": "fechas al revés",
    "state_assumed": "estado supuesto",
    "state_not_closed": "cierre sin cerrar",
    "closed_without_date": "falta la fecha de cierre",
    "channel_state": "canal y estado",
    "validity_assumed": "validez de 15 días",
    "regime_unknown": "régimen desconocido",
    "regime_operation": "régimen de otro tipo",
    "operation_from_regime": "tipo según el régimen",
    "office_unknown": "aduana desconocida",
}


def problem_words(problem: Problem, record: RecordKind = CLIENTS) -> str:
    """Return a problem in a few words."""
    if problem.code == "required":
        return f"falta {record.label(problem.field)}"
    if problem.code == "choice_unknown":
        return f"{record.label(problem.field)}: ¿cuál?"
    if problem.code == "too_long":
        return f"largo: {record.label(problem.field)}"
    return _WORDS.get(problem.code) or kind_label(problem.code)
