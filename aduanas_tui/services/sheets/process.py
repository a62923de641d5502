"""The child process that parses: starting it, taking its rows, ending it."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aduanas_tui
from aduanas_tui.domain.cells import BLANK, Cell, CellKind
from aduanas_tui.services.sheets import limits
from aduanas_tui.services.sheets.errors import SENTENCES, SheetError
from aduanas_tui.services.sheets.model import SheetRow
from aduanas_tui.services.sheets.snapshot import Snapshot

_ROOT = str(Path(aduanas_tui.__file__).resolve().parent.parent)
# -I also leaves out the current folder, so the program's own place is named.
_START = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); "
    "from aduanas_tui.services.sheets.child import main; main()"
)
_KINDS = {
    "t": CellKind.TEXT,
    "n": CellKind.NUMBER,
    "d": CellKind.DATE,
    "b": CellKind.BOOL,
    "e": CellKind.ERROR,
    "f": CellKind.FORMULA,
}


def run_child(snapshot: Snapshot, job: dict[str, Any]) -> dict[str, Any]:
    """Return the facts about the file that the child found out."""
    for kind, content in _messages(snapshot, job):
        if kind == "facts" and isinstance(content, dict):
            return content
    raise SheetError("truncated", snapshot.name)


def read_rows(snapshot: Snapshot, job: dict[str, Any]) -> Iterator[SheetRow]:
    """Stream the rows that the child reads."""
    empty = True
    for kind, content in _messages(snapshot, job):
        if kind != "rows":
            raise SheetError("truncated", snapshot.name)
        empty = False
        for number, kinds, texts in content:
            rest = iter(texts)
            yield SheetRow(
                number,
                tuple(
                    [
                        BLANK if letter == "." else Cell(_KINDS[letter], next(rest))
                        for letter in kinds
                    ]
                ),
            )
    if empty:
        raise SheetError("empty_sheet" if job["name"] else "empty", snapshot.name, job["name"])


def _messages(snapshot: Snapshot, job: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Run a job in a child; yield what it says. The child ends with this iterator."""
    child = subprocess.Popen(
        [sys.executable, "-I", "-c", _START, _ROOT, json.dumps(job)],
        stdin=snapshot.fd,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        cwd="/",
        start_new_session=True,
    )
    assert child.stdout is not None
    try:
        for line in _lines(child.stdout.fileno(), snapshot.name):
            message = json.loads(line)
            if message[0] == "end":
                return
            if message[0] == "error":
                raise _error(message[1:], snapshot.name)
            yield message[0], message[1]
        raise SheetError(_cause(child), snapshot.name)
    finally:
        child.kill()
        child.stdout.close()
        child.wait()


def _error(said: list[Any], name: str) -> SheetError:
    code, detail = (str(part) for part in said)
    return SheetError(code if code in SENTENCES else "truncated", name, detail)


def _lines(fd: int, name: str) -> Iterator[bytes]:
    """Yield the lines of a pipe, none longer than a message may be."""
    poll = select.poll()
    poll.register(fd, select.POLLIN)
    rest = bytearray()
    deadline = time.monotonic() + limits.SILENCE_SECONDS
    while True:
        if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
            raise SheetError("timeout", name)
        chunk = os.read(fd, 1 << 18)
        if not chunk:
            return
        rest += chunk
        if b"\n" not in chunk:
            if len(rest) > limits.MESSAGE_BYTES:
                raise SheetError("truncated", name)
            continue
        *lines, last = rest.split(b"\n")
        rest = bytearray(last)
        for line in lines:
            yield bytes(line)
        deadline = time.monotonic() + limits.SILENCE_SECONDS


def _cause(child: subprocess.Popen[bytes]) -> str:
    """Return why a child ended without saying so."""
    ended = child.wait()
    if ended in (-signal.SIGXCPU, -signal.SIGKILL):
        return "timeout"
    return "memory" if ended in (-signal.SIGABRT, -signal.SIGSEGV) else "truncated"
