"""The encoding that the operator's locale gives to the terminal."""

from __future__ import annotations

import codecs
import locale
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

UTF_8: Final = "utf-8"
ASCII: Final = "ascii"

_START: Final = Path("/proc/self/environ")


def terminal_encoding(env: Mapping[str, str]) -> str:
    """Return the Python codec of the locale: ``utf-8``, ``iso8859-1``, …; ``ascii`` of C and POSIX.

    By the name alone, as ``LC_ALL``, ``LC_CTYPE`` and ``LANG`` have it in this order: what counts
    is the terminal at the other end, which may well have an encoding whose locale the server lacks.
    """
    name = next(filter(None, (env.get(key, "") for key in ("LC_ALL", "LC_CTYPE", "LANG"))), "C")
    if name in ("C", "POSIX"):
        return ASCII
    _, dot, encoding = name.partition(".")
    if not dot:  # es_HN alone is Latin-1, es_ES@euro is Latin-9
        _, dot, encoding = locale.normalize(name).partition(".")
    try:
        codec = codecs.lookup(encoding.partition("@")[0]).name
        plain = bytes(range(128)).decode(codec) == "".join(map(chr, range(128)))
    except (LookupError, UnicodeError):
        return ASCII
    return codec if plain else ASCII


def as_started(env: Mapping[str, str]) -> Mapping[str, str]:
    """Return ``env`` with the locale that the operator has.

    Under ``LANG=C`` Python sets ``LC_CTYPE`` to a UTF-8 locale of its own (PEP 538) before any of
    our code runs; what the process was started with is still to be read from the kernel.
    """
    if env.get("LC_ALL") or not env.get("LC_CTYPE"):
        return env
    with suppress(OSError):
        first = _START.read_bytes().split(b"\0")
        if not any(entry.startswith(b"LC_CTYPE=") for entry in first):
            return {name: said for name, said in env.items() if name != "LC_CTYPE"}
    return env
