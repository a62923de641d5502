"""The old compound files of Office: the streams that one holds. For the child process.

Microsoft, *[MS-CFB] Compound File Binary File Format*.
"""

from __future__ import annotations

import struct
from typing import BinaryIO

_HEADER = 512
_FREE = 0xFFFFFFFA
"""Sector numbers from here on mean that there is no sector."""

_ENTRY = 128
_STREAM = 2
_ROOT = 5
_MAX_SECTORS = 1 << 20


class OleError(Exception):
    """The compound file is damaged."""


class CompoundFile:
    """A compound file; ``streams`` maps names to where they begin and how long they are."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        file.seek(0)
        header = file.read(_HEADER)
        if len(header) < _HEADER:
            raise OleError
        shift, small_shift = struct.unpack_from("<HH", header, 30)
        if shift not in (9, 12) or small_shift != 6:
            raise OleError
        self._size = 1 << shift
        directory, _, self._small_limit, small_fat = struct.unpack_from("<IIII", header, 48)
        self._fat = self._read_fat(header)
        entries = self._chain(directory)
        self.streams: dict[str, tuple[int, int]] = {}
        root = (_FREE, 0)
        for at in range(0, len(entries) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", entries, at + 64)
            start, size = struct.unpack_from("<II", entries, at + 116)
            name = entries[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            if kind == _STREAM:
                self.streams[name] = (start, size)
            elif kind == _ROOT:
                root = (start, size)
        small = self._chain(small_fat)
        self._small_fat = struct.unpack(f"<{len(small) // 4}I", small[: len(small) // 4 * 4])
        self._small_start = root[0]

    def read(self, name: str) -> bytes:
        """Return the bytes of a stream."""
        start, size = self.streams[name]
        if size >= self._small_limit:
            return self._chain(start)[:size]
        store = self._chain(self._small_start)
        pieces = []
        sectors = 0
        while start < _FREE and sectors <= len(self._small_fat):
            pieces.append(store[start * 64 : start * 64 + 64])
            start = self._small_fat[start] if start < len(self._small_fat) else _FREE
            sectors += 1
        return b"".join(pieces)[:size]

    def _sector(self, number: int) -> bytes:
        self._file.seek((number + 1) * self._size)
        return self._file.read(self._size)

    def _read_fat(self, header: bytes) -> tuple[int, ...]:
        """Return the table that tells which sector follows each sector."""
        next_list, lists = struct.unpack_from("<II", header, 68)
        numbers = list(struct.unpack_from("<109I", header, 76))
        while next_list < _FREE and lists and len(numbers) < _MAX_SECTORS:
            sector = self._sector(next_list)
            if len(sector) < self._size:
                raise OleError
            found = struct.unpack(f"<{self._size // 4}I", sector)
            numbers.extend(found[:-1])
            next_list = found[-1]
            lists -= 1
        data = b"".join(self._sector(number) for number in numbers if number < _FREE)
        return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])

    def _chain(self, number: int) -> bytes:
        """Return the sectors from ``number`` on; a circle is cut at the number of sectors."""
        pieces: list[bytes] = []
        while number < _FREE and len(pieces) <= len(self._fat):
            pieces.append(self._sector(number))
            number = self._fat[number] if number < len(self._fat) else _FREE
        return b"".join(pieces)
