"""The process that parses a stranger's file, and passes its rows on as lines of JSON.

It limits itself before it looks at anything, reads the file from its standard input, and is
ended by its parent. Messages: ``["facts", {...}]``, ``["rows", [numbers, kinds, texts]]`` of as
many rows as each list is long (see `PackedRow`), ``["hidden", numbers]`` of rows,
``["error", code, detail]``, ``["end"]``.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import select
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from aduanas_tui.services.sheets import limits
from aduanas_tui.services.sheets.model import RawRow, ReadError
from aduanas_tui.services.sheets.packed import SEPARATOR, pack

_PR_SET_PDEATHSIG = 1
_FILE = Path("/proc/self/fd/0")
_SURROGATES = dict.fromkeys(range(55296, 57344), "�")
_UNSTORABLE: dict[int, str] = {0: "", **_SURROGATES}


def main() -> None:
    """Do the job that the only argument describes."""
    _end_with_parent()
    _limit_itself()
    job = json.loads(sys.argv[1])
    try:
        with _FILE.open("rb") as file:
            if job["job"] == "describe":
                _say("facts", _describe(file, job))
            else:
                hidden: list[int] = []
                _pass_on(_rows(file, job, hidden))
                if hidden:
                    _say("hidden", sorted(set(hidden))[: limits.ROWS])
        _say("end")
    except ReadError as error:
        _say("error", error.code, error.detail)
    except MemoryError:
        _say("error", "memory", "")
    except BrokenPipeError:
        os._exit(0)
    except BaseException as error:  # libraries and their panics alike
        _say("error", "dtd" if type(error).__name__ == "DeclarationError" else "truncated", "")


def _end_with_parent() -> None:
    """Ask the system to end this process when the parent dies, which may be at any moment.

    A pipe that nobody reads ends it only when it has something to say.
    """
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    said = select.poll()
    said.register(sys.stdout.fileno(), 0)
    if said.poll(0):  # the parent was gone before that
        os._exit(0)


def _limit_itself() -> None:
    for what, amount in (
        (resource.RLIMIT_AS, limits.CHILD_MEMORY),
        (resource.RLIMIT_CPU, limits.CHILD_CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (amount, amount))


def _say(*message: Any) -> None:
    line = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
    sys.stdout.buffer.write(line.encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()


def _reader(kind: str) -> Any:
    """Return the module that reads workbooks of a kind."""
    if kind == "xlsx":
        from aduanas_tui.services.sheets import xlsx as reader
    elif kind == "ods":
        from aduanas_tui.services.sheets import ods as reader  # type: ignore[no-redef]
    else:
        from aduanas_tui.services.sheets import xls as reader  # type: ignore[no-redef]
    return reader


def _describe(file: BinaryIO, job: dict[str, Any]) -> dict[str, Any]:
    """Return the sheets of a workbook, or the encoding and the separator of a text."""
    if job["kind"] == "csv":
        from aduanas_tui.services.sheets import delimited

        encoding, separator = delimited.describe(file, job["encoding"], job["separator"])
        return {"sheets": [["", True]], "encoding": encoding, "separator": separator}
    return {"sheets": _reader(job["kind"]).sheet_names(file)}


def _rows(file: BinaryIO, job: dict[str, Any], hidden: list[int]) -> Iterator[RawRow]:
    """Yield the rows of one sheet; at the end ``hidden`` has the numbers of hidden ones."""
    if job["kind"] == "csv":
        from aduanas_tui.services.sheets import delimited

        return delimited.read_records(file, job["encoding"], job["separator"])
    rows: Iterator[RawRow] = _reader(job["kind"]).sheet_rows(file, job["sheet"], hidden)
    return rows


def _pass_on(rows: Iterator[RawRow]) -> None:
    """Say the rows in batches, so that the parent gets the first ones at once."""
    numbers: list[int] = []
    kinds: list[str] = []
    packed: list[str] = []
    size = 0
    for number, letters, texts in rows:
        text = SEPARATOR.join(texts)
        if not text or text.isspace():
            continue
        if len(text) > limits.ROW_CHARS:
            raise ReadError("too_big", f"la fila {number} tiene demasiado texto")
        if "\0" in text or _has_surrogates(text):
            text = pack([one.translate(_UNSTORABLE) for one in texts])
        elif text.count(SEPARATOR) >= len(texts):
            text = pack(texts)
        numbers.append(number)
        kinds.append(letters)
        packed.append(text)
        size += len(text) + len(letters) + 20
        if len(numbers) >= limits.BATCH_ROWS or size > limits.BATCH_CHARS:
            _say("rows", [numbers, kinds, packed])
            numbers, kinds, packed = [], [], []
            size = 0
    if numbers:
        _say("rows", [numbers, kinds, packed])


def _has_surrogates(text: str) -> bool:
    """Tell whether a text cannot be written to a database or a terminal."""
    if text.isascii():
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False
