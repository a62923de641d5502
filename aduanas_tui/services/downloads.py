"""Where files for an operator are put, and how they get from there to the operator's computer."""

from __future__ import annotations

import os
import pwd
import shlex
import socket
from datetime import date
from pathlib import Path


def downloads_folder() -> Path:
    """Return the user's folder for downloads where there is one, else the home folder."""
    import platformdirs

    folder = Path(platformdirs.user_downloads_dir())
    return folder if folder.is_dir() else Path.home()


def free_path(stem: str, suffix: str, today: date | None = None) -> Path:
    """Return a path of today in the downloads folder that is not taken.

    As in ``clientes-2026-11-24.xlsx``, and ``clientes-2026-11-24-2.xlsx`` when that one is there.
    """
    folder = downloads_folder()
    name = f"{stem}-{today or date.today():%Y-%m-%d}"
    path = folder / f"{name}{suffix}"
    number = 2
    while os.path.lexists(path):
        path = folder / f"{name}-{number}{suffix}"
        number += 1
    return path


def fetch_line(path: Path) -> str:
    """Return the command that brings a file of this computer to the one the operator sits at.

    The address is the one that the operator's SSH session came to, else the computer's name. The
    command is for the shell of the operator's computer; a path below the home folder is short.
    """
    option, place = _remote(path)
    return f"scp {option}{shlex.quote(place)} ."


def upload_line(folder: Path) -> str:
    """Return the command that brings a file from the operator's computer into a folder of this one.

    ``ARCHIVO.xlsx`` stands for the file.
    """
    option, place = _remote(folder)
    into = place.rstrip("/") + "/"
    return f"scp {option}ARCHIVO.xlsx {shlex.quote(into)}"


def _remote(path: Path) -> tuple[str, str]:
    """Return the option for the port, and a path of this computer as ``scp`` names it."""
    port, host = _address()
    try:
        account = pwd.getpwuid(os.getuid())
    except KeyError:
        user, home = f"uid{os.getuid()}", None
    else:
        user, home = account.pw_name, Path(account.pw_dir)
    place = str(path)
    if home is not None and path != home and path.is_relative_to(home):
        place = str(path.relative_to(home))
    return (f"-P {port} " if port else ""), f"{user}@{host}:{place}"


def _address() -> tuple[str, str]:
    """Return the port, blank when it is the usual one, and the host to come back to."""
    match os.environ.get("SSH_CONNECTION", "").split():
        case [_, _, host, port]:
            return ("" if port == "22" else port), (f"[{host}]" if ":" in host else host)
        case _:
            return "", socket.gethostname()
