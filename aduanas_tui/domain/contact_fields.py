"""The table of contact fields."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from aduanas_tui.domain.choices import choice_cleaner
from aduanas_tui.domain.email import MAX_EMAIL_LENGTH, clean_email, plain_email
from aduanas_tui.domain.fields import Choice, Field, FieldTable, plain_texts, text_cleaner
from aduanas_tui.domain.phone import MAX_DIGITS, clean_phone, plain_phone, show_phone
from aduanas_tui.domain.problems import Cleaned, Problem, warning

YES_NO_CHOICES = (Choice("si", "Sí"), Choice("no", "No"))
"""Choices of a mark; what is stored is ``True`` or ``False``."""

_MARK_SYNONYMS = {
    "si": ("s", "x", "1", "verdadero", "true", "yes", "y", "principal", "✓", "✔"),
    "no": ("n", "0", "falso", "false", "-", "secundario"),
}
_clean_word = choice_cleaner("is_primary", YES_NO_CHOICES, _MARK_SYNONYMS)


def clean_mark(raw: str) -> Cleaned:
    """Return whether ``raw`` says yes; a blank says no. The usual signs for it are no fix."""
    cleaned = _clean_word(raw)
    if cleaned.value is None:
        return cleaned
    problems = tuple(one for one in cleaned.problems if one.code != "choice_understood")
    return Cleaned(cleaned.value == "si", problems)


def show_mark(value: Any) -> str:
    """Return ``Sí`` or ``No``."""
    return "Sí" if value else "No"


def within_reach(values: dict[str, Any], raw: Mapping[str, str], problems: list[Problem]) -> None:
    """Warn when a contact has neither phone nor e-mail."""
    typed = any((raw.get(key) or "").strip() for key in ("phone", "email"))
    if values["phone"] or values["email"] or (typed and _has_fault(values)):
        return
    message = "Sin teléfono ni correo no se le puede localizar: escriba uno de los dos."
    problems.append(warning("phone", "contact_without_reach", message))


def _has_fault(values: dict[str, Any]) -> bool:
    return values["phone"] is None or values["email"] is None


CONTACT_FIELDS = FieldTable(
    (
        Field(
            key="name",
            label="Nombre",
            column="nombre",
            required=True,
            max_length=120,
            clean=text_cleaner("name", 120),
            plain=plain_texts(120),
            synonyms=("nombre del contacto", "contacto", "nombre completo", "persona de contacto"),
            example="Suyapa Mejía",
            required_message="Escriba el nombre del contacto.",
        ),
        Field(
            key="position",
            label="Cargo",
            column="cargo",
            max_length=80,
            clean=text_cleaner("position", 80),
            plain=plain_texts(80),
            synonyms=("puesto", "cargo del contacto", "posicion", "funcion", "area", "rol"),
            example="Jefa de compras",
        ),
        Field(
            key="phone",
            label="Teléfono",
            column="telefono",
            max_length=MAX_DIGITS + 1,
            clean=partial(clean_phone, "phone"),
            plain=plain_phone,
            show=show_phone,
            synonyms=("tel", "tel.", "celular", "cel", "movil", "telefono del contacto"),
            example="9988-7766",
        ),
        Field(
            key="email",
            label="Email",
            column="email",
            max_length=MAX_EMAIL_LENGTH,
            clean=partial(clean_email, "email"),
            plain=plain_email,
            synonyms=("correo", "correo electronico", "e-mail", "mail", "correo del contacto"),
            example="compras@empresa.hn",
        ),
        Field(
            key="is_primary",
            label="Principal",
            column="principal",
            max_length=2,
            clean=clean_mark,
            show=show_mark,
            choices=YES_NO_CHOICES,
            synonyms=("contacto principal", "es principal", "predeterminado"),
            example="Sí",
            help="El contacto que se propone en cada operación; uno por cliente.",
        ),
    ),
    rules=(within_reach,),
)
"""What is known of a contact, in the order of form and file."""
