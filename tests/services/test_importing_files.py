"""Files and folders to choose from, and completing a path."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.importing_files import complete_path, in_folder


def test_newest_files_first_then_the_folders(tmp_path: Path) -> None:
    for age, name in enumerate(["nueva.csv", "media.XLSX", "vieja.ods"]):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (10_000 - age, 10_000 - age))
    for name in ("foto.png", ".oculta.xlsx", "sin_fin"):
        (tmp_path / name).touch()
    for name in ("Ñandú", "zona", "ábaco", ".oculta", "carpeta.xlsx"):
        (tmp_path / name).mkdir()
    (tmp_path / "enlace roto.xlsx").symlink_to("nada")
    found = in_folder(tmp_path)
    assert [one.id for one in found] == [
        *("nueva.csv", "media.XLSX", "vieja.ods"),
        *("..", "ábaco", "carpeta.xlsx", "Ñandú", "zona"),
    ]
    assert [one.is_folder for one in found] == [False] * 3 + [True] * 5
    assert found[3].path == tmp_path.parent
    assert found[4].path == tmp_path / "ábaco"
    assert ".." not in {one.id for one in in_folder(Path("/"))}


def test_a_time_that_no_calendar_has(tmp_path: Path) -> None:
    (tmp_path / "a.csv").touch()
    os.utime(tmp_path / "a.csv", (2**40, 2**40))
    assert next(one.id for one in in_folder(tmp_path)) == "a.csv"


def test_a_folder_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ServiceError, match="No existe la carpeta"):
        in_folder(tmp_path / "nada")
    (tmp_path / "a.csv").touch()
    with pytest.raises(ServiceError, match="No se puede leer la carpeta"):
        in_folder(tmp_path / "a.csv")


def test_a_path_is_completed_as_far_as_it_is_certain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "listas").mkdir()
    for name in ("cartera 2025.xlsx", "cartera 2026.xlsx", "carta.txt", "cartel.png"):
        (tmp_path / "listas" / name).touch()
    start = f"{tmp_path}/listas/"
    assert complete_path(f"{tmp_path}/li") == start
    assert complete_path("~/li") == start
    assert complete_path(f"{start}cartera") == f"{start}cartera 202"
    assert complete_path(f"{start}carta") == f"{start}carta.txt"
    assert complete_path(f"/etc/{start}carta") == f"{start}carta.txt"
    assert complete_path("/etc/~/li") == start
    assert complete_path(f"{tmp_path}//listas") == start.replace("/listas", "//listas")
    assert complete_path(f"{start}x") == f"{start}x"
    assert complete_path(f"{tmp_path}/nada/x") == f"{tmp_path}/nada/x"
