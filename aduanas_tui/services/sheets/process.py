"""The child process that parses: starting it, taking its rows, ending it."""

from __future__ import annotations

import errno
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import aduanas_tui
from aduanas_tui.services.sheets import limits
from aduanas_tui.services.sheets.errors import SENTENCES, SheetError
from aduanas_tui.services.sheets.packed import PackedRow, is_row
from aduanas_tui.services.sheets.snapshot import Snapshot

_ROOT = str(Path(aduanas_tui.__file__).resolve().parent.parent)
# -I also leaves out the current folder, so the program's own place is named.
_START = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); "
    "from aduanas_tui.services.sheets.child import main; main()"
)

_LINGERING_SECONDS = 1.0
"""How long a child may take to end that said everything."""


def run_child(snapshot: Snapshot, job: dict[str, Any]) -> dict[str, Any]:
    """Return the facts about the file that the child found out."""
    with closing(_messages(snapshot, job)) as messages:
        kind, content = next(messages, ("", None))
    if kind != "facts" or not isinstance(content, dict):
        raise SheetError("truncated", snapshot.name)
    return content


def read_batches(
    snapshot: Snapshot, job: dict[str, Any], hidden: list[int]
) -> Generator[list[PackedRow], None, None]:
    """Stream the rows that the child reads, many at a time; fill ``hidden`` at the end."""
    last = 0
    with closing(_messages(snapshot, job)) as messages:
        for kind, batch in messages:
            try:
                if kind == "hidden":
                    hidden += [int(number) for number in batch]
                    continue
                rows = _checked(batch, last)
            except (TypeError, ValueError, AttributeError) as error:
                raise SheetError("truncated", snapshot.name) from error
            if rows:
                last = rows[-1][0]
                yield rows
    if not last:
        raise SheetError("empty_sheet" if job["name"] else "empty", snapshot.name, job["name"])


def _checked(batch: Any, last: int) -> list[PackedRow]:
    """Return the rows of a message; ``ValueError`` and the like for what is none.

    Numbers rise, kinds and texts belong together, and every text can be stored.
    """
    numbers, kinds, texts = batch
    "".join(texts).encode()
    rows: list[PackedRow] = list(zip(numbers, kinds, texts, strict=True))
    for number, letters, text in rows:
        if type(number) is not int or number <= last or not is_row(letters, text):
            raise ValueError(number)
        last = number
    return rows


def _messages(snapshot: Snapshot, job: dict[str, Any]) -> Generator[tuple[str, Any], None, None]:
    """Run a job in a child; yield what it says, which is not believed. It ends with this."""
    name = snapshot.name
    try:
        child = subprocess.Popen(
            [sys.executable, "-I", "-c", _START, _ROOT, json.dumps(job)],
            stdin=snapshot.fd,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            start_new_session=True,
        )
    except OSError as error:
        is_short = error.errno in (errno.ENOMEM, errno.EAGAIN)
        raise SheetError("memory" if is_short else "start", name) from error
    assert child.stdout is not None
    try:
        for line in _lines(child.stdout.fileno(), name):
            kind, *said = _parsed(line, name)
            if kind == "end":
                with suppress(subprocess.TimeoutExpired):  # else it is not known what it used
                    child.wait(_LINGERING_SECONDS)
                return
            if kind == "error" or len(said) != 1:
                raise _error(said, name)
            yield kind, said[0]
        raise SheetError(_cause(child), name)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)  # with the process that it may have started
        child.stdout.close()
        child.wait()


def _parsed(line: bytes, name: str) -> list[Any]:
    try:
        message = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise SheetError("truncated", name) from error
    if not isinstance(message, list) or not message:
        raise SheetError("truncated", name)
    return message


def _error(said: list[Any], name: str) -> SheetError:
    """Return the error that the child named."""
    code, detail = [*map(str, said), "", ""][:2]
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
