"""Comparing what both renderers show, cell by cell, after every frame of a run."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pyte.screens import Char

from tests.display import Display
from tests.e2e.both_renderers import BESIDE

_MARK: Final = re.compile(rb"\x1b\]7777;(-?[0-9;-]+)\x07")
_BEGUN: Final = re.compile(rb"\x1b(?:\](?:7(?:7(?:7(?:7(?:;[0-9;-]*)?)?)?)?)?)?\Z")
"""A mark that a read has cut."""


@dataclass(frozen=True)
class Frame:
    """A frame that our renderer wrote."""

    at: int
    """How much the program had written by then, without marks."""
    beside: int
    """How much Textual's renderer would have."""
    size: tuple[int, int]
    cursor: tuple[int, int] | None


@dataclass
class Comparison:
    """Both renderers of one run; the terminal had ``size`` at its start."""

    size: tuple[int, int]
    encoding: str = "utf-8"
    frames: list[Frame] = field(default_factory=list)
    _sizes: list[tuple[int, tuple[int, int]]] = field(default_factory=list)
    _held: bytes = b""

    def __post_init__(self) -> None:
        handle, name = tempfile.mkstemp(prefix="aduanas-textual-")
        os.close(handle)
        self._path = Path(name)

    @property
    def env(self) -> dict[str, str]:
        """The variable that the program needs."""
        return {BESIDE: str(self._path)}

    def taken(self, data: bytes, before: int) -> bytes:
        """Return what was read without the marks in it; ``before`` is how much came before."""
        data = self._held + data
        cut = _BEGUN.search(data)
        self._held = data[cut.start() :] if cut else b""
        data = data[: cut.start()] if cut else data
        clean, end = b"", 0
        for mark in _MARK.finditer(data):
            clean += data[end : mark.start()]
            end = mark.end()
            beside, columns, lines, x, y = map(int, mark[1].split(b";"))
            cursor = None if x < 0 else (x, y)
            self.frames.append(Frame(before + len(clean), beside, (columns, lines), cursor))
        return clean + data[end:]

    def resized(self, at: int, size: tuple[int, int]) -> None:
        """Take note of a new size of the terminal, after so many bytes."""
        self._sizes.append((at, size))

    def close(self) -> None:
        """Remove the file."""
        self._path.unlink(missing_ok=True)

    def check(self, raw: bytes) -> None:
        """Replay both, and compare them after each frame.

        Raises:
            AssertionError: a cell, or the cursor, is not the same.

        """
        beside = self._path.read_bytes()
        ours, stock = Display(self.size, self.encoding), Display(self.size)
        sizes = list(self._sizes)
        fed = fed_beside = 0
        differs: set[int] = set()
        for number, frame in enumerate(self.frames):
            while sizes and sizes[0][0] < frame.at:
                at, size = sizes.pop(0)
                ours.feed(raw[fed:at])
                fed = at
                for display in (ours, stock):
                    display.resize(*size)
                differs = set(range(size[1]))
            ours.feed(raw[fed : frame.at])
            stock.feed(beside[fed_beside : frame.beside])
            fed, fed_beside = frame.at, frame.beside
            differs |= ours.touched() | stock.touched()
            if frame.size != ours.size:
                continue  # drawn for the size before
            for line in sorted(differs):
                _compare(number, line, ours.line(line), stock.line(line))
            differs.clear()
            assert ours.cursor == frame.cursor, f"frame {number}: {ours.cursor} {frame.cursor}"


def _compare(number: int, line: int, ours: Sequence[Char], stock: Sequence[Char]) -> None:
    if ours == stock:
        return
    at = next(at for at, (one, other) in enumerate(zip(ours, stock, strict=True)) if one != other)
    texts = ["".join(cell.data for cell in cells) for cells in (ours, stock)]
    raise AssertionError(
        f"frame {number}, line {line}, column {at}:\n"
        f"ours    {texts[0]!r} {ours[at]}\nTextual {texts[1]!r} {stock[at]}"
    )
