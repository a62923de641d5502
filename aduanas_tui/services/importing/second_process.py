"""A second process that works beside an import, so that both cores have something to do.

It is a help and no more: where there is one core, or when it fails, its work is done here.
"""

from __future__ import annotations

import os
import select
import subprocess
import sys
from pathlib import Path

import aduanas_tui

_ROOT = str(Path(aduanas_tui.__file__).resolve().parent.parent)
_START = (
    "import sys, importlib; sys.path.insert(0, sys.argv.pop(1)); "
    "importlib.import_module(sys.argv.pop(1)).main()"
)
WORTH_ROWS = 5_000
"""Rows from which starting a process pays."""

_PIPE_BYTES = 1 << 20
"""Room for more than one answer, so that it goes on while this process is at something else."""


class SecondProcess:
    """The ``main`` of a module, run in a process of its own; they exchange lines.

    Every method raises ``EOFError`` or ``OSError`` when the process is not there (any more).
    """

    def __init__(self, module: str, job: str) -> None:
        """Start it, with ``job`` as its only argument; unless there is but one core."""
        self._rest = bytearray()
        self._process: subprocess.Popen[bytes] | None = None
        if len(os.sched_getaffinity(0)) < 2:
            return
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-c", _START, _ROOT, module, job],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                pipesize=_PIPE_BYTES,
                cwd="/",
                start_new_session=True,
            )
        except OSError:
            self._process = None

    def __bool__(self) -> bool:
        """Whether it is there, as far as we know."""
        return self._process is not None

    def send(self, line: str) -> None:
        """Give it a line."""
        if self._process is None or self._process.stdin is None:
            raise EOFError
        self._process.stdin.write(f"{line}\n".encode())

    def has_line(self) -> bool:
        """Tell whether a line can be read without waiting for its beginning, or none will come."""
        if self._process is None or self._process.stdout is None or b"\n" in self._rest:
            return True
        poll = select.poll()
        poll.register(self._process.stdout, select.POLLIN)
        return bool(poll.poll(0))

    def line(self) -> bytes:
        """Return the next line that it says, without its end; waits for it."""
        if self._process is None or self._process.stdout is None:
            raise EOFError
        end = self._rest.find(b"\n")
        while end < 0:
            chunk = os.read(self._process.stdout.fileno(), _PIPE_BYTES)
            if not chunk:
                raise EOFError
            seen = len(self._rest)
            self._rest += chunk
            end = self._rest.find(b"\n", seen)
        line = bytes(self._rest[:end])
        del self._rest[: end + 1]
        return line

    def close(self) -> None:
        """End it."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            with process:
                pass
