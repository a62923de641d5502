"""Disks that fill up or cannot be written: small ones of memory, mounted for a test."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_FILLER = "relleno"
_PIECE = bytes(64 * 1024)


@contextmanager
def small_disk(place: Path, megabytes: int = 4) -> Iterator[Path]:
    """Mount a disk at ``place``; the test is skipped where that is not allowed."""
    if os.getuid() != 0:
        pytest.skip("mounting a small disk needs root")
    place.mkdir()
    size = f"size={megabytes}m,mode=0755"
    mounted = _run("mount", "-t", "tmpfs", "-o", size, "tmpfs", str(place))
    if mounted.returncode != 0:
        pytest.skip(f"no disk can be mounted here: {mounted.stderr.strip()}")
    try:
        yield place
    finally:
        _run("umount", "--lazy", str(place))


@contextmanager
def full(folder: Path, room: int = 0) -> Iterator[None]:
    """Fill the disk of ``folder``, but for some bytes, while the block lasts."""
    filler = folder / _FILLER
    with filler.open("wb", buffering=0) as file:
        piece = _PIECE
        while piece:
            try:
                file.write(piece)
            except OSError:
                piece = piece[: len(piece) // 2]
        file.truncate(max(0, file.tell() - room))
    try:
        yield
    finally:
        filler.unlink()


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Let nobody write on the disk mounted at ``folder`` while the block lasts."""
    done = _run("mount", "-o", "remount,ro", str(folder))
    assert done.returncode == 0, done.stderr
    try:
        yield
    finally:
        _run("mount", "-o", "remount,rw", str(folder))


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False)
