"""Where exports go, and the command that fetches them."""

from __future__ import annotations

import os
import pwd
import shlex
import socket
from datetime import date
from pathlib import Path

import pytest

from aduanas_tui.services import downloads

TODAY = date(2026, 11, 24)
USER = pwd.getpwuid(os.getuid())


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_DOWNLOAD_DIR", "XDG_CONFIG_HOME", "SSH_CONNECTION"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_the_home_folder_unless_there_is_one_for_downloads(home: Path) -> None:
    assert downloads.downloads_folder() == home
    (home / "Downloads").mkdir()
    assert downloads.downloads_folder() == home / "Downloads"
    (home / ".config").mkdir()
    (home / ".config/user-dirs.dirs").write_text('XDG_DOWNLOAD_DIR="$HOME/Descargas"\n')
    (home / "Descargas").mkdir()
    assert downloads.downloads_folder() == home / "Descargas"


def test_names_that_are_not_taken(home: Path) -> None:
    names = []
    for _ in range(3):
        path = downloads.free_path("clientes", ".xlsx", TODAY)
        assert path.parent == home
        names.append(path.name)
        path.touch()
    assert names == [
        "clientes-2026-11-24.xlsx",
        "clientes-2026-11-24-2.xlsx",
        "clientes-2026-11-24-3.xlsx",
    ]
    assert downloads.free_path("clientes", ".csv", TODAY).name == "clientes-2026-11-24.csv"


@pytest.mark.parametrize(
    ("connection", "start"),
    [
        ("203.0.113.7 50000 198.51.100.2 22", f"scp {USER.pw_name}@198.51.100.2:"),
        ("203.0.113.7 50000 198.51.100.2 2222", f"scp -P 2222 {USER.pw_name}@198.51.100.2:"),
        ("2001:db8::1 50000 2001:db8::2 22", f"scp '{USER.pw_name}@[2001:db8::2]:"),
        ("", f"scp {USER.pw_name}@{socket.gethostname()}:"),
        ("nada", f"scp {USER.pw_name}@{socket.gethostname()}:"),
    ],
)
def test_the_command_comes_back_the_way_the_operator_came(
    monkeypatch: pytest.MonkeyPatch, connection: str, start: str
) -> None:
    monkeypatch.setenv("SSH_CONNECTION", connection)
    line = downloads.fetch_line(Path("/srv/lista.xlsx"))
    assert line.startswith(start)
    assert shlex.split(line)[-2].endswith(":/srv/lista.xlsx")
    assert shlex.split(line)[-1] == "."


def test_a_path_in_the_home_folder_is_short_and_blanks_are_quoted() -> None:
    line = downloads.fetch_line(Path(USER.pw_dir) / "mis datos" / "lista nueva.xlsx")
    assert shlex.split(line)[1].endswith(":mis datos/lista nueva.xlsx")


def test_the_command_that_brings_a_file_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "203.0.113.7 50000 198.51.100.2 2222")
    at = f"{USER.pw_name}@198.51.100.2"
    assert downloads.upload_line(Path("/srv")) == f"scp -P 2222 ARCHIVO.xlsx {at}:/srv/"
    assert downloads.upload_line(Path("/")) == f"scp -P 2222 ARCHIVO.xlsx {at}:/"
    line = downloads.upload_line(Path(USER.pw_dir) / "mis listas")
    assert shlex.split(line)[-1] == f"{at}:mis listas/"
    line = downloads.upload_line(Path(USER.pw_dir))
    assert shlex.split(line)[-1] == f"{at}:{USER.pw_dir}/"
