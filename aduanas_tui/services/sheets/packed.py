"""Rows as they travel between the processes and as they are staged: kinds and texts, packed.

A row is its number, a letter for the kind of each cell, and the texts of the cells that are not
blank in one string: cheaper to write, to check and to read than JSON.
"""

from __future__ import annotations

from collections.abc import Sequence

from aduanas_tui.domain.cells import BLANK, Cell, CellKind

SEPARATOR = "\x1e"
"""Between two texts; cleaning takes it for white space, as it takes a line break."""

PackedRow = tuple[int, str, str]
"""Number, letters of the kinds (``.`` is blank), packed texts of the cells that are not blank."""

_LETTERS = {
    CellKind.BLANK: ".",
    CellKind.TEXT: "t",
    CellKind.NUMBER: "n",
    CellKind.DATE: "d",
    CellKind.BOOL: "b",
    CellKind.ERROR: "e",
    CellKind.FORMULA: "f",
}
_KINDS = {letter: kind for kind, letter in _LETTERS.items()}
_ALL_LETTERS = "".join(_KINDS)


def pack(texts: Sequence[str]) -> str:
    """Return texts as one."""
    whole = SEPARATOR.join(texts)
    if whole.count(SEPARATOR) >= len(texts) > 0:
        return SEPARATOR.join([text.replace(SEPARATOR, "\n") for text in texts])
    return whole


def encode(cells: Sequence[Cell]) -> tuple[str, str]:
    """Return the kinds and the packed texts of cells."""
    kinds = "".join([_LETTERS[cell.kind] for cell in cells])
    return kinds, pack([cell.text for cell in cells if cell.kind is not CellKind.BLANK])


def decode(kinds: str, texts: str) -> list[Cell]:
    """Return the cells that :func:`encode` packed."""
    rest = iter(texts.split(SEPARATOR))
    return [BLANK if letter == "." else Cell(_KINDS[letter], next(rest)) for letter in kinds]


def is_row(kinds: str, texts: str) -> bool:
    """Tell whether kinds and texts belong together, so that :func:`decode` takes them."""
    filled = len(kinds) - kinds.count(".")
    return filled > 0 and texts.count(SEPARATOR) == filled - 1 and not kinds.strip(_ALL_LETTERS)
