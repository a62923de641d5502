"""What is built and installed: nothing is missing, and it works far from the checkout."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

import aduanas_tui
from tests import installed
from tests.installed import CHECKOUT
from tests.pty_program import PtyProgram

PACKAGE = sorted(
    path.relative_to(CHECKOUT).as_posix()
    for path in (CHECKOUT / "aduanas_tui").rglob("*")
    if path.is_file() and "__pycache__" not in path.parts
)
ALLOWED = {"aduanas_tui", "tests", "pyproject.toml", "README.md"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installed.build("wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the program from the wheel."""
    folder = tmp_path_factory.mktemp("installed") / "venv"
    installed.install(wheel, folder)
    return folder


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be at home and at work in."""
    for name in [name for name in os.environ if name.startswith(("PYTHON", "XDG_", "ADUANAS_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_wheel_has_every_file_of_the_package(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = sorted(archive.namelist())
        (entry_points,) = (name for name in names if name.endswith("/entry_points.txt"))
        declared = archive.read(entry_points).decode().replace(" ", "")
    assert "aduanas=aduanas_tui.__main__:main" in declared
    assert [name for name in names if ".dist-info/" not in name] == PACKAGE
    kinds = {Path(name).suffix for name in PACKAGE} | {Path(name).name for name in PACKAGE}
    assert {".py", ".tcss", "py.typed", "municipios.csv", "0001_initial.py"} <= kinds


def test_sdist_has_all_that_the_wheel_is_made_of(tmp_path: Path) -> None:
    with tarfile.open(installed.build("sdist", tmp_path)) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames()}
    assert {*PACKAGE, "pyproject.toml", "README.md", "tests/test_packaging.py"} <= names
    assert not [name for name in names if "__pycache__" in name]


def test_version_is_said_once(wheel: Path) -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert wheel.name.split("-")[1] == project["version"] == aduanas_tui.__version__


def test_textual_is_pinned_exactly() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (textual,) = (one for one in project["dependencies"] if one.startswith("textual"))
    assert re.fullmatch(r"textual==[\d.]+", textual)


def test_installed_program_works_outside_the_checkout(environment: Path, home: Path) -> None:
    python = environment / "bin/python"
    where = [python, "-c", "import aduanas_tui; print(aduanas_tui.__file__)"]
    found = subprocess.run(where, capture_output=True, text=True, check=True).stdout
    assert Path(found).is_relative_to(environment)
    program = environment / "bin/aduanas"
    for job in (["demo", "--clientes", "30", "--solo-generar", "--base", "d.db"], ["iniciar"]):
        subprocess.run([program, *job], check=True, stdout=subprocess.DEVNULL)
    assert (home / ".local/share/aduanas/aduanas.db").exists()
    search = [program, "buscar", "", "--json", "--limite", "1", "--base", "d.db"]
    done = subprocess.run(search, capture_output=True, text=True, encoding="utf-8", check=True)
    assert json.loads(done.stdout)["total"] > 0


def test_installed_program_draws_every_kind_of_screen(environment: Path, home: Path) -> None:
    command = [str(environment / "bin/aduanas"), "demo", "--clientes", "60"]
    with PtyProgram(command) as program:
        program.wait_for("F1 Ayuda")
        for typed, shown in (
            ("\r\r", "Datos generales"),
            ("\x1b", "+ Nuevo Cliente"),
            ("n", "Nuevo cliente"),
            ("\x1b", "+ Nuevo Cliente"),
            ("f", "F6 Quitar todos"),
        ):
            program.write(typed)
            program.wait_for(shown)
        program.write("\x1b[21~")
        assert program.wait_end() == 0


def test_only_what_belongs_is_at_the_top() -> None:
    done = subprocess.run(
        ["git", "ls-files"], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        pytest.skip("not a git checkout")
    top = {name.split("/")[0] for name in done.stdout.splitlines()}
    assert {name for name in top if not name.startswith(".")} == ALLOWED
