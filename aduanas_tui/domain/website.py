"""Web addresses of clients."""

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

MAX_WEBSITE_LENGTH = 200

_PLAIN = re.compile(
    r"https?://(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}(?:/[A-Za-z0-9./-]*)?"
)
_SCHEME = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*):(//)?")
_PORT_FOLLOWS = re.compile(r"^[^:/?#]+:[0-9]+(?:[/?#]|$)")
_HOST = re.compile(r"(?:[^\W_](?:(?:[^\W_]|-){0,61}[^\W_])?\.)+[^\W\d_]{2,63}")
_REST = re.compile(r"([^/?#:]*)(:[0-9]{1,5})?([/?#].*)?")


def clean_website(key: str, raw: str) -> Cleaned:
    """Return an ``http`` or ``https`` address; ``https://`` is added when there is no scheme."""
    if plain_website(raw):
        return Cleaned(raw)
    text, fixes = tidy_line(key, raw)
    if not text:
        return Cleaned("", fixes)
    if is_placeholder(text):
        return blank_placeholder(key, text, fixes)
    fault = _fault(text)
    if fault:
        return Cleaned(None, (*fixes, error(key, "website_invalid", fault)))
    scheme, rest = _split_scheme(text)
    found = _REST.fullmatch(rest)
    # Lower case first: that of İ is two characters, which no host has.
    host = found[1].lower() if found else ""
    if not found or not _HOST.fullmatch(host):
        message = f"{quoted(text)} no es un sitio web: escríbalo como www.empresa.hn."
        return Cleaned(None, (*fixes, error(key, "website_invalid", message)))
    value = f"{scheme or 'https'}://{host}{found[2] or ''}{found[3] or ''}"
    if len(value) > MAX_WEBSITE_LENGTH:
        return Cleaned(None, (*fixes, too_long(key, len(value), MAX_WEBSITE_LENGTH)))
    if not scheme:
        note = f"Se agregó https:// a {quoted(text)}: {quoted(value)}."
        fixes = (*fixes, fix(key, "website_scheme", note))
    return Cleaned(value, fixes)


def plain_website(raw: str) -> str | None:
    """Return an address that is right at first sight, else ``None``."""
    return raw if len(raw) <= MAX_WEBSITE_LENGTH and _PLAIN.fullmatch(raw) else None


def _split_scheme(text: str) -> tuple[str, str]:
    if _PORT_FOLLOWS.match(text):
        return "", text
    found = _SCHEME.match(text)
    return (found[1].lower(), text[found.end() :]) if found else ("", text.removeprefix("//"))


def _fault(text: str) -> str:
    """Return the fault that can be told in plain words, or nothing."""
    if " " in text:
        return "El sitio web no lleva espacios: deje una sola dirección."
    scheme, rest = _split_scheme(text)
    if scheme and scheme not in ("http", "https"):
        return f"El sitio web empieza con http:// o https://, no con {quoted(scheme)}."
    if "@" in re.split(r"[/?#]", rest)[0]:
        return f"{quoted(text)} parece un correo: escríbalo en Email."
    return ""
