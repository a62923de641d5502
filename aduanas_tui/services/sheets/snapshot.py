"""A private copy of the file, so that nobody can change it while it is looked at and read."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import tempfile
import weakref
from pathlib import Path

from aduanas_tui.services.sheets import limits
from aduanas_tui.services.sheets.errors import SheetError

_CHUNK = 1 << 20


class Snapshot:
    """The bytes of a file at one moment, in a nameless temporary file.

    ``fingerprint`` is the SHA-256 of the bytes in hexadecimal, ``size`` their number. The copy is
    gone with the object.
    """

    def __init__(self, path: Path) -> None:
        self.name = path.name
        source = _open_regular(path)
        try:
            before = os.fstat(source)
            if before.st_size == 0:
                raise SheetError("empty", self.name)
            if before.st_size > limits.FILE_BYTES:
                raise SheetError("too_big", self.name, f"más de {limits.FILE_BYTES >> 20} MB")
            self._fd = _nameless_file(self.name)
            self._close = weakref.finalize(self, os.close, self._fd)
            self.fingerprint, self.size = _copy(source, self._fd, self.name)
            after = os.fstat(source)
        finally:
            os.close(source)
        if (after.st_size, after.st_mtime_ns) != (self.size, before.st_mtime_ns):
            raise SheetError("changing", self.name)

    @property
    def fd(self) -> int:
        """The descriptor of the copy; ``ValueError`` once it is closed."""
        if not self._close.alive:
            raise ValueError(f"{self.name} is closed")
        return self._fd

    def read(self, offset: int, length: int) -> bytes:
        """Return bytes of the copy; the position that others read at does not move."""
        return os.pread(self.fd, length, offset)

    def path(self) -> str:
        """Return a path by which this process may open the copy once more."""
        return f"/proc/self/fd/{self.fd}"

    def close(self) -> None:
        """Let the copy go; closing twice does nothing."""
        self._close()


def _open_regular(path: Path) -> int:
    """Open a regular file; pipes and devices are refused without waiting for them."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    except (OSError, ValueError) as error:
        raise SheetError(_code(error), path.name, getattr(error, "strerror", "") or "") from error
    mode = os.fstat(fd).st_mode
    if not stat.S_ISREG(mode):
        os.close(fd)
        raise SheetError("directory" if stat.S_ISDIR(mode) else "special", path.name)
    return fd


def _code(error: OSError | ValueError) -> str:
    """Return the code of a file that cannot be opened."""
    if isinstance(error, ValueError):  # a NUL in the path
        return "missing"
    return {
        errno.ENOENT: "missing",
        errno.ENOTDIR: "missing",
        errno.ELOOP: "missing",
        errno.ENAMETOOLONG: "missing",
        errno.EACCES: "permission",
        errno.EPERM: "permission",
        errno.ENXIO: "special",
    }.get(error.errno or 0, "unreadable")


def _nameless_file(name: str) -> int:
    """Return a new temporary file that has no name any more."""
    try:
        fd, path = tempfile.mkstemp(prefix="aduanas-")
        Path(path).unlink()
    except OSError as error:
        raise SheetError("no_space", name) from error
    return fd


def _copy(source: int, target: int, name: str) -> tuple[str, int]:
    """Copy a file; return its SHA-256 and its size."""
    digest = hashlib.sha256()
    size = 0
    try:
        while chunk := os.read(source, _CHUNK):
            digest.update(chunk)
            size += len(chunk)
            if size > limits.FILE_BYTES:
                raise SheetError("changing", name)
            _write_all(target, chunk)
    except OSError as error:
        code = "no_space" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "unreadable"
        raise SheetError(code, name, error.strerror or "") from error
    return digest.hexdigest(), size


def _write_all(fd: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]
