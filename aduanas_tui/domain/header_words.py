"""What the words of a column header mean, whatever their spelling.

Headers are compared by their *meaning*: a sorted tuple of folded words, without the words that say
nothing, with abbreviations, plurals, English words and ordinals brought to one form. "N° de Tel.
Principal", "phone 1" and "Teléfono primario" all mean ``("1", "telefono")``.
"""

from __future__ import annotations

import re
from functools import lru_cache

from aduanas_tui.domain.text import clean_line, fold

Meaning = tuple[str, ...]

MAX_HEADER = 120
"""Characters of a header that are looked at."""

CONTACT = "contacto"

_ACRONYM = re.compile(r"\b(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?")
_SEAM = re.compile(r"(?<=[a-zß-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_WORD = re.compile(r"[^\W_]+")

_NOISE = frozenset(
    (
        *("de", "del", "la", "el", "los", "las", "o", "u", "y", "e", "a", "al", "p", "para", "por"),
        *("en", "su", "of", "the", "and", "or", "for"),
        *("n", "no", "nro", "num", "numero", "number", "opcional", "obligatorio", "requerido"),
    )
)
OWNER = frozenset(["cliente", "empresa", "compania"])
"""Words that name whose list it is: "RTN del cliente" is the RTN."""

_SAME = {
    "telefono": "tel telf telef tele tlf tfno tlfno fono phone telephone telefonico",
    "celular": "cel cell cellphone movil mobile whatsapp",
    "email": "correo mail",
    "facturacion": "factura fact fac facturar billing invoice invoicing",
    "departamento": "depto dpto dep dept depart department",
    "direccion": "dir direc dire address domicilio",
    "municipio": "muni mpio mun municipalidad municipality",
    "ciudad": "city cd town",
    "nombre": "name nom nombr",
    "tipo": "type tip",
    "nota": "note",
    "observacion": "obs observ",
    "cliente": "client customer",
    "empresa": "company",
    CONTACT: "contact ctto cto",
    "cargo": "puesto position",
    "web": "website www",
    "identificacion": "ident identification",
    "identidad": "dni cedula",
    "electronico": "electronica electronic elec elect",
    "secundario": "secundaria sec segundo segunda secondary second alterno alterna alternativo"
    " alternativa adicional otro otra dos",
    "principal": "ppal primario primaria primary main primero primer primera uno",
}
MEANING = {word: meaning for meaning, words in _SAME.items() for word in words.split()}
"""The one form of a word that has several."""
_ORDINALS = {"principal": "1", "secundario": "2"}


@lru_cache(maxsize=4096)
def header_words(header: str) -> tuple[str, ...]:
    """Return the words of a header in order, each in its one form; ordinals stay words."""
    text = clean_line(header[: MAX_HEADER * 4], MAX_HEADER)
    text = _ACRONYM.sub(lambda found: found[0].replace(".", ""), text)
    text = _SEAM.sub(" ", text.translate({ord(sign): " " for sign in "°ºª"}))
    found = _without_split_letters(_WORD.findall(fold(text)))
    meant = [MEANING.get(word, word) for word in map(_singular, found)]
    if "email" in meant:
        meant = [word for word in meant if word not in ("electronico", "direccion")]
    return tuple(str(int(word)) if word.isdecimal() else word for word in meant)


def plain_words(header: str) -> tuple[str, ...]:
    """Return the folded words of a header as they are, for an exact comparison."""
    return tuple(_WORD.findall(fold(clean_line(header[: MAX_HEADER * 4], MAX_HEADER))))


def meaning_of(words: tuple[str, ...], owner: frozenset[str] = OWNER) -> Meaning:
    """Return what the words of a header mean; ``owner`` are words that count only when alone."""
    told = [_ORDINALS.get(word, word) for word in words if word not in _NOISE]
    own = [word for word in told if word not in owner]
    return tuple(sorted(own or told))


def _singular(word: str) -> str:
    if len(word) <= 3 or not word.endswith("s") or word.endswith("ss"):
        return word
    return word[:-2] if word.endswith(("ciones", "ares", "iles")) else word[:-1]


def _without_split_letters(found: list[str]) -> list[str]:
    """Join "R T N" to one word, and "e mail"."""
    joined: list[str] = []
    run = ""
    for word in [*found, ""]:
        if len(word) == 1 and word.isalpha():
            run += word
            continue
        if run == "e" and word in ("mail", "mails"):
            run = ""
        joined.extend([run] if len(run) > 2 else run)
        run = ""
        joined.append(word)
    return joined[:-1]
