"""The files that an operator may want to import, and how one is brought up from elsewhere."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".txt", ".tsv"})
MOST_FILES = 200


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A file in a folder."""

    id: int
    path: Path
    size: int
    modified: datetime


def newest_files(folder: Path) -> list[FileFacts]:
    """Return the spreadsheets in ``folder``, newest first; an unreadable folder has none."""
    found: list[tuple[float, Path, int]] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if Path(entry.name).suffix.lower() not in SUFFIXES or entry.name.startswith("."):
                    continue
                try:
                    if entry.is_file():
                        facts = entry.stat()
                        found.append((facts.st_mtime, Path(entry.path), facts.st_size))
                except OSError:
                    continue
    except OSError:
        return []
    found.sort(key=lambda one: (-one[0], one[1].name))
    return [
        FileFacts(number, path, size, datetime.fromtimestamp(modified).astimezone())
        for number, (modified, path, size) in enumerate(found[:MOST_FILES])
    ]


def complete_path(typed: str) -> str:
    """Return ``typed`` as far as the files there complete it, folders with a slash at the end."""
    path = f"{Path.home()}{typed[1:]}" if typed.startswith("~/") else typed
    head, slash, start = path.rpartition("/")
    folder = head + slash
    try:
        with os.scandir(folder or ".") as entries:
            names = sorted(
                entry.name + ("/" if entry.is_dir() else "")
                for entry in entries
                if entry.name.startswith(start)
                and (entry.is_dir() or Path(entry.name).suffix.lower() in SUFFIXES)
            )
    except OSError:
        return typed
    common = _common_start(names)
    return folder + common if len(common) > len(start) else typed


def _common_start(names: list[str]) -> str:
    if not names:
        return ""
    first, last = names[0], names[-1]
    length = next((at for at, char in enumerate(first) if last[at : at + 1] != char), len(first))
    return first[:length]


def upload_line(folder: Path) -> str:
    """Return the command that brings a file up from the operator's own machine.

    The server's address is the one that the operator's SSH session came to, when there is one.
    """
    connection = os.environ.get("SSH_CONNECTION", "").split()
    host = connection[2] if len(connection) == 4 else socket.gethostname()
    if ":" in host:
        host = f"[{host}]"
    user = os.environ.get("USER") or os.environ.get("LOGNAME") or "usuario"
    return f"scp ARCHIVO.xlsx {user}@{host}:{folder}/"
