"""Problems in a few words, for a narrow column; the whole sentence stands below the list."""

from __future__ import annotations

from aduanas_tui.domain.problems import Problem
from aduanas_tui.services.importing.kinds import kind_label
from aduanas_tui.services.importing.stored_rows import key_label

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
}


def problem_words(problem: Problem) -> str:
    """Return a problem in a few words."""
    if problem.code == "required":
        return f"falta {key_label(problem.field)}"
    if problem.code == "choice_unknown":
        return f"{key_label(problem.field)}: ¿cuál?"
    if problem.code == "too_long":
        return f"largo: {key_label(problem.field)}"
    return _WORDS.get(problem.code) or kind_label(problem.code)
