"""Which signs take how many cells on every terminal."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_FIRST_WIDE = 0x2E80
"""Signs below are one cell wide on every terminal that has them, but for marks and emoji."""

_EAST_ASIAN = ("CJK ", "HIRAGANA ", "KATAKANA ", "HANGUL SYLLABLE ", "FULLWIDTH ", "IDEOGRAPHIC ")
"""How the names of signs begin that are wide everywhere."""


@lru_cache(4096)
def is_sure(text: str) -> bool:
    """Tell whether every terminal moves on by one cell after ``text``, the content of a cell.

    About marks, emoji and wide characters terminals disagree with each other and with us; what
    follows them is placed anew.
    """
    return (
        len(text) == 1
        and ord(text) < _FIRST_WIDE
        and unicodedata.east_asian_width(text) not in "WF"
        and not unicodedata.category(text).startswith(("M", "C"))
    )


@lru_cache(4096)
def is_surely_wide(text: str) -> bool:
    """Tell whether every terminal that has the sign gives it two cells.

    So it is with the letters of East Asia. An emoji has one in GNU screen and older terminals.
    """
    return len(text) == 1 and unicodedata.name(text, "").startswith(_EAST_ASIAN)
