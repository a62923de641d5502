"""E-mail addresses: syntax only, nothing is looked up on the network."""

from __future__ import annotations

import re

from aduanas_tui.domain.cleaning import (
    blank_placeholder,
    is_placeholder,
    quoted,
    tidy_line,
    too_long,
)
from aduanas_tui.domain.problems import Cleaned, error, fix

MAX_EMAIL_LENGTH = 254
"""Longest address that mail systems carry, in characters (RFC 3696, erratum 1690)."""

_PLAIN = re.compile(
    r"([A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*)"
    r"@((?:(?![A-Za-z0-9-]{63})[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\.)+[A-Za-z]{2,63})"
)
_MAX_LOCAL_LENGTH = 64
_NAMED = re.compile(r"^[^<>]*<\s*([^<>\s]+@[^<>\s]+)\s*>$")
_MAILTO = re.compile(r"^mailto:\s*", re.IGNORECASE)
_SEVERAL = re.compile(r"@[^@]*[;,/|\s][^@]*@")
_OUTER = " ;,.<>\"'"


def clean_email(key: str, raw: str) -> Cleaned:
    """Return an address with its domain in lower case; any fault of syntax is an error."""
    value = plain_email(raw)
    if value:
        return Cleaned(value)
    text, fixes = tidy_line(key, raw)
    if not text:
        return Cleaned("", fixes)
    if is_placeholder(text):
        return blank_placeholder(key, text, fixes)
    if _SEVERAL.search(text):
        message = f"Hay más de un correo en {quoted(text)}: deje uno solo."
        return Cleaned(None, (*fixes, error(key, "email_several", message)))
    address = _bare(text)
    if address != text:
        note = f"Se dejó solo el correo de {quoted(text)}: {quoted(address)}."
        fixes = (*fixes, fix(key, "email_bare", note))
    if len(address) > MAX_EMAIL_LENGTH:
        return Cleaned(None, (*fixes, too_long(key, len(address), MAX_EMAIL_LENGTH)))
    value, fault = plain_email(address), ""
    if not value:
        value, fault = _validated(address)
    if fault:
        return Cleaned(None, (*fixes, error(key, "email_invalid", fault)))
    return Cleaned(value, fixes)


def plain_email(address: str) -> str | None:
    """Return the normal form of an address that is right at first sight, else ``None``."""
    plain = _PLAIN.fullmatch(address)
    if plain and plain.end(1) <= _MAX_LOCAL_LENGTH and len(address) <= MAX_EMAIL_LENGTH:
        return f"{plain[1]}@{plain[2].lower()}"
    return None


def _bare(text: str) -> str:
    """Return the address of ``Nombre <correo>`` or ``mailto:correo``, without outer signs."""
    named = _NAMED.match(text)
    return _MAILTO.sub("", named[1] if named else text).strip(_OUTER)


def _validated(address: str) -> tuple[str, str]:
    """Return the normal form of an address, or what is wrong with it."""
    fault = _plain_fault(address)
    if fault:
        return "", fault
    from email_validator import EmailNotValidError, validate_email

    try:
        found = validate_email(
            address, check_deliverability=False, globally_deliverable=False, test_environment=True
        )
    except (EmailNotValidError, ValueError):
        return "", f"{quoted(address)} no es un correo válido: revíselo (nombre@empresa.hn)."
    return f"{found.local_part}@{found.domain.lower()}", ""


def _plain_fault(address: str) -> str:
    """Return the fault that can be told in plain words, or nothing."""
    if " " in address:
        return "El correo no lleva espacios: quítelos."
    if "@" not in address:
        return f"A {quoted(address)} le falta la arroba (@)."
    if address.count("@") > 1:
        return "El correo lleva una sola arroba (@)."
    local, domain = address.split("@")
    if not local:
        return "Falta el nombre antes de la arroba (@)."
    if not domain:
        return "Falta el dominio después de la arroba (@), como empresa.hn."
    if "." not in domain:
        return f"Al dominio {quoted(domain)} le falta la terminación, como .com o .hn."
    if ".." in address:
        return "El correo lleva dos puntos seguidos: quite uno."
    if domain.rpartition(".")[2].isdigit():
        return f"El dominio {quoted(domain)} no es válido: debe terminar como .com o .hn."
    return ""
