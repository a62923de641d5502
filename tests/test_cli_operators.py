"""``aduanas operadores``, and whom the command line takes for the operator."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from aduanas_tui.store.accounts import account_name
from tests.factories import enroll
from tests.services.importing.lists import cells, write_csv

ME = account_name(os.getuid())

Done = subprocess.CompletedProcess[str]


@pytest.fixture
def base(office: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An office whose account is shared."""
    monkeypatch.setenv("XDG_STATE_HOME", str(office.parent / "state"))
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8")
    monkeypatch.delenv("ADUANAS_OPERADOR", raising=False)
    return office


def _run(base: Path, *arguments: str, operator: str = "") -> Done:
    env = {**os.environ, "ADUANAS_OPERADOR": operator} if operator else None
    return subprocess.run(
        [sys.executable, "-m", "aduanas_tui", *arguments, "--base", str(base)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        env=env,
    )


def _listed(base: Path) -> dict[str, tuple[str, bool]]:
    done = _run(base, "operadores", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    found: list[dict[str, Any]] = json.loads(done.stdout)["operadores"]
    return {one["nombre"]: (one["rol"], one["compartida"]) for one in found}


def test_listing(base: Path) -> None:
    listed = _listed(base)
    assert listed["op1"] == ("operador", False)
    assert listed["jefa"] == ("supervisor", False)
    assert listed[ME] == ("supervisor", True)
    assert list(listed) == sorted(listed)
    lines = _run(base, "operadores").stdout.splitlines()
    assert lines[0].split() == ["Operador", "Rol", "Cuenta", "compartida"]
    assert [ME, "supervisor", "sí"] in [line.split() for line in lines]
    assert ["op1", "operador"] in [line.split() for line in lines]
    alone = _run(base, "operadores", "nadie").stdout.splitlines()
    assert [line.split() for line in alone[1:]] == [["nadie", "consulta"]]


def test_changing(base: Path) -> None:
    done = _run(base, "operadores", "op1", "--rol", "Supervisor", operator="jefa")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[1].split() == ["op1", "supervisor"]
    done = _run(base, "operadores", "op2", "--compartida", "--json", operator="op1")
    assert json.loads(done.stdout) == {
        "operadores": [{"nombre": "op2", "rol": "operador", "compartida": True}]
    }
    assert _run(base, "operadores", "op2", "--no-compartida").returncode == 0
    assert _listed(base)["op2"] == ("operador", False)


def test_an_account_that_there_is_not_is_told(base: Path) -> None:
    assert _run(base, "operadores", ME, "--no-compartida").returncode == 0
    done = _run(base, "operadores", "nadieasi", "--rol", "operador")
    assert done.returncode == 0
    assert done.stderr == (
        "Aviso: en este sistema no hay una cuenta «nadieasi»: revise el nombre.\n"
    )
    assert _listed(base)["nadieasi"] == ("operador", False)


@pytest.mark.parametrize(
    ("words", "operator", "said"),
    [
        (("op1", "--rol", "supervisor"), "op1", "Su rol es operador: para cambiar roles"),
        (("x", "--rol", "operador"), "nadie", "Su rol es consulta: para cambiar roles"),
        (("", "--rol", "operador"), "jefa", "Ese nombre no puede ser de un operador"),
    ],
)
def test_refusals(base: Path, words: tuple[str, ...], operator: str, said: str) -> None:
    done = _run(base, "operadores", *words, operator=operator)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(said)
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "words", [("--rol", "operador"), ("--compartida",), ("op1", "--rol", "jefe"), ("a", "b")]
)
def test_wrong_use(base: Path, words: tuple[str, ...]) -> None:
    done = _run(base, "operadores", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("aduanas")
    assert done.stderr.count("\n") == 1


def test_hostile_names_of_old_are_shown_as_plain_text(base: Path) -> None:
    enroll("\x1b]52;c;eA==\x07ana\u202e")
    done = _run(base, "operadores")
    assert "ana" in done.stdout
    assert not set("\x1b\x07\u202e") & set(done.stdout)
    assert not set("\x1b\x07\u202e") & set(_run(base, "operadores", "--json").stdout)


def test_who_may_only_look_simulates_an_import_and_writes_nothing(base: Path) -> None:
    path = write_csv(base.parent / "lista.csv", [cells(number) for number in (1, 2)])
    done = _run(base, "importar", str(path), "--simular", operator="nadie")
    assert done.returncode == 0, done.stderr
    done = _run(base, "importar", str(path), operator="nadie")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-1] == (
        "Su rol es consulta: pida a un supervisor el de operador para importar."
    )
    assert json.loads(_run(base, "buscar", "comercial", "--json").stdout)["total"] == 0


def test_what_another_imported_only_a_supervisor_undoes(base: Path) -> None:
    path = write_csv(base.parent / "lista.csv", [cells(number) for number in (1, 2)])
    assert _run(base, "importar", str(path), operator="op1").returncode == 0
    done = _run(base, "deshacer", "1", operator="op2")
    assert done.returncode == 1
    assert done.stderr == (
        "Su rol es operador: para deshacer importaciones de otros pídalo a un supervisor.\n"
    )
    assert _run(base, "deshacer", "1", operator="jefa").returncode == 0


def test_at_ones_own_account_the_name_does_not_count_and_that_is_said(base: Path) -> None:
    assert _run(base, "operadores", ME, "--no-compartida").returncode == 0
    path = write_csv(base.parent / "lista.csv", [cells(1)])
    done = _run(base, "importar", str(path), operator="op1")
    assert done.returncode == 0
    assert f"«{ME}» no es una cuenta compartida" in done.stderr
    assert json.loads(_run(base, "buscar", "comercial", "--json").stdout)["total"] == 1
