"""Delimited text: its encoding, its separator, its records."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from aduanas_tui.services.sheets import limits

SEPARATORS = (";", ",", "\t", "|")
"""In order of preference: Excel in Spanish writes the first."""

ENCODINGS = ("utf-8", "cp1252", "utf-16", "latin-1", "cp850", "mac-roman")
"""What may be chosen by hand."""

_SAMPLE_CHARS = 1 << 18
_SAMPLE_RECORDS = 100
_CHUNK = 1 << 20


class DelimitedError(Exception):
    """Delimited text that cannot be read: a code of `SheetError` and its detail."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


def find_encoding(file: BinaryIO) -> str:
    """Return the encoding of the whole text: mark, UTF-16 by its zeros, strict UTF-8, cp1252."""
    file.seek(0)
    head = file.read(4096)
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    zeros = (head[0::2].count(0), head[1::2].count(0))
    if max(zeros) * 4 > len(head):
        return "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while head:
            decoder.decode(head)
            head = file.read(_CHUNK)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _text(file: BinaryIO, encoding: str) -> io.TextIOWrapper:
    """Return the decoded text from its beginning; what a code page lacks becomes ``�``."""
    file.seek(0)
    name = "utf-8-sig" if encoding == "utf-8" else encoding
    return io.TextIOWrapper(file, encoding=name, errors="replace", newline="")


def find_separator(file: BinaryIO, encoding: str) -> str:
    """Return the separator: the one a ``sep=`` line names, or the one that gives most columns."""
    text = _text(file, encoding)
    try:
        named = _named_separator(text.readline(64))
        if named:
            return named
        text.seek(0)
        sample = text.read(_SAMPLE_CHARS)
    finally:
        text.detach()
    return max(SEPARATORS, key=lambda separator: _score(sample, separator))


def _named_separator(line: str) -> str | None:
    """Return the separator of Excel's ``sep=;`` line."""
    line = line.strip("\r\n").strip('"')
    if line[:4].lower() == "sep=" and len(line) == 5:
        return line[4]
    return None


def _score(sample: str, separator: str) -> float:
    """Return how much like a table the sample looks when divided at ``separator``.

    Most rows have the same number of columns; titles above the list, a short last row and
    separators inside a text do not decide.
    """
    widths: Counter[int] = Counter()
    records = csv.reader(io.StringIO(sample, newline=""), delimiter=separator)
    try:
        for record in records:
            if any(record):
                widths[len(record)] += 1
            if records.line_num >= _SAMPLE_RECORDS:
                break
    except csv.Error:
        pass
    wide = {width: count for width, count in widths.items() if width > 1}
    if not wide:
        return 0.0
    width, count = max(wide.items(), key=lambda item: (item[1] * item[0], item[0]))
    return count / sum(widths.values()) * min(width, 20)


def read_records(file: BinaryIO, encoding: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the number, as Excel shows it, and the cells of every record that is not blank."""
    csv.field_size_limit(limits.ROW_CHARS)
    text = _text(file, encoding)
    first = text.readline(64)
    if not _named_separator(first):
        text.seek(0)
    number = 0
    try:
        for number, record in enumerate(csv.reader(text, delimiter=separator), start=1):
            if any(record):
                yield number, record
    except csv.Error as error:
        raise DelimitedError("quote", str(number + 1)) from error
    except UnicodeError as error:
        raise DelimitedError("encoding", encoding) from error
