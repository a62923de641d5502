"""The real program in a real pty, its screen read through pyte."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from types import TracebackType

import pyte

_NOT_FOR_PYTE = re.compile(
    r"\x1b\[[<=>][0-9;:]*[@-~]|\x1b\[\??[0-9;]*\$[@-~]|\x1b[\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)"
)
"""Private sequences that pyte would print: kitty keyboard, mode reports, OSC, DCS."""


class PtyProgram:
    """Runs a command in a pty of ``size`` (columns, lines); use it as a context manager."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        size: tuple[int, int] = (80, 24),
        env: Mapping[str, str] | None = None,
        term: str = "xterm-256color",
    ) -> None:
        self.raw = b""
        """Everything that the program wrote."""
        self._screen = pyte.Screen(*size)
        self._stream = pyte.Stream(self._screen)
        environment = {**os.environ, "TERM": term, "LANG": "C.UTF-8", **(env or {})}
        for name in ("COLUMNS", "LINES", "TMUX", "STY"):
            environment.pop(name, None)
        self.status: int | None = None
        """Exit status once it ended."""
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
            os.execvpe(command[0], list(command), environment)

    def __enter__(self) -> PtyProgram:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self._fd)

    def write(self, text: str | bytes) -> None:
        """Send ``text`` in one write."""
        os.write(self._fd, text.encode() if isinstance(text, str) else text)

    def read(self, timeout: float) -> int:
        """Take what comes within ``timeout`` seconds; return the number of bytes of one read."""
        if not select.select([self._fd], [], [], timeout)[0]:
            return 0
        try:
            data = os.read(self._fd, 65536)
        except OSError:
            data = b""
        self.raw += data
        return len(data)

    def wait_quiet(self, quiet: float = 0.3, timeout: float = 15.0) -> int:
        """Read until nothing came for ``quiet`` seconds; return the bytes that came."""
        total, deadline = 0, time.monotonic() + timeout
        while time.monotonic() < deadline and (count := self.read(quiet)):
            total += count
        return total

    def wait_for(self, text: str, timeout: float = 15.0) -> None:
        """Read until ``text`` is on the screen."""
        deadline = time.monotonic() + timeout
        while text not in self.screen:
            assert time.monotonic() < deadline, f"{text!r} never came:\n{self.screen}"
            self.read(0.05)

    def wait_end(self, timeout: float = 15.0) -> int:
        """Read until the program ends; return its exit status."""
        deadline = time.monotonic() + timeout
        while self.status is None:
            assert time.monotonic() < deadline, f"still running:\n{self.screen}"
            self.read(0.05)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
        return self.status

    @property
    def screen(self) -> str:
        """What is on the screen now, trailing blanks removed."""
        text = self.raw.decode("utf-8", "replace")
        if "\x1b" in text[-64:] and text.rfind("\x1b") > text.rfind("\n", -64):
            text = re.sub(r"\x1b(?:\[[0-9;:<=>?$ ]*|[\]P_^X][^\x07\x1b]*)?\Z", "", text)
        self._screen.reset()
        self._stream.feed(_NOT_FOR_PYTE.sub("", text))
        return "\n".join(line.rstrip() for line in self._screen.display)
