"""How the kinds of problems are called in the filters of the preview."""

from __future__ import annotations

_LABELS = {
    "required": "Falta un dato obligatorio",
    "rtn_length": "RTN que no tiene 14 dígitos",
    "rtn_digits_lost": "RTN que perdió dígitos",
    "rtn_identity": "Número de identidad en vez de RTN",
    "rtn_invalid": "Texto que no es un RTN",
    "rtn_label": "RTN sacado de otro texto",
    "rtn_zero_restored": "RTN con el cero inicial devuelto",
    "rtn_repeated": "RTN repetido en el archivo",
    "rtn_prefix": "RTN de un municipio que no existe",
    "rtn_kind": "Tipo distinto del que dice el RTN",
    "kind_from_rtn": "Tipo tomado del RTN",
    "rtn_year": "RTN de un año que no puede ser",
    "rtn_check_digit": "RTN con otro dígito verificador",
    "similar_name": "Nombre igual con otro RTN",
    "client_inactive": "Cliente inactivo",
    "total_row": "Fila de totales",
    "cell_error": "Celda con un error de la hoja",
    "cell_formula": "Fórmula sin resultado",
    "cell_date": "Fecha donde va otro dato",
    "blank_placeholder": "Celda que dice que no hay dato",
    "choice_unknown": "Valor que no está entre los posibles",
    "choice_understood": "Valor entendido como otro",
    "city_spelling": "Ciudad con otra ortografía",
    "phone_invalid": "Teléfono que no se entiende",
    "phone_implausible": "Teléfono poco probable",
    "phone_extension": "Teléfono con extensión",
    "phone_international": "Teléfono entendido como extranjero",
    "phone_label": "Teléfono sacado de otro texto",
    "phone_normalized": "Teléfono escrito de otro modo",
    "phone_split": "Dos teléfonos en una celda",
    "phone_several": "Varios teléfonos en una celda",
    "phone_digits_lost": "Teléfono que perdió dígitos",
    "email_invalid": "Correo que no se entiende",
    "email_bare": "Correo sacado de otro texto",
    "email_several": "Varios correos en una celda",
    "email_split": "Dos correos en una celda",
    "website_invalid": "Sitio web que no se entiende",
    "website_scheme": "Sitio web sin https://",
    "number_mended": "Número escrito por la hoja de cálculo",
    "too_long": "Texto demasiado largo",
    "characters_removed": "Caracteres que se quitaron",
    "contact_without_reach": "Contacto sin teléfono ni correo",
    "contact_primary_several": "Varios contactos principales",
    "taken_meanwhile": "Otra persona se adelantó",
}


def kind_label(code: str) -> str:
    """Return the Spanish name of a kind of problem."""
    return _LABELS.get(code) or code.replace("_", " ").capitalize()
