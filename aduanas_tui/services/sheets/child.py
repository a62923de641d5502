"""The process that parses a stranger's file, and passes its rows on as lines of JSON.

It limits itself before it looks at anything, reads the file from its standard input, and is
ended by its parent. Messages: ``["facts", {...}]``, ``["rows", [[number, kinds, texts], …]]``
with one letter of ``kinds`` a cell and one text a cell that is not blank (``.``),
``["error", code, detail]``, ``["end"]``.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Iterator
from typing import Any

from aduanas_tui.services.sheets import limits
from aduanas_tui.services.sheets.delimited import (
    DelimitedError,
    find_encoding,
    find_separator,
    read_records,
)

Row = tuple[int, str, list[str]]
"""A row number, a letter for the kind of each cell, the texts of those that are not blank."""


def main() -> None:
    """Do the job that the only argument describes."""
    _limit_itself()
    job = json.loads(sys.argv[1])
    try:
        if job["job"] == "describe":
            _say("facts", _describe(job))
        else:
            _pass_on(_rows(job))
        _say("end")
    except DelimitedError as error:
        _say("error", error.code, error.detail)
    except MemoryError:
        _say("error", "memory", "")
    except BrokenPipeError:
        os._exit(0)
    except BaseException:
        _say("error", "truncated", "")


def _limit_itself() -> None:
    for what, amount in (
        (resource.RLIMIT_AS, limits.CHILD_MEMORY),
        (resource.RLIMIT_CPU, limits.CHILD_CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (amount, amount))


def _say(*message: Any) -> None:
    sys.stdout.write(json.dumps(message, separators=(",", ":")))
    sys.stdout.write("\n")
    sys.stdout.flush()


def _describe(job: dict[str, Any]) -> dict[str, Any]:
    """Return the sheets of a workbook, or the encoding and the separator of a text."""
    with open("/proc/self/fd/0", "rb") as file:  # noqa: PTH123
        if job["kind"] == "csv":
            encoding = job["encoding"] or find_encoding(file)
            separator = job["separator"] or find_separator(file, encoding)
            return {"sheets": [["", True]], "encoding": encoding, "separator": separator}
        from aduanas_tui.services.sheets.calamine import sheet_names

        return {"sheets": sheet_names(file)}


def _rows(job: dict[str, Any]) -> Iterator[Row]:
    """Yield the rows of one sheet."""
    with open("/proc/self/fd/0", "rb") as file:  # noqa: PTH123
        if job["kind"] == "csv":
            for number, record in read_records(file, job["encoding"], job["separator"]):
                kinds = "".join("t" if text else "." for text in record)
                yield number, kinds, [text for text in record if text]
        else:
            from aduanas_tui.services.sheets.calamine import sheet_rows

            yield from sheet_rows(file, job["sheet"])


def _pass_on(rows: Iterator[Row]) -> None:
    """Say the rows in batches, so that the parent gets the first ones at once."""
    batch: list[Row] = []
    size = 0
    for row in rows:
        batch.append(row)
        size += sum(map(len, row[2]))
        if len(batch) >= limits.BATCH_ROWS or size > limits.BATCH_CHARS:
            _say("rows", batch)
            batch = []
            size = 0
    if batch:
        _say("rows", batch)
