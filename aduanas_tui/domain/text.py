"""Cleaning text that strangers wrote, and folding it for search and for order.

Names come from other people's spreadsheets and end on a terminal, so every text that enters
(form, import, command line) passes :func:`clean_line` or :func:`clean_block` first.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

MAX_COMBINING = 2
"""Combining marks kept on one base letter; more pile up over the neighbouring lines."""

_EXCEL_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LINE_BREAK = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_BLANKS = re.compile(r"\s+")
_BLANKS_IN_LINE = re.compile(r"[^\S\n]+")
_MANY_BREAKS = re.compile(r"\n{3,}")

# Controls, invisible format marks (soft hyphen, bidirectional, zero width, tags), fillers drawn as
# nothing, variation selectors, surrogates, private use and non-characters.
UNSAFE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2"
    "\u115f\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffb\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff\ue000-\uf8ff"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
"""What is dropped from every text that enters."""

# Conjoining vowels and finals that NFC could not join to a syllable: drawn with no width.
_LOOSE_JAMO = re.compile("[\u1160-\u11ff\ud7b0-\ud7fb]")


def clean_line(raw: str, limit: int) -> str:
    """Return ``raw`` as one safe line of at most ``limit`` characters.

    Excel's ``_x001B_`` escapes are decoded, controls and invisible marks dropped, white space
    collapsed to single blanks, the text composed (NFC). Idempotent; never raises.
    """
    if raw.isascii() and raw.isprintable() and "_x" not in raw:
        return " ".join(raw.split())[:limit].rstrip()
    text = _BLANKS.sub(" ", _safe(raw[: limit * 16], " ")).strip()
    return _without_leading_marks(text)[:limit].rstrip()


def clean_block(raw: str, limit: int) -> str:
    """Return ``raw`` as safe text of at most ``limit`` characters that keeps its line breaks.

    Trailing blanks of each line go, and more than one empty line in a row becomes one.
    Idempotent; never raises.
    """
    text = _safe(raw[: limit * 16], "\n")
    lines = (_BLANKS_IN_LINE.sub(" ", line).strip() for line in text.split("\n"))
    text = "\n".join(_without_leading_marks(line) for line in lines)
    return _MANY_BREAKS.sub("\n\n", text).strip()[:limit].rstrip()


def fold(text: str) -> str:
    """Return ``text`` without accents and case, as search and header matching compare it."""
    if text.isascii():
        return text.lower()
    # Names share their words, and no rule of Unicode reaches across a blank.
    return " ".join(
        [piece.lower() if piece.isascii() else _fold(piece) for piece in text.split(" ")]
    )


@lru_cache(maxsize=4096)
def _fold(text: str) -> str:
    text = unicodedata.normalize("NFKD", text).casefold()
    text = unicodedata.normalize("NFKD", text)
    return "".join([char for char in text if unicodedata.category(char) not in ("Mn", "Me")])


_WORD = re.compile(r"[^\W_]+")


def words(text: str) -> list[str]:
    """Return the folded words of ``text``; dots are dropped, so ``S.A.`` is the word ``sa``."""
    return _WORD.findall(fold(text.replace(".", "")))


def split_words(text: str) -> list[str]:
    """Return the folded pieces of ``text`` between any punctuation, as e-mails are split."""
    return _WORD.findall(fold(text))


def sort_key(text: str) -> str:
    """Return the text by which a Spanish speaker orders ``text``: no accents, no case, ñ after n.

    Punctuation does not count. ñ is written ``n{``: the brace comes after every letter, so that
    "ñandú" follows "nube".
    """
    if text.isascii():
        return " ".join(words(text))
    pieces = text.replace(".", "").split(" ")
    folded = " ".join(
        [piece.lower() if piece.isascii() else _fold_but_enye(piece) for piece in pieces]
    )
    return " ".join(_WORD.findall(folded)).replace("ñ", "n{")


@lru_cache(maxsize=4096)
def _fold_but_enye(text: str) -> str:
    composed = unicodedata.normalize("NFC", text).casefold()
    return "ñ".join([_fold(part) for part in composed.split("ñ")])


def sorted_words(key: str) -> list[str]:
    """Return the folded words (see :func:`words`) of the text that has this sort key."""
    return key.replace("n{", "n").split()


def digits_of(text: str) -> str:
    """Return the decimal digits in ``text``, in ASCII, dropping everything else."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return "".join(char for char in text if char in "0123456789")


def _safe(text: str, line_break: str) -> str:
    """Drop what a terminal must not get, and compose the rest.

    What is dropped may have split an Excel escape (``_x00<zero width>1B_``), so the pass is
    repeated while one is left.
    """
    while True:
        before = text
        text = _EXCEL_ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
        text = UNSAFE.sub("", _LINE_BREAK.sub(line_break, text.replace("\t", " ")))
        text = _LOOSE_JAMO.sub("", unicodedata.normalize("NFC", text))
        text = unicodedata.normalize("NFC", text)
        if "_x" not in text or text == before:
            break
    kept: list[str] = []
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        if marks <= MAX_COMBINING:
            kept.append(char)
    return "".join(kept)


def _without_leading_marks(text: str) -> str:
    """Drop marks with no letter before them: they would land on the neighbouring column."""
    start = 0
    while start < len(text) and (
        text[start].isspace() or unicodedata.category(text[start]) in ("Mn", "Me")
    ):
        start += 1
    return text[start:]
