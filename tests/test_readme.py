"""The README tells the truth: its commands run, its keys and its pictures are the program's."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from aduanas_tui.store.connection import database
from tests.readme import README, block, keys, pictures

RENEW = "the README is old: python -m tests.readme"


@pytest.fixture
def readme() -> str:
    return README.read_text(encoding="utf-8")


def _run(script: str, folder: Path) -> str:
    """Run lines of the README in a shell that finds ``aduanas``; return what they print."""
    program = folder / "bin/aduanas"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m aduanas_tui "$@"\n')
    program.chmod(0o755)
    path = f"{program.parent}:{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "HOME": str(folder), "PYTHONIOENCODING": "utf-8"}
    environment.pop("ADUANAS_BASE", None)
    environment["PYTHONPATH"] = str(README.parent)
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_tables_of_keys_are_those_of_the_screens(readme: str) -> None:
    assert keys.renewed(readme) == readme, RENEW


def test_pictures_are_what_the_program_draws(readme: str) -> None:
    try:
        for name, svg in pictures.draw().items():
            assert pictures.path(name).read_text(encoding="utf-8") == svg, RENEW
            assert f"](tests/readme/{name}.svg)" in readme
    finally:
        database.init(None)


def test_pictures_ask_no_other_computer_for_anything() -> None:
    for name in pictures.TYPED:
        svg = pictures.path(name).read_text(encoding="utf-8")
        assert not re.search(r"url\(.?https?:|href=|@import", svg)


@pytest.mark.parametrize("mark", ["demo", "tests"])
def test_both_languages_give_the_same_commands(mark: str, readme: str) -> None:
    command = block(mark)
    assert command.count("\n") == 1
    assert readme.count(f"```sh\n{command}```") == 2


def test_ci_runs_the_test_command_of_the_readme() -> None:
    script = README.parent / ".ci/run"
    lines = script.read_text(encoding="utf-8").splitlines()
    (reads,) = (line for line in lines if line.startswith("command="))
    printed = subprocess.run(
        ["bash", "-euc", f'{reads}; echo "$command"'],
        cwd=README.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    assert printed.stdout == block("tests")
    assert 'bash -euc "$command"' in lines
    assert os.access(script, os.X_OK)


def test_starting_makes_an_office_where_it_says(tmp_path: Path) -> None:
    said = _run(block("empezar") + "aduanas buscar nadie --json", tmp_path)
    assert '"total": 0' in said
    assert (tmp_path / "oficina.db").exists()


def test_roles_are_given_as_it_says(tmp_path: Path) -> None:
    script = block("empezar") + block("roles") + block("roles: cuenta compartida")
    said = [line.split() for line in _run(script + "aduanas operadores", tmp_path).splitlines()]
    assert {"maria operador", "jose supervisor", "recepcion consulta sí"} <= set(
        map(" ".join, said)
    )


def test_examples_of_the_command_line_work(tmp_path: Path) -> None:
    said = _run(block("ejemplos"), tmp_path)
    assert "500 clientes" in said
    assert "San Pedro Sula" in said
    document = json.loads(said[said.index('{"total"') :])
    assert document["clientes"]


def test_backups_are_made_restored_and_the_base_verified(tmp_path: Path) -> None:
    demo = "aduanas demo --clientes 50 --solo-generar --base prueba.db\n"
    said = _run(demo + block("respaldos"), tmp_path)
    assert said.count("Respaldo hecho y revisado") == 2
    assert "Se restauró" in said
    assert said.endswith("está bien.\n")


def test_every_job_is_in_the_readme(readme: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "aduanas_tui", "--help"],
        cwd=README.parent,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    jobs = re.findall(r"^ {4}([a-z]+) ", done.stdout, re.MULTILINE)
    assert {"iniciar", "demo", "buscar"} <= set(jobs)
    told = re.findall(r"^\| `aduanas ([a-z]+)", readme, re.MULTILINE)
    assert sorted(told) == sorted(jobs)


def test_links_lead_somewhere(readme: str) -> None:
    prose = re.sub(r"```.*?```", "", readme, flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)]+)\)", prose):
        if target.startswith("#"):
            headings = re.findall(r"^#+ (.*)$", readme, re.MULTILINE)
            assert target[1:] in {head.lower().replace(" ", "-") for head in headings}
        else:
            assert (README.parent / target).exists()
