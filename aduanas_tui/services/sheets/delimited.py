"""Delimited text: its encoding, its separator, its records."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from aduanas_tui.services.sheets import limits
from aduanas_tui.services.sheets.model import RawRow, ReadError

SEPARATORS = (";", ",", "\t", "|")
"""In order of preference: Excel in Spanish writes the first."""

ENCODINGS = ("utf-8", "cp1252", "utf-16", "latin-1", "cp850", "mac-roman")
"""What may be chosen by hand."""

_SAMPLE_CHARS = 1 << 18
_SAMPLE_RECORDS = 100
_CHUNK = 1 << 20
_NAMED_CHARS = 16
_ENOUGH_COLUMNS = 20
_NEARLY_AS_GOOD = 0.4
_BLANKS = " \t\r\n;,|\0\ufeff"
_STRANGE = frozenset(map(chr, (*range(9), *range(14, 32), 127, 0xFFFD)))
_STRANGE_SHARE = 30
"""One control character in so many means that it is no text."""


def describe(file: BinaryIO, encoding: str | None, separator: str | None) -> tuple[str, str]:
    """Return the encoding and the separator of a text, those given or those found.

    Raises `ReadError` for what is not text, has no rows, or cannot be read as it was asked.
    """
    chosen = _known_encoding(encoding) if encoding else find_encoding(file)
    sample = _sample(file, chosen)
    if not sample.strip(_BLANKS):
        raise ReadError("empty")
    strange = sum(char in _STRANGE for char in sample)
    if strange > 8 and strange * _STRANGE_SHARE > len(sample):
        raise ReadError("not_a_sheet", "un archivo binario")
    if separator is not None and not _may_separate(separator):
        raise ReadError("separator", repr(separator))
    return chosen, separator or find_separator(sample)


def find_encoding(file: BinaryIO) -> str:
    """Return the encoding of the whole text: mark, UTF-16 by its zeros, strict UTF-8, cp1252."""
    file.seek(0)
    head = file.read(4096)
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    zeros = (head[0::2].count(0), head[1::2].count(0))
    if max(zeros) * 4 > len(head) > min(zeros) * 8:
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


def find_separator(sample: str) -> str:
    """Return the separator: the one a ``sep=`` line names, or the one that gives most columns."""
    named = _named_separator(sample[:_NAMED_CHARS].splitlines()[0] if sample else "")
    if named:
        return named
    scores = {separator: _score(sample, separator) for separator in SEPARATORS}
    best, first = max(scores.values(), key=lambda found: found[0])
    # Amounts and addresses may hold more separators than a row has columns, headers do not.
    return max(
        (separator for separator in SEPARATORS if scores[separator][0] >= best * _NEARLY_AS_GOOD),
        key=lambda separator: (scores[separator][1] < first, scores[separator][0]),
    )


def read_records(file: BinaryIO, encoding: str, separator: str) -> Iterator[RawRow]:
    """Yield the records that are not blank, numbered as Excel shows them."""
    if not _may_separate(separator):
        raise ReadError("separator", repr(separator))
    csv.field_size_limit(limits.ROW_CHARS)
    text = _text(file, _known_encoding(encoding))
    number = 0
    try:
        if not _named_separator(text.readline(_NAMED_CHARS)):
            text.seek(0)
        for number, record in enumerate(csv.reader(text, delimiter=separator), start=1):
            if number > limits.ROWS:
                raise ReadError("too_big", f"más de {limits.ROWS:,} filas")
            row = _raw_row(number, record)
            if row:
                yield row
    except csv.Error as error:
        raise ReadError("quote", str(number + 1)) from error
    except UnicodeError as error:
        raise ReadError("encoding", encoding) from error


def _raw_row(number: int, record: list[str]) -> RawRow | None:
    """Return a record as the child passes it on, ``None`` if it is blank."""
    del record[limits.COLUMNS :]
    texts = [text for text in record if text]
    if not texts:
        return None
    if len(texts) == len(record):
        kinds = "t" * len(record)
    else:
        kinds = "".join(["t" if text else "." for text in record]).rstrip(".")
    if max(map(len, texts)) > limits.CELL_CHARS:
        texts = [text[: limits.CELL_CHARS] for text in texts]
    return number, kinds, texts


def _known_encoding(name: str) -> str:
    """Return Python's name of an encoding of text."""
    try:
        found = codecs.lookup(name).name
        "a".encode(found).decode(found)
    except (LookupError, UnicodeError, ValueError, TypeError):
        raise ReadError("encoding", name) from None
    return found


def _may_separate(separator: str) -> bool:
    return len(separator) == 1 and not separator.isalnum() and separator not in '"\r\n\0 '


def _text(file: BinaryIO, encoding: str) -> io.TextIOWrapper:
    """Return the decoded text from its beginning.

    What is not Unicode is an error; the few bytes that a code page lacks become ``�``.
    """
    file.seek(0)
    name = "utf-8-sig" if encoding == "utf-8" else encoding
    errors = "strict" if name.startswith("utf") else "replace"
    return io.TextIOWrapper(file, encoding=name, errors=errors, newline="")


def _sample(file: BinaryIO, encoding: str) -> str:
    """Return the beginning of the text."""
    text = _text(file, encoding)
    try:
        return text.read(_SAMPLE_CHARS)
    except UnicodeError as error:
        raise ReadError("encoding", encoding) from error
    finally:
        text.detach()


def _named_separator(line: str) -> str | None:
    """Return the separator of Excel's ``sep=;`` line."""
    line = line.strip("\r\n").strip('"')
    if line[:4].lower() == "sep=" and len(line) == 5 and _may_separate(line[4]):
        return line[4]
    return None


def _score(sample: str, separator: str) -> tuple[float, int]:
    """Return how much like a table the sample looks when divided, and where the table begins.

    The width that most rows have counts, by the share of rows that have it: titles above the
    list, a short last row and separators inside a text do not decide. A separator before a
    blank is most often one of prose.
    """
    widths: Counter[int] = Counter()
    first: dict[int, int] = {}
    prose = pieces = 0
    records = csv.reader(io.StringIO(sample, newline=""), delimiter=separator)
    try:
        for record in records:
            if any(record):
                widths[len(record)] += 1
                first.setdefault(len(record), records.line_num)
                pieces += len(record) - 1
                prose += sum(text.startswith(" ") for text in record[1:])
            if widths.total() >= _SAMPLE_RECORDS:
                break
    except csv.Error:
        pass
    wide = {width: count for width, count in widths.items() if width > 1}
    if not wide:
        return 0.0, 0
    width, count = max(wide.items(), key=lambda item: (item[1] * item[0], item[0]))
    share = count / widths.total() * (1 - prose / pieces)
    return share * min(width, _ENOUGH_COLUMNS), first[width]
