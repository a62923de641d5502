"""A second process that works beside an import, so that both cores have something to do.

It is a help and no more: where there is one core, or when it fails, its work is done here.
"""

from __future__ import annotations

import fcntl
import marshal
import os
import select
import struct
import subprocess
import sys
import termios
from pathlib import Path
from typing import Any

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

_SIZE = struct.Struct("!Q")
"""Before each answer: how many bytes it has."""


class SecondProcess:
    """The ``main`` of a module, run in a process of its own; it is sent lines and says answers.

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

    def has_answer(self) -> bool:
        """Tell whether an answer can be read without waiting for its beginning, or none comes."""
        if self._process is None or self._process.stdout is None or self._rest:
            return True
        poll = select.poll()
        poll.register(self._process.stdout, select.POLLIN)
        return bool(poll.poll(0))

    def answer(self) -> Any:
        """Return what it said next; waits for it.

        Raises ``ValueError`` or ``TypeError`` for what nobody said with :func:`say`.
        """
        self._wait_for(_SIZE.size)
        (size,) = _SIZE.unpack_from(self._rest)
        self._wait_for(_SIZE.size + size)
        with memoryview(self._rest) as said, said[_SIZE.size :] as rest:
            what = marshal.loads(rest)
        del self._rest[: _SIZE.size + size]
        return what

    def _wait_for(self, size: int) -> None:
        if self._process is None or self._process.stdout is None:
            raise EOFError
        while len(self._rest) < size:
            chunk = os.read(self._process.stdout.fileno(), _PIPE_BYTES)
            if not chunk:
                raise EOFError
            self._rest += chunk

    def close(self) -> None:
        """End it."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            with process:
                pass


def say(what: Any) -> None:
    """Say lists, tuples, texts and numbers; for the process itself."""
    data = marshal.dumps(what)
    sys.stdout.buffer.write(_SIZE.pack(len(data)) + data)
    sys.stdout.buffer.flush()


def is_ahead() -> bool:
    """Tell whether what was said last is still to be read; for the process itself."""
    unread = fcntl.ioctl(sys.stdout.fileno(), termios.FIONREAD, bytes(_UNREAD.size))
    return bool(_UNREAD.unpack(unread)[0])


_UNREAD = struct.Struct("i")
