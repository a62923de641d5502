"""Which process has a file locked: what the kernel says in ``/proc/locks``."""

from __future__ import annotations

import os
import pwd
from contextlib import suppress
from pathlib import Path

_LOCKS = Path("/proc/locks")
_WRITE_BYTE = 120
"""Byte of SQLite's ``-shm`` file that whoever writes has locked, in WAL mode."""


def writer_of(path: Path) -> str | None:
    """Return who is writing to the database at ``path``, as in "maria (proceso 1234)".

    ``None`` when nobody is, or the kernel does not say.
    """
    beside = path.with_name(path.name + ".lock")
    journal = path.with_name(path.name + "-shm")
    return _holder(beside, "FLOCK") or _holder(journal, "POSIX", _WRITE_BYTE)


def _holder(path: Path, kind: str, byte: int | None = None) -> str | None:
    with suppress(OSError, LookupError, ValueError):
        facts = path.stat()
        device = f"{os.major(facts.st_dev):02x}:{os.minor(facts.st_dev):02x}"
        for line in _LOCKS.read_text().splitlines():
            # As in "2: POSIX  ADVISORY  WRITE 1234 fe:00:131 120 120"; "->" marks who waits.
            words = line.split()[1:]
            if words[0] != kind or words[2] != "WRITE" or words[4] != f"{device}:{facts.st_ino}":
                continue
            if byte is None or int(words[5]) <= byte <= _last(words[6]):
                return _named(int(words[3]))
    return None


def _last(word: str) -> int:
    return 1 << 62 if word == "EOF" else int(word)


def _named(process: int) -> str | None:
    """Name a process by its account; of another container the kernel tells no number."""
    if process <= 0 or process == os.getpid():
        return None
    try:
        account = pwd.getpwuid(Path(f"/proc/{process}").stat().st_uid).pw_name
    except (OSError, KeyError):
        return f"el proceso {process}"
    return f"{account} (proceso {process})"
