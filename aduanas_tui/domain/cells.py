"""Cells of spreadsheets as they are read, and texts that no spreadsheet takes for a formula."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class CellKind(StrEnum):
    """What a spreadsheet holds in a cell."""

    BLANK = "blank"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOL = "bool"
    ERROR = "error"
    """An error such as ``#N/A``."""
    FORMULA = "formula"
    """A formula without a stored value."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it is read from a file; its text is not clean yet."""

    kind: CellKind
    text: str
    """What a person would type: numbers at their shortest (``8019001234567``, ``12.5``), dates in
    ISO form, ``1`` or ``0`` for truth values, errors by their name (``#N/A``)."""


BLANK = Cell(CellKind.BLANK, "")

_FORMULA_SIGNS = "=+\\-@\t\r\n＝＋－＠"
_FORMULA_LIKE = re.compile(f"'*[{_FORMULA_SIGNS}]")
_WRITTEN_AS_FORMULA = re.compile(r'="((?:[^"]|"")*)"')
_NEUTRALISED = re.compile(f"'+[{_FORMULA_SIGNS}]")


def neutralise(text: str) -> str:
    """Return ``text`` as it is written to a delimited file, so that no program runs it.

    What begins like a formula gets an apostrophe, also behind apostrophes that it has already:
    :func:`unneutralise` takes exactly that one back (OWASP, *CSV Injection*).
    """
    return "'" + text if _FORMULA_LIKE.match(text) else text


def unneutralise(text: str) -> str:
    """Return the text that :func:`neutralise` wrote; for cells of delimited files only.

    ``="0801…"``, which other programs write so that Excel keeps a zero, is the text in it.
    """
    written = _WRITTEN_AS_FORMULA.fullmatch(text)
    if written:
        return written[1].replace('""', '"')
    return text[1:] if _NEUTRALISED.match(text) else text
