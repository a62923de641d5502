"""How much is still on its way to the terminal, as the terminal itself tells.

What a program writes through SSH to a slow line is taken at once and waits in buffers on the way:
a held key would fill them with pictures that are out of date when they arrive. So the terminal is
asked now and then «are you well?» (DSR 5, which every terminal since the VT100 answers): its answer
means that it has shown what stood before the question.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from threading import Condition
from time import monotonic
from typing import Final

QUESTION: Final = "\x1b[5n"
ANSWER: Final = "\x1b[0n"

WINDOW: Final = 2_048
"""Characters that may be on their way before the next frame waits: more than a page of 80×24, less
than half a second of a slow line. Less would make a fast line with a long delay slow."""

_EVERY: Final = 512
"""Characters after which it is asked again."""

PATIENCE: Final = 5.0
"""Seconds after which an answer is not waited for any more."""


class Flow:
    """What is on its way to one terminal; until it has answered once, nothing is counted."""

    def __init__(self) -> None:
        self._lock = Condition()
        self._answers = False
        self._ended = False
        self._written = 0
        self._asked: deque[tuple[int, float]] = deque()
        """How much was written when it was asked, and when that was."""
        self._shown = 0
        self._then: Callable[[], None] | None = None

    def begin(self) -> str:
        """Return the first question."""
        with self._lock:
            self._answers = self._ended = False
            self._asked.clear()
            self._asked.append((self._written, monotonic()))
            self._shown = self._written
        return QUESTION

    def question_after(self, data: str) -> str:
        """Count what is written; return the question that is to follow it, if it is time for it."""
        with self._lock:
            self._written += len(data)
            last = self._asked[-1][0] if self._asked else self._shown
            if not self._answers or self._written - last < _EVERY:
                return ""
            self._asked.append((self._written, monotonic()))
            return QUESTION

    def is_free(self, then: Callable[[], None]) -> bool:
        """Tell whether more may be written; if not, ``then`` is called when it may."""
        with self._lock:
            if self._answers and self._asked and monotonic() - self._asked[0][1] > PATIENCE:
                self._answers = False  # until it answers after all
                self._then = None
            if not self._answers or self._written - self._shown < WINDOW:
                return True
            self._then = then
            return False

    def without_answers(self, text: str) -> str:
        """Take note of the answers in what was read, and return the rest."""
        count = text.count(ANSWER)
        if not count:
            return text
        with self._lock:
            self._answers = not self._ended
            for _ in range(min(count, len(self._asked))):
                self._shown = self._asked.popleft()[0]
            if not self._asked:
                self._shown = self._written
            then, self._then = self._then, None
            self._lock.notify_all()
        if then is not None:
            then()
        return text.replace(ANSWER, "")

    def answered(self) -> None:
        """Take note of an answer that came in pieces."""
        self.without_answers(ANSWER)

    def end(self, seconds: float) -> None:
        """Ask no more, and wait for the answers that are due: else the shell would read them."""
        with self._lock:
            self._ended = True
            if self._answers:
                self._answers = False
                self._lock.wait_for(lambda: not self._asked, seconds)
