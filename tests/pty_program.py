"""The real program in a real pty, its screen read through pyte."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

from tests.display import Display

_FROM_OUTSIDE = (
    "COLUMNS",
    "LINES",
    "TMUX",
    "STY",
    "COLORTERM",
    "NO_COLOR",
    "ADUANAS_BASE",
    "PYTHONDONTWRITEBYTECODE",  # an installed program is not compiled at each start
)
"""What the terminal that runs the tests must not hand on to the program."""


PATIENCE = 60.0
"""Seconds to wait for what must come: the machine may be slow, and busy with other tests."""


class PtyProgram:
    """Runs a command in a pty of ``size`` (columns, lines); use it as a context manager."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        size: tuple[int, int] = (80, 24),
        env: Mapping[str, str] | None = None,
        term: str = "xterm-256color",
        encoding: str = "utf-8",
    ) -> None:
        self.raw = b""
        """Everything that the program wrote."""
        self.display = Display(size, encoding)
        self._shown = 0
        environment = {k: v for k, v in os.environ.items() if k not in _FROM_OUTSIDE}
        environment |= {"TERM": term, "LANG": "C.UTF-8", **(env or {})}
        self.status: int | None = None
        """Exit status once it ended."""
        with warnings.catch_warnings():
            # Python 3.12 warns of a fork beside threads; the child does nothing but exec.
            warnings.simplefilter("ignore", DeprecationWarning)
            self.pid, self._fd = pty.fork()
        if self.pid == 0:
            try:
                self._set_size(0, *size)
                os.execvpe(command[0], list(command), environment)
            finally:
                os._exit(127)

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
        self.hang_up()

    @staticmethod
    def _set_size(terminal: int, columns: int, lines: int) -> None:
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def write(self, text: str | bytes) -> None:
        """Send ``text`` in one write."""
        os.write(self._fd, text.encode() if isinstance(text, str) else text)

    def resize(self, columns: int, lines: int) -> None:
        """Change the size of the terminal."""
        self._show()
        self.display.resize(columns, lines)
        self._set_size(self._fd, columns, lines)

    def hang_up(self) -> None:
        """Close the terminal, as a dropped line does."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def read(self, timeout: float, most: int = 65536) -> int:
        """Take what comes within ``timeout`` seconds; return the number of bytes of one read."""
        if self._fd < 0 or not select.select([self._fd], [], [], timeout)[0]:
            return 0
        try:
            data = os.read(self._fd, most)
        except OSError:
            data = b""
        self.raw += data
        return len(data)

    def wait_quiet(self, quiet: float = 0.3, timeout: float = PATIENCE) -> int:
        """Read until the program rests and wrote nothing for ``quiet`` seconds.

        Returns the number of bytes that came before.
        """
        total, busy, since, deadline = 0, 0, time.monotonic(), time.monotonic() + timeout
        while time.monotonic() - since < quiet and time.monotonic() < deadline:
            count = self.read(0.02)
            total += count
            busy = 0 if self._rests() else busy + 1
            if count or busy > 2:  # looking for keys, ten times a second, is not work
                since = time.monotonic()
        return total

    def wait_stuck(self, least: int, calm: float = 0.3, timeout: float = PATIENCE) -> None:
        """Wait, without reading, until more than ``least`` bytes lie there and no more come."""
        waiting, since, deadline = 0, time.monotonic(), time.monotonic() + timeout
        while waiting <= least or time.monotonic() - since < calm:
            assert time.monotonic() < deadline, f"only {waiting} bytes"
            answer = fcntl.ioctl(self._fd, termios.FIONREAD, bytes(4))
            if (count := struct.unpack("i", answer)[0]) != waiting or not self._rests():
                waiting, since = count, time.monotonic()
            time.sleep(0.02)

    def _rests(self) -> bool:
        """Tell whether all threads of the program sleep: none works, or would on a free machine."""
        try:
            threads = [path.read_text() for path in Path(f"/proc/{self.pid}/task").glob("*/stat")]
        except OSError:
            return False  # a thread ended while it was looked at
        return all(thread.rpartition(")")[2].split()[0] in "SZX" for thread in threads)

    def wait_until(
        self, holds: Callable[[str], object], what: str, timeout: float = PATIENCE
    ) -> None:
        """Read until ``holds`` is true of the screen; ``what`` says what never came."""
        deadline = time.monotonic() + timeout
        while not holds(self.screen):
            assert time.monotonic() < deadline, f"{what} never came:\n{self.screen}"
            if not self.read(0.05) and self._has_ended():
                self._read_rest()
                assert holds(self.screen), f"ended before {what} came:\n{self.screen}"

    def wait_for(self, text: str, timeout: float = PATIENCE) -> None:
        """Read until ``text`` is on the screen."""
        self.wait_until(lambda screen: text in screen, repr(text), timeout)

    def wait_gone(self, text: str, timeout: float = PATIENCE) -> None:
        """Read until ``text`` is not on the screen."""
        self.wait_until(lambda screen: text not in screen, f"a screen without {text!r}", timeout)

    def wait_end(self, timeout: float = PATIENCE) -> int:
        """Read until the program ends; return its exit status."""
        deadline = time.monotonic() + timeout
        while self.status is None:
            assert time.monotonic() < deadline, f"still running:\n{self.screen}"
            if not self.read(0.05):
                time.sleep(0.005)  # a closed terminal can be read at once, for nothing
            self._has_ended()
        self._read_rest()
        return self.status

    def _has_ended(self) -> bool:
        """Tell whether the program has ended, and keep its exit status."""
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
        return self.status is not None

    def _read_rest(self) -> None:
        """Read what the program wrote last."""
        while self.read(0):
            pass

    @property
    def screen(self) -> str:
        """What is on the screen now, trailing blanks removed."""
        self._show()
        return self.display.text

    @property
    def cells(self) -> list[list[str]]:
        """What each cell of the screen holds; the second cell of a wide character is empty."""
        self._show()
        return self.display.cells

    @property
    def cursor_is_hidden(self) -> bool:
        """Whether the terminal was told to hide the text cursor."""
        self._show()
        return self.display.cursor is None

    def _show(self) -> None:
        """Show what came since the last time."""
        if self._shown < len(self.raw):
            self.display.feed(self.raw[self._shown :])
            self._shown = len(self.raw)
